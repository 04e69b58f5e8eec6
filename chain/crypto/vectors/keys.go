package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/eip2333"
	"github.com/pacer-network/pacer/chain/crypto/hostkeys"
	"github.com/pacer-network/pacer/chain/crypto/keystore"
)

type eip2333Case struct {
	Name      string   `json:"name"`
	Seed      hexBytes `json:"seed"`
	Path      string   `json:"path"`
	SecretKey hexBytes `json:"secret_key"`
}

type eip2333Refused struct {
	Name string   `json:"name"`
	Seed hexBytes `json:"seed"`
	Path string   `json:"path"`
	Why  string   `json:"why"`
}

// officialSeeds are those of EIP-2333's four test cases, with their child's index.
var officialSeeds = []struct {
	seed  string
	index uint32
}{
	{"c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04", 0},
	{"3141592653589793238462643383279502884197169399375105820974944592", 3141592653},
	{"0099ff991111002299dd7744ee3355bbdd8844115566cc55663355668888cc00", 4294967295},
	{"d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3", 42},
}

func eip2333Formula() formula {
	return spec[eip2333Case, eip2333Refused]{
		file:    "eip2333.json",
		comment: "EIP-2333 secret key at a path from a seed, big-endian: the EIP's test cases, and a Host's BLS key (…/0) and dealing key (…/1), protocol §1",
		outputs: []string{"secret_key"},
		cases: func() ([]eip2333Case, error) {
			var cases []eip2333Case
			for n, official := range officialSeeds {
				seed, err := hex.DecodeString(official.seed)
				if err != nil {
					return nil, err
				}
				cases = append(cases,
					eip2333Case{Name: fmt.Sprintf("EIP-2333 test case %d, master", n), Seed: seed, Path: "m"},
					eip2333Case{Name: fmt.Sprintf("EIP-2333 test case %d, child", n), Seed: seed, Path: fmt.Sprintf("m/%d", official.index)})
			}
			for _, label := range []string{"a", "b"} {
				for _, path := range []string{hostkeys.BLSPath, hostkeys.DealingPath} {
					cases = append(cases, eip2333Case{Name: "host " + label + ", " + path, Seed: sample("seed "+label, 32), Path: path})
				}
			}
			return cases, nil
		},
		solve: func(c eip2333Case) (eip2333Case, error) {
			secret, err := eip2333.Derive(c.Seed, c.Path)
			c.SecretKey = secret[:]
			return c, err
		},
		refused: func() ([]eip2333Refused, error) {
			return []eip2333Refused{{"seed of 31 bytes", make([]byte, 31), "m", "a seed has at least 32 bytes"}}, nil
		},
		refuse: func(r eip2333Refused) error {
			_, err := eip2333.Derive(r.Seed, r.Path)
			return err
		},
	}.formula()
}

type keystoreCase struct {
	Name     string          `json:"name"`
	Password string          `json:"password"`
	JSON     json.RawMessage `json:"json"`
	Secret   hexBytes        `json:"secret"`
}

type keystoreRefused struct {
	Name     string          `json:"name"`
	Password string          `json:"password"`
	JSON     json.RawMessage `json:"json"`
	Why      string          `json:"why"`
}

// cheapN is scrypt's cost in vectors; key files use keystore.DefaultN.
const cheapN = 1024

func sealSample(label, password string) (json.RawMessage, error) {
	seed, hot := sample("seed "+label, 32), sample("hot key "+label, 32)
	secret, err := eip2333.Derive(seed, hostkeys.BLSPath)
	if err != nil {
		return nil, err
	}
	sk, err := bls.DecodeSecretKey(secret[:])
	if err != nil {
		return nil, err
	}
	pk := sk.PublicKey().Bytes()
	entropy := bytes.NewReader(sample("entropy "+label+password, 64))
	return keystore.Encrypt(entropy, append(seed, hot...), pk[:], password, cheapN)
}

func keystoreFormula() formula {
	return spec[keystoreCase, keystoreRefused]{
		file:    "keystore.json",
		comment: "EIP-2335 version 4, scrypt, sha256, aes-128-ctr; the password is normalised to NFKD and loses its control codes; secret = seed ‖ hot key, protocol §1",
		outputs: []string{"secret"},
		cases: func() ([]keystoreCase, error) {
			var cases []keystoreCase
			for _, c := range []struct{ name, label, sealed, password string }{
				{"plain", "a", "correct horse battery staple", "correct horse battery staple"},
				{"empty password", "b", "", ""},
				{"password of EIP-2335's test vectors", "c", "𝔱𝔢𝔰𝔱𝔭𝔞𝔰𝔰𝔴𝔬𝔯𝔡🔑", "𝔱𝔢𝔰𝔱𝔭𝔞𝔰𝔰𝔴𝔬𝔯𝔡🔑"},
				{"same password after NFKD", "d", "café①ﬁ", "cafe\u03011fi"},
				{"control codes are dropped", "e", "password", "pass\x00\x1fword\x7f\u0080\u009f\n"},
			} {
				file, err := sealSample(c.label, c.sealed)
				if err != nil {
					return nil, err
				}
				cases = append(cases, keystoreCase{Name: c.name, Password: c.password, JSON: file})
			}
			return cases, nil
		},
		solve: func(c keystoreCase) (keystoreCase, error) {
			secret, err := keystore.Decrypt(c.JSON, c.Password)
			if err != nil {
				return c, err
			}
			c.Secret = secret
			_, err = hostkeys.Open(c.JSON, c.Password)
			return c, err
		},
		refused: keystoreRefusals,
		refuse: func(r keystoreRefused) error {
			_, err := keystore.Decrypt(r.JSON, r.Password)
			return err
		},
	}.formula()
}

func keystoreRefusals() ([]keystoreRefused, error) {
	const password = "correct horse battery staple"
	file, err := sealSample("a", password)
	if err != nil {
		return nil, err
	}
	var d struct {
		Crypto struct {
			KDF struct {
				Params struct{ Salt string }
			}
			Checksum, Cipher struct{ Message string }
		}
	}
	if err := json.Unmarshal(file, &d); err != nil {
		return nil, err
	}
	changed := func(field string) json.RawMessage {
		b, err := hex.DecodeString(field)
		if err != nil {
			return nil
		}
		return bytes.Replace(file, []byte(field), []byte(hex.EncodeToString(flipped(b, 20))), 1)
	}
	return []keystoreRefused{
		{"wrong password", "Correct horse battery staple", file, "the checksum is another"},
		{"empty password", "", file, "the checksum is another"},
		{"changed ciphertext", password, changed(d.Crypto.Cipher.Message), "the checksum covers the ciphertext"},
		{"changed checksum", password, changed(d.Crypto.Checksum.Message), "the checksum is another"},
		{"changed salt", password, changed(d.Crypto.KDF.Params.Salt), "another key is derived"},
	}, nil
}
