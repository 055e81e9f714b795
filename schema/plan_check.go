package schema

import (
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/ddl"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (p *planner) checkMissing() string {
	check := sideOf[structure.Check](p.finding.sides.expected)
	if check == nil {
		return noRecipe
	}
	p.addCheck(p.table(), *check)
	return ""
}

func (p *planner) addCheck(table structure.Name, check structure.Check) {
	p.replaceCheck(table, check, nil)
}

func (p *planner) checkExpression() string {
	expected, actual := sidesOf[structure.Check](p.finding)
	if expected == nil || actual == nil {
		return noRecipe
	}
	p.replaceCheck(p.table(), *expected, actual)
	return ""
}

// replaceCheck adds a check in place of another, and verifies the rows that are there
// beside those who read and write.
func (p *planner) replaceCheck(table structure.Name, check structure.Check, old *structure.Check) {
	actions, back := []string{"add " + ddl.Check(check) + " not valid"}, []string{"drop constraint " + ddl.Identifier(check.Name)}
	note := ""
	if old != nil {
		actions = slices.Insert(actions, 0, "drop constraint "+ddl.Identifier(old.Name))
		back = append(back, "add "+ddl.Check(*old)+unverified(old.NotValid))
		note = "The way back reads the whole table while others wait."
	}
	p.transaction(Step{
		phase: phaseCheck, SQL: alterTable(table, actions...), Undo: alterTable(table, back...), UndoNote: note,
		Locks: locked(LockAccessExclusive, table), Preflight: violations(table, check),
	})
	p.validate(table, ddl.Identifier(check.Name), phaseCheck, nil)
}

func unverified(notValid bool) string {
	if notValid {
		return " not valid"
	}
	return ""
}

// violations counts the rows that a check refuses. It lets pass what it does not know.
func violations(table structure.Name, check structure.Check) *Preflight {
	return &Preflight{
		Query:   "select count(*) from " + ddl.Name(table) + " where not " + ddl.Enclosed(check.Expression),
		Meaning: "rows that the check refuses; it cannot be verified before they are mended",
	}
}

func (p *planner) checkNotValid() string {
	check := sideOf[structure.Check](p.finding.sides.actual)
	if check == nil {
		return noRecipe
	}
	name := ddl.Identifier(check.Name)
	p.transaction(Step{
		phase: phaseCheck, SQL: alterTable(p.table(), "validate constraint "+name), Work: WorkScan,
		Undo:  alterTable(p.table(), "drop constraint "+name, "add "+ddl.Check(*check)+" not valid"),
		Locks: locked(LockShareUpdateExclusive, p.table()), Preflight: violations(p.table(), *check),
	})
	return ""
}

func (p *planner) checkName() string {
	expected, actual := sidesOf[structure.Check](p.finding)
	if expected == nil || actual == nil {
		return noRecipe
	}
	p.renameConstraint(actual.Name, expected.Name)
	return ""
}

func (p *planner) checkExtra() string {
	check := sideOf[structure.Check](p.finding.sides.actual)
	if check == nil {
		return noRecipe
	}
	if refusal := p.allowed("No model asks for the check, and without it every value may be written."); refusal != "" {
		return refusal
	}
	p.transaction(Step{
		phase: phaseDropRule, SQL: alterTable(p.table(), "drop constraint "+ddl.Identifier(check.Name)),
		Undo:     alterTable(p.table(), "add "+ddl.Check(*check)+unverified(check.NotValid)),
		UndoNote: "The way back reads the whole table while others wait.", Destructive: true,
		Locks: locked(LockAccessExclusive, p.table()),
	})
	return ""
}
