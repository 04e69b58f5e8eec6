package types

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
)

// EpochKeeper is the network's clock.
type EpochKeeper interface {
	CurrentEpoch(ctx context.Context) (uint64, error)
	ParamsOf(ctx context.Context, n uint64) (epochtypes.Params, error)
	Expired(ctx context.Context, n uint64) (bool, error)
	Run(ctx context.Context, step string, fn func(sdk.Context) error) error
}

// HostKeeper knows who may act for a Host and who is a member of an epoch.
type HostKeeper interface {
	Authorize(ctx context.Context, host, signer sdk.AccAddress, kind hosttypes.ActionKind) error
	Member(ctx context.Context, n uint64, host sdk.AccAddress) (hosttypes.Member, bool, error)
	WalkMembers(ctx context.Context, n uint64, from []byte, fn func(hosttypes.Member) (stop bool, err error)) error
}

// InferenceKeeper knows the batches.
type InferenceKeeper interface {
	HeaderCount(ctx context.Context, n uint64) (uint64, error)
	Records(ctx context.Context, n uint64) (uint64, error)
	WalkHeaders(ctx context.Context, n, from uint64, fn func(id uint64, h *inferencetypes.PackedHeader) (stop bool, err error)) error
	PackedHeader(ctx context.Context, n, id uint64) (inferencetypes.PackedHeader, bool, error)
	ModelByID(ctx context.Context, id string) (model inferencetypes.Model, found bool, err error)
	ModelByNumber(ctx context.Context, number uint32) (model inferencetypes.Model, found bool, err error)
	LastModel(ctx context.Context, n uint64) (uint32, error)
}
