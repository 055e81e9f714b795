//go:build unix

package postgres

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// keeper is the shell script that owns the server. It ends when standard input does, which the kernel sees to when
// this process dies of whatever cause, and it cleans up then as it does after [Server.Stop].
//
//go:embed keeper.sh
var keeper string

const (
	// socketPathLimit is the shortest sun_path among the supported systems, without its final zero byte.
	socketPathLimit = 103

	// stopTimeout is longer than the 5 s after which PostgreSQL itself kills sessions that do not end.
	stopTimeout = 15 * time.Second
)

// process is the keeper with the server below it, and the directory of both.
type process struct {
	dir      string
	cmd      *exec.Cmd
	lifeline *os.File // The keeper lives as long as this end of its standard input is open.
	output   tail
	exited   chan struct{}
	stop     func() error
}

// launch starts the keeper. It returns before the server accepts connections.
func launch(binDir string, settings map[string]string) (*process, error) {
	credential, err := unprivileged()
	if err != nil {
		return nil, err
	}
	dir, err := makeDirectory(credential)
	if err != nil {
		return nil, err
	}
	p := &process{dir: dir, exited: make(chan struct{})}
	p.stop = sync.OnceValue(p.end)
	if err := p.run(binDir, settings, credential); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	return p, nil
}

func (p *process) run(binDir string, settings map[string]string, credential *syscall.Credential) error {
	stdin, lifeline, err := os.Pipe()
	if err != nil {
		return err
	}
	defer stdin.Close()

	args := []string{"-c", keeper, "keeper", binDir, p.dir, "-k", p.dir}
	for name, value := range settings {
		args = append(args, "-c", name+"="+value)
	}
	p.cmd = exec.Command("/bin/sh", args...)
	p.cmd.Dir = "/"
	p.cmd.Env = environment()
	p.cmd.Stdin = stdin
	// Never a file of ours: "go test" waits until the last holder of its output has closed it.
	p.cmd.Stdout, p.cmd.Stderr = &p.output, &p.output
	// A session of its own keeps the terminal's Ctrl-C away: the keeper ends when we do, not before.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: credential}
	if err := p.cmd.Start(); err != nil {
		return errors.Join(err, lifeline.Close())
	}
	p.lifeline = lifeline
	go func() {
		_ = p.cmd.Wait() // What matters of the result is in the output.
		close(p.exited)
	}()
	return nil
}

// end closes the lifeline and waits until the keeper has cleaned up.
func (p *process) end() error {
	err := p.lifeline.Close()
	select {
	case <-p.exited:
	case <-time.After(stopTimeout):
		err = errors.Join(err, syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL))
		<-p.exited
	}
	return errors.Join(err, os.RemoveAll(p.dir))
}

// failure tells why the server ended unasked. It is to be called after the end.
func (p *process) failure() error {
	return fmt.Errorf("%s\n%s", p.cmd.ProcessState, strings.TrimSpace(p.output.String()))
}

// environment is ours without what would change the meaning of the programs: PGDATA, PGPORT, PGOPTIONS, LC_ALL, …
func environment() []string {
	env := []string{"LC_ALL=C"}
	for _, name := range []string{"PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// makeDirectory creates the directory of a server in the first place that will do. It belongs to the server's user, and
// nobody else may enter it: that is what protects a server without passwords.
func makeDirectory(credential *syscall.Credential) (string, error) {
	var failures error
	for _, parent := range []string{os.TempDir(), "/tmp", "/var/tmp"} {
		dir, err := makeDirectoryIn(parent, credential)
		if err == nil {
			return dir, nil
		}
		failures = errors.Join(failures, err)
	}
	return "", fmt.Errorf("no directory for the server's files; set TMPDIR to one: %w", failures)
}

func makeDirectoryIn(parent string, credential *syscall.Credential) (string, error) {
	if credential != nil {
		// The server's user enters, and the keeper removes its own directory in the end.
		if info, err := os.Stat(parent); err != nil || info.Mode().Perm()&0o003 != 0o003 || !reachable(parent) {
			return "", fmt.Errorf("%s is not a directory that every user may enter and write to", parent)
		}
	}
	dir, err := os.MkdirTemp(parent, "synapscale-pg-")
	if err != nil {
		return "", err
	}
	if len(socketPath(dir)) > socketPathLimit {
		err = fmt.Errorf("%s is too long for a unix socket", parent)
	} else if credential != nil {
		err = os.Chown(dir, int(credential.Uid), int(credential.Gid))
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(dir))
	}
	return dir, nil
}

// reachable reports whether the server's user can get into dir: for root that is an unprivileged one, who needs
// every directory on the way to be open to all.
func reachable(dir string) bool {
	if os.Geteuid() != 0 {
		return true
	}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return false
	}
	for {
		info, err := os.Stat(dir)
		if err != nil || info.Mode().Perm()&0o001 == 0 {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
		dir = filepath.Dir(dir)
	}
}

// unprivileged is the user to run the server as: nil, which is ourselves, for everyone but root.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(account.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(account.Gid, 10, 32)
		if errUID == nil && errGID == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return &syscall.Credential{Uid: 65534, Gid: 65534}, nil
}
