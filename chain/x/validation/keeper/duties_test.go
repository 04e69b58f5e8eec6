package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"

	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/validation/types"
)

// missing asks the chain what a Host still has to do.
func missing(t *testing.T, c *scenario.Chain, host network.Host, epoch uint64) ([]types.Result, int) {
	t.Helper()
	duties, total, err := c.App.Validation.MissingDuties(c.Context(), epoch, host.Operator.Address, c.Secret(host, epoch))
	require.NoError(t, err)
	var all []types.Result
	for _, d := range duties {
		all = append(all, match(d.Batch, d.Index))
	}
	return all, int(total)
}

// commitMany commits batches of all members over two models.
func commitMany(c *scenario.Chain, t *testing.T, rounds int) {
	for round := range rounds {
		for i, host := range c.Hosts[:4] {
			msg := c.Batch(host, uint32(1+(round*13+i*29)%60))
			if i < 2 && round%2 == 1 {
				msg.Model = otherModel
			}
			c.Must(host.Hot, msg)
		}
		c.To(c.Height + 2)
	}
	c.Next()
}

// The chain's walk over packed headers and the plain reading of protocol §7 over public queries agree on every duty, and each result takes
// exactly one of them away.
func TestDutiesAreThoseOfTheProtocol(t *testing.T) {
	c := start(t, nil)
	commitMany(c, t, 7)
	for i, host := range c.Hosts[:4] {
		want := c.Duties(host, 0)
		got, total := missing(t, c, host, 0)
		require.Equal(t, want, got, "host %d", i)
		require.Len(t, want, total)
		require.NotEmpty(t, want)
		cost, err := c.App.Validation.Cost(c.Context(), 0, host.Operator.Address)
		require.NoError(t, err)
		require.LessOrEqual(t, uint64(total), cost.Duties, "the quota bounds the duties")
		require.Equal(t, uint64(28), cost.Headers)

		half := len(want) / 2
		for _, outcome := range c.Submit(host, 0, want[half:]...) {
			require.Equal(t, types.OUTCOME_RECORDED, outcome)
		}
		got, total = missing(t, c, host, 0)
		require.Equal(t, want[:half], got)
		require.Len(t, want, total)
		// A mismatch discharges a duty, too: what follows from it is a case.
		for j := range half {
			want[j].Verdict = types.VERDICT_MISMATCH
		}
		if half > 0 {
			c.Submit(host, 0, want[:half]...)
		}
		got, _ = missing(t, c, host, 0)
		require.Empty(t, got)
	}
}

// A batch of the tail is drawn in N+1, with σ, weights and r of N+1, and its owner has weight 0 if it does not serve the model then.
func TestBatchOfTheTailIsDrawnWithTheNextEpochsWeights(t *testing.T) {
	c := start(t, nil)
	c.Must(c.Hosts[0].Operator, &hosttypes.MsgSetMlNodes{
		Host: c.Hosts[0].Name(), MlNodes: []hosttypes.MlNode{{Id: "ml-1", Models: []string{otherModel}, Capacity: 1}},
	})
	_, schedule := c.Epoch()
	c.To(schedule.Tail)
	c.Commit(50, c.Hosts[0], c.Hosts[1])
	got, total := missing(t, c, c.Hosts[1], 0)
	require.Empty(t, got, "not drawn in N")
	require.Zero(t, total)
	c.NextEpoch()
	member, found, err := c.App.Host.Member(c.Context(), 1, c.Hosts[0].Operator.Address)
	require.NoError(t, err)
	require.True(t, found)
	require.False(t, member.Serves(scenario.Model), "Host 0 serves the other model alone now")
	for _, host := range c.Hosts[1:4] {
		got, _ := missing(t, c, host, 1)
		require.Equal(t, c.Duties(host, 1), got)
		require.NotEmpty(t, got)
	}
	// 50·0.5·0.3/(0.6−0) = 12.5 on Host 0's batch: the weight of an owner that does not serve the model is not taken off.
	cost, err := c.App.Validation.Cost(c.Context(), 1, c.Hosts[1].Operator.Address)
	require.NoError(t, err)
	require.Equal(t, types.Cost{Weights: 3 + 2, Headers: 2, Duties: 13}, cost)
	got, total = missing(t, c, c.Hosts[0], 1)
	require.Empty(t, got, "who does not serve the model has no duties on it")
	require.Zero(t, total)
}

func TestNobodyElseServesTheModel(t *testing.T) {
	c := start(t, nil)
	for _, host := range c.Hosts[1:2] {
		c.Must(host.Operator, &hosttypes.MsgSetMlNodes{
			Host: host.Name(), MlNodes: []hosttypes.MlNode{{Id: "ml-1", Models: []string{scenario.Model}, Capacity: 1}},
		})
	}
	c.NextEpoch()
	msg := c.Batch(c.Hosts[0], 50)
	msg.Model = otherModel
	c.Must(c.Hosts[0].Hot, msg)
	c.Next()
	for _, host := range c.Hosts[:4] {
		_, total := missing(t, c, host, 1)
		require.Zero(t, total)
	}
}

func TestAnotherSecretDrawsOtherDuties(t *testing.T) {
	c := start(t, nil)
	commitMany(c, t, 4)
	mine, _ := missing(t, c, c.Hosts[1], 0)
	other, _, err := c.App.Validation.MissingDuties(c.Context(), 0, c.Hosts[1].Operator.Address, c.Secret(c.Hosts[2], 0))
	require.NoError(t, err)
	var theirs []types.Result
	for _, d := range other {
		theirs = append(theirs, match(d.Batch, d.Index))
	}
	require.NotEqual(t, mine, theirs)
	_, _, err = c.App.Validation.MissingDuties(c.Context(), 0, c.Hosts[4].Operator.Address, make([]byte, bls.SignatureSize))
	require.ErrorIs(t, err, hosttypes.ErrNotAMember)
}

// r of N+1 follows from the records of N; a local network's rates are fixed, so this one has a range.
func TestRateFollowsTheRecords(t *testing.T) {
	c := start(t, func(p *genesis.Preset) {
		p.Validation.RateMinPpm, p.Validation.RateMaxPpm, p.Validation.TargetChecks = 10_000, 900_000, 30
	})
	rate, err := c.App.Validation.Rate(c.Context(), 0)
	require.NoError(t, err)
	require.Equal(t, uint32(900_000), rate, "epoch 0")
	c.Commit(50, c.Hosts[0], c.Hosts[1])
	c.NextEpoch()
	rate, err = c.App.Validation.Rate(c.Context(), 1)
	require.NoError(t, err)
	require.Equal(t, uint32(300_000), rate, "30 of 100")
	c.NextEpoch()
	rate, err = c.App.Validation.Rate(c.Context(), 2)
	require.NoError(t, err)
	require.Equal(t, uint32(900_000), rate, "no records at all")
}

// The walk costs exactly what follows from public numbers, whatever the secret and the results are.
func TestWalkCostsWhatItSays(t *testing.T) {
	c := start(t, nil)
	var costs []uint64
	for range 3 {
		for _, host := range c.Hosts[:4] {
			cost, err := c.App.Validation.Cost(c.Context(), 0, host.Operator.Address)
			require.NoError(t, err)
			for _, secret := range [][]byte{c.Secret(host, 0), make([]byte, bls.SignatureSize)} {
				ctx := c.Context().WithGasMeter(storetypes.NewInfiniteGasMeter())
				_, _, err := c.App.Validation.MissingDuties(ctx, 0, host.Operator.Address, secret)
				require.NoError(t, err)
				require.Equal(t, cost.Gas(), ctx.GasMeter().GasConsumed())
			}
			costs = append(costs, cost.Gas())
			if duties := c.Duties(host, 0); len(duties) > 0 {
				c.Submit(host, 0, duties...)
			}
		}
		commitMany(c, t, 2)
	}
	require.Less(t, costs[0], costs[4])
	require.Less(t, costs[4], costs[8])
	// Out of gas comes before the work.
	ctx := c.Context().WithGasMeter(storetypes.NewGasMeter(costs[0]))
	require.Panics(t, func() {
		_, _, _ = c.App.Validation.MissingDuties(ctx, 0, c.Hosts[0].Operator.Address, c.Secret(c.Hosts[0], 0))
	})
}
