package dealingkey_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
)

const chain = "pacer-test-1"

var host = slices.Repeat([]byte{0xa1}, 20)

func secret(t testing.TB, last byte) dealingkey.Secret {
	t.Helper()
	dk, err := dealingkey.DecodeSecret(append(slices.Repeat([]byte{0x11}, 31), last))
	if err != nil {
		t.Fatal(err)
	}
	return dk
}

func TestProofVerifiesAndIsTheSameEachTime(t *testing.T) {
	dk := secret(t, 1)
	proof := dealingkey.Prove(dk, chain, host)
	if err := dealingkey.VerifyProof(chain, host, dk.Key(), proof[:]); err != nil {
		t.Fatal(err)
	}
	if dealingkey.Prove(dk, chain, host) != proof {
		t.Fatal("the second proof differs")
	}
}

func TestCopiedProofIsRefused(t *testing.T) {
	dk := secret(t, 1)
	proof := dealingkey.Prove(dk, chain, host)
	otherHost := slices.Repeat([]byte{0xa2}, 20)
	for name, err := range map[string]error{
		"another host":  dealingkey.VerifyProof(chain, otherHost, dk.Key(), proof[:]),
		"another chain": dealingkey.VerifyProof("pacer-test-2", host, dk.Key(), proof[:]),
		"another key":   dealingkey.VerifyProof(chain, host, secret(t, 2).Key(), proof[:]),
	} {
		if !errors.Is(err, dealingkey.ErrProof) {
			t.Errorf("%s: %v, want ErrProof", name, err)
		}
	}
}

func TestEveryByteOfAProofCounts(t *testing.T) {
	dk := secret(t, 1)
	valid := dealingkey.Prove(dk, chain, host)
	for i := range valid {
		proof := valid
		proof[i] ^= 1 << (i % 8)
		if dealingkey.VerifyProof(chain, host, dk.Key(), proof[:]) == nil {
			t.Errorf("proof with byte %d changed verifies", i)
		}
	}
}

func TestProofsOfAnotherFormAreRefused(t *testing.T) {
	dk := secret(t, 1)
	valid := dealingkey.Prove(dk, chain, host)
	identity := append(append([]byte{0xc0}, make([]byte, 95)...), valid[96:]...)

	// z + r is the same scalar in other bytes.
	var z fr.Element
	z.SetBytes(valid[96:])
	sum := z.BigInt(fr.Modulus())
	sum.Add(sum, fr.Modulus())
	notReduced := append(slices.Clone(valid[:96]), sum.FillBytes(make([]byte, 33))[1:]...)
	if sum.BitLen() > 256 {
		t.Fatal("z + r does not fit 32 bytes: choose another key")
	}
	for name, c := range map[string]struct {
		proof []byte
		want  error
	}{
		"too short":          {valid[:127], curve.ErrLength},
		"too long":           {append(slices.Clone(valid[:]), 0), curve.ErrLength},
		"identity as R":      {identity, curve.ErrIdentity},
		"z ≥ r":              {notReduced, curve.ErrScalar},
		"R not a point at x": {append(slices.Repeat([]byte{0x9f}, 96), valid[96:]...), curve.ErrNotCanonical},
	} {
		if err := dealingkey.VerifyProof(chain, host, dk.Key(), c.proof); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestSecretsOutsideTheRangeAreRefused(t *testing.T) {
	order := fr.Modulus().Bytes()
	for name, bytes := range map[string][]byte{"zero": make([]byte, 32), "group order": order} {
		if _, err := dealingkey.DecodeSecret(bytes); !errors.Is(err, curve.ErrScalar) {
			t.Errorf("%s: %v, want ErrScalar", name, err)
		}
	}
	if _, err := dealingkey.DecodeSecret(make([]byte, 31)); !errors.Is(err, curve.ErrLength) {
		t.Errorf("31 bytes: %v, want ErrLength", err)
	}
}

// FuzzVerifyProof: whatever the bytes, VerifyProof returns, and accepts nothing
// but the one proof it was seeded with.
func FuzzVerifyProof(f *testing.F) {
	dk := secret(f, 1)
	ek, valid := dk.Key(), dealingkey.Prove(dk, chain, host)
	f.Add(valid[:])
	f.Add([]byte{})
	f.Add(make([]byte, dealingkey.ProofSize))
	f.Add(append([]byte{0xc0}, make([]byte, 127)...))
	f.Fuzz(func(t *testing.T, proof []byte) {
		if err := dealingkey.VerifyProof(chain, host, ek, proof); err == nil && !slices.Equal(proof, valid[:]) {
			t.Fatalf("another proof verifies: %x", proof)
		}
	})
}
