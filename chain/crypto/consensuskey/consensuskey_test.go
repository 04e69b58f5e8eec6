package consensuskey_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/pacer-network/pacer/chain/crypto/consensuskey"
)

const chain = "pacer-test-1"

var (
	host = slices.Repeat([]byte{0xa1}, 20)
	seed = slices.Repeat([]byte{0x5e}, 32)
)

func TestProofBelongsToOneHostOnOneChain(t *testing.T) {
	key, proof, err := consensuskey.Prove(seed, chain, host)
	if err != nil {
		t.Fatal(err)
	}
	if err := consensuskey.Verify(chain, host, key[:], proof[:]); err != nil {
		t.Fatal(err)
	}
	otherKey, _, err := consensuskey.Prove(slices.Repeat([]byte{1}, 32), chain, host)
	if err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"another host":  consensuskey.Verify(chain, slices.Repeat([]byte{0xa2}, 20), key[:], proof[:]),
		"another chain": consensuskey.Verify("pacer-test-2", host, key[:], proof[:]),
		"another key":   consensuskey.Verify(chain, host, otherKey[:], proof[:]),
	} {
		if !errors.Is(err, consensuskey.ErrProof) {
			t.Errorf("%s: %v, want ErrProof", name, err)
		}
	}
}

func TestEveryByteOfKeyAndProofCounts(t *testing.T) {
	key, proof, err := consensuskey.Prove(seed, chain, host)
	if err != nil {
		t.Fatal(err)
	}
	for i := range proof {
		changed := proof
		changed[i] ^= 1 << (i % 8)
		if consensuskey.Verify(chain, host, key[:], changed[:]) == nil {
			t.Errorf("proof with byte %d changed verifies", i)
		}
	}
	for i := range key {
		changed := key
		changed[i] ^= 1 << (i % 8)
		if consensuskey.Verify(chain, host, changed[:], proof[:]) == nil {
			t.Errorf("key with byte %d changed verifies", i)
		}
	}
}

func TestWrongLengthsAreRefused(t *testing.T) {
	key, proof, err := consensuskey.Prove(seed, chain, host)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := consensuskey.Prove(seed[:31], chain, host); !errors.Is(err, consensuskey.ErrLength) {
		t.Errorf("seed: %v, want ErrLength", err)
	}
	if err := consensuskey.Verify(chain, host, key[:31], proof[:]); !errors.Is(err, consensuskey.ErrLength) {
		t.Errorf("key: %v, want ErrLength", err)
	}
	if err := consensuskey.Verify(chain, host, key[:], proof[:63]); !errors.Is(err, consensuskey.ErrLength) {
		t.Errorf("proof: %v, want ErrLength", err)
	}
}
