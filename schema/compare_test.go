package schema

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// comparisonOf is one of a table with itself.
func comparisonOf(expected, actual *structure.Table) (*comparison, pair) {
	c := &comparison{live: &catalog.Snapshot{}, report: &Report{}, asked: map[string]*structure.Table{"shop.orders": expected}}
	return c, pair{expected, actual, surplus(expected, actual), surplus(actual, expected), meanings{}}
}

// A comparator that panics is one finding, and the others go on.
func TestAPanicIsAFinding(t *testing.T) {
	t.Parallel()
	table := structure.Table{
		Name: structure.Name{Schema: "shop", Name: "orders"}, Kind: structure.KindTable, Model: "shop.Order",
		Columns: []structure.Column{{Name: "id", Field: "ID"}},
	}
	expected, actual := table, table
	expected.ForeignKeys = []structure.ForeignKey{
		{Name: "missing", Columns: []string{"b"}, ReferencedColumns: []string{"id"}},
		{Name: "broken", Columns: []string{"a"}}, // It refers to as many columns as it has, or it is none.
	}
	actual.ForeignKeys = []structure.ForeignKey{{Name: "other", Columns: []string{"a"}, ReferencedColumns: []string{"id"}}}
	actual.Columns = []structure.Column{{Name: "id", Field: "ID", NotNull: true}}
	actual.Checks = []structure.Check{{Name: "orders_id", Expression: "id > 0"}}

	c, p := comparisonOf(&expected, &actual)
	c.compare(p)
	var codes []Code
	for _, finding := range c.report.Findings {
		codes = append(codes, finding.Code)
	}
	require.Equal(t, []Code{CodeColumnNull, CodeComparisonFailed, CodeCheckExtra}, codes)
	failed := c.report.Findings[1]
	require.Equal(t, SeverityUndetermined, failed.Severity)
	require.Equal(t, "shop.orders foreign keys", failed.Where())
	require.Equal(t, "shop.Order", failed.Model)
	require.Regexp(t, `^a panic in schema\.sameReference, line [0-9]+: runtime error: index out of range \[0\] with length 0$`, failed.Actual)
}

func TestAPanicOfThePackageItself(t *testing.T) {
	t.Parallel()
	c, _ := comparisonOf(&structure.Table{}, &structure.Table{})
	c.guard("shop.orders", "everything", func() { panic("no way") })
	require.Len(t, c.report.Findings, 1)
	require.Regexp(t, `^a panic in schema\.TestAPanicOfThePackageItself\.func1, line [0-9]+: no way$`, c.report.Findings[0].Actual)
	require.Equal(t, "an unknown function", panicking(), "nothing panics")
}

// A table of which nothing is declared may be partitioned; of one that is declared, the key is.
func TestThePartitionOfATable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		isDeclared       bool
		expected, actual string
		found            []string
	}{
		{false, "", "RANGE (at)", nil},
		{true, "", "", nil},
		{true, "RANGE (at)", "range  (AT)", nil},
		{true, "", "RANGE (at)", []string{"a table without partitions", "partitioned by RANGE (at)"}},
		{true, "LIST (kind)", "RANGE (at)", []string{"partitioned by LIST (kind)", "partitioned by RANGE (at)"}},
	} {
		comparison, p := comparisonOf(&structure.Table{Partition: c.expected, Declared: c.isDeclared}, &structure.Table{Partition: c.actual})
		comparison.table(p)
		var found []string
		for _, finding := range comparison.report.Findings {
			require.Equal(t, CodeTablePartition, finding.Code)
			require.Equal(t, sides{p.expected, p.actual}, finding.sides)
			found = append(found, finding.Expected, finding.Actual)
		}
		require.Equal(t, c.found, found)
	}
}
