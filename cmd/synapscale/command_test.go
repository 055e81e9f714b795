package main

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
)

// secret stands in every DSN that must not be repeated.
const secret = "hunter2"

// pageWidth is what every text of the command keeps to.
const pageWidth = 100

// goneTimeout is how long what ends by itself may take to end.
const goneTimeout = 10 * time.Second

// A result is what one command line led to.
type result struct {
	status   int
	out, err string
}

// command runs one command line without environment variables.
func command(t *testing.T, arguments ...string) result {
	t.Helper()
	return commandOn(t.Context(), t, console{}, arguments...)
}

// commandOn runs one command line. Where the console says nothing else, it has no environment variables and endless
// patience.
func commandOn(ctx context.Context, t *testing.T, c console, arguments ...string) result {
	t.Helper()
	var out, err output
	c.err = &err
	if c.out == nil {
		c.out = &out
	}
	if c.getenv == nil {
		c.getenv = func(string) string { return "" }
	}
	c.patience = cmp.Or(c.patience, time.Hour)
	r := result{status: run(ctx, c, arguments)}
	r.out, r.err = out.String(), err.String()
	require.NotContains(t, r.out+r.err, secret)
	return r
}

// databaseURL is a console on which DATABASE_URL is set.
func databaseURL(dsn string) console {
	return console{getenv: func(name string) string { return map[string]string{"DATABASE_URL": dsn}[name] }}
}

// impatient is a console that announces what takes longer than a moment.
var impatient = console{patience: 100 * time.Millisecond}

// output is a buffer that may be written to by several goroutines at once, as a file may.
type output struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.String()
}

// emptyDatabase is a database of the test's own, to which nobody may be connected at the end of the test.
func emptyDatabase(t *testing.T) (dsn string) {
	t.Helper()
	dsn = pgtest.EmptyDSN(t)
	leavesNoSession(t, dsn)
	return dsn
}

// migratedDatabase is like emptyDatabase, with every migration applied.
func migratedDatabase(t *testing.T) (dsn string) {
	t.Helper()
	dsn = pgtest.CloneDSN(t)
	leavesNoSession(t, dsn)
	return dsn
}

func leavesNoSession(t *testing.T, dsn string) {
	t.Helper()
	t.Cleanup(func() {
		ctx := context.Background()
		conn, err := pgx.Connect(ctx, dsn)
		require.NoError(t, err)
		defer conn.Close(ctx)
		sessions := -1
		for deadline := time.Now().Add(goneTimeout); sessions != 0 && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
			require.NoError(t, conn.QueryRow(ctx, `select count(*) from pg_stat_activity
				where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`).Scan(&sessions))
		}
		require.Zero(t, sessions, "sessions are left behind")
	})
}

// productionDatabase is like emptyDatabase, with the production structure, never migrated.
func productionDatabase(t *testing.T) (dsn string) {
	t.Helper()
	dsn = pgtest.ProductionDSN(t)
	leavesNoSession(t, dsn)
	return dsn
}

// execute runs statements in a session of their own.
func execute(t *testing.T, dsn, statements string) {
	t.Helper()
	db := open(t, dsn)
	defer db.Close()
	_, err := db.ExecContext(t.Context(), statements)
	require.NoError(t, err)
}

func open(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// newRole creates a role that owns nothing. It has to be called before the database is created in which it gets
// privileges, so that it is dropped after it.
func newRole(t *testing.T) string {
	t.Helper()
	role := fmt.Sprintf("synapscale_test_%016x", rand.Uint64())
	admin := pgtest.EmptyDSN(t)
	execute(t, admin, "create role "+role+" login password '"+secret+"'")
	t.Cleanup(func() {
		conn, err := pgx.Connect(context.Background(), admin)
		require.NoError(t, err)
		defer conn.Close(context.Background())
		_, err = conn.Exec(context.Background(), "drop role "+role)
		require.NoError(t, err)
	})
	return role
}

// as is the DSN for another role.
func as(t *testing.T, dsn, role string) string {
	t.Helper()
	u := parsed(t, dsn)
	query := u.Query()
	query.Set("user", role)
	query.Set("password", secret)
	u.User, u.RawQuery = nil, query.Encode()
	return u.String()
}

// with is the DSN with one parameter more.
func with(t *testing.T, dsn, name, value string) string {
	t.Helper()
	u := parsed(t, dsn)
	query := u.Query()
	query.Set(name, value)
	u.RawQuery = query.Encode()
	return u.String()
}

func parsed(t *testing.T, dsn string) *url.URL {
	t.Helper()
	u, err := url.Parse(dsn)
	require.NoError(t, err)
	return u
}

func databaseName(t *testing.T, dsn string) string {
	t.Helper()
	return parsed(t, dsn).Path[1:]
}
