package curve_test

import (
	"bytes"
	"errors"
	"math/big"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/consensys/gnark-crypto/field/hash"
	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/curve"
)

func TestScalarsOutsideTheRangeAreRefused(t *testing.T) {
	order := fr.Modulus()
	last := new(big.Int).Sub(order, big.NewInt(1)).FillBytes(make([]byte, 32))
	if _, err := curve.DecodeScalar(last); err != nil {
		t.Errorf("r − 1: %v", err)
	}
	for name, b := range map[string][]byte{"r": order.Bytes(), "2^256 − 1": bytes.Repeat([]byte{0xff}, 32)} {
		if _, err := curve.DecodeScalar(b); !errors.Is(err, curve.ErrScalar) {
			t.Errorf("%s: %v, want ErrScalar", name, err)
		}
	}
	if _, err := curve.DecodeScalar(make([]byte, 32)); err != nil {
		t.Errorf("zero as a scalar: %v", err)
	}
	if _, err := curve.DecodeSecret(make([]byte, 32)); !errors.Is(err, curve.ErrScalar) {
		t.Errorf("zero as a secret: %v, want ErrScalar", err)
	}
	for _, size := range []int{0, 31, 33} {
		if _, err := curve.DecodeSecret(make([]byte, size)); !errors.Is(err, curve.ErrLength) {
			t.Errorf("%d bytes: %v, want ErrLength", size, err)
		}
	}
}

// HashToField is expand_message_xmd to 48 bytes, read as a big-endian integer mod r.
func TestHashToFieldReducesFortyEightBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		message := rapid.SliceOf(rapid.Byte()).Draw(t, "message")
		const tag = "pacer/ek/v1"
		expanded, err := hash.ExpandMsgXmd(message, []byte(tag), 48)
		if err != nil {
			t.Fatal(err)
		}
		want := new(big.Int).SetBytes(expanded)
		want.Mod(want, fr.Modulus())
		if got := curve.Int(curve.HashToField(tag, message)); got.Cmp(want) != 0 {
			t.Fatalf("HashToField = %v, want %v", got, want)
		}
	})
}
