package types_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/x/host/types"
)

func TestDefaultParamsAreValid(t *testing.T) { require.NoError(t, types.DefaultParams().Validate()) }

func TestInvalidParamsAreRefused(t *testing.T) {
	for name, change := range map[string]func(*types.Params){
		"no slots":               func(p *types.Params) { p.Slots = 0 },
		"too many slots":         func(p *types.Params) { p.Slots = 10_001 },
		"slots over 32 bits":     func(p *types.Params) { p.Slots = 1 << 32 },
		"stake without end":      func(p *types.Params) { p.StakePerWeight = 1 << 63 },
		"no URL":                 func(p *types.Params) { p.MaxUrlBytes = 0 },
		"endless URLs":           func(p *types.Params) { p.MaxUrlBytes = 1_025 },
		"no ML Nodes":            func(p *types.Params) { p.MaxMlNodes = 0 },
		"too many ML Nodes":      func(p *types.Params) { p.MaxMlNodes = 257 },
		"no models":              func(p *types.Params) { p.MaxModelsPerNode = 0 },
		"too many models a node": func(p *types.Params) { p.MaxModelsPerNode = 65 },
		"too many Hosts":         func(p *types.Params) { p.MaxHosts = 5_001 },
	} {
		t.Run(name, func(t *testing.T) {
			p := types.DefaultParams()
			change(&p)
			require.ErrorIs(t, p.Validate(), types.ErrInvalidParams)
		})
	}
}

func TestURLs(t *testing.T) {
	p := types.DefaultParams()
	for _, url := range []string{
		"http://127.0.0.1:9000", "https://host.example", "https://host.example:8443/api/v1", "http://[::1]:9000", "https://h/%20~_-.",
		"https://" + strings.Repeat("a", 248),
	} {
		require.NoError(t, p.ValidateURL(url), url)
	}
	for name, url := range map[string]string{
		"empty": "", "no scheme": "host.example", "another scheme": "ftp://host.example", "scheme alone": "https://",
		"port alone": "https://:8443", "path alone": "https:///api", "user": "https://user@host.example", "query": "https://host.example?x=1",
		"fragment": "https://host.example#x", "space": "https://host example", "line break": "https://host.example\n",
		"not ASCII": "https://höst.example", "NUL": "https://host\x00", "too long": "https://" + strings.Repeat("a", 249),
	} {
		require.ErrorIs(t, p.ValidateURL(url), types.ErrInvalidURL, name)
	}
}

// FuzzURL: what is accepted is printable ASCII within its length, and nothing panics.
func FuzzURL(f *testing.F) {
	f.Add("http://127.0.0.1:9000")
	f.Add("https://")
	f.Add("https://\xff")
	f.Fuzz(func(t *testing.T, url string) {
		p := types.DefaultParams()
		if p.ValidateURL(url) != nil {
			return
		}
		if len(url) > int(p.MaxUrlBytes) {
			t.Fatalf("%d bytes", len(url))
		}
		for _, b := range []byte(url) {
			if b <= ' ' || b > '~' {
				t.Fatalf("byte %x in %q", b, url)
			}
		}
	})
}

func node(id string, models ...string) types.MlNode {
	return types.MlNode{Id: id, Models: models, Capacity: 1}
}

func TestMlNodes(t *testing.T) {
	p := types.DefaultParams()
	models, others := make([]string, 16), make([]string, 16)
	for i := range models {
		models[i], others[i] = fmt.Sprintf("x/%02d", i), fmt.Sprintf("y/%02d", i)
	}
	long := make([]types.MlNode, 59)
	for i := range long {
		long[i] = node(fmt.Sprintf("%02d", i), strings.Repeat("a", 64), strings.Repeat("b", 64))
	}
	for name, nodes := range map[string][]types.MlNode{
		"none": nil, "without models": {node("a")}, "two": {node("a", "x", "y"), node("b", "x")},
		"many models": {node("a", models...), node("b", others...), node("c", models...)}, "a long list": long,
	} {
		require.NoError(t, p.ValidateMlNodes(nodes), name)
	}
	many := make([]types.MlNode, 65)
	for i := range many {
		many[i] = node(string(rune('0' + i)))
	}
	for name, nodes := range map[string][]types.MlNode{
		"too many":               many,
		"no id":                  {node("")},
		"id with a space":        {node("a b")},
		"id too long":            {node(strings.Repeat("a", 65))},
		"id not ASCII":           {node("ä")},
		"ids not in order":       {node("b"), node("a")},
		"id twice":               {node("a"), node("a")},
		"no capacity":            {{Id: "a"}},
		"too many models":        {node("a", strings.Split("abcdefghijklmnopq", "")...)},
		"model without a name":   {node("a", "")},
		"models not in order":    {node("a", "y", "x")},
		"model twice":            {node("a", "x", "x")},
		"model with line break":  {node("a", "x\n")},
		"too many models in all": {node("a", models...), node("b", others...), node("c", "z")},
		"too long a list":        append(long, node("59", strings.Repeat("a", 64))),
	} {
		require.ErrorIs(t, p.ValidateMlNodes(nodes), types.ErrInvalidMlNodes, name)
	}
}

func TestModelsOfAHostAreSortedAndDistinct(t *testing.T) {
	h := types.Host{MlNodes: []types.MlNode{node("a", "x", "z"), node("b", "w", "x")}}
	require.Equal(t, []string{"w", "x", "z"}, h.Models())
	require.True(t, types.Member{Models: h.Models()}.Serves("x"))
	require.False(t, types.Member{Models: h.Models()}.Serves("y"))
}

func TestKeysAreUsedFromTheirEpochOn(t *testing.T) {
	h := types.Host{Keys: []types.Keys{{Bls: []byte{1}, FromEpoch: 2}, {Bls: []byte{2}, FromEpoch: 5}}}
	for epoch, want := range map[uint64][]byte{2: {1}, 4: {1}, 5: {2}, 9: {2}} {
		keys, ok := h.KeysAt(epoch)
		require.True(t, ok)
		require.Equal(t, want, keys.Bls, "epoch %d", epoch)
	}
	_, ok := h.KeysAt(1)
	require.False(t, ok)
}
