package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/ddl"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (p *planner) extensionMissing() string {
	name := ddl.Identifier(p.finding.Table)
	p.transaction(Step{
		phase: phaseExtension, SQL: "create extension if not exists " + name, Undo: "drop extension if exists " + name,
		Why: "It needs a role that may create extensions; some only a superuser may.",
	})
	return ""
}

func (p *planner) functionMissing() string {
	function := sideOf[structure.Function](p.finding.sides.expected)
	if function == nil {
		return noRecipe
	}
	at := phaseFunction
	for _, table := range p.report.expected { // A table is a type as well.
		if tableOf(p.tables, table.Name) == nil && slices.Contains(expression.Words(function.Arguments+" "+function.Returns), table.Name.Name) {
			at = phaseFunctionOfTable
		}
	}
	p.transaction(Step{
		phase: at, SQL: statements(p.createSchema(function.Name.Schema), p.preparation(*function), ddl.Function(*function)),
		Undo: "drop " + ddl.Signature(*function),
	})
	return ""
}

// preparation lets a function in SQL name what the plan creates only later, and one whose
// arguments name a type without its schema find it in the function's own.
func (p *planner) preparation(function structure.Function) string {
	var parts []string
	if function.Language == "sql" {
		parts = append(parts, "set local check_function_bodies = off")
	}
	if words := expression.Words(function.Arguments + " " + function.Returns); overlap(words, p.enumsIn(function.Name.Schema)) {
		parts = append(parts, "set local search_path = "+ddl.Identifier(function.Name.Schema)+", public")
	}
	return statements(parts...)
}

// enumsIn lists the enums of a schema, those that the plan creates included.
func (p *planner) enumsIn(schema string) []string {
	var names []string
	for _, enum := range p.report.live.Enums {
		if enum.Name.Schema == schema {
			names = append(names, enum.Name.Name)
		}
	}
	for _, finding := range p.report.Findings {
		if enum := sideOf[structure.Enum](finding.sides.expected); enum != nil && enum.Name.Schema == schema {
			names = append(names, enum.Name.Name)
		}
	}
	return names
}

func (p *planner) functionDiffers() string {
	expected, actual := sidesOf[structure.Function](p.finding)
	if expected == nil || actual == nil {
		return noRecipe
	}
	if !isReplaceable(*expected, *actual) {
		if refusal := p.allowed("PostgreSQL does not replace a function by one with other names of arguments, fewer defaults or another result: " +
			"it has to be dropped, with its privileges, and what uses it before."); refusal != "" {
			return refusal
		}
		p.transaction(Step{
			phase: phaseFunction, SQL: statements("drop "+ddl.Signature(*actual), p.preparation(*expected), ddl.Function(*expected)),
			Undo:     statements("drop "+ddl.Signature(*actual), p.preparation(*actual), ddl.Function(*actual)),
			UndoNote: "Privileges on the function have to be granted again.", Destructive: true,
		})
		return ""
	}
	p.transaction(Step{
		phase: phaseFunction, SQL: statements(p.preparation(*expected), ddl.Function(*expected)),
		Undo: statements(p.preparation(*actual), ddl.Function(*actual)),
	})
	return ""
}

// isReplaceable reports whether CREATE OR REPLACE leads from one function to the other,
// and back.
func isReplaceable(expected, actual structure.Function) bool {
	return sameResult(expected, actual) && slices.EqualFunc(expression.Arguments(expected.Arguments), expression.Arguments(actual.Arguments),
		func(a, b expression.Argument) bool {
			return a.Mode == b.Mode && a.Name == b.Name && a.Type.Is(b.Type) && (a.Default == "") == (b.Default == "")
		})
}

func (p *planner) functionExtra() string {
	function := sideOf[structure.Function](p.finding.sides.actual)
	if function == nil {
		return noRecipe
	}
	if refusal := p.allowed("Nothing declares the function, and something outside may call it."); refusal != "" {
		return refusal
	}
	p.transaction(Step{
		phase: phaseDropObject, SQL: "drop " + ddl.Signature(*function), Undo: statements(p.preparation(*function), ddl.Function(*function)),
		UndoNote: "Privileges on the function have to be granted again.", Destructive: true,
	})
	return ""
}

func (p *planner) viewMissing() string {
	view := sideOf[structure.View](p.finding.sides.expected)
	switch {
	case view == nil:
		return noRecipe
	case tableOf(p.tables, view.Name) != nil:
		return "A table has the name of the view: rename or drop it first."
	}
	p.transaction(Step{phase: phaseView, SQL: ddl.View(*view, false), Undo: "drop " + viewKind(*view) + ddl.Name(view.Name)})
	return ""
}

func viewKind(view structure.View) string {
	if view.Materialized {
		return "materialized view "
	}
	return "view "
}

// viewDiffers replaces a view, which keeps its privileges. Where that cannot be, or
// where it is allowed, the view is made anew.
func (p *planner) viewDiffers() string {
	expected, actual := sidesOf[structure.View](p.finding)
	if expected == nil || actual == nil {
		return noRecipe
	}
	lock := locked(LockAccessExclusive, actual.Name)
	replaceable := !expected.Materialized && !actual.Materialized
	switch refusal := p.allowed("The view has to be made anew, without its privileges."); {
	case refusal == "":
	case replaceable:
		p.transaction(Step{
			phase: phaseView, SQL: ddl.View(*expected, true), Undo: ddl.View(*actual, true), Locks: lock,
			Why: fmt.Sprintf("PostgreSQL refuses it where a column goes away, changes its name or its type: allow %s, and the view is made anew.", p.finding.Code),
		})
		return ""
	default:
		return refusal
	}
	var attached []string
	if live := tableOf(p.tables, actual.Name); live != nil {
		for _, index := range live.Indexes {
			attached = append(attached, index.Definition)
		}
		for _, trigger := range live.Triggers {
			attached = append(attached, triggerStatements(live.Name, trigger)...)
		}
	}
	anew := func(from, to structure.View) string {
		parts := []string{"drop " + viewKind(from) + ddl.Name(from.Name), ddl.View(to, false)}
		if from.Materialized == to.Materialized {
			parts = append(parts, attached...)
		}
		return statements(parts...)
	}
	work := WorkCatalog
	if expected.Materialized {
		work = WorkRewrite
	}
	p.transaction(Step{
		phase: phaseView, SQL: anew(*actual, *expected), Undo: anew(*expected, *actual), Work: work, Locks: lock,
		UndoNote: "Privileges on the view have to be granted again, after the step and after the way back.", Destructive: true,
	})
	return ""
}

func (p *planner) viewExtra() string {
	view := sideOf[structure.View](p.finding.sides.actual)
	if view == nil {
		return noRecipe
	}
	if refusal := p.allowed("Nothing declares the view, and something outside may read it."); refusal != "" {
		return refusal
	}
	p.transaction(Step{
		phase: phaseDropView, SQL: "drop " + viewKind(*view) + ddl.Name(view.Name), Undo: ddl.View(*view, false),
		UndoNote: "Privileges on the view have to be granted again.", Locks: locked(LockAccessExclusive, view.Name), Destructive: true,
	})
	return ""
}

func (p *planner) rowSecurity() string {
	expected, actual := p.wanted(), p.live()
	if expected == nil || actual == nil {
		return noRecipe
	}
	if expected.RowSecurity == structure.RowSecurityOff {
		if refusal := p.allowed("Without row security everybody who may read the table sees all rows."); refusal != "" {
			return refusal
		}
	}
	to, from := actual.Name, actual.RowSecurity
	p.transaction(Step{
		phase: phasePolicy, SQL: statements(rowSecurityStatements(to, from, expected.RowSecurity)...),
		Undo:        statements(rowSecurityStatements(to, expected.RowSecurity, from)...),
		Locks:       locked(LockAccessExclusive, actual.Name),
		Destructive: expected.RowSecurity == structure.RowSecurityOff,
	})
	return ""
}

// rowSecurityStatements lead from one state of row security to another.
func rowSecurityStatements(table structure.Name, from, to structure.RowSecurity) []string {
	var actions []string
	if off := structure.RowSecurityOff; (from == off) != (to == off) {
		actions = append(actions, map[bool]string{true: "disable row level security", false: "enable row level security"}[to == off])
	}
	if forced := structure.RowSecurityForced; (from == forced) != (to == forced) {
		actions = append(actions, map[bool]string{true: "force row level security", false: "no force row level security"}[to == forced])
	}
	if len(actions) == 0 {
		return nil
	}
	return []string{alterTable(table, actions...)}
}

func (p *planner) policyMissing() string {
	policy := sideOf[structure.Policy](p.finding.sides.expected)
	if policy == nil {
		return noRecipe
	}
	p.addPolicy(p.table(), *policy)
	return ""
}

func (p *planner) addPolicy(table structure.Name, policy structure.Policy) {
	p.transaction(Step{
		phase: phasePolicy, SQL: ddl.Policy(table, policy), Undo: dropPolicy(table, policy), Locks: locked(LockAccessExclusive, table),
	})
}

func dropPolicy(table structure.Name, policy structure.Policy) string {
	return "drop policy " + ddl.Identifier(policy.Name) + " on " + ddl.Name(table)
}

func (p *planner) policyExtra() string {
	policy := sideOf[structure.Policy](p.finding.sides.actual)
	if policy == nil {
		return noRecipe
	}
	if refusal := p.allowed("Nothing declares the policy, and without it other rows are seen or written than now."); refusal != "" {
		return refusal
	}
	p.transaction(Step{
		phase: phaseDropAttached, SQL: dropPolicy(p.table(), *policy), Undo: ddl.Policy(p.table(), *policy), Destructive: true,
		Locks: locked(LockAccessExclusive, p.table()),
	})
	return ""
}

// policyDiffers changes a policy where ALTER POLICY can, and else makes it anew in one
// transaction, so that there is no moment without it.
func (p *planner) policyDiffers() string {
	expected, actual := sidesOf[structure.Policy](p.finding)
	if expected == nil || actual == nil {
		return noRecipe
	}
	change := func(to, from *structure.Policy) string {
		same := strings.EqualFold(to.Command, from.Command) && to.Restrictive == from.Restrictive && to.Name == from.Name
		if same && (to.Using == "") == (from.Using == "") && (to.Check == "") == (from.Check == "") {
			return "alter policy " + ddl.Identifier(to.Name) + " on " + ddl.Name(p.table()) + ddl.PolicyRules(*to)
		}
		return statements(dropPolicy(p.table(), *from), ddl.Policy(p.table(), *to))
	}
	p.transaction(Step{
		phase: phasePolicy, SQL: change(expected, actual), Undo: change(actual, expected), Locks: locked(LockAccessExclusive, p.table()),
	})
	return ""
}

func (p *planner) policyName() string {
	expected, actual := sidesOf[structure.Policy](p.finding)
	if expected == nil || actual == nil {
		return noRecipe
	}
	p.renameOn("policy", actual.Name, expected.Name)
	return ""
}

func (p *planner) renameOn(kind, from, to string) {
	rename := func(from, to string) string {
		return "alter " + kind + " " + ddl.Identifier(from) + " on " + ddl.Name(p.table()) + " rename to " + ddl.Identifier(to)
	}
	p.transaction(Step{phase: phaseRename, SQL: rename(from, to), Undo: rename(to, from), Locks: locked(LockAccessExclusive, p.table())})
}

func (p *planner) triggerMissing() string {
	trigger := sideOf[structure.Trigger](p.finding.sides.expected)
	if trigger == nil {
		return noRecipe
	}
	p.addTrigger(p.table(), *trigger)
	return ""
}

func (p *planner) addTrigger(table structure.Name, trigger structure.Trigger) {
	p.transaction(Step{
		phase: phaseTrigger, SQL: statements(triggerStatements(table, trigger)...), Undo: dropTrigger(table, trigger),
		Locks: locked(LockShareRowExclusive, table),
	})
}

func dropTrigger(table structure.Name, trigger structure.Trigger) string {
	return "drop trigger " + ddl.Identifier(trigger.Name) + " on " + ddl.Name(table)
}

// triggerStatements create a trigger that fires when it should.
func triggerStatements(table structure.Name, trigger structure.Trigger) []string {
	all := []string{ddl.Trigger(table, trigger)}
	if ddl.TriggerState(trigger.Enabled) != "enable" {
		all = append(all, alterTable(table, triggerState(trigger)))
	}
	return all
}

func triggerState(trigger structure.Trigger) string {
	return ddl.TriggerState(trigger.Enabled) + " trigger " + ddl.Identifier(trigger.Name)
}

func (p *planner) triggerExtra() string {
	trigger := sideOf[structure.Trigger](p.finding.sides.actual)
	if trigger == nil {
		return noRecipe
	}
	if refusal := p.allowed("Nothing declares the trigger, and what it does would not be done any more."); refusal != "" {
		return refusal
	}
	p.transaction(Step{
		phase: phaseDropAttached, SQL: dropTrigger(p.table(), *trigger), Undo: statements(triggerStatements(p.table(), *trigger)...),
		Locks: locked(LockAccessExclusive, p.table()), Destructive: true,
	})
	return ""
}

func (p *planner) triggerDisabled() string {
	expected, actual := sidesOf[structure.Trigger](p.finding)
	if expected == nil || actual == nil {
		return noRecipe
	}
	wanted := *expected
	wanted.Name = actual.Name
	p.transaction(Step{
		phase: phaseTrigger, SQL: alterTable(p.table(), triggerState(wanted)), Undo: alterTable(p.table(), triggerState(*actual)),
		Locks: locked(LockShareRowExclusive, p.table()), Why: "What it would have done meanwhile is not done by it any more.",
	})
	return ""
}

// triggerDiffers makes a trigger anew in one transaction, so that no row is written
// without it.
func (p *planner) triggerDiffers() string {
	expected, actual := sidesOf[structure.Trigger](p.finding)
	if expected == nil || actual == nil {
		return noRecipe
	}
	anew := func(to, from structure.Trigger) string {
		return statements(append([]string{dropTrigger(p.table(), from)}, triggerStatements(p.table(), to)...)...)
	}
	p.transaction(Step{
		phase: phaseTrigger, SQL: anew(*expected, *actual), Undo: anew(*actual, *expected), Locks: locked(LockAccessExclusive, p.table()),
	})
	return ""
}

func (p *planner) triggerName() string {
	expected, actual := sidesOf[structure.Trigger](p.finding)
	if expected == nil || actual == nil {
		return noRecipe
	}
	p.renameOn("trigger", actual.Name, expected.Name)
	return ""
}

func (p *planner) enumMissing() string {
	enum := sideOf[structure.Enum](p.finding.sides.expected)
	if enum == nil {
		return noRecipe
	}
	p.transaction(Step{
		phase: phaseType, SQL: statements(p.createSchema(enum.Name.Schema), ddl.Enum(*enum)), Undo: "drop type " + ddl.Name(enum.Name),
	})
	return ""
}

func (p *planner) enumExtra() string {
	enum := sideOf[structure.Enum](p.finding.sides.actual)
	if enum == nil {
		return noRecipe
	}
	if refusal := p.allowed("Nothing declares the type, and something outside may use it."); refusal != "" {
		return refusal
	}
	p.transaction(Step{
		phase: phaseDropObject, SQL: "drop type " + ddl.Name(enum.Name), Undo: ddl.Enum(*enum), Destructive: true,
	})
	return ""
}

// enumDiffers adds labels where that is all. PostgreSQL neither drops nor moves one:
// then a new type takes the place of the old one, and every column is rewritten.
func (p *planner) enumDiffers() string {
	expected, actual := sidesOf[structure.Enum](p.finding)
	if expected == nil || actual == nil {
		return noRecipe
	}
	if p.renameLabels(*expected, *actual) {
		return ""
	}
	if !isSubsequence(actual.Labels, expected.Labels) {
		return p.replaceEnum(*expected, *actual)
	}
	for i, label := range expected.Labels {
		if slices.Contains(actual.Labels, label) {
			continue
		}
		place := ""
		if i > 0 {
			place = " after " + ddl.Literal(expected.Labels[i-1])
		} else if len(actual.Labels) > 0 {
			place = " before " + ddl.Literal(actual.Labels[0])
		}
		p.transaction(Step{
			phase: phaseType, SQL: "alter type " + ddl.Name(actual.Name) + " add value " + ddl.Literal(label) + place,
			UndoNote: "There is none: PostgreSQL does not drop a label.",
		})
	}
	return ""
}

// renameLabels renames the labels in whose places others stand, if nothing else differs.
func (p *planner) renameLabels(expected, actual structure.Enum) bool {
	if len(expected.Labels) != len(actual.Labels) {
		return false
	}
	for i, label := range actual.Labels {
		if label != expected.Labels[i] && (slices.Contains(expected.Labels, label) || slices.Contains(actual.Labels, expected.Labels[i])) {
			return false
		}
	}
	rename := func(from, to string) string {
		return "alter type " + ddl.Name(actual.Name) + " rename value " + ddl.Literal(from) + " to " + ddl.Literal(to)
	}
	for i, label := range actual.Labels {
		if to := expected.Labels[i]; label != to {
			p.transaction(Step{
				phase: phaseType, SQL: rename(label, to), Undo: rename(to, label),
				Why: "The new label stands where the old one does: rows that have the old one get the new one.",
			})
		}
	}
	return true
}

func isSubsequence(part, whole []string) bool {
	for _, one := range part {
		at := slices.Index(whole, one)
		if at < 0 {
			return false
		}
		whole = whole[at+1:]
	}
	return true
}

// replaceEnum puts a new type into the place of an enum.
func (p *planner) replaceEnum(expected, actual structure.Enum) string {
	for _, function := range p.report.live.Functions {
		words := expression.Words(function.Arguments + " " + function.Returns)
		if slices.Contains(words, actual.Name.Name) {
			return "A new type has to take the place of the enum, and function " + function.Name.String() + " names it: drop the function first, and create it again afterwards."
		}
	}
	var users []enumUser
	for _, table := range p.tables {
		for _, column := range table.Columns {
			if structure.ParseName(column.Type.Name) != actual.Name {
				continue
			}
			if refusal := p.refuseReaders(table, column.Name); refusal != "" {
				return refusal
			}
			users = append(users, enumUser{table, column, p.around(table, column, column.Type)})
		}
	}
	step := Step{
		phase: phaseType, SQL: swapEnum(expected, actual, users), Undo: swapEnum(actual, expected, users), Work: WorkRewrite,
		Preflight: p.droppedLabels(expected, actual, users), UndoNote: "The way back rewrites the tables again.",
		Why: "Rows with a label that goes away have to get another one before.",
	}
	for _, user := range users {
		step.Locks = append(step.Locks, append(locked(LockAccessExclusive, user.table.Name), user.around.locks...)...)
	}
	p.transaction(step)
	return ""
}

// An enumUser is a column of an enum with what has to make room while its type changes.
type enumUser struct {
	table  *structure.Table
	column structure.Column
	around surroundings
}

func swapEnum(to, from structure.Enum, users []enumUser) string {
	old := beside(from.Name, ddl.Cut(from.Name.Name, "_replaced"))
	all := []string{"alter type " + ddl.Name(from.Name) + " rename to " + ddl.Identifier(old.Name), ddl.Enum(to)}
	for _, user := range users {
		checks, indexes := textual(user.table, user.column.Name)
		all = append(all, user.around.before...)
		for _, check := range checks {
			all = append(all, alterTable(user.table.Name, "drop constraint "+ddl.Identifier(check.Name)))
		}
		for _, index := range indexes {
			all = append(all, dropRule(user.table.Name, index))
		}
		column := "alter column " + ddl.Identifier(user.column.Name)
		actions := []string{column + " type " + ddl.Name(to.Name) + " using " + ddl.Identifier(user.column.Name) + "::text::" + ddl.Name(to.Name)}
		if user.column.Type.Array {
			actions = []string{column + " type " + ddl.Name(to.Name) + "[] using " + ddl.Identifier(user.column.Name) + "::text[]::" + ddl.Name(to.Name) + "[]"}
		}
		if user.column.Default != "" {
			actions = append(append([]string{column + " drop default"}, actions...), column+" set default "+user.column.Default)
		}
		all = append(all, alterTable(user.table.Name, actions...))
		for _, check := range checks {
			all = append(all, alterTable(user.table.Name, "add "+ddl.Check(check)))
		}
		for _, index := range indexes {
			all = append(all, indexStatements(user.table.Name, index)...)
		}
		all = append(all, user.around.after...)
	}
	return statements(append(all, "drop type "+ddl.Name(old))...)
}

// textual lists the checks and partial indexes that speak of a column, which PostgreSQL
// would not carry over to another enum.
func textual(table *structure.Table, column string) (checks []structure.Check, indexes []structure.Index) {
	for _, check := range table.Checks {
		if slices.Contains(check.Columns, column) {
			checks = append(checks, check)
		}
	}
	for _, index := range table.Indexes {
		speaks := slices.Contains(expression.Words(index.Predicate), column)
		for _, key := range index.Keys {
			speaks = speaks || slices.Contains(expression.Words(key.Expression), column)
		}
		if speaks {
			indexes = append(indexes, index)
		}
	}
	return checks, indexes
}

// droppedLabels counts the rows with a label that goes away.
func (p *planner) droppedLabels(expected, actual structure.Enum, users []enumUser) *Preflight {
	var dropped []string
	for _, label := range actual.Labels {
		if !slices.Contains(expected.Labels, label) {
			dropped = append(dropped, ddl.Literal(label))
		}
	}
	var counts []string
	for _, user := range users {
		if !user.column.Type.Array {
			counts = append(counts, fmt.Sprintf("(select count(*) from %s where %s::text in (%s))",
				ddl.Name(user.table.Name), ddl.Identifier(user.column.Name), strings.Join(dropped, ", ")))
		}
	}
	if len(dropped) == 0 || len(counts) == 0 {
		return nil
	}
	return &Preflight{Query: "select " + strings.Join(counts, " + "), Meaning: "rows with a label that goes away"}
}
