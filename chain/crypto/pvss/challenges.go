package pvss

import (
	"encoding/binary"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// ChallengeSize is the length of a factor of a random combination, in bytes.
const ChallengeSize = curve.FactorSize

// challenges are n numbers of 128 bits from the stream of x, each of two
// consecutive words, the high half first.
func challenges(x [xof.Size]byte, n int) [][ChallengeSize]byte {
	stream := xof.NewStream(x)
	out := make([][ChallengeSize]byte, n)
	for i := range out {
		binary.BigEndian.PutUint64(out[i][:8], stream.Next())
		binary.BigEndian.PutUint64(out[i][8:], stream.Next())
	}
	return out
}

// scalars are challenges as elements of the field.
func scalars(challenges [][ChallengeSize]byte) []fr.Element {
	out := make([]fr.Element, len(challenges))
	for i, c := range challenges {
		out[i].SetBytes(c[:])
	}
	return out
}
