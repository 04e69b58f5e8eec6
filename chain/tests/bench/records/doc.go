// Package records measures what batches and results cost the chain, on an application with its store on disk: CPU of a unit of gas, an epoch
// of recorded answers against a transaction for each of them, and blocks full of both. `npm run bench -- records` runs its benchmarks.
package records
