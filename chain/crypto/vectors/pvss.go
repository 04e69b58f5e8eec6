package main

import (
	"errors"
	"fmt"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
)

type pvssHolder struct {
	Address hexBytes `json:"address"`
	EK      hexBytes `json:"ek"`
	Slots   uint32   `json:"slots"`
}

// PVSSRound is what the dealings and openings of one slot table have in common. Its
// name lets encoding/json set it where it is embedded by a pointer.
type PVSSRound struct {
	Chain     string       `json:"chain"`
	Epoch     u64          `json:"epoch"`
	TableHash hexBytes     `json:"table_hash"`
	Holders   []pvssHolder `json:"holders"`
}

// mutation is one byte of a message to be changed.
type mutation struct {
	At  int      `json:"at"`
	Xor hexBytes `json:"xor"`
}

// apply is the message with that byte changed.
func (m mutation) apply(message hexBytes) hexBytes {
	out := append(hexBytes(nil), message...)
	out[m.At] ^= m.Xor[0]
	return out
}

func (r PVSSRound) round() (*pvss.Round, error) {
	holders, err := decodeHolders(r.Holders)
	if err != nil {
		return nil, err
	}
	hash, err := r.TableHash.hash()
	if err != nil {
		return nil, err
	}
	return pvss.NewRoundWithHash(r.Chain, uint64(r.Epoch), hash, holders)
}

func decodeHolders(list []pvssHolder) ([]pvss.Holder, error) {
	var holders []pvss.Holder
	for _, h := range list {
		key, err := dealingkey.DecodeKey(h.EK)
		if err != nil {
			return nil, err
		}
		holders = append(holders, pvss.Holder{Address: h.Address, Key: key, Slots: h.Slots})
	}
	return holders, nil
}

// hostLetter names the n-th Host of the tables; their addresses increase.
func hostLetter(n int) string { return string(rune('a' + n)) }

func pvssAddress(n int) hexBytes {
	a := address("pvss host " + hostLetter(n))
	a[0] = byte(0x10 * (n + 1))
	return a
}

func pvssDK(n int) hexBytes { return secretKey("dk " + hostLetter(n)) }

// pvssHolders gives the hosts a, b, … these numbers of slots.
func pvssHolders(slots ...uint32) ([]pvssHolder, error) {
	holders := make([]pvssHolder, len(slots))
	for n, count := range slots {
		dk, err := dealingkey.DecodeSecret(pvssDK(n))
		if err != nil {
			return nil, err
		}
		ek := dk.Key().Bytes()
		holders[n] = pvssHolder{pvssAddress(n), ek[:], count}
	}
	return holders, nil
}

// pvssError is the word of the vectors for a reason.
func pvssError(err error) string {
	for _, known := range []struct {
		reason error
		word   string
	}{
		{pvss.ErrTable, "table"}, {pvss.ErrNoSlots, "no-slots"}, {pvss.ErrProof, "proof"}, {pvss.ErrDegree, "degree"},
		{pvss.ErrEncryption, "encryption"}, {pvss.ErrOpening, "opening"}, {pvss.ErrShares, "shares"}, {pvss.ErrBeacon, "beacon"},
		{curve.ErrLength, "length"}, {curve.ErrScalar, "scalar"}, {curve.ErrNotCanonical, "point"}, {curve.ErrIdentity, "point"},
	} {
		if errors.Is(err, known.reason) {
			return known.word
		}
	}
	return fmt.Sprintf("unknown: %v", err)
}

// asNamed is err if its word is the one that the vector gives, else nil: refused for another reason is not refused.
func asNamed(word string, err error) error {
	if err == nil || pvssError(err) != word {
		return nil
	}
	return err
}
