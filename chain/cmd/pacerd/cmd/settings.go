package cmd

import (
	cmtcfg "github.com/cometbft/cometbft/config"

	"github.com/cosmos/cosmos-sdk/server/config"
)

// Limits of a node (protocol §8).
const (
	queryGasLimit     = 50_000_000
	mempoolMaxTxBytes = 256 << 10
	minGasPrices      = "0.001upacer"
)

// appSettings is what `pacerd init` writes into app.toml. The network's own minimum gas price holds whatever a node asks for, but the
// SDK doesn't start a node without one.
func appSettings() (template string, settings any) {
	c := config.DefaultConfig()
	c.MinGasPrices = minGasPrices
	c.QueryGasLimit = queryGasLimit
	return config.DefaultConfigTemplate, *c
}

// cometSettings is what `pacerd init` writes into config.toml.
func cometSettings() *cmtcfg.Config {
	c := cmtcfg.DefaultConfig()
	c.Mempool.MaxTxBytes = mempoolMaxTxBytes
	return c
}
