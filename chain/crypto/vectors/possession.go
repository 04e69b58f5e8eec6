package main

import (
	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/consensuskey"
	"github.com/pacer-network/pacer/chain/crypto/xof"
)

type popCase struct {
	Name      string   `json:"name"`
	Chain     string   `json:"chain"`
	Host      hexBytes `json:"host"`
	SecretKey hexBytes `json:"secret_key"`
	PublicKey hexBytes `json:"public_key"`
	Proof     hexBytes `json:"proof"`
}

// keyRefused is a key with a proof that must not be accepted for this Host.
type keyRefused struct {
	Name      string   `json:"name"`
	Chain     string   `json:"chain"`
	Host      hexBytes `json:"host"`
	PublicKey hexBytes `json:"public_key"`
	Proof     hexBytes `json:"proof"`
	Why       string   `json:"why"`
}

func solvePop(c popCase) (popCase, error) {
	sk, err := bls.DecodeSecretKey(c.SecretKey)
	if err != nil {
		return c, err
	}
	pk, proof := sk.PublicKey().Bytes(), bls.ProvePossession(sk, c.Chain, c.Host).Bytes()
	c.PublicKey, c.Proof = pk[:], proof[:]
	return c, bls.VerifyPossession(c.Chain, c.Host, sk.PublicKey(), proof[:])
}

func popFormula() formula {
	plain := popCase{Name: "plain", Chain: chainID, Host: address("host a"), SecretKey: secretKey("bls a")}
	return spec[popCase, keyRefused]{
		file:    "pop.json",
		comment: "proof = BLS signature, suite BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_, of H(\"pacer/pop/v1\", chain, host, public key), protocol §1",
		outputs: []string{"public_key", "proof"},
		cases: func() ([]popCase, error) {
			host, chain, key := plain, plain, plain
			host.Name, host.Host = "another host", address("host b")
			chain.Name, chain.Chain = "another chain", otherChain
			key.Name, key.SecretKey = "another key", secretKey("bls b")
			return []popCase{plain, host, chain, key}, nil
		},
		solve: solvePop,
		refused: func() ([]keyRefused, error) {
			c, err := solvePop(plain)
			if err != nil {
				return nil, err
			}
			sk, err := bls.DecodeSecretKey(c.SecretKey)
			if err != nil {
				return nil, err
			}
			message := xof.H("pacer/pop/v1", []byte(c.Chain), c.Host, c.PublicKey)
			signature := sk.Sign(message[:]).Bytes()
			return append(copiedProofs(c.Chain, c.Host, c.PublicKey, c.Proof),
				keyRefused{"signature in place of a proof", c.Chain, c.Host, c.PublicKey, signature[:], "signed with the suite of signatures"},
				keyRefused{"identity as proof", c.Chain, c.Host, c.PublicKey, infinity(96, 0xc0), "the identity is no signature"},
				keyRefused{"identity as key and proof", c.Chain, c.Host, infinity(48, 0xc0), infinity(96, 0xc0), "the identity is no key"},
			), nil
		},
		refuse: func(r keyRefused) error {
			pk, err := bls.DecodePublicKey(r.PublicKey)
			if err != nil {
				return err
			}
			return bls.VerifyPossession(r.Chain, r.Host, pk, r.Proof)
		},
	}.formula()
}

// copiedProofs are a good key and proof, shown by another Host or on another chain.
func copiedProofs(chain string, host, publicKey, proof hexBytes) []keyRefused {
	return []keyRefused{
		{"another host's", chain, address("host b"), publicKey, proof, "the proof belongs to one host"},
		{"another chain's", otherChain, host, publicKey, proof, "the proof belongs to one chain"},
		{"one bit of the proof flipped", chain, host, publicKey, flipped(proof, 8*len(proof)-3), "not the proof"},
		{"proof too short", chain, host, publicKey, proof[:len(proof)-1], "the length is fixed"},
	}
}

type consensusKeyCase struct {
	Name      string   `json:"name"`
	Chain     string   `json:"chain"`
	Host      hexBytes `json:"host"`
	Seed      hexBytes `json:"seed"`
	PublicKey hexBytes `json:"public_key"`
	Proof     hexBytes `json:"proof"`
}

func consensusKeyFormula() formula {
	plain := consensusKeyCase{Name: "plain", Chain: chainID, Host: address("host a"), Seed: sample("consensus a", 32)}
	solve := func(c consensusKeyCase) (consensusKeyCase, error) {
		key, proof, err := consensuskey.Prove(c.Seed, c.Chain, c.Host)
		if err != nil {
			return c, err
		}
		c.PublicKey, c.Proof = key[:], proof[:]
		return c, consensuskey.Verify(c.Chain, c.Host, key[:], proof[:])
	}
	return spec[consensusKeyCase, keyRefused]{
		file:    "consensus-key.json",
		comment: "proof = ed25519 signature (RFC 8032, key of the seed) of H(\"pacer/consensus-key/v1\", chain, host, public key), protocol §1",
		outputs: []string{"public_key", "proof"},
		cases: func() ([]consensusKeyCase, error) {
			host, chain, key := plain, plain, plain
			host.Name, host.Host = "another host", address("host b")
			chain.Name, chain.Chain = "another chain", otherChain
			key.Name, key.Seed = "another key", sample("consensus b", 32)
			return []consensusKeyCase{plain, host, chain, key}, nil
		},
		solve: solve,
		refused: func() ([]keyRefused, error) {
			c, err := solve(plain)
			return copiedProofs(c.Chain, c.Host, c.PublicKey, c.Proof), err
		},
		refuse: func(r keyRefused) error { return consensuskey.Verify(r.Chain, r.Host, r.PublicKey, r.Proof) },
	}.formula()
}
