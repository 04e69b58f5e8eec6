// Package authority tells who may change parameters: the address in consensus.params.authority, and nobody while it is empty.
package authority

import sdk "github.com/cosmos/cosmos-sdk/types"

// Is reports whether the address is the chain's authority. The SDK keeps it in the consensus parameters, so that one change moves it
// for every module at once.
func Is(ctx sdk.Context, address string) bool {
	return address != "" && sdk.ValidateAuthority(ctx, "", address) == nil
}
