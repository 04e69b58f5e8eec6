package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"

	bls12381 "github.com/consensys/gnark-crypto/ecc/bls12-381"
	"github.com/consensys/gnark-crypto/ecc/bls12-381/fp"

	"github.com/pacer-network/pacer/chain/crypto/bls"
)

type blsRefused struct {
	Name      string   `json:"name"`
	PublicKey hexBytes `json:"public_key"`
	Message   hexBytes `json:"message"`
	Signature hexBytes `json:"signature"`
	Why       string   `json:"why"`
}

// signer is a key with its signature of a message, all as bytes.
type signer struct{ publicKey, message, signature hexBytes }

func sign(label string) (signer, error) {
	sk, err := bls.DecodeSecretKey(secretKey(label))
	if err != nil {
		return signer{}, err
	}
	message := hexBytes("message")
	pk, signature := sk.PublicKey().Bytes(), sk.Sign(message).Bytes()
	return signer{pk[:], message, signature[:]}, nil
}

func blsRefusals() ([]blsRefused, error) {
	good, err := sign("bls refused")
	if err != nil {
		return nil, err
	}
	other, err := sign("bls other")
	if err != nil {
		return nil, err
	}
	wide, err := signerWithSmallX()
	if err != nil {
		return nil, err
	}
	g1, err := outsideSubgroup(48)
	if err != nil {
		return nil, err
	}
	g2, err := outsideSubgroup(96)
	if err != nil {
		return nil, err
	}
	infinity1, infinity2 := infinity(48, 0xc0), infinity(96, 0xc0)
	dirty1, dirty2 := infinity(48, 0xc0), infinity(96, 0xc0)
	dirty1[47], dirty2[95] = 1, 1

	const canonical = "coordinates are below the field's modulus"
	const flags = "the flag bits are not those of a compressed point"
	key := func(name string, publicKey hexBytes, why string) blsRefused {
		return blsRefused{name, publicKey, good.message, good.signature, why}
	}
	signature := func(name string, signature hexBytes, why string) blsRefused {
		return blsRefused{name, good.publicKey, good.message, signature, why}
	}
	refusals := []blsRefused{
		{"identity as key and signature", infinity1, good.message, infinity2, "the pairing check alone would pass for every message"},
		key("identity as key", infinity1, "the identity is no key"),
		signature("identity as signature", infinity2, "the identity is no signature"),
		key("key outside the subgroup", g1, "on the curve, but not in the subgroup of prime order"),
		signature("signature outside the subgroup", g2, "on the curve, but not in the subgroup of prime order"),
		{"key with x + p", addModulus(wide.publicKey, 0), wide.message, wide.signature, canonical},
		signature("signature with x.c0 + p", addModulus(good.signature, 48), canonical),
		key("key with infinity's flag and the sign's", infinity(48, 0xe0), flags),
		signature("signature with infinity's flag and the sign's", infinity(96, 0xe0), flags),
		key("key: infinity with a coordinate", dirty1, "infinity has zeros after its flags"),
		signature("signature: infinity with a coordinate", dirty2, "infinity has zeros after its flags"),
		key("key: zeros", infinity(48, 0), flags),
		signature("signature: zeros", infinity(96, 0), flags),
		key("key without the compression flag", flipped(good.publicKey, 0), flags),
		signature("signature without the compression flag", flipped(good.signature, 0), flags),
		key("key with infinity's flag", flipped(good.publicKey, 1), flags),
		signature("signature with infinity's flag", flipped(good.signature, 1), flags),
		key("key with the other sign", flipped(good.publicKey, 2), "the negative of the key"),
		signature("signature with the other sign", flipped(good.signature, 2), "the negative of the signature"),
		key("key too short", good.publicKey[:47], "48 bytes"),
		key("key too long", append(append(hexBytes(nil), good.publicKey...), 0), "48 bytes"),
		key("empty key", hexBytes{}, "48 bytes"),
		signature("signature too short", good.signature[:95], "96 bytes"),
		signature("signature too long", append(append(hexBytes(nil), good.signature...), 0), "96 bytes"),
		signature("empty signature", hexBytes{}, "96 bytes"),
		{"another message", good.publicKey, hexBytes("Message"), good.signature, "signed is another message"},
		key("another key", other.publicKey, "signed with another key"),
	}
	for bit := 11; bit < 8*96; bit += 97 {
		refusals = append(refusals, signature(fmt.Sprintf("signature with bit %d flipped", bit), flipped(good.signature, bit), "not the signature"))
		if bit < 8*48 {
			refusals = append(refusals, key(fmt.Sprintf("key with bit %d flipped", bit), flipped(good.publicKey, bit), "not the key"))
		}
	}
	return refusals, nil
}

func infinity(size int, flags byte) hexBytes {
	b := make(hexBytes, size)
	b[0] = flags
	return b
}

// outsideSubgroup is the compressed point with the smallest real x, which is on the
// curve (48 bytes) or its twist (96 bytes) but not in the subgroup.
func outsideSubgroup(size int) (hexBytes, error) {
	for x := range 100 {
		b := infinity(size, 0x80)
		b[size-1] = byte(x)
		decoder := bls12381.NewDecoder(bytes.NewReader(b), bls12381.NoSubgroupChecks())
		var g1 bls12381.G1Affine
		var g2 bls12381.G2Affine
		if size == 48 && decoder.Decode(&g1) == nil && g1.IsOnCurve() && !g1.IsInSubGroup() {
			return b, nil
		}
		if size == 96 && decoder.Decode(&g2) == nil && g2.IsOnCurve() && !g2.IsInSubGroup() {
			return b, nil
		}
	}
	return nil, errors.New("no point outside the subgroup with a small x")
}

// signerWithSmallX is a signer whose public key's x is so small that x + p still
// leaves the three flag bits free.
func signerWithSmallX() (signer, error) {
	limit := new(big.Int).Lsh(big.NewInt(1), 381)
	for i := 0; ; i++ {
		s, err := sign(fmt.Sprintf("bls small x %d", i))
		if err != nil {
			return signer{}, err
		}
		x := append(hexBytes(nil), s.publicKey...)
		x[0] &= 0x1f
		if new(big.Int).Add(new(big.Int).SetBytes(x), fp.Modulus()).Cmp(limit) < 0 {
			return s, nil
		}
	}
}

// addModulus writes the coordinate of 48 bytes at offset as itself + p.
func addModulus(point hexBytes, offset int) hexBytes {
	out := append(hexBytes(nil), point...)
	coordinate := out[offset : offset+48]
	flags := byte(0)
	if offset == 0 {
		flags = coordinate[0] & 0xe0
		coordinate[0] &= 0x1f
	}
	sum := new(big.Int).SetBytes(coordinate)
	sum.Add(sum, fp.Modulus()).FillBytes(coordinate)
	coordinate[0] |= flags
	return out
}
