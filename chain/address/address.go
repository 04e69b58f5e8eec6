// Package address sets how this chain writes addresses, always from their bytes. It is imported for its effect by everything that prints or parses one.
package address

import (
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Prefix is the bech32 prefix of accounts.
const Prefix = "pacer"

func init() {
	config := sdk.GetConfig()
	config.SetBech32PrefixForAccount(Prefix, Prefix+"pub")
	config.SetBech32PrefixForValidator(Prefix+"valoper", Prefix+"valoperpub")
	config.SetBech32PrefixForConsensusNode(Prefix+"valcons", Prefix+"valconspub")
	config.Seal()
	// The SDK's cache of texts has the caller's memory for its key: bytes that are used again later give an address the text of another,
	// in one process and not in the next. What a transaction does must not depend on that.
	sdk.SetAddrCacheEnabled(false)
}
