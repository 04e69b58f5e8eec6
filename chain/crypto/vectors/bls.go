package main

import (
	"github.com/pacer-network/pacer/chain/crypto/bls"
)

// blsCase is one signature, or with SecretKeys an aggregate of several.
type blsCase struct {
	Name               string     `json:"name"`
	SecretKey          hexBytes   `json:"secret_key,omitempty"`
	SecretKeys         []hexBytes `json:"secret_keys,omitempty"`
	Message            hexBytes   `json:"message"`
	PublicKey          hexBytes   `json:"public_key,omitempty"`
	Signature          hexBytes   `json:"signature,omitempty"`
	AggregateSignature hexBytes   `json:"aggregate_signature,omitempty"`
	AggregatePublicKey hexBytes   `json:"aggregate_public_key,omitempty"`
}

func blsFormula() formula {
	return spec[blsCase, blsRefused]{
		file:    "bls.json",
		comment: "BLS12-381 min-pk, suite BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_; secret keys big-endian, points compressed; an aggregate is of one message, protocol §1",
		outputs: []string{"public_key", "signature", "aggregate_signature", "aggregate_public_key"},
		cases: func() ([]blsCase, error) {
			one := make([]byte, 32)
			one[31] = 1
			many := []hexBytes{secretKey("bls a"), secretKey("bls b"), secretKey("bls c"), secretKey("bls d")}
			return []blsCase{
				{Name: "plain", SecretKey: secretKey("bls a"), Message: hexBytes("message")},
				{Name: "hash as message", SecretKey: secretKey("bls b"), Message: sample("message", 32)},
				{Name: "empty message", SecretKey: secretKey("bls c"), Message: hexBytes{}},
				{Name: "long message", SecretKey: secretKey("bls d"), Message: sample("long message", 300)},
				{Name: "secret key 1: the public key is the generator", SecretKey: one, Message: hexBytes("message")},
				{Name: "aggregate of one", SecretKeys: many[:1], Message: hexBytes("verdict")},
				{Name: "aggregate of four", SecretKeys: many, Message: hexBytes("verdict")},
				{Name: "aggregate with one key twice", SecretKeys: []hexBytes{many[0], many[0], many[1]}, Message: hexBytes("verdict")},
			}, nil
		},
		solve: func(c blsCase) (blsCase, error) {
			if c.SecretKeys != nil {
				return solveAggregate(c)
			}
			sk, err := bls.DecodeSecretKey(c.SecretKey)
			if err != nil {
				return c, err
			}
			pk, signature := sk.PublicKey().Bytes(), sk.Sign(c.Message).Bytes()
			c.PublicKey, c.Signature = pk[:], signature[:]
			return c, bls.Verify(pk[:], c.Message, signature[:])
		},
		refused: blsRefusals,
		refuse:  func(r blsRefused) error { return bls.Verify(r.PublicKey, r.Message, r.Signature) },
	}.formula()
}

func solveAggregate(c blsCase) (blsCase, error) {
	var keys []bls.PublicKey
	var signatures []bls.Signature
	for _, secret := range c.SecretKeys {
		sk, err := bls.DecodeSecretKey(secret)
		if err != nil {
			return c, err
		}
		keys, signatures = append(keys, sk.PublicKey()), append(signatures, sk.Sign(c.Message))
	}
	signature, err := bls.Aggregate(signatures)
	if err != nil {
		return c, err
	}
	key, err := bls.AggregatePublicKeys(keys)
	if err != nil {
		return c, err
	}
	s, k := signature.Bytes(), key.Bytes()
	c.AggregateSignature, c.AggregatePublicKey = s[:], k[:]
	return c, bls.FastAggregateVerify(keys, c.Message, signature)
}
