package epochsecret_test

import (
	"errors"
	"testing"

	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/curve"
	"github.com/pacer-network/pacer/chain/crypto/epochsecret"
)

func key(t *testing.T, last byte) bls.SecretKey {
	t.Helper()
	secret := make([]byte, bls.SecretKeySize)
	secret[31] = last
	sk, err := bls.DecodeSecretKey(secret)
	if err != nil {
		t.Fatal(err)
	}
	return sk
}

func TestEpochSecretBelongsToOneKeyChainEpochBeaconAndHost(t *testing.T) {
	const chain, epoch = "pacer-test-1", 7
	beacon, host := [32]byte{1}, make([]byte, 20)
	sk := key(t, 5)
	signature := epochsecret.Sign(sk, chain, epoch, beacon, host)
	sigma := signature.Bytes()

	if err := epochsecret.Verify(sk.PublicKey(), chain, epoch, beacon, host, sigma[:]); err != nil {
		t.Fatal(err)
	}
	otherHost := append(make([]byte, 19), 1)
	for name, err := range map[string]error{
		"another key":    epochsecret.Verify(key(t, 6).PublicKey(), chain, epoch, beacon, host, sigma[:]),
		"another chain":  epochsecret.Verify(sk.PublicKey(), "pacer-test-2", epoch, beacon, host, sigma[:]),
		"another epoch":  epochsecret.Verify(sk.PublicKey(), chain, epoch+1, beacon, host, sigma[:]),
		"another beacon": epochsecret.Verify(sk.PublicKey(), chain, epoch, [32]byte{2}, host, sigma[:]),
		"another host":   epochsecret.Verify(sk.PublicKey(), chain, epoch, beacon, otherHost, sigma[:]),
	} {
		if !errors.Is(err, bls.ErrSignature) {
			t.Errorf("%s: %v, want ErrSignature", name, err)
		}
	}
	if err := epochsecret.Verify(sk.PublicKey(), chain, epoch, beacon, host, sigma[:95]); !errors.Is(err, curve.ErrLength) {
		t.Errorf("95 bytes: %v, want ErrLength", err)
	}
}
