package curve_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math/big"
	"slices"
	"testing"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"

	"github.com/pacer-network/pacer/chain/crypto/curve"
)

// validG1 and validG2 are the generators, whose bytes the curve's definition gives.
const (
	validG1 = "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb"
	validG2 = "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e" +
		"024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
)

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// group is one of the two decode functions with what its tests need.
type group struct {
	name   string
	valid  []byte
	decode func([]byte) error
}

func groups(t testing.TB) []group {
	return []group{
		{"G1", unhex(t, validG1), func(b []byte) error { _, err := curve.DecodeG1(b); return err }},
		{"G2", unhex(t, validG2), func(b []byte) error { _, err := curve.DecodeG2(b); return err }},
	}
}

// smallX is the compressed form, flags apart, of a point with a small coordinate x.
func smallX(size int, x byte) []byte {
	b := make([]byte, size)
	b[0], b[size-1] = 0x80, x
	return b
}

func TestGeneratorsDecode(t *testing.T) {
	_, _, g1, g2 := bls12381.Generators()
	p1, err := curve.DecodeG1(unhex(t, validG1))
	if err != nil || !p1.Equal(&g1) {
		t.Errorf("G1: %v", err)
	}
	p2, err := curve.DecodeG2(unhex(t, validG2))
	if err != nil || !p2.Equal(&g2) {
		t.Errorf("G2: %v", err)
	}
}

func TestIdentityIsRefused(t *testing.T) {
	for _, g := range groups(t) {
		identity := make([]byte, len(g.valid))
		identity[0] = 0xc0
		if err := g.decode(identity); !errors.Is(err, curve.ErrIdentity) {
			t.Errorf("%s: %v, want ErrIdentity", g.name, err)
		}
	}
}

func TestPointsOutsideTheSubgroupAreRefused(t *testing.T) {
	// (0, 2) has order 3.
	var onCurve1 bls12381.G1Affine
	onCurve1.Y.SetUint64(2)
	if !onCurve1.IsOnCurve() || onCurve1.IsInSubGroup() {
		t.Fatal("(0, 2) is not what this test needs")
	}
	p1 := onCurve1.Bytes()
	if _, err := curve.DecodeG1(p1[:]); !errors.Is(err, curve.ErrNotCanonical) {
		t.Errorf("G1: %v, want ErrNotCanonical", err)
	}
	p2 := outsideG2(t)
	if _, err := curve.DecodeG2(p2); !errors.Is(err, curve.ErrNotCanonical) {
		t.Errorf("G2: %v, want ErrNotCanonical", err)
	}
}

// outsideG2 is the point of the twist with the smallest real x that is a point.
func outsideG2(t testing.TB) []byte {
	for x := byte(0); ; x++ {
		b := smallX(curve.G2Size, x)
		var point bls12381.G2Affine
		decoder := bls12381.NewDecoder(bytes.NewReader(b), bls12381.NoSubgroupChecks())
		if decoder.Decode(&point) != nil {
			continue
		}
		if !point.IsOnCurve() || point.IsInSubGroup() {
			t.Fatalf("x = %d is not what this test needs", x)
		}
		return b
	}
}

// decodeUnchecked decodes a point of the twist that need not be in the subgroup.
func decodeUnchecked(t testing.TB, b []byte) (point bls12381.G2Affine) {
	t.Helper()
	if err := bls12381.NewDecoder(bytes.NewReader(b), bls12381.NoSubgroupChecks()).Decode(&point); err != nil {
		t.Fatal(err)
	}
	return point
}

func TestXNotBelowTheModulusIsRefused(t *testing.T) {
	// Small x of points outside the subgroup would be refused anyway: take a valid
	// point with x + p < 2^381 instead, which is the same point in other bytes.
	p := fp.Modulus()
	limit := new(big.Int).Lsh(big.NewInt(1), 381)
	var scalar big.Int
	for i := int64(1); ; i++ {
		var point bls12381.G1Affine
		point.ScalarMultiplicationBase(scalar.SetInt64(i))
		b := point.Bytes()
		flags := b[0] & 0xe0
		b[0] &= 0x1f
		x := new(big.Int).SetBytes(b[:])
		if x.Add(x, p).Cmp(limit) >= 0 {
			continue
		}
		x.FillBytes(b[:])
		b[0] |= flags
		if _, err := curve.DecodeG1(b[:]); !errors.Is(err, curve.ErrNotCanonical) {
			t.Errorf("G1: %v, want ErrNotCanonical", err)
		}
		break
	}
	for _, g := range groups(t) {
		b := make([]byte, len(g.valid))
		p.FillBytes(b[:curve.G1Size])
		b[0] |= 0x80
		if err := g.decode(b); !errors.Is(err, curve.ErrNotCanonical) {
			t.Errorf("%s, x = p: %v, want ErrNotCanonical", g.name, err)
		}
	}
	// The second coordinate of G2's x.
	b := unhex(t, validG2)
	p.FillBytes(b[curve.G1Size:])
	if _, err := curve.DecodeG2(b); !errors.Is(err, curve.ErrNotCanonical) {
		t.Errorf("G2, second half = p: %v, want ErrNotCanonical", err)
	}
}

func TestWrongFlagsAreRefused(t *testing.T) {
	for _, g := range groups(t) {
		for flags := range 8 {
			b := slices.Clone(g.valid)
			b[0] = b[0]&0x1f | byte(flags)<<5
			err := g.decode(b)
			if flags == 4 || flags == 5 { // compressed, either sign
				if err != nil {
					t.Errorf("%s, flags %03b: %v", g.name, flags, err)
				}
			} else if !errors.Is(err, curve.ErrNotCanonical) {
				t.Errorf("%s, flags %03b: %v, want ErrNotCanonical", g.name, flags, err)
			}
			identity := make([]byte, len(g.valid))
			identity[0] = byte(flags) << 5
			if g.decode(identity) == nil {
				t.Errorf("%s, zeros with flags %03b decode", g.name, flags)
			}
		}
		dirty := make([]byte, len(g.valid))
		dirty[0], dirty[len(dirty)-1] = 0xc0, 1
		if err := g.decode(dirty); !errors.Is(err, curve.ErrNotCanonical) {
			t.Errorf("%s, infinity with a coordinate: %v, want ErrNotCanonical", g.name, err)
		}
	}
}

func TestWrongLengthsAreRefused(t *testing.T) {
	_, _, g1, g2 := bls12381.Generators()
	u1, u2 := g1.RawBytes(), g2.RawBytes()
	uncompressed := map[string][]byte{"G1": u1[:], "G2": u2[:]}
	for _, g := range groups(t) {
		for _, b := range [][]byte{nil, g.valid[:len(g.valid)-1], append(slices.Clone(g.valid), 0), uncompressed[g.name]} {
			if err := g.decode(b); !errors.Is(err, curve.ErrLength) {
				t.Errorf("%s, %d bytes: %v, want ErrLength", g.name, len(b), err)
			}
		}
	}
}

func FuzzDecodeG1(f *testing.F) { fuzzDecode(f, groups(f)[0]) }
func FuzzDecodeG2(f *testing.F) { fuzzDecode(f, groups(f)[1]) }

// fuzzDecode: what decodes is on the curve, in the subgroup, not the identity, and
// encodes to the same bytes.
func fuzzDecode(f *testing.F, g group) {
	identity := make([]byte, len(g.valid))
	identity[0] = 0xc0
	for _, seed := range [][]byte{g.valid, identity, {}, smallX(len(g.valid), 0), smallX(len(g.valid), 2), g.valid[1:]} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if g.decode(b) != nil {
			return
		}
		var again []byte
		var member bool
		if g.name == "G1" {
			p, _ := curve.DecodeG1(b)
			e := p.Bytes()
			again, member = e[:], p.IsOnCurve() && p.IsInSubGroup() && !p.IsInfinity()
		} else {
			p, _ := curve.DecodeG2(b)
			e := p.Bytes()
			again, member = e[:], p.IsOnCurve() && p.IsInSubGroup() && !p.IsInfinity()
		}
		if !member || !bytes.Equal(again, b) {
			t.Fatalf("%x decodes to a point that encodes to %x", b, again)
		}
	})
}
