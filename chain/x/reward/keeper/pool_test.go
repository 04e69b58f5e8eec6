package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/reward/types"
)

// startPool makes five members of unequal weight in short epochs.
func startPool(t *testing.T) *scenario.Chain {
	t.Helper()
	preset := genesis.Local()
	shortEpochs(&preset)
	return scenario.Start(t, network.Config{
		Preset: &preset, Weights: []uint64{300_000_000, 250_000_000, 200_000_000, 150_000_000, 100_000_000},
	})
}

// slash takes a part of a Host's stake in the current epoch, and leaves its weight.
func slash(t *testing.T, c *scenario.Chain, host network.Host, ppm uint32) {
	t.Helper()
	current, _ := c.Epoch()
	c.Change(func(ctx sdk.Context) error {
		_, err := c.App.Host.Slash(ctx, hosttypes.Penalty{
			Epoch: current, Host: host.Operator.Address, Offence: hosttypes.OFFENCE_FALSE_WORK, Ppm: ppm,
		})
		return err
	})
}

func poolOf(t *testing.T, c *scenario.Chain, epoch uint64) int64 {
	t.Helper()
	pool, err := c.App.Host.Pool(c.Context(), epoch)
	require.NoError(t, err)
	return pool.Int64()
}

// emissionShare is a Host's reward of an epoch without any pool.
func emissionShare(t *testing.T, c *scenario.Chain, host int, epoch uint64) int64 {
	t.Helper()
	emission := math.NewInt(100_000_000_000)
	for range epoch {
		emission = emission.MulRaw(999_500).QuoRaw(1_000_000)
	}
	member, _, err := c.App.Host.Member(c.Context(), epoch, c.Hosts[host].Operator.Address)
	require.NoError(t, err)
	total := uint64(0)
	require.NoError(t, c.App.Host.WalkMembers(c.Context(), epoch, nil, func(m hosttypes.Member) (bool, error) {
		total += m.Weight
		return false, nil
	}))
	return emission.MulRaw(int64(member.Weight)).QuoRaw(int64(total)).Int64()
}

// What the guilty of N lose is shared in N+1 by weight among those who were not slashed in either, to the last coin: what rounding leaves is
// in the pool after that. Nothing of it is minted.
func TestThePoolGoesToTheHonest(t *testing.T) {
	c := startPool(t)
	// Members of epoch 1 still: this slash leaves them stake enough for their weight.
	before, during := 4, 3
	slash(t, c, c.Hosts[before], 100_001)
	require.Equal(t, int64(100_001_000), poolOf(t, c, 1))
	c.NextEpoch()
	slash(t, c, c.Hosts[during], 50_000)
	require.Equal(t, int64(50_000_000), poolOf(t, c, 2))
	minted := sums(t, c).Minted
	settled(c)

	shares := []int64{100_001_000 * 300 / 750, 100_001_000 * 250 / 750, 100_001_000 * 200 / 750, 0, 0}
	sum, emission := int64(0), int64(0)
	for host, share := range shares {
		require.Equal(t, emissionShare(t, c, host, 1)+share, rewardOf(t, c, host, 1).Amount.Int64(), "host %d", host)
		sum += share
		emission += emissionShare(t, c, host, 1)
	}
	rest := int64(100_001_000) - sum
	require.Positive(t, rest)
	require.Equal(t, sum, sums(t, c).Forfeited.Int64())
	require.Equal(t, minted.AddRaw(emission), sums(t, c).Minted)
	require.Zero(t, poolOf(t, c, 1))
	require.Equal(t, 50_000_000+rest, poolOf(t, c, 2))

	// A claim pays both parts.
	honest := c.Hosts[0]
	c.Must(honest.Hot, c.Claim(honest, 1))
	require.Equal(t, emissionShare(t, c, 0, 1)+shares[0], c.Balance(c.Payout(honest)).Int64())
	// Who was slashed in epoch 0 has its part of what others lose in 1.
	c.NextEpoch()
	settled(c)
	require.Greater(t, rewardOf(t, c, before, 2).Amount.Int64(), emissionShare(t, c, before, 2))
	require.Equal(t, emissionShare(t, c, during, 2), rewardOf(t, c, during, 2).Amount.Int64())
	// What is not claimed is burned as anything else, and the supply goes down by it.
	c.NextEpoch()
	require.Equal(t, sum-shares[0]+emission-emissionShare(t, c, 0, 1), burnedOf(t, c, 1))
}

// burnedOf is the sum of the burned rewards of an epoch.
func burnedOf(t *testing.T, c *scenario.Chain, epoch uint64) int64 {
	t.Helper()
	sum := int64(0)
	for host := range c.Hosts {
		if reward := rewardOf(t, c, host, epoch); reward.State == types.REWARD_STATE_BURNED {
			sum += reward.Amount.Int64()
		}
	}
	return sum
}

// A pool that nobody may share waits for the next epoch, whole.
func TestAPoolOfNobodyIsCarriedOn(t *testing.T) {
	c := startPool(t)
	for _, host := range c.Hosts {
		slash(t, c, host, 10_000)
	}
	require.Equal(t, int64(50_000_000), poolOf(t, c, 1))
	c.NextEpoch()
	settled(c)
	require.Zero(t, sums(t, c).Forfeited.Int64())
	require.Equal(t, int64(50_000_000), poolOf(t, c, 2))
	c.NextEpoch()
	settled(c)
	require.Equal(t, int64(50_000_000), sums(t, c).Forfeited.Int64()+poolOf(t, c, 3))
	require.Less(t, poolOf(t, c, 3), int64(len(c.Hosts)))
}

// Who is absent from the beacon loses the same part of its share of the pool as of its share of the emission. That part stays for the next
// epoch.
func TestAbsenceTakesItsPartOfThePool(t *testing.T) {
	c := start(t, nil)
	absent, guilty := c.Hosts[0], c.Hosts[3]
	slash(t, c, guilty, 30_000)
	c.Deal(c.Hosts[1:4]...)
	c.Open(c.Hosts[1:4]...)
	c.NextEpoch()
	settled(c)
	emission := emissionShare(t, c, 0, 1)
	require.Equal(t, uint32(200_000), rewardOf(t, c, 0, 1).AbsencePpm, absent.Name())
	require.Equal(t, emission*4/5+8_000_000, rewardOf(t, c, 0, 1).Amount.Int64())
	require.Equal(t, emission+10_000_000, rewardOf(t, c, 1, 1).Amount.Int64())
	require.Equal(t, emission, rewardOf(t, c, 3, 1).Amount.Int64())
	require.Equal(t, int64(28_000_000), sums(t, c).Forfeited.Int64())
	require.Equal(t, int64(2_000_000), poolOf(t, c, 2))
}

// A state exported while a pool waits, and one whose settlement is fixed, go on as their source does.
func TestPoolsSurviveExport(t *testing.T) {
	c := startPool(t)
	same := func() {
		t.Helper()
		again := c.Import(network.Config{})
		c.Next()
		require.JSONEq(t, string(c.Export().AppState), string(again.Export().AppState))
	}
	slash(t, c, c.Hosts[0], 100_000)
	same()
	c.NextEpoch()
	slash(t, c, c.Hosts[1], 100_000)
	settled(c)
	require.Positive(t, sums(t, c).Forfeited.Int64())
	same()
}
