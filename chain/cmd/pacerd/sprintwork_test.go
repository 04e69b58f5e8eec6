package main_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	_ "github.com/pacer-network/pacer/chain/address"
)

// sprintNonce is a case of proto/vectors/sprint-work.json that has one nonce.
type sprintNonce struct {
	Dim, Layers, Heads, FF, Seq                     int
	Name, Chain, Epoch, Beacon, Host, Nonce, Digest string
}

func sprintNonces(t *testing.T) (nonces []sprintNonce) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "proto", "vectors", "sprint-work.json"))
	require.NoError(t, err)
	var file struct{ Cases []sprintNonce }
	require.NoError(t, json.Unmarshal(text, &file))
	for _, c := range file.Cases {
		if c.Digest != "" {
			nonces = append(nonces, c)
		}
	}
	require.NotEmpty(t, nonces)
	return nonces
}

// flags are the command line of the nonce; edits are flags with other values, or with none ("-name") to leave them out.
func (n sprintNonce) flags(edits ...string) (args []string) {
	values := []string{
		"dim", fmt.Sprint(n.Dim), "layers", fmt.Sprint(n.Layers), "heads", fmt.Sprint(n.Heads), "ff", fmt.Sprint(n.FF), "seq", fmt.Sprint(n.Seq),
		"chain", n.Chain, "epoch", n.Epoch, "beacon", n.Beacon, "host", n.Host, "nonce", n.Nonce,
	}
	for i := 0; i < len(values); i += 2 {
		flag, value := values[i], values[i+1]
		left := false
		for j := 0; j+1 < len(edits); j += 2 {
			if edits[j] == flag {
				value = edits[j+1]
			}
			left = left || edits[j] == "-"+flag
		}
		if !left {
			args = append(args, "--"+flag, value)
		}
	}
	return args
}

// debugSprintWork runs the command with a home that must stay empty.
func debugSprintWork(t *testing.T, args ...string) (out, errors string, code int) {
	t.Helper()
	cmd := exec.Command(binary, append([]string{"debug", "sprint-work"}, args...)...)
	folder := t.TempDir()
	cmd.Env = append(os.Environ(), "HOME="+folder)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError
		require.ErrorAs(t, err, &exit)
	}
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Empty(t, left, "a home was made")
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

func TestSprintWorkPrintsTheDigest(t *testing.T) {
	for _, c := range sprintNonces(t) {
		out, errors, code := debugSprintWork(t, c.flags()...)
		require.Equal(t, 0, code, errors)
		require.Equal(t, c.Digest+"\n", out, c.Name)
	}
}

func TestSprintWorkPrintsSeveralNoncesInARow(t *testing.T) {
	c := sprintNonces(t)[0]
	out, errors, code := debugSprintWork(t, append(c.flags("nonce", "18446744073709551613"), "--count", "3")...)
	require.Equal(t, 0, code, errors)
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	require.Len(t, lines, 3)
	for i, nonce := range []string{"18446744073709551613", "18446744073709551614", "18446744073709551615"} {
		one, errors, code := debugSprintWork(t, c.flags("nonce", nonce)...)
		require.Equal(t, 0, code, errors)
		require.Equal(t, lines[i]+"\n", one)
	}
}

func TestSprintWorkTakesTheHostInBothForms(t *testing.T) {
	c := sprintNonces(t)[0]
	raw, err := hex.DecodeString(c.Host)
	require.NoError(t, err)
	out, errors, code := debugSprintWork(t, append(c.flags("host", sdk.AccAddress(raw).String()), "--json")...)
	require.Equal(t, 0, code, errors)
	require.JSONEq(t, fmt.Sprintf(`{"digest": %q}`, c.Digest), out)
}

func TestSprintWorkRefusesWithTheFlagInOneLine(t *testing.T) {
	c := sprintNonces(t)[0]
	long := sdk.AccAddress(make([]byte, 32)).String()
	for _, refused := range []struct {
		args []string
		want string
	}{
		{nil, "--dim: it is missing"},
		{c.flags("-nonce", ""), "--nonce: it is missing"},
		{c.flags("dim", "96"), "--dim: 96, want a multiple of 64"},
		{c.flags("dim", "0x40"), "--dim: \"0x40\", want a decimal"},
		{c.flags("layers", "33"), "--layers: 33"},
		{c.flags("layers", "-1"), "--layers: \"-1\""},
		{c.flags("heads", "3"), "--heads: 3, want a divisor"},
		{c.flags("ff", "100"), "--ff: 100"},
		{c.flags("seq", "6"), "--seq: 6"},
		{c.flags("seq", "4294967312"), "--seq: \"4294967312\", want a decimal number below 2^32"},
		{c.flags("dim", "4096", "heads", "16", "ff", "4096", "layers", "32"), "--layers: 32, want fewer"},
		{c.flags("epoch", "seven"), "--epoch: \"seven\""},
		{c.flags("nonce", "18446744073709551616"), "--nonce: \"18446744073709551616\""},
		{c.flags("beacon", c.Beacon[2:]), "--beacon: "},
		{c.flags("beacon", "g"+c.Beacon[1:]), "--beacon: "},
		{c.flags("host", c.Host+"00"), "--host: "},
		{c.flags("host", "pacer1qqqq"), "--host: "},
		{c.flags("host", long), "--host: "},
		{append(c.flags(), "--count", "0"), "--count: 0, want 1 or more"},
		{append(c.flags("nonce", "18446744073709551615"), "--count", "2"), "--count: 2, want 1 or more"},
		{append(c.flags(), "--depth", "2"), "unknown flag: --depth"},
		{append(c.flags("-nonce", ""), "--nonce"), "flag needs an argument: --nonce"},
		{append(c.flags(), "5"), "\"5\" is no flag"},
	} {
		out, errors, code := debugSprintWork(t, refused.args...)
		require.Equal(t, 2, code, "%v: %s", refused.args, errors)
		require.Empty(t, out)
		require.Contains(t, errors, refused.want)
		require.Equal(t, 1, strings.Count(errors, "\n"), errors)
	}
}
