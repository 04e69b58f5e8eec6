package keeper_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/reward/types"
)

// start makes four members and a fifth Host without weight, which is no member.
func start(t *testing.T, change func(*genesis.Preset)) *scenario.Chain {
	t.Helper()
	preset := genesis.Local()
	if change != nil {
		change(&preset)
	}
	return scenario.Start(t, network.Config{
		Preset: &preset, Weights: []uint64{250_000_000, 250_000_000, 250_000_000, 250_000_000, 0},
	})
}

// settled goes to the cutoff of the current epoch, at whose end it is settled.
func settled(c *scenario.Chain) {
	_, schedule := c.Epoch()
	c.To(max(c.Height, schedule.Cutoff))
}

func rewardFor(t *testing.T, c *scenario.Chain, host network.Host, epoch uint64) types.Reward {
	t.Helper()
	var answer types.QuerySettlementResponse
	_, code := c.Query("/pacer.reward.v1.Query/Settlement", &types.QuerySettlementRequest{Epoch: epoch, Host: host.Name()}, &answer)
	require.Zero(t, code)
	return answer.Reward
}

func totals(t *testing.T, c *scenario.Chain) types.Totals {
	t.Helper()
	var answer types.QueryTotalsResponse
	_, code := c.Query("/pacer.reward.v1.Query/Totals", &types.QueryTotalsRequest{}, &answer)
	require.Zero(t, code)
	require.Equal(t, answer.Totals.Supply(answer.BurnedLeafFees), answer.Supply)
	require.Equal(t, answer.Totals.Pool(), answer.Pool)
	require.Equal(t, math.NewInt(5*network.Stake), answer.Stake)
	return answer.Totals
}

// The story of the first reward: refused with the duties that are missing, repaired, paid once.
func TestClaimIsRefusedRepairedAndPaidOnce(t *testing.T) {
	c := start(t, nil)
	c.Commit(40, c.Hosts[:4]...)
	host := c.Hosts[1]
	duties := c.Duties(host, 0)
	require.Greater(t, len(duties), 12)
	settled(c)
	require.Equal(t, types.REWARD_STATE_CLAIMABLE, rewardFor(t, c, host, 0).State)
	require.Equal(t, int64(25_000_000_000), rewardFor(t, c, host, 0).Amount.Int64())

	refused := c.Refused(types.ErrDutiesMissing, host.Hot, c.Claim(host, 0))
	names := make([]string, 10)
	for i := range names {
		names[i] = fmt.Sprintf("%d/%d", duties[i].Batch, duties[i].Index)
	}
	require.Contains(t, refused.Log, fmt.Sprintf("%d of %d: %s, …", len(duties), len(duties), strings.Join(names, ", ")))

	c.Submit(host, 0, duties[2:]...)
	refused = c.Refused(types.ErrDutiesMissing, host.Hot, c.Claim(host, 0))
	require.Contains(t, refused.Log, fmt.Sprintf("2 of %d: %s, %s: ", len(duties), names[0], names[1]))
	c.Submit(host, 0, duties[:2]...)

	result := c.Must(host.Hot, c.Claim(host, 0))
	answer := network.Response[types.MsgClaimRewardResponse](c.Network, result)
	require.Equal(t, types.REWARD_STATE_PAID, answer.State)
	require.Equal(t, uint64(len(duties)), answer.Duties)
	require.Equal(t, answer.Amount, c.Balance(c.Payout(host)))
	reward := rewardFor(t, c, host, 0)
	require.Equal(t, types.REWARD_STATE_PAID, reward.State)
	require.Equal(t, c.Height, reward.ClaimedHeight)
	require.Equal(t, c.Height, reward.FinalHeight)

	c.Refused(types.ErrAlreadyClaimed, host.Hot, c.Claim(host, 0))
	c.Refused(types.ErrAlreadyClaimed, host.Operator, func() sdk.Msg {
		again := c.Claim(host, 0)
		again.Signer = host.Name()
		return again
	}())
	require.Equal(t, int64(25_000_000_000), totals(t, c).Paid.Int64())
	require.Equal(t, int64(75_000_000_000), totals(t, c).Claimable.Int64())
}

func TestRefusedClaims(t *testing.T) {
	c := start(t, nil)
	c.Commit(40, c.Hosts[:4]...)
	host, other := c.Hosts[1], c.Hosts[2]
	c.DoDuties(host, 0)
	c.Refused(types.ErrNotSettled, host.Hot, c.Claim(host, 0))
	settled(c)
	otherChain, err := host.Secret("pacer-test-2", 0, c.Beacon(0))
	require.NoError(t, err)
	otherEpoch, err := host.Secret(c.ChainID, 1, c.Beacon(0))
	require.NoError(t, err)
	otherBeacon, err := host.Secret(c.ChainID, 0, make([]byte, 32))
	require.NoError(t, err)
	good := c.Secret(host, 0)
	changed := func(change func(secret []byte)) []byte {
		secret := append([]byte(nil), good...)
		change(secret)
		return secret
	}
	infinity := make([]byte, types.SecretSize)
	infinity[0] = 0xc0
	for _, test := range []struct {
		name   string
		want   *errorsmod.Error
		signer network.Account
		change func(*types.MsgClaimReward)
	}{
		{"wrong signer", hosttypes.ErrUnauthorized, c.Authority, nil},
		{"hot key of another Host", hosttypes.ErrUnauthorized, other.Hot, nil},
		{"for another Host", hosttypes.ErrUnauthorized, host.Hot, func(m *types.MsgClaimReward) { m.Host = other.Name() }},
		{"for nobody", hosttypes.ErrUnknownHost, c.Authority, func(m *types.MsgClaimReward) { m.Host = c.Authority.Address.String() }},
		{"malformed host", hosttypes.ErrInvalidAddress, host.Hot, func(m *types.MsgClaimReward) { m.Host = "" }},
		{"epoch that has not begun", types.ErrNotSettled, host.Hot, func(m *types.MsgClaimReward) { m.Epoch = 1 }},
		{"epoch of the far future", types.ErrNotSettled, host.Hot, func(m *types.MsgClaimReward) { m.Epoch = 1<<64 - 1 }},
		{"not a member", types.ErrNotAMember, c.Hosts[4].Hot, func(m *types.MsgClaimReward) { m.Host = c.Hosts[4].Name() }},
		{"no secret", types.ErrInvalidSecret, host.Hot, func(m *types.MsgClaimReward) { m.Secret = nil }},
		{"short secret", types.ErrInvalidSecret, host.Hot, func(m *types.MsgClaimReward) { m.Secret = good[:95] }},
		{"long secret", types.ErrInvalidSecret, host.Hot, func(m *types.MsgClaimReward) { m.Secret = append(good[:96:96], 0) }},
		{"secret of a megabyte", types.ErrInvalidSecret, host.Hot, func(m *types.MsgClaimReward) { m.Secret = make([]byte, 1<<16) }},
		{"zeros", types.ErrInvalidSecret, host.Hot, func(m *types.MsgClaimReward) { m.Secret = make([]byte, 96) }},
		{"point at infinity", types.ErrInvalidSecret, host.Hot, func(m *types.MsgClaimReward) { m.Secret = infinity }},
		{"malformed point", types.ErrInvalidSecret, host.Hot, func(m *types.MsgClaimReward) {
			m.Secret = changed(func(s []byte) { s[40] ^= 1 })
		}},
		{"uncompressed flag", types.ErrInvalidSecret, host.Hot, func(m *types.MsgClaimReward) {
			m.Secret = changed(func(s []byte) { s[0] &^= 0x80 })
		}},
		{"negated point", types.ErrInvalidSecret, host.Hot, func(m *types.MsgClaimReward) {
			m.Secret = changed(func(s []byte) { s[0] ^= 0x20 })
		}},
		{"secret of another key", types.ErrInvalidSecret, host.Hot, func(m *types.MsgClaimReward) { m.Secret = c.Secret(other, 0) }},
		{"secret for another chain", types.ErrInvalidSecret, host.Hot, func(m *types.MsgClaimReward) { m.Secret = otherChain }},
		{"secret of another epoch", types.ErrInvalidSecret, host.Hot, func(m *types.MsgClaimReward) { m.Secret = otherEpoch }},
		{"secret of another beacon", types.ErrInvalidSecret, host.Hot, func(m *types.MsgClaimReward) { m.Secret = otherBeacon }},
	} {
		t.Run(test.name, func(t *testing.T) {
			msg := c.Claim(host, 0)
			if test.change != nil {
				test.change(msg)
			}
			msg.Signer = test.signer.Address.String()
			c.Refused(test.want, test.signer, msg)
		})
	}
	t.Run("signed for another chain", func(t *testing.T) {
		c.RefusedTx(sdkerrors.ErrUnauthorized, c.Sign(host.Hot, network.Tx{ChainID: "pacer-test-2"}, c.Claim(host, 0)))
	})
	t.Run("another's key after all", func(t *testing.T) {
		// What fails is the key alone: the very same message with the right one succeeds.
		c.Must(host.Hot, c.Claim(host, 0))
	})
	t.Run("parameters by a Host", func(t *testing.T) {
		c.Refused(types.ErrUnauthorized, host.Operator, &types.MsgUpdateParams{Authority: host.Name(), Params: types.DefaultParams()})
	})
	t.Run("parameters out of range", func(t *testing.T) {
		bad := types.DefaultParams()
		bad.DecayPpm = 2_000_000
		c.Refused(types.ErrInvalidParams, c.Authority, &types.MsgUpdateParams{Authority: c.Authority.Address.String(), Params: bad})
	})
}

// The same bytes of a claim that succeeded, and two claims in one block, pay once.
func TestClaimTwiceInOneBlockPaysOnce(t *testing.T) {
	c := start(t, nil)
	settled(c)
	host := c.Hosts[0]
	first, second := c.Sign(host.Hot, network.Tx{}, c.Claim(host, 0)), c.Sign(host.Hot, network.Tx{}, c.Claim(host, 0))
	results := c.Next(first, second).TxResults
	require.Zero(t, results[0].Code, results[0].Log)
	require.Equal(t, types.ErrAlreadyClaimed.ABCICode(), results[1].Code)
	require.Equal(t, types.ModuleName, results[1].Codespace)
	before := c.State()
	require.NotZero(t, c.Next(first).TxResults[0].Code)
	c.Unchanged(before)
	require.Equal(t, int64(25_000_000_000), c.Balance(c.Payout(host)).Int64())
}

// A convicted Host's claim is refused before its duties are looked at. Nothing convicts yet but an imported state.
func TestClaimOfAConvictedHostIsRefused(t *testing.T) {
	c := start(t, nil)
	c.Commit(40, c.Hosts[:4]...)
	settled(c)
	host := c.Hosts[0]
	convicted := c.ImportEdited(network.Config{}, func(state map[string]string) {
		state["validation"] = strings.Replace(state["validation"], `"convictions": []`,
			fmt.Sprintf(`"convictions": [{"epoch": "0", "host": %q}]`, host.Name()), 1)
	})
	convicted.Refused(types.ErrConvicted, host.Hot, convicted.Claim(host, 0))
	convicted.Refused(types.ErrDutiesMissing, c.Hosts[1].Hot, convicted.Claim(c.Hosts[1], 0))
}

// A successful claim gives back what its transaction paid, up to claim_rebate, to the account that paid: here the operator.
func TestRebateGoesToWhoeverPaidTheFee(t *testing.T) {
	c := start(t, func(p *genesis.Preset) { p.Reward.ClaimRebate = 1_500 })
	c.NextEpoch()
	settled(c)
	host := c.Hosts[0]
	before := c.Balance(host.Operator.Address)
	// A fee below the rebate comes back whole.
	result := c.Next(c.Sign(host.Hot, network.Tx{Gas: 1_000_000}, c.Claim(host, 0))).TxResults[0]
	require.Zero(t, result.Code, result.Log)
	require.Equal(t, int64(1_000), network.Response[types.MsgClaimRewardResponse](c.Network, result).Rebate.Int64())
	require.Equal(t, before, c.Balance(host.Operator.Address))
	require.Zero(t, c.Balance(host.Hot.Address).Int64())

	// A fee above it comes back in part; the operator pays by itself.
	claim := c.Claim(host, 1)
	claim.Signer = host.Name()
	result = c.Next(c.Sign(host.Operator, network.Tx{Gas: 2_000_000}, claim)).TxResults[0]
	require.Zero(t, result.Code, result.Log)
	require.Equal(t, before.SubRaw(500), c.Balance(host.Operator.Address))
	require.Equal(t, int64(2_500), totals(t, c).Rebates.Int64())

	// A claim that fails gives nothing back.
	c.Refused(types.ErrAlreadyClaimed, host.Operator, claim)
	require.Equal(t, before.SubRaw(2_500), c.Balance(host.Operator.Address))

	// Two claims in one transaction share its fee.
	second := c.Hosts[1]
	before = c.Balance(second.Operator.Address)
	result = c.Next(c.Sign(second.Hot, network.Tx{Gas: 2_000_000}, c.Claim(second, 0), c.Claim(second, 1))).TxResults[0]
	require.Zero(t, result.Code, result.Log)
	require.Equal(t, before, c.Balance(second.Operator.Address))
	require.Equal(t, int64(4_500), totals(t, c).Rebates.Int64())
	require.Equal(t, int64(1_500), rewardFor(t, c, second, 0).Rebate.Int64())
	require.Equal(t, int64(500), rewardFor(t, c, second, 1).Rebate.Int64())
}

// Gas of a claim is what ClaimCost says plus a constant, whatever the number of headers.
func TestClaimCostIsExact(t *testing.T) {
	rest := map[int64]bool{}
	for _, rounds := range []int{0, 1, 4, 9} {
		c := start(t, nil)
		for range rounds {
			c.Commit(17, c.Hosts[:4]...)
			c.To(c.Height + 4)
		}
		host := c.Hosts[2]
		// The account's first transaction stores its public key.
		c.Refused(types.ErrNotSettled, host.Hot, c.Claim(host, 0))
		c.DoDuties(host, 0)
		settled(c)
		ask := func() types.QueryClaimCostResponse {
			var cost types.QueryClaimCostResponse
			_, code := c.Query("/pacer.reward.v1.Query/ClaimCost", &types.QueryClaimCostRequest{Epoch: 0, Host: host.Name()}, &cost)
			require.Zero(t, code)
			return cost
		}
		cost := ask()
		require.True(t, cost.Settled)
		require.Equal(t, uint64(4*rounds), cost.Headers)
		for range 12 {
			c.Next()
		}
		require.Equal(t, cost, ask(), "constant after the settlement")
		result := c.Must(host.Hot, c.Claim(host, 0))
		rest[result.GasUsed-int64(cost.Gas)] = true
		require.Equal(t, cost, ask(), "constant after the claim")
	}
	// Balances and totals of other lengths move it by a few bytes of state; headers and duties don't.
	least, most := int64(1<<62), int64(0)
	for gas := range rest {
		least, most = min(least, gas), max(most, gas)
	}
	require.Less(t, most-least, int64(200), "gas used − ClaimCost: %v", rest)
}
