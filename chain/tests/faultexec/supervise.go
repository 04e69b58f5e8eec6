//go:build linux && (amd64 || arm64)

package main

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// notification is struct seccomp_notif: a call that waits for an answer.
type notification struct {
	id     uint64
	pid    uint32
	flags  uint32
	number int32
	arch   uint32
	ip     uint64
	args   [6]uint64
}

// response is struct seccomp_notif_resp.
type response struct {
	id    uint64
	value int64
	errno int32
	flags uint32
}

// supervise answers every call that arrives, until there is nobody left who could make one.
func supervise(listener int, judge *judge) {
	runtime.LockOSThread()
	for {
		// The kernel wants it zeroed.
		var call notification
		if errno := ioctl(listener, unix.SECCOMP_IOCTL_NOTIF_RECV, unsafe.Pointer(&call)); errno != 0 {
			// Interrupted, or the caller was killed before its call was read.
			if errno == unix.EINTR || errno == unix.ENOENT {
				continue
			}
			return
		}
		answer := response{id: call.id, flags: unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE}
		if errno := judge.verdict(call.pid, uint32(call.number), int32(call.args[0])); errno != 0 {
			answer = response{id: call.id, errno: -int32(errno)}
		}
		// A caller that was killed meanwhile needs no answer.
		_ = ioctl(listener, unix.SECCOMP_IOCTL_NOTIF_SEND, unsafe.Pointer(&answer))
	}
}

func ioctl(fd int, request uintptr, argument unsafe.Pointer) unix.Errno {
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), request, uintptr(argument))
	return errno
}
