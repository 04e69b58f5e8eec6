//go:build !linux || !(amd64 || arm64)

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "faultexec: answering a program's system calls (seccomp user notification) needs Linux on amd64 or arm64")
	os.Exit(exitUnsupported)
}
