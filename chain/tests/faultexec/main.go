//go:build linux && (amd64 || arm64)

package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"golang.org/x/sys/unix"
)

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	o, err := parse(args, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "faultexec: %v\n", err)
		return exitUsage
	}
	path, err := exec.LookPath(o.command[0])
	if err != nil {
		fmt.Fprintf(os.Stderr, "faultexec: %v\n", err)
		return exitUsage
	}
	judge, err := newJudge(o)
	if err != nil {
		fmt.Fprintf(os.Stderr, "faultexec: %v\n", err)
		return exitUsage
	}
	// The thread with the filter must never stand still for the garbage collector while it waits for the supervisor. There is
	// next to no garbage.
	debug.SetGCPercent(-1)
	runtime.GOMAXPROCS(max(4, runtime.GOMAXPROCS(0)))
	// Before the program starts, so that no signal is lost.
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, unix.SIGTERM, unix.SIGINT, unix.SIGHUP, unix.SIGQUIT, unix.SIGUSR1, unix.SIGUSR2)

	started, ended := make(chan start, 1), make(chan int, 1)
	go launch(path, o.command, judge, started, ended)
	begun := <-started
	if begun.err != nil {
		fmt.Fprintf(os.Stderr, "faultexec: %v\n", begun.err)
		return begun.exit
	}
	for {
		select {
		case s := <-signals:
			if number, ok := s.(syscall.Signal); ok {
				_ = syscall.Kill(begun.pid, number)
			}
		case status := <-ended:
			return status
		}
	}
}

// start says how a start went: the program's process, or why there is none and what to exit with.
type start struct {
	pid  int
	exit int
	err  error
}

// launch runs the program from a thread that has the filter, and stays on it: the program dies with this thread.
func launch(path string, command []string, judge *judge, started chan<- start, ended chan<- int) {
	runtime.LockOSThread()
	listener, err := installFilter()
	if err != nil {
		started <- start{exit: exitUnsupported, err: fmt.Errorf("this kernel does not let a program's system calls be answered (seccomp user notification): %w", err)}
		return
	}
	go supervise(listener, judge)
	pid, err := syscall.ForkExec(path, command, &syscall.ProcAttr{
		Env:   os.Environ(),
		Files: []uintptr{0, 1, 2},
		// A group of its own: a signal to our group reaches it once, through us.
		Sys: &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true},
	})
	if err != nil {
		started <- start{exit: exitUsage, err: fmt.Errorf("%s cannot be started: %w", path, err)}
		return
	}
	started <- start{pid: pid}
	ended <- wait(pid)
}

// wait gives the exit status of a process, as a shell does.
func wait(pid int) int {
	for {
		var status syscall.WaitStatus
		_, err := syscall.Wait4(pid, &status, 0, nil)
		switch {
		case err == syscall.EINTR:
		case err != nil:
			return 1
		case status.Signaled():
			return 128 + int(status.Signal())
		case status.Exited():
			return status.ExitStatus()
		}
	}
}
