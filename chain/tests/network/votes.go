package network

import (
	"crypto/ed25519"

	abci "github.com/cometbft/cometbft/abci/types"
	cmted25519 "github.com/cometbft/cometbft/crypto/ed25519"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"
)

// Absent makes these Hosts, and no others, not vote from now on. Who votes must hold more than two thirds of the power: with less there
// would be no block.
func (n *Network) Absent(hosts ...Host) {
	n.flags = map[string]cmtproto.BlockIDFlag{}
	for _, h := range hosts {
		n.flags[string(h.Validator())] = cmtproto.BlockIDFlagAbsent
	}
}

// VoteNil makes a Host vote for no block from now on, until Absent is called.
func (n *Network) VoteNil(host Host) {
	if n.flags == nil {
		n.flags = map[string]cmtproto.BlockIDFlag{}
	}
	n.flags[string(host.Validator())] = cmtproto.BlockIDFlagNil
}

// Evidence makes CometBFT report, with the next block, that a Host voted twice at a height.
func (n *Network) Evidence(host Host, height int64) {
	n.report(abci.MisbehaviorType_DUPLICATE_VOTE, host.Validator(), height)
}

// AttackEvidence makes CometBFT report, with the next block, that a validator took part in an attack on light clients.
func (n *Network) AttackEvidence(validator []byte, height int64) {
	n.report(abci.MisbehaviorType_LIGHT_CLIENT_ATTACK, validator, height)
}

func (n *Network) report(kind abci.MisbehaviorType, validator []byte, height int64) {
	n.evidence = append(n.evidence, abci.Misbehavior{
		Type: kind, Validator: abci.Validator{Address: validator, Power: 1}, Height: height,
		Time: n.Time, TotalVotingPower: n.Validators.TotalVotingPower(),
	})
}

// Validator is the address of the Host's consensus key, 20 bytes.
func (h Host) Validator() []byte {
	return cmted25519.PrivKey(ed25519.NewKeyFromSeed(h.ConsensusSeed)).PubKey().Address()
}

// StrangeVote adds to the votes of the next block that of an address which belongs to nobody.
func (n *Network) StrangeVote(validator []byte) {
	n.strange = append(n.strange, abci.VoteInfo{
		Validator: abci.Validator{Address: validator, Power: 1}, BlockIdFlag: cmtproto.BlockIDFlagAbsent,
	})
}

// votes are those for the last block, which the next one carries.
func (n *Network) votes() []abci.VoteInfo {
	n.t.Helper()
	if n.last == nil {
		return nil
	}
	signed := int64(0)
	votes := make([]abci.VoteInfo, len(n.last.Validators))
	for i, v := range n.last.Validators {
		flag, chosen := n.flags[string(v.Address)]
		if !chosen {
			flag = cmtproto.BlockIDFlagCommit
			signed += v.VotingPower
		}
		votes[i] = abci.VoteInfo{Validator: cmttypes.TM2PB.Validator(v), BlockIdFlag: flag}
	}
	require.Greater(n.t, 3*signed, 2*n.last.TotalVotingPower(), "block %d can't have been decided", n.Height)
	return append(votes, n.strange...)
}
