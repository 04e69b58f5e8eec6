// Package ante is what every transaction passes before its messages run: the SDK's standard chain with unordered transactions, the
// network's own minimum gas price in place of each node's, authorisation before the fee is taken, a note of who paid it, what stands alone in
// its transaction, a count of who deals, and the few challenges that a mempool may hold.
package ante

import (
	"time"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authante "github.com/cosmos/cosmos-sdk/x/auth/ante"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	txsigning "github.com/cosmos/cosmos-sdk/x/tx/signing"
)

// MaxUnorderedTimeout is the longest that an unordered transaction may wait for its block, and so the time for which its nonce is kept.
const MaxUnorderedTimeout = 10 * time.Minute

// Keepers is what the chain of decorators reads.
type Keepers struct {
	Accounts   authkeeper.AccountKeeper
	Bank       authtypes.BankKeeper
	Feegrant   authante.FeegrantKeeper
	Epoch      EpochKeeper
	Hosts      HostKeeper
	Dealings   DealingKeeper
	Challenges ChallengeKeeper
	// Pending is where the mempool's challenges are counted.
	Pending   *storetypes.TransientStoreKey
	SignModes *txsigning.HandlerMap
}

// New returns the chain of decorators, in the SDK's standard order.
func New(k Keepers) sdk.AnteHandler {
	return sdk.ChainAnteDecorators(
		authante.NewSetUpContextDecorator(),
		authante.NewExtensionOptionsDecorator(nil),
		authante.NewValidateBasicDecorator(),
		authante.NewTxTimeoutHeightDecorator(),
		authante.NewValidateMemoDecorator(k.Accounts),
		authante.NewConsumeGasForTxSizeDecorator(k.Accounts),
		authorize{k.Hosts},
		authante.NewDeductFeeDecorator(k.Accounts, k.Bank, k.Feegrant, minGasPrice{k.Epoch}.check),
		noteFee{},
		authante.NewSetPubKeyDecorator(k.Accounts),
		authante.NewValidateSigCountDecorator(k.Accounts),
		authante.NewSigGasConsumeDecorator(k.Accounts, authante.DefaultSigVerificationGasConsumer),
		authante.NewSigVerificationDecorator(k.Accounts, k.SignModes, authante.WithMaxUnorderedTxTimeoutDuration(MaxUnorderedTimeout)),
		authante.NewIncrementSequenceDecorator(k.Accounts),
		standAlone{},
		countDealings{k.Dealings},
		checkChallenges{k.Challenges, k.Epoch, pendingChallenges{k.Pending}},
	)
}
