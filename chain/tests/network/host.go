package network

import (
	"crypto/sha256"
	"fmt"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/epochsecret"
	"github.com/pacer-network/pacer/chain/crypto/hostkeys"
	"github.com/pacer-network/pacer/chain/genesis"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// Account signs transactions.
type Account struct {
	Address sdk.AccAddress
	Key     *secp256k1.PrivKey
	// Granter pays the account's fees; empty if it pays them itself.
	Granter sdk.AccAddress
}

// NewAccount derives an account from a name. It has no coins.
func NewAccount(name string) Account {
	key := secp256k1.GenPrivKeyFromSecret([]byte(name))
	return Account{Address: sdk.AccAddress(key.PubKey().Address()), Key: key}
}

// Host is a Host of genesis with all its secrets.
type Host struct {
	Operator, Hot Account
	Secrets       hostkeys.Secrets
	ConsensusSeed []byte
	// Genesis is what stands in genesis.
	Genesis hosttypes.GenesisHost
}

// Name is the Host's address as messages write it.
func (h Host) Name() string { return h.Operator.Address.String() }

// NewSpec derives a Host's keys from its number: the same ones in every test.
func NewSpec(chainID string, i int, weight uint64, models []string) (genesis.HostSpec, Account) {
	name := fmt.Sprintf("host %d", i)
	operator := NewAccount(name + " operator")
	seed := sha256.Sum256([]byte(name + " consensus"))
	return genesis.HostSpec{
		ChainID:       chainID,
		Operator:      operator.Address,
		Payout:        NewAccount(name + " payout").Address,
		APIURL:        fmt.Sprintf("http://127.0.0.1:%d", 9000+i),
		MlNodes:       []hosttypes.MlNode{{Id: "ml-1", Models: hosttypes.SortedModels(models), Capacity: 1}},
		Stake:         math.NewInt(Stake),
		Weight:        weight,
		ConsensusSeed: seed[:],
		Secrets: hostkeys.Secrets{
			Seed:   sha256.Sum256([]byte(name + " seed")),
			HotKey: [hostkeys.HotKeySize]byte(NewAccount(name + " hot key").Key.Key),
		},
	}, operator
}

// NewHost is the Host of a number with all its secrets: one of genesis, or one that may register.
func NewHost(chainID string, i int, weight uint64, models []string) (Host, error) {
	spec, operator := NewSpec(chainID, i, weight, models)
	state, err := spec.Host()
	if err != nil {
		return Host{}, err
	}
	hot := NewAccount(fmt.Sprintf("host %d hot key", i))
	hot.Granter = operator.Address
	return Host{Operator: operator, Hot: hot, Secrets: spec.Secrets, ConsensusSeed: spec.ConsensusSeed, Genesis: state}, nil
}

// Secret is the Host's σ of an epoch with the given beacon on a chain, 96 bytes.
func (h Host) Secret(chainID string, epoch uint64, beacon []byte) ([]byte, error) {
	key, err := h.Secrets.BLS()
	if err != nil {
		return nil, err
	}
	signature := epochsecret.Sign(key, chainID, epoch, [32]byte(beacon), h.Operator.Address).Bytes()
	return signature[:], nil
}
