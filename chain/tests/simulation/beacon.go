package simulation

import (
	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/tests/network"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

// makeBeacon lets a Host do its part for the next beacon, if it is time: early or late by chance, so that closes are put off and epochs
// stretch; now and then wrong; and lazy Hosts are absent from every third round.
func (s *Simulation) makeBeacon(now moment, h *host, idle bool) (action, bool) {
	if !s.config.BeaconFirst && (idle || s.r.IntN(100) < 40 || (h.lazy && now.epoch%3 == 0)) {
		return action{}, false
	}
	part, ok, err := s.App.Sprint.Contribution(now.ctx, now.epoch, h.Operator.Address)
	require.NoError(s.t, err)
	if !ok || now.boundary {
		return action{}, false
	}
	round := s.Round()
	closes := now.height >= now.schedule.DealClose && round.Dealable()
	switch from := round.OpenFrom(now.schedule.Cutoff); {
	case now.height >= now.schedule.DealOpen && !round.Closed() && !closes && part.DealtHeight == 0 && part.Attempts < s.attempts(now):
		return s.deal(h, part), true
	case from != 0 && now.height >= from && part.OpenedHeight == 0:
		return s.open(h), true
	}
	return action{}, false
}

func (s *Simulation) attempts(now moment) uint32 {
	params, err := s.App.Sprint.ParamsOf(now.ctx, now.epoch)
	require.NoError(s.t, err)
	return params.MaxAttempts
}

// deal is the Host's dealing, or as long as attempts are left one with a byte changed.
func (s *Simulation) deal(h *host, part sprinttypes.Contribution) action {
	signer, ordered := s.signer(h)
	msg := s.Dealing(h.Host)
	msg.Signer = signer.Address.String()
	a := action{kind: "Deal", signer: signer, ordered: ordered, gas: network.SprintGas, msgs: msgs(msg)}
	if part.Attempts == 0 && s.r.IntN(6) == 0 {
		a.kind, a.wrong = "wrong dealing", true
		msg.Dealing[s.r.IntN(len(msg.Dealing))] ^= byte(1 + s.r.IntN(255))
	}
	return a
}

// open is the Host's opening, or one with a byte changed.
func (s *Simulation) open(h *host) action {
	signer, ordered := s.signer(h)
	msg := s.Opening(h.Host)
	msg.Signer = signer.Address.String()
	a := action{kind: "Open", signer: signer, ordered: ordered, gas: network.SprintGas, msgs: msgs(msg)}
	if s.r.IntN(6) == 0 {
		a.kind, a.wrong = "wrong opening", true
		msg.Opening[s.r.IntN(len(msg.Opening))] ^= byte(1 + s.r.IntN(255))
	}
	return a
}
