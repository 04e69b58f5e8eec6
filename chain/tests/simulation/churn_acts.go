package simulation

import (
	"slices"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
)

// join registers the next newcomer and lets its hot key pay its fees.
func (c *Churn) join(current uint64) []byte {
	c.t.Helper()
	require.Less(c.t, c.next, churnFirst+newcomers, "there is no newcomer left")
	host, err := network.NewHost(c.ChainID, c.next, 0, []string{"pacer/ref-1"})
	require.NoError(c.t, err)
	c.next++
	allowance, err := feegrant.NewAllowedMsgAllowance(&feegrant.BasicAllowance{
		SpendLimit: sdk.NewCoins(sdk.NewInt64Coin(network.Denom, network.NewcomerBalance-network.NewcomerStake)),
	}, genesis.HotKeyMessages())
	require.NoError(c.t, err)
	grant, err := feegrant.NewMsgGrantAllowance(allowance, host.Operator.Address, host.Hot.Address)
	require.NoError(c.t, err)
	h := &churner{Host: host, keys: []network.Host{host}, rotated: current + 1, joined: current}
	register := host.Register()
	if c.active() < churnMost && c.r.IntN(5) == 0 {
		h.squats, register.Stake = true, math.NewInt(network.NewcomerStake/5)
	}
	c.hosts = append(c.hosts, h)
	return c.Sign(host.Operator, network.Tx{}, register, grant)
}

// manage is what a Host changes about itself, mostly nothing.
func (c *Churn) manage(current uint64, h *churner) []sdk.Msg {
	c.t.Helper()
	state, err := c.App.Host.Host(c.Context(), h.Operator.Address)
	require.NoError(c.t, err)
	switch c.r.IntN(120) {
	case 0, 1, 2:
		amount := math.NewInt(1 + c.r.Int64N(2_000_000))
		if c.Balance(h.Operator.Address).LT(amount.AddRaw(1_000_000)) {
			return nil
		}
		return msgs(&hosttypes.MsgBond{Host: h.Name(), Amount: amount})
	case 3, 4, 5:
		// Half of what may go, so that stakes come close to the weights that they have to cover.
		amount := state.Stake.SubRaw(20_000_000).QuoRaw(2)
		if !amount.IsPositive() || c.unbondings(h) >= hosttypes.MaxUnbondings {
			return nil
		}
		return msgs(&hosttypes.MsgUnbond{Host: h.Name(), Amount: amount})
	case 6, 7, 8:
		// One set of keys an epoch.
		if current < h.rotated {
			return nil
		}
		h.rotated = current + 1
		c.rotations++
		message, rotated := c.Rotation(h.Host, churnFirst+newcomers+c.rotations)
		h.Host = rotated
		h.keys = append(h.keys, rotated)
		return msgs(message)
	case 9:
		// Leaving is rarer than the rest: each that leaves takes a newcomer.
		if c.active() <= churnLeast || c.r.IntN(4) > 0 {
			return nil
		}
		h.retired = true
		return msgs(&hosttypes.MsgRetire{Host: h.Name()})
	}
	return nil
}

func (c *Churn) unbondings(h *churner) int {
	var answer hosttypes.QueryUnbondingsResponse
	_, code := c.Query("/pacer.host.v1.Query/Unbondings", &hosttypes.QueryUnbondingsRequest{Host: h.Name()}, &answer)
	require.Zero(c.t, code)
	return len(answer.Unbondings)
}

// work commits a Host's work in the Sprint, if it may: hits, or now and then nonces that are none.
func (c *Churn) work(current uint64, h, accused *churner) []byte {
	c.t.Helper()
	eligible, err := c.App.Host.Eligible(c.Context(), current+1, h.Operator.Address)
	require.NoError(c.t, err)
	share := 92
	if c.idle {
		share = 40
	}
	if !eligible || h.squats || h == accused || c.r.IntN(100) >= share {
		return nil
	}
	hits, misses := c.search(current, h)
	if len(misses) > 0 && c.r.IntN(60) == 0 {
		hits = misses
		c.Seen["false work"]++
	}
	if len(hits) == 0 {
		return nil
	}
	return c.Sign(h.Hot, network.Tx{}, c.CommitWork(h.Host, current, hits...))
}

// search tries some nonces of a Host. How many of them are hits follows from the target, which follows from how many were found before.
func (c *Churn) search(current uint64, h *churner) (hits, misses []uint64) {
	c.t.Helper()
	if c.verifier == nil || c.sprint.Sprint.Epoch != current {
		c.sprint = c.Target(current)
		weights, err := sprintwork.Expand(sprintwork.Epoch{
			Chain: c.ChainID, Number: current, Beacon: [sprintwork.BeaconSize]byte(c.sprint.Beacon),
		}, c.sprint.Params.Shape())
		require.NoError(c.t, err)
		c.verifier = sprintwork.NewVerifier(weights)
	}
	first := c.r.Uint64N(1_000_000)
	last := first + 4 + c.r.Uint64N(16)
	for nonce := first; nonce < last; nonce++ {
		if sprintwork.IsHit(c.verifier.Digest(h.Operator.Address, nonce), c.sprint.Sprint.Target, 0) {
			hits = append(hits, nonce)
		} else {
			misses = append(misses, nonce)
		}
	}
	return hits, misses
}

// accuse lets CometBFT report a double signature now and then: of any Host, under any of its keys, here or retired, of now or of long ago.
func (c *Churn) accuse(current uint64) *churner {
	if c.r.IntN(90) > 0 {
		return nil
	}
	h := c.hosts[c.r.IntN(len(c.hosts))]
	height := max(1, c.Height-c.r.Int64N(5*17))
	host := h.keys[c.r.IntN(len(h.keys))]
	switch c.r.IntN(4) {
	case 0:
		c.AttackEvidence(host.Validator(), height)
	case 1:
		c.Evidence(host, height)
		c.Evidence(host, height)
	default:
		c.Evidence(host, height)
	}
	return h
}

// chooseAbsent decides who doesn't vote for the last block, always less than a third of the power: with more missing there is no block.
func (c *Churn) chooseAbsent() {
	starts := 40
	if c.storm {
		starts = 6
	}
	var absent []network.Host
	// Those who are late for longest come first, so that somebody is absent for long enough.
	order := slices.Clone(c.hosts)
	slices.SortStableFunc(order, func(a, b *churner) int { return int(a.absentUntil - b.absentUntil) })
	missing, total := int64(0), int64(0)
	for _, v := range c.Signers().Validators {
		total += v.VotingPower
	}
	for _, h := range order {
		if h.absentUntil <= c.Height && c.r.IntN(starts) == 0 {
			h.absentUntil = c.Height + 2 + c.r.Int64N(12)
		}
		if h.absentUntil <= c.Height {
			continue
		}
		power := int64(0)
		for _, host := range h.keys {
			if _, v := c.Signers().GetByAddress(host.Validator()); v != nil {
				power += v.VotingPower
			}
		}
		if 3*(missing+power) < total {
			missing += power
			absent = append(absent, h.keys...)
		}
	}
	c.Absent(absent...)
}
