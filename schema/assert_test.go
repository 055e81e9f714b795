package schema_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
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

// lookedAt connects so that after is called with the number of each look when it is over.
func lookedAt(tb testing.TB, dsn string, after func(look int)) *gorm.DB {
	tb.Helper()
	config, err := pgx.ParseConfig(dsn)
	require.NoError(tb, err)
	config.Tracer = &looks{after: after}
	pool := stdlib.OpenDB(*config)
	tb.Cleanup(func() { require.NoError(tb, pool.Close()) })
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), &gorm.Config{Logger: logger.Discard})
	require.NoError(tb, err)
	return db
}

// looks counts the transactions that are rolled back, as each look is.
type looks struct {
	over  int
	after func(look int)
}

type statementKey struct{}

func (*looks) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	return context.WithValue(ctx, statementKey{}, data.SQL)
}

func (l *looks) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	if ctx.Value(statementKey{}) == "rollback" {
		l.over++
		l.after(l.over)
	}
}

// strict fails on every difference, and waits for next to no time before it looks again.
var strict = schema.Assertion{Fail: schema.FailOnDifferences, SecondLook: time.Millisecond, Deadline: -1}

// exact fails on everything, at once.
var exact = schema.Assertion{Fail: schema.FailOnDifferences, RequireCheck: true, SecondLook: -1}

// A migration that ends between two looks does not keep a service from starting.
func TestTheSecondLookSeesTheEndOfAMigration(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	plain := pgtest.Open(t, dsn)
	openShop(t, plain)
	run(t, plain, "alter table shop.labels drop column name")
	db := lookedAt(t, dsn, func(look int) {
		if look == 1 {
			run(t, plain, "alter table shop.labels add name text not null default 'a'")
		}
	})
	outcome := strict.Run(t.Context(), db, models()...)
	require.NoError(t, outcome.Err)
	require.NoError(t, outcome.Unchecked)
	require.Equal(t, 2, outcome.Looks)
	require.Empty(t, outcome.Report.Differences())
	require.Positive(t, outcome.Duration)

	require.Equal(t, 1, strict.Run(t.Context(), db, models()...).Looks)
}

func TestTheSecondLookSeesTheSame(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, "alter table shop.labels drop column name")
	outcome := strict.Run(t.Context(), db, models()...)
	require.Equal(t, 2, outcome.Looks)
	require.Equal(t, []string{"column-missing labels name"}, found(outcome.Report))
	require.ErrorIs(t, outcome.Err, schema.ErrDrift)
	require.EqualError(t, strict.Assert(t.Context(), db, models()...), outcome.Err.Error())

	lenient := strict
	lenient.Fail = schema.FailNever
	outcome = lenient.Run(t.Context(), db, models()...)
	require.NoError(t, outcome.Err)
	require.Equal(t, 1, outcome.Looks)
	require.Len(t, outcome.Report.Differences(), 1)
}

// What the first look saw stands if the second finds nothing out.
func TestASecondLookThatCannotBe(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	plain := pgtest.Open(t, dsn)
	openShop(t, plain)
	run(t, plain, "alter table shop.labels drop column name")
	var db *gorm.DB
	db = lookedAt(t, dsn, func(int) {
		pool, err := db.DB()
		require.NoError(t, err)
		require.NoError(t, pool.Close())
	})
	outcome := strict.Run(t.Context(), db, models()...)
	require.ErrorIs(t, outcome.Err, schema.ErrDrift)
	require.NoError(t, outcome.Unchecked)
	require.NotNil(t, outcome.Report)
	require.Equal(t, 2, outcome.Looks)

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	outcome = strict.Run(ctx, lookedAt(t, dsn, func(int) { cancel() }), models()...)
	require.ErrorIs(t, outcome.Err, schema.ErrDrift)
	require.Equal(t, 1, outcome.Looks)
}

// A database that comes up between two looks is the one that is checked.
func TestTheSecondLookFindsTheDatabase(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	openShop(t, pgtest.Open(t, dsn))
	db := pgtest.Open(t, dsn)
	pool, err := db.DB()
	require.NoError(t, err)
	require.NoError(t, pool.Close())

	required := strict
	required.RequireCheck = true
	outcome := required.Run(t.Context(), db, models()...)
	require.Equal(t, 2, outcome.Looks)
	require.Nil(t, outcome.Report)
	require.Equal(t, outcome.Unchecked, outcome.Err)
	requireReason(t, outcome.Err, schema.ReasonConnection, "database is closed")
}

func TestAServiceStartsUnchecked(t *testing.T) {
	t.Parallel()
	expired := schema.Assertion{Deadline: time.Nanosecond}
	outcome := expired.Run(t.Context(), shop(t), models()...)
	require.NoError(t, outcome.Err)
	requireReason(t, outcome.Unchecked, schema.ReasonConnection, "context deadline exceeded")
	require.ErrorIs(t, outcome.Unchecked, context.DeadlineExceeded)
	require.Equal(t, 1, outcome.Looks)

	require.NoError(t, schema.Assertion{}.Assert(t.Context(), nil, models()...))
	expired.RequireCheck = true
	requireReason(t, expired.Assert(t.Context(), shop(t), models()...), schema.ReasonConnection, "context deadline exceeded")
}

// What was accepted is not compared again until something changes.
func TestAKnownStructureIsNotCompared(t *testing.T) {
	t.Parallel()
	db := shop(t)
	var remembered []string
	assertion := strict
	assertion.SecondLook = -1
	assertion.Remember = func(fingerprint string) { remembered = append(remembered, fingerprint) }
	outcome := assertion.Run(t.Context(), db, models()...)
	require.NoError(t, outcome.Err)
	require.False(t, outcome.Unchanged)
	require.Len(t, remembered, 1)

	assertion.Known = remembered[0]
	outcome = assertion.Run(t.Context(), db, models()...)
	require.NoError(t, outcome.Err)
	require.NoError(t, outcome.Unchecked)
	require.True(t, outcome.Unchanged)
	require.Nil(t, outcome.Report)
	require.Len(t, remembered, 1)

	// What is not accepted is not remembered.
	run(t, db, "alter table shop.labels drop column name")
	outcome = assertion.Run(t.Context(), db, models()...)
	require.ErrorIs(t, outcome.Err, schema.ErrDrift)
	require.False(t, outcome.Unchanged)
	require.NotNil(t, outcome.Report)
	require.Len(t, remembered, 1)

	// In a transaction, the fingerprint is that of what the transaction sees.
	tx := db.Begin()
	defer tx.Rollback()
	run(t, tx, "alter table shop.labels add name text not null default 'a'")
	require.NoError(t, assertion.Assert(t.Context(), tx, models()...))
	require.Len(t, remembered, 2)
	require.NotEqual(t, remembered[0], remembered[1])

	unknown := schema.Assertion{Known: "unknown", RequireCheck: true, SecondLook: -1}
	outcome = unknown.Run(t.Context(), tx, models()...)
	require.NoError(t, outcome.Err)
	require.NotNil(t, outcome.Report)
}

func TestTheFingerprintThatCannotBeRead(t *testing.T) {
	t.Parallel()
	db, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectQuery("version").WillReturnRows(serverRow("PostgreSQL 18.1", 180001))
	mock.ExpectQuery("hashtextextended").WillReturnError(context.Canceled)
	mock.ExpectRollback()
	assertion := schema.Assertion{Known: "some", RequireCheck: true, SecondLook: -1}
	outcome := assertion.Run(t.Context(), db, &passport{})
	require.ErrorIs(t, outcome.Err, context.Canceled)
	require.False(t, outcome.Unchanged)
}

// recorded is what an assertion writes, one record on a line, without its times.
func recorded(tb testing.TB, assertion schema.Assertion, db *gorm.DB) string {
	tb.Helper()
	var text bytes.Buffer
	assertion.Logger = slog.New(slog.NewTextHandler(&text, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, attribute slog.Attr) slog.Attr {
			switch attribute.Key {
			case slog.TimeKey, "duration", "database":
				return slog.Attr{}
			}
			return attribute
		},
	}))
	_ = assertion.Assert(tb.Context(), db, models()...)
	return strings.TrimSpace(text.String())
}

func TestWhatIsLogged(t *testing.T) {
	t.Parallel()
	db := shop(t)
	require.Equal(t, `level=INFO msg="schema: checked" models=4 differences=0 breaking=0 undetermined=0 warnings=0 looks=1`, recorded(t, strict, db))
	require.Equal(t, `level=WARN msg="schema: not checked" error="schema: the database cannot be asked: there is none: db is nil"`, recorded(t, strict, nil))

	known := strict
	known.Remember = func(fingerprint string) { known.Known = fingerprint }
	require.NoError(t, known.Assert(t.Context(), db, models()...))
	require.Equal(t, `level=INFO msg="schema: unchanged since it was accepted"`, recorded(t, known, db))

	run(t, db, "drop index shop.orders_open")
	difference := `msg="schema: difference" code=index-missing where="shop.orders orders_open"`
	records := strings.Split(recorded(t, strict, db), "\n")
	require.Len(t, records, 2)
	require.Equal(t, `level=ERROR msg="schema: checked" models=4 differences=1 breaking=0 undetermined=0 warnings=0 looks=2`, records[0])
	require.Contains(t, records[1], "level=ERROR "+difference)

	records = strings.Split(recorded(t, schema.Assertion{}, db), "\n")
	require.Len(t, records, 2)
	require.Equal(t, `level=WARN msg="schema: checked" models=4 differences=1 breaking=0 undetermined=0 warnings=0 looks=1`, records[0])
	require.Contains(t, records[1], "level=WARN "+difference)
	require.Contains(t, records[1], "breaks=[]")
}

// The plain Assert keeps nothing to itself. It uses the logger of the process, so the test runs alone.
func TestAssertUsesTheDefaultLogger(t *testing.T) {
	var text bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&text, nil)))
	defer slog.SetDefault(before)
	require.NoError(t, schema.Assert(t.Context(), nil, models()...))
	require.Contains(t, text.String(), "schema: not checked")
}

func TestTheOutcomeIsObserved(t *testing.T) {
	t.Parallel()
	var observed []schema.Outcome
	assertion := strict
	assertion.Observe = func(outcome schema.Outcome) { observed = append(observed, outcome) }
	outcome := assertion.Run(t.Context(), shop(t), models()...)
	require.Equal(t, []schema.Outcome{outcome}, observed)
	outcome = assertion.Run(t.Context(), nil, models()...)
	require.Equal(t, outcome, observed[1])
}
