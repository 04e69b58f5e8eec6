package network

import (
	"crypto/sha256"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

// Next carries out and commits one block with these transactions, follows its validator update, and checks that every coin is
// accounted for.
func (n *Network) Next(txs ...[]byte) *abci.ResponseFinalizeBlock {
	n.t.Helper()
	response, err := n.finalize(txs)
	require.NoError(n.t, err, "block %d", n.Height+1)
	n.commit(response)
	return response
}

// TryNext carries out a block and returns its error, without committing, if it fails.
func (n *Network) TryNext(txs ...[]byte) (*abci.ResponseFinalizeBlock, error) {
	n.t.Helper()
	response, err := n.finalize(txs)
	if err == nil {
		n.commit(response)
	}
	return response, err
}

// BlockHash is the hash that the block at a height has.
func BlockHash(height int64) []byte {
	hash := sha256.Sum256(fmt.Appendf(nil, "block %d", height))
	return hash[:]
}

func (n *Network) finalize(txs [][]byte) (*abci.ResponseFinalizeBlock, error) {
	return n.App.FinalizeBlock(&abci.RequestFinalizeBlock{
		Height:             n.Height + 1,
		Time:               n.Time.Add(n.blockTime),
		Hash:               BlockHash(n.Height + 1),
		Txs:                txs,
		DecidedLastCommit:  abci.CommitInfo{Votes: n.votes()},
		Misbehavior:        n.evidence,
		NextValidatorsHash: n.next.Hash(),
		ProposerAddress:    n.Validators.Proposer.Address,
	})
}

func (n *Network) commit(response *abci.ResponseFinalizeBlock) {
	n.t.Helper()
	_, err := n.App.Commit()
	require.NoError(n.t, err)
	n.Height++
	n.Time = n.Time.Add(n.blockTime)
	n.last, n.strange, n.evidence = n.Validators, nil, nil
	n.followValidators(response.ValidatorUpdates)
	if !n.unchecked {
		require.NoError(n.t, n.App.Reward.CheckInvariant(n.Context()), "block %d", n.Height)
	}
}

// followValidators does what CometBFT does with an update, which panics or fails on one that it can't take.
func (n *Network) followValidators(updates []abci.ValidatorUpdate) {
	n.t.Helper()
	n.Validators = n.next
	n.next = n.next.Copy()
	if len(updates) > 0 {
		changes, err := cmttypes.PB2TM.ValidatorUpdates(updates)
		require.NoError(n.t, err)
		require.NoError(n.t, n.next.UpdateWithChangeSet(changes))
	}
	n.next.IncrementProposerPriority(1)
}

// NextValidators is the set that signs the block after the next one.
func (n *Network) NextValidators() *cmttypes.ValidatorSet { return n.next }

// Signers is the set that signed the last block, whose votes the next one carries.
func (n *Network) Signers() *cmttypes.ValidatorSet { return n.last }

// To carries out empty blocks until the one at a height is committed.
func (n *Network) To(height int64) {
	n.t.Helper()
	require.LessOrEqual(n.t, n.Height, height, "the height has passed")
	for n.Height < height {
		n.Next()
	}
}

// Context reads the committed state. What is written to it is lost.
func (n *Network) Context() sdk.Context {
	return n.App.NewUncachedContext(false, n.header(n.Height)).WithMultiStore(n.App.CommitMultiStore().CacheMultiStore())
}

// Change writes to the state of the next block, before the block itself, and carries the block out: for what a module that doesn't
// exist yet, or another network, would have done.
func (n *Network) Change(change func(sdk.Context) error) *abci.ResponseFinalizeBlock {
	n.t.Helper()
	require.NoError(n.t, change(n.App.NewNextBlockContext(n.header(n.Height+1))))
	return n.Next()
}

func (n *Network) header(height int64) cmtproto.Header {
	return cmtproto.Header{ChainID: n.ChainID, Height: height, Time: n.Time}
}

// Epoch returns the current epoch and its schedule.
func (n *Network) Epoch() (uint64, types.Schedule) {
	n.t.Helper()
	current, err := n.App.Epoch.CurrentEpoch(n.Context())
	require.NoError(n.t, err)
	schedule, err := n.App.Epoch.Schedule(n.Context(), current)
	require.NoError(n.t, err)
	return current, schedule
}

// Beacon returns the beacon of an epoch.
func (n *Network) Beacon(epoch uint64) []byte {
	n.t.Helper()
	beacon, err := n.App.Epoch.Beacon(n.Context(), epoch)
	require.NoError(n.t, err)
	return beacon
}

// OpenBeacon goes to the cutoff, if it has not come, and makes the next epoch's beacon known in the block after it, as the Sprint will.
func (n *Network) OpenBeacon() {
	n.t.Helper()
	current, schedule := n.Epoch()
	n.To(max(n.Height, schedule.Cutoff))
	beacon := sha256.Sum256(fmt.Appendf(nil, "beacon of epoch %d", current+1))
	n.Change(func(ctx sdk.Context) error {
		return n.App.Epoch.SetBeacon(ctx, current+1, n.Height+1, beacon[:])
	})
}

// NextEpoch goes on until the first block of the next epoch is committed.
func (n *Network) NextEpoch() {
	n.t.Helper()
	_, schedule := n.Epoch()
	if schedule.BeaconHeight == 0 {
		n.OpenBeacon()
		_, schedule = n.Epoch()
	}
	n.To(schedule.NextStart)
}
