//go:build linux && (amd64 || arm64)

package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// judge decides which calls fail.
type judge struct {
	options
	count int
}

func newJudge(o options) (*judge, error) {
	j := &judge{options: o, count: -1}
	if o.count == "" {
		return j, nil
	}
	fd, err := unix.Open(o.count, unix.O_WRONLY|unix.O_APPEND|unix.O_CREAT|unix.O_CLOEXEC, 0o644)
	if err != nil {
		return nil, fmt.Errorf("--count %s: %w", o.count, err)
	}
	j.count = fd
	return j, nil
}

// verdict is the error with which a call of a thread on one of its descriptors fails, 0 if the kernel shall carry it out.
func (j *judge) verdict(thread, number uint32, fd int32) unix.Errno {
	control, errno := j.enospc, unix.ENOSPC
	if slices.Contains(syncs, number) {
		control, errno = j.eio, unix.EIO
	}
	if control == "" || unix.Access(control, unix.F_OK) != nil || !j.isUnder(thread, fd) {
		return 0
	}
	if j.count >= 0 {
		_, _ = unix.Write(j.count, []byte{'.'})
	}
	return errno
}

// isUnder tells whether a descriptor of a thread is a file under the folder. Sockets, pipes and the like have names that are no paths.
func (j *judge) isUnder(thread uint32, fd int32) bool {
	var name [unix.PathMax]byte
	length, err := unix.Readlink("/proc/"+strconv.Itoa(int(thread))+"/fd/"+strconv.Itoa(int(fd)), name[:])
	return err == nil && strings.HasPrefix(string(name[:length]), j.under+"/")
}
