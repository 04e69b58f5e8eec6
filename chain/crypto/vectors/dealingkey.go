package main

import (
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"

	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
)

type ekCase struct {
	Name  string   `json:"name"`
	Chain string   `json:"chain"`
	Host  hexBytes `json:"host"`
	DK    hexBytes `json:"dk"`
	EK    hexBytes `json:"ek"`
	Proof hexBytes `json:"proof"`
}

type ekRefused struct {
	Name  string   `json:"name"`
	Chain string   `json:"chain"`
	Host  hexBytes `json:"host"`
	EK    hexBytes `json:"ek"`
	Proof hexBytes `json:"proof"`
	Why   string   `json:"why"`
}

func solveEK(c ekCase) (ekCase, error) {
	dk, err := dealingkey.DecodeSecret(c.DK)
	if err != nil {
		return c, err
	}
	ek, proof := dk.Key().Bytes(), dealingkey.Prove(dk, c.Chain, c.Host)
	c.EK, c.Proof = ek[:], proof[:]
	return c, dealingkey.VerifyProof(c.Chain, c.Host, dk.Key(), proof[:])
}

func dealingKeyFormula() formula {
	plain := ekCase{Name: "plain", Chain: chainID, Host: address("host a"), DK: secretKey("dk a")}
	return spec[ekCase, ekRefused]{
		file: "ek.json",
		comment: "h = hash_to_G2(\"\", DST \"pacer/pvss/h/v1\"), ek = h^dk; proof R ‖ z: k = hash_to_field(\"pacer/ek-nonce/v1\", dk ‖ chain ‖ host ‖ ek), R = h^k," +
			" c = hash_to_field(\"pacer/ek/v1\", H(\"pacer/ek-proof/v1\", chain, host, ek, R)), z = k + c·dk, protocol §1",
		outputs: []string{"ek", "proof"},
		cases: func() ([]ekCase, error) {
			host, chain, key, one := plain, plain, plain, plain
			host.Name, host.Host = "another host", address("host b")
			chain.Name, chain.Chain = "another chain", otherChain
			key.Name, key.DK = "another key", secretKey("dk b")
			one.Name, one.DK = "dk = 1: ek is h", append(make(hexBytes, 31), 1)
			return []ekCase{plain, host, chain, key, one}, nil
		},
		solve:   solveEK,
		refused: func() ([]ekRefused, error) { return ekRefusals(plain) },
		refuse: func(r ekRefused) error {
			ek, err := dealingkey.DecodeKey(r.EK)
			if err != nil {
				return err
			}
			return dealingkey.VerifyProof(r.Chain, r.Host, ek, r.Proof)
		},
	}.formula()
}

func ekRefusals(plain ekCase) ([]ekRefused, error) {
	c, err := solveEK(plain)
	if err != nil {
		return nil, err
	}
	other := plain
	other.DK = secretKey("dk b")
	if other, err = solveEK(other); err != nil {
		return nil, err
	}
	outside, err := outsideSubgroup(96)
	if err != nil {
		return nil, err
	}
	with := func(r, z hexBytes) hexBytes { return append(append(hexBytes(nil), r...), z...) }
	r, z := c.Proof[:96], c.Proof[96:]
	// z + r is the same scalar; it fits 32 bytes since r < 2^255.
	sum := new(big.Int).Add(new(big.Int).SetBytes(z), fr.Modulus())
	notReduced := hexBytes(sum.FillBytes(make([]byte, 32)))
	proof := func(name string, proof hexBytes, why string) ekRefused {
		return ekRefused{name, c.Chain, c.Host, c.EK, proof, why}
	}
	key := func(name string, ek hexBytes, why string) ekRefused {
		return ekRefused{name, c.Chain, c.Host, ek, c.Proof, why}
	}
	return []ekRefused{
		{"another host's", c.Chain, address("host b"), c.EK, c.Proof, "the proof belongs to one host"},
		{"another chain's", otherChain, c.Host, c.EK, c.Proof, "the proof belongs to one chain"},
		key("another key", other.EK, "the proof belongs to one key"),
		key("identity as key", infinity(96, 0xc0), "the identity is no key"),
		key("key outside the subgroup", outside, "on the twist, but not in the subgroup of prime order"),
		key("key with x.c0 + p", addModulus(c.EK, 48), "coordinates are below the field's modulus"),
		key("key too short", c.EK[:95], "96 bytes"),
		proof("z + group order", with(r, notReduced), "scalars are below the group's order"),
		proof("z = 0", with(r, make(hexBytes, 32)), "not the response"),
		proof("identity as R", with(infinity(96, 0xc0), z), "the identity is no commitment"),
		proof("R outside the subgroup", with(outside, z), "on the twist, but not in the subgroup of prime order"),
		proof("R with x.c0 + p", with(addModulus(r, 48), z), "coordinates are below the field's modulus"),
		proof("R with the other sign", flipped(c.Proof, 2), "the negative of the commitment"),
		proof("one bit of R flipped", flipped(c.Proof, 700), "not the commitment"),
		proof("one bit of z flipped", flipped(c.Proof, 1023), "not the response"),
		proof("too short", c.Proof[:127], "128 bytes"),
		proof("too long", with(c.Proof, hexBytes{0}), "128 bytes"),
		proof("empty", hexBytes{}, "128 bytes"),
	}, nil
}
