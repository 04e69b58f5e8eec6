package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/pacer-network/pacer/chain/crypto/pvss"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// readSums reads the running sums of the slots from first to last, and of the chunks that they stand in; all others are identities.
func (k *Keeper) readSums(ctx context.Context, round types.Round, first, last uint32) (*pvss.Sums, error) {
	sums := pvss.NewSums(int(round.Slots))
	if err := sums.SetRawZero(round.AZero); err != nil {
		return nil, err
	}
	for chunk := chunkOf(first); chunk <= chunkOf(last); chunk++ {
		raw, err := k.sums.Get(ctx, collections.Join(round.Epoch, chunk))
		if errors.Is(err, collections.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := sums.SetSlots(int(firstOf(chunk)), raw); err != nil {
			return nil, err
		}
	}
	return sums, nil
}

// writeSums writes all running sums of a round but A_0, which stands in the round itself.
func (k *Keeper) writeSums(ctx context.Context, round types.Round, sums *pvss.Sums) error {
	for chunk := uint32(0); firstOf(chunk) <= round.Slots; chunk++ {
		last := min(firstOf(chunk)+types.SlotsPerChunk-1, round.Slots)
		raw := sums.AppendSlots(nil, int(firstOf(chunk)), int(last))
		if err := k.sums.Set(ctx, collections.Join(round.Epoch, chunk), raw); err != nil {
			return err
		}
	}
	return nil
}

// chunkOf is the chunk that a slot stands in, and firstOf the first slot of a chunk.
func chunkOf(slot uint32) uint32  { return (slot - 1) / types.SlotsPerChunk }
func firstOf(chunk uint32) uint32 { return chunk*types.SlotsPerChunk + 1 }

// readShares reads the open shares of a Host.
func readShares(c types.Contribution, raw []byte) ([]pvss.Share, error) {
	shares := make([]pvss.Share, 0, c.Slots)
	for len(raw) >= pvss.RawShareSize {
		share, err := pvss.ShareFromRaw(int(c.FirstSlot)+len(shares), raw[:pvss.RawShareSize])
		if err != nil {
			return nil, err
		}
		shares, raw = append(shares, share), raw[pvss.RawShareSize:]
	}
	return shares, nil
}
