package simulation

import (
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// manage changes what an operator alone may change.
func (s *Simulation) manage(now moment, h *host) (action, bool) {
	a := action{signer: h.Operator, ordered: s.r.IntN(3) == 0}
	switch chance := s.r.IntN(4); {
	case chance == 0 && !s.config.FixedAccounts:
		return s.setHotKey(h, a), true
	case chance == 1:
		a.kind = "SetPayout"
		a.msgs = msgs(&hosttypes.MsgSetPayout{Host: h.Name(), Payout: network.NewAccount(s.name("payout")).Address.String()})
	case chance == 2:
		a.kind = "Update"
		a.msgs = msgs(&hosttypes.MsgUpdate{Host: h.Name(), ApiUrl: fmt.Sprintf("https://host-%d.example:%d", h.number, 1+s.r.IntN(65_535))})
	default:
		a.kind = "SetMlNodes"
		a.msgs = msgs(&hosttypes.MsgSetMlNodes{Host: h.Name(), MlNodes: s.mlNodes(now)})
	}
	return a, true
}

// setHotKey gives the Host another hot key with an allowance of its own, in one transaction.
func (s *Simulation) setHotKey(h *host, a action) action {
	hot := network.NewAccount(s.name("hot key"))
	hot.Granter = h.Operator.Address
	allowance, err := feegrant.NewAllowedMsgAllowance(
		&feegrant.BasicAllowance{SpendLimit: sdk.NewCoins(sdk.NewInt64Coin(network.Denom, network.FeeAllowance))},
		genesis.HotKeyMessages())
	require.NoError(s.t, err)
	grant, err := feegrant.NewMsgGrantAllowance(allowance, h.Operator.Address, hot.Address)
	require.NoError(s.t, err)
	a.kind = "SetHotKey"
	a.msgs = msgs(&hosttypes.MsgSetHotKey{Host: h.Name(), HotKey: hot.Address.String()}, grant)
	a.done = func(*abci.ExecTxResult) { h.hot = hot }
	return a
}

// mlNodes returns one or two machines that serve some of the models there are, the first one always.
func (s *Simulation) mlNodes(now moment) []hosttypes.MlNode {
	models, err := s.App.Inference.Models(now.ctx)
	require.NoError(s.t, err)
	nodes := make([]hosttypes.MlNode, 1+s.r.IntN(2))
	for i := range nodes {
		served := []string{models[0].Id}
		for _, m := range models[1:] {
			if s.r.IntN(2) == 0 {
				served = append(served, m.Id)
			}
		}
		nodes[i] = hosttypes.MlNode{Id: fmt.Sprintf("ml-%d", i), Models: hosttypes.SortedModels(served), Capacity: 1 + s.r.Uint32N(8)}
	}
	return nodes
}

// misbehave does something that has to fail with an error of our own.
func (s *Simulation) misbehave(now moment, h *host) (action, bool) {
	other := s.other(h)
	a := action{kind: "wrong", signer: h.hot, wrong: true}
	batch := &inferencetypes.MsgCommitBatch{
		Signer: h.hot.Address.String(), Host: h.Name(), Epoch: now.recordEpoch(), Kind: inferencetypes.BATCH_KIND_ARTIFACT,
		Model: "pacer/ref-1", Count: 1, Root: s.bytes(inferencetypes.RootSize),
	}
	claim := &rewardtypes.MsgClaimReward{Signer: h.hot.Address.String(), Host: h.Name(), Epoch: now.epoch, Secret: s.secret(h, now.epoch)}
	switch s.r.IntN(10) {
	case 0:
		a.kind, batch.Count, a.msgs = "wrong count", 0, msgs(batch)
	case 1:
		a.kind, batch.Root, a.msgs = "wrong root", s.bytes(31), msgs(batch)
	case 2:
		a.kind, batch.Epoch, a.msgs = "wrong epoch", batch.Epoch+1, msgs(batch)
	case 3:
		a.kind, batch.Host, a.msgs = "wrong Host", other.Name(), msgs(batch)
	case 4:
		a.kind, batch.Model, a.msgs = "wrong model", "pacer/none", msgs(batch)
	case 5:
		a.kind, claim.Secret, a.msgs = "wrong σ: another Host's", s.secret(other, now.epoch), msgs(claim)
	case 6:
		a.kind, claim.Secret, a.msgs = "wrong σ: random bytes", s.bytes(rewardtypes.SecretSize), msgs(claim)
	case 7:
		a.kind, claim.Epoch, a.msgs = "wrong epoch of a claim", now.epoch+2, msgs(claim)
	case 8:
		a.kind = "wrong epoch of results"
		a.msgs = msgs(&validationtypes.MsgSubmitResults{
			Signer: h.hot.Address.String(), Host: h.Name(), Epoch: now.epoch + 2,
			Results: []validationtypes.Result{{Verdict: validationtypes.VERDICT_MATCH}},
		})
	default:
		a.kind, a.signer = "wrong authority", h.Operator
		a.msgs = msgs(&hosttypes.MsgUpdateParams{Authority: h.Name(), Params: s.config.Preset.Host})
	}
	return a, true
}

// msgs makes a list of messages.
func msgs(all ...sdk.Msg) []sdk.Msg { return all }
