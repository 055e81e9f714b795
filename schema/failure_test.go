package schema_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/utils/tests"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// requireReason demands an error that says that nothing is known.
func requireReason(t *testing.T, err error, reason schema.Reason, message string) {
	t.Helper()
	var failure *schema.CheckError
	require.ErrorAs(t, err, &failure)
	require.Equal(t, reason, failure.Reason, err)
	require.ErrorIs(t, err, schema.ErrNotChecked)
	require.NotErrorIs(t, err, schema.ErrDrift)
	require.ErrorContains(t, err, "schema: "+string(reason)+": ")
	require.ErrorContains(t, err, message)
}

// requireBothFail runs Check and an assertion that requires it, which must fail alike.
func requireBothFail(ctx context.Context, t *testing.T, db *gorm.DB, reason schema.Reason, message string, models ...any) {
	t.Helper()
	report, err := schema.Check(ctx, db, models...)
	require.Nil(t, report)
	requireReason(t, err, reason, message)
	required := schema.Assertion{RequireCheck: true, SecondLook: -1}
	requireReason(t, required.Assert(ctx, db, models...), reason, message)
}

type withChannel struct{ Channel chan int }

func TestBadModels(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	for message, model := range map[string]any{
		"model <nil>":                   nil,
		"model int":                     42,
		"model map[string]interface {}": map[string]any{},
	} {
		requireBothFail(t.Context(), t, db, schema.ReasonModel, message, &label{}, model)
	}
	_, err := schema.Check(t.Context(), db, &withChannel{})
	requireReason(t, err, schema.ReasonModel, "model *schema_test.withChannel: failed to parse field: Channel")
}

type withoutComposite struct {
	ID   int64
	Name string `gorm:"index:,composite:"`
}

// Of some models only the whole reading tells, which goes on while the server answers.
func TestBadModelsBesideTheCatalog(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	const message = "the composite tag of withoutComposite.Name cannot be empty"
	requireBothFail(t.Context(), t, db, schema.ReasonModel, message, &label{}, &withoutComposite{})
	known := schema.Assertion{Known: "some", RequireCheck: true, SecondLook: -1}
	db = pgtest.Empty(t) // Once GORM has failed, it fails earlier.
	requireReason(t, known.Assert(t.Context(), db, &label{}, &withoutComposite{}), schema.ReasonModel, message)
}

func TestDatabasesThatCannotBeAsked(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	db := pgtest.Open(t, dsn)

	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	requireBothFail(canceled, t, db, schema.ReasonConnection, "context canceled", &passport{})
	_, err := schema.Check(canceled, db)
	require.ErrorIs(t, err, context.Canceled)

	expired, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	requireBothFail(expired, t, db, schema.ReasonConnection, "context deadline exceeded", &passport{})
	_, err = schema.Check(expired, db)
	require.ErrorIs(t, err, context.DeadlineExceeded)

	requireBothFail(t.Context(), t, nil, schema.ReasonConnection, "db is nil", &passport{})

	requireBothFail(t.Context(), t, &gorm.DB{}, schema.ReasonConnection, "db was not opened with gorm.Open", &passport{})
	requireBothFail(t.Context(), t, &gorm.DB{Config: &gorm.Config{}, Statement: &gorm.Statement{}}, schema.ReasonConnection, "db was not opened with gorm.Open", &passport{})

	ended := db.Begin()
	require.NoError(t, ended.Rollback().Error)
	requireBothFail(t.Context(), t, ended, schema.ReasonConnection, "transaction has already been committed or rolled back", &passport{})

	aborted := db.Begin()
	require.Error(t, aborted.Exec("select 1/0").Error)
	requireBothFail(t.Context(), t, aborted.Session(&gorm.Session{}), schema.ReasonConnection, "current transaction is aborted", &passport{})
	require.NoError(t, aborted.Rollback().Error)

	without := pgtest.Open(t, dsn)
	without.Statement.ConnPool, without.ConnPool = nil, nil
	requireBothFail(t.Context(), t, without, schema.ReasonConnection, "no connection pool", &passport{})

	closed, err := gorm.Open(postgres.Open(dsn), &gorm.Config{Logger: logger.Discard})
	require.NoError(t, err)
	pool, err := closed.DB()
	require.NoError(t, err)
	require.NoError(t, pool.Close())
	requireBothFail(t.Context(), t, closed, schema.ReasonConnection, "database is closed", &passport{})
	requireBothFail(t.Context(), t, closed.Begin(), schema.ReasonConnection, "database is closed", &passport{})
}

// The driver says in its own words that it was interrupted; the error says why.
func TestADeadlineDuringAQuery(t *testing.T) {
	t.Parallel()
	db, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectExec("^savepoint").WillReturnResult(sqlmock.NewResult(0, 0))
	mock.ExpectQuery("version").WillDelayFor(time.Hour).WillReturnRows(serverRow("PostgreSQL 18.1", 180001))
	mock.ExpectExec("^rollback to savepoint").WillReturnResult(sqlmock.NewResult(0, 0))
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := schema.Check(ctx, db.Begin(), &passport{})
	requireReason(t, err, schema.ReasonConnection, "context deadline exceeded: ")
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestOtherDialects(t *testing.T) {
	t.Parallel()
	db, err := gorm.Open(tests.DummyDialector{})
	require.NoError(t, err)
	requireBothFail(t.Context(), t, db, schema.ReasonServer, `db is for "dummy"; PostgreSQL is needed`, &passport{})
}

// mocked is a *gorm.DB on a connection that answers what the test tells it to.
func mocked(tb testing.TB) (*gorm.DB, sqlmock.Sqlmock) {
	tb.Helper()
	pool, mock, err := sqlmock.New()
	require.NoError(tb, err)
	tb.Cleanup(func() {
		require.NoError(tb, mock.ExpectationsWereMet())
		mock.ExpectClose()
		require.NoError(tb, pool.Close())
	})
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), &gorm.Config{Logger: logger.Discard})
	require.NoError(tb, err)
	return db, mock
}

func serverRow(product string, version int) *sqlmock.Rows {
	return sqlmock.NewRows([]string{"version", "server_version_num", "database", "role", "schema"}).
		AddRow(product, version, "shop", "seller", "public")
}

func TestServersThatAreNotSupported(t *testing.T) {
	t.Parallel()
	for product, version := range map[string]int{
		"PostgreSQL 12.20 on x86_64-pc-linux-gnu, compiled by gcc":                     120020,
		"PostgreSQL 8.0.2 on i686-pc-linux-gnu, Redshift 1.0.77467":                    80002,
		"CockroachDB CCL v24.1.0 (x86_64-pc-linux-gnu, go1.22.2 X:nocoverageredesign)": 130000,
	} {
		db, mock := mocked(t)
		mock.ExpectBegin()
		mock.ExpectQuery(`version\(\)`).WillReturnRows(serverRow(product, version))
		mock.ExpectRollback()
		_, err := schema.Check(t.Context(), db, &passport{})
		requireReason(t, err, schema.ReasonServer, `it is "`+product+`"; PostgreSQL 13 or later is needed`)
	}
}

func TestErrorsOfTheServer(t *testing.T) {
	t.Parallel()
	noFunction := &pgconn.PgError{Code: "42883", Message: "function current_user() does not exist"}
	shutdown := &pgconn.PgError{Code: "57P01", Message: "terminating connection"}
	gone := &pgconn.PgError{Code: "XX000", Message: "cache lookup failed for relation 4711"}
	broken := errors.New("broken pipe")
	for name, c := range map[string]struct {
		expect func(sqlmock.Sqlmock)
		reason schema.Reason
		cause  error
	}{
		"another database": {func(mock sqlmock.Sqlmock) {
			mock.ExpectBegin()
			mock.ExpectQuery("version").WillReturnError(noFunction)
			mock.ExpectRollback()
		}, schema.ReasonServer, noFunction},
		"no transaction": {func(mock sqlmock.Sqlmock) {
			mock.ExpectBegin().WillReturnError(broken)
		}, schema.ReasonConnection, broken},
		"shut down": {func(mock sqlmock.Sqlmock) {
			mock.ExpectBegin()
			mock.ExpectQuery("version").WillReturnError(shutdown)
			mock.ExpectRollback().WillReturnError(broken)
		}, schema.ReasonConnection, shutdown},
		"shut down later": {func(mock sqlmock.Sqlmock) {
			mock.ExpectBegin()
			mock.ExpectQuery("version").WillReturnRows(serverRow("PostgreSQL 18.1", 180001))
			mock.ExpectQuery("set_config").WillReturnError(shutdown)
			mock.ExpectRollback()
		}, schema.ReasonConnection, shutdown},
		"shut down at the end": {func(mock sqlmock.Sqlmock) {
			expectSnapshot(mock)
			mock.ExpectQuery("pg_policy").WillReturnError(shutdown)
			mock.ExpectRollback()
		}, schema.ReasonConnection, shutdown},
		"not rolled back": {func(mock sqlmock.Sqlmock) {
			expectSnapshot(mock)
			expectAttached(mock)
			mock.ExpectRollback().WillReturnError(broken)
		}, schema.ReasonConnection, broken},
		"changed all the time": {func(mock sqlmock.Sqlmock) {
			for range 10 {
				mock.ExpectBegin()
				mock.ExpectQuery("version").WillReturnError(gone)
				mock.ExpectRollback()
			}
		}, schema.ReasonConnection, gone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, mock := mocked(t)
			c.expect(mock)
			_, err := schema.Check(t.Context(), db, &passport{})
			requireReason(t, err, c.reason, c.cause.Error())
			require.ErrorIs(t, err, c.cause)
		})
	}
}

// expectSnapshot answers the queries of a check with an empty schema, in which everything is missing.
func expectSnapshot(mock sqlmock.Sqlmock) {
	mock.ExpectBegin()
	expectQueries(mock)
}

func expectQueries(mock sqlmock.Sqlmock) {
	mock.ExpectQuery("version").WillReturnRows(serverRow("PostgreSQL 18.1", 180001))
	mock.ExpectQuery("set_config").WillReturnRows(sqlmock.NewRows([]string{"search_path", "lock_timeout", "jit"}).AddRow("", "500ms", "off"))
	mock.ExpectQuery("pg_class").WillReturnRows(sqlmock.NewRows([]string{"row"}))
}

// expectAttached answers the query that is for the sake of findings.
func expectAttached(mock sqlmock.Sqlmock) {
	mock.ExpectQuery("pg_policy").WillReturnRows(sqlmock.NewRows([]string{"row"}))
}

// codesOfAChange are those of errors that somebody else's change of the structure may make.
var codesOfAChange = []string{"XX000", "55P03", "40P01", "42P01", "42703", "42704"}

func TestASnapshotIsTakenAgainAfterAChange(t *testing.T) {
	t.Parallel()
	for _, code := range codesOfAChange {
		db, mock := mocked(t)
		mock.ExpectBegin()
		mock.ExpectQuery("version").WillReturnError(&pgconn.PgError{Code: code})
		mock.ExpectRollback()
		expectSnapshot(mock)
		expectAttached(mock)
		mock.ExpectRollback()
		require.Equal(t, []string{"table-missing public.passports"}, found(check(t, db, &passport{})), code)
	}
}

func TestSavepointsThatFail(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken pipe")
	for name, expect := range map[string]func(sqlmock.Sqlmock){
		"begin": func(mock sqlmock.Sqlmock) {
			mock.ExpectBegin()
			mock.ExpectExec("^savepoint schema_check$").WillReturnError(broken)
		},
		"end": func(mock sqlmock.Sqlmock) {
			mock.ExpectBegin()
			mock.ExpectExec("^savepoint schema_check$").WillReturnResult(sqlmock.NewResult(0, 0))
			expectQueries(mock)
			expectAttached(mock)
			mock.ExpectExec("^rollback to savepoint schema_check; release savepoint schema_check$").WillReturnError(broken)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, mock := mocked(t)
			expect(mock)
			_, err := schema.Check(t.Context(), db.Begin(), &passport{})
			requireReason(t, err, schema.ReasonConnection, "broken pipe")
			require.ErrorIs(t, err, broken)
		})
	}
}
