package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/declare"
)

// What the shop has beside its tables.
const shopBesideSQL = `
create extension citext;
create type shop.mood as enum ('sad', 'ok', 'happy');
create type shop.unused as enum ('a');
create sequence shop.invoice_numbers as integer increment by 10;
create sequence public.numbers_of_others;
create function public.of_others() returns integer language sql as 'select 1';
create table public.of_others (id int);
create function public.actor() returns text language sql stable as $$ select current_setting('shop.actor', true) $$;
create function shop.touch() returns trigger language plpgsql as $$
begin
    return new;
end
$$;
create function shop.log() returns trigger language plpgsql security definer set search_path = '' as $$ begin return null; end $$;
create function shop.total(first bigint, VARIADIC more numeric(10, 2)[]) returns numeric language sql immutable strict as $$ select 1.0 $$;
create function shop.total(text, depth integer default 0, out a text, out b shop.mood) language sql as $$ select 'a', null::shop.mood $$;
create procedure shop.clean(before timestamptz) language sql as $$ select $$;
create view shop.open_orders as
    select o.id, o.number, c.name as customer, (select count(*) from shop.order_lines l where l.order_id = o.id) as lines
    from shop.orders o join shop.customers c on c.id = o.customer_id where o.status in ('open', 'paid') and o.cancelled_at is null;
create view shop.newest as select id, note from shop.orders order by placed_at desc limit 10;
create materialized view shop.countries as select country, count(*) from shop.customers group by 1;
create table shop.journal (id bigint primary key, at timestamptz not null);

create policy own on shop.customers using (email = current_user);
create policy writers on shop.customers for update to pg_signal_backend, pg_monitor using (id in (select o.customer_id from shop.orders o where o.note is null)) with check (true);
create policy adding on shop.customers as restrictive for insert with check (name <> '' and length(name) > 1);
alter table shop.customers enable row level security, force row level security;
create policy reading on shop.labels for select using (true);
alter table shop.labels enable row level security;
create policy idle on shop.order_lines for delete using (quantity > 1);

create trigger touch before insert or update of note, status on shop.orders for each row when (new.note is distinct from 'x') execute function shop.touch('a', 'b c');
create trigger logged after update on shop.orders for each row when (old.status <> new.status) execute function shop.log();
create trigger counted after insert on shop.orders referencing new table as added for each statement execute function shop.log();
create constraint trigger late after insert on shop.labels deferrable initially deferred for each row execute function shop.log();
create trigger removed instead of update or delete on shop.open_orders for each row execute function shop.touch();
create trigger touched before update on shop.journal for each row execute function shop.touch();
`

func shopDeclarations() []declare.Schema {
	return []declare.Schema{
		{
			Name: "public", Functions: []declare.Function{{
				Name: "actor", Returns: "text", Language: "sql", Volatility: declare.Stable, Body: "select current_setting('shop.actor', true)",
			}},
		},
		{
			Name:       "shop",
			Extensions: []string{"citext"},
			Enums:      []declare.Enum{{Name: "mood", Labels: []string{"sad", "ok", "happy"}}, {Name: "unused", Labels: []string{"a"}}},
			Sequences:  []declare.Sequence{{Name: "invoice_numbers", Type: "int", Increment: 10}},
			Functions: []declare.Function{
				{Name: "touch", Returns: "trigger", Body: "begin\n    return new;  \nend"},
				{Name: "log", Returns: "trigger", SecurityDefiner: true, Settings: []string{`search_path=""`}, Body: "begin return null; end"},
				{
					Name: "total", Arguments: "first int8, variadic more decimal[]", Returns: "decimal", Language: "sql",
					Volatility: declare.Immutable, Strict: true, Body: "select 1.0",
				},
				{
					Name: "total", Arguments: "text, depth integer = 0, OUT a text, OUT b mood", Returns: "record", Language: "sql",
					Body: "select 'a', null::shop.mood",
				},
				{Name: "clean", Arguments: "IN before timestamptz", Language: "sql", Body: "select"},
			},
			Views: []declare.View{
				{Name: "open_orders", Query: `
					select o.id, o.number, c.name as customer, (select count(*) from shop.order_lines l where l.order_id = o.id) as lines
					from shop.orders o join shop.customers c on c.id = o.customer_id
					where o.status in ('open', 'paid') and o.cancelled_at is null -- neither sent nor cancelled
				`},
				{Name: "newest", Query: "select id, note from shop.orders order by placed_at desc limit 10;"},
				{Name: "countries", Materialized: true, Query: "select country, count(*) from shop.customers group by country"},
			},
			Tables: []declare.Table{
				{
					Name: "customers", RowSecurity: declare.RowSecurityForced,
					Policies: []declare.Policy{
						{Name: "own", Using: "email = current_user"},
						{
							Name: "writers", Command: "update", Roles: []string{"pg_signal_backend", "pg_monitor"}, Check: "true",
							Using: "id in (select o.customer_id from shop.orders o where o.note is null)",
						},
						{Name: "adding", Command: "insert", Check: "name != '' and length(name) > 1", Restrictive: true},
					},
				},
				{Name: "labels", RowSecurity: declare.RowSecurityEnabled, Policies: []declare.Policy{{Name: "reading", Command: "select", Using: "true"}}},
				{Name: "order_lines", Policies: []declare.Policy{{Name: "idle", Command: "delete", Using: "quantity > 1"}}},
				{Name: "orders", Triggers: []declare.Trigger{
					{
						Name: "touch", When: "before insert or update of note, status", Condition: "new.note is distinct from 'x'",
						Function: "touch", Arguments: []string{"a", "b c"},
					},
					{Name: "logged", When: "after update", Condition: "old.status <> new.status", Function: "shop.log"},
					{Name: "counted", When: "after insert", Statement: true, References: "new table as added", Function: "log"},
				}},
			},
		},
		{Name: "shop", Tables: []declare.Table{
			{Name: "labels", Triggers: []declare.Trigger{{Name: "late", When: "after insert", Function: "log", Deferrable: "initially deferred"}}},
			{Name: "open_orders", Triggers: []declare.Trigger{{Name: "removed", When: "instead of delete or update", Function: "touch"}}},
			{Name: "journal", Triggers: []declare.Trigger{{Name: "touched", When: "before update", Function: "touch"}}},
		}},
	}
}

// declaredShop is the shop with what it has beside its tables.
func declaredShop(tb testing.TB) *gorm.DB {
	tb.Helper()
	db := shop(tb)
	run(tb, db, shopBesideSQL)
	return db
}

func checkDeclared(tb testing.TB, db *gorm.DB) *schema.Report {
	tb.Helper()
	report, err := schema.Checker{Declared: shopDeclarations()}.Check(tb.Context(), db, models()...)
	require.NoError(tb, err)
	return report
}

func TestWhatIsDeclaredAgrees(t *testing.T) {
	t.Parallel()
	require.Empty(t, checkDeclared(t, declaredShop(t)).Findings)
}

// besides are the ways to break what the shop has beside its tables.
var besides = []breakage{
	{"drop extension citext", []string{"extension-missing citext"}},
	{"drop type shop.unused", []string{"enum-missing unused"}},
	{"create type shop.more as enum ('a', 'b')", []string{"enum-extra more"}},
	{"create type public.more as enum ('a', 'b')", nil}, // The schema is others' too.
	{"create type shop.span as range (subtype = timestamptz)", nil},
	{"alter type shop.mood add value 'ecstatic'", []string{"enum-labels mood"}},
	{"alter type shop.mood rename value 'ok' to 'fine'", []string{"enum-labels mood"}},
	{"drop type shop.unused; create type shop.unused as enum ()", []string{"enum-labels unused"}},
	{
		"update pg_enum set enumsortorder = -1 where enumlabel = 'happy' and enumtypid = 'shop.mood'::regtype",
		[]string{"enum-order mood"},
	},

	{"drop sequence shop.invoice_numbers", []string{"sequence-missing invoice_numbers"}},
	{"create sequence shop.more", []string{"sequence-extra more"}},
	{`create sequence shop."it's"; alter table shop.labels alter column name set default nextval('shop."it''s"')::text`, nil},
	{"alter sequence shop.invoice_numbers as bigint", []string{"sequence-type invoice_numbers"}},
	{"alter sequence shop.invoice_numbers increment by 1", []string{"sequence-increment invoice_numbers"}},
	{"alter sequence shop.invoice_numbers owned by shop.orders.number", []string{"sequence-owner invoice_numbers"}},

	{"drop function public.actor()", []string{"function-missing public.actor()"}},
	{"drop procedure shop.clean(timestamptz)", []string{"function-missing clean(timestamp with time zone)"}},
	{"drop function shop.touch() cascade", []string{
		"function-missing touch()", "trigger-missing orders touch", "trigger-missing open_orders removed", "trigger-missing journal touched",
	}},
	{"create function shop.total(bigint) returns int language sql as 'select 1'", []string{"function-extra total(bigint)"}},
	{"create function public.more() returns int language sql as 'select 1'", nil},
	{"create or replace function shop.touch() returns trigger language plpgsql as 'begin\n    return  new;\nend'", []string{"function-body touch()"}},
	{"create or replace function shop.touch() returns trigger language plpgsql as 'begin\n    return new;\nend\n--'", []string{"function-body touch()"}},
	{"create or replace function shop.touch() returns trigger language plpgsql as '\r\nbegin\t\r\n    return new;\r\nend'", nil},
	{"alter function public.actor() volatile", []string{"function-definition public.actor()"}},
	{"alter function shop.log() security invoker", []string{"function-definition log()"}},
	{"alter function shop.log() set search_path = public", []string{"function-definition log()"}},
	{"alter function shop.log() reset all", []string{"function-definition log()"}},
	{"alter function shop.total(bigint, numeric[]) called on null input", []string{"function-definition total(bigint, numeric[])"}},
	{"alter procedure shop.clean(timestamptz) set work_mem = '1MB'", []string{"function-definition clean(timestamp with time zone)"}},
	{
		"create or replace function shop.total(text, depth integer default 1, out a text, out b shop.mood) language sql as $$ select 'a', null::shop.mood $$",
		[]string{"function-definition total(text, integer)"},
	},
	{
		"drop function public.actor(); create function public.actor() returns name language sql stable as $$ select current_setting('shop.actor', true) $$",
		[]string{"function-definition public.actor()"},
	},
	{
		"drop function shop.total(text, integer); create function shop.total(text, depth integer default 0, out a text, out b text) language sql as $$select 'a', null::shop.mood$$",
		[]string{"function-definition total(text, integer)"},
	},

	{"drop view shop.newest", []string{"view-missing newest"}},
	{"drop view shop.newest; create table shop.newest (id int)", []string{"view-missing newest"}},
	{"create view shop.more as select 1 as one", []string{"view-extra more"}},
	{"create view public.more as select 1 as one", nil},
	{"create or replace view shop.newest as select id, note from shop.orders order by placed_at limit 10", []string{"view-definition newest"}},
	{"drop view shop.newest; create view shop.newest as select id, note as remark from shop.orders order by placed_at desc limit 10", []string{"view-definition newest"}},
	{"drop view shop.newest; create materialized view shop.newest as select id, note from shop.orders order by placed_at desc limit 10", []string{"view-definition newest"}},
	{"create or replace view shop.newest as select id, note from shop.orders order by placed_at desc limit 11", []string{"view-definition newest"}},
	{
		`create or replace view shop.open_orders as
			select id, number, (select name from shop.customers c where c.id = o.customer_id) as customer, (select count(*) from shop.order_lines l where l.order_id = o.id) as lines
			from shop.orders o where o.status in ('open', 'paid') and o.cancelled_at is null`,
		[]string{"view-definition open_orders"},
	},
	{
		`create or replace view shop.open_orders as
			select orders.id, number, customers.name as customer, (select count(*) from shop.order_lines where order_lines.order_id = orders.id) as lines
			from shop.orders join shop.customers on customers.id = orders.customer_id where orders.status = 'paid' or orders.status = 'open' and cancelled_at is null`,
		[]string{"view-definition open_orders"},
	},
	{
		`create or replace view shop.open_orders as
			select orders.id, number, customers.name as customer, (select count(*) from shop.order_lines where order_lines.order_id = orders.id) as lines
			from shop.orders join shop.customers on customers.id = orders.customer_id where cancelled_at is null and (orders.status = 'paid' or orders.status = 'open')`,
		nil,
	},

	{"alter table shop.customers disable row level security", []string{"row-security customers"}},
	{"alter table shop.customers no force row level security", []string{"row-security customers"}},
	{"alter table shop.labels force row level security", []string{"row-security labels"}},
	{"alter table shop.orders enable row level security", []string{"row-security orders"}},
	{"drop policy own on shop.customers", []string{"policy-missing customers own"}},
	{"create policy more on shop.customers using (email = current_user and name <> '')", []string{"policy-extra customers more"}},
	{"create policy more on shop.orders using (true)", []string{"policy-extra orders more"}},
	{"alter policy own on shop.customers rename to mine", []string{"policy-name customers own"}},
	{"alter policy writers on shop.customers rename to authors", []string{"policy-name customers writers"}},
	{"alter policy own on shop.customers using (email = current_user or name = current_user)", []string{"policy-expression customers own"}},
	{"alter policy own on shop.customers with check (true)", []string{"policy-expression customers own"}},
	{"alter policy own on shop.customers with check (current_user = email)", []string{"policy-expression customers own"}},
	{"alter policy own on shop.customers with check (email = current_user)", nil}, // It goes without saying.
	{"alter policy writers on shop.customers using (id in (select o.customer_id from shop.orders o where o.note is not null))", []string{"policy-expression customers writers"}},
	{"alter policy writers on shop.customers using (id in (select orders.customer_id from shop.orders where orders.note is null))", nil},
	{"alter policy own on shop.customers to pg_monitor", []string{"policy-roles customers own"}},
	{"alter policy writers on shop.customers to pg_monitor", []string{"policy-roles customers writers"}},
	{"drop policy reading on shop.labels; create policy reading on shop.labels using (true)", []string{"policy-command labels reading"}},
	{
		"drop policy adding on shop.customers; create policy adding on shop.customers for insert with check (name <> '' and length(name) > 1)",
		[]string{"policy-command customers adding"},
	},

	{"drop trigger touch on shop.orders", []string{"trigger-missing orders touch"}},
	{"create trigger more before insert on shop.labels for each row execute function shop.touch()", []string{"trigger-extra labels more"}},
	{"create trigger more before insert on shop.customers for each row execute function shop.touch()", []string{"trigger-extra customers more"}},
	{"alter table shop.orders disable trigger touch", []string{"trigger-disabled orders touch"}},
	{"alter table shop.orders enable replica trigger touch", []string{"trigger-disabled orders touch"}},
	{"alter table shop.orders enable always trigger touch", []string{"trigger-disabled orders touch"}},
	{"alter trigger touch on shop.orders rename to a_touch", []string{"trigger-name orders touch"}},
	{replaceTrigger("touch", "before insert or update of note, status", "for each row when (new.note is distinct from 'x') execute function shop.log('a', 'b c')"), []string{"trigger-function orders touch"}},
	{replaceTrigger("touch", "before insert or update of note, status", "for each row when (new.note is distinct from 'x') execute function shop.touch('a', 'b')"), []string{"trigger-function orders touch"}},
	{replaceTrigger("touch", "before insert or update of note", "for each row when (new.note is distinct from 'x') execute function shop.touch('a', 'b c')"), []string{"trigger-definition orders touch"}},
	{replaceTrigger("touch", "before insert or update of note, status", "for each row execute function shop.touch('a', 'b c')"), []string{"trigger-definition orders touch"}},
	{replaceTrigger("touch", "before insert or update of note, status", "for each row when (new.number is distinct from 'x') execute function shop.touch('a', 'b c')"), []string{"trigger-definition orders touch"}},
	{replaceTrigger("logged", "after update", "for each row when (new.status <> new.status) execute function shop.log()"), []string{"trigger-definition orders logged"}},
	{replaceTrigger("logged", "after update", "for each row when (old.status <> old.status) execute function shop.log()"), []string{"trigger-definition orders logged"}},
	{replaceTrigger("logged", "after update", "for each row when (not old.status = new.status) execute function shop.log()"), nil},
	{replaceTrigger("counted", "after insert", "referencing new table as others for each statement execute function shop.log()"), []string{"trigger-definition orders counted"}},
	{
		"drop trigger late on shop.labels; create constraint trigger late after insert on shop.labels deferrable for each row execute function shop.log()",
		[]string{"trigger-definition labels late"},
	},
	{"drop table shop.journal", []string{"table-missing journal"}},
	{"alter table shop.order_lines rename to lines", []string{"table-name order_lines"}},
	{"alter table shop.order_lines rename to lines; alter policy idle on shop.lines using (quantity > 2)", []string{"table-name order_lines", "policy-expression order_lines idle"}},
	{"alter table shop.orders rename number to no", []string{"column-name orders number"}},
	// A view has no row security, policies and triggers of a table; that it is one says all.
	{"drop table shop.labels cascade; create view shop.labels as select 1::bigint as id, ''::text as name", []string{"table-kind labels"}},
}

func replaceTrigger(name, when, rest string) string {
	return "drop trigger " + name + " on shop.orders; create trigger " + name + " " + when + " on shop.orders " + rest
}

func TestEveryBreakBesideTheTablesIsFoundAlone(t *testing.T) {
	t.Parallel()
	db := declaredShop(t)
	for _, b := range besides {
		t.Run(b.statement, func(t *testing.T) {
			tx := db.Begin()
			defer tx.Rollback()
			run(t, tx, b.statement)
			report := checkDeclared(t, tx)
			require.ElementsMatch(t, b.findings, found(report))
			for _, finding := range report.Findings {
				explanation, _ := schema.Explain(finding.Code)
				require.Equal(t, explanation.Severity, finding.Severity, finding)
			}
			require.Empty(t, ofDeclarations(check(t, tx, models()...)), "without declarations nobody looks")
		})
	}
}

// ofDeclarations are the findings that no model asks for.
func ofDeclarations(report *schema.Report) []string {
	return slices.DeleteFunc(found(report), func(finding string) bool {
		return strings.HasPrefix(finding, "table-") || strings.HasPrefix(finding, "column-")
	})
}

func TestEveryCodeBesideTheTablesHasItsBreak(t *testing.T) {
	t.Parallel()
	broken := map[schema.Code]bool{}
	for _, b := range besides {
		for _, finding := range b.findings {
			code, _, _ := strings.Cut(finding, " ")
			broken[schema.Code(code)] = true
		}
	}
	for _, kind := range []string{"extension", "enum", "function", "view", "row", "policy", "trigger"} {
		for _, explanation := range schema.Explanations() {
			if strings.HasPrefix(string(explanation.Code), kind+"-") && explanation.Severity != schema.SeverityAdvice {
				require.True(t, broken[explanation.Code], explanation.Code)
			}
		}
	}
	require.True(t, broken[schema.CodeSequenceMissing] && broken[schema.CodeSequenceExtra])
}
