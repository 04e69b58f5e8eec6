package types

import "fmt"

// Duty is a record that a Host must re-execute.
type Duty struct {
	// Batch is the id of the batch in its epoch.
	Batch uint64
	// Index is the position of the record in the batch.
	Index uint32
}

// String is batch/index, as error texts list duties.
func (d Duty) String() string { return fmt.Sprintf("%d/%d", d.Batch, d.Index) }
