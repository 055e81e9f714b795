package schema

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// No test waits for a month, so that what the statistics say is made up.
func TestUnusedIndexes(t *testing.T) {
	t.Parallel()
	name := structure.Name{Schema: "shop", Name: "orders"}
	index := func(name string, columns ...string) structure.Index {
		index := structure.Index{Name: name, Method: "btree", Definition: "CREATE INDEX " + name + " ON shop.orders USING btree (note)"}
		for _, column := range columns {
			index.Keys = append(index.Keys, structure.IndexKey{Column: column})
		}
		return index
	}
	unique, exclusion := index("unique", "number"), index("exclusion", "span")
	unique.Unique, exclusion.Exclusion = true, true
	table := &structure.Table{
		Name:        name,
		Columns:     []structure.Column{{Name: "customer_id"}},
		ForeignKeys: []structure.ForeignKey{{Columns: []string{"customer_id"}}},
		Indexes: []structure.Index{
			index("unused", "note"), index("used", "status"), index("young", "a"), index("small", "b"),
			index("reference", "customer_id"), unique, exclusion,
		},
	}
	old, rows := 45*24*time.Hour, int64(10_000)
	a := adviser{comparison: &comparison{report: &Report{}}, models: map[structure.Name]*structure.Table{name: {}}, unused: map[tableIndex]catalog.Unused{
		{name, "unused"}:    {Rows: rows, Age: old},
		{name, "young"}:     {Rows: rows, Age: unusedAge - time.Second},
		{name, "small"}:     {Rows: rows - 1, Age: old},
		{name, "reference"}: {Rows: rows, Age: old},
		{name, "unique"}:    {Rows: rows, Age: old},
		{name, "exclusion"}: {Rows: rows, Age: old},
	}}
	a.indexes(table)
	require.Equal(t, []Finding{{
		Code: CodeIndexUnused, Severity: SeverityAdvice, Table: "shop.orders", Object: "unused", Expected: "nothing", Actual: "btree (note)",
		Reason: "no query has used it in the 45 days that the server has counted at least, and the table has about 10000 rows",
		sides:  sides{actual: table.Indexes[0]},
	}}, a.report.Findings)
}

// A table whose name was cut is itself what the advice is about.
func TestNameOfATable(t *testing.T) {
	t.Parallel()
	name := strings.Repeat("x", 63)
	a := adviser{comparison: &comparison{report: &Report{}}}
	a.names(&structure.Table{Name: structure.Name{Schema: "shop", Name: name}})
	require.Len(t, a.report.Findings, 1)
	require.Equal(t, "shop."+name, a.report.Findings[0].Where())
}
