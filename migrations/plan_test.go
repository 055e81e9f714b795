package migrations_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/migrations"
)

// concurrently finds the table of a statement that cannot run in a transaction. What PostgreSQL documents for it is
// one lock, SHARE UPDATE EXCLUSIVE on the table; a test cannot look at it before it is gone.
var concurrently = regexp.MustCompile(`(?s)^(?:--[^\n]*\n)*create (?:unique )?index concurrently .* on synapscale_db\.(\w+) `)

// locksOf runs every statement of the migrations after version 1, each in a transaction of its own, and lists the locks
// that it holds at its end on tables that exist before and after it.
func locksOf(t *testing.T, db *sql.DB) string {
	var b strings.Builder
	for _, script := range migrations.Scripts() {
		for i, statement := range script.Up {
			if strings.Contains(statement, " concurrently ") {
				for _, table := range tableOfIndex(t, db, statement) {
					fmt.Fprintf(&b, "%d %d ShareUpdateExclusiveLock %s\n", script.Version, i+1, table)
				}
				exec(t, db, statement)
				continue
			}
			for _, lock := range locksInTransaction(t, db, statement) {
				if script.Version > 1 {
					fmt.Fprintf(&b, "%d %d %s\n", script.Version, i+1, lock)
				}
			}
		}
	}
	return b.String()
}

// tableOfIndex names the table whose index a statement creates or drops.
func tableOfIndex(t *testing.T, db *sql.DB, statement string) []string {
	if created := concurrently.FindStringSubmatch(statement); created != nil {
		return created[1:]
	}
	dropped := regexp.MustCompile(`drop index concurrently if exists synapscale_db\.(\w+)`).FindStringSubmatch(statement)
	require.NotNil(t, dropped, statement)
	var table string
	require.NoError(t, db.QueryRowContext(t.Context(), "select tablename from pg_indexes where schemaname = 'synapscale_db' and indexname = $1", dropped[1]).Scan(&table))
	return []string{table}
}

func locksInTransaction(t *testing.T, db *sql.DB, statement string) (locks []string) {
	tx, err := db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = tx.ExecContext(t.Context(), statement)
	require.NoError(t, err, statement)
	rows, err := tx.QueryContext(t.Context(), `
select distinct on (c.relname) l.mode || ' ' || c.relname
from pg_locks l join pg_class c on c.oid = l.relation
where l.pid = pg_backend_pid() and l.granted and c.relnamespace = to_regnamespace('synapscale_db') and c.relkind = 'r'
  and l.mode <> 'AccessShareLock'
order by c.relname, array_position(array['AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock',
    'ShareUpdateExclusiveLock', 'RowExclusiveLock', 'RowShareLock'], l.mode)`)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var lock string
		require.NoError(t, rows.Scan(&lock))
		locks = append(locks, lock)
	}
	require.NoError(t, rows.Err())
	require.NoError(t, tx.Commit())
	return locks
}

func TestLocksOfEveryStatement(t *testing.T) {
	t.Parallel()
	actual := locksOf(t, empty(t))
	if *update {
		require.NoError(t, os.WriteFile("zz_generated_locks.txt", []byte(actual), 0o644))
		return
	}
	require.Equal(t, migrations.StatementLocks, actual, "run go generate ./migrations if a migration was meant to change")
}

// collector is a log handler that keeps the statements that goose announces.
type collector struct {
	slog.Handler
	statements *[]string
}

func (collector) Enabled(context.Context, slog.Level) bool { return true }

func (c collector) Handle(_ context.Context, record slog.Record) error {
	record.Attrs(func(a slog.Attr) bool {
		if a.Key == "statement" {
			*c.statements = append(*c.statements, a.Value.String())
		}
		return true
	})
	return nil
}

// What a dry run prints is what goose runs.
func TestDryRunHasTheStatementsOfGoose(t *testing.T) {
	t.Parallel()
	var ran []string
	db := empty(t)
	plan, err := migrations.DryRun(t.Context(), db, migrations.Options{})
	require.NoError(t, err)
	require.Len(t, plan.Pending, int(migrations.Latest()))
	require.Empty(t, plan.Counts)
	require.False(t, hasVersionTable(t, db))
	_, err = migrations.Up(t.Context(), db, migrations.Options{Logger: slog.New(collector{slog.DiscardHandler, &ran})})
	require.NoError(t, err)
	var planned []string
	for _, migration := range plan.Pending {
		require.NotEmpty(t, migration.Why)
		for _, statement := range migration.Statements {
			planned = append(planned, statement.SQL)
		}
	}
	withoutComments := regexp.MustCompile(`(?m)^\s*--.*\n| -- .*$`)
	squeeze := func(statement string) string {
		return strings.Join(strings.Fields(withoutComments.ReplaceAllString(statement, "")), " ")
	}
	require.Len(t, planned, len(ran))
	for i := range ran {
		require.Equal(t, squeeze(ran[i]), squeeze(planned[i]))
	}

	plan, err = migrations.DryRun(t.Context(), db, migrations.Options{})
	require.NoError(t, err)
	require.Equal(t, &migrations.Plan{}, plan)
}

// What PostgreSQL is told of before SET NOT NULL spares it from reading the table, which it would do while nobody else can.
func TestNotNullReadsNoTable(t *testing.T) {
	t.Parallel()
	config, err := pgx.ParseConfig(pgtest.EmptyDSN(t))
	require.NoError(t, err)
	config.RuntimeParams["client_min_messages"] = "debug1"
	var notices []string
	config.OnNotice = func(_ *pgconn.PgConn, notice *pgconn.Notice) { notices = append(notices, notice.Message) }
	db := stdlib.OpenDB(*config)
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	proven := 0
	for _, script := range migrations.Scripts() {
		for _, statement := range script.Up {
			notices = nil
			exec(t, db, statement)
			if !strings.Contains(statement, "alter column tenant_id set not null") {
				continue
			}
			proven++
			require.Len(t, notices, 1, statement)
			require.Contains(t, notices[0], "are sufficient to prove that it does not contain nulls")
		}
	}
	require.Equal(t, 43, proven)
}
