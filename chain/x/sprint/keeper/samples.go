package keeper

import (
	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// noteCheckHash keeps the hash of the first block after the compute window, which draws the samples: no Host knew it while it committed.
func (k *Keeper) noteCheckHash(ctx sdk.Context) error {
	n, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	sprint, err := k.Sprint(ctx, n)
	if err != nil || len(sprint.CheckHash) > 0 {
		return err
	}
	schedule, err := k.epoch.Schedule(ctx, n)
	if err != nil || schedule.ComputeEnd == 0 || ctx.BlockHeight() <= schedule.ComputeEnd {
		return err
	}
	hash, known, err := k.epoch.BlockHash(ctx, schedule.ComputeEnd+1)
	if err != nil {
		return err
	}
	if !known {
		return types.ErrNotFound.Wrapf("the hash of block %d, which draws the samples of epoch %d", schedule.ComputeEnd+1, n)
	}
	sprint.CheckHash = hash
	return k.sprints.Set(ctx, n, sprint)
}

// checkSamples re-executes samples of one Sprint, at most samples_per_block of all Hosts: of the epoch before if they took until now, else
// of the current one. The record of the Sprint says how far they have come.
func (k *Keeper) checkSamples(ctx sdk.Context) error {
	current, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return err
	}
	for n := max(current, 1) - 1; n <= current; n++ {
		sprint, err := k.Sprint(ctx, n)
		if err != nil {
			return err
		}
		if len(sprint.CheckHash) == 0 || sprint.Checked {
			continue
		}
		params, err := k.ParamsOf(ctx, n)
		if err != nil {
			return err
		}
		first, err := k.firstChecked(ctx, sprint)
		if err != nil {
			return err
		}
		for budget := params.SamplesPerBlock; budget > 0 && !sprint.Checked; {
			spent, err := k.checkNextHost(ctx, &sprint, first, params.Samples, budget)
			if err != nil {
				return err
			}
			budget -= spent
		}
		return k.sprints.Set(ctx, n, sprint)
	}
	return nil
}

// firstChecked returns the Host that the samples begin with, or nil if nobody committed work. It is counted out anew in each block, so that
// the record needs no second cursor: at most as many keys as there may be Hosts, which is little beside the samples themselves.
func (k *Keeper) firstChecked(ctx sdk.Context, sprint types.Sprint) (sdk.AccAddress, error) {
	if sprint.Hosts == 0 {
		return nil, nil
	}
	works, err := k.works.Iterate(ctx, collections.NewPrefixedPairRange[uint64, []byte](sprint.Epoch))
	if err != nil {
		return nil, err
	}
	defer works.Close()
	for range sprintwork.FirstChecked([types.HashSize]byte(sprint.CheckHash), sprint.Hosts) {
		works.Next()
	}
	key, err := works.Key()
	return key.K2(), err
}

// nextChecked returns the Host whose samples follow the cursor, or nil once the order, which begins with first and goes on after the highest
// address with the lowest, is back at first.
func (k *Keeper) nextChecked(ctx sdk.Context, sprint types.Sprint, first sdk.AccAddress) (host sdk.AccAddress, work types.Work, err error) {
	if first == nil {
		return nil, types.Work{}, nil
	}
	if len(sprint.CheckCursor) == 0 {
		work, _, err = k.Work(ctx, sprint.Epoch, first)
		return first, work, err
	}
	for _, from := range [][]byte{sprint.CheckCursor, nil} {
		if err := k.walkWorks(ctx, sprint.Epoch, from, func(h sdk.AccAddress, w types.Work) (bool, error) {
			host, work = h, w
			return true, nil
		}); err != nil {
			return nil, types.Work{}, err
		}
		if host != nil {
			break
		}
	}
	if host.Equals(first) {
		return nil, types.Work{}, nil
	}
	return host, work, nil
}

// checkNextHost re-executes what is left of the samples of the Host after the cursor, at most budget of them, and moves the cursor. It
// returns what it spent, at least 1. Who was found guilty needs no further proof.
func (k *Keeper) checkNextHost(ctx sdk.Context, sprint *types.Sprint, first sdk.AccAddress, samples, budget uint32) (spent uint32, err error) {
	host, work, err := k.nextChecked(ctx, *sprint, first)
	if err != nil {
		return 0, err
	}
	if host == nil {
		sprint.Checked = true
		return 1, nil
	}
	seed := sprintwork.CheckSeed(ctx.ChainID(), sprint.Epoch, [types.HashSize]byte(sprint.CheckHash), host)
	left := sprintwork.Drawn(seed, work.Count, samples)[sprint.CheckDone:]
	if work.Guilty() {
		left = nil
	}
	places := left[:min(len(left), int(budget))]
	guilty, err := k.checkPlaces(ctx, *sprint, host, work, places)
	if err != nil {
		return 0, err
	}
	sprint.CheckDone += uint32(len(places))
	if guilty || len(places) == len(left) {
		sprint.CheckCursor, sprint.CheckDone = host, 0
	}
	return max(uint32(len(places)), 1), nil
}

// checkPlaces re-executes the nonces at some places of a Host's work until one is no hit.
func (k *Keeper) checkPlaces(ctx sdk.Context, sprint types.Sprint, host sdk.AccAddress, work types.Work, places []uint32) (guilty bool, err error) {
	if len(places) == 0 {
		return false, nil
	}
	nonces, err := k.noncesAt(ctx, sprint.Epoch, host, places)
	if err != nil {
		return false, err
	}
	replay, err := k.replayer(ctx, sprint.Epoch, sprint.Target)
	if err != nil {
		return false, err
	}
	for _, nonce := range nonces {
		if digest, hit := replay.run(host, nonce, work.Tier); !hit {
			return true, k.condemn(ctx, host, work, miss{nonce: nonce, digest: digest})
		}
	}
	return false, nil
}
