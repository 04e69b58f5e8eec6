package network

import (
	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

// Target is what the chain tells a prover of the Sprint at the end of an epoch.
func (n *Network) Target(epoch uint64) sprinttypes.QueryTargetResponse {
	n.t.Helper()
	var answer sprinttypes.QueryTargetResponse
	_, code := n.Query("/pacer.sprint.v1.Query/Target", &sprinttypes.QueryTargetRequest{Epoch: epoch}, &answer)
	require.Zero(n.t, code)
	return answer
}

// Work is what a Host has committed in the Sprint at the end of an epoch.
func (n *Network) Work(host Host, epoch uint64) sprinttypes.QueryWorkResponse {
	n.t.Helper()
	var answer sprinttypes.QueryWorkResponse
	_, code := n.Query("/pacer.sprint.v1.Query/Work", &sprinttypes.QueryWorkRequest{Epoch: epoch, Host: host.Name()}, &answer)
	require.Zero(n.t, code)
	return answer
}

// Hits re-executes nonces from the first on, until it has found so many hits of a Host in the Sprint at the end of an epoch.
func (n *Network) Hits(host Host, epoch, first uint64, count int) []uint64 {
	n.t.Helper()
	return n.search(host, epoch, first, count, true)
}

// Misses is Hits for nonces that are none.
func (n *Network) Misses(host Host, epoch, first uint64, count int) []uint64 {
	n.t.Helper()
	return n.search(host, epoch, first, count, false)
}

func (n *Network) search(host Host, epoch, first uint64, count int, hits bool) (found []uint64) {
	n.t.Helper()
	told := n.Target(epoch)
	require.Len(n.t, told.Beacon, sprintwork.BeaconSize, "the beacon is not known")
	weights, err := sprintwork.Expand(sprintwork.Epoch{
		Chain: n.ChainID, Number: epoch, Beacon: [sprintwork.BeaconSize]byte(told.Beacon),
	}, told.Params.Shape())
	require.NoError(n.t, err)
	verifier := sprintwork.NewVerifier(weights)
	for nonce := first; len(found) < count; nonce++ {
		if sprintwork.IsHit(verifier.Digest(host.Operator.Address, nonce), told.Sprint.Target, 0) == hits {
			found = append(found, nonce)
		}
	}
	return found
}

// CommitWork is a commitment of nonces, signed by the hot key.
func (n *Network) CommitWork(host Host, epoch uint64, nonces ...uint64) *sprinttypes.MsgCommitWork {
	n.t.Helper()
	coded, err := sprintwork.EncodeNonces(nonces)
	require.NoError(n.t, err)
	return &sprinttypes.MsgCommitWork{Signer: host.Hot.Address.String(), Host: host.Name(), Epoch: epoch, Nonces: coded}
}

// ChallengeWork is a challenge of another Host's nonce, signed by the hot key.
func (n *Network) ChallengeWork(host, accused Host, epoch, nonce uint64) *sprinttypes.MsgChallengeWork {
	return &sprinttypes.MsgChallengeWork{
		Signer: host.Hot.Address.String(), Host: host.Name(), Epoch: epoch, Accused: accused.Name(), Nonce: nonce,
	}
}
