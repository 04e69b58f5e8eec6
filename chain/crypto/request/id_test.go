package request_test

import (
	"crypto/sha256"
	"slices"
	"strings"
	"testing"

	"github.com/pacer-network/pacer/chain/crypto/request"
)

func fields() request.Fields {
	return request.Fields{
		Epoch: 1, Requester: slices.Repeat([]byte{2}, 20), TransferAgent: slices.Repeat([]byte{3}, 20), BodyHash: [32]byte{4},
		TimestampMS: 5, MaxFee: 6, Commission: 7, Nonce: 8,
	}
}

func TestIDHashesItsFieldsInOrder(t *testing.T) {
	u64 := func(v byte) string { return "\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00" + string(v) }
	preimage := "\x10pacer/request/v1" + "\x00\x00\x00\x01c" + u64(1) +
		"\x00\x00\x00\x14" + strings.Repeat("\x02", 20) + "\x00\x00\x00\x14" + strings.Repeat("\x03", 20) +
		"\x00\x00\x00\x20\x04" + strings.Repeat("\x00", 31) + u64(5) + u64(6) + u64(7) + u64(8)
	if got := request.ID("c", fields()); got != sha256.Sum256([]byte(preimage)) {
		t.Fatalf("ID = %x", got)
	}
}

func TestEveryFieldChangesTheID(t *testing.T) {
	seen := map[[32]byte]bool{request.ID("c", fields()): true, request.ID("d", fields()): true}
	for _, change := range []func(*request.Fields){
		func(f *request.Fields) { f.Epoch++ },
		func(f *request.Fields) { f.Requester[0]++ },
		func(f *request.Fields) { f.TransferAgent[0]++ },
		func(f *request.Fields) { f.BodyHash[0]++ },
		func(f *request.Fields) { f.TimestampMS++ },
		func(f *request.Fields) { f.MaxFee++ },
		func(f *request.Fields) { f.Commission++ },
		func(f *request.Fields) { f.Nonce++ },
	} {
		f := fields()
		change(&f)
		seen[request.ID("c", f)] = true
	}
	if len(seen) != 10 {
		t.Fatalf("%d distinct ids of 10", len(seen))
	}
}
