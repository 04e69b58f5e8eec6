package bls

import (
	"fmt"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

const possessionTag = "pacer/pop/v1"

// ProvePossession signs (chain, host, public key) with the proof suite: the proof
// belongs to one Host on one chain and can't be copied with the key (protocol §1).
// host is the raw address.
func ProvePossession(sk SecretKey, chain string, host []byte) Signature {
	message := possessionMessage(chain, host, sk.PublicKey())
	return sk.signWith(possessionDST, message[:])
}

// VerifyPossession checks 96 bytes of a proof.
// Errors: those of DecodeSignature, ErrSignature.
func VerifyPossession(chain string, host []byte, pk PublicKey, proof []byte) error {
	signature, err := DecodeSignature(proof)
	if err != nil {
		return fmt.Errorf("proof of possession: %w", err)
	}
	message := possessionMessage(chain, host, pk)
	if err := pk.verifyWith(possessionDST, message[:], signature); err != nil {
		return fmt.Errorf("proof of possession: %w", err)
	}
	return nil
}

func possessionMessage(chain string, host []byte, pk PublicKey) [xof.Size]byte {
	key := pk.Bytes()
	return xof.H(possessionTag, []byte(chain), host, key[:])
}
