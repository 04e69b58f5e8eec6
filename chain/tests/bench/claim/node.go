package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain"
	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/xof"
	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

const chainID = "pacer-bench-1"

// epoch is epoch 0 as the claiming Host knows it.
type epoch struct {
	chainID string
	host    network.Host
	key     bls.PublicKey
	beacon  []byte
	secret  []byte
	headers []inferencetypes.Header
	sink    byte
}

// node is an application with its store on disk.
type node struct{ app *chain.App }

type settings struct{}

func (settings) Get(string) any { return nil }

func open(directory string) (*node, error) {
	db, err := dbm.NewGoLevelDB("application", directory, nil)
	if err != nil {
		return nil, err
	}
	return &node{chain.New(log.NewNopLogger(), db, settings{}, chain.Options{Strict: true}, baseapp.SetChainID(chainID))}, nil
}

// close closes the database, too.
func (n *node) close() error { return n.app.Close() }

// prepare writes a chain to disk on which epoch 0 has that many batches of 60 records, is settled, and the lightest Host has done all its
// duties: about 1,024 at the production rate of 1 %.
func prepare(directory string, headers int) (*epoch, error) {
	first, doc, err := build(headers, nil)
	if err != nil {
		return nil, err
	}
	trial := &node{chain.New(log.NewNopLogger(), dbm.NewMemDB(), settings{}, chain.Options{Strict: true}, baseapp.SetChainID(chainID))}
	if err := trial.blocks(doc, 1); err != nil {
		return nil, err
	}
	missing, _, err := trial.app.Validation.MissingDuties(trial.context(), 0, first.host.Operator.Address, first.secret)
	if err != nil {
		return nil, err
	}
	prepared, doc, err := build(headers, missing)
	if err != nil {
		return nil, err
	}
	n, err := open(directory)
	if err != nil {
		return nil, err
	}
	const untilSettled = 75
	return prepared, errors.Join(n.blocks(doc, untilSettled), n.close())
}

// build makes the genesis document and what the Host knows.
func build(headers int, done []validationtypes.Duty) (*epoch, *genesis.Document, error) {
	preset := genesis.Local()
	preset.Validation.RateMinPpm, preset.Validation.RateMaxPpm = 10_000, 10_000
	e := &epoch{chainID: chainID}
	config := network.Config{
		ChainID: chainID, Preset: &preset, Weights: []uint64{72_000_000, 310_000_000, 309_000_000, 309_000_000},
	}
	_, hosts, err := network.NewGenesis(config)
	if err != nil {
		return nil, nil, err
	}
	e.host = hosts[0]
	e.beacon = make([]byte, 32)
	copy(e.beacon, "beacon of epoch 0")
	if e.secret, err = e.host.Secret(chainID, 0, e.beacon); err != nil {
		return nil, nil, err
	}
	if e.key, err = bls.DecodePublicKey(e.host.Genesis.Host.Keys[0].Bls); err != nil {
		return nil, nil, err
	}
	for id := range headers {
		root, next := xof.H("root", xof.U64(uint64(id))), xof.H("next", xof.U64(uint64(id)))
		e.headers = append(e.headers, inferencetypes.Header{
			Id: uint64(id), Host: hosts[1+id%3].Name(), Kind: inferencetypes.BATCH_KIND_ARTIFACT, Model: 1, Height: 1, Count: 60,
			Root: root[:], NextHash: next[:],
		})
	}
	config.Edit = func(doc *genesis.Document) error {
		return errors.Join(
			set(doc, "inference", "headers", []any{map[string]any{"epoch": "0", "headers": encoded(e.headers)}}),
			set(doc, "validation", "results", results(e.host.Name(), done)),
		)
	}
	doc, _, err := network.NewGenesis(config)
	return e, doc, err
}

// set replaces one field of a module's JSON.
func set(doc *genesis.Document, module, field string, value any) error {
	var state map[string]any
	if err := json.Unmarshal(doc.State[module], &state); err != nil {
		return err
	}
	state[field] = value
	raw, err := json.Marshal(state)
	doc.State[module] = raw
	return err
}

func encoded(headers []inferencetypes.Header) []any {
	all := make([]any, len(headers))
	for i, h := range headers {
		all[i] = map[string]any{
			"id": fmt.Sprint(h.Id), "host": h.Host, "kind": h.Kind.String(), "model": h.Model, "height": fmt.Sprint(h.Height), "count": h.Count,
			"root": h.Root, "total_tokens": "0", "total_fee": "0", "next_hash": h.NextHash,
		}
	}
	return all
}

func results(host string, done []validationtypes.Duty) []any {
	all := make([]any, len(done))
	for i, d := range done {
		all[i] = map[string]any{"batch": fmt.Sprint(d.Batch), "index": d.Index, "verdict": validationtypes.VERDICT_MATCH.String()}
	}
	if len(all) == 0 {
		return nil
	}
	return []any{map[string]any{"epoch": "0", "host": host, "results": all}}
}

// blocks starts the chain and carries out empty blocks.
func (n *node) blocks(doc *genesis.Document, count int64) error {
	request, err := chain.InitRequest(doc.AppGenesis)
	if err != nil {
		return err
	}
	if _, err := n.app.InitChain(request); err != nil {
		return err
	}
	for height := int64(1); height <= count; height++ {
		if _, err := n.app.FinalizeBlock(&abci.RequestFinalizeBlock{
			Height: height, Time: doc.GenesisTime.Add(time.Duration(height) * time.Second), Hash: network.BlockHash(height),
		}); err != nil {
			return err
		}
		if _, err := n.app.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// context reads the committed state; what is written to it is lost.
func (n *node) context() sdk.Context {
	header := cmtproto.Header{ChainID: chainID, Height: n.app.LastBlockHeight()}
	return n.app.NewUncachedContext(false, header).WithMultiStore(n.app.CommitMultiStore().CacheMultiStore())
}

// walk recomputes all duties.
func (n *node) walk(e *epoch, report *Report) error {
	missing, total, err := n.app.Validation.MissingDuties(n.context(), 0, e.host.Operator.Address, e.secret)
	if err == nil && len(missing) > 0 {
		err = fmt.Errorf("%d of %d duties are missing", len(missing), total)
	}
	report.Duties = total
	return err
}

// cost walks the headers for the quota alone.
func (n *node) cost(e *epoch, report *Report) error {
	cost, err := n.app.Validation.Cost(n.context(), 0, e.host.Operator.Address)
	report.WalkGas, report.WeightsInAll = cost.Gas(), cost.Weights
	return err
}

// claim carries out the whole message.
func (n *node) claim(e *epoch) error {
	msg := &rewardtypes.MsgClaimReward{Signer: e.host.Name(), Host: e.host.Name(), Secret: e.secret}
	ctx := n.context().WithGasMeter(storetypes.NewInfiniteGasMeter()).WithEventManager(sdk.NewEventManager())
	_, err := n.app.MsgServiceRouter().Handler(msg)(ctx, msg)
	return err
}

// finish computes what follows from the measurements.
func (r *Report) finish() {
	const nsPerMs = 1e6
	r.Ratio = r.WarmMs / r.BaselineMs
	r.WalkGasNs = r.WarmMs * nsPerMs / float64(r.WalkGas)
	r.SecretGasNs = r.SecretMs * nsPerMs / rewardtypes.SecretGas
	r.QuotaGasNs = r.QuotaMs * nsPerMs / float64(validationtypes.QuotaHeaderGas*r.Headers)
}
