package expression_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A session is a transaction in which catalog.Read has been.
type session struct{ pool gorm.ConnPool }

func (s session) QueryContext(ctx context.Context, query string, arguments ...any) (*sql.Rows, error) {
	return s.pool.QueryContext(ctx, query, arguments...)
}

func (s session) Attempt(ctx context.Context, ask func() error) error {
	if _, err := s.pool.ExecContext(ctx, "savepoint attempt"); err != nil {
		return err
	}
	err := ask()
	_, rollbackErr := s.pool.ExecContext(context.WithoutCancel(ctx), "rollback to savepoint attempt")
	return errors.Join(err, rollbackErr)
}

// read begins a transaction as the check does.
func read(t *testing.T, db *gorm.DB) session {
	t.Helper()
	tx := db.Begin(&sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	require.NoError(t, tx.Error)
	t.Cleanup(func() { tx.Rollback() })
	s := session{tx.Statement.ConnPool}
	_, err := catalog.Read(t.Context(), s, catalog.Server{}, nil)
	require.NoError(t, err)
	return s
}

const structureSQL = `
create schema app;
create type app.mood as enum ('sad', 'ok', 'in progress');
create type public.shade as enum ('dark', 'light');
create domain app.positive as integer check (value > 0);
create function public.token() returns text language sql as 'select md5(random()::text)';
create function app.twice(integer) returns integer language plpgsql immutable as 'begin return 2 * $1; end';
create sequence app.numbers;
create table app.things (
	gone text, id bigint not null, n integer not null, s smallint, price numeric(10,2), ratio double precision, flag boolean not null,
	status varchar(20) not null, txt text, code char(3), mood app.mood, shade public.shade, size app.positive,
	at timestamptz, local timestamp, day date, took interval, doc jsonb, tags text[], ids integer[], "Odd Name" text, "user" text
);
alter table app.things drop column gone;
create table app.one (one integer);
create table app."We""ird Things" ("We""ird Things" integer, b text);
create table app.parts (n integer, txt text) partition by range (n);
create view app.seen as select n, txt from app.parts;`

var things = structure.Name{Schema: "app", Name: "things"}

// database has one schema for all tests that only read.
func database(t *testing.T) *gorm.DB {
	t.Helper()
	db := pgtest.Empty(t)
	require.NoError(t, db.Exec(structureSQL).Error)
	return db
}

// requireEqual names all pairs that are not equal.
func requireEqual(t *testing.T, pairs []expression.Pair, outcomes []expression.Outcome) {
	t.Helper()
	var unequal []string
	for i, pair := range pairs {
		if outcomes[i].Result != expression.Equal {
			unequal = append(unequal, fmt.Sprintf("%q and %q: %v", pair.Expected, pair.Actual, outcomes[i]))
		}
	}
	require.Empty(t, unequal)
}

// A counter counts the questions to the planner.
type counter struct {
	session
	plans *int
}

func (c counter) QueryContext(ctx context.Context, query string, arguments ...any) (*sql.Rows, error) {
	if strings.HasPrefix(query, "explain") {
		*c.plans++
	}
	return c.session.QueryContext(ctx, query, arguments...)
}

// The time that PostgreSQL takes for a statement grows with the square of the questions in it.
func TestCompareAHundredAtATime(t *testing.T) {
	t.Parallel()
	var questions []expression.Question
	for n := range 250 {
		questions = append(questions, expression.Question{
			Table: things, Pair: expression.Pair{Expected: fmt.Sprintf("n in (%d, 0)", n), Actual: fmt.Sprintf("n in (0, %d)", n)},
			Outcome: new(expression.Outcome),
		})
	}
	c := counter{read(t, database(t)), new(int)}
	require.NoError(t, expression.Compare(t.Context(), c, questions))
	require.Equal(t, 3, *c.plans)
	for _, question := range questions {
		require.Equal(t, expression.Equal, question.Result, question.Expected)
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	var pairs []expression.Pair
	for _, spellings := range conditions {
		for _, spelling := range spellings {
			pairs = append(pairs, expression.Pair{Expected: spelling, Actual: spellings[0]})
		}
	}
	for _, d := range defaults {
		for _, spelling := range d.spellings {
			pairs = append(pairs, expression.Pair{Expected: spelling, Actual: d.spellings[0], Type: d.columnType})
		}
	}
	equal := len(pairs)
	for _, pair := range different {
		pairs = append(pairs, expression.Pair{Expected: pair[0], Actual: pair[1]})
	}
	pairs = append(pairs, differentDefaults...)
	outcomes, err := compare(t.Context(), read(t, database(t)), things, pairs)
	require.NoError(t, err)
	requireEqual(t, pairs[:equal], outcomes)
	for i, pair := range pairs[equal:] {
		require.Equal(t, expression.Outcome{Result: expression.Different}, outcomes[equal+i], "%q", pair)
	}
}

// What the server makes of a check or of a default is no other one.
func TestExpressionsSurviveTheirStorage(t *testing.T) {
	t.Parallel()
	db := database(t)
	var pairs []expression.Pair
	for _, spellings := range conditions {
		for _, spelling := range spellings {
			var stored string
			require.NoError(t, db.Exec("alter table app.things add constraint c check ("+spelling+"\n)").Error, spelling)
			require.NoError(t, db.Raw("select pg_get_expr(conbin, conrelid) from pg_constraint where conname = 'c'").Scan(&stored).Error)
			require.NoError(t, db.Exec("alter table app.things drop constraint c").Error)
			pairs = append(pairs, expression.Pair{Expected: spelling, Actual: stored})
		}
	}
	for _, d := range defaults {
		for _, spelling := range d.spellings {
			var stored string
			require.NoError(t, db.Exec("alter table app.one add d "+d.columnType+" default ("+spelling+")").Error, spelling)
			require.NoError(t, db.Raw("select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = 'app.one'::regclass").Scan(&stored).Error)
			require.NoError(t, db.Exec("alter table app.one drop column d").Error)
			pairs = append(pairs, expression.Pair{Expected: spelling, Actual: stored, Type: d.columnType})
		}
	}
	outcomes, err := compare(t.Context(), read(t, db), things, pairs)
	require.NoError(t, err)
	requireEqual(t, pairs, outcomes)
}

// compare asks about several pairs over one table.
func compare(ctx context.Context, s expression.Session, table structure.Name, pairs []expression.Pair) ([]expression.Outcome, error) {
	outcomes := make([]expression.Outcome, len(pairs))
	questions := make([]expression.Question, len(pairs))
	for i, pair := range pairs {
		questions[i] = expression.Question{Table: table, Pair: pair, Outcome: &outcomes[i]}
	}
	return outcomes, expression.Compare(ctx, s, questions)
}
