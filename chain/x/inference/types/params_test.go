package types_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/x/inference/types"
)

func TestInvalidParamsAreRefused(t *testing.T) {
	require.NoError(t, types.DefaultParams().Validate())
	for name, change := range map[string]func(*types.Params){
		"no interval":             func(p *types.Params) { p.BatchInterval = 0 },
		"interval of 2^63":        func(p *types.Params) { p.BatchInterval = 1 << 63 },
		"no records":              func(p *types.Params) { p.MaxBatchCount = 0 },
		"more than 8192 records":  func(p *types.Params) { p.MaxBatchCount = 8193 },
		"overflowing leaf fee":    func(p *types.Params) { p.LeafFee = 1 << 60 },
		"more than all the stake": func(p *types.Params) { p.ArtifactFeePpm = 1_000_001 },
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			change(&p)
			require.ErrorIs(t, p.Validate(), types.ErrInvalidParams)
		})
	}
}

func TestInvalidModelIsRefused(t *testing.T) {
	valid := types.Model{Id: "pacer/ref-1", Tokenizer: "bytes", Sampler: "v1", MaxFee: 1, TokenPrice: 1, Listed: true}
	require.NoError(t, valid.Validate())
	for name, change := range map[string]func(*types.Model){
		"no id":                     func(m *types.Model) { m.Id = "" },
		"id of 65 bytes":            func(m *types.Model) { m.Id = strings.Repeat("a", 65) },
		"id of a megabyte":          func(m *types.Model) { m.Id = strings.Repeat("a", 1<<20) },
		"id with a space":           func(m *types.Model) { m.Id = "a b" },
		"id with a newline":         func(m *types.Model) { m.Id = "a\nb" },
		"id that is not ASCII":      func(m *types.Model) { m.Id = "modèle" },
		"no tokenizer":              func(m *types.Model) { m.Tokenizer = "" },
		"no sampler":                func(m *types.Model) { m.Sampler = "" },
		"overflowing fee":           func(m *types.Model) { m.MaxFee = 1 << 60 },
		"overflowing price":         func(m *types.Model) { m.TokenPrice = 1 << 60 },
		"tolerance above one":       func(m *types.Model) { m.TokenPpm = 1_000_001 },
		"threshold that never ends": func(m *types.Model) { m.Threshold = 1 << 31 },
	} {
		t.Run(name, func(t *testing.T) {
			m := valid
			change(&m)
			err := m.Validate()
			require.ErrorIs(t, err, types.ErrInvalidModel)
			require.Less(t, len(err.Error()), 400)
		})
	}
}
