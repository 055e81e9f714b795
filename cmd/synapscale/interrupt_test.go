//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A child is the command as a process of its own.
type child struct {
	*exec.Cmd
	tmp    string // its own directory for temporary files
	stdout *bufio.Reader
	stderr *bufio.Reader
	ended  *os.File // ends when the last process below it has
}

// startChild runs the command as the user of the credential, or our own, in a process group of its own.
func startChild(t *testing.T, credential *syscall.Credential, arguments ...string) *child {
	t.Helper()
	ended, inherited, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { ended.Close() })
	dir, err := os.MkdirTemp("/tmp", "") //nolint:usetesting // That of the test is too long for a socket, and not open to every user.
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	c := &child{Cmd: exec.Command(executable(t, dir), arguments...), tmp: filepath.Join(dir, "tmp"), ended: ended}
	require.NoError(t, os.Mkdir(c.tmp, 0o700))
	require.NoError(t, os.Chmod(c.tmp, 0o777))
	c.Env = append(os.Environ(), commandVariable+"=1", "DATABASE_URL=", "TMPDIR="+c.tmp, "HOME="+c.tmp)
	// Every process below inherits the pipe: twice, because the shell that keeps the server uses one of the numbers.
	c.ExtraFiles = []*os.File{inherited, inherited}
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: credential}
	stdout, err := c.StdoutPipe()
	require.NoError(t, err)
	stderr, err := c.StderrPipe()
	require.NoError(t, err)
	c.stdout, c.stderr = bufio.NewReader(stdout), bufio.NewReader(stderr)
	require.NoError(t, c.Start())
	t.Cleanup(func() { _ = c.Process.Kill() })
	require.NoError(t, inherited.Close())
	return c
}

// executable is a copy of the test binary that every user can run.
func executable(t *testing.T, dir string) string {
	t.Helper()
	require.NoError(t, os.Chmod(dir, 0o755))
	original, err := os.Executable()
	require.NoError(t, err)
	binary, err := os.ReadFile(original)
	require.NoError(t, err)
	path := filepath.Join(dir, "synapscale")
	require.NoError(t, os.WriteFile(path, binary, 0o755))
	return path
}

// end waits for the end of the child and of all processes below it, and demands that no file is left. It returns the
// exit status and what else the child has written.
func (c *child) end(t *testing.T) result {
	t.Helper()
	stderr, err := io.ReadAll(c.stderr)
	require.NoError(t, err)
	stdout, err := io.ReadAll(c.stdout)
	require.NoError(t, err)
	_ = c.Wait() // The status tells the same.
	require.NoError(t, c.ended.SetReadDeadline(time.Now().Add(goneTimeout)))
	_, err = io.ReadAll(c.ended)
	require.NoError(t, err, "processes are left behind")
	left, err := os.ReadDir(c.tmp)
	require.NoError(t, err)
	require.Empty(t, left)
	return result{c.ProcessState.ExitCode(), string(stdout), string(stderr)}
}

// nobody is a user without rights, where we may become one.
func nobody(t *testing.T) *syscall.Credential {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	account, err := user.Lookup("nobody")
	require.NoError(t, err)
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	require.NoError(t, err)
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	require.NoError(t, err)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

func TestCheckAsAProcess(t *testing.T) {
	t.Parallel()
	for name, credential := range map[string]*syscall.Credential{"ourselves": nil, "a normal user": nobody(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := startChild(t, credential, "check").end(t)
			require.Zero(t, r.status, r.err)
			require.Contains(t, r.out, ", database postgres"+healthy)
		})
	}
}

func TestInterruptionLeavesNothing(t *testing.T) {
	t.Parallel()
	const starts, migrates, checks = "No --dsn and no DATABASE_URL", "has started, migrating", "Migrated to version"
	cases := []struct {
		line   string        // of standard error, after which
		delay  time.Duration // the process gets
		signal syscall.Signal
	}{
		{starts, 0, syscall.SIGKILL},
		{starts, 200 * time.Millisecond, syscall.SIGKILL}, // initdb runs
		{starts, 200 * time.Millisecond, syscall.SIGINT},
		{starts, 900 * time.Millisecond, syscall.SIGTERM}, // the server starts
		{migrates, 0, syscall.SIGKILL},
		{migrates, 150 * time.Millisecond, syscall.SIGKILL},
		{migrates, 150 * time.Millisecond, syscall.SIGINT},
		{migrates, 0, syscall.SIGTERM},
		{checks, 0, syscall.SIGKILL},
		{checks, 0, syscall.SIGINT},
		{checks, 50 * time.Millisecond, syscall.SIGTERM},
	}
	for _, m := range cases {
		t.Run(fmt.Sprintf("%s %s %s", m.line, m.delay, m.signal), func(t *testing.T) {
			t.Parallel()
			c := startChild(t, nil, "check")
			for line := ""; !strings.Contains(line, m.line); {
				var err error
				line, err = c.stderr.ReadString('\n')
				require.NoError(t, err)
			}
			time.Sleep(m.delay)
			target := c.Process.Pid
			if m.signal == syscall.SIGINT {
				target = -target // Ctrl-C reaches the whole group.
			}
			require.NoError(t, syscall.Kill(target, m.signal))
			r := c.end(t)
			if m.signal == syscall.SIGKILL {
				require.Equal(t, -1, r.status)
			} else if r.status != exitAgree { // It may have been faster.
				require.Equal(t, exitNotChecked, r.status)
				require.True(t, strings.HasSuffix(r.err, "synapscale: interrupted\n"), r.err)
			}
		})
	}
}
