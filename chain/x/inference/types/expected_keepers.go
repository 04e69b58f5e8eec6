package types

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// EpochKeeper is the network's clock.
type EpochKeeper interface {
	CurrentEpoch(ctx context.Context) (uint64, error)
	RecordEpoch(ctx context.Context) (uint64, error)
	Schedule(ctx context.Context, n uint64) (epochtypes.Schedule, error)
	ParamsOf(ctx context.Context, n uint64) (epochtypes.Params, error)
	BlockHash(ctx context.Context, height int64) (hash []byte, known bool, err error)
	Expired(ctx context.Context, n uint64) (bool, error)
	Run(ctx context.Context, step string, fn func(sdk.Context) error) error
}

// HostKeeper knows who may act for a Host and who is a member of an epoch.
type HostKeeper interface {
	Authorize(ctx context.Context, host, signer sdk.AccAddress, kind hosttypes.ActionKind) error
	Member(ctx context.Context, n uint64, host sdk.AccAddress) (hosttypes.Member, bool, error)
}

// BankKeeper moves and burns coins.
type BankKeeper interface {
	SpendableCoin(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
	SendCoinsFromAccountToModule(ctx context.Context, sender sdk.AccAddress, module string, amount sdk.Coins) error
	BurnCoins(ctx context.Context, module string, amount sdk.Coins) error
}
