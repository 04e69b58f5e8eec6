package eip2333_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"testing"

	"github.com/pacer-network/pacer/chain/crypto/eip2333"
)

// The four test cases of EIP-2333.
func TestOfficialVectors(t *testing.T) {
	for n, c := range []struct {
		seed   string
		master string
		index  uint32
		child  string
	}{
		{
			"c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04",
			"6083874454709270928345386274498605044986640685124978867557563392430687146096", 0,
			"20397789859736650942317412262472558107875392172444076792671091975210932703118",
		},
		{
			"3141592653589793238462643383279502884197169399375105820974944592",
			"29757020647961307431480504535336562678282505419141012933316116377660817309383", 3141592653,
			"25457201688850691947727629385191704516744796114925897962676248250929345014287",
		},
		{
			"0099ff991111002299dd7744ee3355bbdd8844115566cc55663355668888cc00",
			"27580842291869792442942448775674722299803720648445448686099262467207037398656", 4294967295,
			"29358610794459428860402234341874281240803786294062035874021252734817515685787",
		},
		{
			"d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3",
			"19022158461524446591288038168518313374041767046816487870552872741050760015818", 42,
			"31372231650479070279774297061823572166496564838472787488249775572789064611981",
		},
	} {
		seed, err := hex.DecodeString(c.seed)
		if err != nil {
			t.Fatal(err)
		}
		for path, want := range map[string]string{"m": c.master, fmt.Sprintf("m/%d", c.index): c.child} {
			got, err := eip2333.Derive(seed, path)
			if err != nil || new(big.Int).SetBytes(got[:]).String() != want {
				t.Errorf("case %d, %s: %x, %v; want %s", n, path, got, err, want)
			}
		}
	}
}

func TestShortSeedsAndStrangePathsAreRefused(t *testing.T) {
	if _, err := eip2333.Derive(make([]byte, 31), "m"); !errors.Is(err, eip2333.ErrSeed) {
		t.Errorf("31 bytes: %v, want ErrSeed", err)
	}
	for _, path := range []string{"", "m/", "x/1", "/1", "m/-1", "m/01", "m/+1", "m/4294967296", "m/1'", "m/1//2", "m/ 1"} {
		if _, err := eip2333.Derive(make([]byte, 32), path); !errors.Is(err, eip2333.ErrPath) {
			t.Errorf("path %q: %v, want ErrPath", path, err)
		}
	}
}
