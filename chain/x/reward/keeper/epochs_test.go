package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/pacer-network/pacer/chain/crypto/settlement"
	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	"github.com/pacer-network/pacer/chain/x/reward/types"
)

// What nobody claims until S_{N+2} is burned, and supply goes down by it.
func TestUnclaimedRewardsAreBurnedAtTheEndOfTheWindow(t *testing.T) {
	c := start(t, nil)
	c.NextEpoch()
	c.Must(c.Hosts[0].Hot, c.Claim(c.Hosts[0], 0))
	require.Equal(t, types.REWARD_STATE_CLAIMABLE, rewardOf(t, c, 1, 0).State)
	for {
		if _, schedule := c.Epoch(); schedule.NextStart != 0 && c.Height == schedule.NextStart-1 {
			break
		}
		if _, schedule := c.Epoch(); c.Height >= schedule.Cutoff && schedule.NextStart == 0 {
			c.OpenBeacon()
			continue
		}
		c.Next()
	}
	// The last block of the window.
	require.Equal(t, types.REWARD_STATE_CLAIMABLE, rewardOf(t, c, 1, 0).State)
	require.Zero(t, totals(t, c).BurnedUnclaimed.Int64())
	supply := c.App.Bank.GetSupply(c.Context(), network.Denom).Amount
	c.Next()
	current, _ := c.Epoch()
	require.Equal(t, uint64(2), current)
	burned := rewardOf(t, c, 1, 0)
	require.Equal(t, types.REWARD_STATE_BURNED, burned.State)
	require.Equal(t, c.Height, burned.FinalHeight)
	require.Zero(t, burned.ClaimedHeight)
	require.Equal(t, int64(75_000_000_000), totals(t, c).BurnedUnclaimed.Int64())
	require.Equal(t, supply.SubRaw(75_000_000_000), c.App.Bank.GetSupply(c.Context(), network.Denom).Amount)
	require.Equal(t, types.REWARD_STATE_PAID, rewardOf(t, c, 0, 0).State)
	c.Refused(types.ErrWindowClosed, c.Hosts[1].Hot, c.Claim(c.Hosts[1], 0))
	c.Refused(types.ErrAlreadyClaimed, c.Hosts[0].Hot, c.Claim(c.Hosts[0], 0))
	c.Must(c.Hosts[1].Hot, c.Claim(c.Hosts[1], 1))
}

func rewardOf(t *testing.T, c *scenario.Chain, host int, epoch uint64) types.Reward {
	t.Helper()
	return rewardFor(t, c, c.Hosts[host], epoch)
}

// A claim of N made in N or N+1 is held for hold_epochs from the epoch of the claim on. Claims of two epochs go on side by side.
func TestClaimedRewardsAreHeldFromTheEpochOfTheirClaim(t *testing.T) {
	c := start(t, func(p *genesis.Preset) { p.Reward.HoldEpochs = 2 })
	early, late := c.Hosts[0], c.Hosts[1]
	settled(c)
	answer := network.Response[types.MsgClaimRewardResponse](c.Network, c.Must(early.Hot, c.Claim(early, 0)))
	require.Equal(t, types.REWARD_STATE_HELD, answer.State)
	require.Zero(t, c.Balance(c.Payout(early)).Int64())
	require.Equal(t, uint64(2), rewardFor(t, c, early, 0).ReleaseEpoch)
	c.Refused(types.ErrAlreadyClaimed, early.Hot, c.Claim(early, 0))
	c.NextEpoch()
	settled(c)
	// Epoch 0 by the late one, epoch 1 by both: two epochs in one block.
	for _, result := range c.Next(
		c.Sign(late.Hot, network.Tx{}, c.Claim(late, 0)),
		c.Sign(late.Hot, network.Tx{}, c.Claim(late, 1)),
		c.Sign(early.Hot, network.Tx{}, c.Claim(early, 1)),
	).TxResults {
		require.Zero(t, result.Code, result.Log)
	}
	first, second := int64(25_000_000_000), int64(24_987_500_000)
	require.Equal(t, 2*first+2*second, totals(t, c).Held.Int64())
	c.NextEpoch()
	require.Equal(t, types.REWARD_STATE_PAID, rewardFor(t, c, early, 0).State)
	require.Equal(t, c.Height, rewardFor(t, c, early, 0).FinalHeight)
	require.Equal(t, first, c.Balance(c.Payout(early)).Int64())
	require.Zero(t, c.Balance(c.Payout(late)).Int64(), "claimed in epoch 1, paid at S_3")
	c.NextEpoch()
	require.Equal(t, first+second, c.Balance(c.Payout(early)).Int64())
	require.Equal(t, first+second, c.Balance(c.Payout(late)).Int64())
	require.Zero(t, totals(t, c).Held.Int64())
}

// hold_epochs of N is N's copy: a change counts for the epochs that begin after it.
func TestHoldIsThatOfTheRewardsEpoch(t *testing.T) {
	c := start(t, nil)
	params := genesis.Local().Reward
	params.HoldEpochs = 1
	c.Must(c.Authority, &types.MsgUpdateParams{Authority: c.Authority.Address.String(), Params: params})
	c.NextEpoch()
	settled(c)
	for epoch, want := range []types.RewardState{types.REWARD_STATE_PAID, types.REWARD_STATE_HELD} {
		result := c.Must(c.Hosts[0].Hot, c.Claim(c.Hosts[0], uint64(epoch)))
		require.Equal(t, want, network.Response[types.MsgClaimRewardResponse](c.Network, result).State)
	}
}

// The emission declines step by step and is shared by weight among the members that serve a listed model, rounded down.
func TestEmissionIsSharedByWeightAmongThoseWhoServe(t *testing.T) {
	preset := genesis.Local()
	preset.Reward.Emission = math.NewInt(1_000_003)
	preset.Models = append(preset.Models, inferencetypes.Model{Id: "pacer/hidden", Number: 2, Tokenizer: "bytes", Sampler: "v1"})
	weights := []uint64{500_000_000, 299_999_999, 100_000_001, 100_000_000}
	c := scenario.Start(t, network.Config{
		Preset: &preset, Weights: weights,
		Models: func(host int) []string {
			if host == 3 {
				return []string{"pacer/hidden"}
			}
			return []string{scenario.Model, "pacer/hidden"}
		},
	})
	for epoch := range uint64(3) {
		settled(c)
		emission, err := settlement.Emission(1_000_003, preset.Reward.DecayPpm, epoch)
		require.NoError(t, err)
		shares, dust, err := settlement.Shares(emission, weights[:3])
		require.NoError(t, err)
		sum := uint64(0)
		for i, share := range shares {
			require.Equal(t, int64(share), rewardOf(t, c, i, epoch).Amount.Int64())
			sum += share
		}
		require.Equal(t, emission, sum+dust)
		require.Equal(t, types.REWARD_STATE_UNSPECIFIED, rewardOf(t, c, 3, epoch).State)
		require.True(t, rewardOf(t, c, 3, epoch).Amount.IsZero())
		c.Refused(types.ErrNotAMember, c.Hosts[3].Hot, c.Claim(c.Hosts[3], epoch))
		c.NextEpoch()
	}
}

// Nobody serves a listed model: nothing is minted, the epoch is settled all the same.
func TestNothingIsMintedForNobody(t *testing.T) {
	c := start(t, nil)
	model := genesis.Local().Models[0]
	model.Number, model.Listed = 0, false
	c.Must(c.Authority, &inferencetypes.MsgSetModel{Authority: c.Authority.Address.String(), Model: model})
	settled(c)
	require.Zero(t, totals(t, c).Minted.Int64())
	c.Refused(types.ErrNotAMember, c.Hosts[0].Hot, c.Claim(c.Hosts[0], 0))
	c.NextEpoch()
	c.NextEpoch()
	require.Zero(t, totals(t, c).Minted.Int64())
}

// shortEpochs makes the shortest epochs that the parameters allow.
func shortEpochs(p *genesis.Preset) {
	p.Epoch.EpochLength, p.Epoch.SprintSpan, p.Epoch.Tail = 17, 5, 1
	p.Epoch.DealOpen, p.Epoch.DealClose, p.Epoch.ComputeSpan, p.Epoch.ChallengeSpan = 10, 11, 1, 1
}

// Outcomes stay for 64 epochs after their own, and then tell "too late" from "not yet" still.
func TestOutcomesAreForgottenAfter64Epochs(t *testing.T) {
	c := start(t, shortEpochs)
	host := c.Hosts[0]
	settled(c)
	c.Must(host.Hot, c.Claim(host, 0))
	for range 64 {
		c.NextEpoch()
	}
	require.Equal(t, types.REWARD_STATE_PAID, rewardFor(t, c, host, 0).State)
	require.Equal(t, types.REWARD_STATE_BURNED, rewardOf(t, c, 1, 0).State)
	var answer types.QueryClaimsResponse
	_, code := c.Query("/pacer.reward.v1.Query/Claims", &types.QueryClaimsRequest{Host: host.Name()}, &answer)
	require.Zero(t, code)
	require.Len(t, answer.Rewards, 64)
	require.Equal(t, uint64(63), answer.Rewards[0].Epoch, "the latest first")
	require.Equal(t, uint64(0), answer.Rewards[63].Epoch)

	c.NextEpoch()
	c.Next() // burns of epoch 63 come first
	_, code = c.Query("/pacer.reward.v1.Query/Settlement", &types.QuerySettlementRequest{Epoch: 0, Host: host.Name()}, &types.QuerySettlementResponse{})
	require.NotZero(t, code)
	require.Equal(t, types.REWARD_STATE_BURNED, rewardOf(t, c, 0, 1).State)
	claim := c.Claim(host, 65)
	claim.Epoch = 0
	c.Refused(types.ErrWindowClosed, host.Hot, claim)
	claim.Epoch = 65
	c.Refused(types.ErrNotSettled, host.Hot, claim)
}

// More members than a block settles: the cursor goes on in the next block, for burning, too. A claim waits for the whole settlement.
func TestSettlementAndBurningWalkACursor(t *testing.T) {
	const hosts = types.MaxSteps + 20
	weights := make([]uint64, hosts)
	left := uint64(1_000_000_000)
	for i := range weights[1:] {
		weights[i+1] = 2_000_000
		left -= 2_000_000
	}
	weights[0] = left
	preset := genesis.Local()
	preset.Host.Slots = hosts
	shortEpochs(&preset)
	c := scenario.Start(t, network.Config{Weights: weights, Preset: &preset})
	_, schedule := c.Epoch()
	for c.Height < schedule.Cutoff-1 {
		c.Next()
	}
	minted := make([]int64, 0, 3)
	for range 3 {
		claim := c.Sign(c.Hosts[0].Hot, network.Tx{}, c.Claim(c.Hosts[0], 0))
		result := c.Next(claim).TxResults[0]
		minted = append(minted, sums(t, c).Minted.Int64())
		require.Equal(t, len(minted) > 2, result.Code == 0, "block %d: %s", len(minted), result.Log)
		if result.Code != 0 {
			require.Equal(t, types.ErrNotSettled.ABCICode(), result.Code)
		}
	}
	require.Positive(t, minted[0])
	require.Less(t, minted[0], minted[1])
	require.Equal(t, int64(100_000_000_000), minted[1])
	require.Equal(t, minted[1], minted[2])

	c.NextEpoch()
	c.NextEpoch()
	burned := make([]int64, 0, 3)
	for range 3 {
		burned = append(burned, sums(t, c).BurnedUnclaimed.Int64())
		c.Next()
	}
	require.Positive(t, burned[0])
	require.Less(t, burned[0], burned[1])
	require.Equal(t, burned[1], burned[2])
	require.Equal(t, int64(100_000_000_000), burned[2]+sums(t, c).Paid.Int64())
}

func sums(t *testing.T, c *scenario.Chain) types.Totals {
	t.Helper()
	totals, err := c.App.Reward.Totals(c.Context())
	require.NoError(t, err)
	return totals
}

// A state exported in the middle of anything is the same after an import, block by block.
func TestExportImportExport(t *testing.T) {
	c := start(t, func(p *genesis.Preset) { p.Reward.HoldEpochs = 1 })
	same := func(when string) {
		t.Helper()
		again := c.Import(network.Config{})
		c.Next()
		require.JSONEq(t, string(c.Export().AppState), string(again.Export().AppState), when)
		again.To(again.Height + 3)
		c.To(c.Height + 3)
		require.JSONEq(t, string(c.Export().AppState), string(again.Export().AppState), when)
	}
	c.Must(c.Hosts[0].Hot, c.Batch(c.Hosts[0], 30))
	same("a batch waits for its hash")
	c.Commit(30, c.Hosts[1], c.Hosts[2])
	c.DoDuties(c.Hosts[0], 0)
	same("results")
	_, schedule := c.Epoch()
	c.To(schedule.Tail)
	c.Commit(30, c.Hosts[3])
	same("batches of the tail")
	settled(c)
	c.Must(c.Hosts[0].Hot, c.Claim(c.Hosts[0], 0))
	same("held and claimable")
	c.NextEpoch()
	same("epoch 1")
	c.DoDuties(c.Hosts[2], 1)
	settled(c)
	c.NextEpoch()
	same("burned and paid")
	for range 3 {
		c.NextEpoch()
	}
	same("pruned")
}
