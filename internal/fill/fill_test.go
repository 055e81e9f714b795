package fill_test

import (
	"database/sql"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/fill"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/migrations"
)

// production is an empty database as production stands.
func production(t *testing.T) *sql.DB {
	t.Helper()
	db, err := pgtest.Empty(t).DB()
	require.NoError(t, err)
	_, err = migrations.Up(t.Context(), db, migrations.Options{To: new(int64(1))})
	require.NoError(t, err)
	return db
}

func checksums(t *testing.T, db *sql.DB, except map[string][]string) map[string]fill.Checksum {
	t.Helper()
	sums, err := fill.Checksums(t.Context(), db, except)
	require.NoError(t, err)
	return sums
}

// rows are the numbers of rows by table, those of tables without a row left out.
func rows(t *testing.T, db *sql.DB) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for name, sum := range checksums(t, db, nil) {
		if sum.Rows > 0 {
			counts[name] = int(sum.Rows)
		}
	}
	return counts
}

func requireNoOrphans(t *testing.T, db *sql.DB) {
	t.Helper()
	orphans, err := fill.Orphans(t.Context(), db)
	require.NoError(t, err)
	require.Empty(t, orphans)
}

func TestFill(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options fill.Options
		tables  int
	}{
		"without triggers": {fill.Options{Rows: 20, WithoutTriggers: true}, 101},
		"with triggers":    {fill.Options{Rows: 20, Skip: fill.RefusedAtVersion1}, 92},
		"one row":          {fill.Options{Rows: 1, WithoutTriggers: true}, 101},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := production(t)
			require.NoError(t, fill.Fill(t.Context(), db, test.options))
			counts := rows(t, db)
			require.Len(t, counts, test.tables)
			for table, count := range counts {
				require.Equal(t, test.options.Rows, count, table)
			}
			requireNoOrphans(t, db)
		})
	}
	require.Len(t, synapscale.Models(), 101)
	_ = maps.Keys[map[string]int]
	_ = slices.Contains[[]int]
}
