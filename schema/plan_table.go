package schema

import (
	"cmp"
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/ddl"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (p *planner) tableMissing(table *structure.Table) string {
	if len(table.Columns) == 0 {
		return "No model says which columns the table has."
	}
	for _, other := range p.tables {
		if sharesName(table, other) && !p.drops(other.Name) {
			return "An index of table " + other.Name.String() + " has the name of one of this table's: if that is this table, rename it, else drop it first."
		}
	}
	p.createTable(table, "")
	return ""
}

// sharesName reports whether an index of one table has a name that one of another needs.
func sharesName(table, other *structure.Table) bool {
	return other.Name.Schema == table.Name.Schema && overlap(indexNames(table), indexNames(other))
}

func indexNames(table *structure.Table) []string {
	var names []string
	if len(table.PrimaryKey) > 0 {
		names = append(names, ddl.PrimaryKeyName(table))
	}
	for _, index := range table.Indexes {
		names = append(names, index.Name)
	}
	return names
}

// drops reports whether the plan drops a table that no model asks for.
func (p *planner) drops(name structure.Name) bool {
	return slices.ContainsFunc(p.report.Findings, func(f Finding) bool {
		return f.Code == CodeTableExtra && f.Table == name.String() && p.allows(f)
	})
}

// makesRoom reports whether a table that is to be dropped has a name that a new one needs.
func (p *planner) makesRoom(table *structure.Table) bool {
	return slices.ContainsFunc(p.report.expected, func(other *structure.Table) bool {
		return p.existing[other.Name] == nil && sharesName(other, table)
	})
}

// createTable makes a table with all that the models ask for. What makes room for it
// is run in the same transaction.
func (p *planner) createTable(table *structure.Table, room string) {
	parts := append([]string{room, p.createSchema(table.Name.Schema)}, tableStatements(table)...)
	p.transaction(Step{
		phase: phaseTable, SQL: statements(parts...), Undo: "drop table " + ddl.Name(table.Name),
		UndoNote: "The rows written since are gone with the table.",
	})
	p.attached(table)
	p.referring(table.Name, nil)
}

// attached plans for what hangs on a new table and needs other objects.
func (p *planner) attached(table *structure.Table) {
	for _, key := range table.ForeignKeys {
		p.addForeignKey(table.Name, key)
	}
	for _, policy := range table.Policies {
		p.addPolicy(table.Name, policy)
	}
	for _, trigger := range table.Triggers {
		p.addTrigger(table.Name, trigger)
	}
}

// createSchema creates a schema in which there is nothing yet.
func (p *planner) createSchema(name string) string {
	if slices.ContainsFunc(p.tables, func(t *structure.Table) bool { return t.Name.Schema == name }) {
		return ""
	}
	return "create schema if not exists " + ddl.Identifier(name)
}

// tableStatements make a table and what belongs to it alone. As long as nobody else
// sees it, nothing has to be done concurrently.
func tableStatements(table *structure.Table) []string {
	all := []string{ddl.Table(table)}
	for _, index := range table.Indexes {
		all = append(all, indexStatements(table.Name, index)...)
	}
	return append(all, rowSecurityStatements(table.Name, structure.RowSecurityOff, table.RowSecurity)...)
}

func indexStatements(table structure.Name, index structure.Index) []string {
	switch {
	case index.Exclusion:
		return []string{alterTable(table, "add constraint "+ddl.Identifier(index.Name)+" "+index.Definition)}
	case index.Constraint || index.Deferrable != structure.NotDeferrable:
		return []string{ddl.Index(table, index, false), alterTable(table, "add "+ddl.UsingIndex(index, index.Name))}
	case index.Definition != "":
		return []string{index.Definition}
	}
	return []string{ddl.Index(table, index, false)}
}

// referring plans for the foreign keys of other tables that went with a table, or with
// some columns of it.
func (p *planner) referring(name structure.Name, columns []string) {
	for _, table := range p.report.expected {
		live := p.existing[table.Name]
		if live == nil {
			continue // Its own finding brings its keys.
		}
		for _, key := range table.ForeignKeys {
			if key.References == name && (columns == nil || overlap(key.ReferencedColumns, columns)) && !hasForeignKey(live, key) {
				p.addForeignKey(table.Name, key)
			}
		}
	}
}

func hasForeignKey(table *structure.Table, key structure.ForeignKey) bool {
	return slices.ContainsFunc(table.ForeignKeys, func(other structure.ForeignKey) bool { return sameReference(key, other) })
}

func (p *planner) tableExtra(table *structure.Table) string {
	if refusal := p.allowed("No model asks for the table, and its rows would be lost."); refusal != "" {
		return refusal
	}
	if table.Kind == structure.KindForeignTable {
		p.transaction(Step{
			phase: p.dropPhase(table), SQL: "drop foreign table " + ddl.Name(table.Name), Locks: locked(LockAccessExclusive, table.Name),
			UndoNote: "There is none: create the foreign table again, of its server and with its options. Its rows stay where they are.", Destructive: true,
		})
		return ""
	}
	p.dropTable(table)
	return ""
}

// dropPhase is when a table is dropped.
func (p *planner) dropPhase(table *structure.Table) phase {
	if p.makesRoom(table) {
		return phaseMakeRoom
	}
	return phaseDropTable
}

// dropsBefore reports whether the plan drops one table before another.
func (p *planner) dropsBefore(one, other *structure.Table) bool {
	place := func(table *structure.Table) int {
		return slices.IndexFunc(p.report.Findings, func(f Finding) bool { return f.Table == table.Name.String() })
	}
	return p.drops(one.Name) && cmp.Or(int(p.dropPhase(one)-p.dropPhase(other)), place(one)-place(other)) < 0
}

// dropTable drops a table to which no key refers but those that are dropped before.
func (p *planner) dropTable(table *structure.Table) {
	lock := append(locked(LockAccessExclusive, table.Name), p.ownedLocks(table.Name, "")...)
	for _, key := range table.ForeignKeys {
		lock = append(lock, locked(LockAccessExclusive, key.References)...)
	}
	var before, after []string
	at := p.dropPhase(table)
	for _, other := range p.tables {
		if other == table || p.dropsBefore(other, table) {
			continue
		}
		for _, key := range other.ForeignKeys {
			if key.References == table.Name {
				before = append(before, alterTable(other.Name, "drop constraint "+ddl.Identifier(key.Name)))
				after = append(after, alterTable(other.Name, "add "+ddl.ForeignKey(key)))
				lock = append(lock, locked(LockAccessExclusive, other.Name)...)
			}
		}
	}
	back := tableStatements(table)
	for _, column := range table.Columns {
		back = append(back, p.sequenceBack(table.Name, column))
	}
	for _, key := range table.ForeignKeys {
		back = append(back, alterTable(table.Name, "add "+ddl.ForeignKey(key)))
	}
	p.transaction(Step{
		phase: at, SQL: statements(append(before, "drop table "+ddl.Name(table.Name))...), Locks: lock,
		Undo: statements(append(back, after...)...), UndoNote: "The rows, privileges, policies and triggers do not come back.",
		Destructive: true, Preflight: &Preflight{
			Query:   "select count(*) from " + ddl.Name(table.Name),
			Meaning: "rows that would be lost",
		},
	})
}

func (p *planner) tableName(expected, actual *structure.Table) string {
	p.transaction(Step{
		phase: phaseRename,
		SQL:   "alter table " + ddl.Name(actual.Name) + " rename to " + ddl.Identifier(expected.Name.Name),
		Undo:  "alter table " + ddl.Name(expected.Name) + " rename to " + ddl.Identifier(actual.Name.Name),
		Locks: locked(LockAccessExclusive, actual.Name),
		Why:   "Nothing that runs now may use the old name any more.",
	})
	return ""
}

// tableKind plans for a view or a foreign table that stands where a table should.
func (p *planner) tableKind() string {
	expected, actual := p.wanted(), p.live()
	for _, other := range p.tables {
		if sharesName(expected, other) {
			return "The rows are probably those of table " + other.Name.String() + ": drop the " + string(actual.Kind) + ", and rename that table."
		}
	}
	if refusal := p.allowed("In place of the " + string(actual.Kind) + " there would be an empty table; its rows are elsewhere and have to be copied."); refusal != "" {
		return refusal
	}
	back := ""
	for _, view := range p.report.live.Views {
		if view.Name == actual.Name {
			back = ddl.View(view, false)
		}
	}
	drop := "drop " + string(actual.Kind) + " " + ddl.Name(actual.Name)
	parts := append([]string{drop, p.createSchema(expected.Name.Schema)}, tableStatements(expected)...)
	p.transaction(Step{
		phase: phaseTable, SQL: statements(parts...), Locks: locked(LockAccessExclusive, actual.Name),
		Undo:        statements("drop table "+ddl.Name(expected.Name), back),
		UndoNote:    "Privileges on the " + string(actual.Kind) + " do not come back.",
		Destructive: true,
	})
	p.attached(expected)
	p.referring(expected.Name, nil)
	return ""
}

func (p *planner) tableUnlogged() string {
	expected, actual := p.wanted(), p.live()
	words := map[bool]string{true: "set unlogged", false: "set logged"}
	lock := locked(LockAccessExclusive, actual.Name)
	if p.report.Server >= 150000 { // Since then, a sequence can be unlogged.
		lock = append(lock, p.ownedLocks(actual.Name, "")...)
	}
	p.transaction(Step{
		phase: phaseColumnType, SQL: alterTable(actual.Name, words[expected.Unlogged]), Undo: alterTable(actual.Name, words[!expected.Unlogged]),
		Locks: lock, Work: WorkRewrite,
	})
	return ""
}

func (p *planner) tablePartition() string {
	return "A table cannot become a partitioned one, nor change its key, where it is: make a new table, copy the rows, and rename both."
}

// noRecipe is said where a finding comes in a form that this version does not know.
const noRecipe = "No statement is known that mends it in this form."

// restore plans for what went with a column: the checks, indexes and keys that read it.
// Something else that has the name of one is replaced by it.
func (p *planner) restore(table, live *structure.Table, column string) {
	for _, check := range table.Checks {
		if slices.Contains(expression.Words(check.Expression), column) {
			p.replaceCheck(table.Name, check, byName(live.Checks, check.Name, checkName))
		}
	}
	if slices.Contains(table.PrimaryKey, column) && !slices.Equal(table.PrimaryKey, live.PrimaryKey) {
		p.replacePrimaryKey(table, live)
	}
	for _, index := range table.Indexes {
		if !slices.Contains(reads(index), column) {
			continue
		}
		if old := byName(live.Indexes, index.Name, indexName); old != nil {
			p.exchange(live, index, *old)
		} else {
			p.addIndex(table.Name, index)
		}
	}
	for _, key := range table.ForeignKeys {
		if slices.Contains(key.Columns, column) && !hasForeignKey(live, key) {
			p.replaceForeignKey(table.Name, key, byName(live.ForeignKeys, key.Name, keyName))
		}
	}
	p.referring(table.Name, []string{column})
}

func policyName(policy structure.Policy) string { return policy.Name }

func indexName(index structure.Index) string { return index.Name }

func checkName(check structure.Check) string { return check.Name }

func keyName(key structure.ForeignKey) string { return key.Name }

// byName returns what has a name, or nil.
func byName[T any](all []T, name string, of func(T) string) *T {
	for i := range all {
		if of(all[i]) == name {
			return &all[i]
		}
	}
	return nil
}
