package types

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
)

// BankKeeper moves stakes.
type BankKeeper interface {
	GetBalance(ctx context.Context, address sdk.AccAddress, denom string) sdk.Coin
	BlockedAddr(address sdk.AccAddress) bool
	SendCoinsFromAccountToModule(ctx context.Context, sender sdk.AccAddress, module string, amount sdk.Coins) error
	SendCoinsFromModuleToAccount(ctx context.Context, module string, recipient sdk.AccAddress, amount sdk.Coins) error
	SendCoinsFromModuleToModule(ctx context.Context, sender, recipient string, amount sdk.Coins) error
}

// EpochKeeper is what this module needs of the clock.
type EpochKeeper interface {
	CurrentEpoch(ctx context.Context) (uint64, error)
	Schedule(ctx context.Context, n uint64) (epochtypes.Schedule, error)
	LiveParams(ctx context.Context) (epochtypes.Params, error)
	Expired(ctx context.Context, n uint64) (bool, error)
	Run(ctx context.Context, step string, fn func(sdk.Context) error) error
}

// AccountKeeper is what this module needs of the accounts.
type AccountKeeper interface {
	GetModuleAccount(ctx context.Context, name string) sdk.ModuleAccountI
	GetModuleAddress(name string) sdk.AccAddress
}
