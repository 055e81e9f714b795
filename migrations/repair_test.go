package migrations_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/fill"
	"github.com/synapscale/synapscale-go/migrations"
)

func up(tb testing.TB, db *sql.DB, to int64) {
	tb.Helper()
	_, err := migrations.Up(tb.Context(), db, migrations.Options{To: &to})
	require.NoError(tb, err)
}

func down(tb testing.TB, db *sql.DB, to int64) {
	tb.Helper()
	_, err := migrations.Down(tb.Context(), db, migrations.Options{To: &to})
	require.NoError(tb, err)
}

func checksums(tb testing.TB, db *sql.DB) map[string]fill.Checksum {
	tb.Helper()
	sums, err := fill.Checksums(tb.Context(), db, nil)
	require.NoError(tb, err)
	require.Len(tb, sums, 101)
	return sums
}

// The whole story: production with rows in every table is adopted, migrated, brought back to where it was, and migrated
// again, and every row is what it was at each end, in every column: what the filling writes refers to rows that exist.
// TestDanglingReferencesAreCleared is about those that do not.
func TestEveryRowSurvives(t *testing.T) {
	t.Parallel()
	db := production(t)
	require.NoError(t, fill.Fill(t.Context(), db, fill.Options{Rows: 20, More: fill.Busiest, WithoutTriggers: true}))
	before := checksums(t, db)
	for table, sum := range before {
		require.Equal(t, max(int64(fill.Busiest[table]), 20), sum.Rows, table)
	}
	adopted, err := migrations.Adopt(t.Context(), db)
	require.NoError(t, err)
	require.True(t, adopted)
	written := tableFiles(t, db)

	up(t, db, migrations.Latest())
	require.Equal(t, before, checksums(t, db))
	newest := structure(t, db)
	require.NotEqual(t, migrations.ProductionStructure, newest)

	down(t, db, 1)
	require.Equal(t, migrations.ProductionStructure, structure(t, db))
	require.Equal(t, before, checksums(t, db))
	require.Equal(t, written, tableFiles(t, db), "no table is written anew, in either direction")

	up(t, db, migrations.Latest())
	require.Equal(t, newest, structure(t, db))
	require.Equal(t, before, checksums(t, db))
	orphans, err := fill.Orphans(t.Context(), db)
	require.NoError(t, err)
	require.Empty(t, orphans)
}

// tableFiles tells the file of each table. A table that is written anew gets another one.
func tableFiles(tb testing.TB, db *sql.DB) (text string) {
	tb.Helper()
	require.NoError(tb, db.QueryRowContext(tb.Context(), `select string_agg(relname || ' ' || relfilenode, ', ' order by relname)
		from pg_class where relnamespace = 'synapscale_db'::regnamespace and relkind = 'r'`).Scan(&text))
	return text
}

// Each version is undone to exactly what was there before it, comments on objects included.
func TestEachVersionIsUndoneExactly(t *testing.T) {
	t.Parallel()
	db := migrated(t)
	for version := int64(2); version <= migrations.Latest(); version++ {
		before, comments := structure(t, db), allComments(t, db)
		up(t, db, version)
		after := structure(t, db)
		down(t, db, version-1)
		require.Equal(t, before, structure(t, db), "version %d", version)
		require.Equal(t, comments, allComments(t, db), "version %d", version)
		up(t, db, version)
		require.Equal(t, after, structure(t, db), "version %d", version)
	}
}

// allComments lists the comments on what belongs to the schema.
func allComments(tb testing.TB, db *sql.DB) string {
	tb.Helper()
	var text string
	require.NoError(tb, db.QueryRowContext(tb.Context(), `
select coalesce(string_agg(format('%s: %s', pg_describe_object(classoid, objoid, objsubid), description), E'\n' order by 1), '')
from pg_description
where pg_describe_object(classoid, objoid, objsubid) like '%synapscale_db%'`).Scan(&text))
	return text
}

// Functions that earlier repairs left behind go, whatever their arguments; what only resembles them stays.
func TestLeftoversGo(t *testing.T) {
	t.Parallel()
	db := migrated(t)
	exec(t, db, `
		create function synapscale_db.rollback_task8() returns void language sql as 'select';
		create function synapscale_db.rollback_task10_indexes(text) returns void language sql as 'select';
		create procedure synapscale_db.rollback_task10() language sql as 'select';
		create function synapscale_db.validate_json_references(int, text) returns void language sql as 'select';
		create function synapscale_db.rollback_tasks() returns void language sql as 'select';`)
	up(t, db, migrations.Latest())
	var left []string
	rows, err := db.QueryContext(t.Context(), `select proname from pg_proc where pronamespace = 'synapscale_db'::regnamespace and proname ~ 'rollback|json_ref'`)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var name string
		require.NoError(t, rows.Scan(&name))
		left = append(left, name)
	}
	require.NoError(t, rows.Err())
	require.Equal(t, []string{"rollback_tasks"}, left)
}

// Adopting tolerates them, because a later version removes them.
func TestAdoptToleratesLeftovers(t *testing.T) {
	t.Parallel()
	db := production(t)
	exec(t, db, `create function synapscale_db.rollback_task8() returns void language sql as 'select';`)
	adopted, err := migrations.Adopt(t.Context(), db)
	require.NoError(t, err)
	require.True(t, adopted)
}

// Every migration says why, in one paragraph or more, and its version in the name of the file.
func TestEveryMigrationSaysWhy(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, script := range migrations.Scripts() {
		require.Greater(t, len(script.Why), 60, script.Name)
		require.NotContains(t, script.Why, "+goose", script.Name)
		require.False(t, strings.HasPrefix(script.Why, "--"), script.Name)
		names[script.Name] = true
	}
	require.Len(t, names, int(migrations.Latest()))
}
