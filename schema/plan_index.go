package schema

import (
	"regexp"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/ddl"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (p *planner) indexMissing(index *structure.Index) string {
	p.addIndex(p.table(), *index)
	return ""
}

// addIndex builds an index, and the constraint over it if there is to be one.
func (p *planner) addIndex(table structure.Name, index structure.Index) {
	at := phaseIndex
	if index.Unique {
		at = phaseKey // Foreign keys may need it.
	}
	p.addAt(table, index, at)
}

// takeOver makes a unique constraint of the index that has been built for it.
func (p *planner) takeOver(table structure.Name, index structure.Index) {
	p.transaction(Step{
		phase: phaseKey, SQL: alterTable(table, "add "+ddl.UsingIndex(index, index.Name)),
		Undo:  alterTable(table, "drop constraint "+ddl.Identifier(index.Name)),
		Locks: locked(LockAccessExclusive, table),
	})
}

// build builds an index beside those who read and write.
func (p *planner) build(table structure.Name, index structure.Index, at phase, preflight *Preflight) {
	live := p.existing[table]
	if live != nil && live.Kind == structure.KindPartitionedTable {
		p.transaction(Step{
			phase: at, SQL: ddl.Index(table, index, false), Undo: "drop index " + ddl.Name(beside(table, index.Name)),
			Locks: locked(LockShare, table), Work: WorkBuild, Preflight: preflight,
			Why: "PostgreSQL builds the index of a partitioned table while writers wait. To spare them, build one on each partition first, concurrently; it is then taken over.",
		})
		return
	}
	if live != nil && byName(live.Unusable, index.Name, indexName) != nil {
		p.dropUnusable(table, index.Name, at)
	}
	p.add(Step{
		phase: at, SQL: ddl.Index(table, index, true), Undo: "drop index concurrently if exists " + ddl.Name(beside(table, index.Name)),
		Locks: locked(LockShareUpdateExclusive, table), Work: WorkBuild, Preflight: preflight,
		Why: "If it fails, it leaves an invalid index behind, which is dropped before the next attempt.",
	})
}

// beside is the name of what lives in the schema of a table.
func beside(table structure.Name, name string) structure.Name {
	return structure.Name{Schema: table.Schema, Name: name}
}

// dropUnusable drops what a failed attempt to build an index has left.
func (p *planner) dropUnusable(table structure.Name, index string, at phase) {
	p.add(Step{
		phase: at, SQL: "drop index concurrently " + ddl.Name(beside(table, index)), Locks: locked(LockShareUpdateExclusive, table),
		UndoNote: "There is none, and none is needed: no query uses an invalid index.",
	})
}

// duplicates counts the rows that a unique index would refuse.
func (p *planner) duplicates(table structure.Name, index structure.Index) *Preflight {
	if !index.Unique {
		return nil
	}
	var keys, present []string
	for _, key := range index.Keys {
		text := ddl.Identifier(key.Column)
		if key.Column == "" {
			text = ddl.Enclosed(key.Expression)
		}
		keys = append(keys, text)
		if !index.NullsNotDistinct {
			present = append(present, text+" is not null")
		}
	}
	if index.Predicate != "" {
		present = append(present, ddl.Enclosed(index.Predicate))
	}
	where := ""
	if len(present) > 0 {
		where = " where " + strings.Join(present, " and ")
	}
	return &Preflight{
		Query:   "select count(*) from (select from " + ddl.Name(table) + where + " group by " + strings.Join(keys, ", ") + " having count(*) > 1) repeated",
		Meaning: "keys that occur more than once; the index cannot be built before they are mended",
	}
}

// replaceIndex builds an index in place of another, which serves until the new one
// does.
func (p *planner) replaceIndex(expected, actual *structure.Index) string {
	live := p.live()
	if actual.Exclusion || expected.Exclusion {
		return "An exclusion constraint is replaced by hand: while it is built, writers wait."
	}
	if p.keysNeed(live, *actual) {
		return p.replaceNeeded(live, *expected, *actual)
	}
	p.exchange(live, *expected, *actual)
	return ""
}

// exchange puts one index in the place of another, on which no foreign key stands.
func (p *planner) exchange(live *structure.Table, expected, actual structure.Index) {
	at, old := phaseOf(expected, actual), actual
	old.Name = ddl.Cut(actual.Name, "_replaced")
	p.renameIndex(live.Name, actual.Name, old.Name, at)
	p.addAt(live.Name, expected, at)
	p.dropIndexAt(live.Name, old, actual, at)
}

// phaseOf keeps the steps of a replacement together.
func phaseOf(expected, actual structure.Index) phase {
	if expected.Unique || actual.Unique {
		return phaseKey
	}
	return phaseIndex
}

func (p *planner) addAt(table structure.Name, index structure.Index, at phase) {
	p.build(table, index, at, p.duplicates(table, index))
	live := p.existing[table]
	if live != nil && live.Kind == structure.KindPartitionedTable {
		return // It takes no index over; a unique index is the same rule.
	}
	if index.Constraint || index.Deferrable != structure.NotDeferrable {
		p.takeOver(table, index)
	}
}

// keysNeed reports whether a foreign key of some table stands on a unique rule.
func (p *planner) keysNeed(live *structure.Table, index structure.Index) (needed bool) {
	if !index.Unique || index.Predicate != "" {
		return false
	}
	p.eachKeyOn(live, keyColumns(index), func(structure.Name, structure.ForeignKey) { needed = true })
	return needed
}

func keyColumns(index structure.Index) []string {
	var columns []string
	for _, key := range index.Keys {
		columns = append(columns, key.Column)
	}
	return columns
}

// replaceNeeded replaces a unique rule on which foreign keys stand. They are dropped
// with it and given back in the same transaction.
func (p *planner) replaceNeeded(live *structure.Table, expected, actual structure.Index) string {
	if !expected.Unique {
		return "Foreign keys stand on the unique rule over " + list(keyColumns(actual)) + ": drop them, or keep the rule in the model."
	}
	built := expected
	built.Name, built.Constraint = ddl.Cut(expected.Name, "_new"), false
	p.build(live.Name, built, phaseKey, p.duplicates(live.Name, built))
	lock, before, after := p.keysOn(live, keyColumns(actual))
	rename := "alter index " + ddl.Name(beside(live.Name, built.Name)) + " rename to " + ddl.Identifier(expected.Name)
	if expected.Constraint || expected.Deferrable != structure.NotDeferrable {
		rename = alterTable(live.Name, "add "+ddl.UsingIndex(expected, built.Name))
	}
	p.transaction(Step{
		phase: phaseKey, SQL: statements(slices.Concat(before, []string{dropRule(live.Name, actual), rename}, after)...),
		Undo: statements(slices.Concat(before, []string{dropRule(live.Name, expected)},
			indexStatements(live.Name, actual), p.keysBack(live, keyColumns(actual)))...),
		UndoNote: "The way back builds an index and verifies keys while others wait.",
		Locks:    append(locked(LockAccessExclusive, live.Name), lock...),
	})
	p.validateKeys(live, keyColumns(actual), phaseForeignKey)
	return ""
}

// dropRule drops an index, or the constraint whose index it is.
func dropRule(table structure.Name, index structure.Index) string {
	if index.Constraint {
		return alterTable(table, "drop constraint "+ddl.Identifier(index.Name))
	}
	return "drop index " + ddl.Name(beside(table, index.Name))
}

func (p *planner) renameIndex(table structure.Name, from, to string, at phase) {
	rename := func(from, to string) string {
		return "alter index " + ddl.Name(beside(table, from)) + " rename to " + ddl.Identifier(to)
	}
	p.transaction(Step{phase: at, SQL: rename(from, to), Undo: rename(to, from)})
}

func (p *planner) indexName(expected, actual *structure.Index) string {
	p.renameIndex(p.table(), actual.Name, expected.Name, phaseRename)
	return ""
}

func (p *planner) indexExtra(index *structure.Index) string {
	if refusal := p.allowed("No model asks for the index, and queries that are fast with it may be slow without."); refusal != "" {
		return refusal
	}
	p.dropIndexAt(p.table(), *index, *index, phaseDropRule)
	return ""
}

// uniqueExtra drops a rule that only the database has.
func (p *planner) uniqueExtra(index *structure.Index) string {
	live := p.live()
	if refusal := p.allowed("No model asks for the rule, and without it rows can repeat each other."); refusal != "" {
		return refusal
	}
	if p.keysNeed(live, *index) {
		return "Foreign keys stand on the rule: drop them first, or declare the rule in the model."
	}
	p.dropIndexAt(live.Name, *index, *index, phaseDropRule)
	return ""
}

// dropIndexAt drops an index, which may have another name by now than it had when the
// catalog was read.
func (p *planner) dropIndexAt(table structure.Name, index, read structure.Index, at phase) {
	live := p.existing[table]
	partitioned := live != nil && live.Kind == structure.KindPartitionedTable
	back := strings.Replace(read.Definition, "INDEX "+read.Name+" ON", "INDEX "+index.Name+" ON", 1)
	if index.Name != read.Name || back == "" || strings.Contains(back, `"`) {
		back = ddl.Index(table, index, false)
	}
	step := Step{
		phase: at, SQL: "drop index concurrently " + ddl.Name(beside(table, index.Name)), Locks: locked(LockShareUpdateExclusive, table),
		Undo: concurrent(back),
	}
	switch {
	case index.Constraint:
		step.SQL, step.Undo, step.Transactional = dropRule(table, index), statements(indexStatements(table, index)...), true
		step.Locks, step.UndoNote = locked(LockAccessExclusive, table), "The way back builds an index while writers wait."
	case partitioned:
		step.SQL, step.Undo, step.Transactional = dropRule(table, index), back, true
		step.Locks = locked(LockAccessExclusive, table)
	}
	step.Destructive = at == phaseDropRule && (index.Unique || index.Exclusion)
	p.add(step)
}

var createIndex = regexp.MustCompile(`(?i)^create (unique )?index `)

// concurrent is CREATE INDEX CONCURRENTLY.
func concurrent(create string) string {
	return createIndex.ReplaceAllString(create, "${0}concurrently ")
}

// indexInvalid mends an index that is still being built, or whose building has failed.
func (p *planner) indexInvalid(actual *structure.Index) string {
	expected, live := sideOf[structure.Index](p.finding.sides.expected), p.live()
	switch {
	case expected == nil:
		p.dropUnusable(live.Name, actual.Name, phaseDropRule)
		return ""
	case expected.Name != actual.Name || differentShape(pair{expected: p.wanted(), actual: live}, *expected, *actual) != "":
		p.dropUnusable(live.Name, actual.Name, phaseOf(*expected, *actual))
		p.addIndex(live.Name, *expected)
		return ""
	}
	p.add(Step{
		phase: phaseOf(*expected, *actual), SQL: "reindex index concurrently " + ddl.Name(beside(live.Name, actual.Name)),
		Locks: locked(LockShareUpdateExclusive, live.Name), Work: WorkBuild, Preflight: p.duplicates(live.Name, *actual),
		Why:      "Look first whether somebody is building it right now: select * from pg_stat_progress_create_index.",
		UndoNote: "There is none, and none is needed: no query used the index.",
	})
	return ""
}
