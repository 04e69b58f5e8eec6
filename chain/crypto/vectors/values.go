package main

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

// chainID is the chain of all cases but those about a replay on another.
const (
	chainID    = "pacer-test-1"
	otherChain = "pacer-test-2"
)

// hexBytes is a byte string, written as lower-case hex.
type hexBytes []byte

// MarshalText writes hex.
func (h hexBytes) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h), nil }

// UnmarshalJSON reads hex and refuses what MarshalText does not write.
func (h *hexBytes) UnmarshalJSON(text []byte) error {
	var digits string
	if err := json.Unmarshal(text, &digits); err != nil {
		return err
	}
	decoded, err := hex.DecodeString(digits)
	if err == nil && hex.EncodeToString(decoded) != digits {
		err = fmt.Errorf("hex %q is not lower case", digits)
	}
	*h = decoded
	return err
}

func (h hexBytes) hash() ([32]byte, error) {
	if len(h) != 32 {
		return [32]byte{}, fmt.Errorf("%d bytes, want a hash of 32", len(h))
	}
	return [32]byte(h), nil
}

// u64 is a 64-bit integer, written as a decimal string.
type u64 uint64

// MarshalText writes decimal digits.
func (n u64) MarshalText() ([]byte, error) { return strconv.AppendUint(nil, uint64(n), 10), nil }

// UnmarshalJSON reads a string of decimal digits without leading zeros.
func (n *u64) UnmarshalJSON(text []byte) error {
	var digits string
	if err := json.Unmarshal(text, &digits); err != nil {
		return err
	}
	v, err := strconv.ParseUint(digits, 10, 64)
	if err == nil && strconv.FormatUint(v, 10) != digits {
		err = fmt.Errorf("%q is not a plain decimal number", digits)
	}
	*n = u64(v)
	return err
}

// u32s is a list of numbers that is never null.
type u32s []uint32

// MarshalJSON writes a list.
func (l u32s) MarshalJSON() ([]byte, error) {
	if l == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]uint32(l))
}

// sample is n bytes that depend on the label alone.
func sample(label string, n int) []byte {
	stream := xof.NewStream(xof.H("pacer/test-vector/v1", []byte(label)))
	var out []byte
	for len(out) < n {
		out = binary.BigEndian.AppendUint64(out, stream.Next())
	}
	return out[:n]
}

// secretKey is 32 bytes below the group's order.
func secretKey(label string) []byte {
	b := sample(label, 32)
	b[0] &= 0x3f
	return b
}

func address(label string) hexBytes { return sample("address "+label, 20) }

func sigmaOf(label string) (hexBytes, error) {
	sk, err := bls.DecodeSecretKey(secretKey(label))
	if err != nil {
		return nil, err
	}
	signature := sk.Sign([]byte(label)).Bytes()
	return signature[:], nil
}

// flipped is b with one bit changed.
func flipped(b []byte, bit int) hexBytes {
	out := append(hexBytes(nil), b...)
	out[bit/8] ^= 1 << (7 - bit%8)
	return out
}
