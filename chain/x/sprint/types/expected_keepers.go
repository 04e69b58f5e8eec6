package types

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// EpochKeeper is the network's clock, which is told each beacon.
type EpochKeeper interface {
	CurrentEpoch(ctx context.Context) (uint64, error)
	Schedule(ctx context.Context, n uint64) (epochtypes.Schedule, error)
	LiveParams(ctx context.Context) (epochtypes.Params, error)
	Beacon(ctx context.Context, n uint64) ([]byte, error)
	SetBeacon(ctx context.Context, n uint64, height int64, value []byte) error
	BlockHash(ctx context.Context, height int64) (hash []byte, known bool, err error)
	Expired(ctx context.Context, n uint64) (bool, error)
	Run(ctx context.Context, step string, fn func(sdk.Context) error) error
}

// HostKeeper knows who may act for a Host and who is a member of an epoch. It is handed the weights of the next epoch, and punishes.
type HostKeeper interface {
	Authorize(ctx context.Context, host, signer sdk.AccAddress, kind hosttypes.ActionKind) error
	WalkMembers(ctx context.Context, n uint64, from []byte, fn func(hosttypes.Member) (stop bool, err error)) error
	Eligible(ctx context.Context, n uint64, host sdk.AccAddress) (bool, error)
	Retired(ctx context.Context, n uint64, host sdk.AccAddress) (bool, error)
	SetProven(ctx context.Context, n uint64, weights []hosttypes.ProvenWeight, kept string) error
	Exclude(ctx context.Context, n uint64, host sdk.AccAddress, offence hosttypes.Offence) error
	Slash(ctx context.Context, penalty hosttypes.Penalty) (math.Int, error)
	Forfeit(ctx context.Context, from sdk.AccAddress, amount math.Int) error
}

// BankKeeper tells whether a challenger has the bond.
type BankKeeper interface {
	SpendableCoin(ctx context.Context, address sdk.AccAddress, denom string) sdk.Coin
}
