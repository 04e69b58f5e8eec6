package bls_test

import (
	"encoding/hex"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/curve"
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func key(t testing.TB, last byte) bls.SecretKey {
	t.Helper()
	sk, err := bls.DecodeSecretKey(append(slices.Repeat([]byte{0x22}, 31), last))
	if err != nil {
		t.Fatal(err)
	}
	return sk
}

// A vector of the Ethereum consensus specification's BLS tests, which use the same
// suite.
func TestPublishedSignature(t *testing.T) {
	sk, err := bls.DecodeSecretKey(unhex(t, "263dbd792f5b1be47ed85f8938c0f29586af0d3ac7b977f21c278fe1462040e3"))
	if err != nil {
		t.Fatal(err)
	}
	pk := sk.PublicKey().Bytes()
	if got, want := hex.EncodeToString(pk[:]), "a491d1b0ecd9bb917989f0e74f0dea0422eac4a873e5e2644f368dffb9a6e20fd6e10c1b77654d067c0618f6e5a7f79a"; got != want {
		t.Errorf("public key %s, want %s", got, want)
	}
	signature := sk.Sign(make([]byte, 32)).Bytes()
	want := "b6ed936746e01f8ecf281f020953fbf1f01debd5657c4a383940b020b26507f6076334f91e2366c96e9ab279fb515809" +
		"0352ea1c5b0c9274504f4f0e7053af24802e51e4568d164fe986834f41e55c8e850ce1f98458c0cfc9ab380b55285a55"
	if got := hex.EncodeToString(signature[:]); got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
}

func TestSignatureVerifiesForItsMessageAndKeyOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.Byte().Draw(t, "key")
		b := rapid.Byte().Draw(t, "other key")
		message := rapid.SliceOf(rapid.Byte()).Draw(t, "message")
		other := rapid.SliceOf(rapid.Byte()).Draw(t, "other message")
		signature := keyOf(t, a).Sign(message)
		err := keyOf(t, b).PublicKey().Verify(other, signature)
		if same := a == b && slices.Equal(message, other); (err == nil) != same {
			t.Fatalf("same = %v: %v", same, err)
		}
		if err := keyOf(t, a).PublicKey().Verify(message, signature); err != nil {
			t.Fatal(err)
		}
	})
}

func keyOf(t *rapid.T, last byte) bls.SecretKey {
	sk, err := bls.DecodeSecretKey(append(slices.Repeat([]byte{0x22}, 31), last))
	if err != nil {
		t.Fatal(err)
	}
	return sk
}

func TestEveryByteOfKeyAndSignatureCounts(t *testing.T) {
	sk, message := key(t, 1), []byte("message")
	pk, signature := sk.PublicKey().Bytes(), sk.Sign(message).Bytes()
	if err := bls.Verify(pk[:], message, signature[:]); err != nil {
		t.Fatal(err)
	}
	for bit := range 8 {
		for i := range pk {
			changed := pk
			changed[i] ^= 1 << bit
			if bls.Verify(changed[:], message, signature[:]) == nil {
				t.Errorf("public key with bit %d of byte %d changed verifies", bit, i)
			}
		}
		for i := range signature {
			changed := signature
			changed[i] ^= 1 << bit
			if bls.Verify(pk[:], message, changed[:]) == nil {
				t.Errorf("signature with bit %d of byte %d changed verifies", bit, i)
			}
		}
	}
}

func TestIdentityKeyAndSignatureAreRefused(t *testing.T) {
	sk, message := key(t, 1), []byte("message")
	pk, signature := sk.PublicKey().Bytes(), sk.Sign(message).Bytes()
	noKey, noSignature := make([]byte, 48), make([]byte, 96)
	noKey[0], noSignature[0] = 0xc0, 0xc0
	for name, err := range map[string]error{
		"key":              bls.Verify(noKey, message, signature[:]),
		"signature":        bls.Verify(pk[:], message, noSignature),
		"both":             bls.Verify(noKey, message, noSignature),
		"zero values":      bls.PublicKey{}.Verify(message, bls.Signature{}),
		"zero public key":  bls.PublicKey{}.Verify(message, sk.Sign(message)),
		"zero signature":   sk.PublicKey().Verify(message, bls.Signature{}),
		"no keys to trust": bls.FastAggregateVerify([]bls.PublicKey{{}}, message, bls.Signature{}),
	} {
		if !errors.Is(err, curve.ErrIdentity) {
			t.Errorf("%s: %v, want ErrIdentity", name, err)
		}
	}
}

func TestSecretKeysOutsideTheRangeAreRefused(t *testing.T) {
	if _, err := bls.DecodeSecretKey(make([]byte, 32)); !errors.Is(err, curve.ErrScalar) {
		t.Errorf("zero: %v, want ErrScalar", err)
	}
	if _, err := bls.DecodeSecretKey(make([]byte, 48)); !errors.Is(err, curve.ErrLength) {
		t.Errorf("48 bytes: %v, want ErrLength", err)
	}
}
