package types

import (
	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/consensuskey"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
)

// Verify checks that each key is well-formed and that the Host holds its secret half, for this Host on this chain alone (protocol §1).
// host is the raw address. It fails with ErrInvalidKey or ErrInvalidProof.
func (p KeyProofs) Verify(chain string, host []byte, keys Keys) error {
	if len(keys.Consensus) != consensuskey.KeySize {
		return ErrInvalidKey.Wrapf("the consensus key has %d bytes, want %d", len(keys.Consensus), consensuskey.KeySize)
	}
	blsKey, err := bls.DecodePublicKey(keys.Bls)
	if err != nil {
		return ErrInvalidKey.Wrap(err.Error())
	}
	dealing, err := dealingkey.DecodeKey(keys.Dealing)
	if err != nil {
		return ErrInvalidKey.Wrap(err.Error())
	}
	if err := consensuskey.Verify(chain, host, keys.Consensus, p.Consensus); err != nil {
		return ErrInvalidProof.Wrap(err.Error())
	}
	if err := bls.VerifyPossession(chain, host, blsKey, p.Bls); err != nil {
		return ErrInvalidProof.Wrap(err.Error())
	}
	if err := dealingkey.VerifyProof(chain, host, dealing, p.Dealing); err != nil {
		return ErrInvalidProof.Wrap(err.Error())
	}
	return nil
}
