package hostkeys_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/pacer-network/pacer/chain/crypto/eip2333"
	"github.com/pacer-network/pacer/chain/crypto/hostkeys"
	"github.com/pacer-network/pacer/chain/crypto/keystore"
)

const cheap = 16 // scrypt's n in tests

func entropy() *bytes.Reader { return bytes.NewReader(bytes.Repeat([]byte{7}, 64)) }

func secrets() hostkeys.Secrets {
	return hostkeys.Secrets{Seed: [32]byte{1}, HotKey: [32]byte{2}}
}

func TestOpenReturnsWhatSealWrote(t *testing.T) {
	file, err := secrets().Seal(entropy(), "password", cheap)
	if err != nil {
		t.Fatal(err)
	}
	got, err := hostkeys.Open(file, "password")
	if err != nil || got != secrets() {
		t.Fatalf("Open = %v, %v", got, err)
	}
	if _, err := hostkeys.Open(file, "other"); !errors.Is(err, keystore.ErrPassword) {
		t.Fatalf("wrong password: %v, want ErrPassword", err)
	}
}

func TestKeysAreTheTwoChildrenOfTheSeed(t *testing.T) {
	s := secrets()
	sk, err := s.BLS()
	if err != nil {
		t.Fatal(err)
	}
	dk, err := s.Dealing()
	if err != nil {
		t.Fatal(err)
	}
	for path, got := range map[string][32]byte{"m/12381/7273/0/0": sk.Bytes(), "m/12381/7273/0/1": dk.Bytes()} {
		if want, err := eip2333.Derive(s.Seed[:], path); err != nil || got != want {
			t.Errorf("%s: %x, want %x, %v", path, got, want, err)
		}
	}
}

// The keystore's checksum does not cover the iv, so a changed iv opens to other
// secrets; the public key tells.
func TestChangedIVIsRefused(t *testing.T) {
	file, err := secrets().Seal(entropy(), "password", cheap)
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Crypto struct {
			Cipher struct {
				Params struct{ IV string }
			}
		}
	}
	if err := json.Unmarshal(file, &d); err != nil {
		t.Fatal(err)
	}
	iv := d.Crypto.Cipher.Params.IV
	changed := strings.Replace(string(file), `"iv": "`+iv, `"iv": "f`+iv[1:], 1)
	if _, err := hostkeys.Open([]byte(changed), "password"); !errors.Is(err, hostkeys.ErrPublicKey) {
		t.Fatalf("Open: %v, want ErrPublicKey", err)
	}
}

func TestFileOfAnotherLengthIsRefused(t *testing.T) {
	file, err := keystore.Encrypt(entropy(), make([]byte, 32), nil, "password", cheap)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := hostkeys.Open(file, "password"); !errors.Is(err, hostkeys.ErrLength) {
		t.Fatalf("Open: %v, want ErrLength", err)
	}
}
