package types

// AuthorizeGas is charged for every message in a Host's name: for reading the Host and, in the handler, the member that it was at an
// epoch's start, both at their largest. A constant, because agents take gas from a table and not from a simulation: if it grew with the
// ML Nodes that a Host lists, a large Host would run out of gas on every claim.
const AuthorizeGas = 20_000

// KeyProofsGas is charged for verifying the proofs of three keys: a decoding with its subgroup check in each group, a pairing, two
// multiplications in G2 and an ed25519 signature, 2.8 ms of CPU at about 27 ns a unit, as in x/sprint (BenchmarkKeyProofs).
const KeyProofsGas = 110_000

// CountGas is charged for each Host that there may be, before a registration counts them.
const CountGas = 50

// CrowdGas is charged for each Host that a registration looks at because there is no room: for decoding it, which grows with its list of ML
// Nodes, and for looking whether it is a member (BenchmarkCrowd).
func CrowdGas(h Host) uint64 { return 150 + uint64(h.Size())/16 }
