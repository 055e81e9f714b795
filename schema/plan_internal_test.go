package schema

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// planOf plans for one finding about a column of a table that both sides have.
func planOf(server int, code Code, expected, actual any, options PlanOptions) *Plan {
	name := structure.Name{Schema: "shop", Name: "orders"}
	columns := func(side any) []structure.Column {
		if column, is := side.(structure.Column); is {
			return []structure.Column{column}
		}
		return nil
	}
	report := &Report{
		Server: server, live: &catalog.Snapshot{Tables: []*structure.Table{{Name: name, Columns: columns(actual)}}},
		expected: []*structure.Table{{Name: name, Columns: columns(expected)}},
		Findings: []Finding{{Code: code, Severity: SeverityDifference, Table: name.String(), sides: sides{expected, actual}}},
	}
	return report.Plan(options)
}

// The form of a step depends on the version, whichever one the other tests run on.
func TestPlanOfVersions(t *testing.T) {
	t.Parallel()
	column := func(change func(*structure.Column)) structure.Column {
		c := structure.Column{Name: "total", Type: structure.Type{Name: "integer"}}
		change(&c)
		return c
	}
	null := column(func(*structure.Column) {})
	notNull := column(func(c *structure.Column) { c.NotNull = true })
	stored := func(of string) structure.Column {
		return column(func(c *structure.Column) { c.Generated, c.Default = true, of })
	}
	virtual := func(of string) structure.Column {
		return column(func(c *structure.Column) { c.Generated, c.Virtual, c.Default = true, true, of })
	}
	short := column(func(c *structure.Column) { c.Type.Name = "smallint" })
	allowed := PlanOptions{Allow: []string{string(CodeColumnType)}}
	for _, c := range []struct {
		server           int
		code             Code
		expected, actual any
		first            string
		steps            int
	}{
		{170000, CodeColumnNull, notNull, null, "alter table shop.orders add constraint orders_total_is_set check (total is not null) not valid", 3},
		{180000, CodeColumnNull, notNull, null, "alter table shop.orders add constraint orders_total_not_null not null total not valid", 2},
		{160000, CodeColumnGenerated, stored("a"), stored("b"), "alter table shop.orders drop column total, add column total integer generated always as (a) stored", 1},
		{170000, CodeColumnGenerated, stored("a"), stored("b"), "alter table shop.orders alter column total set expression as (a)", 1},
		{180000, CodeColumnGenerated, virtual("a"), virtual("b"), "alter table shop.orders alter column total set expression as (a)", 1},
	} {
		plan := planOf(c.server, c.code, c.expected, c.actual, PlanOptions{})
		require.Len(t, plan.Steps, c.steps)
		require.Equal(t, c.first, plan.Steps[0].SQL)
	}
	require.Equal(t, WorkCatalog, planOf(180000, CodeColumnGenerated, virtual("a"), virtual("b"), PlanOptions{}).Steps[0].Work)
	require.Equal(t, WorkRewrite, planOf(180000, CodeColumnGenerated, stored("a"), stored("b"), PlanOptions{}).Steps[0].Work)

	verify := planOf(180000, CodeColumnNull, notNull, notNull, PlanOptions{}).Steps[0]
	require.Contains(t, verify.SQL, "format('alter table shop.orders validate constraint %I', c.conname)")
	require.Equal(t, "select count(*) from shop.orders where total is null", verify.Preflight.Query)

	require.Equal(t, "A virtual column has no stored values to keep: add a column, fill it, and rename both.",
		planOf(180000, CodeColumnGenerated, null, virtual("a"), PlanOptions{}).Unplanned[0].Why)

	require.Nil(t, planOf(150000, CodeColumnType, short, null, allowed).Steps[0].Preflight)
	require.Equal(t, "select count(*) from shop.orders where not pg_input_is_valid(total::text, 'smallint')",
		planOf(160000, CodeColumnType, short, null, allowed).Steps[0].Preflight.Query)
}

// A finding in a form that its recipe does not know is left as it is.
func TestPlanOfUnknownForms(t *testing.T) {
	t.Parallel()
	for _, code := range []Code{CodeColumnMissing, CodeColumnExtra, CodeColumnType} {
		require.Equal(t, noRecipe, planOf(150000, code, "a", "b", PlanOptions{}).Unplanned[0].Why)
	}
}

// Statistics are not a reason to drop an index unless somebody says so.
func TestPlanOfAnUnusedIndex(t *testing.T) {
	t.Parallel()
	index := structure.Index{Name: "unused", Method: "btree", Keys: []structure.IndexKey{{Column: "note"}}}
	plan := planOf(150000, CodeIndexUnused, nil, index, PlanOptions{})
	require.Contains(t, plan.Unplanned[0].Why, "which does not say that none will. To plan it all the same, allow index-unused")
	plan = planOf(150000, CodeIndexUnused, nil, index, PlanOptions{Allow: []string{"index-unused"}})
	require.Equal(t, "drop index concurrently shop.unused", plan.Steps[0].SQL)
	require.Equal(t, "create index concurrently unused on shop.orders (note)", plan.Steps[0].Undo)
}
