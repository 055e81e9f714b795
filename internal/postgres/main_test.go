//go:build unix

package postgres

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

const (
	// childVariable makes the test binary a program that starts a server and waits.
	childVariable = "SYNAPSCALE_TEST_CHILD"

	goneTimeout = 10 * time.Second
)

func TestMain(m *testing.M) {
	run := func() (int, error) { return leavingNothing(m.Run) }
	if os.Getenv(childVariable) != "" {
		run = func() (int, error) { return 0, serve() }
	}
	status, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, "FAIL:", err)
		status = 1
	}
	os.Exit(status)
}

// leavingNothing runs the tests in a directory for temporary files of their own and then demands that no file and no
// process is left of any of them.
func leavingNothing(run func() int) (status int, err error) {
	dir, err := os.MkdirTemp("/tmp", "pg-") // The usual directory is too long a name for a socket on macOS.
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	err = errors.Join(os.Chmod(dir, 0o777|os.ModeSticky), os.Setenv("TMPDIR", dir))
	if err != nil {
		return 1, err
	}
	ended, inherited, err := os.Pipe()
	if err != nil {
		return 1, err
	}
	// The copy is inherited by every process below this one, and the pipe ends when the last of them has.
	copied, err := syscall.Dup(int(inherited.Fd()))
	if err != nil {
		return 1, err
	}
	status = run()
	err = errors.Join(inherited.Close(), syscall.Close(copied), atEnd(ended))
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) > 0 {
		err = errors.Join(err, fmt.Errorf("files are left behind: %v", left))
	}
	return status, err
}

// atEnd returns nil once no process holds the other end of the pipe.
func atEnd(pipe *os.File) error {
	err := pipe.SetReadDeadline(time.Now().Add(goneTimeout))
	if err == nil {
		_, err = io.ReadAll(pipe)
	}
	if err != nil {
		return fmt.Errorf("processes are left behind: %w", err)
	}
	return nil
}

// serve is the program of a child: it starts a server, writes its DSN, and ends in order when its input does.
func serve() error {
	// A test that runs in the background of a shell has inherited that SIGINT is ignored.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT)
	go func() { <-signals; os.Exit(1) }()

	server, err := Start(context.Background(), Options{})
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stdout, server.DSN("postgres"))
	_, err = io.ReadAll(os.Stdin)
	return errors.Join(err, server.Stop())
}

// child is a process that starts a server.
type child struct {
	*exec.Cmd
	tmp    string // Its own directory for temporary files.
	stdin  io.Closer
	stdout *bufio.Reader
	ended  *os.File // Ends when the last process below it has.
}

// startChild runs the test binary as a child in a process group of its own, as the user of the credential, or our own.
func startChild(t *testing.T, credential *syscall.Credential) *child {
	t.Helper()
	ended, inherited, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { ended.Close() })
	c := &child{Cmd: exec.Command(executable(t, credential)), tmp: directory(t, 0o777), ended: ended}
	c.Env = append(os.Environ(), childVariable+"=1", "TMPDIR="+c.tmp)
	c.Stderr = os.Stderr
	c.ExtraFiles = []*os.File{inherited, inherited} // Twice, because the keeper uses the first number itself.
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: credential}
	stdout, err := c.StdoutPipe()
	require.NoError(t, err)
	c.stdout = bufio.NewReader(stdout)
	c.stdin, err = c.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	t.Cleanup(func() { _ = c.Process.Kill() })
	require.NoError(t, inherited.Close())
	return c
}

// dsn waits for the server of the child.
func (c *child) dsn(t *testing.T) string {
	t.Helper()
	line, err := c.stdout.ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, line, "postgres://", "the child could not start a server")
	return strings.TrimSpace(line)
}

// requireGone waits for the end of the child and demands that it leaves no process and no file.
func (c *child) requireGone(t *testing.T) {
	t.Helper()
	_ = c.Wait() // How it ends is the test's business.
	require.NoError(t, atEnd(c.ended))
	require.Empty(t, entries(t, c.tmp))
}

// executable is the test binary, or a copy of it that the user of the credential can reach.
func executable(t *testing.T, credential *syscall.Credential) string {
	t.Helper()
	original, err := os.Executable()
	require.NoError(t, err)
	if credential == nil {
		return original
	}
	binary, err := os.ReadFile(original)
	require.NoError(t, err)
	path := filepath.Join(directory(t, 0o755), "postgres.test")
	require.NoError(t, os.WriteFile(path, binary, 0o755))
	return path
}

// directory creates one that every user can reach, unlike that of [testing.T.TempDir].
func directory(t *testing.T, mode os.FileMode) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "") //nolint:usetesting // TempDir's is below one that only its owner may enter.
	require.NoError(t, err)
	require.NoError(t, os.Chmod(dir, mode))
	t.Cleanup(func() {
		require.NoError(t, os.Chmod(dir, 0o700))
		require.NoError(t, os.RemoveAll(dir))
	})
	return dir
}

func entries(t *testing.T, dir string) []string {
	t.Helper()
	list, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, entry := range list {
		names = append(names, entry.Name())
	}
	return names
}
