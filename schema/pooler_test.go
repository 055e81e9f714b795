package schema_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// The ways of a service to ask through a pooler that gives every transaction another connection.
var pooledWays = map[string]struct {
	mode     string // pgx's default_query_exec_mode
	prepared bool   // GORM's PrepareStmt
}{
	"simple protocol":           {mode: "simple_protocol"},
	"exec":                      {mode: "exec"},
	"cached descriptions":       {mode: "cache_describe"},
	"prepared by GORM":          {mode: "exec", prepared: true},
	"simple, prepared by GORM":  {mode: "simple_protocol", prepared: true},
	"described, prepared too":   {mode: "cache_describe", prepared: true},
	"described with every call": {mode: "describe_exec"},
}

// Checks through a pooler in transaction mode find what they find without it, however the service asks, and leave its
// few connections as they were.
func TestThroughAPooler(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	plain := pgtest.Open(t, dsn)
	openShop(t, plain)
	run(t, plain, "alter table shop.customers rename constraint customers_kind to kinds")
	expected := check(t, plain, models()...).Findings
	require.Len(t, expected, 1)
	fingerprint := fingerprintOf(t, plain, never, models()...)
	pooled := pgtest.Pooler(t, dsn, nil)

	for name, way := range pooledWays {
		t.Run(name, func(t *testing.T) {
			db := through(t, pooled, way.mode, way.prepared)
			var checks sync.WaitGroup
			for range 8 {
				checks.Go(func() {
					for range 2 {
						outcome := schema.Assertion{Fail: schema.FailNever, Deadline: -1, Remember: func(f string) {
							if f != fingerprint {
								t.Error("another fingerprint through the pooler")
							}
						}}.Run(t.Context(), db, models()...)
						if outcome.Unchecked != nil || len(outcome.Report.Findings) != 1 || outcome.Report.Findings[0].String() != expected[0].String() {
							t.Errorf("%v %v", outcome.Unchecked, outcome.Report)
						}
					}
				})
			}
			checks.Wait()
			tables, err := schema.Migrator(db).GetTables()
			require.NoError(t, err)
			require.Len(t, tables, 5)
			requireUntouched(t, db)
		})
	}
}

// In a transaction of the caller's, all of a check happens on the connection that the pooler gave to it.
func TestInATransactionThroughAPooler(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	openShop(t, pgtest.Open(t, dsn))
	db := through(t, pgtest.Pooler(t, dsn, nil), "exec", false)
	tx := db.Begin()
	run(t, tx, "set local search_path to shop; set local lock_timeout to '7s'; drop index shop.orders_open")
	before := settings(t, tx)
	require.Equal(t, []string{"index-missing orders orders_open"}, found(check(t, tx, models()...)))
	require.Equal(t, before, settings(t, tx))
	require.NoError(t, tx.Rollback().Error)
	requireUntouched(t, db)
}

// through connects to a pooler as many clients at a time.
func through(tb testing.TB, pooled, mode string, prepared bool) *gorm.DB {
	tb.Helper()
	db, err := gorm.Open(postgres.Open(pooled+"&default_query_exec_mode="+mode), &gorm.Config{Logger: logger.Discard, PrepareStmt: prepared})
	require.NoError(tb, err)
	pool, err := db.DB()
	require.NoError(tb, err)
	pool.SetMaxOpenConns(8)
	tb.Cleanup(func() { require.NoError(tb, pool.Close()) })
	return db
}

// requireUntouched looks at both connections of the pooler to the server: two transactions at a time have both.
func requireUntouched(tb testing.TB, db *gorm.DB) {
	tb.Helper()
	pool, err := db.DB()
	require.NoError(tb, err)
	backends := map[int64]bool{}
	for range 2 {
		tx, err := pool.BeginTx(tb.Context(), nil)
		require.NoError(tb, err)
		defer tx.Rollback() //nolint:errcheck // It has only read.
		var (
			backend                       int64
			path, locks, isolation, other string
			readOnly                      bool
			prepared                      int
		)
		require.NoError(tb, tx.QueryRowContext(tb.Context(), `
			select pg_backend_pid(), current_setting('search_path'), current_setting('lock_timeout'),
			       current_setting('default_transaction_isolation'), current_setting('transaction_read_only')::boolean,
			       coalesce(current_setting('schema_check.search_path', true), ''),
			       (select count(*) from pg_prepared_statements where statement like '%pg\_%')`).
			Scan(&backend, &path, &locks, &isolation, &readOnly, &other, &prepared))
		backends[backend] = true
		require.Equal(tb, []string{`"$user", public`, "0", "read committed", ""}, []string{path, locks, isolation, other})
		require.False(tb, readOnly)
		require.Zero(tb, prepared)
	}
	require.Len(tb, backends, 2)
}
