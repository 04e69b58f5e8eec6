package simulation

import (
	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/network"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
)

// claim claims the Host's oldest reward that can be claimed, if its duties are done; if not, a claim now and then has to be refused.
func (s *Simulation) claim(now moment, h *host) (action, bool) {
	for _, epoch := range []uint64{now.epoch - 1, now.epoch} {
		if epoch > now.epoch {
			continue
		}
		reward, found, err := s.App.Reward.Reward(now.ctx, epoch, h.Operator.Address)
		require.NoError(s.t, err)
		if !found || reward.State != rewardtypes.REWARD_STATE_CLAIMABLE || s.r.IntN(4) == 0 {
			continue
		}
		settled := s.settled(epoch)
		missing := len(s.missing(now, h, epoch))
		if !settled || (missing > 0 && s.r.IntN(4) > 0) {
			continue
		}
		signer, ordered := s.signer(h)
		a := action{
			kind: "ClaimReward", signer: signer, ordered: ordered, wrong: missing > 0, gas: s.claimGas(h, epoch),
			msgs: msgs(&rewardtypes.MsgClaimReward{Signer: signer.Address.String(), Host: h.Name(), Epoch: epoch, Secret: s.secret(h, epoch)}),
			done: func(result *abci.ExecTxResult) {
				response := network.Response[rewardtypes.MsgClaimRewardResponse](s.Network, result)
				require.Equal(s.t, reward.Amount, response.Amount)
			},
		}
		if a.wrong {
			a.kind = "ClaimReward with duties missing"
		}
		return a, true
	}
	return action{}, false
}

// settled asks whether an epoch is settled.
func (s *Simulation) settled(epoch uint64) bool {
	var answer rewardtypes.QuerySettlementResponse
	_, code := s.Query("/pacer.reward.v1.Query/Settlement",
		&rewardtypes.QuerySettlementRequest{Host: s.hosts[0].Name(), Epoch: epoch}, &answer)
	return code == 0 && answer.Settled
}

// claimGas is the gas limit of a claim, as an agent computes it: the part that the chain tells in advance and, for all the rest, what any
// message may need.
func (s *Simulation) claimGas(h *host, epoch uint64) uint64 {
	var cost rewardtypes.QueryClaimCostResponse
	_, code := s.Query("/pacer.reward.v1.Query/ClaimCost", &rewardtypes.QueryClaimCostRequest{Host: h.Name(), Epoch: epoch}, &cost)
	require.Zero(s.t, code)
	require.True(s.t, cost.Settled)
	return network.DefaultGas/2 + cost.Gas
}
