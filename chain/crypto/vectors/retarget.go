package main

import (
	"errors"
	"math"

	"github.com/pacer-network/pacer/chain/crypto/sprintwork"
)

type retargetCase struct {
	Name         string      `json:"name"`
	Target       u64         `json:"target"`
	Goal         u64         `json:"goal"`
	Found        u64         `json:"found"`
	LargestGoal  u64         `json:"largest_goal"`
	Largest      u64         `json:"largest"`
	Last         sprintShape `json:"last"`
	Next         sprintShape `json:"next"`
	LastWork     u64         `json:"last_multiply_adds"`
	NextWork     u64         `json:"next_multiply_adds"`
	SameSizes    u64         `json:"same_sizes_target"`
	TargetOfNext u64         `json:"next_target"`
}

func retargetFormula() formula {
	local, cpu, large := sprintShape{64, 2, 2, 128, 16}, sprintShape{512, 4, 8, 1024, 16}, sprintShape{1024, 3, 16, 1024, 16}
	most := sprintShape{4096, 9, 16, 4096, 256}
	return spec[retargetCase, struct{}]{
		file: "retarget.json",
		comment: "towards(goal, found) = min(max(target · goal // max(found, 1), target // 4, 1), 4 · target, 2^64 − 1);" +
			" same_sizes_target = min(towards(goal, found), towards(largest_goal, largest)), found = Σ count · 2^tier, largest = max count · 2^tier," +
			" largest_goal = max_nonces // 2; where the sizes change, next_target = min(max(same_sizes_target · next_multiply_adds // last_multiply_adds, 1), 2^64 − 1), else it is the same: a nonce that" +
			" costs more is tried less often, so it hits more often; all in 128-bit integers, sprint-work §5 and ADR 13",
		outputs: []string{"last_multiply_adds", "next_multiply_adds", "same_sizes_target", "next_target"},
		cases: func() ([]retargetCase, error) {
			same := func(name string, target, goal, found u64) retargetCase {
				return retargetCase{Name: name, Target: target, Goal: goal, Found: found, LargestGoal: 2_048, Last: local, Next: local}
			}
			largest := func(name string, target, found, goal, largest u64) retargetCase {
				return retargetCase{
					Name: name, Target: target, Goal: 200_000, Found: found, LargestGoal: goal, Largest: largest, Last: local, Next: local,
				}
			}
			sizes := func(name string, target u64, last, next sprintShape) retargetCase {
				return retargetCase{Name: name, Target: target, Goal: 200_000, Found: 150_000, LargestGoal: 2_048, Largest: 1_500, Last: last, Next: next}
			}
			return []retargetCase{
				same("as many as the goal", 1<<56, 200_000, 200_000),
				same("half of the goal", 1<<56, 200_000, 100_000),
				same("a third too many, rounded down", 1<<56, 200_000, 300_000),
				same("four times too many", 1<<56, 200_000, 800_000),
				same("more than four times too many", 1<<56, 200_000, 800_001),
				same("a quarter of the goal", 1<<56, 200_000, 50_000),
				same("less than a quarter of the goal", 1<<56, 200_000, 49_999),
				same("nothing found", 1<<56, 200_000, 0),
				same("nothing found and the goal is one", 1<<56, 1, 0),
				same("goal 0", 1<<56, 0, 5),
				same("largest target, nothing found", math.MaxUint64, 200_000, 0),
				same("largest target, too many found", math.MaxUint64, 200_000, math.MaxUint64),
				same("four times the target is 2^64", 1<<62, 200_000, 0),
				same("four times the target is below 2^64", 1<<62-1, 200_000, 0),
				same("target 1, too many found", 1, 1, 1000),
				same("target 3: a quarter is 0", 3, 1, 1000),
				same("target 1, nothing found", 1, 200_000, 0),
				same("largest everything", math.MaxUint64, math.MaxUint64, math.MaxUint64),
				largest("the largest as many as it should", 1<<56, 100_000, 2_048, 2_048),
				largest("the largest one more, rounded down", 1<<56, 100_000, 2_048, 2_049),
				largest("four, all as many as they may", 1<<56, 16_384, 2_048, 4_096),
				largest("the largest fewer: all together decide", 1<<56, 250_000, 2_048, 1_900),
				largest("both too many, the largest by more", 1<<56, 250_000, 2_048, 4_096),
				largest("both too many, all together by more", 1<<56, 600_000, 2_048, 4_096),
				largest("the largest a little below, few hits", 1<<56, 20_000, 2_048, 2_000),
				largest("few hits, the largest fewer than a quarter", 1<<56, 2_000, 2_048, 511),
				largest("the largest far above", 1<<56, 200_000, 2_048, 8_193),
				largest("the smallest limit, reached", 1<<56, 8, 1, 2),
				largest("largest target, the largest as many as it may", math.MaxUint64, 16_384, 2_048, 4_096),
				largest("target 1, the largest too many", 1, 200_000, 2_048, 4_096),
				largest("the largest of everything", math.MaxUint64, math.MaxUint64, math.MaxUint64, math.MaxUint64),
				sizes("same sizes", 1<<56, large, large),
				sizes("larger sizes", 1<<50, local, large),
				sizes("smaller sizes", 1<<50, large, local),
				sizes("larger sizes at a large target", 1<<63, local, cpu),
				sizes("smaller sizes at a small target", 2, large, local),
				sizes("fewer heads: the same work", 1<<50, sprintShape{1024, 3, 16, 1024, 16}, sprintShape{1024, 3, 8, 1024, 16}),
				sizes("most work of all", 1<<40, local, most),
			}, nil
		},
		solve: func(c retargetCase) (retargetCase, error) {
			if err := errors.Join(c.Last.shape().Validate(), c.Next.shape().Validate()); err != nil {
				return c, err
			}
			c.LastWork, c.NextWork = u64(c.Last.shape().MultiplyAdds()), u64(c.Next.shape().MultiplyAdds())
			target := sprintwork.Retarget(uint64(c.Target),
				sprintwork.Hits{All: uint64(c.Goal), Largest: uint64(c.LargestGoal)},
				sprintwork.Hits{All: uint64(c.Found), Largest: uint64(c.Largest)})
			c.SameSizes, c.TargetOfNext = u64(target), u64(sprintwork.Rescale(target, c.Last.shape(), c.Next.shape()))
			return c, nil
		},
	}.formula()
}
