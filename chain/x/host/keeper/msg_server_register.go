package keeper

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// Register makes a Host of the operator, who signs (protocol §3). It has no weight until a Sprint gives it one, and can take part in the
// Sprint before the epoch from which its keys are used.
func (s msgServer) Register(goCtx context.Context, msg *types.MsgRegister) (*types.MsgRegisterResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	n, err := s.epoch.CurrentEpoch(ctx)
	if err != nil {
		return nil, err
	}
	params, err := s.ParamsOf(ctx, n)
	if err != nil {
		return nil, err
	}
	address, err := s.mayJoin(ctx, params, msg.Host, msg.Stake)
	if err != nil {
		return nil, err
	}
	host, hot, err := s.described(ctx, params, msg, address)
	if err != nil {
		return nil, err
	}
	room, err := s.findRoom(ctx, n, params, msg.Stake)
	if err != nil {
		return nil, err
	}
	keys, err := s.acceptKeys(ctx, n, address, msg.Keys, msg.Proofs)
	if err != nil {
		return nil, err
	}
	host.Keys, host.Stake, host.RegisteredEpoch, host.Crowded = []types.Keys{keys}, msg.Stake, n, room.crowded
	if err := s.take(ctx, address, msg.Stake); err != nil {
		return nil, err
	}
	if err := s.dropHotKey(ctx, address); err != nil {
		return nil, err
	}
	if err := s.displace(ctx, n, room, host); err != nil {
		return nil, err
	}
	if err := s.writeNew(ctx, address, hot, host, msg.Proofs); err != nil {
		return nil, err
	}
	return &types.MsgRegisterResponse{FromEpoch: keys.FromEpoch}, ctx.EventManager().EmitTypedEvent(&types.EventRegistered{
		Host: host.Address, Epoch: n, FromEpoch: keys.FromEpoch,
	})
}

// mayJoin checks who wants to be a Host and with what stake. It fails with ErrInvalidAddress, ErrAlreadyRegistered, ErrInvalidAmount,
// ErrStakeTooSmall or ErrInsufficientFunds.
func (s msgServer) mayJoin(ctx sdk.Context, params types.Params, operator string, stake math.Int) (sdk.AccAddress, error) {
	address, err := types.ParseAddress("host", operator)
	if err != nil {
		return nil, err
	}
	known, err := s.usedKeys.Has(ctx, address)
	if err != nil {
		return nil, err
	}
	if known {
		return nil, types.ErrAlreadyRegistered.Wrapf("%s is, or was, a Host: register with another operator", operator)
	}
	if err := types.ValidateAmount(stake); err != nil {
		return nil, err
	}
	if err := params.ValidateStake(stake); err != nil {
		return nil, err
	}
	coins, err := s.coins(ctx, stake)
	if err != nil {
		return nil, err
	}
	if balance := s.bank.GetBalance(ctx, address, coins[0].Denom); balance.IsLT(coins[0]) {
		return nil, types.ErrInsufficientFunds.Wrapf("%s has %s of %s", operator, balance, coins)
	}
	return address, nil
}

// described returns the Host that a registration describes, without keys and stake, and the address of its hot key, nil if it has none.
func (s msgServer) described(
	ctx sdk.Context, params types.Params, msg *types.MsgRegister, address sdk.AccAddress,
) (host types.Host, hot sdk.AccAddress, err error) {
	payout, err := s.parsePayout(msg.Payout)
	if err != nil {
		return types.Host{}, nil, err
	}
	if err := params.ValidateURL(msg.ApiUrl); err != nil {
		return types.Host{}, nil, err
	}
	if err := params.ValidateMlNodes(msg.MlNodes); err != nil {
		return types.Host{}, nil, err
	}
	if msg.HotKey != "" {
		if hot, err = types.ParseAddress("hot_key", msg.HotKey); err != nil {
			return types.Host{}, nil, err
		}
		if hot.Equals(address) {
			return types.Host{}, nil, types.ErrInvalidHotKey.Wrapf("%s is the operator itself", hot)
		}
		if err := s.checkHotKey(ctx, hot); err != nil {
			return types.Host{}, nil, err
		}
	}
	return types.Host{
		Address: address.String(), Payout: payout.String(), HotKey: msg.HotKey, ApiUrl: msg.ApiUrl, MlNodes: msg.MlNodes,
	}, hot, nil
}

// writeNew writes a Host that nobody knows yet. Its address stands among the used keys from now on: it is a Host's for ever.
func (k *Keeper) writeNew(ctx context.Context, address, hot sdk.AccAddress, host types.Host, proofs types.KeyProofs) error {
	if err := k.usedKeys.Set(ctx, address); err != nil {
		return err
	}
	for _, keys := range host.Keys {
		if err := k.useKeys(ctx, address, keys); err != nil {
			return err
		}
	}
	if !hot.Empty() {
		if err := k.hotKeys.Set(ctx, hot, address); err != nil {
			return err
		}
	}
	if err := k.proofs.Set(ctx, address, proofs); err != nil {
		return err
	}
	return k.hosts.Set(ctx, address, host)
}
