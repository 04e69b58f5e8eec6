//go:build linux && (amd64 || arm64)

package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const patience = 2 * time.Minute

// asProgram makes the test's binary faultexec itself.
const asProgram = "FAULTEXEC_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(run(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// world is a folder whose files fail, one whose files don't, and the control files.
type world struct {
	t                                 *testing.T
	under, other, eio, enospc, counts string
}

func newWorld(t *testing.T) world {
	dir := t.TempDir()
	w := world{t, filepath.Join(dir, "under"), filepath.Join(dir, "other"), filepath.Join(dir, "eio"), filepath.Join(dir, "enospc"), filepath.Join(dir, "counts")}
	require.NoError(t, os.Mkdir(w.under, 0o755))
	require.NoError(t, os.Mkdir(w.other, 0o755))
	return w
}

func (w world) begin(file string) { require.NoError(w.t, os.WriteFile(file, nil, 0o644)) }
func (w world) end(file string)   { require.NoError(w.t, os.Remove(file)) }

// struck is how many calls failed.
func (w world) struck() int {
	counts, err := os.ReadFile(w.counts)
	require.NoError(w.t, err)
	return len(counts)
}

// command is a shell under faultexec; the folders are $1 and $2.
func (w world) command(ctx context.Context, script string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], "--under", w.under, "--eio", w.eio, "--enospc", w.enospc, "--count", w.counts,
		"--", "sh", "-c", script, "sh", w.under, w.other)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.WaitDelay = time.Second
	return cmd
}

// shell runs a script to its end, and skips the test where the kernel allows no filter.
func (w world) shell(script string) (status int, output string) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := w.command(ctx, script)
	out, err := cmd.CombinedOutput()
	require.NoError(w.t, ctx.Err(), "it hangs: %s", out)
	if err != nil {
		require.IsType(w.t, &exec.ExitError{}, err)
	}
	if cmd.ProcessState.ExitCode() == exitUnsupported && strings.Contains(string(out), "seccomp") {
		w.t.Skip(string(out))
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

func TestWithoutAFaultEverythingGoesOn(t *testing.T) {
	w := newWorld(t)
	status, output := w.shell(`echo one > $1/a && sync $1/a && echo two > $2/b && cat $1/a $2/b; exit 7`)
	require.Equal(t, 7, status)
	require.Equal(t, "one\ntwo\n", output)
	require.Zero(t, w.struck())
}

func TestDiskFull(t *testing.T) {
	w := newWorld(t)
	w.begin(w.enospc)
	status, output := w.shell(`/bin/echo one > $1/a || /bin/echo refused; /bin/echo two > $2/b && sync $1/a && /bin/echo synced`)
	require.Equal(t, 0, status)
	require.Contains(t, output, "No space left on device")
	require.Contains(t, output, "refused\nsynced\n")
	require.NotZero(t, w.struck())
	written, err := os.ReadFile(filepath.Join(w.under, "a"))
	require.NoError(t, err)
	require.Empty(t, written)
	other, err := os.ReadFile(filepath.Join(w.other, "b"))
	require.NoError(t, err)
	require.Equal(t, "two\n", string(other))
}

func TestFailingSync(t *testing.T) {
	w := newWorld(t)
	w.begin(w.eio)
	status, output := w.shell(`echo one > $1/a && echo written; sync $1/a || echo refused; echo two > $2/b; sync $2/b && echo synced`)
	require.Equal(t, 0, status)
	require.Contains(t, output, "Input/output error")
	require.Contains(t, output, "refused\nsynced\n")
	require.Equal(t, 1, w.struck())
}

func TestAFaultComesAndGoesWhileTheProgramRuns(t *testing.T) {
	w := newWorld(t)
	w.shell("true")
	cmd := w.command(t.Context(), `while :; do if echo x >> $1/a; then echo good; else echo bad; fi; sleep 0.02; done 2>/dev/null`)
	var output lines
	cmd.Stdout = &output
	require.NoError(t, cmd.Start())
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	output.await(t, "good")
	w.begin(w.enospc)
	output.await(t, "bad")
	w.end(w.enospc)
	output.await(t, "good")
}

func TestSignalsArePassedOn(t *testing.T) {
	w := newWorld(t)
	w.shell("true")
	cmd := w.command(t.Context(), `trap 'echo told; exit 5' TERM; echo ready; while :; do sleep 0.05; done`)
	var output lines
	cmd.Stdout = &output
	require.NoError(t, cmd.Start())
	output.await(t, "ready")
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	_ = cmd.Wait()
	require.Equal(t, 5, cmd.ProcessState.ExitCode())
	require.Contains(t, output.text(), "told")
}

func TestAProgramThatIsKilledGivesItsSignal(t *testing.T) {
	w := newWorld(t)
	status, _ := w.shell(`kill -KILL $$`)
	require.Equal(t, 128+9, status)
}

func TestTheProgramDiesWithUs(t *testing.T) {
	w := newWorld(t)
	w.shell("true")
	cmd := w.command(t.Context(), `echo $$; while :; do sleep 0.05; done`)
	var output lines
	cmd.Stdout = &output
	require.NoError(t, cmd.Start())
	pid, err := strconv.Atoi(strings.TrimSpace(output.await(t, "\n")))
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(pid, 0))
	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	require.Eventually(t, func() bool { return syscall.Kill(pid, 0) != nil }, patience, 20*time.Millisecond)
}

func TestWrongCalls(t *testing.T) {
	for name, args := range map[string][]string{
		"no folder":         {"--", "true"},
		"no program":        {"--under", "/tmp"},
		"unknown flag":      {"--over", "/tmp", "--", "true"},
		"no such program":   {"--under", "/tmp", "--", "no-such-program-at-all"},
		"no place to count": {"--under", "/tmp", "--count", "/no/such/folder/file", "--", "true"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, exitUsage, run(args))
		})
	}
}

// lines is what a program has written so far, to wait for.
type lines struct {
	buffer bytes.Buffer
	lock   sync.Mutex
}

func (l *lines) locked(do func()) {
	l.lock.Lock()
	defer l.lock.Unlock()
	do()
}

func (l *lines) Write(p []byte) (n int, err error) {
	l.locked(func() { n, err = l.buffer.Write(p) })
	return n, err
}

func (l *lines) text() (text string) {
	l.locked(func() { text = l.buffer.String() })
	return text
}

// await waits for a text in what is written from now on, or was not looked at yet, and returns what came up to it.
func (l *lines) await(t *testing.T, text string) (seen string) {
	t.Helper()
	require.Eventually(t, func() (found bool) {
		l.locked(func() {
			at := strings.Index(l.buffer.String(), text)
			if found = at >= 0; found {
				seen = string(l.buffer.Next(at + len(text)))
			}
		})
		return found
	}, patience, 10*time.Millisecond, "waited for %q", text)
	return seen
}
