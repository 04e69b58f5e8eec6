package artifact_test

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
	"pgregory.net/rapid"

	"github.com/pacer-network/pacer/chain/crypto/artifact"
)

func example() artifact.Leaf {
	return artifact.Leaf{
		BodyHash: bytes.Repeat([]byte{1}, 32), ResponseHash: bytes.Repeat([]byte{2}, 32), ArtifactHash: bytes.Repeat([]byte{3}, 32),
		Requester: bytes.Repeat([]byte{4}, 20), Signature: bytes.Repeat([]byte{5}, 64),
	}
}

func TestEncodeIsWhatProtobufWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		field := rapid.SliceOfN(rapid.Byte(), 0, 200)
		fields := [][]byte{field.Draw(t, "1"), field.Draw(t, "2"), field.Draw(t, "3"), field.Draw(t, "4"), field.Draw(t, "5")}
		var want []byte
		for i, f := range fields {
			if len(f) > 0 {
				want = protowire.AppendTag(want, protowire.Number(i+1), protowire.BytesType)
				want = protowire.AppendBytes(want, f)
			}
		}
		leaf := artifact.Leaf{BodyHash: fields[0], ResponseHash: fields[1], ArtifactHash: fields[2], Requester: fields[3], Signature: fields[4]}
		got := artifact.Encode(leaf)
		if !bytes.Equal(got, want) {
			t.Fatalf("Encode = %x, want %x", got, want)
		}
		back, err := artifact.Decode(got)
		if err != nil || !bytes.Equal(artifact.Encode(back), got) {
			t.Fatalf("Decode(Encode) = %+v, %v", back, err)
		}
	})
}

func TestDecodeReturnsTheFields(t *testing.T) {
	leaf, err := artifact.Decode(artifact.Encode(example()))
	if err != nil || !reflect.DeepEqual(leaf, example()) {
		t.Fatalf("Decode = %+v, %v", leaf, err)
	}
}

func TestEncodingsThatAreNotCanonicalAreRefused(t *testing.T) {
	for name, value := range map[string][]byte{
		"out of order":       {0x12, 1, 9, 0x0a, 1, 9},
		"repeated":           {0x0a, 1, 9, 0x0a, 1, 9},
		"written default":    {0x0a, 0},
		"unknown field":      {0x32, 1, 9},
		"field zero":         {0x02, 1, 9},
		"varint field":       {0x08, 1},
		"length not minimal": {0x0a, 0x81, 0x00, 9},
		"length too large":   {0x0a, 2, 9},
		"no length":          {0x0a},
		"endless length":     bytes.Repeat([]byte{0x8a}, 20),
	} {
		if _, err := artifact.Decode(value); !errors.Is(err, artifact.ErrEncoding) {
			t.Errorf("%s: %v, want ErrEncoding", name, err)
		}
	}
}

// FuzzDecode: what Decode accepts, Encode writes again byte for byte.
func FuzzDecode(f *testing.F) {
	f.Add(artifact.Encode(example()))
	f.Add([]byte{})
	f.Add([]byte{0x0a, 0x81, 0x00, 9})
	f.Add([]byte{0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, value []byte) {
		leaf, err := artifact.Decode(value)
		if err == nil && !bytes.Equal(artifact.Encode(leaf), value) {
			t.Fatalf("two encodings of one leaf: %x and %x", value, artifact.Encode(leaf))
		}
	})
}
