package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"

	"github.com/pacer-network/pacer/chain/x/inference/types"
)

// HeaderCount returns the number of headers of an epoch so far.
func (k *Keeper) HeaderCount(ctx context.Context, n uint64) (uint64, error) {
	return orElse(k.counts.Get(ctx, n))(0)
}

// Records returns the number of records of an epoch on which duties are drawn.
func (k *Keeper) Records(ctx context.Context, n uint64) (uint64, error) {
	return orElse(k.records.Get(ctx, n))(0)
}

// WalkHeaders visits the headers of an epoch in order of id, beginning with one of them. The header that fn gets is overwritten by the
// next one. It reads value by value instead of iterating: the store's cache answers single reads, but no iterator.
func (k *Keeper) WalkHeaders(ctx context.Context, n, from uint64, fn func(id uint64, h *types.PackedHeader) (stop bool, err error)) error {
	total, err := k.HeaderCount(ctx, n)
	if err != nil {
		return err
	}
	var header types.PackedHeader
	for from < total {
		chunk := from / types.HeadersPerValue
		value, err := k.headers.Get(ctx, collections.Join(n, chunk))
		if err != nil {
			// Headers are pruned before their number.
			return ignoreNotFound(err)
		}
		count, err := types.CheckPacked(value)
		if err != nil {
			return err
		}
		for i := from % types.HeadersPerValue; i < uint64(count); i++ {
			if err := header.Decode(packedAt(value, int(i))); err != nil {
				return err
			}
			if stop, err := fn(chunk*types.HeadersPerValue+i, &header); stop || err != nil {
				return err
			}
		}
		from = (chunk + 1) * types.HeadersPerValue
	}
	return nil
}

// PackedHeader returns one header as it is stored.
func (k *Keeper) PackedHeader(ctx context.Context, n, id uint64) (header types.PackedHeader, found bool, err error) {
	value, err := k.headers.Get(ctx, collections.Join(n, id/types.HeadersPerValue))
	if err != nil {
		return types.PackedHeader{}, false, ignoreNotFound(err)
	}
	count, err := types.CheckPacked(value)
	at := int(id % types.HeadersPerValue)
	if err != nil || at >= count {
		return types.PackedHeader{}, false, err
	}
	err = header.Decode(packedAt(value, at))
	return header, err == nil, err
}

// Header returns one header.
func (k *Keeper) Header(ctx context.Context, n, id uint64) (types.Header, bool, error) {
	packed, found, err := k.PackedHeader(ctx, n, id)
	if !found || err != nil {
		return types.Header{}, false, err
	}
	return packed.Unpack(id), true, nil
}

// appendHeader stores a header as the next one of an epoch and returns its id.
func (k *Keeper) appendHeader(ctx context.Context, n uint64, header *types.PackedHeader) (uint64, error) {
	id, err := k.HeaderCount(ctx, n)
	if err != nil {
		return 0, err
	}
	key := collections.Join(n, id/types.HeadersPerValue)
	var value []byte
	if at := id % types.HeadersPerValue; at > 0 {
		if value, err = k.headers.Get(ctx, key); err != nil {
			return 0, err
		}
		if count, err := types.CheckPacked(value); err != nil || uint64(count) != at {
			return 0, fmt.Errorf("%w: %d headers where header %d of epoch %d follows", types.ErrPackedHeader, count, id, n)
		}
	}
	// A new array: the bytes that the store returned belong to it.
	value = header.Append(append(make([]byte, 0, len(value)+types.PackedHeaderSize), value...))
	if err := k.headers.Set(ctx, key, value); err != nil {
		return 0, err
	}
	if header.Kind == types.DutyKind {
		records, err := k.Records(ctx, n)
		if err != nil {
			return 0, err
		}
		if err := k.records.Set(ctx, n, records+uint64(header.Count)); err != nil {
			return 0, err
		}
	}
	return id, k.counts.Set(ctx, n, id+1)
}

func packedAt(value []byte, i int) []byte {
	return value[i*types.PackedHeaderSize : (i+1)*types.PackedHeaderSize]
}
