package types

// AuthorizeGas is charged for every message in a Host's name: for reading the Host and, in the handler, the member that it was at an
// epoch's start, both at their largest. A constant, because agents take gas from a table and not from a simulation: if it grew with the
// ML Nodes that a Host lists, a large Host would run out of gas on every claim.
const AuthorizeGas = 20_000
