// Package errs turns a module's `enum Error` into registered errors. The protos are the only list: the agents map the same
// (codespace, code) pairs through the same enum (protocol §1).
package errs

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/grpc/codes"

	errorsmod "cosmossdk.io/errors"
)

// first is the lowest number that can be registered: 0 is no error and 1 is the SDK's internal error.
const first = 2

// Set holds the registered errors of one module by enum value.
type Set[E ~int32] map[E]*errorsmod.Error

// Register registers every value of an enum from 2 on in the codespace, with the enum's number as code. names is the generated
// Error_name. It panics when a codespace is registered twice, which can only happen while the program starts.
func Register[E ~int32](codespace string, names map[int32]string) Set[E] {
	numbers := make([]int32, 0, len(names))
	for number := range names {
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	set := make(Set[E], len(names))
	for _, number := range numbers {
		if number >= first {
			name := names[number]
			set[E(number)] = errorsmod.RegisterWithGRPCCode(codespace, uint32(number), status(name), text(name))
		}
	}
	return set
}

// Of returns the registered error of a value. It panics on a value below 2.
func (s Set[E]) Of(value E) *errorsmod.Error {
	err, ok := s[value]
	if !ok {
		panic(fmt.Sprintf("error %d is not registered", value))
	}
	return err
}

// status is what a query answers with: NotFound where a record doesn't exist, so that REST says 404 and ABCI the SDK's "key not found".
// (The SDK keeps codespace and code of a query's error in its text alone.)
func status(name string) codes.Code {
	if strings.HasPrefix(name, "ERROR_UNKNOWN_") || name == "ERROR_NOT_FOUND" {
		return codes.NotFound
	}
	return codes.Unknown
}

// text is the name of an enum value as words: ERROR_FEE_TOO_LOW becomes "fee too low".
func text(name string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, "ERROR_"), "_", " "))
}
