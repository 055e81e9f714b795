package schema_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/declare"
)

// trigger makes a function, and a trigger on the crates that calls it.
func trigger(when, each, body string) string {
	return "create function shop.f() returns trigger language plpgsql as $$ " + body + " $$; " +
		"create trigger t " + when + " on shop.crates for each " + each + " execute function shop.f();"
}

// faults are triggers with what is wrong with them and what that breaks.
var faults = []struct {
	statement, actual string
	breaks            []schema.Statement
}{
	{
		trigger("before insert or update", "row", "begin new.updated_at := now(); return new; end"),
		"shop.f() reads new.updated_at, which shop.crates does not have",
		[]schema.Statement{schema.StatementInsert, schema.StatementUpdate},
	},
	{
		trigger("after update or delete", "row", "begin if tg_op = 'DELETE' then delete from shop.boxes; perform old.weight; end if; return null; end"),
		"shop.f() needs the relation shop.boxes, which does not exist, and reads old.weight, which shop.crates does not have",
		[]schema.Statement{schema.StatementDelete},
	},
	{
		trigger("after truncate", "statement", "begin refresh materialized view shop.sums; return null; end"),
		"shop.f() needs the relation shop.sums, which does not exist", nil,
	},
	{
		trigger("after insert", "row", "begin update shop.labels set colour = 'red', name = 'x'; return null; end"),
		"shop.f() writes shop.labels.colour, which does not exist",
		[]schema.Statement{schema.StatementInsert},
	},
	{
		trigger("after insert", "row", "begin perform 1 from shop.labels l where l.colour = new.name; return null; end"),
		"shop.f() reads shop.labels.colour, which does not exist",
		[]schema.Statement{schema.StatementInsert},
	},
	{
		trigger("after insert", "row", "begin perform shop.g(), nowhere.h(1), i_do_not_exist(); return null; end"),
		"shop.f() calls shop.g(), which does not exist, and calls nowhere.h(), which does not exist, and calls i_do_not_exist(), which does not exist",
		[]schema.Statement{schema.StatementInsert},
	},
	{
		"alter table shop.crates add data json not null default '{}';" +
			trigger("after insert", "row", "begin if new.data ? 'a' and row_to_json(new) @> '{}' and new.name ? 'x' then return null; end if; return null; end"),
		"shop.f() applies ? to new.data, a json, which has no such operator, and applies @> to a json, which has no such operator",
		[]schema.Statement{schema.StatementInsert},
	},
	{
		"alter table shop.crates add data json not null default '{}';" +
			trigger("after insert", "row", "begin return new.data #- '{a}'; end"),
		"shop.f() applies #- to new.data, a json, which has no such operator",
		[]schema.Statement{schema.StatementInsert},
	},
	{
		"create schema audit; create function audit.f() returns trigger language plpgsql as $$ begin perform new.gone; return new; end $$;" +
			"create trigger t before insert on shop.crates for each row execute function audit.f();",
		"audit.f() reads new.gone, which shop.crates does not have",
		[]schema.Statement{schema.StatementInsert},
	},
	{
		trigger("before insert", "row", "begin perform new.gone; return new; end") + "alter table shop.crates enable always trigger t",
		"shop.f() reads new.gone, which shop.crates does not have",
		[]schema.Statement{schema.StatementInsert},
	},
}

func TestTriggersThatCannotRun(t *testing.T) {
	t.Parallel()
	db := tenantShop(t)
	for _, fault := range faults {
		t.Run(fault.statement, func(t *testing.T) {
			tx := db.Begin()
			defer tx.Rollback()
			run(t, tx, fault.statement)
			advice := slices.DeleteFunc(advise(t, tx, schema.Checker{}), func(f schema.Finding) bool {
				return f.Code != schema.CodeTriggerCannotRun && f.Code != schema.CodeFunctionCannotRun
			})
			require.Equal(t, []string{"trigger-cannot-run crates t"}, summary(advice))
			require.Equal(t, fault.actual, advice[0].Actual)
			require.Equal(t, fault.breaks, advice[0].Breaks)
		})
	}
	t.Run("all", func(t *testing.T) { // What is said is true: the first of them stops an insert.
		tx := db.Begin()
		defer tx.Rollback()
		run(t, tx, faults[0].statement)
		require.ErrorContains(t, tx.Exec("insert into shop.crates (name) values ('x')").Error, `record "new" has no field "updated_at"`)
	})
}

func TestRoutines(t *testing.T) {
	t.Parallel()
	requireAdvice(t, []breakage{
		// Triggers that run, or never do.
		{trigger("before insert", "row", "begin new.name := upper(new.name) || new.ctid; return new; end"), nil},
		{trigger("before insert", "row", "begin perform new.gone; return new; end") + "alter table shop.crates disable trigger t", nil},
		{trigger("before insert", "row", "begin if tg_op = 'UPDATE' then perform new.gone; end if; return new; end"), nil},
		{trigger("after insert", "statement", "begin perform new.gone; return null; end"), nil},
		{
			"create function shop.f() returns trigger language plpgsql as $$ begin perform count(*) from added; return null; end $$;" +
				"create trigger t after insert on shop.crates referencing new table as added for each statement execute function shop.f();",
			nil,
		},
		{
			"create function shop.f() returns trigger language plpgsql as $$ begin perform count(*) from gone; return null; end $$;" +
				"create trigger t after delete on shop.crates referencing old table as gone for each statement execute function shop.f();",
			nil,
		},
		{"create trigger t before update on shop.crates for each row execute function suppress_redundant_updates_trigger()", nil},

		// Functions.
		{
			"create function shop.f(a integer) returns void language plpgsql as $$ begin insert into shop.boxes (a) values (1); end $$",
			[]string{"function-cannot-run f(integer)"},
		},
		{"create function shop.f() returns trigger language plpgsql as $$ begin delete from shop.boxes; return new; end $$", []string{"function-cannot-run f()"}},
		{"create function shop.f() returns trigger language plpgsql as $$ begin delete from added where new.a; return new; end $$", nil},
		{"create function shop.f() returns void language plpgsql as $$ begin delete from added; end $$", []string{"function-cannot-run f()"}},
		{
			"create function shop.f() returns void language plpgsql as $$ begin delete from shop.labels; insert into shop.lines (order_id) values (1); perform coalesce(a), xmlelement(name a) from shop.lines; end $$",
			nil,
		},
		{
			"create function shop.f() returns void language plpgsql as $$ begin perform l.colour, l.name, l.ctid, l.count from shop.labels l; end $$",
			[]string{"function-cannot-run f()"},
		},
		{
			"create function shop.f(l shop.crates, o shop.crates) returns void language plpgsql as $$ begin perform l.weight from shop.labels l; end $$",
			nil,
		},
		{
			"create function shop.labels(weight integer) returns void language plpgsql as $$ begin perform labels.weight from shop.labels; end $$",
			nil,
		},
		{
			"create table shop.boxes (); create function shop.f() returns bigint language sql as 'select count(*) from shop.boxes'; drop table shop.boxes",
			[]string{"function-cannot-run f()"},
		},
		{"create function shop.f() returns void language plpgsql as $$ begin insert into pg_temp.boxes values (pg_temp.g()); end $$", nil},
		{
			"create function shop.f() returns uuid language sql as $$ select current_setting('app.tenant', true)::uuid $$",
			[]string{"setting-cast f()"},
		},
		{
			"create function shop.json_minus(json, text[]) returns json language sql as 'select $1';" +
				"create operator shop.#- (leftarg = json, rightarg = text[], function = shop.json_minus);" +
				"create function shop.f() returns json language plpgsql as $$ begin return to_json(1) #- '{a}'; end $$",
			nil,
		},
	})
}

// What a schema without models holds is others', even if something is declared of it.
func TestFunctionsOfOthers(t *testing.T) {
	t.Parallel()
	db := tenantShop(t)
	run(t, db, `create function public.f() returns integer language sql as $$ select current_setting('a')::integer $$;
		create function public.g() returns trigger language plpgsql as $$ begin perform current_setting('b')::integer; return new; end $$;
		create trigger t before insert on shop.crates for each row execute function public.g();`)
	for _, checker := range []schema.Checker{{}, {Declared: []declare.Schema{{Name: "public"}}}} {
		require.Equal(t, append([]string{"setting-cast public.g()"}, shopAdvice...), summary(advise(t, db, checker)))
	}
}

// What the server is asked in addition may fail.
func TestAdviceThatCannotBeGiven(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken pipe")
	queries := []string{"pg_stat_user_indexes", "pg_trigger", "jsonb_to_recordset"}
	for i, query := range queries {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			db, mock := mocked(t)
			expectSnapshot(mock)
			for _, answered := range queries[:i] {
				mock.ExpectQuery(answered).WillReturnRows(sqlmock.NewRows([]string{"name"}))
			}
			mock.ExpectQuery(query).WillReturnError(broken)
			mock.ExpectRollback()
			_, err := schema.Checker{Advice: true}.Check(t.Context(), db, &passport{})
			requireReason(t, err, schema.ReasonConnection, "broken pipe")
			require.ErrorIs(t, err, broken)
		})
	}
}
