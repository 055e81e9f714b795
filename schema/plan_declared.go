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

func (p *planner) functionMissing(function *structure.Function) string {
	at := phaseFunction
	for _, table := range p.report.expected { // A table is a type as well.
		if p.existing[table.Name] == nil && slices.Contains(expression.Words(function.Arguments+" "+function.Returns), table.Name.Name) {
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
	if words := expression.Words(function.Arguments + " " + function.Returns); overlap(words, p.typesIn(function.Name.Schema)) {
		parts = append(parts, "set local search_path = "+ddl.Identifier(function.Name.Schema)+", public")
	}
	return statements(parts...)
}

// typesIn lists the enums and tables of a schema, those that the plan creates included.
func (p *planner) typesIn(schema string) []string {
	var names []string
	for _, table := range slices.Concat(p.report.expected, p.tables) {
		if table.Name.Schema == schema {
			names = append(names, table.Name.Name)
		}
	}
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

func (p *planner) functionDiffers(expected, actual *structure.Function) string {
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

func (p *planner) functionExtra(function *structure.Function) string {
	if refusal := p.allowed("Nothing declares the function, and something outside may call it."); refusal != "" {
		return refusal
	}
	p.transaction(Step{
		phase: phaseDropObject, SQL: "drop " + ddl.Signature(*function), Undo: statements(p.preparation(*function), ddl.Function(*function)),
		UndoNote: "Privileges on the function have to be granted again.", Destructive: true,
	})
	return ""
}

func (p *planner) viewMissing(view *structure.View) string {
	if p.existing[view.Name] != nil {
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
func (p *planner) viewDiffers(expected, actual *structure.View) string {
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
	if live := p.existing[actual.Name]; live != nil {
		for _, index := range live.Indexes {
			attached = append(attached, indexStatements(live.Name, index)...)
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

func (p *planner) viewExtra(view *structure.View) string {
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
	actual := p.live()
	expected, _ := sidesOf[structure.Table](p.finding) // A table can be declared and have no model.
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

func (p *planner) policyMissing(policy *structure.Policy) string {
	p.addPolicy(p.table(), *policy)
	return ""
}

func (p *planner) addPolicy(table structure.Name, policy structure.Policy) {
	p.transaction(Step{
		phase: phasePolicy, SQL: ddl.Policy(table, policy), Undo: dropPolicy(table, policy), Locks: locked(LockAccessExclusive, table),
	})
}

// dropsPolicy reports whether the plan drops a policy of the finding's table for its own
// sake, which happens before a column goes.
func (p *planner) dropsPolicy(name string) bool {
	return slices.ContainsFunc(p.report.Findings, func(f Finding) bool {
		return f.Code == CodePolicyExtra && f.Table == p.finding.Table && f.Object == name && p.allows(f)
	})
}

func dropPolicy(table structure.Name, policy structure.Policy) string {
	return "drop policy " + ddl.Identifier(policy.Name) + " on " + ddl.Name(table)
}

func (p *planner) policyExtra(policy *structure.Policy) string {
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
func (p *planner) policyDiffers(expected, actual *structure.Policy) string {
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

func (p *planner) policyName(expected, actual *structure.Policy) string {
	p.renameOn("policy", actual.Name, expected.Name)
	return ""
}

func (p *planner) renameOn(kind, from, to string) {
	rename := func(from, to string) string {
		return "alter " + kind + " " + ddl.Identifier(from) + " on " + ddl.Name(p.table()) + " rename to " + ddl.Identifier(to)
	}
	p.transaction(Step{phase: phaseRename, SQL: rename(from, to), Undo: rename(to, from), Locks: locked(LockAccessExclusive, p.table())})
}

func (p *planner) triggerMissing(trigger *structure.Trigger) string {
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

func (p *planner) triggerExtra(trigger *structure.Trigger) string {
	if refusal := p.allowed("Nothing declares the trigger, and what it does would not be done any more."); refusal != "" {
		return refusal
	}
	p.transaction(Step{
		phase: phaseDropAttached, SQL: dropTrigger(p.table(), *trigger), Undo: statements(triggerStatements(p.table(), *trigger)...),
		Locks: locked(LockAccessExclusive, p.table()), Destructive: true,
	})
	return ""
}

func (p *planner) triggerDisabled(expected, actual *structure.Trigger) string {
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
func (p *planner) triggerDiffers(expected, actual *structure.Trigger) string {
	anew := func(to, from structure.Trigger) string {
		return statements(append([]string{dropTrigger(p.table(), from)}, triggerStatements(p.table(), to)...)...)
	}
	p.transaction(Step{
		phase: phaseTrigger, SQL: anew(*expected, *actual), Undo: anew(*actual, *expected), Locks: locked(LockAccessExclusive, p.table()),
	})
	return ""
}

func (p *planner) triggerName(expected, actual *structure.Trigger) string {
	p.renameOn("trigger", actual.Name, expected.Name)
	return ""
}
