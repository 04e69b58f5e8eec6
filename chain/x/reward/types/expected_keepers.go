package types

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// EpochKeeper is the network's clock.
type EpochKeeper interface {
	CurrentEpoch(ctx context.Context) (uint64, error)
	Params(ctx context.Context) (epochtypes.Params, error)
	Beacon(ctx context.Context, n uint64) ([]byte, error)
	Expired(ctx context.Context, n uint64) (bool, error)
	Run(ctx context.Context, step string, fn func(sdk.Context) error) error
}

// HostKeeper knows who may act for a Host, who is a member of an epoch, and what slashes left to the others.
type HostKeeper interface {
	Authorize(ctx context.Context, host, signer sdk.AccAddress, kind hosttypes.ActionKind) error
	Member(ctx context.Context, n uint64, host sdk.AccAddress) (hosttypes.Member, bool, error)
	WalkMembers(ctx context.Context, n uint64, from []byte, fn func(hosttypes.Member) (stop bool, err error)) error
	TotalStake(ctx context.Context) (math.Int, error)
	TotalHeld(ctx context.Context) (math.Int, error)
	Pool(ctx context.Context, n uint64) (math.Int, error)
	TakePool(ctx context.Context, n uint64, module string, amount math.Int) error
	CarryPool(ctx context.Context, n uint64) error
	SlashedSince(ctx context.Context, n uint64) ([]sdk.AccAddress, error)
}

// SprintKeeper knows who was absent from a beacon.
type SprintKeeper interface {
	PenaltyPpm(ctx sdk.Context, n uint64, host sdk.AccAddress) (uint32, error)
}

// InferenceKeeper knows which models count and what batches burned.
type InferenceKeeper interface {
	Listed(ctx context.Context) ([]string, error)
	Burned(ctx context.Context) (math.Int, error)
}

// ValidationKeeper recomputes duties.
type ValidationKeeper interface {
	MissingDuties(ctx context.Context, n uint64, host sdk.AccAddress, secret []byte) (missing []validationtypes.Duty, total uint64, err error)
	Cost(ctx context.Context, n uint64, host sdk.AccAddress) (validationtypes.Cost, error)
	Convicted(ctx context.Context, n uint64, host sdk.AccAddress) (bool, error)
}

// BankKeeper mints, moves and burns coins.
type BankKeeper interface {
	GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
	GetSupply(ctx context.Context, denom string) sdk.Coin
	MintCoins(ctx context.Context, module string, amount sdk.Coins) error
	BurnCoins(ctx context.Context, module string, amount sdk.Coins) error
	SendCoinsFromModuleToAccount(ctx context.Context, module string, recipient sdk.AccAddress, amount sdk.Coins) error
	SendCoinsFromModuleToModule(ctx context.Context, sender, recipient string, amount sdk.Coins) error
}
