package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	"github.com/pacer-network/pacer/chain/genesis"
	"github.com/pacer-network/pacer/chain/tests/network"
	"github.com/pacer-network/pacer/chain/tests/scenario"
	"github.com/pacer-network/pacer/chain/x/inference/types"
)

// newModel is one that Hosts name among their models before it exists.
const newModel = "pacer/new"

func listing(c *scenario.Chain, id string) *types.MsgSetModel {
	return &types.MsgSetModel{
		Authority: c.Authority.Address.String(),
		Model:     types.Model{Id: id, Tokenizer: "bytes", Sampler: "v1", MaxFee: 10, Listed: true},
	}
}

func startServing(t *testing.T, models ...string) *scenario.Chain {
	t.Helper()
	return scenario.Start(t, network.Config{Models: func(int) []string { return append(models, scenario.Model) }})
}

func TestModelListedDuringAnEpochTakesBatchesFromTheNext(t *testing.T) {
	c := startServing(t, newModel)
	result := c.Must(c.Authority, listing(c, newModel))
	require.Equal(t, uint32(2), network.Response[types.MsgSetModelResponse](c.Network, result).Number)
	msg := c.Batch(c.Hosts[0], 2)
	msg.Model = newModel
	c.Refused(types.ErrUnknownModel, c.Hosts[0].Hot, msg)
	_, schedule := c.Epoch()
	c.To(schedule.Tail)
	msg = c.Batch(c.Hosts[0], 2)
	msg.Model = newModel
	c.Refused(types.ErrUnknownModel, c.Hosts[0].Hot, msg)
	c.NextEpoch()
	msg = c.Batch(c.Hosts[0], 2)
	msg.Model = newModel
	c.Must(c.Hosts[0].Hot, msg)
	c.Next()
	// Its duties are drawn like all others.
	require.NotEmpty(t, c.Headers(1))
	require.Equal(t, uint32(2), c.Headers(1)[0].Model)
	cost, err := c.App.Validation.Cost(c.Context(), 1, c.Hosts[1].Operator.Address)
	require.NoError(t, err)
	require.NotZero(t, cost.Duties)
}

func TestModelKeepsItsNumberAndCanBeDelisted(t *testing.T) {
	c := startServing(t)
	msg := listing(c, scenario.Model)
	msg.Model.Listed, msg.Model.MaxFee = false, 77
	c.Must(c.Authority, msg)
	model, found, err := c.App.Inference.ModelByID(c.Context(), scenario.Model)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, uint32(1), model.Number)
	require.Equal(t, uint64(77), model.MaxFee)
	listed, err := c.App.Inference.Listed(c.Context())
	require.NoError(t, err)
	require.Empty(t, listed)
	c.Refused(types.ErrUnknownModel, c.Hosts[0].Hot, c.Batch(c.Hosts[0], 2))
	c.Must(c.Authority, listing(c, scenario.Model))
	c.Must(c.Hosts[0].Hot, c.Batch(c.Hosts[0], 2))
}

func TestRefusedModelsAndParams(t *testing.T) {
	c := startServing(t)
	for _, test := range []struct {
		name   string
		want   *errorsmod.Error
		signer network.Account
		change func(*types.MsgSetModel)
	}{
		{"wrong signer", types.ErrUnauthorized, c.Hosts[0].Operator, nil},
		{"number chosen by the sender", types.ErrInvalidModel, c.Authority, func(m *types.MsgSetModel) { m.Model.Number = 1 }},
		{"no id", types.ErrInvalidModel, c.Authority, func(m *types.MsgSetModel) { m.Model.Id = "" }},
		{"overflowing fee", types.ErrInvalidModel, c.Authority, func(m *types.MsgSetModel) { m.Model.MaxFee = 1 << 63 }},
	} {
		t.Run(test.name, func(t *testing.T) {
			msg := listing(c, newModel)
			msg.Authority = test.signer.Address.String()
			if test.change != nil {
				test.change(msg)
			}
			c.Refused(test.want, test.signer, msg)
		})
	}
	params := types.DefaultParams()
	t.Run("parameters by a Host", func(t *testing.T) {
		c.Refused(types.ErrUnauthorized, c.Hosts[0].Operator, &types.MsgUpdateParams{Authority: c.Hosts[0].Name(), Params: params})
	})
	t.Run("parameters out of range", func(t *testing.T) {
		bad := params
		bad.MaxBatchCount = 1 << 20
		c.Refused(types.ErrInvalidParams, c.Authority, &types.MsgUpdateParams{Authority: c.Authority.Address.String(), Params: bad})
	})
}

// Code about N reads N's copy: what the authority sets counts from the next epoch on.
func TestParamsCountFromTheNextEpochOn(t *testing.T) {
	c := startServing(t)
	params := genesis.Local().Inference
	params.MaxBatchCount = 3
	c.Must(c.Authority, &types.MsgUpdateParams{Authority: c.Authority.Address.String(), Params: params})
	c.Must(c.Hosts[0].Hot, c.Batch(c.Hosts[0], 4))
	c.NextEpoch()
	c.Refused(types.ErrInvalidCount, c.Hosts[0].Hot, c.Batch(c.Hosts[0], 4))
	var answer types.QueryParamsResponse
	_, code := c.Query("/pacer.inference.v1.Query/Params", &types.QueryParamsRequest{Epoch: 0}, &answer)
	require.Zero(t, code)
	require.Equal(t, uint32(8192), answer.Params.MaxBatchCount)
	require.Equal(t, uint32(3), answer.Live.MaxBatchCount)
}
