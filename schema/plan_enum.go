package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/ddl"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (p *planner) enumMissing(enum *structure.Enum) string {
	p.transaction(Step{
		phase: phaseType, SQL: statements(p.createSchema(enum.Name.Schema), ddl.Enum(*enum)), Undo: "drop type " + ddl.Name(enum.Name),
	})
	return ""
}

func (p *planner) enumExtra(enum *structure.Enum) string {
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
func (p *planner) enumDiffers(expected, actual *structure.Enum) string {
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
			if slices.ContainsFunc(table.ForeignKeys, func(key structure.ForeignKey) bool { return slices.Contains(key.Columns, column.Name) }) {
				return "A new type has to take the place of the enum, and a foreign key of table " + table.Name.String() + " compares its values: drop the key first."
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
