package migrations_test

import (
	"bytes"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/migrations"
)

var update = flag.Bool("update", false, "write the structure of version 1")

// open connects to the server of dsn with a pool of its own.
func open(tb testing.TB, dsn string) *sql.DB {
	tb.Helper()
	db, err := sql.Open("pgx", dsn)
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, db.Close()) })
	return db
}

func empty(tb testing.TB) *sql.DB {
	tb.Helper()
	return open(tb, pgtest.EmptyDSN(tb))
}

func migrated(tb testing.TB) *sql.DB {
	tb.Helper()
	db := empty(tb)
	_, err := migrations.Up(tb.Context(), db, migrations.Options{To: new(int64(1))})
	require.NoError(tb, err)
	return db
}

func structure(tb testing.TB, db *sql.DB) string {
	tb.Helper()
	text, err := migrations.Structure(tb.Context(), db)
	require.NoError(tb, err)
	return text
}

func exec(tb testing.TB, db *sql.DB, statement string) {
	tb.Helper()
	_, err := db.ExecContext(tb.Context(), statement)
	require.NoError(tb, err)
}

func hasVersionTable(tb testing.TB, db *sql.DB) bool {
	tb.Helper()
	var has bool
	require.NoError(tb, db.QueryRowContext(tb.Context(), "select to_regclass('synapscale_db.goose_db_version') is not null").Scan(&has))
	return has
}

// production is a database that holds the production structure and was never migrated.
func production(tb testing.TB) *sql.DB {
	tb.Helper()
	return open(tb, pgtest.ProductionDSN(tb))
}

func TestStructureOfVersion1(t *testing.T) {
	t.Parallel()
	actual := structure(t, migrated(t))
	if *update {
		require.NoError(t, os.WriteFile("zz_generated_0001_structure.txt", []byte(actual), 0o644))
		return
	}
	require.Equal(t, migrations.ProductionStructure, actual, "run go generate ./migrations if version 1 was meant to change")
}

func TestProductionHasTheStructureOfVersion1(t *testing.T) {
	t.Parallel()
	require.Equal(t, migrations.ProductionStructure, structure(t, production(t)))
}

func TestUpAppliesOnce(t *testing.T) {
	t.Parallel()
	db := empty(t)
	applied, err := migrations.Up(t.Context(), db, migrations.Options{})
	require.NoError(t, err)
	require.NotEmpty(t, applied)
	require.Equal(t, "0001_production_structure.sql", applied[0].Name)
	require.Equal(t, migrations.Latest(), applied[len(applied)-1].Version)

	again, err := migrations.Up(t.Context(), db, migrations.Options{})
	require.NoError(t, err)
	require.Empty(t, again)
}

func TestUpOnOneConnection(t *testing.T) {
	t.Parallel()
	db := empty(t)
	db.SetMaxOpenConns(1)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, err := migrations.Up(ctx, db, migrations.Options{})
	require.NoError(t, err)
	_, err = migrations.Down(ctx, db, migrations.Options{To: new(int64(0))})
	require.NoError(t, err)
}

func TestUpIgnoresTheSearchPath(t *testing.T) {
	t.Parallel()
	db := empty(t)
	db.SetMaxOpenConns(1)
	exec(t, db, "create schema trap; set search_path = trap, synapscale_db, public")
	_, err := migrations.Up(t.Context(), db, migrations.Options{To: new(int64(1))})
	require.NoError(t, err)
	require.Equal(t, migrations.ProductionStructure, structure(t, db))
}

func TestDownAndUpAgain(t *testing.T) {
	t.Parallel()
	db := migrated(t)
	undone, err := migrations.Down(t.Context(), db, migrations.Options{To: new(int64(0))})
	require.NoError(t, err)
	require.Len(t, undone, 1)
	require.Empty(t, structure(t, db))

	_, err = migrations.Up(t.Context(), db, migrations.Options{To: new(int64(1))})
	require.NoError(t, err)
	require.Equal(t, migrations.ProductionStructure, structure(t, db))
}

func TestDownLeavesWhatIsNotOurs(t *testing.T) {
	t.Parallel()
	db := migrated(t)
	exec(t, db, "create table synapscale_db.alembic_version (version_num varchar(32)); insert into synapscale_db.alembic_version values ('a1')")
	_, err := migrations.Down(t.Context(), db, migrations.Options{})
	require.NoError(t, err)
	var version string
	require.NoError(t, db.QueryRowContext(t.Context(), "select version_num from synapscale_db.alembic_version").Scan(&version))
	require.Equal(t, "a1", version)

	undone, err := migrations.Down(t.Context(), db, migrations.Options{})
	require.NoError(t, err)
	require.Empty(t, undone, "nothing is left to undo")
}

func TestDownKeepsRowsUnlessToldOtherwise(t *testing.T) {
	t.Parallel()
	db := migrated(t)
	exec(t, db, "insert into synapscale_db.features (key, name) values ('sso', 'Single sign-on')")
	_, err := migrations.Down(t.Context(), db, migrations.Options{})
	require.ErrorIs(t, err, migrations.ErrHoldsRows)
	require.ErrorContains(t, err, "(features)")
	require.Equal(t, migrations.ProductionStructure, structure(t, db))

	undone, err := migrations.Down(t.Context(), db, migrations.Options{To: new(int64(0))})
	require.NoError(t, err)
	require.Len(t, undone, 1)
}

// Row security can hide every row from the role that asks, and then "no row seen" is no reason to drop a table.
func TestDownIsNotMisledByRowSecurity(t *testing.T) {
	t.Parallel()
	db := migrated(t)
	db.SetMaxOpenConns(1)
	role := fmt.Sprintf("synapscale_test_%016x", rand.Uint64())
	exec(t, db, "create role "+role+"; grant all on schema synapscale_db to "+role+"; grant all on all tables in schema synapscale_db to "+role)
	defer exec(t, db, "reset role; drop owned by "+role+"; drop role "+role)
	exec(t, db, `insert into synapscale_db.features (key, name) values ('sso', 'Single sign-on');
		alter table synapscale_db.features enable row level security`)
	exec(t, db, "set role "+role+"; set app.current_tenant = '00000000-0000-0000-0000-000000000000'")
	_, err := migrations.Down(t.Context(), db, migrations.Options{})
	var refused *pgconn.PgError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "42501", refused.Code)
	require.ErrorContains(t, err, "look for rows before undoing version 1")
}

func TestStatus(t *testing.T) {
	t.Parallel()
	db := empty(t)
	states, err := migrations.Status(t.Context(), db)
	require.NoError(t, err)
	require.True(t, states[0].Pending())
	require.False(t, hasVersionTable(t, db), "asking must not write")

	before := time.Now().Add(-time.Minute)
	exec(t, db, "set time zone 'Asia/Tokyo'")
	_, err = migrations.Up(t.Context(), db, migrations.Options{})
	require.NoError(t, err)
	exec(t, db, "insert into synapscale_db.goose_db_version (version_id, is_applied) values (9000, true)")
	states, err = migrations.Status(t.Context(), db)
	require.NoError(t, err)
	require.Equal(t, "0001_production_structure.sql", states[0].Name)
	require.WithinRange(t, states[0].AppliedAt, before, time.Now().Add(time.Minute))
	require.Equal(t, int64(9000), states[len(states)-1].Version)
	require.Empty(t, states[len(states)-1].Name)
}

func TestUnknownVersions(t *testing.T) {
	t.Parallel()
	db := migrated(t)
	var unknown *migrations.VersionError

	_, err := migrations.Up(t.Context(), db, migrations.Options{To: new(int64(9000))})
	require.ErrorIs(t, err, migrations.ErrVersionUnknown)
	require.ErrorAs(t, err, &unknown)
	require.False(t, unknown.Recorded)

	exec(t, db, "insert into synapscale_db.goose_db_version (version_id, is_applied) values (9000, true)")
	for name, call := range map[string]func() error{
		"up":    func() error { _, err := migrations.Up(t.Context(), db, migrations.Options{}); return err },
		"down":  func() error { _, err := migrations.Down(t.Context(), db, migrations.Options{}); return err },
		"adopt": func() error { _, err := migrations.Adopt(t.Context(), db); return err },
	} {
		err := call()
		require.ErrorIs(t, err, migrations.ErrVersionUnknown, name)
		require.ErrorAs(t, err, &unknown, name)
		require.Equal(t, migrations.VersionError{Version: 9000, Latest: migrations.Latest(), Recorded: true}, *unknown, name)
	}
}

func TestConcurrentUpDoesTheWorkOnce(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	const callers = 8
	results, errs := make([][]migrations.Applied, callers), make([]error, callers)
	var wg sync.WaitGroup
	for i := range callers {
		db := open(t, dsn)
		wg.Go(func() { results[i], errs[i] = migrations.Up(t.Context(), db, migrations.Options{To: new(int64(1))}) })
	}
	wg.Wait()
	workers := 0
	for i := range callers {
		require.NoError(t, errs[i])
		if len(results[i]) > 0 {
			workers++
		}
	}
	require.Equal(t, 1, workers)
	require.Equal(t, migrations.ProductionStructure, structure(t, open(t, dsn)))
}

func TestWaitingForTheLockEndsWithTheContext(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	unlock, err := migrations.LockInTest(t.Context(), open(t, dsn))
	require.NoError(t, err)
	db := open(t, dsn)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err = migrations.Up(ctx, db, migrations.Options{})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.False(t, hasVersionTable(t, db))

	unlock()
	_, err = migrations.Up(t.Context(), db, migrations.Options{})
	require.NoError(t, err)
}

// cancelAt ends a context when goose announces a statement that contains text.
type cancelAt struct {
	slog.Handler
	text   string
	cancel context.CancelFunc
}

func (h cancelAt) Handle(ctx context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if bytes.Contains([]byte(a.Value.String()), []byte(h.text)) {
			h.cancel()
		}
		return true
	})
	return h.Handler.Handle(ctx, r)
}

func TestInterruptedUpIsFinishedByTheNext(t *testing.T) {
	t.Parallel()
	db := empty(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	debug := slog.NewTextHandler(&bytes.Buffer{}, &slog.HandlerOptions{Level: slog.LevelDebug})
	logger := slog.New(cancelAt{debug, "create table synapscale_db.webhook_logs", cancel})

	_, err := migrations.Up(ctx, db, migrations.Options{Logger: logger})
	require.ErrorIs(t, err, context.Canceled)
	var failed *migrations.MigrationError
	require.ErrorAs(t, err, &failed)
	require.Contains(t, failed.Statement, "create table synapscale_db.webhook_logs")
	require.Empty(t, structure(t, db), "a version is applied wholly or not at all")

	_, err = migrations.Up(t.Context(), db, migrations.Options{To: new(int64(1))})
	require.NoError(t, err)
	require.Equal(t, migrations.ProductionStructure, structure(t, db))
}

func TestFailedMigrationNamesItsStatement(t *testing.T) {
	t.Parallel()
	db := empty(t)
	exec(t, db, "create schema synapscale_db; create table synapscale_db.invoices (id int)")
	applied, err := migrations.Up(t.Context(), db, migrations.Options{})
	require.Empty(t, applied)
	var failed *migrations.MigrationError
	require.ErrorAs(t, err, &failed)
	require.Equal(t, int64(1), failed.Version)
	require.Equal(t, "up", failed.Direction)
	require.ErrorContains(t, err, "at: create table synapscale_db.invoices ( …")
	var refused *pgconn.PgError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "42P07", refused.Code)
}

func TestLoggerHearsOfMigrations(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	_, err := migrations.Up(t.Context(), empty(t), migrations.Options{To: new(int64(1)), Logger: slog.New(slog.NewTextHandler(&log, nil))})
	require.NoError(t, err)
	require.Contains(t, log.String(), "source=0001_production_structure.sql")
	require.NotContains(t, log.String(), "create table", "statements are for level Debug")
}

func TestFilesAreTheVersions(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(migrations.Files(), "*")
	require.NoError(t, err)
	require.Len(t, names, int(migrations.Latest()), "versions are numbered without gaps")
}
