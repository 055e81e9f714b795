package schema_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A session runs the steps of plans as a careful person would: it asks before each
// whether rows are in the way, and it looks at the locks.
type session struct {
	testing.TB
	*sql.Conn
}

func newSession(tb testing.TB, db *gorm.DB) session {
	tb.Helper()
	pool, err := db.DB()
	require.NoError(tb, err)
	conn, err := pool.Conn(tb.Context())
	require.NoError(tb, err)
	tb.Cleanup(func() { conn.Close() })
	return session{tb, conn}
}

func (s session) exec(statements string) {
	s.Helper()
	_, err := s.ExecContext(s.Context(), statements)
	require.NoError(s, err, statements)
}

func (s session) number(query string) (n int) {
	s.Helper()
	require.NoError(s, s.QueryRowContext(s.Context(), query).Scan(&n), query)
	return n
}

func (s session) apply(plan *schema.Plan) {
	s.Helper()
	for _, step := range plan.Steps {
		if step.Preflight != nil && !step.Destructive {
			require.Zero(s, s.number(step.Preflight.Query), step.Preflight.Meaning)
		}
		s.step(step)
	}
}

// step runs one step and holds the locks that it says against those that it has.
func (s session) step(step schema.Step) {
	s.Helper()
	if !step.Transactional {
		require.NotContains(s, step.SQL, ";", "a single statement")
		s.exec(fmt.Sprintf("set lock_timeout = '%s'; set statement_timeout = '%s'", step.LockTimeout, step.StatementTimeout))
		s.exec(step.SQL)
		return
	}
	before := s.relations()
	s.exec("begin")
	s.exec(fmt.Sprintf("set local lock_timeout = '%s'; set local statement_timeout = '%s'", step.LockTimeout, step.StatementTimeout))
	s.exec(step.SQL)
	held := s.locks(before)
	s.exec("commit")
	var said []string
	for _, lock := range step.Locks {
		if slices.Contains(before, lock.Relation) { // Others are of relations that the plan has made.
			said = append(said, lock.Relation+" "+string(lock.Mode))
		}
	}
	require.ElementsMatch(s, held, said, step.SQL)
}

// undo runs the ways back in the opposite order.
func (s session) undo(plan *schema.Plan) {
	s.Helper()
	for _, step := range slices.Backward(plan.Steps) {
		switch {
		case step.Undo == "":
			require.NotEmpty(s, step.UndoNote, step.SQL)
		case step.Transactional:
			s.exec("begin")
			s.exec(step.Undo)
			s.exec("commit")
		default:
			s.exec(step.Undo)
		}
	}
}

// relations are the tables, views and sequences that exist, once per session by their
// name before a step may change it.
func (s session) relations() (names []string) {
	s.Helper()
	s.exec(`drop table if exists pg_temp.known; create temp table known as
		select c.oid, n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`)
	rows, err := s.QueryContext(s.Context(), "select name from pg_temp.known")
	require.NoError(s, err)
	return texts(s, rows)
}

// locks are the strongest locks of the transaction on relations that were known before.
func (s session) locks(before []string) []string {
	s.Helper()
	rows, err := s.QueryContext(s.Context(), `
		select distinct on (k.name) k.name || ' ' || m.words
		from pg_locks l join pg_temp.known k on k.oid = l.relation
		join (values (1, 'AccessExclusiveLock', 'ACCESS EXCLUSIVE'), (2, 'ExclusiveLock', 'EXCLUSIVE'),
			(3, 'ShareRowExclusiveLock', 'SHARE ROW EXCLUSIVE'), (4, 'ShareLock', 'SHARE'),
			(5, 'ShareUpdateExclusiveLock', 'SHARE UPDATE EXCLUSIVE'), (6, 'RowExclusiveLock', 'ROW EXCLUSIVE'),
			(7, 'RowShareLock', 'ROW SHARE')) m (strength, mode, words) on m.mode = l.mode
		where l.pid = pg_backend_pid() and l.granted
		order by k.name, m.strength`)
	require.NoError(s, err)
	return texts(s, rows)
}

func texts(tb testing.TB, rows *sql.Rows) (all []string) {
	tb.Helper()
	defer rows.Close()
	for rows.Next() {
		var text string
		require.NoError(tb, rows.Scan(&text))
		all = append(all, text)
	}
	require.NoError(tb, rows.Err())
	return all
}

// structureOf is the structure of all schemas as text. The order of columns is left
// aside, because a column that is added goes to the end; so are the values that
// sequences have given, because a rollback does not take them back; and so is how an
// expression is spelt, because PostgreSQL spells some otherwise when it reads what it
// has printed.
func (s session) structureOf() string {
	s.Helper()
	tx, err := s.BeginTx(s.Context(), &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	require.NoError(s, err)
	defer tx.Rollback()
	read := func(ctx context.Context) *catalog.Snapshot {
		server, err := catalog.Identify(ctx, tx)
		require.NoError(s, err)
		schemas, err := catalog.Schemas(ctx, tx)
		require.NoError(s, err)
		live, err := catalog.Read(ctx, tx, server, schemas)
		require.NoError(s, err)
		return live
	}
	live := read(s.Context())
	for _, table := range live.Tables {
		slices.SortFunc(table.Columns, func(a, b structure.Column) int { return strings.Compare(a.Name, b.Name) })
		for i := range table.Columns {
			table.Columns[i].Default = spelling(table.Columns[i].Default)
		}
		for i := range table.Checks {
			slices.Sort(table.Checks[i].Columns)
			table.Checks[i].Expression = spelling(table.Checks[i].Expression)
		}
		for i := range table.Triggers {
			table.Triggers[i].Definition, table.Triggers[i].Condition = "", spelling(table.Triggers[i].Condition)
		}
		for i := range table.Policies {
			table.Policies[i].Using, table.Policies[i].Check = spelling(table.Policies[i].Using), spelling(table.Policies[i].Check)
		}
		for i := range table.Indexes {
			table.Indexes[i].Definition = ""
			table.Indexes[i].Predicate = spelling(table.Indexes[i].Predicate)
		}
	}
	for i := range live.Functions {
		live.Functions[i].Body = lineEnd.ReplaceAllString(strings.TrimSpace(live.Functions[i].Body), "")
	}
	slices.SortFunc(live.Functions, func(a, b structure.Function) int {
		return strings.Compare(a.Name.String()+a.Types, b.Name.String()+b.Types)
	})
	for i := range live.Views {
		live.Views[i].Query = spelling(live.Views[i].Query)
	}
	for i := range live.Sequences {
		live.Sequences[i].Last = nil
	}
	live.Server = catalog.Server{}
	text, err := json.MarshalIndent(live, "", " ")
	require.NoError(s, err)
	return string(text)
}

// spelling is an expression without parentheses and casts to strings, which come and go
// when PostgreSQL reads what it has printed.
func spelling(text string) string {
	return removed.ReplaceAllString(expression.Normal(text), "")
}

var lineEnd = regexp.MustCompile(`(?m)[ \t\r]+$`)

var removed = regexp.MustCompile(`[()] ?|:: (text|character varying)( \[ \])? ?`)
