package simulation

import (
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/pacer-network/pacer/chain/tests/network"
	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
)

// host is a Host that acts.
type host struct {
	network.Host
	number int
	// hot is the hot key in force.
	hot network.Account
	// lazy Hosts validate nothing in every other epoch: their rewards of those are burned.
	lazy bool
}

// moment is the committed state from which the next block is planned.
type moment struct {
	epoch    uint64
	schedule epochtypes.Schedule
	// height is that of the next block.
	height   int64
	ctx      sdk.Context
	boundary bool
}

// recordEpoch is the epoch that batches of the next block carry (protocol §2).
func (m moment) recordEpoch() uint64 {
	if m.height >= m.schedule.Tail {
		return m.epoch + 1
	}
	return m.epoch
}

// action is a transaction and what has to become of it.
type action struct {
	kind   string
	signer network.Account
	msgs   []sdk.Msg
	// ordered transactions use a sequence in place of a timeout.
	ordered bool
	// gas limit, if the usual one may not do.
	gas uint64
	// wrong ones have to fail; sdk says that it is the SDK that refuses them, and not one of our modules.
	wrong, sdk bool
	// raw is a transaction that is signed already.
	raw []byte
	// done is called with the result of one that succeeded.
	done func(*abci.ExecTxResult)
}

// signer returns one of a Host's two accounts, more often the hot one, and whether the transaction is to be ordered.
func (s *Simulation) signer(h *host) (network.Account, bool) {
	if s.r.IntN(10) < 7 {
		return h.hot, s.r.IntN(10) == 0
	}
	return h.Operator, s.r.IntN(3) == 0
}

// other returns another Host.
func (s *Simulation) other(h *host) *host {
	return s.hosts[(h.number+1+s.r.IntN(len(s.hosts)-1))%len(s.hosts)]
}

type secretKey struct {
	host  int
	epoch uint64
}

// secret is the Host's σ of an epoch whose beacon is known.
func (s *Simulation) secret(h *host, epoch uint64) []byte {
	key := secretKey{h.number, epoch}
	if s.secrets[key] == nil {
		secret, err := h.Secret(s.ChainID, epoch, s.Beacon(epoch))
		require.NoError(s.t, err)
		s.secrets[key] = secret
	}
	return s.secrets[key]
}

// name returns a name that was not used before.
func (s *Simulation) name(what string) string {
	s.serial++
	return fmt.Sprintf("%s %d", what, s.serial)
}

// bytes returns random bytes.
func (s *Simulation) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(s.r.Uint32())
	}
	return b
}

// act lets a Host do something, if there is something to do.
func (s *Simulation) act(now moment, h *host) (action, bool) {
	for _, kind := range s.order() {
		if a, ok := kind(now, h); ok {
			return a, true
		}
	}
	return action{}, false
}

// order returns the kinds of actions to be tried, by chance.
func (s *Simulation) order() []func(moment, *host) (action, bool) {
	all := []func(moment, *host) (action, bool){s.commitBatch, s.submitResults, s.claim}
	s.r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	switch chance := s.r.IntN(100); {
	case chance < 12:
		return slices.Insert(all, 0, s.manage)
	case chance < 20:
		return slices.Insert(all, 0, s.misbehave)
	}
	return all
}
