package types

// Gas of the walk over an epoch's headers and a Host's results. Store reads of the walk are free of the SDK's gas: what a claim costs
// must follow from public numbers that don't change after the settlement (protocol §8). Each constant is CPU time, as the benchmark of a
// claim measures it, at 10 ns a unit and with a margin.
const (
	// HeaderGas is for reading one header and hashing the seed of its draw.
	HeaderGas = 60
	// DutyGas is for drawing one duty and looking up its result.
	DutyGas = 40
	// WeightGas is for reading the weight of one member that serves a model.
	WeightGas = 20
	// QuotaHeaderGas is for reading one header and counting what it adds to a quota.
	QuotaHeaderGas = 30
	// MaxQuotaHeaders is the most headers that one message sums up for a quota. It bounds the gas of a message; what is left is summed up by
	// the next.
	MaxQuotaHeaders = 4096
)

// Cost is what a walk has to do.
type Cost struct {
	// Weights is the number of weights, over the models that the Host serves.
	Weights uint64
	// Headers is the number of headers of the epoch.
	Headers uint64
	// Duties is the quota: the most duties that can be drawn, whatever the secret is.
	Duties uint64
}

// Gas is the gas of the walk.
func (c Cost) Gas() uint64 {
	return WeightGas*c.Weights + HeaderGas*c.Headers + DutyGas*c.Duties
}
