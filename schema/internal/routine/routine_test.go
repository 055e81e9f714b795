package routine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/internal/routine"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// uses writes down what a body relies on, as "new.id", "relation a.b", "column a.b.c", "function a.f", "? on json",
// with the events behind it unless all.
func uses(body routine.Body) []string {
	texts := []string{}
	for _, use := range body.Uses {
		var text string
		switch use.Kind {
		case routine.Field:
			text = use.Row + "." + use.Column
		case routine.Relation:
			text = "relation " + use.Name.String()
		case routine.Column:
			text = "column " + use.Name.String() + "." + use.Column
			if use.Alias != "" {
				text += " as " + use.Alias
			}
		case routine.Function:
			text = "function " + use.Name.String()
		case routine.Operator:
			text = use.Operator + " on json"
			if use.Row != "" {
				text = use.Operator + " on " + use.Row + "." + use.Column
			}
		}
		if use.Events != routine.Any {
			text += fmt.Sprintf(" %04b", use.Events)
		}
		texts = append(texts, text)
	}
	return texts
}

const (
	onInsert = " 0001"
	onUpdate = " 0010"
)

func TestNames(t *testing.T) {
	t.Parallel()
	for body, expected := range map[string][]string{
		// Columns of the row.
		"new.updated_at := now();":            {"new.updated_at", "function now"},
		`if NEW."Quo""ted" is null then`:      {},
		`x := OLD."Quo""ted";`:                {`old.Quo"ted`},
		"x := new.*; y := a.new.b; new := z":  {},
		"return coalesce(new.id, old.id);":    {"function coalesce", "new.id", "old.id"},
		"new.f(1); execute 'new.a'; -- new.b": {},
		"insert into t as new values (new.a)": {"relation t"},

		// Relations.
		"select a from app.t join app.u on true":                              {"relation app.t", "relation app.u"},
		`select a from "App"."T" x`:                                           {"relation App.T"},
		"delete from only app.t":                                              {"relation app.t"},
		"perform 1 from t where a is distinct from b.c":                       {"relation t"},
		"select * from a.b.c":                                                 {},
		"select extract(day from r.created), substring(a from b.c)":           {"function extract", "function substring"},
		"truncate table app.t; truncate app.u":                                {"relation app.t", "relation app.u"},
		"refresh materialized view app.m":                                     {"relation app.m"},
		"refresh materialized view concurrently m":                            {"relation m"},
		"create view app.v as select 1; drop materialized view m":             {},
		"insert into app.t values (1)":                                        {"relation app.t"},
		"select a into app_t from t":                                          {"relation t"},
		"merge into app.t using u on true when matched then update set a = 1": {"relation app.t"},
		"with x as (select 1), y (a) as not materialized (select 2) select * from x, y join y on true join z on true": {"function materialized", "relation z"},
		"create temp table if not exists x (a int); select * from x":                                                  {},
		"create materialized view x as select 1; select * from x":                                                     {},
		"execute 'create temp table x ()'; select * from x":                                                           {},
		"execute 'drop table x'; select * from x":                                                                     {"relation x"},
		"select * from lateral (select 1)":                                                                            {"function lateral"},
		"select a from t for update; select a from t for no key update":                                               {"relation t"},
		"lock table x": {},
		"fetch from c": {},
		"select * from app.f(1) join app.g(2) on true": {"function app.f", "function app.g"},
		"select * from f(1)":                           {"function f"},

		"select * from (select 1 from t) x": {"function from", "relation t"},

		// Columns that are written.
		"insert into app.t (a, \"B\") values (1, 2)":                       {"relation app.t", "column app.t.a", "column app.t.B"},
		"insert into app.t (select a, b from c)":                           {"relation app.t", "relation c"},
		"insert into app.t (":                                              {"relation app.t"},
		"update app.t set a = f(b, c = 1), b = 2 where c = 3":              {"relation app.t", "column app.t.a", "column app.t.b", "function f"},
		"update only app.t as x set a = 1 returning b":                     {"relation app.t", "column app.t.a"},
		"with x as (update app.t set a = 1) select 1, b = 2":               {"relation app.t", "column app.t.a"},
		"update app.t set (a, b) = (1, 2)":                                 {"relation app.t"},
		"insert into app.t values (1) on conflict (a) do update set b = 1": {"relation app.t"},
		"update app.t": {"relation app.t"},

		// Columns that are read.
		"select x.a, y.b, t.c, x.*, z.d from app.t x join app.t as y on x.f(1) where x.a.b": {
			"relation app.t", "column app.t.a as x", "column app.t.b as y",
		},
		"update app.t set a = t.b where t.c returning t.d":                                     {"relation app.t", "column app.t.a", "column app.t.b as t", "column app.t.c as t", "column app.t.d as t"},
		"select x.a from app.t x; select x.b from app.u x":                                     {"relation app.t", "relation app.u", "column app.t.a as x", "column app.u.b as x"},
		"select x.a from app.t x where exists (select from app.u x)":                           {"relation app.t", "function exists", "relation app.u"},
		"select x.a from (select b as a from app.t x) x":                                       {"relation app.t"},
		"select x.a from app.t x (a, b)":                                                       {"relation app.t"},
		"select k.a from app.t k, unnest(b) with ordinality as k":                              {"relation app.t", "function unnest"},
		"declare x record; begin select x.a into y from app.t x; end":                          {"relation app.t"},
		"for x in select 1 from app.t x loop y := x.a; end loop":                               {"relation app.t"},
		"select y.a from app.u u, app.v as y, f(1) z where exists (select from app.t y)":       {"relation app.u", "function f", "function exists", "relation app.t"},
		"<<x>> select x.a from app.t x":                                                        {"relation app.t"},
		"insert into app.t as x values (1) on conflict (a) do update set b = excluded.b + x.c": {"relation app.t", "column app.t.c as x"},
		"delete from app.t where app.t.a = new.b":                                              {"relation app.t", "new.b"},

		// Functions. A key word may look like one; the server knows them.
		"perform app.f(1), app.g()":                                          {"function app.f", "function app.g"},
		"x := uuid_generate_v4();":                                           {"function uuid_generate_v4"},
		"select uuid_generate_v4() as id":                                    {"function uuid_generate_v4"},
		"drop function if exists app.f(integer); create table app.t (a int)": {},
		"create index i on app.t (a); analyze app.t (a)":                     {},
		"declare x numeric(10,2); c cursor (a integer) for select 1":         {},
		"select x::varchar(10), y::app.money(2)":                             {"function app.money"},
		"select * from unnest(a) with ordinality k (number, position)":       {"function unnest"},
		"values (1), (2)": {},

		// Operators.
		"x := row_to_json(coalesce(new, old)) #- '{a}';":         {"function row_to_json", "function coalesce", "#- on json"},
		"x := '{}'::json ? 'a';":                                 {"? on json"},
		"x := f(a::json)::jsonb ? 'a' and (b) ? c and g(d) @> e": {"function f", "function g"},
		"if new.data ? 'a' then":                                 {},
		"return new.data @> '{}';":                               {"new.data", "@> on new.data"},
		"return a || new.data #- '{}';":                          {"new.data"},
		"x := a || b::json ? 'c';":                               {},
	} {
		require.Equal(t, expected, uses(routine.Read("plpgsql", body)), body)
	}
}

// A body in SQL is read at once: no condition keeps anything from being looked at.
func TestSQL(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"relation app.t", "function app.f"},
		uses(routine.Read("sql", "select case when false then (select a from app.t) else app.f() end")))
	require.Empty(t, routine.Read("c", "select a from app.t"))
}

// What a line is reached for.
func TestReach(t *testing.T) {
	t.Parallel()
	for body, expected := range map[string][]string{
		// Of TG_OP.
		"begin if tg_op = 'INSERT' then x := new.a; else x := new.b; end if; x := new.c; end": {"new.a" + onInsert, "new.b 1110", "new.c"},
		"begin if 'INSERT' = tg_op or (tg_op = 'UPDATE') then x := new.a; end if; end":        {"new.a 0011"},
		"begin if tg_op in ('INSERT', 'UPDATE') then x := new.a; elsif tg_op <> 'DELETE' then x := new.b; else x := new.c; end if; end": {
			"new.a 0011", "new.b 1000", "new.c 0100",
		},
		"begin if not tg_op = 'INSERT' then x := new.a; end if; end":                            {"new.a 1110"},
		"begin if tg_op in ('INSERT', x) then x := new.a; end if; end":                          {},
		"begin if tg_op = 'INSERT' and new.a > 0 then x := new.b; else x := new.c; end if; end": {"new.a", "new.b" + onInsert, "new.c"},
		"begin case tg_op when 'INSERT', 'UPDATE' then x := new.a; when 'DELETE' then x := new.b; else x := new.c; end case; x := new.d; end": {
			"new.a 0011", "new.b 0100", "new.c 1000", "new.d",
		},
		"begin case when tg_op = 'UPDATE' then x := new.a; else x := new.b; end case; end": {"new.a" + onUpdate, "new.b 1101"},
		"begin case new.kind when 'a' then x := new.a; end case; end":                      {"new.kind", "new.a"},

		// Of the row: some row gets everywhere.
		"begin if new.a is distinct from old.a then x := new.b; else x := new.c; end if; x := new.d; end": {
			"new.a", "old.a", "new.b", "new.c", "new.d",
		},
		"begin if new.a = 1 then return new; end if; x := new.b; end":                    {"new.a", "new.b"},
		"begin if case when new.a then true else false end then x := new.b; end if; end": {"new.a"},

		// Of anything else: perhaps nobody does.
		"begin if tg_table_name = 'a' then x := new.a; else x := new.b; end if; x := new.c; end":          {"new.c"},
		"begin if tg_table_name = 'a' then return new; end if; x := new.a; end":                           {},
		"begin if tg_table_name = 'a' then raise notice 'x'; end if; x := new.a; end":                     {"new.a"},
		"begin if tg_table_name = 'a' then raise exception 'x'; end if; x := new.a; end":                  {},
		"begin if found then return new; elsif new.a then x := 1; end if; x := new.b; end":                {},
		"begin if new.a then if found then return new; end if; x := new.b; end if; x := new.c; end":       {"new.a", "new.c"},
		"begin if tg_op = 'DELETE' then return old; end if; x := new.a; end":                              {"new.a 1011"},
		"begin if tg_op = 'DELETE' and found then return old; end if; x := new.a; end":                    {"new.a 1011"},
		"begin if found or tg_op = 'DELETE' then x := new.a; end if; end":                                 {},
		"begin for r in select 1 loop x := new.a; exit when found; x := new.b; end loop; x := new.c; end": {"new.c"},
		"begin <<a>> loop if found then exit a; end if; end loop; x := new.c; end":                        {},
		"begin while found loop return new; end loop; x := new.c; end":                                    {},
		"begin return new.a; x := new.b; end":                                                             {"new.a"},
		"begin return next new.a; x := new.b; end":                                                        {"new.a", "new.b"},
		"declare y integer := new.a; begin <<inner>> begin x := new.b; end; x := new.c; end":              {"new.a", "new.b", "new.c"},
		"begin x := case when found then new.a else case old.b when 1 then 2 end end; x := new.c; end":    {"new.a", "old.b", "new.c"},

		// What fails may be caught.
		"begin x := new.a; exception when others then null; end": {},

		// What is no PL/pgSQL.
		"x := ) ? new.a":                  {"new.a"},
		"begin if true then x := new.a;":  {},
		"begin if true; x := new.a; end":  {},
		"begin if found":                  {},
		"begin x := new.a; end loop; end": {},
		"begin x := new.a; end if; end":   {},
		"x := new.a; end":                 {},
		"":                                {},
	} {
		require.Equal(t, expected, uses(routine.Read("plpgsql", body)), body)
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	require.Equal(t, routine.Insert|routine.Delete, routine.EventsOf([]string{"INSERT", "DELETE"}))
	require.Equal(t, routine.Any, routine.EventsOf([]string{"INSERT", "DELETE", "UPDATE", "TRUNCATE"}))
}

func TestCasts(t *testing.T) {
	t.Parallel()
	for text, expected := range map[string][]string{
		"(tenant_id = (current_setting('app.tenant'::text))::uuid)":                                             {"'app.tenant'"},
		"tenant_id = pg_catalog.current_setting('app.tenant', true)::uuid":                                      {"'app.tenant'"},
		"tenant_id = cast(current_setting('app.tenant') as uuid)":                                               {"'app.tenant'"},
		"a = ((current_setting('a')))::integer and b in (current_setting('b')::int, current_setting('b')::int)": {"'a'", "'b'"},
		"(tenant_id = (NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid)":                     nil,
		"a = current_setting('a')::text and b = (current_setting('b'))::character varying":                      nil,
		"a = current_setting('a')":      nil,
		"f(current_setting('a'))::uuid": nil,
		"current_setting(name)::uuid":   nil,
		"current_setting":               nil,
	} {
		require.Equal(t, expected, routine.Casts(text), text)
	}
	require.Equal(t, []string{"'a'"}, routine.Read("plpgsql", "begin x := current_setting('a')::uuid; if found then x := current_setting('b')::uuid; end if; end").Casts)
}

// plain is a text without what distinguishes a quoted name.
func plain(text string) string { return structure.Fold(strings.ReplaceAll(text, `"`, "")) }

// Whatever the text, the reader comes to an end, and names only what is in it.
func FuzzRead(f *testing.F) {
	for _, body := range []string{
		"begin if tg_op = 'INSERT' then insert into a.b (c) values (new.d); else return old; end if; end",
		"declare x json := row_to_json(new) #- '{a}'; begin case tg_op when 'X' then loop exit; end loop; end case; exception when others then null; end",
		"with x (a) as (update a.b as c set d = 1, e = f(2)) select current_setting('a')::uuid from x",
		"((((", "))))", "end end end", "if if then then else", "case case end", `"new"."old" new."`, "update a.b set", "cast(current_setting(",
	} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, language := range []string{"sql", "plpgsql"} {
			for _, use := range routine.Read(language, body).Uses {
				require.NotZero(t, use.Events)
				for _, name := range []string{use.Row, use.Column, use.Alias, use.Name.Schema, use.Name.Name, use.Operator} {
					require.Contains(t, plain(body), plain(name))
				}
			}
		}
	})
}
