// Package deadline computes the timeout of an unordered transaction from block
// time, so that two agents of one Host that see the same chain sign the same bytes
// (architecture, "Transactions: exactly once").
package deadline

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"

	"github.com/pacer-network/pacer/chain/crypto/xof"
)

const tag = "pacer/tx/v1"

// second, in nanoseconds.
const second = 1_000_000_000

// Bounds of the step, in seconds: two steps stay below the chain's limit of ten
// minutes, and one is long enough for a few blocks.
const (
	minStep = 5
	maxStep = 240
)

// ErrTime says that a block time leaves no 64-bit nanosecond after it.
var ErrTime = errors.New("deadline: block time out of range")

// Step is s = clamp(⌊target_block_ms · L / 8000⌋, 5, 240) in seconds, L being the
// epoch's length in blocks.
func Step(targetBlockMS, epochLength uint64) uint64 {
	over, product := bits.Mul64(targetBlockMS, epochLength)
	if over != 0 {
		return maxStep
	}
	return min(max(product/8000, minStep), maxStep)
}

// At is the deadline in Unix nanoseconds: (⌊t/s⌋ + 2)·s seconds plus
// u64be(H("pacer/tx/v1", chain, operation key, attempt)[0..8]) mod 10^9
// nanoseconds, t being the block time in Unix nanoseconds and s the Step in
// seconds. It fails with ErrTime.
func At(chain, operationKey string, attempt, blockTimeNS, stepSeconds uint64) (uint64, error) {
	if stepSeconds < minStep || stepSeconds > maxStep {
		return 0, fmt.Errorf("%w: step of %d s is outside [%d, %d]", ErrTime, stepSeconds, minStep, maxStep)
	}
	step := stepSeconds * second
	if blockTimeNS > math.MaxUint64-3*step {
		return 0, fmt.Errorf("%w: %d ns", ErrTime, blockTimeNS)
	}
	hash := xof.H(tag, []byte(chain), []byte(operationKey), xof.U64(attempt))
	return (blockTimeNS/step+2)*step + binary.BigEndian.Uint64(hash[:8])%second, nil
}
