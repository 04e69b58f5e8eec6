package bls_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

const chain = "pacer-test-1"

var host = slices.Repeat([]byte{0xa1}, 20)

func TestCopiedPossessionProofIsRefused(t *testing.T) {
	sk := key(t, 1)
	pk, proof := sk.PublicKey(), bls.ProvePossession(sk, chain, host).Bytes()
	if err := bls.VerifyPossession(chain, host, pk, proof[:]); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"another host":  bls.VerifyPossession(chain, slices.Repeat([]byte{0xa2}, 20), pk, proof[:]),
		"another chain": bls.VerifyPossession("pacer-test-2", host, pk, proof[:]),
		"another key":   bls.VerifyPossession(chain, host, key(t, 2).PublicKey(), proof[:]),
	} {
		if !errors.Is(err, bls.ErrSignature) {
			t.Errorf("%s: %v, want ErrSignature", name, err)
		}
	}
}

// A signature of the same bytes in the other suite is no proof: whoever gets a Host
// to sign something can't register its key.
func TestSignatureOfTheProofsMessageIsNoProof(t *testing.T) {
	sk := key(t, 1)
	pk := sk.PublicKey().Bytes()
	message := xof.H("pacer/pop/v1", []byte(chain), host, pk[:])
	signature := sk.Sign(message[:]).Bytes()
	if err := bls.VerifyPossession(chain, host, sk.PublicKey(), signature[:]); !errors.Is(err, bls.ErrSignature) {
		t.Fatalf("VerifyPossession: %v, want ErrSignature", err)
	}
}
