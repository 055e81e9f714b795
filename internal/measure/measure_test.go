package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAFewRows(t *testing.T) {
	t.Parallel()
	var page, progress bytes.Buffer
	o := options{rows: 20, runs: 1, writes: 2}
	require.NoError(t, run(t.Context(), o, &page, &progress))
	for _, want := range []string{
		"20 rows in each of the eleven large tables",
		"| The history of one record | ",
		"| insert, all tables | ",
		"| `audit_log` | ",
	} {
		require.Contains(t, page.String(), want)
	}
	require.Equal(t, 2*len(hotStatements), strings.Count(page.String(), "Execution Time: "))
	require.NotContains(t, page.String(), "| `files` | ", "version 1 refuses to write it")
	require.Contains(t, progress.String(), "copying the database")
}

func TestBuffersOfAPlan(t *testing.T) {
	t.Parallel()
	n, err := buffers([]byte(`[{"Plan": {"Shared Hit Blocks": 5, "Shared Read Blocks": 2}, "Execution Time": 1}]`))
	require.NoError(t, err)
	require.Equal(t, 7, n)
	_, err = buffers([]byte("{"))
	require.ErrorContains(t, err, "read the plan")
}

func TestFreshValues(t *testing.T) {
	t.Parallel()
	table := target{
		Columns: []targetColumn{
			{Name: "id", Type: "uuid"},
			{Name: "number", Type: "integer"},
			{Name: "slug", Type: "character varying(8)", Length: 8},
			{Name: "owner_id", Type: "uuid", Foreign: true},
			{Name: "name", Type: "text"},
			{Name: "deleted_at", Type: "timestamp with time zone"},
			{Name: "created_at", Type: "timestamp with time zone"},
		},
		Unique: [][]string{{"id"}, {"number"}, {"slug", "owner_id"}},
	}
	row := [][]byte{[]byte("a"), []byte("1"), []byte("slug"), []byte("owner"), nil, nil, []byte("2025-01-01")}
	one, other := table.fresh(row), table.fresh(row)
	for i := range 3 {
		require.NotEqual(t, row[i], one[i])
		require.NotEqual(t, one[i], other[i])
	}
	require.Len(t, one[2], 8)
	require.Equal(t, row[3:6], one[3:6])
	require.Less(t, string(one[6]), string(other[6]))

	// Nothing but foreign keys is unique together, so the row has to be written again as it is.
	table.Unique = append(table.Unique, []string{"owner_id"})
	require.Equal(t, row, table.fresh(row))
}

func TestTotals(t *testing.T) {
	t.Parallel()
	c := comparison{Before: 100, After: 120, MeanBefore: 100, MeanAfter: 110}
	half := comparison{Before: 100, After: 50, MeanBefore: 100, MeanAfter: 50}
	d := document{Writes: []writing{
		{target: target{Table: "a", Large: true, Audited: true}, Insert: c, Update: &half},
		{target: target{Table: "b"}, Insert: half},
	}}
	totals := d.Totals()
	require.Len(t, totals, 6)
	require.Equal(t, "insert, all tables", totals[0].Name)
	require.InDelta(t, 0.85, totals[0].Sums.Ratio(), 1e-9)
	require.InDelta(t, 0.8, totals[0].Sums.MeanRatio(), 1e-9)
	require.Equal(t, 1, totals[1].Tables)
	require.InDelta(t, 1.2, totals[1].Geometric, 1e-9)
	require.Equal(t, "insert, audited tables", totals[2].Name)
	require.Equal(t, 1, totals[3].Tables)
	require.Equal(t, []string{"insert into `a` 1.20"}, d.Above())
}

func TestWhatIsNotFasterIsNamed(t *testing.T) {
	t.Parallel()
	faster := reading{Before: side{Time: 2}, After: side{Time: 1}}
	slower := reading{hotStatement: hotStatement{Title: "S"}, Before: side{Time: 1}, After: side{Time: 1}}
	d := document{Reads: []reading{faster, slower}}
	require.Equal(t, []reading{slower}, d.Slower())
	var page bytes.Buffer
	require.NoError(t, d.write(&page))
	require.Contains(t, page.String(), "Not faster: S.")
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for n, want := range map[float64]string{0.123: "0.12", 1: "1.00", 12.34: "12.3", 123.4: "123", 1234567: "1,234,567"} {
		require.Equal(t, want, significant(n))
	}
	require.Equal(t, time.Duration(3), median([]time.Duration{9, 1, 3}))
	require.Equal(t, time.Duration(2), mean([]time.Duration{1, 2, 3}))
}
