package simulation

import (
	abci "github.com/cometbft/cometbft/abci/types"
	cmted25519 "github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/stretchr/testify/require"

	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// check holds a block against what protocol §3 promises: at the start of an epoch its members, always the set of validators. That
// CometBFT takes each update and that every coin is accounted for is checked by the network.
func (c *Churn) check(response *abci.ResponseFinalizeBlock) {
	c.t.Helper()
	current, schedule := c.Epoch()
	if schedule.Start == c.Height {
		c.startEpoch(current, keptEmpty(response))
	}
	require.Equal(c.t, current, c.epoch)
	if len(response.ValidatorUpdates) > 0 {
		c.Seen["validator update"]++
	}
	if len(response.ValidatorUpdates) == 0 && c.Height%4 != 0 {
		return
	}
	// Nobody else may have power, and nobody another one: slots of this epoch, but for who is down.
	want, slots, downs := map[string]int64{}, uint64(0), uint64(0)
	require.NoError(c.t, c.App.Host.WalkMembers(c.Context(), current, nil, func(m hosttypes.Member) (bool, error) {
		slots += m.Slots
		standing := c.standing(m.Host)
		if standing.Down {
			downs += m.Slots
		} else if m.Slots > 0 {
			want[cmted25519.PubKey(m.Keys.Consensus).Address().String()] = int64(m.Slots)
		}
		if !standing.Down && standing.Missed >= standing.MissedLimit {
			c.Seen["down but for the limit"]++
		}
		return false, nil
	}))
	params, err := c.App.Host.ParamsOf(c.Context(), current)
	require.NoError(c.t, err)
	require.Equal(c.t, params.Slots, slots, "block %d", c.Height)
	require.LessOrEqual(c.t, 3*downs, params.Slots, "block %d", c.Height)
	require.NotEmpty(c.t, want)
	have := map[string]int64{}
	for _, v := range c.NextValidators().Validators {
		have[v.Address.String()] = v.VotingPower
	}
	require.Equal(c.t, want, have, "block %d", c.Height)
}

// keptEmpty reports whether the members go on because nobody else has weight: whatever stands behind them, as a network without validators
// would be none (protocol §3).
func keptEmpty(response *abci.ResponseFinalizeBlock) bool {
	for _, e := range response.Events {
		if e.Type != "pacer.host.v1.EventWeightsKept" {
			continue
		}
		for _, a := range e.Attributes {
			if a.Key == "reason" && a.Value == `"empty"` {
				return true
			}
		}
	}
	return false
}

func (c *Churn) standing(host string) hosttypes.QueryStandingResponse {
	c.t.Helper()
	var answer hosttypes.QueryStandingResponse
	_, code := c.Query("/pacer.host.v1.Query/Standing", &hosttypes.QueryStandingRequest{Host: host}, &answer)
	require.Zero(c.t, code)
	return answer
}

// startEpoch checks the weights of an epoch that has just begun, and makes its weather.
func (c *Churn) startEpoch(epoch uint64, empty bool) {
	c.t.Helper()
	c.epoch, c.before, c.members = epoch, c.members, map[string]uint64{}
	c.storm, c.idle = c.r.IntN(4) == 0, c.r.IntN(9) == 0
	params, err := c.App.Host.ParamsOf(c.Context(), epoch)
	require.NoError(c.t, err)
	var votes shares
	require.NoError(c.t, c.App.Host.WalkMembers(c.Context(), epoch, nil, func(m hosttypes.Member) (bool, error) {
		c.members[m.Host] = m.Weight
		cap := m.Stake.QuoRaw(int64(params.StakePerWeight)).Uint64()
		if empty {
			c.Seen["members go on"]++
			return false, nil
		}
		require.LessOrEqual(c.t, m.Weight, cap, "epoch %d: %s", epoch, m.Host)
		if m.Weight == cap {
			c.Seen["capped by stake"]++
		}
		votes.add(min(c.before[m.Host], cap), m.Weight)
		if standing := c.standing(m.Host); epoch > 0 {
			for _, e := range standing.Exclusions {
				require.NotEqual(c.t, epoch, e.Epoch, "epoch %d: %s is excluded", epoch, m.Host)
			}
		}
		return false, nil
	}))
	if epoch > 0 {
		c.Seen[votes.check(c.t, epoch, params.MaxIncreasePpm)]++
	}
	c.forget()
}

// forget drops the Hosts that the chain has forgotten.
func (c *Churn) forget() {
	c.t.Helper()
	var kept []*churner
	for _, h := range c.hosts {
		if _, err := c.App.Host.Host(c.Context(), h.Operator.Address); err != nil {
			require.ErrorIs(c.t, err, hosttypes.ErrUnknownHost)
			require.True(c.t, h.retired)
			c.Seen["Host forgotten"]++
			continue
		}
		kept = append(kept, h)
	}
	c.hosts = kept
}
