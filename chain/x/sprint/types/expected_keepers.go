package types

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// EpochKeeper is the network's clock, which is told each beacon.
type EpochKeeper interface {
	CurrentEpoch(ctx context.Context) (uint64, error)
	Schedule(ctx context.Context, n uint64) (epochtypes.Schedule, error)
	Beacon(ctx context.Context, n uint64) ([]byte, error)
	SetBeacon(ctx context.Context, n uint64, height int64, value []byte) error
	BlockHash(ctx context.Context, height int64) (hash []byte, known bool, err error)
	Expired(ctx context.Context, n uint64) (bool, error)
	Run(ctx context.Context, step string, fn func(sdk.Context) error) error
}

// HostKeeper knows who may act for a Host and who is a member of an epoch.
type HostKeeper interface {
	Authorize(ctx context.Context, host, signer sdk.AccAddress, kind hosttypes.ActionKind) error
	WalkMembers(ctx context.Context, n uint64, from []byte, fn func(hosttypes.Member) (stop bool, err error)) error
}
