// Package keystore seals a secret under a password as EIP-2335 JSON, version 4:
// scrypt, SHA-256 checksum, AES-128 in counter mode. It is the form of a Host's
// key file (protocol §1).
package keystore

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode"

	"golang.org/x/crypto/scrypt"
	"golang.org/x/text/unicode/norm"
)

// Cost of scrypt: the N that EIP-2335's own example uses, and the range taken from
// a file. An N above would let a file ask for gigabytes.
const (
	DefaultN = 1 << 18
	minN     = 2
	maxN     = 1 << 20
	blocks   = 8 // r
	parallel = 1 // p
)

const (
	version    = 4
	derivedLen = 32
	saltLen    = 32
	ivLen      = aes.BlockSize
	maxSecret  = 1 << 10
)

// Reasons for which a file is refused.
var (
	ErrFormat   = errors.New("keystore: not an EIP-2335 file of the kind written here (version 4, scrypt, aes-128-ctr)")
	ErrPassword = errors.New("keystore: wrong password, or the file is damaged")
)

// Encrypt seals secret under password with scrypt cost n, a power of two (DefaultN
// but in tests). entropy gives salt, iv and uuid, 64 bytes in all: crypto/rand's
// Reader but for vectors. publicKey tells people and programs whose file it is; it
// is not checked by Decrypt. It fails with ErrFormat if n is out of range, or with
// the reader's error.
func Encrypt(entropy io.Reader, secret, publicKey []byte, password string, n int) ([]byte, error) {
	if !validN(n) || len(secret) == 0 || len(secret) > maxSecret {
		return nil, fmt.Errorf("%w: n %d, secret of %d bytes", ErrFormat, n, len(secret))
	}
	var random struct {
		salt [saltLen]byte
		iv   [ivLen]byte
		uuid [16]byte
	}
	for _, part := range [][]byte{random.salt[:], random.iv[:], random.uuid[:]} {
		if _, err := io.ReadFull(entropy, part); err != nil {
			return nil, fmt.Errorf("keystore: entropy: %w", err)
		}
	}
	key, err := derive(password, random.salt[:], n, blocks, parallel)
	if err != nil {
		return nil, err
	}
	ciphertext, err := xorStream(key[:16], random.iv[:], secret)
	if err != nil {
		return nil, err
	}
	checksum := sha256.Sum256(append(append([]byte(nil), key[16:]...), ciphertext...))
	file := document{
		Crypto: crypto{
			KDF: module[scryptParams]{
				Function: "scrypt",
				Params:   scryptParams{DerivedLen: derivedLen, N: n, P: parallel, R: blocks, Salt: random.salt[:]},
			},
			Checksum: module[noParams]{Function: "sha256", Message: checksum[:]},
			Cipher:   module[cipherParams]{Function: "aes-128-ctr", Params: cipherParams{IV: random.iv[:]}, Message: ciphertext},
		},
		Description: "Pacer host keys: seed, then hot key",
		PublicKey:   publicKey,
		UUID:        formatUUID(random.uuid),
		Version:     version,
	}
	return json.MarshalIndent(file, "", "  ")
}

// Decrypt opens a file. It fails with ErrFormat, or with ErrPassword if the
// checksum is another. EIP-2335's checksum does not cover the iv: who opens a file
// compares the keys that come out with the public key he expects.
func Decrypt(file []byte, password string) ([]byte, error) {
	d, err := parse(file)
	if err != nil {
		return nil, err
	}
	p := d.Crypto.KDF.Params
	key, err := derive(password, p.Salt, p.N, p.R, p.P)
	if err != nil {
		return nil, err
	}
	checksum := sha256.Sum256(append(append([]byte(nil), key[16:]...), d.Crypto.Cipher.Message...))
	if subtle.ConstantTimeCompare(checksum[:], d.Crypto.Checksum.Message) != 1 {
		return nil, ErrPassword
	}
	return xorStream(key[:16], d.Crypto.Cipher.Params.IV, d.Crypto.Cipher.Message)
}

// PublicKey is the public key that a file names, unchecked. It fails with ErrFormat.
func PublicKey(file []byte) ([]byte, error) {
	d, err := parse(file)
	return d.PublicKey, err
}

func derive(password string, salt []byte, n, r, p int) ([]byte, error) {
	key, err := scrypt.Key(normalise(password), salt, n, r, p, derivedLen)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	return key, nil
}

// normalise is EIP-2335's: NFKD, without the control codes C0, C1 and Delete.
func normalise(password string) []byte {
	var out []byte
	for _, r := range norm.NFKD.String(password) {
		if !unicode.IsControl(r) { // exactly U+0000–001F and U+007F–009F
			out = append(out, string(r)...)
		}
	}
	return out
}

func xorStream(key, iv, text []byte) ([]byte, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("keystore: %w", err)
	}
	out := make([]byte, len(text))
	cipher.NewCTR(block, iv).XORKeyStream(out, text)
	return out, nil
}

func validN(n int) bool { return n >= minN && n <= maxN && n&(n-1) == 0 }
