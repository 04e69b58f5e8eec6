package scenario

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
)

// Dispute is a network of eight Hosts after the compute window of epoch 0, whose work can be challenged. The last one has forged a nonce that
// the chain's own samples have missed.
type Dispute struct {
	*Chain
	Cheat network.Host
	// Wrong is the forged nonce, Right are everybody's hits, by the number of the Host.
	Wrong uint64
	Right [][]uint64
}

// disputeHits is how many hits each Host has, the forger ten times as many: so the samples miss what it forged.
const disputeHits = 30

// StartDispute makes one. The preset may be changed; change may be nil.
func StartDispute(t testing.TB, change func(*genesis.Preset)) *Dispute {
	t.Helper()
	preset := genesis.Local()
	preset.Sprint.FirstTarget, preset.Sprint.SamplesPerBlock = 1<<62, 16
	if change != nil {
		change(&preset)
	}
	weights := make([]uint64, 8)
	for i := range weights {
		weights[i] = 125_000_000
	}
	d := &Dispute{Chain: Start(t, network.Config{Preset: &preset, Weights: weights})}
	d.Cheat = d.Hosts[len(d.Hosts)-1]
	d.OpenBeacon()
	var txs [][]byte
	for _, host := range d.Hosts {
		count := disputeHits
		if host.Name() == d.Cheat.Name() {
			count *= 10
		}
		nonces := d.Hits(host, 0, 0, count)
		d.Right = append(d.Right, nonces)
		if host.Name() == d.Cheat.Name() {
			d.Wrong = d.Misses(host, 0, nonces[count-1]+1, 1)[0]
			nonces = append(nonces[:count:count], d.Wrong)
		}
		txs = append(txs, d.Sign(host.Hot, network.Tx{}, d.CommitWork(host, 0, nonces...)))
	}
	for _, result := range d.Next(txs...).TxResults {
		d.succeeds(result)
	}
	d.To(d.Target(0).ComputeEnd + 2)
	require.True(t, d.Target(0).Sprint.Checked)
	require.False(t, d.Work(d.Cheat, 0).Work.Guilty())
	return d
}

// Accuse signs a challenge of a nonce by a Host.
func (d *Dispute) Accuse(by, accused network.Host, nonce uint64) []byte {
	d.t.Helper()
	return d.AccuseTx(network.Tx{Gas: network.ChallengeGas}, by, accused, nonce)
}

// AccuseTx is Accuse in a transaction of its own kind.
func (d *Dispute) AccuseTx(tx network.Tx, by, accused network.Host, nonce uint64) []byte {
	d.t.Helper()
	return d.Sign(by.Hot, tx, d.ChallengeWork(by, accused, 0, nonce))
}

// Falsely signs a challenge of one of a Host's right nonces.
func (d *Dispute) Falsely(by, accused int) []byte {
	d.t.Helper()
	return d.Accuse(d.Hosts[by], d.Hosts[accused], d.Right[accused][by])
}

// ChallengeNeed is what the handler of a challenge charges.
func (d *Dispute) ChallengeNeed() uint64 {
	d.t.Helper()
	return hosttypes.AuthorizeGas + sprinttypes.ChallengeBaseGas() + d.Target(0).ChallengeGas
}

// Spend returns the operator's transaction that leaves a Host so much, less the fees of what it sends after that.
func (d *Dispute) Spend(host network.Host, left math.Int) []byte {
	d.t.Helper()
	fee := d.MinFee(network.DefaultGas).AmountOf(network.Denom)
	amount := d.Balance(host.Operator.Address).Sub(fee).Sub(left)
	return d.Sign(host.Operator, network.Tx{}, &banktypes.MsgSend{
		FromAddress: host.Name(), ToAddress: d.Authority.Address.String(), Amount: sdk.NewCoins(sdk.NewCoin(network.Denom, amount)),
	})
}
