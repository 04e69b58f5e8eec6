package keystore_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/pacer-network/pacer/chain/crypto/keystore"
)

const cheap = 16 // scrypt's n in tests

// The scrypt test vector of EIP-2335, whose password needs NFKD.
const official = `{
  "crypto": {
    "kdf": {
      "function": "scrypt",
      "params": {"dklen": 32, "n": 262144, "p": 1, "r": 8,
        "salt": "d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3"},
      "message": ""
    },
    "checksum": {"function": "sha256", "params": {},
      "message": "d2217fe5f3e9a1e34581ef8a78f7c9928e436d36dacc5e846690a5581e8ea484"},
    "cipher": {"function": "aes-128-ctr", "params": {"iv": "264daa3f303d7259501c93d997d84fe6"},
      "message": "06ae90d55fe0a6e9c5c3bc5b170827b2e5cce3929ed3f116c2811e6366dfe20f"}
  },
  "description": "",
  "pubkey": "9612d7a727c9d0a22e185a1c768478dfe919cada9266988cb32359c11f2b7b27f4ae4040902382ae2910c15e2b420d07",
  "path": "m/12381/60/3141592653/589793238",
  "uuid": "1d85ae20-35c5-4611-98e8-aa14a633906f",
  "version": 4
}`

func TestOfficialVector(t *testing.T) {
	secret, err := keystore.Decrypt([]byte(official), "𝔱𝔢𝔰𝔱𝔭𝔞𝔰𝔰𝔴𝔬𝔯𝔡🔑")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := hex.EncodeToString(secret), "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"; got != want {
		t.Fatalf("secret %s, want %s", got, want)
	}
}

func entropy() *bytes.Reader { return bytes.NewReader(bytes.Repeat([]byte{7}, 64)) }

func seal(t testing.TB, secret []byte, password string) []byte {
	t.Helper()
	file, err := keystore.Encrypt(entropy(), secret, []byte{0xab}, password, cheap)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestDecryptReturnsWhatEncryptSealed(t *testing.T) {
	secret := bytes.Repeat([]byte{1, 2, 3, 4}, 16)
	file := seal(t, secret, "password")
	got, err := keystore.Decrypt(file, "password")
	if err != nil || !bytes.Equal(got, secret) {
		t.Fatalf("Decrypt = %x, %v", got, err)
	}
	if pk, err := keystore.PublicKey(file); err != nil || !bytes.Equal(pk, []byte{0xab}) {
		t.Fatalf("PublicKey = %x, %v", pk, err)
	}
	if bytes.Contains(file, []byte(hex.EncodeToString(secret[:8]))) {
		t.Fatal("the file shows the secret")
	}
}

// Passwords that look the same open the same file; control codes don't count.
func TestPasswordsAreNormalised(t *testing.T) {
	file := seal(t, []byte("secret"), "caf\u00e9\u2460")
	for _, password := range []string{"cafe\u03011", "ca\x00f\x7fe\u0301\u0085\u2460\n"} {
		if _, err := keystore.Decrypt(file, password); err != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
	if _, err := keystore.Decrypt(file, "cafe1"); !errors.Is(err, keystore.ErrPassword) {
		t.Errorf("without the accent: %v, want ErrPassword", err)
	}
}

func TestWrongPasswordIsRefused(t *testing.T) {
	if _, err := keystore.Decrypt(seal(t, []byte("secret"), "password"), "Password"); !errors.Is(err, keystore.ErrPassword) {
		t.Fatalf("Decrypt: %v, want ErrPassword", err)
	}
}

func TestChangedBytesAreRefused(t *testing.T) {
	file := string(seal(t, []byte("secret"), "password"))
	var d struct {
		Crypto struct {
			KDF struct {
				Params struct{ Salt string }
			}
			Checksum, Cipher struct{ Message string }
		}
	}
	if err := json.Unmarshal([]byte(file), &d); err != nil {
		t.Fatal(err)
	}
	for name, field := range map[string]string{
		"salt": d.Crypto.KDF.Params.Salt, "checksum": d.Crypto.Checksum.Message, "ciphertext": d.Crypto.Cipher.Message,
	} {
		for i := range field {
			digit := "0"
			if field[i] == '0' {
				digit = "1"
			}
			changed := strings.Replace(file, field, field[:i]+digit+field[i+1:], 1)
			if _, err := keystore.Decrypt([]byte(changed), "password"); !errors.Is(err, keystore.ErrPassword) {
				t.Errorf("%s with digit %d changed: %v, want ErrPassword", name, i, err)
			}
		}
	}
}

func TestFilesOfAnotherKindAreRefused(t *testing.T) {
	file := string(seal(t, []byte("secret"), "password"))
	for name, change := range map[string][2]string{
		"version":          {`"version": 4`, `"version": 3`},
		"kdf":              {`"scrypt"`, `"pbkdf2"`},
		"checksum":         {`"sha256"`, `"sha512"`},
		"cipher":           {`"aes-128-ctr"`, `"aes-128-cbc"`},
		"n no power of 2":  {`"n": 16`, `"n": 15`},
		"n of gigabytes":   {`"n": 16`, `"n": 1073741824`},
		"r":                {`"r": 8`, `"r": 1073741824`},
		"p":                {`"p": 1`, `"p": 1000000`},
		"dklen":            {`"dklen": 32`, `"dklen": 16`},
		"short iv":         {`"iv": "07`, `"iv": "`},
		"not hex":          {`"iv": "07`, `"iv": "zz`},
		"number as string": {`"version": 4`, `"version": "4"`},
		"not JSON":         {`{`, `[`},
	} {
		changed := strings.Replace(file, change[0], change[1], 1)
		if changed == file {
			t.Fatalf("%s: nothing to change", name)
		}
		if _, err := keystore.Decrypt([]byte(changed), "password"); !errors.Is(err, keystore.ErrFormat) {
			t.Errorf("%s: %v, want ErrFormat", name, err)
		}
		if _, err := keystore.PublicKey([]byte(changed)); !errors.Is(err, keystore.ErrFormat) {
			t.Errorf("%s: PublicKey: %v, want ErrFormat", name, err)
		}
	}
}

func TestEncryptRefusesWhatItCouldNotOpen(t *testing.T) {
	for name, c := range map[string]struct {
		secret []byte
		n      int
	}{"n": {[]byte("s"), 12}, "no secret": {nil, cheap}, "long secret": {make([]byte, 1025), cheap}} {
		if _, err := keystore.Encrypt(entropy(), c.secret, nil, "password", c.n); !errors.Is(err, keystore.ErrFormat) {
			t.Errorf("%s: %v, want ErrFormat", name, err)
		}
	}
	broken := errors.New("no entropy")
	if _, err := keystore.Encrypt(iotest.ErrReader(broken), []byte("s"), nil, "password", cheap); !errors.Is(err, broken) {
		t.Errorf("broken entropy: %v", err)
	}
}

// FuzzDecrypt: whatever the file, Decrypt returns and asks for little memory; only
// a file with the sealed ciphertext opens.
func FuzzDecrypt(f *testing.F) {
	file := seal(f, []byte("secret"), "password")
	f.Add(file)
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"version":4,"crypto":{"kdf":{"function":"scrypt","params":{"n":-2}}}}`))
	f.Add([]byte(strings.Replace(string(file), `"n": 16`, `"n": 2`, 1)))
	f.Fuzz(func(t *testing.T, changed []byte) {
		secret, err := keystore.Decrypt(changed, "password")
		if err != nil && !errors.Is(err, keystore.ErrFormat) && !errors.Is(err, keystore.ErrPassword) {
			t.Fatalf("untyped error: %v", err)
		}
		if err == nil && len(secret) != len("secret") {
			t.Fatalf("another secret opens: %x", secret)
		}
	})
}
