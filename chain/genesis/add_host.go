package genesis

import (
	"fmt"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	epochtypes "github.com/pacer-network/pacer/chain/x/epoch/types"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	rewardtypes "github.com/pacer-network/pacer/chain/x/reward/types"
	sprinttypes "github.com/pacer-network/pacer/chain/x/sprint/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// Coins is what a Host of genesis begins with besides its stake.
type Coins struct {
	// Operator is the operator's balance.
	Operator sdk.Coin
	// FeeAllowance is how much of it the hot key may spend on fees. The hot key itself begins with nothing.
	FeeAllowance sdk.Coin
}

// AddHost adds a Host, its accounts, its coins, its stake and its hot key's fee allowance to a genesis document.
func (d *Document) AddHost(cdc codec.JSONCodec, host hosttypes.GenesisHost, coins Coins) error {
	denom, err := d.feeDenom(cdc)
	if err != nil {
		return err
	}
	for _, coin := range []sdk.Coin{coins.Operator, coins.FeeAllowance} {
		if coin.Denom != denom {
			return fmt.Errorf("%s is not in %s, the denomination of fees and stakes: run `pacerd genesis preset` first", coin, denom)
		}
	}
	operator, err := hosttypes.ParseAddress("host", host.Host.Address)
	if err != nil {
		return err
	}
	stake := sdk.NewCoin(denom, host.Host.Stake)
	if err := firstError(
		edit(cdc, d.State, hosttypes.ModuleName, func(g *hosttypes.GenesisState) error {
			for _, other := range g.Hosts {
				if other.Host.Address == host.Host.Address {
					return fmt.Errorf("%s is in this genesis already", host.Host.Address)
				}
			}
			g.Hosts = append(g.Hosts, host)
			return nil
		}),
		d.addBalance(cdc, operator, coins.Operator),
		d.addBalance(cdc, authtypes.NewModuleAddress(hosttypes.ModuleName), stake),
		d.addAccount(cdc, operator),
	); err != nil {
		return err
	}
	if host.Host.HotKey == "" {
		return nil
	}
	hot, err := hosttypes.ParseAddress("hot_key", host.Host.HotKey)
	if err != nil {
		return err
	}
	return firstError(d.addAccount(cdc, hot), d.addAllowance(cdc, operator, hot, coins.FeeAllowance))
}

// feeDenom reads the denomination that the clock's parameters name.
func (d *Document) feeDenom(cdc codec.JSONCodec) (string, error) {
	var g epochtypes.GenesisState
	if err := cdc.UnmarshalJSON(d.State[epochtypes.ModuleName], &g); err != nil {
		return "", fmt.Errorf("app_state.%s: %w", epochtypes.ModuleName, err)
	}
	return g.Params.FeeDenom, nil
}

// addBalance gives coins to an address and adds them to the supply.
func (d *Document) addBalance(cdc codec.JSONCodec, address sdk.AccAddress, coin sdk.Coin) error {
	return edit(cdc, d.State, banktypes.ModuleName, func(g *banktypes.GenesisState) error {
		g.Supply = g.Supply.Add(coin)
		for i, b := range g.Balances {
			if b.Address == address.String() {
				g.Balances[i].Coins = b.Coins.Add(coin)
				return nil
			}
		}
		if coin.IsPositive() {
			g.Balances = append(g.Balances, banktypes.Balance{Address: address.String(), Coins: sdk.NewCoins(coin)})
		}
		return nil
	})
}

// addAccount adds a base account, so that the address can sign from the first block on.
func (d *Document) addAccount(cdc codec.JSONCodec, address sdk.AccAddress) error {
	return edit(cdc, d.State, authtypes.ModuleName, func(g *authtypes.GenesisState) error {
		account, err := codectypes.NewAnyWithValue(authtypes.NewBaseAccount(address, nil, 0, 0))
		if err != nil {
			return err
		}
		g.Accounts = append(g.Accounts, account)
		return nil
	})
}

// HotKeyMessages are the messages that a hot key sends, and that its allowance has to name.
func HotKeyMessages() []string {
	return []string{
		sdk.MsgTypeURL(&sprinttypes.MsgDeal{}),
		sdk.MsgTypeURL(&sprinttypes.MsgOpen{}),
		sdk.MsgTypeURL(&sprinttypes.MsgCommitWork{}),
		sdk.MsgTypeURL(&sprinttypes.MsgChallengeWork{}),
		sdk.MsgTypeURL(&inferencetypes.MsgCommitBatch{}),
		sdk.MsgTypeURL(&validationtypes.MsgSubmitResults{}),
		sdk.MsgTypeURL(&rewardtypes.MsgClaimReward{}),
	}
}

// addAllowance lets the hot key spend the operator's coins on the fees of the protocol's messages and of nothing else (protocol §3).
func (d *Document) addAllowance(cdc codec.JSONCodec, operator, hot sdk.AccAddress, limit sdk.Coin) error {
	return edit(cdc, d.State, feegrant.ModuleName, func(g *feegrant.GenesisState) error {
		allowance, err := feegrant.NewAllowedMsgAllowance(&feegrant.BasicAllowance{SpendLimit: sdk.NewCoins(limit)}, HotKeyMessages())
		if err != nil {
			return err
		}
		grant, err := feegrant.NewGrant(operator, hot, allowance)
		if err != nil {
			return err
		}
		g.Allowances = append(g.Allowances, grant)
		return nil
	})
}

// AddAccount adds an account that is no Host with its coins to a genesis document.
func (d *Document) AddAccount(cdc codec.JSONCodec, address sdk.AccAddress, coin sdk.Coin) error {
	return firstError(d.addBalance(cdc, address, coin), d.addAccount(cdc, address))
}

// EditHosts changes the state of the host module in a genesis document.
func EditHosts(cdc codec.JSONCodec, d *Document, change func(*hosttypes.GenesisState)) error {
	return edit(cdc, d.State, hosttypes.ModuleName, func(g *hosttypes.GenesisState) error {
		change(g)
		return nil
	})
}
