package cmd

import "errors"

// UsageError is a command line that says what cannot be done. The process exits with 2, so that a script can tell it from a failure.
type UsageError struct {
	Flag   string // without its dashes; empty if no single flag is to blame
	Reason string // what is wrong and what would be right
}

// Error names the flag and the reason, in one line.
func (e *UsageError) Error() string {
	if e.Flag == "" {
		return e.Reason
	}
	return "--" + e.Flag + ": " + e.Reason
}

// ExitCode is what the process exits with after this error.
func ExitCode(err error) int {
	if usage := (*UsageError)(nil); errors.As(err, &usage) {
		return 2
	}
	return 1
}
