package types

// Gas of MsgSubmitResults beside what every transaction pays, each before the work. Store reads and writes of batches are free of the SDK's
// gas, which would charge a long value more than the work is and a short one less: what a message costs follows from the message and from
// what a query tells, because agents sign a limit of gas without simulating. A unit is 3 to 12 ns of CPU, as `npm run bench -- records`
// measures it.
const (
	// ResultGas is for one result. Almost all of it is the SDK's decoding of the message, once for its handler and once for its signers.
	ResultGas = 300
	// BatchGas is for a batch that is opened: its header and the results on it read and written, and deleted once they have expired. Results
	// that follow each other on the same batch open it once.
	BatchGas = 12_000
	// StoredGas is for one result that the Host has on an opened batch already, which is written again.
	StoredGas = 8
)

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
	// QuotaHeaders and QuotaHeadersPerResult are how many headers one message sums up for a quota at most. They bound the gas of a message;
	// what is left is summed up by the next.
	QuotaHeaders          = 4096
	QuotaHeadersPerResult = 4
)

// MaxQuotaHeaders is the most headers that a message with so many results sums up for a quota.
func MaxQuotaHeaders(results int) uint64 { return QuotaHeaders + QuotaHeadersPerResult*uint64(results) }

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
