//go:build unix

package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

func start(t *testing.T, options Options) *Server {
	t.Helper()
	server, err := Start(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { requireStopped(t, server) })
	return server
}

func requireStopped(t *testing.T, server *Server) {
	t.Helper()
	require.NoError(t, server.Stop())
	require.NoDirExists(t, home(t, server.DSN("")))
}

// home is the directory of the server, where its socket is.
func home(t *testing.T, dsn string) string {
	t.Helper()
	u, err := url.Parse(dsn)
	require.NoError(t, err)
	return u.Query().Get("host")
}

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) }) // The server may be gone.
	return conn
}

func query(t *testing.T, conn *pgx.Conn, sql string) (answer string) {
	t.Helper()
	require.NoError(t, conn.QueryRow(t.Context(), sql).Scan(&answer))
	return answer
}

func TestStart(t *testing.T) {
	t.Parallel()
	server := start(t, Options{})
	conn := connect(t, server.DSN("postgres"))
	for sql, want := range map[string]string{
		"select current_user":                        Superuser,
		"select current_database()":                  "postgres",
		"select current_setting('server_version')":   server.Version(),
		"select current_setting('server_encoding')":  "UTF8",
		"select current_setting('max_connections')":  "100",
		"select current_setting('listen_addresses')": "",
		"select current_setting('fsync')":            "off",
	} {
		require.Equal(t, want, query(t, conn, sql), sql)
	}
	require.Regexp(t, `^\d+(\.\d+)?`, server.Version())

	info, err := os.Stat(home(t, server.DSN("")))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm(), "somebody else may enter")

	const name = `a b/ü?&="%`
	_, err = conn.Exec(t.Context(), "create database "+pgx.Identifier{name}.Sanitize())
	require.NoError(t, err)
	require.Equal(t, name, query(t, connect(t, server.DSN(name)), "select current_database()"))
}

func TestMaxConnections(t *testing.T) {
	t.Parallel()
	server := start(t, Options{MaxConnections: 17})
	require.Equal(t, "17", query(t, connect(t, server.DSN("postgres")), "select current_setting('max_connections')"))
}

func TestStopEndsSessionsAndMayBeRepeated(t *testing.T) {
	t.Parallel()
	server := start(t, Options{})
	conn := connect(t, server.DSN("postgres"))
	_, err := conn.Exec(t.Context(), "begin; create table held ()")
	require.NoError(t, err)

	results := make(chan error)
	for range 3 {
		go func() { results <- server.Stop() }()
	}
	for range 3 {
		require.NoError(t, <-results)
		require.NoDirExists(t, home(t, server.DSN("")))
	}
	require.Error(t, conn.Ping(t.Context()))
	require.NoError(t, server.Stop())
}

func TestServersAreSeparate(t *testing.T) {
	t.Parallel()
	started := make(chan *Server, 2)
	for range cap(started) {
		go func() {
			server, err := Start(context.Background(), Options{})
			if err != nil {
				t.Error(err)
			}
			started <- server
		}()
	}
	a, b := <-started, <-started
	require.False(t, a == nil || b == nil)
	defer requireStopped(t, b)
	defer requireStopped(t, a)

	_, err := connect(t, a.DSN("postgres")).Exec(t.Context(), "create table here ()")
	require.NoError(t, err)
	conn := connect(t, b.DSN("postgres"))
	require.Equal(t, "none", query(t, conn, "select coalesce(to_regclass('here')::text, 'none')"))
	requireStopped(t, a)
	require.NoError(t, conn.Ping(t.Context()))
}

// The server must not end because the context of its start does, or because nobody keeps the Server.
func TestRunsUntilTheProcessEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server, err := Start(ctx, Options{})
	require.NoError(t, err)
	dsn, stop := server.DSN("postgres"), server.Stop
	t.Cleanup(func() { require.NoError(t, stop()) })
	cancel()
	for range 3 {
		runtime.GC()
	}
	require.NoError(t, connect(t, dsn).Ping(t.Context()))
}

func TestAnyUser(t *testing.T) {
	t.Parallel()
	credentials := map[string]*syscall.Credential{"own": nil}
	if os.Geteuid() == 0 {
		credentials["unprivileged"] = &syscall.Credential{Uid: 65534, Gid: 65534}
	}
	for name, credential := range credentials {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := startChild(t, credential)
			require.Equal(t, Superuser, query(t, connect(t, c.dsn(t)), "select current_user"))
			require.NoError(t, c.stdin.Close())
			c.requireGone(t)
			require.Zero(t, c.ProcessState.ExitCode(), "Stop failed")
		})
	}
}

func TestNothingOutlivesTheProcess(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		signal syscall.Signal
		group  bool
	}{
		"killed":               {syscall.SIGKILL, false},
		"interrupted terminal": {syscall.SIGINT, true},
		"terminated group":     {syscall.SIGTERM, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := startChild(t, nil)
			conn := connect(t, c.dsn(t))
			pid := c.Process.Pid
			if test.group {
				pid = -pid
			}
			require.NoError(t, syscall.Kill(pid, test.signal))
			c.requireGone(t)
			require.Error(t, conn.Ping(t.Context()))
		})
	}
}

func TestNothingOutlivesAProcessKilledDuringStart(t *testing.T) {
	t.Parallel()
	for name, stage := range stages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := startChild(t, nil)
			awaitStage(t, c.tmp, stage)
			require.NoError(t, c.Process.Kill())
			c.requireGone(t)
		})
	}
}

// stages are files that mark how far a start has come.
var stages = map[string]string{
	"directory made":  "",
	"initdb at work":  "data/postgresql.conf",
	"server starting": "data/postmaster.pid",
}

func awaitStage(t *testing.T, tmp, stage string) {
	t.Helper()
	require.Eventually(t, func() bool {
		found, _ := filepath.Glob(filepath.Join(tmp, "synapscale-pg-*", stage))
		return len(found) > 0
	}, goneTimeout, time.Millisecond)
}

func TestCancelledStartLeavesNothing(t *testing.T) {
	cause := errors.New("the user has lost patience")
	bin, err := locate(t.Context(), Options{})
	require.NoError(t, err)
	// The server listens elsewhere, so that the start lasts until it is cancelled.
	unreachable := Options{BinDir: programs(t, map[string]string{
		"initdb":   `exec "` + bin + `/initdb" "$@"`,
		"postgres": `exec "` + bin + `/postgres" "$@" -c port=1`,
	})}
	for name, stage := range stages {
		t.Run(name, func(t *testing.T) {
			tmp := directory(t, 0o777)
			t.Setenv("TMPDIR", tmp)
			ctx, cancel := context.WithCancelCause(t.Context())
			failed := make(chan error)
			go func() {
				_, err := Start(ctx, unreachable)
				failed <- err
			}()
			awaitStage(t, tmp, stage)
			cancel(cause)
			require.ErrorIs(t, <-failed, cause)
			require.Empty(t, entries(t, tmp))
		})
	}
	t.Run("before", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(cause)
		_, err := Start(ctx, Options{})
		require.ErrorIs(t, err, cause)
	})
}

// group is the process group of the server and its keeper.
func group(t *testing.T, server *Server) int {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(home(t, server.DSN("")), "data", "postmaster.pid"))
	require.NoError(t, err)
	line, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(line)
	require.NoError(t, err)
	pgid, err := syscall.Getpgid(pid)
	require.NoError(t, err)
	return pgid
}

// At logout or shutdown every process of the session is told to end, the keeper too.
func TestCleansUpWhenTheKeeperIsToldToEnd(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			server := start(t, Options{})
			conn := connect(t, server.DSN("postgres"))
			require.NoError(t, syscall.Kill(-group(t, server), signal))
			before := time.Now()
			requireStopped(t, server)
			require.Less(t, time.Since(before), goneTimeout, "the server had to be killed")
			require.Error(t, conn.Ping(t.Context()))
		})
	}
	t.Run("only the keeper killed", func(t *testing.T) {
		t.Parallel()
		server := start(t, Options{})
		require.NoError(t, syscall.Kill(group(t, server), syscall.SIGKILL))
		before := time.Now()
		requireStopped(t, server)
		require.Less(t, time.Since(before), goneTimeout, "the server had to be killed")
	})
}

func TestBinDirIsUsedOrRefused(t *testing.T) {
	t.Setenv("SYNAPSCALE_PG_BIN", "")
	file := filepath.Join(directory(t, 0o755), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o644))
	half := programs(t, map[string]string{"initdb": "exit 0"})
	for name, dir := range map[string]string{
		"missing":  "/nonexistent",
		"relative": "nonexistent",
		"file":     file,
		"empty":    directory(t, 0o755),
		"half":     half,
	} {
		t.Run(name, func(t *testing.T) {
			requireRefused := func(options Options) {
				t.Helper()
				server, err := Start(t.Context(), options)
				require.Nil(t, server)
				require.ErrorContains(t, err, dir)
				require.ErrorContains(t, err, "SYNAPSCALE_PG_BIN")
				require.NotErrorIs(t, err, ErrNoBinaries)
			}
			requireRefused(Options{BinDir: dir})
			t.Setenv("SYNAPSCALE_PG_BIN", dir)
			requireRefused(Options{})
		})
	}
}

// programs creates a directory with shell scripts in place of initdb and postgres.
func programs(t *testing.T, scripts map[string]string) string {
	t.Helper()
	dir := directory(t, 0o755)
	for name, script := range scripts {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755))
	}
	return dir
}

func TestOptionComesBeforeEnvironment(t *testing.T) {
	t.Setenv("SYNAPSCALE_PG_BIN", programs(t, map[string]string{"initdb": "echo variable >&2; exit 1", "postgres": ""}))
	_, err := Start(t.Context(), Options{})
	require.ErrorContains(t, err, "variable")
	option := programs(t, map[string]string{"initdb": "echo option >&2; exit 1", "postgres": ""})
	_, err = Start(t.Context(), Options{BinDir: option})
	require.ErrorContains(t, err, "option")
}

func TestFailedStartTellsWhatPostgresSaid(t *testing.T) {
	tests := map[string]struct {
		options Options
		want    []string
	}{
		"setting": {Options{MaxConnections: 1}, []string{"exit status 1", "superuser_reserved_connections"}},
		"initdb": {
			Options{BinDir: programs(t, map[string]string{"initdb": "echo 'disk full' >&2; exit 3", "postgres": ""})},
			[]string{"exit status 3", "disk full"},
		},
		"postgres": {
			Options{BinDir: programs(t, map[string]string{"initdb": "", "postgres": "echo 'no memory' >&2; exit 4"})},
			[]string{"exit status 4", "no memory"},
		},
		"long output": {
			Options{BinDir: programs(t, map[string]string{
				"initdb":   "i=0; while [ $i -lt 2000 ]; do echo chatter $i >&2; i=$((i+1)); done; echo the reason >&2; exit 1",
				"postgres": "",
			})},
			[]string{"the reason"},
		},
	}
	tmp := directory(t, 0o777)
	t.Setenv("TMPDIR", tmp)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			server, err := Start(t.Context(), test.options)
			require.Nil(t, server)
			for _, want := range test.want {
				require.ErrorContains(t, err, want)
			}
			require.Less(t, len(err.Error()), 5000)
			require.NotContains(t, err.Error(), "keeper")
			require.Empty(t, entries(t, tmp))
		})
	}
}

func TestEnvironmentOfAnotherServerIsHarmless(t *testing.T) {
	for name, value := range map[string]string{
		"PGHOST": "192.0.2.1", "PGPORT": "1", "PGUSER": "someone", "PGDATABASE": "other", "PGPASSWORD": "secret",
		"PGDATA": "/nonexistent", "PGSSLMODE": "require", "PGTZ": "Asia/Tokyo",
		"LC_ALL": "xx_XX", "LANG": "xx_XX", "TZ": "America/St_Johns",
	} {
		t.Setenv(name, value)
	}
	require.NoError(t, connect(t, start(t, Options{}).DSN("postgres")).Ping(t.Context()))
}

// What the environment makes impossible must not look like a server that is not there yet.
func TestStartDoesNotWaitForWhatCannotBe(t *testing.T) {
	for name, value := range map[string]string{
		"PGOPTIONS":            "-c nonsense=1",
		"PGSERVICE":            "nonsense",
		"PGTARGETSESSIONATTRS": "standby",
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, value)
			ctx, cancel := context.WithTimeoutCause(t.Context(), goneTimeout, fmt.Errorf("Start hangs"))
			defer cancel()
			_, err := Start(ctx, Options{})
			require.Error(t, err)
			require.NoError(t, ctx.Err())
		})
	}
}

// launchFake launches a server that is none, to see where.
func launchFake(t *testing.T) *process {
	t.Helper()
	p, err := launch("/nonexistent", "", nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.stop()) })
	return p
}

func TestTemporaryDirectory(t *testing.T) {
	for name, dir := range map[string]string{
		"missing":       "/nonexistent",
		"not writable":  directory(t, 0o555),
		"not enterable": directory(t, 0o666),
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", dir)
			require.Equal(t, "/tmp", filepath.Dir(launchFake(t).dir))
		})
	}
	t.Run("relative", func(t *testing.T) {
		tmp := directory(t, 0o777)
		t.Chdir(tmp)
		t.Setenv("TMPDIR", ".")
		dir := launchFake(t).dir
		require.True(t, filepath.IsAbs(dir))
		require.Equal(t, filepath.Base(tmp), filepath.Base(filepath.Dir(dir)))
	})
}

// Where a socket cannot be, a server could not be reached.
func TestUnfitTemporaryDirectoryIsNoCandidate(t *testing.T) {
	for name, dir := range map[string]string{
		"too long": "/" + strings.Repeat("long", 25),
		"comma":    "/a,b",
		"newline":  "/a\nb",
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", dir)
			dirs := candidates()
			require.Len(t, dirs, 2)
			require.Equal(t, "/tmp", filepath.Dir(dirs[0]))
			require.Equal(t, "/var/tmp", filepath.Dir(dirs[1]))
		})
	}
}

func TestNoDirectoryAtAll(t *testing.T) {
	t.Parallel()
	p := keep("/nonexistent", "", []string{"/nonexistent/a", "/nonexistent/b"}, nil)
	err := p.run()
	require.ErrorContains(t, err, "/nonexistent/b")
	require.ErrorContains(t, err, "set TMPDIR")
}

func TestKeeperCannotStart(t *testing.T) {
	t.Setenv("LD_LIBRARY_PATH", strings.Repeat("x", 4<<20)) // More than a process may be given.
	_, err := Start(t.Context(), Options{BinDir: programs(t, map[string]string{"initdb": "", "postgres": ""})})
	require.ErrorIs(t, err, syscall.E2BIG)
}

func TestStopKillsWhatDoesNotEnd(t *testing.T) {
	defer func(timeout time.Duration) { stopTimeout = timeout }(stopTimeout)
	stopTimeout = 200 * time.Millisecond
	deaf := programs(t, map[string]string{"initdb": "", "postgres": "trap '' TERM QUIT; echo > \"$4/deaf\"; sleep 60"})
	tmp := directory(t, 0o777)
	t.Setenv("TMPDIR", tmp)
	p, err := launch(deaf, "", nil)
	require.NoError(t, err)
	t.Cleanup(func() { _ = p.stop() })
	require.Eventually(t, func() bool {
		return len(entries(t, p.dir)) > 0
	}, goneTimeout, time.Millisecond)
	require.NoError(t, p.stop())
	require.Empty(t, entries(t, tmp))
}
