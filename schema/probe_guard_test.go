package schema_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// requireNotProbed demands that a database is refused, with the sentinel and the advice.
func requireNotProbed(t *testing.T, db *gorm.DB, reason schema.Reason, sentinel error, advice string) {
	t.Helper()
	report, err := schema.Probe(t.Context(), db, models()...)
	require.Nil(t, report)
	requireReason(t, err, reason, advice)
	require.ErrorIs(t, err, sentinel)
}

// A mark of any age and by any setting counts, and whoever means it can overrule it.
func TestProductionIsNotProbed(t *testing.T) {
	t.Parallel()
	for name, mark := range map[string]string{
		"database": `alter database %[1]q set app.environment = 'production'`,
		"role":     `alter role current_user in database %[1]q set app.environment = 'Production'`,
		"session":  `set app.environment = 'production'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := shop(t)
			pool, err := db.DB()
			require.NoError(t, err)
			pool.SetMaxOpenConns(1) // The connection is older than the mark.
			run(t, db, "set app.environment = 'staging'")
			require.NoError(t, probe(t, db, models()...).Err())
			var database string
			require.NoError(t, db.Raw("select current_database()").Scan(&database).Error)
			run(t, db, strings.ReplaceAll(mark, "%[1]q", `"`+database+`"`))
			requireNotProbed(t, db, schema.ReasonProduction, schema.ErrProduction, "probe a copy of it")

			report, err := schema.Prober{AllowProduction: true}.Probe(t.Context(), db, models()...)
			require.NoError(t, err)
			require.NoError(t, report.Err())
			require.Zero(t, rows(t, db))
		})
	}
}

func TestADatabaseThatOnlyReadsIsNotProbed(t *testing.T) {
	t.Parallel()
	db := shop(t)
	tx := db.Begin()
	run(t, tx, "set transaction read only")
	requireNotProbed(t, tx, schema.ReasonReadOnly, schema.ErrReadOnlyDatabase, "this transaction is")
	require.NoError(t, tx.Rollback().Error)

	pool, err := db.DB()
	require.NoError(t, err)
	pool.SetMaxOpenConns(1)
	run(t, db, "set default_transaction_read_only = on")
	requireNotProbed(t, db, schema.ReasonReadOnly, schema.ErrReadOnlyDatabase, "set default_transaction_read_only = off")
	run(t, db, "set default_transaction_read_only = off")
	require.NoError(t, probe(t, db, models()...).Err())
}

// Nothing allows to probe a standby.
func TestAStandbyIsNotProbed(t *testing.T) {
	t.Parallel()
	for _, prober := range []schema.Prober{{}, {AllowProduction: true}} {
		db, mock := mocked(t)
		mock.ExpectBegin()
		mock.ExpectQuery("version").WillReturnRows(serverRow("PostgreSQL 18.1", 180001))
		expectGuard(mock, true)
		mock.ExpectRollback()
		_, err := prober.Probe(t.Context(), db, &passport{})
		requireReason(t, err, schema.ReasonReadOnly, "it is a standby; probe the primary")
		require.ErrorIs(t, err, schema.ErrReadOnlyDatabase)
	}
}

func expectGuard(mock sqlmock.Sqlmock, standby bool) {
	mock.ExpectQuery("pg_is_in_recovery").WillReturnRows(sqlmock.NewRows([]string{"standby", "read_only", "production", "a", "b"}).
		AddRow(standby, standby, true, "", ""))
}

func TestProbesThatCannotRun(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	_, err := schema.Probe(t.Context(), nil, &passport{})
	requireReason(t, err, schema.ReasonConnection, "db is nil")
	_, err = schema.Probe(t.Context(), db, &passport{}, 42)
	requireReason(t, err, schema.ReasonModel, "model int")
	_, err = schema.Sample(db, 42)
	requireReason(t, err, schema.ReasonModel, "model int")
	_, err = schema.Sample(db, &unfillable{})
	requireReason(t, err, schema.ReasonModel, "no sample of type [2]int")

	report := probe(t, db)
	require.Equal(t, "0 tables, 0 refused", report.String())
	require.NoError(t, report.Err())
}

func TestSampleIsWhatIsWritten(t *testing.T) {
	t.Parallel()
	db := shop(t)
	made, err := schema.Sample(db, customer{})
	require.NoError(t, err)
	c := made.(*customer)
	require.Zero(t, c.ID)
	c.ReferrerID = nil
	require.NoError(t, db.Create(c).Error)
}

// The transaction of the caller sees its own changes, and goes on as if there had been no probe.
func TestProbeInTheTransactionOfTheCaller(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	for name, db := range map[string]*gorm.DB{"driver": pgtest.Open(t, dsn), "prepared": prepared(t, dsn), "simple": simple(t, dsn)} {
		run(t, db, "drop schema if exists shop cascade")
		openShop(t, db)
		run(t, db, "alter table shop.orders alter constraint orders_customer_fkey deferrable initially deferred")
		tx := db.Begin()
		each := func(statements ...string) {
			for _, statement := range statements { // Prepared, they come one by one.
				run(t, tx, statement)
			}
		}
		each("set local search_path to shop, public", "set local lock_timeout to '7s'", "set local statement_timeout to '8s'", "insert into shop.labels (name) values ('a')")
		before := settings(t, tx)
		require.NoError(t, probe(t, tx.Where("1 = 0"), models()...).Err(), name)
		require.Equal(t, before, settings(t, tx))
		require.Equal(t, 1, rows(t, tx))

		each(strings.SplitAfter(raising("after insert", "customers"), "end $$;")...)
		require.Len(t, probe(t, tx, models()...).With(schema.Refused), 1)
		require.Equal(t, before, settings(t, tx))

		// What the caller has put off stays put off.
		run(t, tx, "insert into shop.orders (customer_id, number, data) values (4711, 'a', '{}')")
		_, err := schema.Probe(t.Context(), tx, models()...)
		requireReason(t, err, schema.ReasonConnection, "the transaction breaks a deferred constraint already: ")
		run(t, tx, "delete from shop.orders")
		require.Len(t, probe(t, tx, models()...).With(schema.Refused), 1)
		each("insert into shop.orders (customer_id, number, data) values (4711, 'a', '{}')", "delete from shop.orders")

		require.NoError(t, tx.Commit().Error)
		require.Equal(t, 1, rows(t, db))
	}
}

// prepared connects so that GORM prepares its statements.
func prepared(tb testing.TB, dsn string) *gorm.DB {
	tb.Helper()
	db, err := gorm.Open(postgres.Open(dsn), &gorm.Config{Logger: logger.Discard, PrepareStmt: true, TranslateError: true, DryRun: false})
	require.NoError(tb, err)
	pool, err := db.DB()
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, pool.Close()) })
	return db
}

// What the caller has switched on for itself does not matter to a probe.
func TestProbeWithSettingsOfTheCaller(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, "alter table shop.labels add constraint short check (length(name) < 3)")
	expected := outcomes(probe(t, db, models()...))
	require.Len(t, expected, 2)
	db.TranslateError = true
	session := db.Session(&gorm.Session{DryRun: true, FullSaveAssociations: true, QueryFields: true, AllowGlobalUpdate: true, CreateBatchSize: 7}).
		Set("x", 1).Where("1 = 0").Limit(0)
	require.Equal(t, expected, outcomes(probe(t, session, models()...)))
}

// Wherever the context ends, nothing is left behind, and the transaction of a caller goes on.
func TestACanceledProbe(t *testing.T) {
	t.Parallel()
	// The pool counts too: it rolls back when a context ends.
	var statements, cancelAt atomic.Int64
	var cancel atomic.Pointer[context.CancelFunc]
	db := traced(t, pgtest.EmptyDSN(t), func() {
		if statements.Add(1) == cancelAt.Load() {
			(*cancel.Load())()
		}
	})
	probeUntil := func(db *gorm.DB, at int64) error {
		ctx, end := context.WithCancel(t.Context())
		defer end()
		cancel.Store(&end)
		statements.Store(0)
		cancelAt.Store(at)
		defer cancelAt.Store(0)
		_, err := schema.Probe(ctx, db, &label{}, &orderLine{})
		return err
	}
	openShop(t, db)
	run(t, db, raising("before update", "labels"))
	tx := db.Begin()
	defer tx.Rollback()
	run(t, tx, "insert into shop.labels (name) values ('a')")
	before := settings(t, tx)

	statements.Store(0)
	require.Len(t, probe(t, tx, &label{}, &orderLine{}).With(schema.Refused), 1)
	all := statements.Load()
	for at := int64(1); at < all-1; at++ { // Behind the last two nothing is left to be asked.
		requireReason(t, probeUntil(tx, at), schema.ReasonConnection, "context canceled")
		require.Equal(t, before, settings(t, tx), "canceled after statement %d", at)
		require.Equal(t, 1, rows(t, tx))
	}
	for at := int64(1); at < all-2; at += 7 { // In a transaction of its own, the connection may be lost.
		requireReason(t, probeUntil(db, at), schema.ReasonConnection, "context canceled")
	}
	require.Zero(t, rows(t, db))
}

// A table that another session keeps is waited for, not for long, and nothing is said about it.
func TestProbeOfATableThatIsLocked(t *testing.T) {
	t.Parallel()
	db := shop(t)
	other := db.Begin()
	defer other.Rollback()
	run(t, other, "lock table shop.labels in access exclusive mode")
	report := probe(t, db, models()...)
	require.Equal(t, []string{"labels not reached: insert 55P03", "customer_labels not reached: labels insert 55P03"}, outcomes(report))
	require.Equal(t, "5 tables, 0 refused, 2 not reached", report.String())
	require.Error(t, report.Err())
}

// A wait at one step keeps nothing from being said about the others.
func TestWhatIsRefusedWinsOverWhatWaits(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, `create function shop.wait() returns trigger language plpgsql as $$ begin raise exception 'wait' using errcode = 'lock_not_available'; end $$;
		create trigger waiting before update on shop.labels for each row execute function shop.wait();
		create trigger waiting before delete on shop.orders for each row execute function shop.wait()`)
	run(t, db, raising("before delete", "labels")+"; create trigger refusing before update on shop.orders for each row execute function shop.refuse()")
	report := probe(t, db, &order{}, &label{})
	require.Len(t, report.With(schema.Refused), 2)
	require.Len(t, outcomes(report), 4)
}

type key string

// watcher calls what its context holds before it is written.
type watcher struct{ ID int64 }

func (*watcher) BeforeCreate(tx *gorm.DB) error {
	return tx.Statement.Context.Value(key("watch")).(func() error)()
}

// What a trigger has locked is free again once the table is done.
func TestLocksEndWithTheirTable(t *testing.T) {
	t.Parallel()
	db := shop(t)
	require.NoError(t, db.AutoMigrate(&watcher{}))
	run(t, db, "insert into shop.labels (name) values ('a')")
	run(t, db, doing("after insert", "labels", "update shop.labels set name = name || 'b' where id <> new.id; return new;"))
	watched := false
	ctx := context.WithValue(t.Context(), key("watch"), func() error {
		watched = true
		return db.Exec("select from shop.labels for update nowait").Error
	})
	report, err := schema.Probe(ctx, db, &label{}, &watcher{})
	require.NoError(t, err)
	require.NoError(t, report.Err())
	require.True(t, watched)
}

// Without the driver's errors there is less to tell, and no table is taken for good.
func TestErrorsDuringAProbe(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken pipe")
	begin := func(mock sqlmock.Sqlmock) {
		mock.ExpectBegin()
		mock.ExpectQuery("version").WillReturnRows(serverRow("PostgreSQL 18.1", 180001))
		mock.ExpectQuery("pg_is_in_recovery").WillReturnRows(sqlmock.NewRows(make([]string, 5)).AddRow(false, false, false, "", ""))
	}
	ok := func(mock sqlmock.Sqlmock, statements ...string) {
		for _, statement := range statements {
			mock.ExpectExec("^" + statement).WillReturnResult(sqlmock.NewResult(0, 1))
		}
	}
	permitted := []string{"savepoint schema_check", "set constraints", "rollback to savepoint schema_check"}
	inserted := func(mock sqlmock.Sqlmock) {
		begin(mock)
		ok(mock, append(permitted, "savepoint schema_check", "savepoint schema_step")...)
		mock.ExpectQuery("^INSERT").WillReturnRows(sqlmock.NewRows([]string{"id"}).AddRow(1))
		ok(mock, "savepoint schema_deferred", "release savepoint schema_step")
	}
	for name, expect := range map[string]func(sqlmock.Sqlmock){
		"guard": func(mock sqlmock.Sqlmock) {
			mock.ExpectBegin()
			mock.ExpectQuery("version").WillReturnRows(serverRow("PostgreSQL 18.1", 180001))
			mock.ExpectQuery("pg_is_in_recovery").WillReturnError(broken)
		},
		"server": func(mock sqlmock.Sqlmock) {
			mock.ExpectBegin()
			mock.ExpectQuery("version").WillReturnError(broken)
		},
		"step": func(mock sqlmock.Sqlmock) {
			begin(mock)
			ok(mock, append(permitted, "savepoint schema_check")...)
			mock.ExpectExec("^savepoint schema_step").WillReturnError(broken)
			ok(mock, "rollback to savepoint schema_check")
		},
		"end of a step": func(mock sqlmock.Sqlmock) {
			begin(mock)
			ok(mock, append(permitted, "savepoint schema_check", "savepoint schema_step")...)
			mock.ExpectQuery("^INSERT").WillReturnError(broken)
			mock.ExpectExec("^rollback to savepoint schema_step; release").WillReturnError(broken)
			ok(mock, "rollback to savepoint schema_check")
		},
		"trigger of an insert": func(mock sqlmock.Sqlmock) {
			begin(mock)
			ok(mock, append(permitted, "savepoint schema_check", "savepoint schema_step")...)
			mock.ExpectQuery("^INSERT").WillReturnError(&pgconn.PgError{Code: "P0001", Where: "PL/pgSQL function f() line 1"})
			ok(mock, "rollback to savepoint schema_step")
			mock.ExpectQuery("pg_trigger").WithArgs(`"public"."notes"`, "f()").WillReturnError(broken)
			ok(mock, "rollback to savepoint schema_check")
		},
		"select": func(mock sqlmock.Sqlmock) {
			inserted(mock)
			mock.ExpectExec("^savepoint schema_step").WillReturnError(broken)
			ok(mock, "rollback to savepoint schema_check")
		},
		"trigger of a select": func(mock sqlmock.Sqlmock) {
			inserted(mock)
			ok(mock, "savepoint schema_step")
			mock.ExpectQuery("^SELECT").WillReturnError(&pgconn.PgError{Code: "P0001", Where: "PL/pgSQL function f() line 1"})
			ok(mock, "rollback to savepoint schema_step")
			mock.ExpectQuery("pg_trigger").WillReturnError(broken)
			ok(mock, "rollback to savepoint schema_check")
		},
		"update": func(mock sqlmock.Sqlmock) {
			inserted(mock)
			ok(mock, "savepoint schema_step")
			mock.ExpectQuery("^SELECT").WillReturnRows(sqlmock.NewRows([]string{"id"}))
			ok(mock, "rollback to savepoint schema_step")
			mock.ExpectExec("^savepoint schema_step").WillReturnError(broken)
			ok(mock, "rollback to savepoint schema_check")
		},
		"select after the update": func(mock sqlmock.Sqlmock) {
			inserted(mock)
			ok(mock, "savepoint schema_step")
			mock.ExpectQuery("^SELECT").WillReturnRows(sqlmock.NewRows([]string{"id"}))
			ok(mock, "rollback to savepoint schema_step", "savepoint schema_step", "UPDATE", "savepoint schema_deferred", "release savepoint schema_step")
			mock.ExpectExec("^savepoint schema_step").WillReturnError(broken)
			ok(mock, "rollback to savepoint schema_check")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, mock := mocked(t)
			expect(mock)
			mock.ExpectRollback()
			_, err := schema.Probe(t.Context(), db, &note{})
			requireReason(t, err, schema.ReasonConnection, "broken pipe")
			require.ErrorIs(t, err, broken)
		})
	}
}

type note struct {
	ID   int64
	Text string
}

// Neither the language of the server nor what a function runs misleads.
func TestTheFunctionOfAStack(t *testing.T) {
	t.Parallel()
	for stack, name := range map[string]string{
		"PL/pgSQL function s.f() line 3 at SQL statement":                                                                     "s.f()",
		"PL/pgSQL function inner(integer,text) line 1 at RAISE\nSQL statement \"x\"\nPL/pgSQL function o() line 2 at PERFORM": "inner(integer,text)",
		"SQL statement \"select 'PL/pgSQL function no()'\"\nPL/pgSQL function s.f() line 3":                                   "s.f()",
		"SQL function \"g\" statement 1\nPL/pgSQL function \"My Schema\".\"f\"\"x\"() line 3 at IF":                           `"My Schema"."f""x"()`,
		"PL/pgSQL-Funktion s.f() Zeile 3 bei RAISE":                                                                           "s.f()",
		"fonction PL/pgSQL s.f(), ligne 3, à RAISE":                                                                           "s.f()",
		"PL/pgSQL関数s.f()の3行目のRAISE":                                                                                           "s.f()",
		"PL/pgSQL function inline_code_block line 1 at RAISE":                                                                 "",
		"COPY t, line 1": "",
		"":               "",
	} {
		where := &pgconn.PgError{Code: "P0001", Message: "no", Where: stack}
		db, mock := mocked(t)
		mock.MatchExpectationsInOrder(false)
		mock.ExpectBegin()
		mock.ExpectQuery("version").WillReturnRows(serverRow("PostgreSQL 18.1", 180001))
		mock.ExpectQuery("pg_is_in_recovery").WillReturnRows(sqlmock.NewRows(make([]string, 5)).AddRow(false, false, false, "", ""))
		for _, statement := range []string{
			"savepoint schema_check", "set constraints", "rollback to savepoint schema_check", "savepoint schema_check",
			"savepoint schema_step", "rollback to savepoint schema_step", "rollback to savepoint schema_check",
		} {
			mock.ExpectExec("^" + statement).WillReturnResult(sqlmock.NewResult(0, 1))
		}
		mock.ExpectQuery("^INSERT").WillReturnError(fmt.Errorf("driver: %w", where))
		if name != "" {
			mock.ExpectQuery("pg_trigger").WillReturnRows(sqlmock.NewRows([]string{"name"}).AddRow(nil))
		}
		mock.ExpectRollback()
		report := probe(t, db, &note{})
		require.Equal(t, name, report.Tables[0].Refusals[0].Function, stack)
		require.Len(t, report.With(schema.Refused), 1)
	}
}
