// Package plantest runs the steps of plans in tests, as a careful person would, and
// holds what the steps say of themselves against what the server does.
package plantest

import (
	"database/sql"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema"
)

// A Session is one connection on which plans are applied.
type Session struct {
	testing.TB
	*sql.Conn
}

// NewSession takes a connection of a pool for the duration of the test.
func NewSession(tb testing.TB, db *gorm.DB) Session {
	tb.Helper()
	pool, err := db.DB()
	require.NoError(tb, err)
	conn, err := pool.Conn(tb.Context())
	require.NoError(tb, err)
	tb.Cleanup(func() { conn.Close() })
	return Session{tb, conn}
}

// Exec runs statements.
func (s Session) Exec(statements string) {
	s.Helper()
	_, err := s.ExecContext(s.Context(), statements)
	require.NoError(s, err, statements)
}

// Number is the answer to a query of one number.
func (s Session) Number(query string) (n int) {
	s.Helper()
	require.NoError(s, s.QueryRowContext(s.Context(), query).Scan(&n), query)
	return n
}

// texts are the rows of a query of one text.
func (s Session) texts(query string) (all []string) {
	s.Helper()
	rows, err := s.QueryContext(s.Context(), query)
	require.NoError(s, err, query)
	defer rows.Close()
	for rows.Next() {
		var text string
		require.NoError(s, rows.Scan(&text))
		all = append(all, text)
	}
	require.NoError(s, rows.Err())
	return all
}

// Apply runs the steps of a plan. It asks before each whether rows are in the way, and
// those that are must be of a kind that was asked to be lost.
func (s Session) Apply(plan *schema.Plan) {
	s.Helper()
	for _, step := range plan.Steps {
		if step.Preflight != nil && !step.Destructive {
			require.Zero(s, s.Number(step.Preflight.Query), step.Preflight.Meaning)
		}
		s.Step(step)
	}
}

// Step runs one step. A step in a transaction must hold just the locks that it says.
// Those of a statement that cannot run in one are gone when it ends; what PostgreSQL
// documents for CONCURRENTLY is one lock, SHARE UPDATE EXCLUSIVE on the table.
func (s Session) Step(step schema.Step) {
	s.Helper()
	s.refuseUnsafe(step)
	if !step.Transactional {
		require.NotContains(s, step.SQL, ";", "a single statement")
		for _, lock := range step.Locks {
			require.Equal(s, schema.LockShareUpdateExclusive, lock.Mode)
		}
		s.Exec(fmt.Sprintf("set lock_timeout = '%s'; set statement_timeout = '%s'", step.LockTimeout, step.StatementTimeout))
		s.Exec(step.SQL)
		return
	}
	s.Exec(knownRelations)
	known := s.texts("select name from pg_temp.known")
	s.Exec("begin")
	s.Exec(fmt.Sprintf("set local lock_timeout = '%s'; set local statement_timeout = '%s'", step.LockTimeout, step.StatementTimeout))
	s.Exec(step.SQL)
	held := s.texts(heldLocks)
	s.Exec("commit")
	var said []string
	for _, lock := range step.Locks {
		if slices.Contains(known, lock.Relation) { // Others are of relations that the step makes.
			said = append(said, lock.Relation+" "+string(lock.Mode))
		}
	}
	require.ElementsMatch(s, held, said, step.SQL)
}

const (
	// knownRelations keeps what exists before a step under the names that it has then.
	knownRelations = `
drop table if exists pg_temp.known;
create temp table known as
select c.oid, n.nspname || '.' || c.relname as name
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`

	heldLocks = `
select distinct on (k.name) k.name || ' ' || m.words
from pg_locks l
join pg_temp.known k on k.oid = l.relation
join (values (1, 'AccessExclusiveLock', 'ACCESS EXCLUSIVE'), (2, 'ExclusiveLock', 'EXCLUSIVE'),
    (3, 'ShareRowExclusiveLock', 'SHARE ROW EXCLUSIVE'), (4, 'ShareLock', 'SHARE'),
    (5, 'ShareUpdateExclusiveLock', 'SHARE UPDATE EXCLUSIVE'), (6, 'RowExclusiveLock', 'ROW EXCLUSIVE'),
    (7, 'RowShareLock', 'ROW SHARE')) m (strength, mode, words) on m.mode = l.mode
where l.pid = pg_backend_pid() and l.granted
order by k.name, m.strength`
)

// Undo runs the ways back in the opposite order. A step without one must say why.
func (s Session) Undo(plan *schema.Plan) {
	s.Helper()
	for _, step := range slices.Backward(plan.Steps) {
		switch {
		case step.Undo == "":
			require.NotEmpty(s, step.UndoNote, step.SQL)
		case step.Transactional:
			s.Exec("begin")
			s.Exec(step.Undo)
			s.Exec("commit")
		default:
			s.Exec(step.Undo)
		}
	}
}
