package pgtest

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// ErrNoPooler says that the machine has no PgBouncer.
var ErrNoPooler = errors.New(`PgBouncer is not installed here; install it with one of
	apt-get install pgbouncer
	dnf install pgbouncer
	brew install pgbouncer`)

// poolerPlaces are where packages put PgBouncer outside the PATH of everyone.
var poolerPlaces = []string{"/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/bin"}

// Pooler starts a PgBouncer in front of the server of dsn, in transaction mode and with two connections to each
// database, and returns the way to the same database through it. The settings are those of its section [pgbouncer],
// beside or instead of these. It ends with the test, or with this process. A machine without PgBouncer fails the test.
func Pooler(tb testing.TB, dsn string, settings map[string]string) (pooled string) {
	tb.Helper()
	program, err := poolerProgram(poolerPlaces)
	require.NoError(tb, err)
	dir, err := os.MkdirTemp("/tmp", "synapscale-pooler-") //nolint:usetesting // Its socket needs a short name.
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, os.RemoveAll(dir)) })

	config := filepath.Join(dir, "pgbouncer.ini")
	text, err := poolerConfig(dsn, dir, settings)
	require.NoError(tb, err)
	require.NoError(tb, os.WriteFile(config, []byte(text), 0o600))
	arguments := []string{program, "-q"}
	if account := poolerAccount(); account != nil { // Like PostgreSQL, it refuses to run as root.
		for _, path := range []string{dir, config} {
			uid, gid := number(tb, account.Uid), number(tb, account.Gid)
			require.NoError(tb, os.Chown(path, uid, gid))
		}
		arguments = append(arguments, "-u", account.Username)
	}
	startPooler(tb, append(arguments, config))
	pooled, err = pooledDSN(dsn, dir)
	require.NoError(tb, err)
	return pooled
}

// startPooler runs the program and returns when it listens. A shell waits for the end of its input, which comes with
// the end of this process, whatever its cause.
func startPooler(tb testing.TB, arguments []string) {
	tb.Helper()
	var output bytes.Buffer
	cmd := exec.Command("/bin/sh", append([]string{"-c", `"$@" & read -r _; kill $! 2>/dev/null; wait $!`, "pooler"}, arguments...)...)
	cmd.Stdout, cmd.Stderr = &output, &output
	lifeline, err := cmd.StdinPipe()
	require.NoError(tb, err)
	require.NoError(tb, cmd.Start())
	stop := func() {
		_ = lifeline.Close()
		_ = cmd.Wait()
	}
	tb.Cleanup(stop)
	socket := filepath.Join(filepath.Dir(arguments[len(arguments)-1]), ".s.PGSQL."+poolerPort)
	for range 500 {
		// The socket is there a moment before anybody listens to it.
		if connection, err := net.Dial("unix", socket); err == nil {
			_ = connection.Close()
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	require.FailNow(tb, "PgBouncer does not listen", "%s", &output)
}

// poolerPort names the socket. Nothing listens on TCP.
const poolerPort = "6432"

func poolerConfig(dsn, dir string, settings map[string]string) (string, error) {
	server, err := pgx.ParseConfig(dsn)
	if err != nil {
		return "", err
	}
	all := map[string]string{
		"listen_addr": "", "unix_socket_dir": dir, "listen_port": poolerPort, "auth_type": "any",
		"pool_mode": "transaction", "default_pool_size": "2", "max_client_conn": "200", "server_login_retry": "1",
	}
	maps.Copy(all, settings)
	var text strings.Builder
	fmt.Fprintf(&text, "[databases]\n* = host=%s port=%d user=%s", server.Host, server.Port, server.User)
	if server.Password != "" {
		fmt.Fprintf(&text, " password='%s'", strings.ReplaceAll(server.Password, "'", "''"))
	}
	text.WriteString("\n[pgbouncer]\n")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&text, "%s = %s\n", name, all[name])
	}
	return text.String(), nil
}

// pooledDSN is dsn with the pooler's socket in dir for the server's address.
func pooledDSN(dsn, dir string) (string, error) {
	address, err := url.Parse(dsn)
	if err != nil {
		return "", err
	}
	query := address.Query()
	if name := address.User.Username(); name != "" {
		query.Set("user", name)
	}
	query.Set("host", dir)
	query.Set("port", poolerPort)
	address.Host, address.User, address.RawQuery = "", nil, query.Encode()
	return address.String(), nil
}

func poolerProgram(places []string) (string, error) {
	if program, err := exec.LookPath("pgbouncer"); err == nil {
		return filepath.Abs(program)
	}
	for _, place := range places {
		if program, err := exec.LookPath(filepath.Join(place, "pgbouncer")); err == nil {
			return program, nil
		}
	}
	return "", ErrNoPooler
}

// poolerAccount is whom PgBouncer runs as for root; nil for everyone else, who runs it as itself. It is the one who runs
// a private server for root, because that server's socket is open to nobody else.
func poolerAccount() *user.User {
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if account, err := user.Lookup(name); err == nil {
			return account
		}
	}
	return nil
}

func number(tb testing.TB, text string) int {
	tb.Helper()
	n, err := strconv.Atoi(text)
	require.NoError(tb, err)
	return n
}
