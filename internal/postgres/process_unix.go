//go:build unix

package postgres

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// keeper is the shell script that owns the server and its directory. It ends when standard input does, which the
// kernel sees to when this process dies of whatever cause, and it cleans up then as it does after [Server.Stop].
//
//go:embed keeper.sh
var keeper string

// socketPathLimit is the shortest sun_path among the supported systems, without its final zero byte.
const socketPathLimit = 103

// stopTimeout is longer than the 5 s after which PostgreSQL itself kills sessions that do not end. A test is less
// patient.
var stopTimeout = 15 * time.Second

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
func launch(binDir, primary string, settings map[string]string) (*process, error) {
	p := keep(binDir, primary, candidates(), settings)
	if err := p.run(); err != nil {
		return nil, err
	}
	return p, nil
}

func keep(binDir, primary string, dirs []string, settings map[string]string) *process {
	args := slices.Concat([]string{"-c", keeper, "keeper", binDir, primary}, dirs, []string{"--"})
	for name, value := range settings {
		args = append(args, "-c", name+"="+value)
	}
	p := &process{cmd: exec.Command("/bin/sh", args...), exited: make(chan struct{})}
	p.stop = sync.OnceValue(p.end)
	p.cmd.Dir = "/"
	p.cmd.Env = environment()
	// Never a file of ours: "go test" waits until the last holder of its output has closed it.
	p.cmd.Stderr = &p.output
	// A session of its own keeps the terminal's Ctrl-C away: the keeper ends when we do, not before.
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: unprivileged()}
	return p
}

// run starts the keeper and returns when it has made its directory.
func (p *process) run() error {
	stdin, lifeline, err := os.Pipe()
	if err != nil {
		return err
	}
	defer stdin.Close()
	p.cmd.Stdin, p.lifeline = stdin, lifeline
	stdout, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		return errors.Join(err, lifeline.Close())
	}
	dir, err := bufio.NewReader(stdout).ReadString('\n')
	go func() {
		_ = p.cmd.Wait() // What matters of the result is in the output.
		close(p.exited)
	}()
	if err != nil {
		_ = p.stop() // The keeper has told the cause.
		return p.failure()
	}
	p.dir = strings.TrimSuffix(dir, "\n")
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
	// The keeper needs the standard programs whatever our PATH leads to.
	env := []string{"LC_ALL=C", "PATH=" + os.Getenv("PATH") + ":/usr/bin:/bin"}
	for _, name := range []string{"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// candidates are the directories, none of which exists yet, that the keeper may make. It makes one that belongs to the
// server's user and that nobody else may enter: that is what protects a server without passwords.
func candidates() []string {
	var dirs []string
	for _, parent := range []string{os.TempDir(), "/tmp", "/var/tmp"} {
		dir, err := filepath.Abs(filepath.Join(parent, fmt.Sprintf("synapscale-pg-%016x", rand.Uint64())))
		// A comma separates directories, both in the server's setting and in the client's.
		if err == nil && len(socketPath(dir)) <= socketPathLimit && !strings.ContainsAny(dir, ",\n") {
			dirs = append(dirs, dir)
		}
	}
	return dirs
}

// reachable tells whether the server's user can run the programs in dir: for root that is an unprivileged one, who
// needs every directory on the way to be open.
func reachable(dir string) error {
	credential := unprivileged()
	if credential == nil {
		return nil // [complete] has asked as ourselves.
	}
	cmd := exec.Command("/bin/sh", "-c", `test -x "$0/initdb" && test -x "$0/postgres"`, dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
	// Not being able to become that user at all is told by launch.
	if _, refused := errors.AsType[*exec.ExitError](cmd.Run()); refused {
		return fmt.Errorf("PostgreSQL refuses to run as root, and user %d, who would run it, may not enter %s", credential.Uid, dir)
	}
	return nil
}

// unprivileged is the user to run the server as: nil, which is ourselves, for everyone but root.
func unprivileged() *syscall.Credential {
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(account.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(account.Gid, 10, 32)
		if errUID == nil && errGID == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	return &syscall.Credential{Uid: 65534, Gid: 65534}
}
