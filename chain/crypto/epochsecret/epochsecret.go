// Package epochsecret is a Host's secret σ of an epoch (protocol §7): its BLS
// signature of (chain, epoch, beacon, host). It is unique, so it can't be ground;
// it needs the beacon, so it can't be known early; it is a function of the key, so
// it can't be lost.
package epochsecret

import (
	"fmt"

	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

const tag = "pacer/epoch-secret/v1"

// Message is H("pacer/epoch-secret/v1", chain, epoch, beacon of the epoch, host):
// the 32 bytes that σ signs. host is the raw address.
func Message(chain string, epoch uint64, beacon [xof.Size]byte, host []byte) [xof.Size]byte {
	return xof.H(tag, []byte(chain), xof.U64(epoch), beacon[:], host)
}

// Sign makes σ.
func Sign(sk bls.SecretKey, chain string, epoch uint64, beacon [xof.Size]byte, host []byte) bls.Signature {
	message := Message(chain, epoch, beacon, host)
	return sk.Sign(message[:])
}

// Verify checks 96 bytes that claim to be σ of the Host whose key is pk.
// Errors: those of bls.DecodeSignature, bls.ErrSignature.
func Verify(pk bls.PublicKey, chain string, epoch uint64, beacon [xof.Size]byte, host, sigma []byte) error {
	signature, err := bls.DecodeSignature(sigma)
	if err != nil {
		return fmt.Errorf("epoch secret: %w", err)
	}
	message := Message(chain, epoch, beacon, host)
	if err := pk.Verify(message[:], signature); err != nil {
		return fmt.Errorf("epoch secret: %w", err)
	}
	return nil
}
