package keeper

import (
	"context"

	abci "github.com/cometbft/cometbft/abci/types"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// Reasons for which power changes.
const (
	reasonGenesis  = "genesis"
	reasonWeight   = "weight"
	reasonDowntime = "downtime"
	reasonReturn   = "return"
)

// OnStart writes the members of epoch n and makes a validator update due.
func (k *Keeper) OnStart(ctx sdk.Context, n uint64) error {
	params, err := k.LiveParams(ctx)
	if err != nil {
		return err
	}
	if err := k.epochParams.Set(ctx, n, params); err != nil {
		return err
	}
	start, err := k.membersAt(ctx, n, params)
	if err != nil {
		return err
	}
	for _, m := range start.members {
		if err := k.setMember(ctx, m); err != nil {
			return err
		}
	}
	for _, w := range start.weights {
		if err := k.setWeight(ctx, w.address, w.weight); err != nil {
			return err
		}
	}
	if err := k.tellStart(ctx, n, start); err != nil {
		return err
	}
	if err := k.proven.Remove(ctx, n); err != nil {
		return err
	}
	if err := k.forgetUptimes(ctx, n); err != nil {
		return err
	}
	return k.updateDue.Set(ctx, true)
}

// setWeight writes the weight that holds until a Sprint gives another.
func (k *Keeper) setWeight(ctx context.Context, address sdk.AccAddress, weight uint64) error {
	host, err := k.Host(ctx, address)
	if err != nil || host.Weight == weight {
		return err
	}
	host.Weight = weight
	return k.hosts.Set(ctx, address, host)
}

// tellStart emits what the start of epoch n changed.
func (k *Keeper) tellStart(ctx sdk.Context, n uint64, start membership) error {
	if start.kept != "" {
		if err := ctx.EventManager().EmitTypedEvent(&types.EventWeightsKept{Epoch: n, Reason: start.kept}); err != nil {
			return err
		}
	}
	if start.taken < start.asked {
		bounded := &types.EventWeightsBounded{Epoch: n, Asked: start.asked, Taken: start.taken}
		if err := ctx.EventManager().EmitTypedEvent(bounded); err != nil {
			return err
		}
	}
	return k.tellPower(ctx, n)
}

// OnCutoff has nothing to do.
func (k *Keeper) OnCutoff(sdk.Context, uint64) error { return nil }

// tellPower emits an event for each Host whose power in epoch n differs from that at the end of the epoch before.
func (k *Keeper) tellPower(ctx sdk.Context, n uint64) error {
	reason := reasonWeight
	if n == 0 {
		reason = reasonGenesis
	}
	return k.hosts.Walk(ctx, nil, func(address sdk.AccAddress, h types.Host) (bool, error) {
		after, _, err := k.Member(ctx, n, address)
		if err != nil {
			return true, err
		}
		before, back, err := k.powerBefore(ctx, n, address)
		if err != nil || before == after.Slots {
			return err != nil, err
		}
		told := reason
		if back {
			told = reasonReturn
		}
		return false, ctx.EventManager().EmitTypedEvent(&types.EventPowerChanged{
			Host: h.Address, Epoch: n, Before: int64(before), After: int64(after.Slots), Reason: told,
		})
	})
}

// powerBefore returns what power a Host had when epoch n began, and whether downtime had taken it.
func (k *Keeper) powerBefore(ctx context.Context, n uint64, address sdk.AccAddress) (power uint64, down bool, err error) {
	if n == 0 {
		return 0, false, nil
	}
	if down, err = k.downs.Has(ctx, collections.Join(n-1, address)); err != nil || down {
		return 0, down, err
	}
	member, _, err := k.Member(ctx, n-1, address)
	return member.Slots, false, err
}

// BeginBlock hears what consensus says about its validators: who signed the block before, and who signed twice.
func (k *Keeper) BeginBlock(ctx context.Context) error {
	if err := k.epoch.Run(ctx, "host/uptime", k.countVotes); err != nil {
		return err
	}
	return k.hearEvidence(ctx)
}

// EndBlock returns the validator update of an epoch that started, or of validators that went down, in this block (protocol §3), pays the
// unbondings whose epoch has come, and prunes. It alone of all modules returns validator updates, and runs last.
func (k *Keeper) EndBlock(ctx context.Context) ([]abci.ValidatorUpdate, error) {
	var updates []types.ValidatorPower
	if err := k.epoch.Run(ctx, "host/validators", func(ctx sdk.Context) error {
		difference, err := k.updateValidators(ctx)
		if err == nil {
			updates = difference
		}
		return err
	}); err != nil {
		return nil, err
	}
	if err := k.epoch.Run(ctx, "host/unbondings", k.payMature); err != nil {
		return nil, err
	}
	return types.Updates(updates), k.epoch.Run(ctx, "host/prune", k.prune)
}

// updateValidators makes the stored set that of the current epoch's members without those who are down, if that is due, and returns the
// difference.
func (k *Keeper) updateValidators(ctx sdk.Context) ([]types.ValidatorPower, error) {
	due, err := k.updateDue.Has(ctx)
	if err != nil || !due {
		return nil, err
	}
	n, err := k.epoch.CurrentEpoch(ctx)
	if err != nil {
		return nil, err
	}
	var members []types.Member
	if err := k.WalkMembers(ctx, n, nil, func(m types.Member) (bool, error) {
		down, err := k.downs.Has(ctx, collections.Join(n, sdk.MustAccAddressFromBech32(m.Host)))
		if !down {
			members = append(members, m)
		}
		return false, err
	}); err != nil {
		return nil, err
	}
	after := types.ValidatorSet(members)
	if len(after) == 0 {
		return nil, types.ErrNotAMember.Wrapf("epoch %d has no validators; the set before stays", n)
	}
	before, err := k.Validators(ctx)
	if err != nil {
		return nil, err
	}
	difference := types.Difference(before, after)
	for _, v := range difference {
		if err := k.setValidator(ctx, v); err != nil {
			return nil, err
		}
	}
	return difference, k.updateDue.Remove(ctx)
}

func (k *Keeper) setValidator(ctx context.Context, v types.ValidatorPower) error {
	if v.Power == 0 {
		return k.validators.Remove(ctx, v.Consensus)
	}
	return k.validators.Set(ctx, v.Consensus, v)
}

// Validators returns the set that was last handed to consensus, in order of consensus key.
func (k *Keeper) Validators(ctx context.Context) ([]types.ValidatorPower, error) {
	var set []types.ValidatorPower
	err := k.validators.Walk(ctx, nil, func(_ []byte, v types.ValidatorPower) (bool, error) {
		set = append(set, v)
		return false, nil
	})
	return set, err
}
