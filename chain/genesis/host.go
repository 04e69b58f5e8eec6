package genesis

import (
	"fmt"
	"strings"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/consensuskey"
	"github.com/pacer-network/pacer/chain/crypto/dealingkey"
	"github.com/pacer-network/pacer/chain/crypto/hostkeys"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// HostSpec is what a Host of genesis decides.
type HostSpec struct {
	ChainID string
	// Operator is the Host's address.
	Operator sdk.AccAddress
	// Payout is where rewards go; empty means the operator.
	Payout sdk.AccAddress
	APIURL string
	// MlNodes are the machines and the models that they serve.
	MlNodes []hosttypes.MlNode
	Stake   math.Int
	// Weight is the Host's share of 10^9.
	Weight uint64
	// ConsensusSeed is the 32-byte seed of the ed25519 key that signs blocks.
	ConsensusSeed []byte
	Secrets       hostkeys.Secrets
}

// Host derives a Host's keys and proves, for this Host on this chain, that it holds them (protocol §1 and §3).
func (s HostSpec) Host() (hosttypes.GenesisHost, error) {
	if s.ChainID == "" || strings.TrimSpace(s.ChainID) != s.ChainID {
		return hosttypes.GenesisHost{}, fmt.Errorf("chain id %q: proofs are made for one chain, name it", s.ChainID)
	}
	consensus, consensusProof, err := consensuskey.Prove(s.ConsensusSeed, s.ChainID, s.Operator)
	if err != nil {
		return hosttypes.GenesisHost{}, err
	}
	signing, err := s.Secrets.BLS()
	if err != nil {
		return hosttypes.GenesisHost{}, err
	}
	dealing, err := s.Secrets.Dealing()
	if err != nil {
		return hosttypes.GenesisHost{}, err
	}
	blsKey, possession := signing.PublicKey().Bytes(), bls.ProvePossession(signing, s.ChainID, s.Operator).Bytes()
	dealingKey, dealingProof := dealing.Key().Bytes(), dealingkey.Prove(dealing, s.ChainID, s.Operator)
	payout := s.Payout
	if payout.Empty() {
		payout = s.Operator
	}
	return hosttypes.GenesisHost{
		Host: hosttypes.Host{
			Address: s.Operator.String(),
			Payout:  payout.String(),
			HotKey:  HotAddress(s.Secrets).String(),
			ApiUrl:  s.APIURL,
			Keys:    []hosttypes.Keys{{Consensus: consensus[:], Bls: blsKey[:], Dealing: dealingKey[:]}},
			Stake:   s.Stake,
			MlNodes: s.MlNodes,
			Weight:  s.Weight,
		},
		Proofs: hosttypes.KeyProofs{Consensus: consensusProof[:], Bls: possession[:], Dealing: dealingProof[:]},
	}, nil
}

// HotAddress is the address of a Host's hot key.
func HotAddress(secrets hostkeys.Secrets) sdk.AccAddress {
	key := secp256k1.PrivKey{Key: secrets.HotKey[:]}
	return sdk.AccAddress(key.PubKey().Address())
}
