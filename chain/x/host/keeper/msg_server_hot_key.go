package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// SetHotKey replaces the hot key at once: the next message that the old one signs is refused.
func (s msgServer) SetHotKey(ctx context.Context, msg *types.MsgSetHotKey) (*types.MsgSetHotKeyResponse, error) {
	address, host, err := s.operated(ctx, msg.Host)
	if err != nil {
		return nil, err
	}
	if host.HotKey != "" {
		if err := s.hotKeys.Remove(ctx, sdk.MustAccAddressFromBech32(host.HotKey)); err != nil {
			return nil, err
		}
	}
	host.HotKey = ""
	if msg.HotKey != "" {
		hot, err := types.ParseAddress("hot_key", msg.HotKey)
		if err != nil {
			return nil, err
		}
		if err := s.takeHotKey(ctx, address, hot); err != nil {
			return nil, err
		}
		host.HotKey = hot.String()
	}
	return &types.MsgSetHotKeyResponse{}, s.change(ctx, address, host, "hot_key")
}

// takeHotKey gives a hot key to a Host. It fails with ErrInvalidHotKey.
func (k *Keeper) takeHotKey(ctx context.Context, host, hot sdk.AccAddress) error {
	if err := k.checkHotKey(ctx, hot); err != nil {
		return err
	}
	return k.hotKeys.Set(ctx, hot, host)
}

// checkHotKey fails with ErrInvalidHotKey if an address is an operator, or another Host's hot key: one stolen key shall not act for two
// Hosts.
func (k *Keeper) checkHotKey(ctx context.Context, hot sdk.AccAddress) error {
	operator, err := k.hosts.Has(ctx, hot)
	if err != nil {
		return err
	}
	if operator {
		return types.ErrInvalidHotKey.Wrapf("%s is an operator: make a key of its own by `pacerd host new-hot-key`", hot)
	}
	taken, err := k.hotKeys.Has(ctx, hot)
	if err != nil {
		return err
	}
	if taken {
		return types.ErrInvalidHotKey.Wrapf("%s is the hot key of another Host: make another by `pacerd host new-hot-key`", hot)
	}
	return nil
}

// dropHotKey takes an address from the Host that named it as its hot key. Naming one takes no proof, so that anybody could keep a newcomer
// out by naming its operator; who signs with the address has it for certain.
func (k *Keeper) dropHotKey(ctx context.Context, hot sdk.AccAddress) error {
	owner, err := k.hotKeys.Get(ctx, hot)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	host, err := k.Host(ctx, owner)
	if err != nil {
		return err
	}
	host.HotKey = ""
	if err := k.hotKeys.Remove(ctx, hot); err != nil {
		return err
	}
	return k.change(ctx, owner, host, "hot_key")
}
