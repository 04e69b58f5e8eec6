package types

import "github.com/pacer-network/pacer/chain/crypto/sprintwork"

// Gas of verifying. All of it is known before anything is computed: a dealing's cost depends on the slot table alone, and store access is
// free of the SDK's gas, so that agents can take it from DealStatus, MyShares and Target. Each constant is CPU time, as `npm run bench -- pvss`
// measures it, at about 27 ns a unit, so that gas follows CPU over all sizes of tables. Of work it is no less than CPU: as BenchmarkWorkGas in
// tests/bench/records measures whole messages, a commitment of 1, 300 and 1,000 nonces costs 8.0, 6.8 and 4.7 ns a unit, a challenge 7.9 at
// the local sizes, where it is all base; a transfer of coins, at the SDK's own gas, 13 ns in the same run.
const (
	// dealBaseGas is for the proof of knowledge and the pairing that every dealing costs.
	dealBaseGas = 500_000
	// dealSlotGas is for one slot of a dealing: decoding a point of each group with its subgroup check, its part of the multi-scalar
	// multiplications, and adding it to the stored sums.
	dealSlotGas = 5_600
	// dealHolderGas is for the pairing of one holder.
	dealHolderGas = 20_000
	// openBaseGas is for the two pairings of an opening.
	openBaseGas = 150_000
	// openSlotGas is for one share of an opening.
	openSlotGas = 9_000
	// workBaseGas is for what each commitment of work reads and writes: the Host's record, the Sprint's, and a value for its nonces.
	workBaseGas = 60_000
	// workByteGas is for one byte of nonces: stored until the next epoch ends, at the SDK's price of a written byte. Decoding it, then and
	// again for checks, is 33 ns.
	workByteGas = 30
	// challengeBaseGas is for finding the nonce, and for the coins that change hands.
	challengeBaseGas = 150_000
	// challengeSpareGas is how much more than the handler charges a challenge's limit may be: for its bytes, signature and fee, about 100,000,
	// with ample room. All that may wait in a mempool take half of a block's 100 M at the sizes of a production network.
	challengeSpareGas = 1_000_000
	// multiplyAddsPerGas and weightBytesPerGas are what a unit of gas pays of a re-execution: the forward pass, and a part of expanding the
	// weights, which a node does once an epoch.
	multiplyAddsPerGas = 32
	weightBytesPerGas  = 16
	// TxByteGas is what the ante chain charges for a byte of a transaction: auth's default, which nobody can change on this chain.
	TxByteGas = 10
)

// DealGas is charged for verifying a dealing to a table of so many slots and holders.
func DealGas(slots, holders uint32) uint64 {
	return dealBaseGas + dealSlotGas*uint64(slots) + dealHolderGas*uint64(holders)
}

// OpenGas is charged for verifying the shares of so many slots.
func OpenGas(slots uint32) uint64 { return openBaseGas + openSlotGas*uint64(slots) }

// WorkGas is charged for so many bytes of nonces.
func WorkGas(bytes int) uint64 { return workBaseGas + workByteGas*uint64(bytes) }

// ChallengeBaseGas is charged for a challenge before anything is looked up.
func ChallengeBaseGas() uint64 { return challengeBaseGas }

// ChallengeGas is charged for re-executing one nonce. It follows from the sizes alone: time doesn't depend on data (sprint-work §5).
func ChallengeGas(shape sprintwork.Shape) uint64 {
	return shape.MultiplyAdds()/multiplyAddsPerGas + shape.WeightBytes()/weightBytesPerGas
}
