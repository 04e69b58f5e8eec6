package main_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// txFlags are those of a transaction of a home's operator to a node.
func (n *node) txFlags() []string {
	return []string{"--from", "operator", "--keyring-backend", "test", "--chain-id", "pacer-cli-1", "-y", "-o", "json", "--node", n.url()}
}

func (n *node) url() string { return fmt.Sprintf("tcp://127.0.0.1:%d", n.rpc) }

// included waits for the block of a transaction that a command sent, and demands that it succeeded there.
func (n *node) included(sent string) {
	n.t.Helper()
	var tx struct {
		Code   int
		TxHash string
		RawLog string `json:"raw_log"`
	}
	require.NoError(n.t, json.Unmarshal([]byte(lastLine(sent)), &tx), sent)
	require.Zero(n.t, tx.Code, tx.RawLog)
	require.Eventually(n.t, func() bool {
		out, _, err := n.try("query", "tx", tx.TxHash, "-o", "json", "--node", n.url())
		return err == nil && json.Unmarshal([]byte(out), &tx) == nil
	}, time.Minute, 200*time.Millisecond, "transaction %s is in no block", tx.TxHash)
	require.Zero(n.t, tx.Code, tx.RawLog)
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

type hostState struct {
	Host struct {
		Stake       string
		Payout      string
		RetiredFrom string `json:"retired_from"`
		Keys        []struct {
			Consensus string
			FromEpoch string `json:"from_epoch"`
		}
	}
}

// A Host that genesis doesn't know joins with the commands of docs/run-a-host.md, replaces its keys, takes stake back, and leaves.
func TestHostJoinsRotatesAndLeaves(t *testing.T) {
	first := soleNetwork(t)
	n := first.start()
	n.reach(2)
	joins := newHost(t, "host2", 0)
	host := filepath.Join(joins.path, "config", "host.json")
	var made struct {
		Host struct{ Address, HotKey string }
	}
	text, err := os.ReadFile(host)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &made))
	operator := made.Host.Address
	second := &node{home: joins, rpc: n.rpc, rest: n.rest}

	// Without coins the refusal is the chain's own, and shown before anything is sent.
	_, errors, err := joins.try(append([]string{"host", "register", host}, second.txFlags()...)...)
	require.Error(t, err)
	require.Contains(t, errors, operator)

	n.included(first.run(append([]string{"tx", "bank", "send", "operator", operator, "300000000upacer", "--fees", "300upacer", "--gas", "300000"},
		n.txFlags()...)...))
	_, errors, err = joins.try(append([]string{"host", "register", host, "--stake", "5"}, second.txFlags()...)...)
	require.Error(t, err)
	require.Contains(t, errors, "stake too small")

	register := append([]string{"host", "register", host, "--stake", "100000000", "--fee-allowance", "50000000upacer"}, second.txFlags()...)
	second.included(joins.run(register...))
	var state hostState
	require.NoError(t, n.get("/pacer/host/v1/host/"+operator, &state))
	require.Equal(t, "100000000", state.Host.Stake)
	require.Len(t, state.Host.Keys, 1)
	require.Equal(t, "2", state.Host.Keys[0].FromEpoch)
	_, errors, err = joins.try(register...)
	require.Error(t, err)
	require.Contains(t, errors, "already registered")
	var grants struct {
		Allowances []struct {
			Allowance struct {
				Type     string   `json:"@type"`
				Messages []string `json:"allowed_messages"`
			}
		}
	}
	require.NoError(t, n.get("/cosmos/feegrant/v1beta1/issued/"+operator, &grants))
	require.Len(t, grants.Allowances, 1)
	require.Contains(t, grants.Allowances[0].Allowance.Type, "AllowedMsgAllowance")
	require.Contains(t, grants.Allowances[0].Allowance.Messages, "/pacer.sprint.v1.MsgCommitWork")

	fees := []string{"--fees", "300upacer", "--gas", "300000"}
	for _, args := range [][]string{{"bond", "7"}, {"unbond", "5"}, {"set-payout", operator}} {
		second.included(joins.run(append(append(append([]string{"tx", "host"}, args...), fees...), second.txFlags()...)...))
	}
	require.NoError(t, n.get("/pacer/host/v1/host/"+operator, &state))
	require.Equal(t, "100000002", state.Host.Stake)
	var under struct {
		Unbondings []struct {
			Amount      string
			MatureEpoch string `json:"mature_epoch"`
		}
	}
	require.NoError(t, json.Unmarshal([]byte(joins.run("query", "host", "unbondings", operator, "-o", "json", "--node", n.url())), &under))
	require.Len(t, under.Unbondings, 1)
	require.Equal(t, "5", under.Unbondings[0].Amount)
	for _, path := range []string{"/pacer/host/v1/unbondings/" + operator, "/pacer/host/v1/standing/" + operator, "/pacer/host/v1/validators"} {
		require.NoError(t, n.get(path, &struct{}{}))
	}
	require.Contains(t, joins.run("query", "host", "standing", operator, "-o", "json", "--node", n.url()), `"window": 20`)
	require.Contains(t, joins.run("query", "host", "validators", "-o", "json", "--node", n.url()), `"power": "64"`)

	rotatesAndRetires(t, n, joins, second, operator)
}

func rotatesAndRetires(t *testing.T, n *node, joins home, second *node, operator string) {
	password := filepath.Join(joins.path, "password")
	rotate := append([]string{"host", "rotate-keys", "--password-file", password, "--scrypt-n", "1024"}, second.txFlags()...)
	// Keys that were registered in this epoch are the last ones of it. What was made is kept for the next try.
	_, errors, err := joins.try(rotate...)
	require.Error(t, err)
	require.Contains(t, errors, "rotation pending")
	next := filepath.Join(joins.path, "config", "host-key.next.json")
	before, err := os.ReadFile(next)
	require.NoError(t, err)
	consensus := filepath.Join(joins.path, "config", "priv_validator_key.next.json")
	info, err := os.Stat(consensus)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	for _, path := range []string{next, consensus} {
		whole, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, whole[:len(whole)/2], 0o600))
		_, errors, err = joins.try(rotate...)
		require.Error(t, err)
		require.Contains(t, errors, path)
		require.Contains(t, errors, "delete both .next.json files")
		require.NoError(t, os.WriteFile(path, whole, 0o600))
	}

	// The first Host can rotate, with the same command.
	password = filepath.Join(n.path, "password")
	again := append([]string{"host", "rotate-keys", "--password-file", password, "--scrypt-n", "1024"}, n.txFlags()...)
	n.included(n.run(again...))
	// Once more, while the files are where they were: there is nothing to send, only something to do.
	_, errors, err = n.try(again...)
	require.Error(t, err)
	require.Contains(t, errors, "uses them from epoch 2 on")
	require.Contains(t, errors, "priv_validator_key.next.json over priv_validator_key.json")
	// With one of the two files lost, what the chain has can't be used, and what would be made is no whole set.
	require.NoError(t, os.Rename(filepath.Join(n.path, "config", "host-key.next.json"), filepath.Join(n.path, "kept")))
	_, errors, err = n.try(again...)
	require.Error(t, err)
	require.Contains(t, errors, "some of these keys")
	require.NoError(t, os.Rename(filepath.Join(n.path, "kept"), filepath.Join(n.path, "config", "host-key.next.json")))
	var hosts struct {
		Hosts []struct {
			Address string
			Keys    []struct {
				FromEpoch string `json:"from_epoch"`
			}
		}
	}
	require.NoError(t, n.get("/pacer/host/v1/hosts", &hosts))
	rotated := 0
	for _, h := range hosts.Hosts {
		if h.Address != operator {
			require.Len(t, h.Keys, 2)
			require.Equal(t, "2", h.Keys[1].FromEpoch)
			rotated++
		}
	}
	require.Equal(t, 1, rotated)

	_, _, err = joins.try(rotate...)
	require.Error(t, err)
	after, err := os.ReadFile(next)
	require.NoError(t, err)
	require.Equal(t, before, after)

	second.included(joins.run(append([]string{"tx", "host", "retire", "--fees", "300upacer", "--gas", "300000"}, second.txFlags()...)...))
	var state hostState
	require.NoError(t, n.get("/pacer/host/v1/host/"+operator, &state))
	require.Equal(t, "1", state.Host.RetiredFrom)
	require.Equal(t, "0", state.Host.Stake)
	n.stop()
}

func TestRegistrationIsPrintedForAnotherSigner(t *testing.T) {
	h := newHost(t, "host2", 0)
	host := filepath.Join(h.path, "config", "host.json")
	args := []string{"host", "register", host, "--from", "operator", "--keyring-backend", "test", "--chain-id", "pacer-cli-1", "--generate-only"}
	var tx struct {
		Body struct {
			Messages []struct {
				Type  string `json:"@type"`
				Stake string
			}
		}
		AuthInfo struct {
			Fee struct {
				GasLimit string `json:"gas_limit"`
				Amount   []struct{ Amount string }
			}
		} `json:"auth_info"`
	}
	require.NoError(t, json.Unmarshal([]byte(h.run(append(args, "--stake", "7")...)), &tx))
	require.Len(t, tx.Body.Messages, 2)
	require.Equal(t, "/pacer.host.v1.MsgRegister", tx.Body.Messages[0].Type)
	require.Equal(t, "7", tx.Body.Messages[0].Stake)
	require.Equal(t, "/cosmos.feegrant.v1beta1.MsgGrantAllowance", tx.Body.Messages[1].Type)
	require.Equal(t, "600000", tx.AuthInfo.Fee.GasLimit)
	require.Equal(t, "600", tx.AuthInfo.Fee.Amount[0].Amount)
	require.NoError(t, json.Unmarshal([]byte(h.run(append(args, "--fee-allowance", "0upacer")...)), &tx))
	require.Len(t, tx.Body.Messages, 1)
	require.Equal(t, "1000000000", tx.Body.Messages[0].Stake)
}

func TestMistakesOfWhoJoinsAreExplained(t *testing.T) {
	h, other := newHost(t, "host2", 0), newHost(t, "host3", 0)
	host, password := filepath.Join(h.path, "config", "host.json"), filepath.Join(h.path, "password")
	empty := home{t, filepath.Join(t.TempDir(), "empty")}
	wrong := filepath.Join(t.TempDir(), "wrong")
	require.NoError(t, os.WriteFile(wrong, []byte("another"), 0o600))
	sign := []string{"--from", "operator", "--keyring-backend", "test", "--chain-id", "pacer-cli-1", "--generate-only"}
	elsewhere := []string{"--from", "operator", "--keyring-backend", "test", "--chain-id", "pacer-other-1", "--generate-only"}
	for _, c := range []struct {
		name string
		home home
		args []string
		want string
	}{
		{"no such host file", h, append([]string{"host", "register", host + "x"}, sign...), "pacerd host init"},
		{"not a host file", h, append([]string{"host", "register", password}, sign...), "password"},
		{"another operator", other, append([]string{"host", "register", host}, sign...), "sign with the operator's key"},
		{"no signer", h, []string{"host", "register", host, "--chain-id", "pacer-cli-1"}, "from"},
		{"a signer that nobody knows", empty, append([]string{"host", "register", host}, sign...), "operator"},
		{"another chain", h, append([]string{"host", "register", host}, elsewhere...), "pacerd host init --chain-id pacer-other-1"},
		{"stake with a denomination", h, append([]string{"host", "register", host, "--stake", "5upacer"}, sign...), "without its name"},
		{"no stake", h, append([]string{"host", "register", host, "--stake", "0"}, sign...), "--stake"},
		{"payout of another chain", h, append([]string{"host", "register", host, "--payout", "cosmos1x"}, sign...), "--payout"},
		{"allowance without a denomination", h, append([]string{"host", "register", host, "--fee-allowance", "5"}, sign...), "--fee-allowance"},
		{"rotation without a key file", empty, append([]string{"host", "rotate-keys", "--password-file", password}, sign...), "operator"},
		{"rotation with a wrong password", h, append([]string{"host", "rotate-keys", "--password-file", wrong}, sign...), "host-key.json"},
		{"rotation without a password", h, append([]string{"host", "rotate-keys"}, sign...), "password-file"},
		{"another hot key without a key file", empty, []string{"host", "new-hot-key", "--password-file", password}, "pacerd host init"},
		{"another hot key with a wrong password", h, []string{"host", "new-hot-key", "--password-file", wrong}, "host-key.json"},
		{"unbonding of no amount", h, append([]string{"tx", "host", "unbond"}, sign...), "arg"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, errors, err := c.home.try(c.args...)
			require.Error(t, err)
			require.Contains(t, errors, c.want)
		})
	}
	require.NoFileExists(t, filepath.Join(h.path, "config", "host-key.next.json"))
}
