package schema_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	gormschema "gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/declare"
)

// numbered names the table of every nameless model that it is asked about, t_1, t_2 and so on.
type numbered struct {
	gormschema.NamingStrategy
	last *atomic.Int64
}

func (n numbered) TableName(string) string { return fmt.Sprintf("t_%d", n.last.Add(1)) }

// nameless makes models of as many types.
func nameless(count int) []any {
	models := make([]any, count)
	for i := range models {
		models[i] = reflect.New(reflect.StructOf([]reflect.StructField{
			{Name: "ID", Type: reflect.TypeFor[int64]()},
			{Name: "Name", Type: reflect.TypeFor[string](), Tag: reflect.StructTag(fmt.Sprintf(
				`gorm:"size:50;not null;default:a;index:name_%d"`, i+1))},
			{Name: "Size", Type: reflect.TypeFor[int64](), Tag: reflect.StructTag(fmt.Sprintf(
				`gorm:"uniqueIndex:size_%[1]d,where:size > 0;check:size_%[1]d,size >= 0"`, i+1))},
		})).Interface()
	}
	return models
}

func TestQueriesDoNotGrowWithTheTables(t *testing.T) {
	t.Parallel()
	for _, tables := range []int{1, 1000} {
		dsn := pgtest.EmptyDSN(t)
		run(t, pgtest.Open(t, dsn), fmt.Sprintf(`
			do $do$ begin
				execute (select string_agg(format(
					'create table t_%%1$s (id bigserial primary key, name varchar(50) not null default ''a'', size bigint,
						constraint size_%%1$s check (size >= 0));
					create index name_%%1$s on t_%%1$s (name);
					create unique index size_%%1$s on t_%%1$s (size) where size > 0;', n), '')
				from generate_series(1, %d) n);
			end $do$`, tables))
		var statements int
		db := traced(t, dsn, func() { statements++ })
		db.NamingStrategy = numbered{last: &atomic.Int64{}}
		report := check(t, db, nameless(tables)...)
		require.Empty(t, report.Findings)
		require.Equal(t, tables, report.Models)
		require.Equal(t, 3*tables, report.Columns)
		require.LessOrEqual(t, statements, 10, "statements for %d tables", tables)
	}
}

// Expressions that only the server can compare cost one question for all tables, in a savepoint.
func TestOneQuestionForAllTables(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	var statements int
	db := traced(t, dsn, func() { statements++ })
	openShop(t, db)
	statements = 0
	require.Empty(t, check(t, db, models()...).Findings)
	// Between begin and rollback three queries, and a question about customers and order lines.
	require.Equal(t, 1+3+3+1, statements)
}

// While others change the structure all the time, nothing is reported about what they leave alone. A check that is always
// disturbed says that it could not run.
func TestConcurrentChanges(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, "alter table shop.customers rename constraint customers_kind to kinds")
	expected := check(t, db, models()...).Findings
	require.Len(t, expected, 1)
	pool, err := db.DB()
	require.NoError(t, err)
	pool.SetMaxOpenConns(17)

	done := make(chan struct{})
	var changes sync.WaitGroup
	changes.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				for _, statement := range changesOfStructure {
					if err := db.Exec(statement).Error; err != nil {
						t.Errorf("%s: %v", statement, err)
						return
					}
				}
			}
		}
	})
	var checks sync.WaitGroup
	var unchecked atomic.Int64
	for range 16 {
		checks.Go(func() {
			for range 15 {
				report, err := schema.Check(t.Context(), db, models()...)
				if err != nil {
					assertDisturbed(t, err)
					unchecked.Add(1)
					continue
				}
				var findings []schema.Finding
				for _, finding := range report.Findings {
					if !strings.HasPrefix(finding.Table, "shop.passing") {
						findings = append(findings, finding)
					}
				}
				if !reflect.DeepEqual(expected, findings) {
					t.Errorf("%v", findings)
				}
			}
		})
	}
	checks.Wait()
	close(done)
	changes.Wait()
	require.Less(t, unchecked.Load(), int64(16*15/4))
}

// assertDisturbed asserts that a check could not run because of what others changed meanwhile.
func assertDisturbed(t *testing.T, err error) {
	t.Helper()
	refusal, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || !slices.Contains(codesOfAChange, refusal.Code) {
		t.Error(err)
	}
}

// A table that another session renames after the catalog was read and before the server is asked about its expressions
// is looked at again.
func TestAChangeBeforeTheQuestion(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	other := pgtest.Open(t, dsn)
	openShop(t, other)
	// There has to be a question: only the server knows that this is the predicate of the model.
	run(t, other, "drop index shop.orders_open; create index orders_open on shop.orders (status) where status = 'open' or status = 'paid'")
	statements, last := 0, -1
	db := traced(t, dsn, func() {
		if statements++; statements == last {
			run(t, other, "alter table shop.orders rename to purchases")
		}
	})
	require.Empty(t, check(t, db, &label{}).With(schema.SeverityUndetermined))
	last, statements = statements-1, 0 // The last is the rollback.
	require.Equal(t, []string{"table-name orders"}, found(check(t, db, models()...)))
}

// changesOfStructure touch all that the check reads, of tables that come and go.
var changesOfStructure = []string{
	"create table shop.passing (id bigserial primary key, kind text default 'a' || 'b', check (kind <> ''))",
	"create index passing_kind on shop.passing (lower(kind)) where kind <> ''",
	"alter table shop.passing add customer_id bigint default 1 + 1 references shop.customers",
	"alter table shop.passing rename to passing_by",
	"alter table shop.passing_by alter column kind type varchar(10), alter column kind set default 'c'",
	"drop index shop.passing_kind",
	"alter table shop.passing_by drop column kind",
	"drop table shop.passing_by",
}

// Conditions that PostgreSQL only encloses otherwise are compared without it.
func TestNoQuestionAboutParentheses(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	run(t, pgtest.Open(t, dsn), `
		create schema shop;
		create table shop.prices (net int, gross int, kind text);
		create function shop.log() returns trigger language plpgsql as $$ begin return null; end $$;
		create trigger logged after update on shop.prices for each row
			when (old.net <> new.net or old.gross <> new.gross or old.kind is distinct from new.kind) execute function shop.log();
		create policy cheap on shop.prices using (net < 5 and gross < 6 and net < gross);
		alter table shop.prices enable row level security`)
	declared := []declare.Schema{{
		Name:      "shop",
		Functions: []declare.Function{{Name: "log", Returns: "trigger", Body: "begin return null; end"}},
		Tables: []declare.Table{{
			Name: "prices", RowSecurity: declare.RowSecurityEnabled,
			Policies: []declare.Policy{{Name: "cheap", Using: "net < 5 and gross < 6 and net < gross"}},
			Triggers: []declare.Trigger{{
				Name: "logged", When: "after update", Function: "log",
				Condition: "old.net <> new.net or old.gross <> new.gross or old.kind is distinct from new.kind",
			}},
		}},
	}}
	var statements int
	db := traced(t, dsn, func() { statements++ })
	report, err := schema.Checker{Declared: declared}.Check(t.Context(), db)
	require.NoError(t, err)
	require.Empty(t, report.Findings)
	require.Equal(t, 1+3+1, statements)

	declared[0].Tables[0].Triggers[0].Condition = "old.net <> new.net or old.gross <> new.gross and old.kind is distinct from new.kind"
	declared[0].Tables[0].Policies[0].Using = "net < 5 and (gross < 6 or net < gross)"
	report, err = schema.Checker{Declared: declared}.Check(t.Context(), db)
	require.NoError(t, err)
	require.Equal(t, []string{"policy-expression prices cheap", "trigger-definition prices logged"}, found(report))
}
