package sprintwork

import (
	"golang.org/x/crypto/chacha20"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// BeaconSize is the length of a beacon, in bytes.
const BeaconSize = xof.Size

const (
	weightTag = "pacer/sprint-weights/v1"
	inputTag  = "pacer/sprint-input/v1"
)

// Epoch is what the weights of an epoch depend on.
type Epoch struct {
	Chain  string
	Number uint64
	Beacon [BeaconSize]byte
}

// WeightKey is H("pacer/sprint-weights/v1", chain, epoch, beacon), the key of the weight stream.
func (e Epoch) WeightKey() [xof.Size]byte {
	return xof.H(weightTag, []byte(e.Chain), xof.U64(e.Number), e.Beacon[:])
}

// InputKey is H("pacer/sprint-input/v1", chain, epoch, beacon, host, nonce), the key of the stream of a nonce's tokens. The host is its raw
// address, 20 bytes.
func (e Epoch) InputKey(host []byte, nonce uint64) [xof.Size]byte {
	return xof.H(inputTag, []byte(e.Chain), xof.U64(e.Number), e.Beacon[:], host, xof.U64(nonce))
}

// WeightStream is the first n bytes of the weight stream: the weights of a shape, if n is its WeightBytes.
func (e Epoch) WeightStream(n uint64) []byte {
	out := make([]byte, n)
	newStream(e.WeightKey()).read(out)
	return out
}

// stream is the ChaCha20 keystream of RFC 8439 under a key, with a zero nonce and the counter starting at 0 (sprint-work §3).
type stream struct{ cipher *chacha20.Cipher }

func newStream(key [xof.Size]byte) stream {
	var nonce [chacha20.NonceSize]byte
	cipher, err := chacha20.NewUnauthenticatedCipher(key[:], nonce[:])
	if err != nil {
		panic(err) // the lengths of key and nonce are right
	}
	return stream{cipher}
}

// read fills out with the next bytes of the stream.
func (s stream) read(out []byte) {
	clear(out)
	s.cipher.XORKeyStream(out, out)
}
