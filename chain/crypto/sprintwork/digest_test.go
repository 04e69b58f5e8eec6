package sprintwork

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
	"testing"
)

func counting(n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(i)
	}
	return out
}

// epoch7 and host are those of sprint-work §6.
var (
	epoch7 = Epoch{"pacer-test-1", 7, [BeaconSize]byte(counting(BeaconSize))}
	host   = counting(20)
)

func verifier(t *testing.T, s Shape) *Verifier {
	t.Helper()
	w, err := Expand(epoch7, s)
	if err != nil {
		t.Fatal(err)
	}
	return NewVerifier(w)
}

// The numbers of sprint-work §6 stand here once more: proto/vectors is written by this code, and must not move with it.
func TestDigestsOfTheSpecification(t *testing.T) {
	for _, c := range []struct {
		shape  Shape
		nonce  uint64
		digest string
	}{
		{Shape{64, 2, 2, 128, 8}, 5, "821fb00b5461265ed0b724ec836d3d81874e60d8b6715e2655dfe4151389856d"},
		{Shape{64, 2, 2, 128, 16}, 0, "729dcf9f787b9669563108fbe7845d0cc741e1407407857ebb7052fcb2da0463"},
		{Shape{64, 2, 2, 128, 16}, math.MaxUint64, "fbc9f0a042c70ba03529b838c64c2fdb21d7d07913ff3859cd63fdb5bd14d524"},
		{Shape{192, 3, 6, 320, 20}, 0, "50bc7466b7ae2bf89398da7bffb0615693f44d2f9473e8bb6348ee0ec3081ad8"},
		{Shape{512, 4, 8, 1024, 16}, 0, "0130ead1cd5c2d3a59af37f373bff786800131dc6cc84a2d85f6a737b96c3892"},
		{Shape{1024, 3, 16, 1024, 16}, 0, "9d9dbcd5b3c868a59800b8dd750a9ef021358d3ad5242e87bd07c2e80e2068e9"},
		{Shape{1024, 3, 16, 1024, 16}, math.MaxUint64, "c7efa01481c38fdbc02b884e36bb92bf90642a7832a8160e1d54a63cadabd57a"},
	} {
		digest := verifier(t, c.shape).Digest(host, c.nonce)
		if got := hex.EncodeToString(digest[:]); got != c.digest {
			t.Errorf("%+v, nonce %d: %s, want %s", c.shape, c.nonce, got, c.digest)
		}
	}
}

func TestHitsOfTheSpecification(t *testing.T) {
	v, hits := verifier(t, Shape{64, 2, 2, 128, 16}), []uint64(nil)
	for nonce := range uint64(704) {
		if IsHit(v.Digest(host, nonce), 1<<56, 0) {
			hits = append(hits, nonce)
		}
	}
	if want := []uint64{14, 17, 393, 397, 703}; !slices.Equal(hits, want) {
		t.Fatalf("hits %v, want %v", hits, want)
	}
}

// The stages of sprint-work §6: first 16 bytes, and SHA-256 cut to 16 bytes.
func TestStagesOfTheSpecification(t *testing.T) {
	var stages []Stage
	digest := verifier(t, Shape{64, 2, 2, 128, 8}).Trace(host, 5, func(s Stage) { stages = append(stages, s) })
	for _, want := range []struct {
		layer               int
		tensor, first, hash string
	}{
		{NoLayer, "x (int16)", "83fff4ff1400a5ffc4ffb1ff1b00b4ff", "dc945b7441b20c026425b964ac54a2d7"},
		{0, "n, attention", "cbfb08dae7df0be0e4ec19ee0ff615de", "794c4dca27253c7bda4742904304a0dd"},
		{0, "qkv", "01f0db2b06f9a7c9240ffaedf32ef8e4", "a070156a0e12cba6a4f794d221ba1bf3"},
		{0, "p", "310111017f01020b7f567f1d050e0818", "a65fee781cb12edaebe3c197fa36d819"},
		{0, "o", "dbbacef7e2e2430e13fffcf8d3bd0c12", "1bfe215bc82221b917299403f07a07a2"},
		{0, "r after attention", "15ff59000600a0ff8c0075004e004100", "426afde6ac133aa18d83456c451a74dc"},
		{0, "n, ff", "c61601e8221d1310ce0819050d1208f0", "3e6b289e3d46db7073a4763db9db4b5d"},
		{0, "gu", "feeefaf11015d30ef6b7e13e0830b6e9", "d105dd236cbc316a0ed68fdb72e3e19e"},
		{0, "hid", "fd0bf2fefcfc040e084ef63af5a5db16", "d338f0a1a465a7b4acfe0f16b5745d7a"},
		{0, "r after ff", "f8fe580019005dff7400960006003800", "fd3e0543718eaadb0007768365a367c9"},
		{1, "qkv", "e2f61d23d80ad5ee090519e836160dee", "141960b29c84e1c7fad5c15e3eace44a"},
		{1, "o", "3960e4e3d8e2ff27bbfce5080905f7ec", "3a4e37165a22d5e06ef249f7a7c219a1"},
		{1, "hid", "e0eef7000a16ffd427de15f10c1602dd", "2f2106a9c3fce2f1189983be0eb633da"},
		{1, "r after ff", "0ffe0c01ebfff8fef1ff2901070084ff", "51680d78043f50abc00025fc13d48462"},
		{NoLayer, "output", "0f0cebf8f12907840553e0ae9c0dad3d", "821fb00b5461265ed0b724ec836d3d81"},
	} {
		at := slices.IndexFunc(stages, func(s Stage) bool { return s.Layer == want.layer && s.Tensor == want.tensor })
		if at < 0 {
			t.Fatalf("no stage %q of layer %d", want.tensor, want.layer)
		}
		got := stages[at].Bytes
		sum := sha256.Sum256(got)
		if hex.EncodeToString(got[:16]) != want.first || hex.EncodeToString(sum[:16]) != want.hash {
			t.Fatalf("%s of layer %d is %x… with hash %x, want %s… and %s", want.tensor, want.layer, got[:16], sum[:16], want.first, want.hash)
		}
	}
	if output := stages[len(stages)-1].Bytes; sha256.Sum256(output) != digest {
		t.Fatal("the digest is not that of the output")
	}
}

// A verifier leaves nothing behind: nonces in another order, or by another verifier, have the same digests.
func TestDigestsDependOnNothingElse(t *testing.T) {
	v := verifier(t, Shape{64, 1, 4, 64, 4})
	first := v.Digest(host, 1)
	second := v.Digest(host, 2)
	if first == second || v.Digest(host, 1) != first || Digest(v.weights, host, 2) != second {
		t.Fatal("a digest changed")
	}
	if v.Digest(counting(19), 1) == first {
		t.Fatal("another host has the same digest")
	}
}

func TestWeightsAreTheStreamOfTheirEpoch(t *testing.T) {
	s := Shape{64, 2, 2, 128, 16}
	w, err := Expand(epoch7, s)
	if err != nil {
		t.Fatal(err)
	}
	if w.Epoch() != epoch7 || w.Shape() != s {
		t.Fatalf("weights of %+v and %+v", w.Epoch(), w.Shape())
	}
	var all []byte
	for _, l := range w.layers {
		for _, m := range []matrix{l.qkv, l.o, l.gu, l.d} {
			all = append(all, m.weights...)
		}
	}
	if stream := epoch7.WeightStream(s.WeightBytes() + 64); !bytes.Equal(all, stream[:len(all)]) {
		t.Fatal("the weights are not the stream, in order and without gaps")
	}
	if _, err := Expand(epoch7, Shape{}); err == nil {
		t.Fatal("sizes of zero were expanded")
	}
}

func TestHitIsStrictlyBelowTheTarget(t *testing.T) {
	digest := func(first uint64) (d [32]byte) {
		for i := range 8 {
			d[i] = byte(first >> (56 - 8*i))
		}
		d[8] = 255
		return d
	}
	for _, c := range []struct {
		first, target uint64
		tier          uint32
		hit           bool
	}{
		{0, 1, 0, true}, {1, 1, 0, false}, {0, 1, 1, false}, {6, 15, 1, true}, {7, 15, 1, false}, {8, 15, 1, false},
		{math.MaxUint64 - 1, math.MaxUint64, 0, true}, {math.MaxUint64, math.MaxUint64, 0, false},
		{0, math.MaxUint64, 63, true}, {1, math.MaxUint64, 63, false}, {0, math.MaxUint64, 64, false}, {0, math.MaxUint64, math.MaxUint32, false},
	} {
		if IsHit(digest(c.first), c.target, c.tier) != c.hit {
			t.Errorf("%d below %d / 2^%d: want %v", c.first, c.target, c.tier, c.hit)
		}
	}
}
