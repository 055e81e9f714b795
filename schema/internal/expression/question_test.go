package expression_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

var (
	samePair      = expression.Pair{Expected: "n in (1, 2)", Actual: "n in (2, 1)"}
	differentPair = expression.Pair{Expected: "n > 0", Actual: "n > 1"}
)

// What cannot be read is undetermined and spoils nothing else.
func TestCompareUndetermined(t *testing.T) {
	t.Parallel()
	db := database(t)
	require.NoError(t, db.Exec(`create function app.refuse() returns integer language plpgsql immutable as
		'begin raise exception ''do not call me''; end'`).Error)
	pairs := []expression.Pair{samePair}
	reasons := []string{""}
	for text, reason := range map[string]string{
		"gone > 0":             `column "gone" does not exist`,
		"n >":                  "syntax error",
		"nowhere.f(n)":         `schema "nowhere" does not exist`,
		"f(n)":                 "function f(integer) does not exist",
		"n > 'x'":              "invalid input syntax for type integer",
		"n = 1 / 0":            "division by zero",
		"mood = 'ok'::mood":    `type "mood" does not exist`,
		"n = 1), (n = 2":       "a plan of another shape",
		"n = app.refuse()":     "do not call me",
		"n = $1":               "expected 1 arguments",
		"n = 1 /* and so on":   "unterminated /* comment",
		"n = (select count(1)": "syntax error",
		"":                     "syntax error",
	} {
		pairs = append(pairs, expression.Pair{Expected: text, Actual: "n > 0"})
		reasons = append(reasons, reason)
	}
	pairs = append(pairs, differentPair)
	s := read(t, db)
	for range 2 { // The driver may have cached what failed.
		outcomes, err := compare(t.Context(), s, things, pairs)
		require.NoError(t, err)
		require.Equal(t, expression.Outcome{Result: expression.Equal}, outcomes[0])
		require.Equal(t, expression.Outcome{Result: expression.Different}, outcomes[len(pairs)-1])
		for i := 1; i < len(pairs)-1; i++ {
			require.Equal(t, expression.Undetermined, outcomes[i].Result, pairs[i].Expected)
			require.ErrorContains(t, outcomes[i].Reason, reasons[i], pairs[i].Expected)
		}
	}
}

// A person leaves out the schema that the search path of the service has.
func TestCompareWithTheSearchPathOfTheCaller(t *testing.T) {
	t.Parallel()
	db := database(t)
	pairs := []expression.Pair{
		{Expected: "token()", Actual: "public.token()", Type: "text"},
		{Expected: "'dark'::shade", Actual: "'dark'::public.shade", Type: "public.shade"},
		{Expected: "shade = 'dark'::shade", Actual: "shade = 'light'::public.shade"},
		{Expected: "'ok'::mood", Actual: "'ok'::app.mood", Type: "app.mood"},
	}
	results := func() (results []expression.Result) {
		s := read(t, db)
		outcomes, err := compare(t.Context(), s, things, pairs)
		require.NoError(t, err)
		for _, outcome := range outcomes {
			results = append(results, outcome.Result)
		}
		var path string
		require.NoError(t, s.pool.QueryRowContext(t.Context(), "select current_setting('search_path')").Scan(&path))
		require.Empty(t, path, "it is as Read left it")
		return results
	}
	require.Equal(t, []expression.Result{expression.Equal, expression.Equal, expression.Different, expression.Undetermined}, results())
	var name string
	require.NoError(t, db.Raw("select current_database()").Scan(&name).Error)
	require.NoError(t, db.Exec("alter database "+name+" set search_path to app, public").Error)
	sqlDB, err := db.DB()
	require.NoError(t, err)
	sqlDB.SetMaxIdleConns(0)
	require.Equal(t, []expression.Result{expression.Equal, expression.Equal, expression.Different, expression.Equal}, results())
}

// An operator of the caller's may fit better than PostgreSQL's, which would do.
func TestCompareWithTheOperatorsOfTheCaller(t *testing.T) {
	t.Parallel()
	db := database(t)
	var stored string
	require.NoError(t, db.Exec(`create function public.alike(app.mood, app.mood) returns boolean language plpgsql as 'begin return true; end';
		create operator public.= (leftarg = app.mood, rightarg = app.mood, function = public.alike);
		alter table app.things add constraint c check (mood = 'ok')`).Error)
	s := read(t, db)
	rows := s.pool.QueryRowContext(t.Context(), "select pg_get_expr(conbin, conrelid) from pg_constraint where conname = 'c'")
	require.NoError(t, rows.Scan(&stored))
	require.Contains(t, stored, "OPERATOR(public.=)")
	outcomes, err := compare(t.Context(), s, things, []expression.Pair{
		samePair, {Expected: "mood = 'ok'", Actual: stored}, {Expected: "mood = 'sad'", Actual: stored}, differentPair,
	})
	require.NoError(t, err)
	require.Equal(t, []expression.Outcome{
		{Result: expression.Equal}, {Result: expression.Equal}, {Result: expression.Different}, {Result: expression.Different},
	}, outcomes)
}

func TestCompareOverRelations(t *testing.T) {
	t.Parallel()
	s := read(t, database(t))
	for _, c := range []struct {
		name             structure.Name
		expected, actual string
		result           expression.Result
	}{
		{structure.Name{Schema: "app", Name: "one"}, "one > 0 and one < 5", "one.one < 5 and one.one > 0", expression.Equal},
		{structure.Name{Schema: "app", Name: `We"ird Things`}, `"We""ird Things" in (1, 2)`, `"We""ird Things"."We""ird Things" in (2, 1)`, expression.Equal},
		{structure.Name{Schema: "app", Name: "parts"}, "n between 1 and 2", "n >= 1 and n <= 2", expression.Equal},
		{structure.Name{Schema: "app", Name: "seen"}, "txt in ('a')", "txt = 'a'", expression.Equal},
		{structure.Name{Schema: "app", Name: "seen"}, "txt in ('a')", "txt = 'b'", expression.Different},
		{structure.Name{Schema: "app", Name: "missing"}, "true", "false", expression.Undetermined},
		{structure.Name{Name: "things"}, "true", "false", expression.Undetermined},
	} {
		outcomes, err := compare(t.Context(), s, c.name, []expression.Pair{{Expected: c.expected, Actual: c.actual}})
		require.NoError(t, err)
		require.Equal(t, c.result, outcomes[0].Result, "%v: %v", c.name, outcomes[0].Reason)
	}
}

// A role needs nothing but usage on the schema, not even the right to read the
// table, and nothing that an expression calls is called.
func TestCompareTouchesNothing(t *testing.T) {
	t.Parallel()
	db := database(t)
	tx := db.Begin()
	t.Cleanup(func() { tx.Rollback() })
	require.NoError(t, tx.Exec("create role synapscale_expression_reader").Error)
	require.NoError(t, tx.Exec("grant usage on schema app to synapscale_expression_reader").Error)
	require.NoError(t, tx.Exec("set local role synapscale_expression_reader").Error)
	outcomes, err := compare(t.Context(), session{tx.Statement.ConnPool}, things, []expression.Pair{
		samePair, differentPair, {Expected: "nextval('app.numbers')", Actual: "nextval('app.numbers'::regclass)", Type: "bigint"},
	})
	require.NoError(t, err)
	require.Equal(t, []expression.Outcome{{Result: expression.Equal}, {Result: expression.Different}, {Result: expression.Equal}}, outcomes)
	var untouched bool
	require.NoError(t, tx.Raw(`select not exists (select from pg_locks where relation = 'app.things'::regclass)
		and not exists (select from pg_sequences where last_value is not null)`).Scan(&untouched).Error)
	require.True(t, untouched)
}

func TestCompareOverEveryProtocol(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	require.NoError(t, pgtest.Open(t, dsn).Exec(structureSQL).Error)
	for _, mode := range []string{"cache_statement", "cache_describe", "describe_exec", "exec", "simple_protocol"} {
		t.Run(mode, func(t *testing.T) {
			separator := "?"
			if strings.Contains(dsn, "?") {
				separator = "&"
			}
			db := pgtest.Open(t, dsn+separator+"default_query_exec_mode="+mode)
			unreadable := expression.Pair{Expected: "doc ? 'a' and gone", Actual: "doc ? 'a'"}
			outcomes, err := compare(t.Context(), read(t, db), things, []expression.Pair{samePair, unreadable, {Expected: "doc?'a'", Actual: "doc ?| '{a}'"}})
			require.NoError(t, err)
			require.Equal(t, expression.Equal, outcomes[0].Result)
			require.ErrorContains(t, outcomes[1].Reason, "gone")
			require.Equal(t, expression.Different, outcomes[2].Result)
		})
	}
}

// That the server cannot be asked is an error, and nothing about an expression.
func TestCompareCannotAsk(t *testing.T) {
	t.Parallel()
	db := database(t)
	t.Run("the context has ended", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := read(t, db)
		cancel()
		_, err := compare(ctx, s, things, []expression.Pair{samePair})
		require.ErrorIs(t, err, context.Canceled)
	})
	t.Run("the context ends meanwhile", func(t *testing.T) {
		unreadable := expression.Pair{Expected: "gone", Actual: "n > 0"}
		for _, attempt := range []int{2, 3, 4} { // With the caller's path, and then either half.
			ctx, cancel := context.WithCancel(t.Context())
			_, err := compare(ctx, ending{read(t, db), &attempt, cancel}, things, []expression.Pair{unreadable, unreadable})
			require.ErrorIs(t, err, context.Canceled)
		}
	})
	t.Run("the transaction has ended", func(t *testing.T) {
		tx := db.Begin()
		require.NoError(t, tx.Rollback().Error)
		_, err := compare(t.Context(), session{tx.Statement.ConnPool}, things, []expression.Pair{samePair})
		require.ErrorContains(t, err, "compare expressions: sql: transaction has already been committed or rolled back")
	})
	t.Run("the connection is lost", func(t *testing.T) {
		s := read(t, db)
		_, err := s.pool.ExecContext(t.Context(), "select pg_terminate_backend(pg_backend_pid())")
		require.Error(t, err)
		_, err = compare(t.Context(), s, things, []expression.Pair{samePair})
		require.ErrorContains(t, err, "compare expressions: ")
	})
}

// ending is a session whose context ends in one of the attempts.
type ending struct {
	session
	left   *int // How many attempts there are until then, that one included.
	cancel func()
}

func (e ending) Attempt(ctx context.Context, ask func() error) error {
	*e.left--
	return e.session.Attempt(ctx, func() error {
		if *e.left == 0 {
			e.cancel()
		}
		return ask()
	})
}

// mocked is a session on a double of a database.
type mocked struct{ session }

func (mocked) Attempt(_ context.Context, ask func() error) error { return ask() }

func TestAnswersThatAreNone(t *testing.T) {
	t.Parallel()
	failure := errors.New("broken pipe")
	answer := func(texts ...string) *sqlmock.Rows {
		rows := sqlmock.NewRows([]string{"QUERY PLAN"})
		for _, text := range texts {
			rows.AddRow(text)
		}
		return rows
	}
	for _, c := range []struct {
		name   string
		rows   *sqlmock.Rows
		reason string
	}{
		{"an error", nil, "broken pipe"},
		{"an error in a row", answer("[]").RowError(0, failure), "broken pipe"},
		{"an error at the end", answer("[]").CloseError(failure), "broken pipe"},
		{"two columns", sqlmock.NewRows([]string{"a", "b"}).AddRow(1, 2), "expected 2 destination arguments"},
		{"no row", answer(), "a plan of another shape: unexpected end of JSON input"},
		{"no JSON", answer("Result"), "a plan of another shape: invalid character"},
		{"no plan", answer("[]"), "a plan of another shape"},
		{"half a pair", answer(`[{"Plan": {"Plans": [{"Subplan Name": "CTE q0", "Output": ["a"]}]}}]`), "a plan of another shape"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			db, mock, err := sqlmock.New()
			require.NoError(t, err)
			t.Cleanup(func() { db.Close() })
			for _, query := range []string{"^explain", "search_path", "^explain"} {
				expected := mock.ExpectQuery(query)
				switch {
				case query == "search_path":
					expected.WillReturnRows(answer(""))
				case c.rows == nil:
					expected.WillReturnError(failure)
				default:
					copied := *c.rows
					expected.WillReturnRows(&copied)
				}
			}
			outcomes, err := compare(t.Context(), mocked{session{db}}, things, []expression.Pair{samePair})
			require.NoError(t, err)
			require.Equal(t, expression.Undetermined, outcomes[0].Result)
			require.ErrorContains(t, outcomes[0].Reason, c.reason)
			require.NoError(t, mock.ExpectationsWereMet())
		})
	}
}
