package keeper

import (
	"bytes"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

// InitGenesis verifies everything, writes it, and returns the first validator set: on a new network the one that OnStart(0) will find
// again, on an exported one the set that was last handed to consensus.
func (k *Keeper) InitGenesis(ctx sdk.Context, g types.GenesisState) ([]types.ValidatorPower, error) {
	if err := g.Validate(); err != nil {
		return nil, err
	}
	if err := k.params.Set(ctx, g.Params); err != nil {
		return nil, err
	}
	for _, key := range g.UsedKeys {
		if err := k.usedKeys.Set(ctx, key); err != nil {
			return nil, err
		}
	}
	for _, h := range g.Hosts {
		if err := k.addHost(ctx, h, g.IsNew()); err != nil {
			return nil, err
		}
	}
	if err := k.importHistory(ctx, g); err != nil {
		return nil, err
	}
	if err := k.checkBalance(ctx); err != nil {
		return nil, err
	}
	// The first EndBlock compares again: nothing changes if everything is as it should be.
	if err := k.updateDue.Set(ctx, true); err != nil {
		return nil, err
	}
	set := g.Validators
	if g.IsNew() {
		start, err := k.membersAt(ctx, 0, g.Params)
		if err != nil {
			return nil, types.ErrInvalidGenesis.Wrap(err.Error())
		}
		set = types.ValidatorSet(start.members)
	}
	for _, v := range set {
		if err := k.setValidator(ctx, v); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// addHost verifies the proofs of a Host's last keys for this chain and writes it. On a new network no key may be used yet; an exported
// one brings the list of used keys.
func (k *Keeper) addHost(ctx sdk.Context, g types.GenesisHost, isNew bool) error {
	h := g.Host
	address, err := types.ParseAddress("host", h.Address)
	if err != nil {
		return err
	}
	if _, err := k.parsePayout(h.Payout); err != nil {
		return err
	}
	if err := g.Proofs.Verify(ctx.ChainID(), address, h.Keys[len(h.Keys)-1]); err != nil {
		return err
	}
	for _, keys := range h.Keys {
		for _, key := range keys.List() {
			used, err := k.usedKeys.Has(ctx, key)
			if err != nil {
				return err
			}
			if used && isNew {
				return types.ErrDuplicateKey.Wrapf("%x of %s", key, h.Address)
			}
		}
	}
	var hot sdk.AccAddress
	if h.HotKey != "" {
		hot = sdk.MustAccAddressFromBech32(h.HotKey)
		if err := k.checkHotKey(ctx, hot); err != nil {
			return err
		}
	}
	if err := k.writeNew(ctx, address, hot, h, g.Proofs); err != nil {
		return err
	}
	if !isNew {
		return nil
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventRegistered{Host: h.Address, Epoch: h.RegisteredEpoch, FromEpoch: h.Keys[0].FromEpoch})
}

// checkBalance demands that the module's account holds exactly the sum of stakes, unbondings and pools.
func (k *Keeper) checkBalance(ctx sdk.Context) error {
	clock, err := k.epoch.LiveParams(ctx)
	if err != nil {
		return err
	}
	total, err := k.TotalHeld(ctx)
	if err != nil {
		return err
	}
	account := k.accounts.GetModuleAccount(ctx, types.ModuleName)
	balance := math.ZeroInt()
	if account != nil {
		balance = k.bank.GetBalance(ctx, account.GetAddress(), clock.FeeDenom).Amount
	}
	if !balance.Equal(total) {
		return types.ErrInvalidGenesis.Wrapf("stakes, unbondings and pools sum to %s%s, but the module's account holds %s", total, clock.FeeDenom, balance)
	}
	return nil
}

// ExportGenesis reads everything back.
func (k *Keeper) ExportGenesis(ctx sdk.Context) (*types.GenesisState, error) {
	params, err := k.LiveParams(ctx)
	if err != nil {
		return nil, err
	}
	g := &types.GenesisState{Params: params}
	if err := k.hosts.Walk(ctx, nil, func(address sdk.AccAddress, h types.Host) (bool, error) {
		proofs, err := k.proofs.Get(ctx, address)
		g.Hosts = append(g.Hosts, types.GenesisHost{Host: h, Proofs: proofs})
		return false, err
	}); err != nil {
		return nil, err
	}
	if err := k.exportHistory(ctx, g); err != nil {
		return nil, err
	}
	if g.Validators, err = k.Validators(ctx); err != nil {
		return nil, err
	}
	return g, k.usedKeys.Walk(ctx, nil, func(key []byte) (bool, error) {
		g.UsedKeys = append(g.UsedKeys, bytes.Clone(key))
		return false, nil
	})
}
