package keystore

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// document is the JSON of EIP-2335.
type document struct {
	Crypto      crypto   `json:"crypto"`
	Description string   `json:"description"`
	PublicKey   hexBytes `json:"pubkey"`
	Path        string   `json:"path"`
	UUID        string   `json:"uuid"`
	Version     int      `json:"version"`
}

type crypto struct {
	KDF      module[scryptParams] `json:"kdf"`
	Checksum module[noParams]     `json:"checksum"`
	Cipher   module[cipherParams] `json:"cipher"`
}

type module[P any] struct {
	Function string   `json:"function"`
	Params   P        `json:"params"`
	Message  hexBytes `json:"message"`
}

type scryptParams struct {
	DerivedLen int      `json:"dklen"`
	N          int      `json:"n"`
	P          int      `json:"p"`
	R          int      `json:"r"`
	Salt       hexBytes `json:"salt"`
}

type noParams struct{}

type cipherParams struct {
	IV hexBytes `json:"iv"`
}

// hexBytes is a byte string as hex, without 0x.
type hexBytes []byte

// MarshalText writes lower-case hex.
func (h hexBytes) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h), nil }

// UnmarshalJSON reads a string of hex.
func (h *hexBytes) UnmarshalJSON(text []byte) error {
	var digits string
	if err := json.Unmarshal(text, &digits); err != nil {
		return err
	}
	decoded, err := hex.DecodeString(digits)
	*h = decoded
	return err
}

func parse(file []byte) (document, error) {
	var d document
	if err := json.Unmarshal(file, &d); err != nil {
		return document{}, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if err := d.check(); err != nil {
		return document{}, err
	}
	return d, nil
}

// check refuses what Encrypt does not write and costs that a file may not ask for.
func (d document) check() error {
	kdf, sum, cph := d.Crypto.KDF, d.Crypto.Checksum, d.Crypto.Cipher
	switch {
	case d.Version != version:
		return fmt.Errorf("%w: version %d", ErrFormat, d.Version)
	case kdf.Function != "scrypt" || sum.Function != "sha256" || cph.Function != "aes-128-ctr":
		return fmt.Errorf("%w: %q, %q, %q", ErrFormat, kdf.Function, sum.Function, cph.Function)
	case kdf.Params.DerivedLen != derivedLen || !validN(kdf.Params.N) || kdf.Params.R != blocks || kdf.Params.P != parallel:
		return fmt.Errorf("%w: scrypt parameters", ErrFormat)
	case len(cph.Params.IV) != ivLen || len(cph.Message) == 0 || len(cph.Message) > maxSecret:
		return fmt.Errorf("%w: cipher iv or message", ErrFormat)
	}
	return nil
}

// formatUUID writes 16 random bytes as a version 4 UUID (RFC 9562).
func formatUUID(b [16]byte) string {
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
