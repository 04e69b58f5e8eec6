package cmd

import (
	"fmt"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/spf13/cast"

	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/server/config"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
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

// checkAppSettings refuses settings that the application can't follow: it has no mempool of its own, which would choose a block's transactions
// past the limits, and take unordered ones for the same.
func checkAppSettings(settings servertypes.AppOptions) error {
	if most, set := cast.ToInt(settings.Get(server.FlagMempoolMaxTxs)), settings.Get(server.FlagMempoolMaxTxs) != nil; set && most >= 0 {
		return fmt.Errorf("%s is %d in app.toml, its environment variable or a flag: set it to -1, the application has no mempool of its own",
			server.FlagMempoolMaxTxs, most)
	}
	return nil
}

// cometSettings is what `pacerd init` writes into config.toml.
func cometSettings() *cmtcfg.Config {
	c := cmtcfg.DefaultConfig()
	c.Mempool.MaxTxBytes = mempoolMaxTxBytes
	return c
}
