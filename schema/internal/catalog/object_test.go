package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func TestRowSecurity(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	tx := db.Begin()
	defer tx.Rollback()
	require.NoError(t, tx.Exec(`create schema app; create role catalog_test_zoe; create role "catalog_test_Al";
		create table app.off (id integer); create table app.on (id integer); create table app.forced (id integer);
		alter table app.on enable row level security;
		alter table app.forced enable row level security, force row level security;
		alter table app.off force row level security;
		create policy own on app.forced using (id = 1) with check (id > 0);
		create policy "Adding" on app.forced as restrictive for insert to catalog_test_zoe, "catalog_test_Al" with check (true);
		create policy reading on app.forced for select using (id in (select 1));
		create policy changing on app.forced for update using (id = 3);
		create policy removing on app.forced for delete to public using (id = 4)`).Error)
	live, err := catalog.Read(t.Context(), tx.Statement.ConnPool, catalog.Server{}, []string{"app"})
	require.NoError(t, err)
	require.Equal(t, structure.RowSecurityOff, live.Table(app("off")).RowSecurity, "forced alone means nothing")
	require.Equal(t, structure.RowSecurityEnabled, live.Table(app("on")).RowSecurity)
	require.Empty(t, live.Table(app("on")).Policies)
	forced := live.Table(app("forced"))
	require.Equal(t, structure.RowSecurityForced, forced.RowSecurity)
	public := []string{"public"}
	require.Equal(t, []structure.Policy{
		{Name: "Adding", Command: "INSERT", Roles: []string{"catalog_test_Al", "catalog_test_zoe"}, Check: "true", Restrictive: true},
		{Name: "changing", Command: "UPDATE", Roles: public, Using: "(id = 3)"},
		{Name: "own", Command: "ALL", Roles: public, Using: "(id = 1)", Check: "(id > 0)"},
		{Name: "reading", Command: "SELECT", Roles: public, Using: "(id IN ( SELECT 1))"},
		{Name: "removing", Command: "DELETE", Roles: public, Using: "(id = 4)"},
	}, forced.Policies)
}

func TestTriggers(t *testing.T) {
	t.Parallel()
	live := read(t, `
		create function other.act() returns trigger language plpgsql as 'begin return new; end';
		create table app.t (gone text, b integer, a integer primary key, parent integer references app.t);
		alter table app.t drop column gone;
		create view app.v as select a from app.t;
		create trigger before_it before insert or update of b, a on app.t for each row when (new.a > 0) execute function other.act('x', '', 'it''s');
		create trigger after_it after delete or truncate on app.t execute function other.act();
		create trigger compared after update on app.t referencing old table as gone new table as come execute function other.act();
		create trigger "Instead" instead of insert on app.v for each row execute function other.act();
		create constraint trigger late after insert on app.t deferrable initially deferred for each row when (new.a is distinct from 1) execute function other.act();
		alter table app.t disable trigger after_it, enable always trigger late, enable replica trigger compared;`)
	act := structure.Name{Schema: "other", Name: "act"}
	table := live.Table(app("t"))
	for i, trigger := range table.Triggers {
		require.Contains(t, trigger.Definition, "TRIGGER "+trigger.Name+" ")
		table.Triggers[i].Definition = ""
	}
	require.Equal(t, []structure.Trigger{
		{Name: "after_it", Time: "AFTER", Events: []string{"DELETE", "TRUNCATE"}, Function: act, Enabled: "DISABLED"},
		{
			Name: "before_it", Time: "BEFORE", Events: []string{"INSERT", "UPDATE"}, Columns: []string{"a", "b"}, Row: true,
			Condition: "(new.a > 0)", Function: act, Arguments: []string{"x", "", "it's"}, Enabled: "ORIGIN",
		},
		{
			Name: "compared", Time: "AFTER", Events: []string{"UPDATE"}, OldTable: "gone", NewTable: "come", Function: act, Enabled: "REPLICA",
		},
		{
			Name: "late", Time: "AFTER", Events: []string{"INSERT"}, Row: true, Condition: "(new.a IS DISTINCT FROM 1)", Function: act,
			Constraint: true, Deferrable: structure.InitiallyDeferred, Enabled: "ALWAYS",
		},
	}, table.Triggers)
	require.Equal(t, []structure.Trigger{{
		Name: "Instead", Time: "INSTEAD OF", Events: []string{"INSERT"}, Row: true, Function: act, Enabled: "ORIGIN",
		Definition: `CREATE TRIGGER "Instead" INSTEAD OF INSERT ON app.v FOR EACH ROW EXECUTE FUNCTION other.act()`,
	}}, live.Table(app("v")).Triggers)
}

func TestObjects(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.Exec(`create schema app; create schema other;
		create type app.mood as enum ('sad', 'ok'); alter type app.mood add value 'so so' after 'sad'; create type app.none as enum ();
		create sequence app.free as integer increment by -2 minvalue -10 maxvalue 10 start 4 cycle; select nextval('app.free');
		create table app.t (id bigserial primary key, n smallint generated always as identity, a int);
		create sequence app.lent; alter sequence app.lent owned by app.t.a;
		create table app.parts (id serial) partition by range (id);
		create table app.parts_1 partition of app.parts for values from (0) to (10); create sequence app.of_part owned by app.parts_1.id;
		create function app.add(a integer, b integer default 1) returns integer language sql immutable strict as 'select a + b';
		create function app.add(text) returns text language sql stable security definer set search_path = '' set work_mem = '1MB' as 'select $1';
		create procedure app.act(inout x integer) language plpgsql as 'begin x := 1; end';
		create aggregate app.total(integer) (sfunc = int4pl, stype = integer);
		create view app.seen as select id, 'x' as x from app.t; create materialized view app.kept as select 1 as one;
		create type other.elsewhere as enum ('x'); create function other.f() returns integer language sql as 'select 1'`).Error)
	live, err := catalog.Read(t.Context(), begin(t, db), catalog.Server{}, []string{"app"})
	require.NoError(t, err)
	require.Equal(t, []string{"plpgsql"}, live.Extensions)
	require.Equal(t, []structure.Enum{{Name: app("mood"), Labels: []string{"sad", "so so", "ok"}}, {Name: app("none")}}, live.Enums)
	require.Equal(t, []structure.View{
		{Name: app("kept"), Materialized: true, Query: " SELECT 1 AS one;"},
		{Name: app("seen"), Query: " SELECT t.id,\n    'x'::text AS x\n   FROM app.t;"},
	}, []structure.View{live.Views[0], {Name: live.Views[1].Name, Query: withPrefixes(live.Views[1].Query)}})
	sequence := func(name, kind string, maximum int64, table, column string) structure.Sequence {
		return structure.Sequence{Name: app(name), Type: kind, Increment: 1, Minimum: 1, Maximum: maximum, Table: app(table), Column: column}
	}
	free := structure.Sequence{Name: app("free"), Type: "integer", Increment: -2, Minimum: -10, Maximum: 10, Cycle: true, Last: new(int64(4))}
	require.Equal(t, []structure.Sequence{
		free, sequence("lent", "bigint", 1<<63-1, "t", "a"), sequence("of_part", "bigint", 1<<63-1, "parts_1", "id"),
		sequence("parts_id_seq", "integer", 1<<31-1, "parts", "id"),
		sequence("t_id_seq", "bigint", 1<<63-1, "t", "id"), sequence("t_n_seq", "smallint", 1<<15-1, "t", "n"),
	}, live.Sequences)
	table := live.Table(app("t"))
	require.Equal(t, []bool{true, true, false}, []bool{table.Columns[0].Serial, table.Columns[1].Serial, table.Columns[2].Serial})
	require.Equal(t, []structure.Function{
		{Name: app("act"), Arguments: "INOUT x integer", Types: "integer", Language: "plpgsql", Volatility: "volatile", Body: "begin x := 1; end"},
		{
			Name: app("add"), Arguments: "a integer, b integer DEFAULT 1", Types: "integer, integer", Returns: "integer", Language: "sql",
			Volatility: "immutable", Strict: true, Body: "select a + b",
		},
		{
			Name: app("add"), Arguments: "text", Types: "text", Returns: "text", Language: "sql", Volatility: "stable", SecurityDefiner: true,
			Settings: []string{`search_path=""`, "work_mem=1MB"}, Body: "select $1",
		},
	}, withoutResultOfProcedures(live.Functions))
}

// withPrefixes writes a query as PostgreSQL did before 16, which leaves out what goes without saying.
func withPrefixes(query string) string {
	if query == " SELECT id,\n    'x'::text AS x\n   FROM app.t;" {
		return " SELECT t.id,\n    'x'::text AS x\n   FROM app.t;"
	}
	return query
}

// withoutResultOfProcedures forgets what 13 and later say differently of a procedure's only result.
func withoutResultOfProcedures(functions []structure.Function) []structure.Function {
	for i := range functions {
		if functions[i].Name.Name == "act" {
			functions[i].Returns = ""
		}
	}
	return functions
}

// A function whose body is SQL itself, which there is since 14, has no text but its definition.
func TestFunctionsWithSQLBodies(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	server, err := catalog.Identify(t.Context(), begin(t, db))
	require.NoError(t, err)
	clause, body := "as 'select 1'", "select 1"
	if server.Version >= 140000 {
		clause, body = "return 1", "CREATE OR REPLACE FUNCTION app.one()\n RETURNS integer\n LANGUAGE sql\nRETURN 1\n"
	}
	require.NoError(t, db.Exec("create schema app; create function app.one() returns integer language sql "+clause).Error)
	live, err := catalog.Read(t.Context(), begin(t, db), server, []string{"app"})
	require.NoError(t, err)
	require.Equal(t, body, live.Functions[0].Body)
}

// What an extension has brought is the extension's.
func TestObjectsOfExtensions(t *testing.T) {
	t.Parallel()
	live := read(t, `
		create table app.brought (id serial primary key); create table app.own (id serial primary key);
		create view app.brought_view as select 1 as one;
		create type app.brought_mood as enum ('sad'); create function app.brought_function() returns integer language sql as 'select 1';
		insert into pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
		select o.class, o.id, 0, 'pg_extension'::regclass, e.oid, 0, 'e' from pg_extension e, (values
			('pg_class'::regclass, 'app.brought'::regclass::oid), ('pg_class'::regclass, 'app.brought_view'::regclass),
			('pg_class'::regclass, 'app.brought_id_seq'::regclass),
			('pg_type'::regclass, 'app.brought_mood'::regtype), ('pg_proc'::regclass, 'app.brought_function'::regproc)) o (class, id)`)
	require.Equal(t, []string{"app.own: table"}, names(live))
	require.True(t, live.Tables[0].Columns[0].Serial)
	require.Equal(t, "own_id_seq", live.Sequences[0].Name.Name)
	require.Len(t, live.Sequences, 1)
	require.Empty(t, live.Views)
	require.Empty(t, live.Enums)
	require.Empty(t, live.Functions)
}
