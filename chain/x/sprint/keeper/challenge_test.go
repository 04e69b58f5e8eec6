package keeper_test

import (
	"math"
	"slices"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// bond is what a lost challenge costs in these tests.
const bond = 5_000_000

// forged is a network in which every Host has committed 20 hits but the last, one of whose twenty nonces is none. The chain's own samples
// are done, and have missed it.
func forged(t *testing.T, change func(*genesis.Preset)) (c *scenario.Chain, wrong uint64) {
	t.Helper()
	c = compute(t, func(p *genesis.Preset) {
		p.Sprint.ChallengeBond = bond
		if change != nil {
			change(p)
		}
	})
	for _, host := range c.Hosts[:3] {
		commit(t, c, host, c.Hits(host, 0, 0, 20)...)
	}
	cheat := c.Hosts[3]
	hits := c.Hits(cheat, 0, 0, 19)
	wrong = c.Misses(cheat, 0, hits[18]+1, 1)[0]
	commit(t, c, cheat, append(hits, wrong)...)
	c.To(c.Target(0).ComputeEnd + 3)
	require.True(t, c.Target(0).Sprint.Checked)
	require.False(t, c.Work(cheat, 0).Work.Guilty(), "the samples of these fixed block hashes miss the nonce")
	return c, wrong
}

// challenge delivers a challenge and returns what the chain answers.
func challenge(t *testing.T, c *scenario.Chain, host, accused network.Host, nonce uint64) types.MsgChallengeWorkResponse {
	t.Helper()
	result := c.Next(c.Sign(host.Hot, network.Tx{Gas: network.ChallengeGas}, c.ChallengeWork(host, accused, 0, nonce))).TxResults[0]
	require.Zero(t, result.Code, result.Log)
	return *network.Response[types.MsgChallengeWorkResponse](c.Network, result)
}

// stakeOf is a Host's stake as it is now.
func stakeOf(t *testing.T, c *scenario.Chain, host network.Host) sdkmath.Int {
	t.Helper()
	h, err := c.App.Host.Host(c.Context(), host.Operator.Address)
	require.NoError(t, err)
	return h.Stake
}

// weightOf is a Host's weight as a member of an epoch; 0 if it is none.
func weightOf(t *testing.T, c *scenario.Chain, host network.Host, epoch uint64) uint64 {
	t.Helper()
	m, _, err := c.App.Host.Member(c.Context(), epoch, host.Operator.Address)
	require.NoError(t, err)
	return m.Weight
}

// One honest checker suffices: one false nonce of twenty costs the whole weight and a fifth of the stake, and who reported it gets a part.
func TestOneFalseNonceCostsTheWeightAndAFifthOfTheStake(t *testing.T) {
	c, nonce := forged(t, nil)
	checker, cheat := c.Hosts[0], c.Hosts[3]
	before, stake := c.Balance(checker.Operator.Address), stakeOf(t, c, cheat)
	answer := challenge(t, c, checker, cheat, nonce)
	require.True(t, answer.Guilty)
	require.Len(t, answer.Digest, 32)
	slashed := stake.Sub(stakeOf(t, c, cheat))
	require.Equal(t, sdkmath.NewInt(network.Stake/5), slashed)
	params, err := c.App.Host.LiveParams(c.Context())
	require.NoError(t, err)
	reported := slashed.MulRaw(int64(params.ReporterPpm)).QuoRaw(1_000_000)
	require.True(t, reported.IsPositive())
	gain := c.Balance(checker.Operator.Address).Sub(before).Add(c.MinFee(network.ChallengeGas).AmountOf(network.Denom))
	require.Equal(t, reported.String(), gain.String())
	work := c.Work(cheat, 0)
	require.Equal(t, c.Height, work.Work.GuiltyHeight)
	require.Equal(t, nonce, work.Work.GuiltyNonce)
	require.False(t, work.Eligible)

	// A second one of the same Sprint is refused before anything is re-executed.
	unchanged(t, c, types.ErrAlreadyGuilty, c.Hosts[1].Hot, c.ChallengeWork(c.Hosts[1], cheat, 0, nonce))
	c.NextEpoch()
	require.Zero(t, weightOf(t, c, cheat, 1))
	for _, host := range c.Hosts[:3] {
		require.Equal(t, uint64(333_333_333), weightOf(t, c, host, 1))
	}
	require.Len(t, c.NextValidators().Validators, 3)
	settled := c.Target(0).Sprint
	require.Equal(t, uint64(60), settled.SettledWork)
	require.False(t, settled.Kept)
}

// Found after the settlement, it takes the weight of the epoch that follows.
func TestLateChallengeTakesTheWeightOfTheEpochAfter(t *testing.T) {
	c, nonce := forged(t, nil)
	checker, cheat := c.Hosts[0], c.Hosts[3]
	c.NextEpoch()
	require.Equal(t, uint64(250_000_000), weightOf(t, c, cheat, 1))
	answer := challenge(t, c, checker, cheat, nonce)
	require.True(t, answer.Guilty)
	require.Equal(t, uint64(250_000_000), weightOf(t, c, cheat, 1))
	require.Len(t, c.NextValidators().Validators, 4)
	c.OpenBeacon()
	unchanged(t, c, types.ErrNotEligible, cheat.Hot, c.CommitWork(cheat, 1, 1))
	for _, host := range c.Hosts[:3] {
		commit(t, c, host, c.Hits(host, 1, 0, 5)...)
	}
	c.NextEpoch()
	require.Zero(t, weightOf(t, c, cheat, 2))
	require.Len(t, c.NextValidators().Validators, 3)
}

// A nonce can be challenged up to the block before S_{N+2}.
func TestChallengesOutsideTheirTimeAreRefused(t *testing.T) {
	c := compute(t, func(p *genesis.Preset) { p.Sprint.ChallengeBond = bond })
	checker, other := c.Hosts[0], c.Hosts[3]
	hits := c.Hits(other, 0, 0, 2)
	commit(t, c, other, hits...)
	msg := c.ChallengeWork(checker, other, 0, hits[0])
	ahead := c.ChallengeWork(checker, other, 1, hits[0])
	unchanged(t, c, types.ErrEpochNotBegun, checker.Hot, ahead)
	told := c.Target(0)
	c.To(told.ComputeEnd - 1)
	unchanged(t, c, types.ErrTooEarly, checker.Hot, msg)
	require.Zero(t, told.ChallengeUntil)
	require.False(t, challenge(t, c, checker, other, hits[0]).Guilty)
	c.NextEpoch()
	refused(c, types.ErrSprintNotBegun, t, checker.Hot, ahead)
	c.OpenBeacon()
	_, schedule := c.Epoch()
	require.Equal(t, schedule.NextStart-1, c.Target(0).ChallengeUntil)
	c.To(schedule.NextStart - 2)
	require.False(t, challenge(t, c, checker, other, hits[0]).Guilty)
	refused(c, types.ErrSprintOver, t, checker.Hot, msg)
	current, _ := c.Epoch()
	require.Equal(t, uint64(2), current)
}

// A challenge that proves nothing succeeds as a message, and costs the bond each time, up to a limit.
func TestLostChallengeCostsTheBond(t *testing.T) {
	c, _ := forged(t, func(p *genesis.Preset) {
		p.Sprint.MaxLostChallenges = 2
		p.Epoch.ChallengeSpan, p.Epoch.SprintSpan, p.Epoch.EpochLength = 20, 31, 103
	})
	checker, honest := c.Hosts[0], c.Hosts[1]
	stake := stakeOf(t, c, honest)
	hits := c.Hits(honest, 0, 0, 3)
	for i, nonce := range hits[:2] {
		before := c.Balance(checker.Operator.Address)
		pool, err := c.App.Host.Pool(c.Context(), 1)
		require.NoError(t, err)
		answer := challenge(t, c, checker, honest, nonce)
		require.False(t, answer.Guilty)
		cost := before.Sub(c.Balance(checker.Operator.Address)).Sub(c.MinFee(network.ChallengeGas).AmountOf(network.Denom))
		require.Equal(t, int64(bond), cost.Int64())
		after, err := c.App.Host.Pool(c.Context(), 1)
		require.NoError(t, err)
		require.Equal(t, int64(bond), after.Sub(pool).Int64())
		require.Equal(t, []types.LostChallenges{{Host: checker.Name(), Count: uint32(i + 1)}}, c.Sprint().LostChallenges)
	}
	unchanged(t, c, types.ErrTooManyChallenges, checker.Hot, c.ChallengeWork(checker, honest, 0, hits[2]))
	// Others may go on.
	require.False(t, challenge(t, c, c.Hosts[2], honest, hits[2]).Guilty)
	require.Equal(t, stake, stakeOf(t, c, honest))
	require.False(t, c.Work(honest, 0).Work.Guilty())
}

func TestChallengesAgainstTheRulesAreRefused(t *testing.T) {
	c, nonce := forged(t, func(p *genesis.Preset) {
		p.Epoch.ChallengeSpan, p.Epoch.SprintSpan, p.Epoch.EpochLength = 30, 41, 113
	})
	checker, cheat := c.Hosts[0], c.Hosts[3]
	hits := c.Hits(cheat, 0, 0, 19)
	unchanged(t, c, types.ErrOwnWork, cheat.Hot, c.ChallengeWork(cheat, cheat, 0, nonce))
	posted := append(slices.Clone(hits), nonce)
	for _, not := range []uint64{hits[0] - 1, hits[7] + 1, nonce - 1, nonce + 1, math.MaxUint64} {
		if !slices.Contains(posted, not) {
			unchanged(t, c, types.ErrNotCommitted, checker.Hot, c.ChallengeWork(checker, cheat, 0, not))
		}
	}
	stranger := c.ChallengeWork(checker, cheat, 0, nonce)
	stranger.Accused = c.Authority.Address.String()
	unchanged(t, c, types.ErrNotCommitted, checker.Hot, stranger)
	stranger.Accused = "nobody"
	unchanged(t, c, hosttypes.ErrInvalidAddress, checker.Hot, stranger)
	stolen := c.ChallengeWork(checker, cheat, 0, nonce)
	stolen.Signer = c.Hosts[1].Hot.Address.String()
	unchanged(t, c, hosttypes.ErrUnauthorized, c.Hosts[1].Hot, stolen)

	// Without the bond nothing is re-executed.
	poor := c.Hosts[1]
	fees := c.MinFee(network.DefaultGas).AmountOf(network.Denom).Add(c.MinFee(network.SprintGas).AmountOf(network.Denom))
	all := c.Balance(poor.Operator.Address).Sub(fees).SubRaw(bond - 1)
	c.Must(poor.Operator, &banktypes.MsgSend{
		FromAddress: poor.Name(), ToAddress: checker.Name(), Amount: sdk.NewCoins(sdk.NewCoin(network.Denom, all)),
	})
	unchanged(t, c, types.ErrBondMissing, poor.Hot, c.ChallengeWork(poor, cheat, 0, nonce))
	require.True(t, challenge(t, c, checker, cheat, nonce).Guilty)
}

// A challenge is alone in its transaction, and of no other message inside, so that those of a block can be counted.
func TestChallengesStandAlone(t *testing.T) {
	c, nonce := forged(t, nil)
	checker, cheat := c.Hosts[0], c.Hosts[3]
	msg := c.ChallengeWork(checker, cheat, 0, nonce)
	refused(c, types.ErrNotAlone, t, checker.Hot, msg, msg)
	byOperator := *msg
	byOperator.Signer = checker.Name()
	nested := authz.NewMsgExec(checker.Operator.Address, []sdk.Msg{&byOperator})
	unchanged(t, c, types.ErrNotAlone, checker.Operator, &nested)
	require.False(t, c.Work(cheat, 0).Work.Guilty())
}

// What a challenge costs is told in advance, whatever comes of it.
func TestGasOfChallengesIsToldInAdvance(t *testing.T) {
	c, nonce := forged(t, nil)
	checker, cheat := c.Hosts[0], c.Hosts[3]
	hits := c.Hits(cheat, 0, 0, 2)
	used := func(nonce uint64) int64 {
		result := c.Next(c.Sign(checker.Hot, network.Tx{Gas: network.ChallengeGas}, c.ChallengeWork(checker, cheat, 0, nonce))).TxResults[0]
		require.Zero(t, result.Code, result.Log)
		return result.GasUsed
	}
	used(hits[0])
	lost := used(hits[1])
	won := used(nonce)
	require.InDelta(t, lost, won, 100)
	told := int64(c.Target(0).ChallengeGas)
	require.Equal(t, int64(types.ChallengeGas(c.Target(0).Params.Shape())), told)
	require.Greater(t, won, told)
	require.Less(t, won, told+400_000)
}

// The event says who was found guilty by whom, and what it cost.
func TestGuiltIsTold(t *testing.T) {
	c, nonce := forged(t, nil)
	result := c.Next(c.Sign(c.Hosts[0].Hot, network.Tx{Gas: network.ChallengeGas}, c.ChallengeWork(c.Hosts[0], c.Hosts[3], 0, nonce)))
	event := eventOf[types.EventGuilty](t, result.TxResults[0].Events)
	require.Equal(t, c.Hosts[3].Name(), event.Host)
	require.Equal(t, c.Hosts[0].Name(), event.Challenger)
	require.Equal(t, nonce, event.Nonce)
	require.Equal(t, uint64(1), event.WeightEpoch)
	require.Equal(t, "200000000", event.Slashed)
}

// eventOf returns the only event of a type.
func eventOf[T any, P interface {
	*T
	proto.Message
}](t *testing.T, events []abci.Event) (found T) {
	t.Helper()
	count := 0
	for _, event := range events {
		if event.Type != proto.MessageName(P(&found)) {
			continue
		}
		// The SDK adds to each event of a message which message it was.
		event.Attributes = slices.DeleteFunc(event.Attributes, func(a abci.EventAttribute) bool { return a.Key == "msg_index" || a.Key == "mode" })
		parsed, err := sdk.ParseTypedEvent(event)
		require.NoError(t, err)
		found = *parsed.(P)
		count++
	}
	require.Equal(t, 1, count)
	return found
}
