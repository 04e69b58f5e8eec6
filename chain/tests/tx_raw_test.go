package tests

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/client/tx"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"

	"github.com/pacer-network/pacer/chain"
	"github.com/pacer-network/pacer/chain/address"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// txCase is a case of tx-raw.json, which the TypeScript client writes.
type txCase struct {
	Name      string `json:"name"`
	SecretKey string `json:"secret_key"`
	Messages  []struct {
		TypeURL string `json:"type_url"`
		Value   string `json:"value"`
	} `json:"messages"`
	Gas           string `json:"gas"`
	FeeDenom      string `json:"fee_denom"`
	FeeAmount     string `json:"fee_amount"`
	FeeGranter    string `json:"fee_granter"`
	TimeoutNs     string `json:"timeout_ns"`
	Chain         string `json:"chain"`
	AccountNumber string `json:"account_number"`
	PublicKey     string `json:"public_key"`
	Address       string `json:"address"`
	Bytes         string `json:"bytes"`
	Hash          string `json:"hash"`
}

// The client's bytes are those that the SDK signs for the same transaction, to the last one: two agents of one Host, whatever they are
// written in, send one transaction.
func TestTxRawVectors(t *testing.T) {
	content, err := os.ReadFile(filepath.Join("..", "..", "proto", "vectors", "tx-raw.json"))
	require.NoError(t, err)
	var file struct {
		Cases []txCase `json:"cases"`
	}
	require.NoError(t, json.Unmarshal(content, &file))
	require.GreaterOrEqual(t, len(file.Cases), 3)

	encoding := chain.NewEncoding()
	inferencetypes.RegisterInterfaces(encoding.InterfaceRegistry)
	rewardtypes.RegisterInterfaces(encoding.InterfaceRegistry)
	validationtypes.RegisterInterfaces(encoding.InterfaceRegistry)
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			want := unhex(t, c.Bytes)
			require.Equal(t, c.Hash, hexUpper(cmttypes.Tx(want).Hash()))
			// The decoder of the chain itself, which refuses what it does not know.
			_, err := encoding.TxConfig.TxDecoder()(want)
			require.NoError(t, err)
			require.Equal(t, c.Bytes, hex.EncodeToString(signed(t, encoding, c)))
		})
	}
}

// signed builds the transaction of a case with the SDK.
func signed(t *testing.T, encoding chain.Encoding, c txCase) []byte {
	key := &secp256k1.PrivKey{Key: unhex(t, c.SecretKey)}
	require.Equal(t, c.PublicKey, hex.EncodeToString(key.PubKey().Bytes()))
	require.Equal(t, c.Address, bech(t, key.PubKey().Address().Bytes()))
	builder := encoding.TxConfig.NewTxBuilder()
	var msgs []sdk.Msg
	for _, m := range c.Messages {
		msg, err := encoding.InterfaceRegistry.Resolve(m.TypeURL)
		require.NoError(t, err)
		require.NoError(t, encoding.Codec.Unmarshal(unhex(t, m.Value), msg))
		msgs = append(msgs, msg.(sdk.Msg))
	}
	require.NoError(t, builder.SetMsgs(msgs...))
	builder.SetGasLimit(u64(t, c.Gas))
	if amount := u64(t, c.FeeAmount); amount > 0 {
		builder.SetFeeAmount(sdk.NewCoins(sdk.NewCoin(c.FeeDenom, math.NewIntFromUint64(amount))))
	}
	if c.FeeGranter != "" {
		granter, err := sdk.GetFromBech32(c.FeeGranter, address.Prefix)
		require.NoError(t, err)
		builder.SetFeeGranter(granter)
	}
	builder.SetUnordered(true)
	builder.SetTimeoutTimestamp(time.Unix(0, int64(u64(t, c.TimeoutNs))).UTC())

	mode := signing.SignMode_SIGN_MODE_DIRECT
	unsigned := signing.SignatureV2{PubKey: key.PubKey(), Data: &signing.SingleSignatureData{SignMode: mode}}
	require.NoError(t, builder.SetSignatures(unsigned))
	signature, err := tx.SignWithPrivKey(context.Background(), mode, authsigning.SignerData{
		Address: c.Address, ChainID: c.Chain, AccountNumber: u64(t, c.AccountNumber), PubKey: key.PubKey(),
	}, builder, key, encoding.TxConfig, 0)
	require.NoError(t, err)
	require.NoError(t, builder.SetSignatures(signature))
	bytes, err := encoding.TxConfig.TxEncoder()(builder.GetTx())
	require.NoError(t, err)
	return bytes
}

func unhex(t *testing.T, text string) []byte {
	bytes, err := hex.DecodeString(text)
	require.NoError(t, err)
	return bytes
}

func hexUpper(bytes []byte) string { return strings.ToUpper(hex.EncodeToString(bytes)) }

func u64(t *testing.T, text string) uint64 {
	value, err := strconv.ParseUint(text, 10, 64)
	require.NoError(t, err)
	return value
}

func bech(t *testing.T, bytes []byte) string {
	text, err := sdk.Bech32ifyAddressBytes(address.Prefix, bytes)
	require.NoError(t, err)
	return text
}
