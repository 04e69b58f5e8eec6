package network

import (
	abcicli "github.com/cometbft/cometbft/abci/client"
	abci "github.com/cometbft/cometbft/abci/types"
	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/mempool"
	"github.com/cometbft/cometbft/proxy"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/server"
)

// Mempool is CometBFT's own in front of the application, as a proposer has it: fed through CheckTx, rechecked after each block, and handed
// over from its head on for as long as a block has room.
type Mempool struct {
	*mempool.CListMempool
	n *Network
	// block is what the consensus parameters allow.
	block cmttypes.BlockParams
}

// NewMempool returns an empty one. From here on its blocks are the network's: see Next.
func (n *Network) NewMempool() *Mempool {
	n.t.Helper()
	client := abcicli.NewLocalClient(nil, server.NewCometABCIWrapper(n.App))
	require.NoError(n.t, client.Start())
	n.t.Cleanup(func() { require.NoError(n.t, client.Stop()) })
	params := n.App.GetConsensusParams(n.Context()).Block
	block := cmttypes.BlockParams{MaxBytes: params.MaxBytes, MaxGas: params.MaxGas}
	pool := mempool.NewCListMempool(cmtcfg.DefaultMempoolConfig(), proxy.NewAppConnMempool(client, proxy.NopMetrics()), n.Height,
		mempool.WithPostCheck(mempool.PostCheckMaxGas(block.MaxGas)))
	return &Mempool{CListMempool: pool, n: n, block: block}
}

// Send has a transaction checked, and keeps it if that succeeds.
func (m *Mempool) Send(tx []byte) *abci.ResponseCheckTx {
	m.n.t.Helper()
	var answer *abci.ResponseCheckTx
	require.NoError(m.n.t, m.CheckTx(tx, func(r *abci.ResponseCheckTx) { answer = r }, mempool.TxInfo{}))
	require.NotNil(m.n.t, answer, "the local client answers at once")
	return answer
}

// Propose returns what a proposer would put into the next block, which the others have to accept.
func (m *Mempool) Propose() [][]byte {
	m.n.t.Helper()
	reaped := m.ReapMaxBytesMaxGas(m.block.MaxBytes, m.block.MaxGas)
	proposal, err := m.n.App.PrepareProposal(&abci.RequestPrepareProposal{
		Height: m.n.Height + 1, Time: m.n.Time.Add(m.n.blockTime), MaxTxBytes: m.block.MaxBytes, Txs: reaped.ToSliceOfBytes(),
	})
	require.NoError(m.n.t, err)
	verdict, err := m.n.App.ProcessProposal(&abci.RequestProcessProposal{
		Height: m.n.Height + 1, Time: m.n.Time.Add(m.n.blockTime), Txs: proposal.Txs,
	})
	require.NoError(m.n.t, err)
	require.Equal(m.n.t, abci.ResponseProcessProposal_ACCEPT, verdict.Status)
	return proposal.Txs
}

// Next carries out the block that is proposed, and returns it with its results.
func (m *Mempool) Next() ([][]byte, []*abci.ExecTxResult) {
	m.n.t.Helper()
	txs := m.Propose()
	m.Lock()
	defer m.Unlock()
	results := m.n.Next(txs...).TxResults
	require.NoError(m.n.t, m.Update(m.n.Height, cmttypes.ToTxs(txs), results, nil, nil))
	return txs, results
}
