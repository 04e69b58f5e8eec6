// Command faultexec runs a program whose disk can be made to fail while it runs.
//
//	faultexec --under FOLDER [--eio FILE] [--enospc FILE] [--count FILE] -- PROGRAM [ARGUMENT...]
//
// While the file of --eio exists, fsync, fdatasync and their kin fail with EIO for files under FOLDER; while that of --enospc exists,
// write, pwrite, ftruncate, fallocate and their kin fail with ENOSPC. Everything else goes on: logs, sockets, other folders. Each call
// that was made to fail adds a byte to the file of --count.
//
// A seccomp filter hands these calls of the program and its children to faultexec, which looks at the file behind the
// descriptor and lets the kernel carry the call out, or answers it. The program needs no special privileges, and can't tell the
// failure from a real one. Linux only, amd64 and arm64.
//
// It ends with the program's exit status, 128 and the number of the signal that killed it, 2 when it is called wrongly, and 3 where the
// kernel does not allow such a filter. Signals are passed on. The program dies with faultexec, also when that is killed by SIGKILL.
package main

const (
	exitUsage       = 2
	exitUnsupported = 3
)
