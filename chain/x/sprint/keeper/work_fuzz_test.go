package keeper_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	"github.com/pacer-network/pacer/chain/x/sprint/types"
)

// Whatever bytes somebody commits: they are taken exactly if they are the coding of nonces above the last one, and nothing panics.
func FuzzCommitWork(f *testing.F) {
	for _, seed := range [][]byte{{}, {0}, {1, 1}, {0x80, 0}, bytes.Repeat([]byte{0xff}, 10), {5, 0}, bytes.Repeat([]byte{1}, 40)} {
		f.Add(uint32(0), seed)
	}
	f.Add(uint32(1), []byte{7})
	preset := genesis.Local()
	preset.Sprint.FirstTarget, preset.Sprint.MaxNonces = easy, 32
	preset.Epoch.EpochLength, preset.Epoch.ComputeSpan, preset.Epoch.SprintSpan = 100_100, 100_000, 100_010
	c := scenario.Start(f, network.Config{Preset: &preset, Unchecked: true})
	c.OpenBeacon()
	host := c.Hosts[0]
	f.Fuzz(func(t *testing.T, tier uint32, nonces []byte) {
		c.Report(t)
		ctx, _ := c.Context().CacheContext()
		message := &types.MsgCommitWork{Signer: host.Hot.Address.String(), Host: host.Name(), Tier: tier, Nonces: nonces}
		handler := c.App.MsgServiceRouter().Handler(message)
		result, err := handler(ctx.WithBlockHeight(c.Height+1), message)
		decoded, wrong := sprintwork.DecodeNonces(nonces, 32)
		require.Equal(t, tier == 0 && wrong == nil, err == nil)
		if err == nil {
			require.NotNil(t, result)
			work, ok, err := c.App.Sprint.Work(ctx, 0, host.Operator.Address)
			require.NoError(t, err)
			require.True(t, ok)
			require.Equal(t, uint32(len(decoded)), work.Count)
			return
		}
		require.NotErrorIs(t, err, sdkerrors.ErrPanic)
	})
}
