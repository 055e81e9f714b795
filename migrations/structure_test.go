package migrations

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func FuzzFacts(f *testing.F) {
	f.Add("column agents.status: character varying(20) default 'a: b'\n")
	f.Add("\n: \n")
	f.Fuzz(func(t *testing.T, text string) {
		facts := parseFacts(text)
		require.Equal(t, facts, parseFacts(formatFacts(facts)))
	})
}

func TestCompareFactsFoldsWhatHangsOnATable(t *testing.T) {
	t.Parallel()
	table := []fact{{"column tags.id", "uuid"}, {"index tags.by_id", "btree (id)"}, {"table tags", "ordinary"}}
	require.Equal(t, []Difference{{Object: "table tags", Expected: "ordinary"}}, compareFacts(table, nil))
	require.Equal(t, []Difference{{Object: "table tags", Actual: "ordinary"}}, compareFacts(nil, table))
	secured := []fact{table[1], {"table tags", "ordinary, row security enabled"}}
	require.Equal(t, []Difference{
		{Object: "column tags.id", Expected: "uuid"},
		{Object: "table tags", Expected: "ordinary", Actual: "ordinary, row security enabled"},
	}, compareFacts(table, secured))
	require.Empty(t, compareFacts(table, table))
}
