package schema

import (
	"cmp"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// migrationTables are the tables in which migration tools keep their books.
var migrationTables = []string{
	"__efmigrationshistory", "_prisma_migrations", "_sqlx_migrations", "_yoyo_migration", "alembic_version",
	"ar_internal_metadata", "atlas_schema_revisions", "databasechangelog", "databasechangeloglock",
	"django_migrations", "flyway_schema_history", "goose_db_version", "gorp_migrations", "knex_migrations",
	"knex_migrations_lock", "schema_migrations", "schema_version",
}

func isMigrationTable(name structure.Name) bool {
	return slices.Contains(migrationTables, strings.ToLower(name.Name))
}

// actual returns the live table that a model asks for, also under another name, or nil.
func (c *comparison) actual(expected *structure.Table) *structure.Table {
	if live := c.live.Table(expected.Name); live != nil {
		return c.translated(live)
	}
	if live, found := c.renamedTo[expected.Name]; found {
		return c.translated(c.live.Table(live))
	}
	return nil
}

// translated returns a live table whose foreign keys, with their triggers, call renamed
// tables as the models do.
func (c *comparison) translated(live *structure.Table) *structure.Table {
	if len(c.renamed) == 0 {
		return live
	}
	table := *live
	table.ForeignKeys = slices.Clone(live.ForeignKeys)
	for i := range table.ForeignKeys {
		key := &table.ForeignKeys[i]
		key.References = cmp.Or(c.renamed[key.References], key.References)
		key.Disabled = slices.Clone(key.Disabled)
		for j, trigger := range key.Disabled {
			key.Disabled[j].Table = cmp.Or(c.renamed[trigger.Table], trigger.Table)
		}
	}
	return &table
}

// findRenamed finds the tables that exist under another name: no model asks for
// that, and the columns are those of the missing table, and of no other.
func (c *comparison) findRenamed(tables []*structure.Table) {
	c.renamed, c.renamedTo = map[structure.Name]structure.Name{}, map[structure.Name]structure.Name{}
	extra := map[string][]*structure.Table{} // by the names of their columns
	for _, live := range c.live.Tables {
		if c.isExtra(live) {
			extra[columnNames(live)] = append(extra[columnNames(live)], live)
		}
	}
	candidates := map[structure.Name][]structure.Name{} // of live tables, those that they could be
	of := map[structure.Name]int{}                      // how many live tables an expected one could be
	for _, expected := range tables {
		if c.live.Table(expected.Name) != nil {
			continue
		}
		for _, live := range extra[columnNames(expected)] {
			if sameTypes(expected, live) {
				candidates[live.Name] = append(candidates[live.Name], expected.Name)
				of[expected.Name]++
			}
		}
	}
	for live, names := range candidates {
		if len(names) == 1 && of[names[0]] == 1 {
			c.renamed[live], c.renamedTo[names[0]] = names[0], live
		}
	}
}

// columnNames is the same text for tables with the same columns.
func columnNames(table *structure.Table) string {
	names := make([]string, len(table.Columns))
	for i, column := range table.Columns {
		names[i] = structure.Quote(column.Name)
	}
	slices.Sort(names)
	return strings.Join(names, ",")
}

// sameTypes reports whether the columns of two tables, which have the same names, have
// the same types.
func sameTypes(expected, actual *structure.Table) bool {
	return !slices.ContainsFunc(expected.Columns, func(column structure.Column) bool {
		return !column.Type.Is(actual.Column(column.Name).Type)
	})
}

// isExtra reports whether no model asks for a table that only a model could ask for.
func (c *comparison) isExtra(live *structure.Table) bool {
	return !c.modelled[live.Name] && !c.declared.has(live.Name) && !live.Kind.IsView() && !isMigrationTable(live.Name)
}

// existence reports the tables that only one side has, or that have another name.
func (c *comparison) existence(tables []*structure.Table) {
	for _, table := range tables {
		p, found := c.pairs[table.Name]
		switch {
		case !found:
			c.add(Finding{
				Code: CodeTableMissing, Table: table.Name.String(), Expected: "a table", Actual: nothing,
				Breaks: everyStatement(), sides: sides{expected: table},
			})
		case p.actual.Name != table.Name:
			c.add(Finding{
				Code: CodeTableName, Table: table.Name.String(),
				Expected: table.Name.String(), Actual: p.actual.Name.String(),
				Breaks: everyStatement(), sides: sides{table, p.actual},
			})
		}
	}
	for _, live := range c.live.Tables {
		if _, renamed := c.renamed[live.Name]; !renamed && c.isExtra(live) {
			c.add(Finding{
				Code: CodeTableExtra, Table: live.Name.String(), Expected: nothing, Actual: "a " + string(live.Kind),
				sides: sides{actual: live},
			})
		}
	}
}

// table compares what a table is. A model may be mapped to a view or to a foreign
// table on purpose, so that is a finding only if the model asks for something that
// neither can have, and no view of that name is declared. A primary key and a foreign
// key without actions do not tell: GORM makes them of every field ID and of every
// association. Nor does a trigger, which a view can have.
func (c *comparison) table(p pair) {
	finding := Finding{Table: p.expected.Name.String(), Wrong: SideDatabase, sides: sides{p.expected, p.actual}}
	switch {
	case c.displaced(p.expected, p.actual):
		finding.Code, finding.Expected, finding.Actual = CodeTableKind, "a table", "a "+string(p.actual.Kind)
		if p.actual.Kind == structure.KindMaterializedView {
			finding.Breaks = []Statement{StatementInsert, StatementUpdate, StatementDelete}
		}
		c.add(finding)
	case !holdsRows(p.actual.Kind):
		return
	}
	if p.expected.Unlogged != p.actual.Unlogged {
		finding.Code, finding.Expected, finding.Actual = CodeTableUnlogged, persistence(p.expected), persistence(p.actual)
		c.add(finding)
	}
	if p.expected.Declared && expression.Normal(p.expected.Partition) != expression.Normal(p.actual.Partition) {
		finding.Code, finding.Expected, finding.Actual = CodeTablePartition, partition(p.expected), partition(p.actual)
		finding.Wrong = ""
		c.add(finding)
	}
}

// displaced reports whether something stands in the place of a table that cannot be what
// the table is asked to be.
func (c *comparison) displaced(expected, actual *structure.Table) bool {
	return !holdsRows(actual.Kind) && asksForRows(expected) && !c.declared.views[expected.Name]
}

// holdsRows reports whether a relation holds its rows itself.
func holdsRows(kind structure.Kind) bool { return !kind.IsView() && kind != structure.KindForeignTable }

// asksForRows reports whether a table is asked to have what only one can have that
// holds its rows itself.
func asksForRows(table *structure.Table) bool {
	return len(table.Checks) > 0 || len(table.Indexes) > 0 || len(table.Policies) > 0 || table.RowSecurity != structure.RowSecurityOff ||
		slices.ContainsFunc(table.ForeignKeys, func(key structure.ForeignKey) bool {
			return key.OnDelete != noAction || key.OnUpdate != noAction
		})
}

func persistence(table *structure.Table) string {
	if table.Unlogged {
		return "an unlogged table"
	}
	return "a table that is logged"
}

func partition(table *structure.Table) string {
	if table.Partition == "" {
		return "a table without partitions"
	}
	return "partitioned by " + table.Partition
}
