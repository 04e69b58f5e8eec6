package cmd

import (
	"bytes"
	"encoding/hex"
	"fmt"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
)

// round is the slot table of a dealing or an opening.
func (c pvssCase) round() (*pvss.Round, error) {
	if len(c.TableHash) != pvss.HashSize {
		return nil, fmt.Errorf("\"table_hash\" has %d bytes, want %d", len(c.TableHash), pvss.HashSize)
	}
	var holders []pvss.Holder
	for _, h := range c.Holders {
		key, err := dealingkey.DecodeKey(h.EK)
		if err != nil {
			return nil, fmt.Errorf("holder %x: %w", []byte(h.Address), err)
		}
		holders = append(holders, pvss.Holder{Address: h.Address, Key: key, Slots: h.Slots})
	}
	return pvss.NewRoundWithHash(c.Chain, *c.Epoch, [pvss.HashSize]byte(c.TableHash), holders)
}

func (c pvssCase) verifyDealing() (pvssVerdict, error) {
	if err := c.missing(field{"holders", len(c.Holders)}, field{"host", len(c.Host)}, field{"dealing", len(c.Dealing)}); err != nil {
		return pvssVerdict{}, err
	}
	r, err := c.round()
	if err != nil {
		return pvssVerdict{}, err
	}
	if _, err := r.Verify(c.Host, c.Dealing); err != nil {
		return pvssVerdict{}, err
	}
	return pvssVerdict{Found: fmt.Sprintf("a dealing of %x to %d slots, of which any %d open it", []byte(c.Host), r.Slots(), r.Threshold())}, nil
}

func (c pvssCase) verifyOpening() (pvssVerdict, error) {
	err := c.missing(field{"holders", len(c.Holders)}, field{"host", len(c.Host)}, field{"a_sums", len(c.ASums)}, field{"opening", len(c.Opening)})
	if err != nil {
		return pvssVerdict{}, err
	}
	r, err := c.round()
	if err != nil {
		return pvssVerdict{}, err
	}
	first, count, ok := r.Run(c.Host)
	if !ok {
		return pvssVerdict{}, fmt.Errorf("%w: %x", pvss.ErrNoSlots, []byte(c.Host))
	}
	if len(c.ASums) != count*curve.G1Size {
		return pvssVerdict{}, fmt.Errorf("\"a_sums\" has %d bytes, want %d for %d slots", len(c.ASums), count*curve.G1Size, count)
	}
	sums := pvss.NewSums(r.Slots())
	if err := sums.SetCompressed(first, c.ASums, nil); err != nil {
		return pvssVerdict{}, err
	}
	if _, err := r.VerifyOpening(c.Host, c.Opening, sums); err != nil {
		return pvssVerdict{}, err
	}
	return pvssVerdict{Found: fmt.Sprintf("an opening of %x, slots %d to %d", []byte(c.Host), first, first+count-1)}, nil
}

func (c pvssCase) reconstruct() (pvssVerdict, error) {
	if err := c.missing(field{"w", c.W}, field{"a_zero", len(c.AZero)}, field{"shares", len(c.Shares)}); err != nil {
		return pvssVerdict{}, err
	}
	if c.W < 1 || c.W > pvss.MaxSlots {
		return pvssVerdict{}, fmt.Errorf("\"w\" is %d, want 1 to %d", c.W, pvss.MaxSlots)
	}
	zero, err := curve.DecodeG1(c.AZero)
	if err != nil {
		return pvssVerdict{}, fmt.Errorf("\"a_zero\": %w", err)
	}
	shares := make([]pvss.Share, len(c.Shares))
	for i, s := range c.Shares {
		if shares[i], err = pvss.DecodeShare(s.Slot, s.Share); err != nil {
			return pvssVerdict{}, err
		}
	}
	secret, beacon, err := pvss.Beacon(c.Chain, *c.Epoch, c.W, zero, shares)
	if err != nil {
		return pvssVerdict{}, err
	}
	verdict := pvssVerdict{
		Found:  fmt.Sprintf("the secret of %d of %d slots", pvss.Threshold(c.W), c.W),
		Secret: hex.EncodeToString(secret[:]), Beacon: hex.EncodeToString(beacon[:]),
	}
	if len(c.Secret) > 0 && !bytes.Equal(c.Secret, secret[:]) || len(c.Beacon) > 0 && !bytes.Equal(c.Beacon, beacon[:]) {
		return verdict, fmt.Errorf("the secret is %s and the beacon %s, not those in it", verdict.Secret, verdict.Beacon)
	}
	return verdict, nil
}
