package schema_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// simple connects without prepared statements, as behind a pooler.
func simple(tb testing.TB, dsn string) *gorm.DB {
	tb.Helper()
	db, err := gorm.Open(postgres.New(postgres.Config{DSN: dsn, PreferSimpleProtocol: true}), &gorm.Config{Logger: logger.Discard})
	require.NoError(tb, err)
	pool, err := db.DB()
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, pool.Close()) })
	return db
}

// traced connects so that after is called at the end of every statement.
func traced(tb testing.TB, dsn string, after func()) *gorm.DB {
	tb.Helper()
	config, err := pgx.ParseConfig(dsn)
	require.NoError(tb, err)
	config.Tracer = tracer(after)
	pool := stdlib.OpenDB(*config)
	tb.Cleanup(func() { require.NoError(tb, pool.Close()) })
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), &gorm.Config{Logger: logger.Discard})
	require.NoError(tb, err)
	return db
}

type tracer func()

func (tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return ctx
}

func (t tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) { t() }

// settings are those that a check or a probe changes for itself.
func settings(tb testing.TB, tx *gorm.DB) (settings []string) {
	tb.Helper()
	require.NoError(tb, tx.Raw("select setting from pg_settings where name in ('search_path', 'lock_timeout', 'statement_timeout', 'transaction_isolation', 'transaction_read_only') order by name").
		Scan(&settings).Error)
	return settings
}

// The transaction of the caller sees its own changes, and goes on as if there had been no check.
func TestInTheTransactionOfTheCaller(t *testing.T) {
	t.Parallel()
	db := shop(t)
	tx := db.Begin()
	run(t, tx, "set local search_path to shop, public; set local lock_timeout to '7s'; insert into shop.labels (name) values ('a')")
	before := settings(t, tx)
	require.Equal(t, []string{"7000", "shop, public", "0", "read committed", "off"}, before)

	require.Empty(t, check(t, tx, models()...).Findings)
	require.Equal(t, before, settings(t, tx))

	run(t, tx, "drop index shop.orders_open; alter table shop.customers rename constraint customers_kind to kinds")
	require.Equal(t, []string{"check-name customers customers_kind", "index-missing orders orders_open"}, found(check(t, tx, models()...)))
	require.Equal(t, before, settings(t, tx))

	_, err := schema.Check(t.Context(), tx, 42)
	requireReason(t, err, schema.ReasonModel, "model int")
	require.Equal(t, before, settings(t, tx))

	run(t, tx, "insert into shop.labels (name) values ('b')")
	require.NoError(t, tx.Commit().Error)
	var labels int64
	require.NoError(t, db.Model(&label{}).Count(&labels).Error)
	require.EqualValues(t, 2, labels)
}

// Wherever the context ends, the transaction that it does not belong to goes on.
func TestACanceledCheckInTheTransactionOfTheCaller(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	var statements int
	cancelAt, cancel := 0, func() {}
	db := traced(t, dsn, func() {
		if statements++; statements == cancelAt {
			cancel()
		}
	})
	openShop(t, db)
	run(t, db, "alter table shop.customers rename constraint customers_kind to kinds")
	tx := db.Begin()
	defer tx.Rollback()
	before := settings(t, tx)

	statements = 0
	require.Len(t, check(t, tx, models()...).Findings, 1)
	all := statements
	require.Equal(t, 9, all, "four queries, and a question in a savepoint, in a savepoint")
	failures := 0
	for at := 1; at <= all; at++ {
		var ctx context.Context
		ctx, cancel = context.WithCancel(t.Context())
		statements, cancelAt = 0, at
		_, err := schema.Check(ctx, tx, models()...)
		cancelAt = 0
		cancel()
		if err != nil {
			requireReason(t, err, schema.ReasonConnection, "context canceled")
			require.ErrorIs(t, err, context.Canceled)
			failures++
		}
		require.Equal(t, before, settings(t, tx), "canceled after statement %d", at)
	}
	require.GreaterOrEqual(t, failures, 4)
	require.Len(t, check(t, tx, models()...).Findings, 1)
}

// A transaction of its own changes nothing about the connections of the pool.
func TestThePoolStaysAsItWas(t *testing.T) {
	t.Parallel()
	db := shop(t)
	pool, err := db.DB()
	require.NoError(t, err)
	pool.SetMaxOpenConns(1)
	run(t, db, "set search_path to shop; set lock_timeout to '7s'")
	before := settings(t, db)
	require.Empty(t, check(t, db, models()...).Findings)
	_, err = schema.Check(t.Context(), db, 42)
	require.Error(t, err)
	require.Equal(t, before, settings(t, db))
}

// A table that another session is altering is waited for, not for long.
func TestATableThatIsLocked(t *testing.T) {
	t.Parallel()
	db := shop(t)
	other := db.Begin()
	run(t, other, "lock table shop.customers in access exclusive mode")
	report, err := schema.Check(t.Context(), db, models()...)
	if err != nil { // Older minor versions of PostgreSQL do not lock for pg_get_expr.
		requireReason(t, err, schema.ReasonConnection, "canceling statement due to lock timeout")
	} else {
		require.Empty(t, report.Findings)
	}

	var wait sync.WaitGroup
	defer wait.Wait()
	wait.Go(func() {
		time.Sleep(700 * time.Millisecond)
		other.Rollback()
	})
	require.Empty(t, check(t, db, models()...).Findings)
}

// A role without grants, whose name has to be quoted.
func role(tb testing.TB, tx *gorm.DB) string {
	tb.Helper()
	name := fmt.Sprintf("Synapscale test %016x", rand.Uint64())
	run(tb, tx, fmt.Sprintf("create role %q", name))
	return name
}

func TestARoleThatMayOnlyRead(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, "drop index shop.orders_open; alter table shop.customers rename constraint customers_kind to kinds; alter table shop.labels enable row level security")
	expected := check(t, db, models()...)
	require.Len(t, expected.Findings, 2)
	tx := db.Begin()
	defer tx.Rollback()
	run(t, tx, fmt.Sprintf("grant usage on schema shop to %[1]q; grant select on all tables in schema shop to %[1]q; set local role %[1]q", role(t, tx)))
	require.Equal(t, expected.Findings, check(t, tx, models()...).Findings)
}

// Whoever does what the errors say gets a result in the end.
func TestARoleThatMayNotRead(t *testing.T) {
	t.Parallel()
	tx := shop(t).Begin()
	defer tx.Rollback()
	user := role(t, tx)
	for _, grant := range []string{
		`grant usage on schema "shop" to %q`,
		`grant select on all tables in schema "shop" to %q`,
	} {
		grant = fmt.Sprintf(grant, user)
		run(t, tx, fmt.Sprintf("set local role %q", user))
		requireBothFail(t.Context(), t, tx, schema.ReasonPrivilege, "it needs: "+grant, models()...)
		run(t, tx, "reset role")
		run(t, tx, grant)
	}
	run(t, tx, fmt.Sprintf("set local role %q", user))
	require.Empty(t, check(t, tx, models()...).Findings)

	// The right to some columns is not the right to the table.
	run(t, tx, fmt.Sprintf("reset role; revoke select on shop.labels from %[1]q; grant select (id) on shop.labels to %[1]q; set local role %[1]q", user))
	report := check(t, tx, models()...)
	require.Equal(t, []string{"hidden shop"}, found(report))
	require.Equal(t, "1 table hidden: shop.labels", report.Findings[0].Actual)
	require.Equal(t, fmt.Sprintf(`it needs: grant select on "shop"."labels" to %q`, user), report.Findings[0].Reason)
	require.Len(t, report.Undetermined(), 1)
}
