package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/ddl"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (p *planner) columnType(expected, actual *structure.Column) string {
	live := p.live()
	target := p.qualified(*expected)
	change := changeOf(actual.Type, target.Type)
	switch {
	case change.impossible:
		return "PostgreSQL has no cast between the two types: add a column of the new type, fill it, and rename both."
	case change.loses != "":
		if refusal := p.allowed(change.loses); refusal != "" {
			return refusal
		}
	}
	if refusal := p.refuseReaders(live, actual.Name); refusal != "" {
		return refusal
	}
	around := p.around(live, *actual, target.Type)
	step := Step{
		phase: phaseColumnType, Work: change.work, Destructive: change.loses != "",
		SQL:   statements(append(append(slices.Clone(around.before), alterTable(live.Name, typeActions(target, *actual)...)), around.after...)...),
		Undo:  statements(append(append(slices.Clone(around.before), alterTable(live.Name, typeActions(*actual, target)...)), around.after...)...),
		Locks: append(locked(LockAccessExclusive, live.Name), around.locks...),
	}
	for _, key := range around.keys {
		step.SQL = statements(alterTable(key.table, "drop constraint "+ddl.Identifier(key.key.Name)), step.SQL)
		step.Undo = statements(step.Undo, alterTable(key.table, "add "+ddl.ForeignKey(key.key)+unverified(key.key.NotValid)))
	}
	if change.loses != "" {
		step.Preflight = p.tooLarge(live.Name, target)
	}
	if change.work == WorkCatalog {
		step.UndoNote = "The way back rewrites the table, and fails at a value that has grown too long."
		step.Why = "The values stay as they are stored."
	}
	p.transaction(step)
	for _, key := range around.keys {
		p.addForeignKey(key.table, p.wantedKey(key.table, key.key))
	}
	return ""
}

// qualified is a column whose type carries the schema that a model may leave out.
func (p *planner) qualified(column structure.Column) structure.Column {
	for _, enum := range p.report.live.Enums {
		if name := structure.ParseName(column.Type.Name); name.Schema == "" && name.Name == enum.Name.Name {
			column.Type.Name = enum.Name.Quoted()
		}
	}
	return column
}

// A change says what it means to change a type.
type change struct {
	work       Work
	loses      string // what a value may lose
	impossible bool
}

// wider lists for a type those that hold all of its values, each rewritten.
var wider = map[string][]string{
	"smallint": {"integer", "bigint", "numeric"}, "integer": {"bigint", "numeric", "double precision"}, "bigint": {"numeric"},
	"real": {"double precision"}, "date": {"timestamp without time zone"}, "json": {"jsonb"}, "inet": {"cidr"},
}

func changeOf(from, to structure.Type) change {
	if sameValues(from, to) {
		return change{work: WorkCatalog}
	}
	if !from.Array && !to.Array {
		if to.Modifiers == "" && slices.Contains(wider[from.Name], to.Name) {
			return change{work: WorkRewrite}
		}
	}
	if isText(to) && to.Modifiers == "" {
		return change{work: WorkRewrite}
	}
	result := change{work: WorkRewrite, loses: "A value that the type " + to.String() + " does not hold would be cut, rounded or refused."}
	if isZoned(from) != isZoned(to) && strings.HasPrefix(from.Name, "time") && strings.HasPrefix(to.Name, "time") {
		result.loses = "The values would be taken for those of the time zone of the session that runs it; set it to the right one before."
	}
	result.impossible = (from.Name == "uuid") != (to.Name == "uuid") && !isText(from) && !isText(to)
	return result
}

func isText(t structure.Type) bool {
	return !t.Array && (t.Name == "text" || t.Name == "character varying" || t.Name == "character" || t.Name == "citext")
}

func isZoned(t structure.Type) bool { return strings.HasSuffix(t.Name, "with time zone") }

// sameValues reports whether every value of one type is stored as the other stores it,
// so that PostgreSQL changes the catalog and leaves the table alone.
func sameValues(from, to structure.Type) bool {
	if from.Array || to.Array {
		return false
	}
	varying := func(t structure.Type) bool { return t.Name == "text" || t.Name == "character varying" }
	if varying(from) && varying(to) {
		return to.Modifiers == "" || from.Modifiers != "" && modifier(to.Modifiers) >= modifier(from.Modifiers)
	}
	if from.Name != to.Name {
		return false
	}
	precision, scale, _ := strings.Cut(from.Modifiers, ",")
	newPrecision, newScale, _ := strings.Cut(to.Modifiers, ",")
	switch from.Name {
	case "numeric":
		return to.Modifiers == "" || from.Modifiers != "" && scale == newScale && modifier(newPrecision) >= modifier(precision)
	case "bit varying":
		return to.Modifiers == "" || from.Modifiers != "" && modifier(to.Modifiers) >= modifier(from.Modifiers)
	case "timestamp without time zone", "timestamp with time zone", "time without time zone", "time with time zone":
		return modifier(cmp.Or(to.Modifiers, "6")) >= modifier(cmp.Or(from.Modifiers, "6"))
	}
	return false
}

func modifier(text string) int {
	n, _ := strconv.Atoi(text) // PostgreSQL prints digits.
	return n
}

// typeActions are the actions of ALTER TABLE that change a type. A default is taken
// away and given anew, because PostgreSQL would cast the one that is there.
func typeActions(to, from structure.Column) []string {
	column := "alter column " + ddl.Identifier(from.Name)
	changed := column + " type " + to.Type.String()
	if to.Collation != "" || from.Collation != "" && isText(to.Type) {
		changed += " collate " + ddl.Collation(cmp.Or(to.Collation, defaultCollation))
	}
	switch name := ddl.Identifier(from.Name); {
	case from.Type.Name == to.Type.Name && from.Type.Array == to.Type.Array, isText(to.Type):
		// An explicit cast would cut what is too long; this one refuses it.
	case isText(from.Type), from.Type.Array == to.Type.Array && strings.Contains(to.Type.Name, "json"):
		changed += " using " + name + "::" + to.Type.String()
	default:
		changed += " using " + name + casting(from.Type, to.Type)
	}
	if from.Default == "" || from.Serial || from.Generated {
		return []string{changed}
	}
	restored := to
	if to.AnyDefault {
		restored.Default = from.Default
	}
	actions := []string{column + " drop default", changed}
	if restored.Default != "" {
		actions = append(actions, defaultAction(restored))
	}
	return actions
}

// casting goes by the text where types are made by somebody: their casts are unknown.
func casting(from, to structure.Type) string {
	if strings.Contains(from.Name, ".") && strings.Contains(to.Name, ".") {
		return "::text::" + to.String()
	}
	return "::" + to.String()
}

// tooLarge counts the values that a smaller type does not hold.
func (p *planner) tooLarge(table structure.Name, column structure.Column) *Preflight {
	name := ddl.Identifier(column.Name)
	var condition string
	switch to := column.Type; {
	case to.Array:
	case to.Name == "character varying" && to.Modifiers != "":
		condition = fmt.Sprintf("length(%s::text) > %s", name, to.Modifiers)
	case to.Name == "character":
		condition = fmt.Sprintf("length(rtrim(%s::text)) > %s", name, to.Modifiers)
	case p.report.Server >= 160000:
		condition = fmt.Sprintf("not pg_input_is_valid(%s::text, %s)", name, ddl.Literal(to.String()))
	}
	if condition == "" {
		return nil
	}
	return &Preflight{
		Query:   "select count(*) from " + ddl.Name(table) + " where " + condition,
		Meaning: "values that the new type does not hold",
	}
}

// refuseReaders refuses to change a type that something reads which would have to be
// made anew, with what it has of its own.
func (p *planner) refuseReaders(live *structure.Table, column string) string {
	if view := p.viewOn(live.Name, column); view != "" {
		return "PostgreSQL does not change a column that a view reads: drop view " + view +
			" first, and create it again afterwards, with its privileges."
	}
	for _, other := range live.Columns {
		if other.Generated && other.Name != column && slices.Contains(expression.Words(other.Default), column) {
			return "PostgreSQL does not change a column from which another is computed: drop column " + other.Name +
				" first, and add it again afterwards."
		}
	}
	return ""
}

// What has to be taken away before the type of a column changes, and given back after
// it, in the same transaction.
type surroundings struct {
	before, after []string
	locks         []Lock
	// keys are the foreign keys that are dropped before, and come back once both of their
	// sides have changed.
	keys []keyOf
}

type keyOf struct {
	table structure.Name
	key   structure.ForeignKey
}

func (p *planner) around(live *structure.Table, column structure.Column, target structure.Type) surroundings {
	var s surroundings
	on := " on " + ddl.Name(live.Name)
	for _, policy := range live.Policies {
		if slices.Contains(expression.Words(policy.Using+" "+policy.Check), column.Name) {
			s.before = append(s.before, "drop policy "+ddl.Identifier(policy.Name)+on)
			s.after = append(s.after, ddl.Policy(live.Name, policy))
		}
	}
	for _, trigger := range live.Triggers {
		if slices.Contains(trigger.Columns, column.Name) || slices.Contains(expression.Words(trigger.Condition), column.Name) {
			s.before = append(s.before, "drop trigger "+ddl.Identifier(trigger.Name)+on)
			s.after = append(s.after, triggerStatements(live.Name, trigger)...)
		}
	}
	p.aroundKeys(&s, live, column, target)
	return s
}

// aroundKeys sets a foreign key aside that could not compare the new type with what is on
// its other side, unless that is done already for the sake of the other side.
func (p *planner) aroundKeys(s *surroundings, live *structure.Table, column structure.Column, target structure.Type) {
	for _, table := range p.tables {
		for _, key := range table.ForeignKeys {
			referenced := p.existing[key.References]
			for i, name := range key.Columns {
				here := table == live && name == column.Name
				there := referenced == live && i < len(key.ReferencedColumns) && key.ReferencedColumns[i] == column.Name
				if !here && !there || referenced == nil || slices.Contains(p.aside, qualifiedKey(table.Name, key)) {
					continue
				}
				other := referenced.Column(key.ReferencedColumns[i])
				if there {
					other = table.Column(name)
				}
				s.locks = append(s.locks, locked(LockAccessExclusive, table.Name, key.References)...) // PostgreSQL makes the key anew.
				if other != nil && !canCompare(other.Type, target) {
					s.keys = append(s.keys, keyOf{table.Name, key})
					p.aside = append(p.aside, qualifiedKey(table.Name, key))
				}
			}
		}
	}
}

func qualifiedKey(table structure.Name, key structure.ForeignKey) string {
	return table.String() + " " + key.Name
}

// canCompare reports whether a foreign key can compare two types without a doubt.
func canCompare(a, b structure.Type) bool {
	numbers := []string{"smallint", "integer", "bigint"}
	return a.Name == b.Name || isText(a) && isText(b) || slices.Contains(numbers, a.Name) && slices.Contains(numbers, b.Name)
}

// wantedKey is a foreign key as the models ask for it, or as it is.
func (p *planner) wantedKey(table structure.Name, key structure.ForeignKey) structure.ForeignKey {
	wanted := orEmpty(p.asked[table], table)
	return *cmp.Or(byName(wanted.ForeignKeys, key.Name, keyName), &key)
}

const defaultCollation = `pg_catalog."default"`

// columnCollation changes a collation, unless a change of the column's type brings it.
func (p *planner) columnCollation(expected, actual *structure.Column) string {
	live := p.live()
	for i, step := range p.steps {
		if step.phase == phaseColumnType && step.Mends[0].Table == p.finding.Table && step.Mends[0].Object == p.finding.Object {
			p.steps[i].Mends = append(step.Mends, p.finding)
			return ""
		}
	}
	if refusal := p.refuseReaders(live, actual.Name); refusal != "" {
		return refusal
	}
	collate := func(column structure.Column) string {
		return alterTable(live.Name, "alter column "+ddl.Identifier(actual.Name)+" type "+actual.Type.String()+
			" collate "+ddl.Collation(cmp.Or(column.Collation, defaultCollation)))
	}
	around := p.around(live, *actual, actual.Type)
	p.transaction(Step{
		phase: phaseColumnType, Work: WorkBuild, Locks: append(locked(LockAccessExclusive, live.Name), around.locks...),
		SQL:  statements(append(append(slices.Clone(around.before), collate(*expected)), around.after...)...),
		Undo: statements(append(append(slices.Clone(around.before), collate(*actual)), around.after...)...),
		Why:  "The values stay; the indexes on the column are built anew.",
	})
	return ""
}
