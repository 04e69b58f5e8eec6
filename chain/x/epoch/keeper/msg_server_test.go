package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	errorsmod "cosmossdk.io/errors"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/x/epoch/types"
)

func TestParamsHoldFromTheNextEpochOn(t *testing.T) {
	n := network.Start(t, network.Config{})
	params := genesis.Local().Epoch
	params.EpochLength = 100
	params.MinGasPrice = math.LegacyNewDecWithPrec(2, 3)
	n.Must(n.Authority, &types.MsgUpdateParams{Authority: n.Authority.Address.String(), Params: params})

	var answer types.QueryParamsResponse
	_, code := n.Query("/pacer.epoch.v1.Query/Params", &types.QueryParamsRequest{}, &answer)
	require.Zero(t, code)
	require.Equal(t, genesis.Local().Epoch, answer.Params)
	require.Equal(t, params, answer.Live)
	require.Equal(t, int64(2_000), n.MinFee(2_000_000).AmountOf(network.Denom).Int64())

	n.NextEpoch()
	_, schedule := n.Epoch()
	require.Equal(t, schedule.Start+82, schedule.Cutoff)
	require.Equal(t, int64(4_000), n.MinFee(2_000_000).AmountOf(network.Denom).Int64())
}

func TestParamsThatAreRefusedChangeNothing(t *testing.T) {
	n := network.Start(t, network.Config{})
	valid := genesis.Local().Epoch
	valid.Tail = 17
	with := func(change func(*types.Params)) types.Params {
		p := valid
		change(&p)
		return p
	}
	for _, c := range []struct {
		name   string
		signer network.Account
		params types.Params
		want   *errorsmod.Error
	}{
		{"signed by an operator", n.Hosts[0].Operator, valid, types.ErrUnauthorized},
		{"signed by a stranger who names himself", network.NewAccount("host 0 operator"), valid, types.ErrUnauthorized},
		{"contradicting each other", n.Authority, with(func(p *types.Params) { p.SprintSpan = 3 }), types.ErrInvalidParams},
		{"another denomination", n.Authority, with(func(p *types.Params) { p.FeeDenom = "uother" }), types.ErrInvalidParams},
		{"gas for nothing", n.Authority, with(func(p *types.Params) { p.MinGasPrice = math.LegacyZeroDec() }), types.ErrInvalidParams},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := n.Deliver(c.signer, &types.MsgUpdateParams{Authority: c.signer.Address.String(), Params: c.params})
			require.Equal(t, types.ModuleName, result.Codespace, result.Log)
			require.Equal(t, c.want.ABCICode(), result.Code, result.Log)
			live, err := n.App.Epoch.LiveParams(n.Context())
			require.NoError(t, err)
			require.Equal(t, genesis.Local().Epoch, live)
		})
	}
}

// The message's signer is its authority field: naming the authority while another signs doesn't pass the ante chain.
func TestAuthorityCantBeNamedByAnother(t *testing.T) {
	n := network.Start(t, network.Config{})
	result := n.Deliver(n.Hosts[0].Operator, &types.MsgUpdateParams{
		Authority: n.Authority.Address.String(), Params: genesis.Local().Epoch,
	})
	require.NotZero(t, result.Code)
	require.Equal(t, "sdk", result.Codespace)
}

func TestNobodyIsAuthorityUnlessGenesisNamesOne(t *testing.T) {
	n := network.Start(t, network.Config{Edit: func(d *genesis.Document) error {
		d.Consensus.Params.Authority.Authority = ""
		return nil
	}})
	result := n.Deliver(n.Authority, &types.MsgUpdateParams{
		Authority: n.Authority.Address.String(), Params: genesis.Local().Epoch,
	})
	require.Equal(t, types.ModuleName, result.Codespace)
	require.Equal(t, types.ErrUnauthorized.ABCICode(), result.Code)
}
