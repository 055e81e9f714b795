package tenancy

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

func tablesOfTests() *isolatedTables {
	return newIsolatedTables(append(isolation.Tables(), isolation.OwnedTable(`shop."Order"`), isolation.OwnedTable("shop.notes")))
}

// Each line is a statement and the table that is found in it, or "-".
var statements = []struct{ sql, want string }{
	{"select 1", "-"},
	{"", "-"},
	{";;", "-"},
	{"select * from synapscale_db.agents", "agents"},
	{`SELECT * FROM "synapscale_db"."agents" WHERE "agents"."id" = $1 LIMIT $2`, "agents"},
	{`SELECT "agents"."id" FROM "synapscale_db"."plans"`, "-"},
	{"select * from Synapscale_DB . /* here */ AGENTS -- there", "agents"},
	{`select * from "synapscale_db"."Agents"`, "-"},
	{`select * from "Synapscale_db".agents`, "-"},
	{"select * from synapscale_db.plans p, synapscale_db.features", "-"},
	{"select * from synapscale_db.plans p, synapscale_db.agents", "agents"},
	{"select * from other.agents", "-"},
	{"select (select max(name) from synapscale_db.tools) from synapscale_db.plans", "tools"},
	{"select synapscale_db.agents.id from synapscale_db.plans", "agents"},
	{"select * from production.synapscale_db.agents", "agents"},
	{"select synapscale_db.guests()", "-"},
	// Without a schema: where a table can stand, and nowhere else.
	{"select * from agents", "agents"},
	{"select agents, tags from synapscale_db.plans order by tags, files", "-"},
	{"select * from plans, agents a", "agents"},
	{"select * from plans p join agents on true", "agents"},
	{"select * from plans p left join lateral (select 1 from tags) t on true", "tags"},
	{"select * from (agents cross join plans)", "agents"},
	{"select * from ((plans cross join agents))", "agents"},
	{"select * from only agents", "agents"},
	{"select * from only (agents)", "agents"},
	{"select * from plans p (tags, files)", "-"},
	{"select * from unnest(array[1], array[2]) agents (tags, files)", "-"},
	{"select * from generate_series(1, 2) agents, plans", "-"},
	{"select count(*) filter (where tags is distinct from files) from plans", "-"},
	{"select distinct on (tags) tags from plans where tags is not distinct from files", "-"},
	{"select extract(year from tags), substring(files from 2), trim(both from tags), overlay(files placing 'x' from 2) from plans", "-"},
	{"select extract(year from (select created_at from tags limit 1)) from plans", "tags"},
	{"select exists(select from tags)", "tags"},
	{"select array(table tags)", "tags"},
	{"table agents", "agents"},
	{"values (1), (2)", "-"},
	{"select * from plans where id in (select id from tools)", "tools"},
	{"select 1 union all select 1 from tools", "tools"},
	{"select * into temp x from tools", "tools"},
	{"select * from plans for update of plans", "-"},
	{"insert into agents (name) values ('x')", "agents"},
	{"insert into plans (name, tags) values ('x', 'y') on conflict (slug) do update set name = excluded.name, slug = 'x'", "-"},
	{"insert into plans (name) select name from agents", "agents"},
	{"insert into plans default values returning (select count(*) from agents)", "agents"},
	{"update agents set name = 'x'", "agents"},
	{"update only agents set name = 'x'", "agents"},
	{"update plans set name = 'x', slug = 'y' from tools", "tools"},
	{"update plans set name = 'tools', slug = 'from agents'", "-"},
	{"delete from agents", "agents"},
	{"delete from plans using features, agents", "agents"},
	{"merge into agents using plans on true when matched then delete", "agents"},
	{"merge into plans using agents on true when matched then update set name = 'x'", "agents"},
	{"truncate agents", "agents"},
	{"truncate table plans, agents", "agents"},
	{"copy agents to stdout", "agents"},
	{"copy (select * from agents) to stdout", "agents"},
	{"copy plans from stdin", "-"},
	// WITH: a query hides the table of its name, after it, and inside of it if it is recursive.
	{"with agents as (select 1) select * from agents", "-"},
	{"with agents as (select * from agents) select * from agents", "agents"},
	{"with recursive agents as (select 1 union all select 1 from agents) select * from agents", "-"},
	{"with agents (a, b) as not materialized (select 1, 2), tools as materialized (select * from agents) select * from tools, agents", "-"},
	{"with x as (select 1), y as (select * from tools) select * from x", "tools"},
	{"with agents as (select 1) select * from synapscale_db.agents", "agents"},
	{"select * from (with agents as (select 1) select * from agents) x, agents", "agents"},
	{"with agents as (with tools as (select 1) select * from tools) select * from agents, tools", "tools"},
	{"with x as (delete from agents returning *) select * from x", "agents"},
	{"with x as (select 1) insert into agents (name) select 'x' from x", "agents"},
	{"with x as (select 1) update plans set name = 'x', slug = 'y'", "-"},
	{"select * from unnest(array[1]) with ordinality as agents (tags, n)", "-"},
	{"select timestamp with time zone '2026-01-01', tags from plans", "-"},
	// Strings, comments and quotes.
	{"select 'from agents', ' it''s from agents', e'\\' from agents', $$ from agents $$, $x$ from agents $$ from tools $x$", "-"},
	{"select e'a'\n'b\\' from agents' from plans", "-"},
	{"select 'a\\' from agents", "agents"},
	{"select e'\\\\' from agents", "agents"},
	{"select 1 -- from agents\nfrom plans", "-"},
	{"select 1 /* from agents /* nested */ from agents */ from plans", "-"},
	{"select 1 /* -- */ from agents", "agents"},
	{`select "from agents", "a "" from agents" from plans`, "-"},
	{`select * from "agents"`, "agents"},
	{`select 1 "from", tags from plans`, "-"},
	{`select * from U&"\0061gents"`, "U&"},
	{`select U&'\0061gents' from plans`, "-"},
	{"select $1 from agents where id = $2", "agents"},
	{"select a$b$ from agents where c = 'd$b$'", "agents"},
	{"select '", "-"},
	{"select $$ from agents", "-"},
	{"select * from plans where a = 1.5e3 and b = 0x1F", "-"},
	// What touches no rows.
	{"begin", "-"},
	{"set constraints all immediate", "-"},
	{"savepoint agents", "-"},
	{"drop table synapscale_db.agents", "-"},
	{"alter table synapscale_db.agents add column x text default 'x'", "-"},
	{"comment on table synapscale_db.agents is 'x'", "-"},
	{"grant select on synapscale_db.agents to public", "-"},
	{"lock table synapscale_db.agents in share mode", "-"},
	{"vacuum analyze synapscale_db.agents", "-"},
	{"create index x on synapscale_db.agents (name)", "-"},
	{"create table x (agent_id uuid references synapscale_db.agents, b int generated always as (1) stored)", "-"},
	{"create or replace view x as select * from synapscale_db.agents", "-"},
	{"create trigger x after insert on synapscale_db.agents for each row execute function f()", "-"},
	{"create", "-"},
	{"create table", "-"},
	{"create temp table x as select * from synapscale_db.agents", "agents"},
	{"create table if not exists x (a) as table agents", "agents"},
	{"create unlogged table x as (select * from synapscale_db.agents)", "agents"},
	{"create materialized view x as with y as (select 1) select * from y, agents", "agents"},
	{"create table x as select * from synapscale_db.plans", "-"},
	{"explain select * from synapscale_db.agents", "-"},
	{"explain (verbose, format json) select * from synapscale_db.agents", "-"},
	{"explain verbose select * from synapscale_db.agents", "-"},
	{"explain analyze select * from synapscale_db.agents", "agents"},
	{"explain (costs off, analyze) update agents set name = 'x'", "agents"},
	{"explain (analyze) create table x as select * from agents", "agents"},
	{"explain", "-"},
	// Several statements.
	{"set role x; select * from agents", "agents"},
	{"select 1; drop table agents; select * from plans, features;", "-"},
	{"create table x (a int); select * from agents", "agents"},
	{"explain select * from agents; select * from tools", "tools"},
	{"select * from plans where (a; select * from agents", "agents"},
	{"select 1)) from agents", "agents"},
	{"declare c cursor for select * from agents", "agents"},
	{"prepare p as select * from agents", "agents"},
	// A table of the service's own.
	{`select * from shop."Order"`, `"Order"`},
	{"select * from shop.notes", "notes"},
	{"select * from notes", "notes"},
}

func TestFinder(t *testing.T) {
	t.Parallel()
	tables := tablesOfTests()
	tables.schemas["shop"]["Order"] = tables.schemas["shop"][`"Order"`]
	for _, test := range statements {
		got := "-"
		if table := tables.in(test.sql); table != nil {
			got = table.Name
			if table.Schema == "U&" {
				got = table.Schema
			}
		}
		require.Equal(t, test.want, got, test.sql)
	}
}

// Whatever is hidden in a string or a comment is not found, whatever it is, and what follows is.
func FuzzFinder(f *testing.F) {
	for _, statement := range statements {
		f.Add(statement.sql)
	}
	tables := tablesOfTests()
	f.Fuzz(func(t *testing.T, text string) {
		tables.in(text)
		for _, hidden := range []string{
			"'" + strings.ReplaceAll(text, "'", "''") + "'",
			"$never$" + strings.ReplaceAll(text, "$never$", "") + "$never$",
			"e'" + strings.NewReplacer("'", `\'`, `\`, `\\`).Replace(text) + "'",
			`"` + strings.ReplaceAll(text, `"`, `""`) + `"`,
			"1 /*" + strings.NewReplacer("*", "", "/", "").Replace(text) + "*/",
			"1 --" + strings.NewReplacer("\n", "", "\r", "").Replace(text) + "\n",
		} {
			require.Nil(t, tables.in("select "+hidden+" from synapscale_db.plans"), hidden)
			found := tables.in("select " + hidden + " from synapscale_db.tools")
			require.NotNil(t, found, hidden)
			require.Equal(t, "tools", found.Name)
		}
	})
}

func BenchmarkFinder(b *testing.B) {
	tables := tablesOfTests()
	for name, sql := range map[string]string{
		"short": `SELECT * FROM "synapscale_db"."plans" WHERE "plans"."slug" = $1 ORDER BY "plans"."id" LIMIT $2`,
		"long": `INSERT INTO "synapscale_db"."plans" ("name","slug","description","price_monthly") VALUES ` +
			strings.Repeat(`($1,$2,$3,$4),`, 100) + `($1,$2,$3,$4) RETURNING "id"`,
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(sql)))
			b.ReportAllocs()
			for b.Loop() {
				tables.in(sql)
			}
		})
	}
}
