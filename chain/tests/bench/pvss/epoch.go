package main

import (
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

const chainID = "pacer-bench-1"

// epoch is a slot table with what its first Host deals and opens.
type epoch struct {
	holders []pvss.Holder
	keys    []dealingkey.Secret
	round   *pvss.Round
	dealing []byte
	dealt   *pvss.Dealing
	sums    *pvss.Sums // of two dealings, which are opened
	growing *pvss.Sums // of those that the benchmark adds
	opening []byte
	shares  []pvss.Share
}

// prepare gives each Host its share of the slots, the first ones one more where they don't divide.
func prepare(hosts, slots int) (*epoch, error) {
	e := &epoch{}
	for i := range hosts {
		seed := xof.H("dealing key", xof.U64(uint64(i)))
		seed[0] &= 0x3f
		dk, err := dealingkey.DecodeSecret(seed[:])
		if err != nil {
			return nil, err
		}
		count := slots / hosts
		if i < slots%hosts {
			count++
		}
		e.keys = append(e.keys, dk)
		e.holders = append(e.holders, pvss.Holder{Address: append(make([]byte, 12), xof.U64(uint64(i+1))...), Key: dk.Key(), Slots: uint32(count)})
	}
	var err error
	if e.round, err = e.newRound(); err != nil {
		return nil, err
	}
	e.sums, e.growing = pvss.NewSums(slots), pvss.NewSums(slots)
	for i := range 2 {
		if e.dealing, err = e.round.Deal(e.keys[i], e.holders[i].Address); err != nil {
			return nil, err
		}
		if e.dealt, err = e.round.Verify(e.holders[i].Address, e.dealing); err != nil {
			return nil, err
		}
		if err := e.sums.Add(e.dealt); err != nil {
			return nil, err
		}
	}
	for i, h := range e.holders {
		opening, err := e.round.Open(e.keys[i], h.Address, e.sums)
		if err != nil {
			return nil, err
		}
		shares, err := e.round.VerifyOpening(h.Address, opening, e.sums)
		if err != nil {
			return nil, err
		}
		if e.shares = append(e.shares, shares...); i == 0 {
			e.opening = opening
		}
	}
	return e, nil
}

func (e *epoch) newRound() (*pvss.Round, error) {
	return pvss.NewRound(chainID, 1, make([]byte, pvss.HashSize), make([]byte, pvss.HashSize), e.holders)
}

// firstVerify is the first dealing of an epoch.
func (e *epoch) firstVerify() error {
	round, err := e.newRound()
	if err != nil {
		return err
	}
	_, err = round.Verify(e.holders[1].Address, e.dealing)
	return err
}

func (e *epoch) deal() error {
	_, err := e.round.Deal(e.keys[1], e.holders[1].Address)
	return err
}

func (e *epoch) proof() error { return e.round.CheckProof(e.holders[1].Address, e.dealing) }

func (e *epoch) verify() error {
	_, err := e.round.Verify(e.holders[1].Address, e.dealing)
	return err
}

func (e *epoch) add() error { return e.growing.Add(e.dealt) }

func (e *epoch) open() error {
	_, err := e.round.Open(e.keys[0], e.holders[0].Address, e.sums)
	return err
}

func (e *epoch) verifyOpening() error {
	_, err := e.round.VerifyOpening(e.holders[0].Address, e.opening, e.sums)
	return err
}

func (e *epoch) reconstruct() error {
	_, _, err := e.round.Beacon(e.sums.Zero(), e.shares)
	return err
}
