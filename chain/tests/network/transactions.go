package network

import (
	"context"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	clienttx "github.com/cosmos/cosmos-sdk/client/tx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
)

// Defaults of a transaction.
const (
	DefaultGas     = 2_000_000
	DefaultTimeout = time.Minute
)

// Tx is a transaction to be signed. Its zero values mean: unordered, with a timeout of its own a minute ahead, gas and fee enough for
// anything, paid by the signer or its granter, for this chain.
type Tx struct {
	Gas uint64
	// Fee defaults to what the minimum gas price asks for.
	Fee sdk.Coins
	// Timeout is the unordered transaction's deadline, which is its nonce, too.
	Timeout time.Time
	// Ordered transactions use the account's sequence.
	Ordered bool
	// ChainID is another chain's, to try a replay.
	ChainID string
	// Granter pays the fee in place of the account's own granter.
	Granter sdk.AccAddress
}

// Sign signs messages.
func (n *Network) Sign(signer Account, tx Tx, msgs ...sdk.Msg) []byte {
	n.t.Helper()
	if tx.Gas == 0 {
		tx.Gas = DefaultGas
	}
	if tx.Fee == nil {
		tx.Fee = n.MinFee(tx.Gas)
	}
	if tx.Timeout.IsZero() && !tx.Ordered {
		n.nonces++
		tx.Timeout = n.Time.Add(DefaultTimeout + time.Duration(n.nonces))
	}
	if tx.ChainID == "" {
		tx.ChainID = n.ChainID
	}
	if tx.Granter.Empty() {
		tx.Granter = signer.Granter
	}
	builder := n.App.TxConfig.NewTxBuilder()
	require.NoError(n.t, builder.SetMsgs(msgs...))
	builder.SetGasLimit(tx.Gas)
	builder.SetFeeAmount(tx.Fee)
	builder.SetFeeGranter(tx.Granter)
	builder.SetUnordered(!tx.Ordered)
	builder.SetTimeoutTimestamp(tx.Timeout)

	data := authsigning.SignerData{ChainID: tx.ChainID, PubKey: signer.Key.PubKey(), Address: signer.Address.String()}
	if account := n.App.Accounts.GetAccount(n.Context(), signer.Address); account != nil {
		data.AccountNumber = account.GetAccountNumber()
		if tx.Ordered {
			data.Sequence = account.GetSequence()
		}
	}
	// The bytes to be signed name the key, so it is set before signing.
	signature := signing.SignatureV2{
		PubKey: signer.Key.PubKey(), Data: &signing.SingleSignatureData{SignMode: signing.SignMode_SIGN_MODE_DIRECT}, Sequence: data.Sequence,
	}
	require.NoError(n.t, builder.SetSignatures(signature))
	signature, err := clienttx.SignWithPrivKey(context.Background(), signing.SignMode_SIGN_MODE_DIRECT, data, builder, signer.Key,
		n.App.TxConfig, data.Sequence)
	require.NoError(n.t, err)
	require.NoError(n.t, builder.SetSignatures(signature))
	raw, err := n.App.TxConfig.TxEncoder()(builder.GetTx())
	require.NoError(n.t, err)
	return raw
}

// MinFee is the least fee of a gas limit.
func (n *Network) MinFee(gas uint64) sdk.Coins {
	n.t.Helper()
	params, err := n.App.Epoch.Params(n.Context())
	require.NoError(n.t, err)
	return sdk.NewCoins(sdk.NewCoin(Denom, params.MinGasPrice.MulInt(math.NewIntFromUint64(gas)).Ceil().TruncateInt()))
}

// Deliver signs messages, carries out a block with them, and returns the transaction's result.
func (n *Network) Deliver(signer Account, msgs ...sdk.Msg) *abci.ExecTxResult {
	n.t.Helper()
	return n.Next(n.Sign(signer, Tx{}, msgs...)).TxResults[0]
}

// Must delivers messages that have to succeed.
func (n *Network) Must(signer Account, msgs ...sdk.Msg) *abci.ExecTxResult {
	n.t.Helper()
	result := n.Deliver(signer, msgs...)
	require.Zero(n.t, result.Code, "%s %d: %s", result.Codespace, result.Code, result.Log)
	return result
}

// Check runs CheckTx.
func (n *Network) Check(tx []byte) *abci.ResponseCheckTx {
	n.t.Helper()
	response, err := n.App.CheckTx(&abci.RequestCheckTx{Tx: tx, Type: abci.CheckTxType_New})
	require.NoError(n.t, err)
	return response
}

// Response decodes the response of the first message of a transaction that succeeded.
func Response[T any, P interface {
	*T
	proto.Message
}](n *Network, result *abci.ExecTxResult) *T {
	n.t.Helper()
	var data sdk.TxMsgData
	require.NoError(n.t, data.Unmarshal(result.Data))
	require.NotEmpty(n.t, data.MsgResponses)
	var response T
	require.NoError(n.t, proto.Unmarshal(data.MsgResponses[0].Value, P(&response)))
	return &response
}

// Query asks the committed state through ABCI, as a client does. It returns the answer's codespace and code.
func (n *Network) Query(path string, request, response proto.Message) (codespace string, code uint32) {
	n.t.Helper()
	raw, err := proto.Marshal(request)
	require.NoError(n.t, err)
	answer, err := n.App.Query(context.Background(), &abci.RequestQuery{Path: path, Data: raw})
	require.NoError(n.t, err)
	if answer.Code == 0 {
		require.NoError(n.t, proto.Unmarshal(answer.Value, response))
	}
	return answer.Codespace, answer.Code
}

// Balance is what an address has, in upacer.
func (n *Network) Balance(address sdk.AccAddress) math.Int {
	return n.App.Bank.GetBalance(n.Context(), address, Denom).Amount
}
