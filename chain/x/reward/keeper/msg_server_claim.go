package keeper

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/epochsecret"
	"github.com/pacer-network/pacer/chain/x/fee"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/reward/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// ClaimReward checks a claim in the order of protocol §8, each check with its own error, and moves the reward on.
func (s msgServer) ClaimReward(goCtx context.Context, msg *types.MsgClaimReward) (*types.MsgClaimRewardResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	host, err := s.authorised(ctx, msg)
	if err != nil {
		return nil, err
	}
	current, err := s.epoch.CurrentEpoch(ctx)
	if err != nil {
		return nil, err
	}
	reward, err := s.claimable(ctx, msg, host, current)
	if err != nil {
		return nil, err
	}
	if err := s.verifySecret(ctx, msg, host); err != nil {
		return nil, err
	}
	duties, err := s.checkDuties(ctx, msg, host)
	if err != nil {
		return nil, err
	}
	return s.claim(ctx, host, reward, current, duties)
}

func (s msgServer) authorised(ctx context.Context, msg *types.MsgClaimReward) (sdk.AccAddress, error) {
	host, err := hosttypes.ParseAddress("host", msg.Host)
	if err != nil {
		return nil, err
	}
	signer, err := hosttypes.ParseAddress("signer", msg.Signer)
	if err != nil {
		return nil, err
	}
	return host, s.host.Authorize(ctx, host, signer, hosttypes.ACTION_KIND_CLAIM)
}

// claimable returns the reward if it is settled, not claimed, its window is open, and the Host has one.
func (s msgServer) claimable(ctx context.Context, msg *types.MsgClaimReward, host sdk.AccAddress, current uint64) (types.Reward, error) {
	settlement, err := s.settlements.Get(ctx, msg.Epoch)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return types.Reward{}, err
	}
	open := msg.Epoch > current || current-msg.Epoch < types.ClaimWindow
	if err != nil && !open {
		return types.Reward{}, types.ErrWindowClosed.Wrapf("epoch %d is forgotten, it is %d", msg.Epoch, current)
	}
	if settlement.SettledHeight == 0 {
		return types.Reward{}, types.ErrNotSettled.Wrapf("epoch %d is settled at its cutoff, it is epoch %d", msg.Epoch, current)
	}
	reward, found, err := s.Reward(ctx, msg.Epoch, host)
	if err != nil {
		return types.Reward{}, err
	}
	switch {
	case reward.State == types.REWARD_STATE_HELD || reward.State == types.REWARD_STATE_PAID:
		return types.Reward{}, types.ErrAlreadyClaimed.Wrapf("at height %d", reward.ClaimedHeight)
	case !open:
		return types.Reward{}, types.ErrWindowClosed.Wrapf("epoch %d could be claimed until epoch %d began", msg.Epoch, msg.Epoch+types.ClaimWindow)
	case !found:
		return types.Reward{}, types.ErrNotAMember.Wrapf("%s has no share in epoch %d", msg.Host, msg.Epoch)
	}
	return reward, nil
}

// verifySecret checks σ under member(host, N)'s key, for this chain and epoch.
func (s msgServer) verifySecret(ctx sdk.Context, msg *types.MsgClaimReward, host sdk.AccAddress) error {
	if len(msg.Secret) != types.SecretSize {
		return types.ErrInvalidSecret.Wrapf("%d bytes, want %d", len(msg.Secret), types.SecretSize)
	}
	member, found, err := s.host.Member(ctx, msg.Epoch, host)
	if err != nil {
		return err
	}
	if !found {
		return types.ErrNotAMember.Wrapf("%s was no member of epoch %d", msg.Host, msg.Epoch)
	}
	beacon, err := s.epoch.Beacon(ctx, msg.Epoch)
	if err != nil {
		return err
	}
	if len(beacon) != len([32]byte{}) {
		return fmt.Errorf("beacon of epoch %d has %d bytes", msg.Epoch, len(beacon))
	}
	ctx.GasMeter().ConsumeGas(types.SecretGas, "secret")
	key, err := bls.DecodePublicKey(member.Keys.Bls)
	if err != nil {
		return err
	}
	if err := epochsecret.Verify(key, ctx.ChainID(), msg.Epoch, [32]byte(beacon), host, msg.Secret); err != nil {
		return types.ErrInvalidSecret.Wrap(err.Error())
	}
	return nil
}

// checkDuties checks that the Host lost no case about the epoch and that all its duties are done. It returns how many there were.
func (s msgServer) checkDuties(ctx sdk.Context, msg *types.MsgClaimReward, host sdk.AccAddress) (uint64, error) {
	convicted, err := s.validation.Convicted(ctx, msg.Epoch, host)
	if err != nil {
		return 0, err
	}
	if convicted {
		return 0, types.ErrConvicted.Wrapf("in epoch %d", msg.Epoch)
	}
	missing, total, err := s.validation.MissingDuties(ctx, msg.Epoch, host, msg.Secret)
	if err != nil {
		return 0, err
	}
	if len(missing) > 0 {
		return 0, types.ErrDutiesMissing.Wrap(describe(missing, total))
	}
	return total, nil
}

// describe says how many duties are missing and names the first ten as batch/index.
func describe(missing []validationtypes.Duty, total uint64) string {
	names := make([]string, 0, types.NamedDuties)
	for _, d := range missing[:min(len(missing), types.NamedDuties)] {
		names = append(names, d.String())
	}
	more := ""
	if len(missing) > types.NamedDuties {
		more = ", …"
	}
	return fmt.Sprintf("%d of %d: %s%s", len(missing), total, strings.Join(names, ", "), more)
}

// claim moves the reward to held, or pays it at once where nothing is held, and gives back a part of the fee.
func (s msgServer) claim(ctx sdk.Context, host sdk.AccAddress, reward types.Reward, current, duties uint64) (*types.MsgClaimRewardResponse, error) {
	params, err := s.ParamsOf(ctx, reward.Epoch)
	if err != nil {
		return nil, err
	}
	if reward.Rebate, err = s.rebate(ctx, params); err != nil {
		return nil, err
	}
	reward.State, reward.ClaimedHeight = types.REWARD_STATE_HELD, ctx.BlockHeight()
	reward.ReleaseEpoch = current + uint64(params.HoldEpochs)
	if err := ctx.EventManager().EmitTypedEvent(&types.EventClaimed{
		Epoch: reward.Epoch, Host: reward.Host, Amount: reward.Amount, Rebate: reward.Rebate, Duties: duties,
	}); err != nil {
		return nil, err
	}
	if err := s.hold(ctx, host, reward); err != nil {
		return nil, err
	}
	if params.HoldEpochs == 0 {
		err = s.pay(ctx, host, &reward)
	} else {
		err = ctx.EventManager().EmitTypedEvent(&types.EventHeld{
			Epoch: reward.Epoch, Host: reward.Host, Amount: reward.Amount, Until: reward.ReleaseEpoch,
		})
	}
	if err != nil {
		return nil, err
	}
	return &types.MsgClaimRewardResponse{Amount: reward.Amount, State: reward.State, Rebate: reward.Rebate, Duties: duties}, nil
}

// rebate gives back what this transaction paid and has not been given back yet, up to claim_rebate, to the account that paid.
func (s msgServer) rebate(ctx sdk.Context, params types.Params) (math.Int, error) {
	paid, ok := fee.From(ctx)
	if !ok || params.ClaimRebate == 0 {
		return math.ZeroInt(), nil
	}
	epochParams, err := s.epoch.Params(ctx)
	if err != nil {
		return math.Int{}, err
	}
	back := sdk.NewCoin(epochParams.FeeDenom, math.MinInt(paid.Left(epochParams.FeeDenom).Amount, math.NewIntFromUint64(params.ClaimRebate)))
	if back.IsZero() {
		return math.ZeroInt(), nil
	}
	if err := paid.Take(back); err != nil {
		return math.Int{}, err
	}
	if err := s.bank.SendCoinsFromModuleToAccount(ctx, authtypes.FeeCollectorName, paid.By, sdk.NewCoins(back)); err != nil {
		return math.Int{}, err
	}
	return back.Amount, s.change(ctx, func(t *types.Totals) { t.Rebates = t.Rebates.Add(back.Amount) })
}
