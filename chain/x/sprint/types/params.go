package types

import "github.com/pacer-network/pacer/chain/crypto/sprintwork"

const (
	ppm = 1_000_000
	// maxAttempts bounds the CPU that a Host can waste on invalid dealings.
	maxAttempts = 100
	// maxNonces is the most that a Host may commit in a Sprint (sprint-work §5).
	maxNonces = 4_096
	// maxSamples and maxSamplesPerBlock bound what the chain re-executes by itself.
	maxSamples         = 64
	maxSamplesPerBlock = 64
	maxLostChallenges  = 100
	maxBond            = 1 << 62
	// maxChallengeGas is the most gas of re-executing a nonce: all challenges that wait in a mempool, the ante chain's four with their spare
	// gas, leave room in the 100 M of a block.
	maxChallengeGas = 20_000_000
	// maxBlockWork is the most multiply–adds of all samples of a block, which no gas pays for: 2^32 take a core about a second.
	maxBlockWork = 1 << 32
)

// DefaultParams are those of a production network (protocol §4 and §5, sprint-work §2). The first target is for a network of about a
// hundred accelerators of 100 T multiply–adds a second: 120 blocks of 5 s for 354 M each make 1.7·10^10 nonces, of which 1 in 85,000 is to be
// a hit.
func DefaultParams() Params {
	return Params{
		AbsencePpm: 100_000, MaxAttempts: 3,
		Dim: 1_024, Layers: 3, Heads: 16, Ff: 1_024, Seq: 16,
		FirstTarget: 1 << 48, Goal: 200_000, MaxNonces: maxNonces, Samples: 2, SamplesPerBlock: 2,
		ChallengeBond: 10_000_000, MaxLostChallenges: 3, GuiltPpm: 200_000,
	}
}

// Shape returns the sizes of the transformer.
func (p Params) Shape() sprintwork.Shape {
	return sprintwork.Shape{Dim: p.Dim, Layers: p.Layers, Heads: p.Heads, FF: p.Ff, Seq: p.Seq}
}

// LargestGoal is what the next target lets the largest Host find: half of what it may commit, so that chance and faster hardware have room.
// Where the limit was lower in the epoch before, its half: a Host that reached it could have found any number.
func (p Params) LargestGoal(before Params) uint64 {
	return uint64(min(p.MaxNonces, before.MaxNonces)) / 2
}

// Validate checks the ranges. It fails with ErrInvalidParams.
func (p Params) Validate() error {
	switch {
	case p.AbsencePpm > ppm/2:
		return ErrInvalidParams.Wrapf("absence_ppm %d is above %d: two absences can't take more than there is", p.AbsencePpm, ppm/2)
	case p.MaxAttempts == 0 || p.MaxAttempts > maxAttempts:
		return ErrInvalidParams.Wrapf("max_attempts %d must be positive and at most %d", p.MaxAttempts, maxAttempts)
	}
	return p.validateWork()
}

// validateWork checks what the Sprint's work runs on.
func (p Params) validateWork() error {
	shape := p.Shape()
	if err := shape.Validate(); err != nil {
		return ErrInvalidParams.Wrap(err.Error())
	}
	switch {
	case ChallengeGas(shape) > maxChallengeGas:
		return ErrInvalidParams.Wrapf("a nonce of %d multiply–adds takes %d gas to re-execute, above %d: challenges would fill blocks",
			shape.MultiplyAdds(), ChallengeGas(shape), maxChallengeGas)
	case p.FirstTarget == 0 || p.Goal == 0:
		return ErrInvalidParams.Wrap("first_target and goal must be positive")
	case p.MaxNonces < 2 || p.MaxNonces > maxNonces:
		return ErrInvalidParams.Wrapf("max_nonces %d must be 2 to %d: the largest Host is to find half of it", p.MaxNonces, maxNonces)
	case p.Samples == 0 || p.Samples > maxSamples:
		return ErrInvalidParams.Wrapf("samples %d must be positive and at most %d", p.Samples, maxSamples)
	case p.SamplesPerBlock == 0 || p.SamplesPerBlock > maxSamplesPerBlock:
		return ErrInvalidParams.Wrapf("samples_per_block %d must be positive and at most %d", p.SamplesPerBlock, maxSamplesPerBlock)
	case uint64(p.SamplesPerBlock)*shape.MultiplyAdds() > maxBlockWork:
		return ErrInvalidParams.Wrapf("samples_per_block %d of %d multiply–adds each are above %d: a block would take too long",
			p.SamplesPerBlock, shape.MultiplyAdds(), uint64(maxBlockWork))
	case p.ChallengeBond > maxBond:
		return ErrInvalidParams.Wrapf("challenge_bond %d is above %d", p.ChallengeBond, uint64(maxBond))
	case p.MaxLostChallenges == 0 || p.MaxLostChallenges > maxLostChallenges:
		return ErrInvalidParams.Wrapf("max_lost_challenges %d must be positive and at most %d", p.MaxLostChallenges, maxLostChallenges)
	case p.GuiltPpm > ppm:
		return ErrInvalidParams.Wrapf("guilt_ppm %d is above %d", p.GuiltPpm, ppm)
	}
	return nil
}

// Penalty is what a Host's absences in a round take of its settlement of the epoch after, in millionths.
func (p Params) Penalty(c Contribution) uint32 {
	penalty := uint32(0)
	if c.MissedDeal {
		penalty += p.AbsencePpm
	}
	if c.MissedOpen {
		penalty += p.AbsencePpm
	}
	return penalty
}
