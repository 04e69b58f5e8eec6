package scenario

import (
	"math/big"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/pacer-network/pacer/chain/crypto/xof"
	"github.com/pacer-network/pacer/chain/tests/network"
	hosttypes "github.com/pacer-network/pacer/chain/x/host/types"
	inferencetypes "github.com/pacer-network/pacer/chain/x/inference/types"
	validationtypes "github.com/pacer-network/pacer/chain/x/validation/types"
)

// Duties draws a Host's duties of an epoch from public queries and its secret, in big integers and word for word as protocol §7 says: an
// implementation of its own, beside the chain's.
func (c *Chain) Duties(host network.Host, epoch uint64) []validationtypes.Result {
	c.t.Helper()
	members := c.members(epoch)
	self := members[host.Name()]
	secret := c.Secret(host, epoch)
	var duties []validationtypes.Result
	for _, header := range c.Headers(epoch) {
		model := c.modelOf(header.Model)
		if header.Host == host.Name() || !slices.Contains(self.Models, model) || len(header.NextHash) == 0 {
			continue
		}
		served, owner := new(big.Int), new(big.Int)
		for name, m := range members {
			if slices.Contains(m.Models, model) {
				served.Add(served, new(big.Int).SetUint64(m.Weight))
				if name == header.Host {
					owner.SetUint64(m.Weight)
				}
			}
		}
		for _, index := range c.draw(epoch, header, secret, self.Weight, served, owner) {
			duties = append(duties, validationtypes.Result{Batch: header.Id, Index: index, Verdict: validationtypes.VERDICT_MATCH})
		}
	}
	return duties
}

func (c *Chain) draw(epoch uint64, header inferencetypes.Header, secret []byte, weight uint64, served, owner *big.Int) []uint32 {
	c.t.Helper()
	den := new(big.Int).Sub(served, owner)
	den.Mul(den, big.NewInt(1_000_000))
	if den.Sign() == 0 {
		return nil
	}
	num := big.NewInt(int64(header.Count))
	num.Mul(num, big.NewInt(int64(c.rate(epoch)))).Mul(num, new(big.Int).SetUint64(weight))
	whole, rest := new(big.Int).QuoRem(num, den, new(big.Int))

	x := xof.H("pacer/duty/v1", []byte(c.ChainID), secret, xof.U64(header.Id), header.Root, header.NextHash)
	stream := xof.NewStream(x)
	first, err := stream.Below(den.Uint64())
	require.NoError(c.t, err)
	m := uint32(whole.Uint64())
	if new(big.Int).SetUint64(first).Cmp(rest) < 0 {
		m++
	}
	var indices []uint32
	for j := header.Count - m; j < header.Count; j++ {
		below, err := stream.Below(uint64(j) + 1)
		require.NoError(c.t, err)
		index := uint32(below)
		if slices.Contains(indices, index) {
			index = j
		}
		indices = append(indices, index)
	}
	slices.Sort(indices)
	return indices
}

// Headers asks for all headers of an epoch.
func (c *Chain) Headers(epoch uint64) []inferencetypes.Header {
	c.t.Helper()
	var all []inferencetypes.Header
	for {
		var answer inferencetypes.QueryHeadersResponse
		_, code := c.Query("/pacer.inference.v1.Query/Headers", &inferencetypes.QueryHeadersRequest{Epoch: epoch, From: uint64(len(all))}, &answer)
		require.Zero(c.t, code)
		all = append(all, answer.Headers...)
		if uint64(len(all)) == answer.Total {
			return all
		}
	}
}

func (c *Chain) members(epoch uint64) map[string]hosttypes.Member {
	c.t.Helper()
	var answer hosttypes.QueryMembersResponse
	_, code := c.Query("/pacer.host.v1.Query/Members", &hosttypes.QueryMembersRequest{Epoch: epoch}, &answer)
	require.Zero(c.t, code)
	members := map[string]hosttypes.Member{}
	for _, m := range answer.Members {
		members[m.Host] = m
	}
	return members
}

func (c *Chain) modelOf(number uint32) string {
	c.t.Helper()
	var answer inferencetypes.QueryModelsResponse
	_, code := c.Query("/pacer.inference.v1.Query/Models", &inferencetypes.QueryModelsRequest{}, &answer)
	require.Zero(c.t, code)
	for _, m := range answer.Models {
		if m.Number == number {
			return m.Id
		}
	}
	require.Fail(c.t, "a header is about a model that does not exist")
	return ""
}

func (c *Chain) rate(epoch uint64) uint32 {
	c.t.Helper()
	var answer validationtypes.QueryRateResponse
	_, code := c.Query("/pacer.validation.v1.Query/Rate", &validationtypes.QueryRateRequest{Epoch: epoch}, &answer)
	require.Zero(c.t, code)
	return answer.Ppm
}
