package schema

import (
	"cmp"
	"context"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// defaultTenantColumn is [Checker.TenantColumn] where none is named.
const defaultTenantColumn = "tenant_id"

// An adviser looks at the live structure for its own sake: what the models say of
// a table only decides whether it is looked at, and which of two equal things is
// kept.
type adviser struct {
	*comparison
	tenant string // the column that says whose a row is
	// tables are the live tables that models ask for, and models their other side.
	tables []*structure.Table
	models map[structure.Name]*structure.Table
	// unused are the indexes that no query has used, and endings the tables by what
	// their names end in, from each underscore on.
	unused   map[tableIndex]catalog.Unused
	endings  map[structure.Name][]*structure.Table
	routines *routines
}

type tableIndex struct {
	table structure.Name
	index string
}

// advise adds advice to the report. The side of a finding that is asked for is what
// the plan may make, and nil where that takes a decision; the side that is there is
// what the advice is about.
func (c *comparison) advise(ctx context.Context, q catalog.Querier, tenantColumn string) error {
	a, err := newAdviser(ctx, q, c)
	if err != nil {
		return err
	}
	a.tenant = cmp.Or(tenantColumn, defaultTenantColumn)
	for _, table := range a.tables {
		for _, about := range []struct {
			concern string
			advise  func(*structure.Table)
		}{
			{"advice about keys", a.keys},
			{"advice about indexes", a.indexes},
			{"advice about row security", a.rowSecurity},
			{"advice about columns", a.columns},
			{"advice about names", a.names},
			{"advice about triggers", a.triggers},
		} {
			c.guard(table.Name.String(), about.concern, func() { about.advise(table) })
		}
	}
	for _, function := range a.routines.all {
		c.guard(function.Name.String(), "advice about functions", func() { a.function(function) })
	}
	c.sort()
	return nil
}

// newAdviser asks the server for what a check without advice has no use for, in
// three queries whatever the number of tables.
func newAdviser(ctx context.Context, q catalog.Querier, c *comparison) (*adviser, error) {
	a := &adviser{
		comparison: c, models: map[structure.Name]*structure.Table{},
		unused: map[tableIndex]catalog.Unused{}, endings: map[structure.Name][]*structure.Table{},
	}
	for _, model := range c.report.expected {
		if live := a.live.Table(model.Name); live != nil && isOwnTable(live) && a.models[live.Name] == nil {
			a.models[live.Name] = model
			a.tables = append(a.tables, live)
		}
	}
	for _, table := range a.live.Tables {
		for ending := table.Name; isOwnTable(table); {
			_, rest, more := strings.Cut(ending.Name, "_")
			if !more {
				break
			}
			ending.Name = rest
			a.endings[ending] = append(a.endings[ending], table)
		}
	}
	schemas := c.declared.schemas()
	unused, err := catalog.ReadUnused(ctx, q, schemas)
	if err != nil {
		return nil, err
	}
	for _, index := range unused {
		a.unused[tableIndex{index.Table, index.Index}] = index
	}
	a.routines, err = readRoutines(ctx, q, a.live, schemas)
	return a, err
}

// isOwnTable reports whether a relation is a table with rows of its own that is not
// the book of a migration tool.
func isOwnTable(table *structure.Table) bool {
	return holdsRows(table.Kind) && !isMigrationTable(table.Name)
}

// advice writes down advice about an object of a table.
func (a *adviser) advice(table *structure.Table, finding Finding) {
	finding.Table = table.Name.String()
	if model := a.models[table.Name]; model != nil && finding.sides.expected == nil {
		about := Finding{Object: finding.Object, sides: sides{expected: finding.sides.actual}}
		if column := model.Column(columnOf(about)); column != nil {
			finding.Field = column.Field
		}
	}
	a.add(finding)
}
