package scenario

import (
	"encoding/json"
	"fmt"

	"cosmossdk.io/math"

	"github.com/pacer-network/pacer/chain"
	"github.com/pacer-network/pacer/chain/crypto/xof"
	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// States is what a test or benchmark finds in genesis, so that thousands of it need not be committed first.
type States struct {
	Inference  inferencetypes.GenesisState
	Validation validationtypes.GenesisState
}

// Edit is a network.Config.Edit that changes the states of both modules.
func Edit(edit func(*States)) func(*genesis.Document) error {
	return func(doc *genesis.Document) error {
		cdc := chain.NewEncoding().Codec
		g := States{Inference: inferencetypes.GenesisState{Burned: math.ZeroInt()}}
		if err := cdc.UnmarshalJSON(doc.State[inferencetypes.ModuleName], &g.Inference); err != nil {
			return err
		}
		if err := cdc.UnmarshalJSON(doc.State[validationtypes.ModuleName], &g.Validation); err != nil {
			return err
		}
		edit(&g)
		inference, err := cdc.MarshalJSON(&g.Inference)
		if err != nil {
			return err
		}
		validation, err := cdc.MarshalJSON(&g.Validation)
		doc.State[inferencetypes.ModuleName], doc.State[validationtypes.ModuleName] = json.RawMessage(inference), json.RawMessage(validation)
		return err
	}
}

// HostName is the address of a Host of a test network, known before the network is.
func HostName(i int) string {
	return network.NewAccount(fmt.Sprintf("host %d operator", i)).Address.String()
}

// AddHeaders adds batches of epoch 0 and of the first model, each of another owner in turn, with the hash that their draws need.
func (g *States) AddHeaders(count int, records uint32, owners ...string) {
	if len(g.Inference.Headers) == 0 {
		g.Inference.Headers = []inferencetypes.EpochHeaders{{}}
	}
	epoch := &g.Inference.Headers[0]
	for range count {
		id := uint64(len(epoch.Headers))
		root, next := xof.H("root", xof.U64(id)), xof.H("next", xof.U64(id))
		epoch.Headers = append(epoch.Headers, inferencetypes.Header{
			Id: id, Host: owners[id%uint64(len(owners))], Kind: inferencetypes.BATCH_KIND_ARTIFACT, Model: 1, Height: 1, Count: records,
			Root: root[:], NextHash: next[:],
		})
	}
}

// AllowAnything gives a Host a quota of epoch 0 without end, which counts the headers so far.
func (g *States) AllowAnything(host string) {
	quota := validationtypes.Quota{Headers: uint64(len(g.Inference.Headers[0].Headers)), Allowed: 1 << 40}
	g.Validation.Quotas = append(g.Validation.Quotas, validationtypes.HostQuota{Host: host, Quota: quota})
}
