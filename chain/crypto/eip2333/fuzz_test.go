package eip2333_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/pacer-network/pacer/chain/crypto/eip2333"
)

var pathForm = regexp.MustCompile(`^m(/(0|[1-9][0-9]{0,9}))*$`)

// FuzzDerive: a path derives a key exactly if it has the form of EIP-2334, and its
// key is in the range of secrets.
func FuzzDerive(f *testing.F) {
	for _, path := range []string{"m", "m/0", "m/12381/7273/0/1", "m/4294967295", "m/4294967296", "m/00", "m//", "/m", "m/1 "} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if strings.Count(path, "/") > 4 {
			return // each index costs two Lamport keys
		}
		secret, err := eip2333.Derive(make([]byte, 32), path)
		if err != nil {
			if !errors.Is(err, eip2333.ErrPath) {
				t.Fatalf("untyped error: %v", err)
			}
			return
		}
		if !pathForm.MatchString(path) || secret == ([32]byte{}) {
			t.Fatalf("path %q derives %x", path, secret)
		}
	})
}
