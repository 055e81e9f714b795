package expression_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
)

// queries are spellings of queries; those in one group mean the same, and not what those in the next group mean.
var queries = [][]string{
	{"select 1 as one", "select 1 one;", " Select 1::int4 as one -- a comment"},
	{"select 1 as other"},
	{"select n from app.things", "select things.n from app.things", "select t.n from app.things t", "select n as n from (select * from app.things) t"},
	{"select id as n from app.things"},
	{"select n, txt from app.seen", "select s.n, s.txt from app.seen s"},
	{"select txt, n from app.seen"},
	{"select n from app.things where n in (1, 2) and flag", "select n from app.things where flag and (n = 2 or n = 1)"},
	{"select n from app.things where (n in (1) and flag) or n = 2"},
	{"select a.n, b.id from app.things a join app.things b on a.n = b.id", "select x.n, y.id from app.things x inner join app.things y on (x.n = y.id)"},
	{"select a.n, b.id from app.things a left join app.things b on a.n = b.id"},
	{"select a.n, a.id from app.things a join app.things b on a.n = b.id"},
	{"select (select count(*) from app.one) as a, (select max(n) from app.things) as b", "select (select count(*) from app.one o) a, (select max(t.n) from app.things t) b"},
	{"select (select count(*) from app.things) as a, (select max(one) from app.one) as b"},
	{"select n from app.things where exists (select from app.one where one = n)", "select t.n from app.things t where exists (select 1 from app.one o where o.one = t.n)"},
	{"select n from app.things where not exists (select from app.one where one = n)"},
	{"select n from app.things where id in (select one from app.one)"},
	{"select n from app.things where id not in (select one from app.one)"},
	{"select n, count(*) from app.things group by n", "select n, count(*) as count from app.things group by 1"},
	{"select n, count(txt) as count from app.things group by n"},
	{"select n, count(distinct txt) as count from app.things group by n"},
	{"select n from app.things order by n limit 5", "select n from app.things order by 1 limit 5", "select n from app.things order by n fetch first 5 rows only"},
	{"select n from app.things order by n limit 6"},
	{"select n from app.things order by n desc limit 5"},
	{"select n from app.things order by n limit 5 offset 1", "select n from app.things order by n offset 1 row fetch next 5 rows only"},
	{"select n from app.things order by n limit 5 offset 2"},
	{"select distinct on (n) n, id from app.things order by n, id", "select distinct on (t.n) t.n, t.id from app.things t order by t.n, t.id"},
	{"select n, sum(id) over (partition by n order by id) as s from app.things", "select t.n, sum(t.id) over (partition by t.n order by t.id) as s from app.things t"},
	{"with recursive r(n) as (select 1 union all select n + 1 from r where n < 5) select n from r", "with recursive r as (select 1 as n union all select r.n + 1 from r where r.n < 5) select r.n from r"},
	{"select n from app.things union select one from app.one"},
	{"select n from app.things union all select one from app.one"},
	{"select app.twice(n) as n from app.things", "select app.twice(t.n) as n from app.things t"},
	{"select n::text as n from app.things", "select cast(n as text) as n from app.things"},
	{"select n::varchar as n from app.things"},
	{`select "Odd Name", "user" from app.things`, `select t."Odd Name", t."user" from app.things as t`},
	{`select "user" as "Odd Name", "Odd Name" as "user" from app.things`},
	{"select mood from app.things where mood = 'ok'", "select t.mood from app.things t where t.mood = 'ok'::app.mood"},
	{"select j.key from jsonb_each('{\"a\": 1}') j", "select key from jsonb_each('{\"a\": 1}'::jsonb)"},
	{"values (1, 'a'), (2, 'b')", "values (1, 'a'::text), (2, 'b'::text)"},
	{"select n from app.parts where n > 3 for update", "select p.n from app.parts p where (p.n > 3) for update"},
}

func TestCompareQueries(t *testing.T) {
	t.Parallel()
	s := read(t, database(t))
	var same, other []expression.Pair
	for at, group := range queries {
		for _, spelling := range group {
			same = append(same, expression.Pair{Expected: spelling, Actual: group[0], Kind: expression.Query})
		}
		another := queries[(at+1)%len(queries)]
		other = append(other, expression.Pair{Expected: another[0], Actual: group[0], Kind: expression.Query})
	}
	outcomes, err := compare(t.Context(), s, things, same)
	require.NoError(t, err)
	requireEqual(t, same, outcomes)
	outcomes, err = compare(t.Context(), s, things, other)
	require.NoError(t, err)
	for i, pair := range other {
		require.Equal(t, expression.Outcome{Result: expression.Different}, outcomes[i], "%q", pair)
	}
}

// What the server makes of the query of a view is no other one.
func TestQueriesSurviveTheirStorage(t *testing.T) {
	t.Parallel()
	db := database(t)
	var pairs []expression.Pair
	for _, group := range queries {
		for _, spelling := range group {
			pairs = append(pairs, expression.Pair{Expected: spelling, Actual: stored(t, db, "view", spelling), Kind: expression.Query})
		}
	}
	outcomes, err := compare(t.Context(), read(t, db), things, pairs)
	require.NoError(t, err)
	requireEqual(t, pairs, outcomes)
}

// stored is a query as PostgreSQL prints it.
func stored(t *testing.T, db *gorm.DB, kind, query string) (text string) {
	t.Helper()
	require.NoError(t, db.Exec("create "+kind+" app.stored as "+query).Error, query)
	require.NoError(t, db.Raw("select set_config('search_path', '', false)").Error)
	require.NoError(t, db.Raw("select pg_get_viewdef('app.stored'::regclass)").Scan(&text).Error)
	require.NoError(t, db.Exec("drop "+kind+" app.stored").Error)
	return text
}

// A plan that is the same is not enough where it does not tell all.
func TestQueriesOfWhichThePlanDoesNotTellAll(t *testing.T) {
	t.Parallel()
	s := read(t, database(t))
	pairs := []expression.Pair{}
	for _, texts := range [][2]string{
		{"select distinct on (n) n, id from app.things order by n, id", "select distinct on (n, id) n, id from app.things order by n, id"},
		{"select n from app.things for update skip locked", "select n from app.things for update"},
		{"select n, sum(id) over (order by id) as s from app.things", "select n, sum(id) over (order by id rows between 1 preceding and current row) as s from app.things"},
	} {
		pairs = append(pairs, expression.Pair{Expected: texts[0], Actual: texts[1], Kind: expression.Query})
	}
	outcomes, err := compare(t.Context(), s, things, pairs)
	require.NoError(t, err)
	for i, outcome := range outcomes {
		require.NotEqual(t, expression.Equal, outcome.Result, "%q", pairs[i])
	}
	require.Equal(t, expression.Undetermined, outcomes[1].Result)
	require.ErrorContains(t, outcomes[1].Reason, "declare the query as pg_get_viewdef prints it")
}

// The expression of a policy may contain queries, which the plan of the expression only numbers.
func TestCompareExpressionsWithQueries(t *testing.T) {
	t.Parallel()
	s := read(t, database(t))
	same := [][2]string{
		{"n in (select one from app.one)", "(n IN ( SELECT one.one\n   FROM app.one))"},
		{"exists (select from app.one o where o.one = n)", "(EXISTS ( SELECT\n   FROM app.one o\n  WHERE (o.one = things.n)))"},
		{"n = (select max(one) from app.one) and flag", "(flag AND (n = ( SELECT max(one.one) AS max FROM app.one)))"},
	}
	different := [][2]string{
		{"n in (select one from app.one)", "n in (select n from app.parts)"},
		{"n in (select one from app.one)", "n > 0"},
		{"exists (select from app.one o where o.one = n)", "exists (select from app.one o where o.one = id)"},
		{"exists (select from app.one o where o.one = n)", "exists (select from app.one o where o.one = s)"},
		{"n = (select max(one) from app.one)", "n = (select min(one) from app.one)"},
		{"n = (select max(one) from app.one) and id = (select min(one) from app.one)", "id = (select max(one) from app.one) and n = (select min(one) from app.one)"},
		{"n = (select one from app.one limit 1)", "n = (select one from app.one limit 2)"},
	}
	var pairs []expression.Pair
	for _, texts := range append(same, different...) {
		pairs = append(pairs, expression.Pair{Expected: texts[0], Actual: texts[1]})
	}
	outcomes, err := compare(t.Context(), s, things, pairs)
	require.NoError(t, err)
	requireEqual(t, pairs[:len(same)], outcomes)
	for i, pair := range pairs[len(same):] {
		require.Equal(t, expression.Outcome{Result: expression.Different}, outcomes[len(same)+i], "%q", pair)
	}
}

// The condition of a trigger knows the row as it was and as it will be, and they are not the same.
func TestCompareConditionsOfTriggers(t *testing.T) {
	t.Parallel()
	db := database(t)
	require.NoError(t, db.Exec("create function app.nothing() returns trigger language plpgsql as 'begin return null; end'").Error)
	conditions := []string{
		"old.n is distinct from new.n", "new.n is distinct from new.n", "old.n is distinct from old.n", "new.status in ('a', 'b')", "old.status in ('a', 'b')",
		"old.* is distinct from new.*", "NEW.mood = 'ok' and OLD.mood <> 'ok'", "new.price > 10 or new.price is null", `new."Odd Name" is null`, `old."Odd Name" is null`,
		"new.n in (1, 2)", "app.twice(new.n) > 3",
	}
	var pairs []expression.Pair
	for _, condition := range conditions {
		var definition string
		require.NoError(t, db.Exec("create trigger t after update on app.things for each row when ("+condition+") execute function app.nothing()").Error)
		require.NoError(t, db.Raw("select pg_get_triggerdef(oid) from pg_trigger where tgname = 't'").Scan(&definition).Error)
		require.NoError(t, db.Exec("drop trigger t on app.things").Error)
		_, definition, _ = strings.Cut(definition, " WHEN (")
		definition, _, _ = strings.Cut(definition, ") EXECUTE ")
		pairs = append(pairs, expression.Pair{Expected: condition, Actual: definition, Kind: expression.OverChange})
	}
	same := len(pairs)
	for at, condition := range conditions {
		for _, other := range conditions[:at] {
			pairs = append(pairs, expression.Pair{Expected: condition, Actual: other, Kind: expression.OverChange})
		}
	}
	outcomes, err := compare(t.Context(), read(t, db), things, pairs)
	require.NoError(t, err)
	requireEqual(t, pairs[:same], outcomes)
	for i, pair := range pairs[same:] {
		require.Equal(t, expression.Outcome{Result: expression.Different}, outcomes[same+i], "%q", pair)
	}
}

// A query that cannot be read spoils nothing else.
func TestUnreadableQueries(t *testing.T) {
	t.Parallel()
	s := read(t, database(t))
	pairs := []expression.Pair{samePair}
	for _, query := range []string{"select", "select gone from app.one", "", "select 1) select (2", "n in (select one from app.nowhere)"} {
		kind := expression.Query
		if strings.HasPrefix(query, "n in") {
			kind = expression.OverRow
		}
		pairs = append(pairs, expression.Pair{Expected: query, Actual: "select 1 as one", Kind: kind})
	}
	pairs = append(pairs, expression.Pair{Expected: "n in (select 1)), (n in (select 1)", Actual: "n in (select 1)"}, differentPair)
	outcomes, err := compare(t.Context(), s, things, pairs)
	require.NoError(t, err)
	require.Equal(t, expression.Equal, outcomes[0].Result)
	require.Equal(t, expression.Different, outcomes[1].Result, "a query without columns")
	for i := 2; i < len(pairs)-1; i++ {
		require.Equal(t, expression.Undetermined, outcomes[i].Result, pairs[i].Expected)
		require.Error(t, outcomes[i].Reason)
	}
	require.Equal(t, expression.Different, outcomes[len(pairs)-1].Result)
}
