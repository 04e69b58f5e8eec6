package pvss_test

import (
	"bytes"
	"slices"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/pvss"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

const (
	chain = "pacer-test-1"
	epoch = 7
)

var (
	beacon    = slices.Repeat([]byte{0xbe}, pvss.HashSize)
	blockHash = slices.Repeat([]byte{0xb1}, pvss.HashSize)
)

// tester is testing.TB or *rapid.T.
type tester interface {
	Helper()
	Fatal(args ...any)
}

// table is a round with the keys of its Hosts.
type table struct {
	*pvss.Round
	holders []pvss.Holder
	keys    []dealingkey.Secret
}

// newTable has a Host for each number of slots.
func newTable(t tester, slots ...uint32) table {
	t.Helper()
	var out table
	for i, count := range slots {
		dk := secret(t, byte(i+1))
		address := slices.Repeat([]byte{byte(i + 1)}, pvss.AddressSize)
		out.keys = append(out.keys, dk)
		out.holders = append(out.holders, pvss.Holder{Address: address, Key: dk.Key(), Slots: count})
	}
	var err error
	if out.Round, err = pvss.NewRound(chain, epoch, beacon, blockHash, out.holders); err != nil {
		t.Fatal(err)
	}
	return out
}

func secret(t tester, last byte) dealingkey.Secret {
	t.Helper()
	dk, err := dealingkey.DecodeSecret(append(slices.Repeat([]byte{0x11}, 31), last))
	if err != nil {
		t.Fatal(err)
	}
	return dk
}

func (tb table) host(i int) []byte { return tb.holders[i].Address }

func (tb table) deal(t tester, i int) []byte {
	t.Helper()
	dealing, err := tb.Deal(tb.keys[i], tb.host(i))
	if err != nil {
		t.Fatal(err)
	}
	return dealing
}

// sums are those of the dealings of these Hosts.
func (tb table) sums(t tester, dealers ...int) *pvss.Sums {
	t.Helper()
	sums := pvss.NewSums(tb.Slots())
	for _, i := range dealers {
		d, err := tb.Verify(tb.host(i), tb.deal(t, i))
		if err != nil {
			t.Fatal(err)
		}
		if err := sums.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	return sums
}

func (tb table) open(t tester, i int, sums *pvss.Sums) []byte {
	t.Helper()
	opening, err := tb.Open(tb.keys[i], tb.host(i), sums)
	if err != nil {
		t.Fatal(err)
	}
	return opening
}

// shares are all slots of all Hosts.
func (tb table) shares(t tester, sums *pvss.Sums) (all []pvss.Share) {
	t.Helper()
	for i := range tb.holders {
		shares, err := tb.VerifyOpening(tb.host(i), tb.open(t, i, sums), sums)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, shares...)
	}
	return all
}

// values is f(0) … f(w).
func values(w int, coefficients ...fr.Element) []fr.Element {
	out := make([]fr.Element, w+1)
	for i := range out {
		x := fr.NewElement(uint64(i))
		for _, f := range slices.Backward(coefficients) {
			out[i].Mul(&out[i], &x).Add(&out[i], &f)
		}
	}
	return out
}

// forge is what a Host can send that knows all exponents: A_i = g^a[i], Y_i =
// ek^y[i] (y[0] is not used), and a proof of knowledge of a[0].
func (tb table) forge(host []byte, a, y []fr.Element) []byte {
	return tb.prove(host, a[0], tb.points(a, y))
}

// points is A_0 … A_w ‖ Y_1 … Y_w.
func (tb table) points(a, y []fr.Element) []byte {
	var out []byte
	for _, f := range a {
		out = append(out, power1(f)...)
	}
	slot := 0
	for _, h := range tb.holders {
		for range h.Slots {
			slot++
			out = append(out, power2(h.Key.Point(), y[slot])...)
		}
	}
	return out
}

// prove appends R ‖ z, a proof of knowledge of f0 where the points begin with its A_0.
func (tb table) prove(host []byte, f0 fr.Element, points []byte) []byte {
	k := curve.HashToField("a nonce of tests", points)
	commitment, hash := power1(k), tb.Hash()
	transcript := xof.H("pacer/pvss/proof/v1", []byte(chain), xof.U64(epoch), hash[:], host, points[:curve.G1Size], commitment)
	z := curve.HashToField("pacer/pvss/c/v1", transcript[:])
	z.Mul(&z, &f0).Add(&z, &k)
	response := z.Bytes()
	return slices.Concat(points, commitment, response[:])
}

func power1(f fr.Element) []byte {
	var p bls12381.G1Affine
	compressed := p.ScalarMultiplicationBase(curve.Int(f)).Bytes()
	return compressed[:]
}

func power2(base bls12381.G2Affine, f fr.Element) []byte {
	compressed := base.ScalarMultiplication(&base, curve.Int(f)).Bytes()
	return compressed[:]
}

// parts cuts a dealing into A_0 … A_w, Y_1 … Y_w, R and z.
func parts(w int, dealing []byte) [][]byte {
	var out [][]byte
	for _, p := range []struct{ count, size int }{{w + 1, curve.G1Size}, {w, curve.G2Size}, {1, curve.G1Size}, {1, curve.ScalarSize}} {
		for range p.count {
			out = append(out, bytes.Clone(dealing[:p.size]))
			dealing = dealing[p.size:]
		}
	}
	return out
}

// outside is a point of 48 or 96 bytes on the curve, outside the subgroup.
func outside(t tester, size int) []byte {
	t.Helper()
	if size == curve.G1Size {
		var p bls12381.G1Affine
		p.Y.SetUint64(2) // (0, 2) has order 3
		b := p.Bytes()
		return b[:]
	}
	for x := byte(0); x < 100; x++ {
		b := make([]byte, size)
		b[0], b[size-1] = 0x80, x
		var p bls12381.G2Affine
		if bls12381.NewDecoder(bytes.NewReader(b), bls12381.NoSubgroupChecks()).Decode(&p) == nil && p.IsOnCurve() {
			return b
		}
	}
	t.Fatal("no point with a small x")
	return nil
}

func identity(size int) []byte { return append([]byte{0xc0}, make([]byte, size-1)...) }
