package main

import (
	"math"

	"github.com/pacer-network/pacer/chain/crypto/bls"
	"github.com/pacer-network/pacer/chain/crypto/epochsecret"
)

type sigmaCase struct {
	Name      string   `json:"name"`
	Chain     string   `json:"chain"`
	Epoch     u64      `json:"epoch"`
	Beacon    hexBytes `json:"beacon"`
	Host      hexBytes `json:"host"`
	SecretKey hexBytes `json:"secret_key"`
	Message   hexBytes `json:"message"`
	Sigma     hexBytes `json:"sigma"`
}

func sigmaFormula() formula {
	return spec[sigmaCase, none]{
		file:    "sigma.json",
		comment: "message = H(\"pacer/epoch-secret/v1\", chain, epoch, beacon, host); σ = BLS signature of it, protocol §7",
		outputs: []string{"message", "sigma"},
		cases: func() ([]sigmaCase, error) {
			plain := sigmaCase{Name: "plain", Chain: chainID, Epoch: 7, Beacon: sample("beacon 7", 32), Host: address("host a"), SecretKey: secretKey("bls a")}
			zero, largest, beacon, host, chain := plain, plain, plain, plain, plain
			zero.Name, zero.Epoch = "epoch 0", 0
			largest.Name, largest.Epoch = "largest epoch", math.MaxUint64
			beacon.Name, beacon.Beacon = "another beacon", sample("beacon 8", 32)
			host.Name, host.Host = "another host", address("host b")
			chain.Name, chain.Chain = "another chain", otherChain
			return []sigmaCase{plain, zero, largest, beacon, host, chain}, nil
		},
		solve: func(c sigmaCase) (sigmaCase, error) {
			sk, err := bls.DecodeSecretKey(c.SecretKey)
			if err != nil {
				return c, err
			}
			beacon, err := c.Beacon.hash()
			if err != nil {
				return c, err
			}
			message := epochsecret.Message(c.Chain, uint64(c.Epoch), beacon, c.Host)
			sigma := epochsecret.Sign(sk, c.Chain, uint64(c.Epoch), beacon, c.Host).Bytes()
			c.Message, c.Sigma = message[:], sigma[:]
			return c, epochsecret.Verify(sk.PublicKey(), c.Chain, uint64(c.Epoch), beacon, c.Host, sigma[:])
		},
	}.formula()
}
