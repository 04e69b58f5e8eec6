package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/inference/types"
)

// FillGas pays for the hash that the next block writes into the header: a value read and written outside of any transaction.
const FillGas = 30_000

// CommitBatch stores the commitment to a batch. Checks go from cheap to expensive; the last one moves coins.
func (s msgServer) CommitBatch(ctx context.Context, msg *types.MsgCommitBatch) (*types.MsgCommitBatchResponse, error) {
	host, signer, err := parties(msg)
	if err != nil {
		return nil, err
	}
	if err := checkShape(msg); err != nil {
		return nil, err
	}
	if err := s.host.Authorize(ctx, host, signer, hosttypes.ACTION_KIND_BATCH); err != nil {
		return nil, err
	}
	current, member, err := s.committer(ctx, msg, host)
	if err != nil {
		return nil, err
	}
	of, err := s.of(ctx, current)
	if err != nil {
		return nil, err
	}
	params := of.Params
	model, err := s.servedModel(ctx, msg.Model, of.LastModel, member)
	if err != nil {
		return nil, err
	}
	if err := s.checkBounds(ctx, msg, params, model, host); err != nil {
		return nil, err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	sdkCtx.GasMeter().ConsumeGas(FillGas, "hash of the next block")
	if err := s.addArtifactFees(ctx, msg, params, member, host); err != nil {
		return nil, err
	}
	if err := s.burnLeafFees(ctx, current, msg.Count, params.LeafFee, host); err != nil {
		return nil, err
	}
	id, err := s.record(sdkCtx, msg, model.Number, host)
	if err != nil {
		return nil, err
	}
	return &types.MsgCommitBatchResponse{Id: id}, nil
}

func parties(msg *types.MsgCommitBatch) (host, signer sdk.AccAddress, err error) {
	if host, err = hosttypes.ParseAddress("host", msg.Host); err != nil {
		return nil, nil, err
	}
	signer, err = hosttypes.ParseAddress("signer", msg.Signer)
	return host, signer, err
}

// checkShape is what can be said of a message without reading state.
func checkShape(msg *types.MsgCommitBatch) error {
	switch {
	case msg.Kind != types.BATCH_KIND_ARTIFACT:
		return types.ErrInvalidKind.Wrapf("kind %d", msg.Kind)
	case msg.Count == 0 || msg.Count > types.MaxCount:
		return types.ErrInvalidCount.Wrapf("count %d must be 1 to %d", msg.Count, types.MaxCount)
	case len(msg.Root) != types.RootSize:
		return types.ErrInvalidRoot.Wrapf("%d bytes, want %d", len(msg.Root), types.RootSize)
	}
	return nil
}

// committer returns the current epoch and the Host as its member. A batch of the tail carries N+1 and is authorised by member(host, N),
// because nobody is a member of N+1 yet (protocol §6).
func (s msgServer) committer(ctx context.Context, msg *types.MsgCommitBatch, host sdk.AccAddress) (uint64, hosttypes.Member, error) {
	record, err := s.epoch.RecordEpoch(ctx)
	if err != nil {
		return 0, hosttypes.Member{}, err
	}
	if msg.Epoch != record {
		return 0, hosttypes.Member{}, types.ErrWrongEpoch.Wrapf("records count for epoch %d now, not for %d", record, msg.Epoch)
	}
	current, err := s.epoch.CurrentEpoch(ctx)
	if err != nil {
		return 0, hosttypes.Member{}, err
	}
	member, found, err := s.host.Member(ctx, current, host)
	if err != nil {
		return 0, hosttypes.Member{}, err
	}
	if !found {
		return 0, hosttypes.Member{}, hosttypes.ErrNotAMember.Wrapf("%s is no member of epoch %d", msg.Host, current)
	}
	return current, member, nil
}

// servedModel returns a model that was there when the epoch began, is listed, and is served by the member. Of a model that came later the
// epoch knows no weights, and so could draw no duties.
func (s msgServer) servedModel(ctx context.Context, id string, last uint32, member hosttypes.Member) (types.Model, error) {
	if len(id) > types.MaxModelID {
		return types.Model{}, types.ErrUnknownModel.Wrapf("name of %d bytes", len(id))
	}
	model, found, err := s.ModelByID(ctx, id)
	if err != nil {
		return types.Model{}, err
	}
	if !found || !model.Listed || model.Number > last {
		return types.Model{}, types.ErrUnknownModel.Wrapf("%q is not listed, or only since this epoch began", id)
	}
	if !member.Serves(id) {
		return types.Model{}, types.ErrModelNotServed.Wrapf("%s does not serve %q in epoch %d", member.Host, id, member.Epoch)
	}
	return model, nil
}

// checkBounds keeps out what nobody could validate: absurd counts, floods of tiny batches, fees beyond the price.
func (s msgServer) checkBounds(ctx context.Context, msg *types.MsgCommitBatch, params types.Params, model types.Model, host sdk.AccAddress) error {
	if msg.Count > params.MaxBatchCount {
		return types.ErrInvalidCount.Wrapf("count %d is above %d", msg.Count, params.MaxBatchCount)
	}
	first, err := s.nextHeight(ctx, params, msg.Kind, model.Number, host)
	if err != nil {
		return err
	}
	if height := sdk.UnwrapSDKContext(ctx).BlockHeight(); height < first {
		return types.ErrTooEarly.Wrapf("height %d, next batch of this model from %d on", height, first)
	}
	// count ≤ 2^13 and max_fee ≤ 2^48 by their own checks: no overflow.
	if most := uint64(msg.Count) * model.MaxFee; msg.TotalFee > most {
		return types.ErrFeeTooHigh.Wrapf("total_fee %d is above %d · %d", msg.TotalFee, msg.Count, model.MaxFee)
	}
	return nil
}

// nextHeight is the first height at which the Host may commit its next batch of a kind and model.
func (k *Keeper) nextHeight(ctx context.Context, params types.Params, kind types.BatchKind, model uint32, host sdk.AccAddress) (int64, error) {
	last, err := k.lastBatches.Get(ctx, collections.Join3([]byte(host), uint32(kind), model))
	if err != nil {
		return 0, ignoreNotFound(err)
	}
	return last + int64(params.BatchInterval), nil
}

// addArtifactFees keeps an Executor from earning more in an epoch than it risks.
func (s msgServer) addArtifactFees(ctx context.Context, msg *types.MsgCommitBatch, params types.Params, member hosttypes.Member, host sdk.AccAddress) error {
	if msg.TotalFee == 0 {
		return nil
	}
	key := collections.Join(msg.Epoch, []byte(host))
	soFar, err := orElse(s.artifactFees.Get(ctx, key))(0)
	if err != nil {
		return err
	}
	sum := math.NewIntFromUint64(soFar).Add(math.NewIntFromUint64(msg.TotalFee))
	most := member.Stake.MulRaw(int64(params.ArtifactFeePpm)).QuoRaw(1_000_000)
	if sum.GT(most) || !sum.IsUint64() {
		return types.ErrStakeExceeded.Wrapf("fees of epoch %d would be %s, the stake allows %s", msg.Epoch, sum, most)
	}
	return s.artifactFees.Set(ctx, key, sum.Uint64())
}

// burnLeafFees takes leaf_fee for each record from the operator's account, whoever signed.
func (s msgServer) burnLeafFees(ctx context.Context, current uint64, count uint32, leafFee uint64, host sdk.AccAddress) error {
	// count ≤ 2^13 and leaf_fee ≤ 2^40 by their own checks: no overflow.
	amount := math.NewIntFromUint64(uint64(count) * leafFee)
	if amount.IsZero() {
		return nil
	}
	epochParams, err := s.epoch.ParamsOf(ctx, current)
	if err != nil {
		return err
	}
	fees := sdk.NewCoin(epochParams.FeeDenom, amount)
	if has := s.bank.SpendableCoin(ctx, host, fees.Denom); has.IsLT(fees) {
		return types.ErrLeafFeeUnpaid.Wrapf("%s has %s, %d records cost %s", host, has, count, fees)
	}
	if err := s.bank.SendCoinsFromAccountToModule(ctx, host, types.ModuleName, sdk.NewCoins(fees)); err != nil {
		return err
	}
	if err := s.bank.BurnCoins(ctx, types.ModuleName, sdk.NewCoins(fees)); err != nil {
		return err
	}
	burned, err := s.Burned(ctx)
	if err != nil {
		return err
	}
	return s.burned.Set(ctx, burned.Add(amount))
}

// record stores the header and what the next batch is measured against.
func (s msgServer) record(ctx sdk.Context, msg *types.MsgCommitBatch, model uint32, host sdk.AccAddress) (uint64, error) {
	header := types.PackedHeader{
		Host:        [types.AddressSize]byte(host),
		Kind:        msg.Kind,
		Model:       model,
		Count:       msg.Count,
		Height:      ctx.BlockHeight(),
		TotalTokens: msg.TotalTokens,
		TotalFee:    msg.TotalFee,
		Root:        [types.RootSize]byte(msg.Root),
	}
	id, err := s.appendHeader(ctx, msg.Epoch, &header)
	if err != nil {
		return 0, err
	}
	waiting, err := s.unfilled.Has(ctx, msg.Epoch)
	if err != nil {
		return 0, err
	}
	if !waiting {
		if err := s.unfilled.Set(ctx, msg.Epoch, id); err != nil {
			return 0, err
		}
	}
	if err := s.lastBatches.Set(ctx, collections.Join3([]byte(host), uint32(msg.Kind), model), header.Height); err != nil {
		return 0, err
	}
	return id, ctx.EventManager().EmitTypedEvent(&types.EventBatchCommitted{
		Epoch: msg.Epoch, Id: id, Host: msg.Host, Kind: msg.Kind, Model: msg.Model, Count: msg.Count, Root: msg.Root,
	})
}
