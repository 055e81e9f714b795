package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/postgres"
)

// requireRefused runs check and migrate on a database that cannot be worked with.
func requireRefused(t *testing.T, dsn string, says ...string) {
	t.Helper()
	for _, arguments := range [][]string{{"check"}, {"migrate", "status"}} {
		r := command(t, append(arguments, "--dsn", dsn)...)
		require.Equal(t, exitNotChecked, r.status, r.err)
		require.Empty(t, r.out)
		for _, words := range says {
			require.Contains(t, r.err, words)
		}
		require.Equal(t, 1, strings.Count(r.err, "\n"), "one line: %s", r.err)
	}
}

func TestNothingListens(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	requireRefused(t, "postgres://u:"+secret+"@"+address+"/db", "nothing listens at "+address)

	dir := t.TempDir()
	requireRefused(t, "host="+dir+" password="+secret, "nothing listens at "+filepath.Join(dir, ".s.PGSQL.5432"))
	requireRefused(t, "postgres://u:"+secret+"@"+address+"/db?host="+address[:len("127.0.0.1")]+","+dir, "127.0.0.1:", " and "+dir)
}

func TestNoSuchHost(t *testing.T) {
	t.Parallel()
	requireRefused(t, "postgres://u:"+secret+"@no-such-host.invalid/db", "the host no-such-host.invalid is not known to DNS")
}

// What no test can bring about for every user of a machine.
func TestOtherWaysOfNotConnecting(t *testing.T) {
	t.Parallel()
	config, err := parseDSN("host=/run/pg user=u password=" + secret)
	require.NoError(t, err)
	for name, c := range map[string]struct {
		err  error
		says string
	}{
		"not allowed":  {syscall.EACCES, "this user may not open /run/pg/.s.PGSQL.5432: connect by host name"},
		"reset":        {syscall.ECONNRESET, "does not answer as PostgreSQL does"},
		"no answer":    {context.DeadlineExceeded, "does not answer at /run/pg/.s.PGSQL.5432 in time"},
		"DNS is down":  {&net.DNSError{Err: "timeout", Name: "host", IsTimeout: true}, "cannot be reached"},
		"anything":     {syscall.EHOSTUNREACH, "cannot be reached: check host, port and the parameters of the DSN\ndial: no route to host"},
		"interruption": {context.Canceled, "context canceled"},
	} {
		require.ErrorContains(t, explain(config, fmt.Errorf("dial: %w", c.err)), c.says, name)
	}
}

func TestSilence(t *testing.T) {
	t.Parallel()
	address := listener(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
	r := commandOn(t.Context(), t, impatient, "check", "--dsn", "postgres://u:"+secret+"@"+address+"/db?connect_timeout=1")
	require.Equal(t, exitNotChecked, r.status)
	require.Contains(t, r.err, "Connecting to "+address+" …\n", "what takes long is announced")
	require.Contains(t, r.err, "does not answer at "+address+" in time")
}

func TestSomethingElseListens(t *testing.T) {
	t.Parallel()
	plain, encrypted := httptest.NewServer(nil), httptest.NewUnstartedServer(nil)
	t.Cleanup(plain.Close)
	t.Cleanup(encrypted.Close)
	encrypted.Config.ErrorLog = log.New(io.Discard, "", 0)
	encrypted.StartTLS()
	says := func(text string) func(net.Conn) {
		return func(conn net.Conn) {
			_, _ = io.WriteString(conn, text)
			_, _ = io.Copy(io.Discard, conn)
		}
	}
	const foreign, silent = "does not answer as PostgreSQL does", "does not answer at"
	cases := map[string]struct{ address, says string }{
		// It waits for the rest of what it takes for a request.
		"HTTP": {plain.Listener.Addr().String(), silent},
		// The greeting reads as the beginning of a very long message.
		"SMTP":               {listener(t, says("220 mail ESMTP\r\n")), silent},
		"SSH":                {listener(t, says("SSH-2.0-OpenSSH_9.2\r\n")), foreign},
		"HTTPS":              {encrypted.Listener.Addr().String(), foreign},
		"zeros":              {listener(t, says(strings.Repeat("\x00", 4096))), foreign},
		"a closing listener": {listener(t, func(net.Conn) {}), foreign},
		"half an answer":     {startupServer(t, func(b *pgproto3.Backend) { b.Send(&pgproto3.AuthenticationOk{}) }), foreign},
		"another answer":     {startupServer(t, func(b *pgproto3.Backend) { b.Send(&pgproto3.BindComplete{}) }), foreign},
	}
	for name, c := range cases {
		for _, mode := range []string{"disable", "prefer"} {
			t.Run(name+" "+mode, func(t *testing.T) {
				t.Parallel()
				r := command(t, "check", "--dsn", "postgres://u:"+secret+"@"+c.address+"/db?connect_timeout=1&sslmode="+mode)
				require.Equal(t, exitNotChecked, r.status)
				require.Contains(t, r.err, c.says)
				require.Contains(t, r.err, c.address)
			})
		}
	}
}

func TestEncryption(t *testing.T) {
	t.Parallel()
	none := startupServer(t, func(*pgproto3.Backend) {})
	requireRefused(t, "postgres://u:"+secret+"@"+none+"/db?sslmode=require", "offers no encryption")

	certificate := httptest.NewUnstartedServer(nil)
	certificate.StartTLS()
	t.Cleanup(certificate.Close)
	address := listener(t, func(conn net.Conn) {
		if _, err := io.CopyN(io.Discard, conn, 8); err == nil {
			_, _ = conn.Write([]byte("S"))
			_ = tls.Server(conn, certificate.TLS).Handshake()
		}
	})
	requireRefused(t, "postgres://u:"+secret+"@"+address+"/db?sslmode=verify-full", "the certificate of the server at "+address+" is not trusted")
}

func TestServerRefuses(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ code, says string }{
		"28P01": {"28P01", `does not let user "u" in`},
		"28000": {"28000", "pg_hba.conf"},
		"3D000": {"3D000", `has no database "db"`},
		"42501": {"42501", `grant connect on database "db" to "u"`},
		"53300": {"53300", "no connection left (the reason): try again"},
		"57P01": {"57P01", "is not ready (the reason): try again"},
		"57P02": {"57P02", "is not ready (the reason): try again"},
		"57P03": {"57P03", "is not ready (the reason): try again"},
		"08P01": {"08P01", "refuses the connection (SQLSTATE 08P01)"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			message := "the reason"
			if c.code == "08P01" {
				message = "unsupported startup parameter: " + secret
			}
			address := startupServer(t, func(b *pgproto3.Backend) {
				b.Send(&pgproto3.ErrorResponse{Severity: "FATAL", SeverityUnlocalized: "FATAL", Code: c.code, Message: message})
			})
			requireRefused(t, "postgres://u:"+secret+"@"+address+"/db", c.says)
		})
	}
}

// A real server refuses for each of its reasons.
func TestRealServerRefuses(t *testing.T) {
	t.Parallel()
	role := newRole(t)
	dsn := emptyDatabase(t)
	name := databaseName(t, dsn)
	u := parsed(t, dsn)
	u.Path = "/no_such_database"
	requireRefused(t, u.String(), `has no database "no_such_database"`)
	requireRefused(t, with(t, dsn, "no_such_parameter", secret), "SQLSTATE 42704")
	requireRefused(t, with(t, dsn, "statement_timeout", secret), "SQLSTATE 22023")

	execute(t, dsn, "revoke connect on database "+name+" from public")
	requireRefused(t, as(t, dsn, role), `grant connect on database "`+name+`" to "`+role+`"`)
	execute(t, dsn, "grant connect on database "+name+" to "+role+"; alter role "+role+" connection limit 0")
	requireRefused(t, as(t, dsn, role), "no connection left", role)
	execute(t, dsn, "alter role "+role+" nologin")
	requireRefused(t, as(t, dsn, role), `does not let user "`+role+`" in`)
}

// The server of the other tests may trust everybody; this one asks for passwords.
func TestPasswords(t *testing.T) {
	t.Parallel()
	server, err := postgres.Start(t.Context(), postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Stop()) })
	dsn := server.DSN("postgres")
	execute(t, dsn, "set password_encryption = 'scram-sha-256'; create role clerk login password '"+secret+"'")
	var file string
	require.NoError(t, open(t, dsn).QueryRowContext(t.Context(), "show hba_file").Scan(&file))
	execute(t, dsn, "copy (values ('local all "+postgres.Superuser+" trust'), ('local all clerk scram-sha-256')) to '"+file+"'")
	execute(t, dsn, "select pg_reload_conf()")
	clerk := with(t, dsn, "user", "clerk")

	require.Eventually(t, func() bool {
		return strings.Contains(command(t, "check", "--dsn", with(t, clerk, "password", "wrong-"+secret)).err, "password authentication failed")
	}, goneTimeout, 10*time.Millisecond, "the configuration has been read again")
	requireRefused(t, clerk, `does not let user "clerk" in: check user, password and pg_hba.conf`)
	requireRefused(t, with(t, dsn, "user", "stranger"), `no pg_hba.conf entry for host "[local]", user "stranger"`)
	r := command(t, "migrate", "status", "--dsn", with(t, clerk, "password", secret))
	require.Zero(t, r.status, r.err)
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	address := listener(t, func(conn net.Conn) { cancel(); _, _ = io.Copy(io.Discard, conn) })
	for range 2 { // While it connects, and before.
		r := commandOn(ctx, t, console{}, "check", "--dsn", "postgres://u@"+address+"/db")
		require.Equal(t, result{status: exitNotChecked, err: "synapscale: interrupted\n"}, r)
	}
}
