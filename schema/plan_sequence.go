package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/ddl"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// owned is the sequence that a column owns, or nil.
func (p *planner) owned(table structure.Name, column string) *structure.Sequence {
	for i, sequence := range p.report.live.Sequences {
		if sequence.Table == table && sequence.Column == column {
			return &p.report.live.Sequences[i]
		}
	}
	return nil
}

// sequenceBack gives the sequence of a serial column that is made anew the name that it
// had.
func (p *planner) sequenceBack(table structure.Name, column structure.Column) string {
	owned, made := p.owned(table, column.Name), beside(table, ddl.Cut(table.Name+"_"+column.Name, "_seq"))
	if owned == nil || !column.Serial || owned.Name == made {
		return ""
	}
	return "alter sequence " + ddl.Name(made) + " rename to " + ddl.Identifier(owned.Name.Name)
}

// ownedLocks are the locks on the sequences that a column of a table owns, or any of its
// columns, when they go with it.
func (p *planner) ownedLocks(table structure.Name, column string) []Lock {
	var locks []Lock
	for _, sequence := range p.report.live.Sequences {
		if sequence.Table == table && (column == "" || sequence.Column == column) {
			locks = append(locks, locked(LockAccessExclusive, sequence.Name)...)
		}
	}
	return locks
}

// takesNext is the default that takes the values of a sequence.
func takesNext(sequence structure.Name) string {
	return "nextval(" + ddl.Literal(ddl.Name(sequence)) + "::regclass)"
}

// goOn makes a sequence go on after the greatest value of a column.
func goOn(sequence string, table structure.Name, column string) string {
	return fmt.Sprintf("select setval(%s, coalesce((select max(%s) from %s), 0) + 1, false)", sequence, ddl.Identifier(column), ddl.Name(table))
}

// newSequence makes the sequence of a serial column, as the pseudo-type does.
func (p *planner) newSequence(table structure.Name, column structure.Column) (name structure.Name, statement string) {
	name = beside(table, ddl.Cut(table.Name+"_"+column.Name, "_seq"))
	for n := 1; p.isTaken(name); n++ {
		name.Name = ddl.Cut(table.Name+"_"+column.Name, fmt.Sprintf("_seq%d", n))
	}
	sequence := structure.Sequence{Name: name, Type: column.Type.Name}
	return name, ddl.Sequence(sequence) + " owned by " + ddl.Name(table) + "." + ddl.Identifier(column.Name)
}

func (p *planner) isTaken(name structure.Name) bool {
	return slices.ContainsFunc(p.report.live.Sequences, func(s structure.Sequence) bool { return s.Name == name })
}

// takeSequence makes a column take its values from a sequence of its own: the one
// that it owns already, or a new one.
func (p *planner) takeSequence(actual structure.Column) {
	table := p.table()
	back, after := actual, []string{}
	parts := []string{}
	var name structure.Name
	if owned := p.owned(table, actual.Name); owned != nil {
		name = owned.Name
	} else {
		var create string
		name, create = p.newSequence(table, actual)
		parts = append(parts, create)
		after = append(after, "drop sequence "+ddl.Name(name))
	}
	serial := actual
	serial.Default = takesNext(name)
	parts = append(parts, alterTable(table, defaultAction(serial)), goOn(ddl.Literal(ddl.Name(name)), table, actual.Name))
	p.transaction(Step{
		phase: phaseDefault, SQL: statements(parts...), Undo: statements(append([]string{alterTable(table, defaultAction(back))}, after...)...),
		Locks: append(locked(LockAccessExclusive, table), p.sequenceLock(name, LockRowExclusive)...),
	})
}

// sequenceLock is a lock on a sequence if it exists.
func (p *planner) sequenceLock(name structure.Name, mode LockMode) []Lock {
	for _, sequence := range p.report.live.Sequences {
		if sequence.Name == name {
			return locked(mode, name)
		}
	}
	return nil
}

// columnIdentity plans for a column that is an identity on one side only, or another
// kind of it.
func (p *planner) columnIdentity(expected, actual *structure.Column) string {
	table, column := p.table(), "alter column "+ddl.Identifier(actual.Name)
	lock, owned := locked(LockAccessExclusive, table), p.owned(table, actual.Name)
	if expected.Identity != "" && actual.Identity != "" {
		set := func(when string) string { return alterTable(table, column+" set generated "+strings.ToLower(when)) }
		if owned != nil {
			lock = append(lock, locked(LockShareRowExclusive, owned.Name)...)
		}
		p.transaction(Step{phase: phaseDefault, SQL: set(expected.Identity), Undo: set(actual.Identity), Locks: lock})
		return ""
	}
	if owned != nil {
		lock = append(lock, locked(LockAccessExclusive, owned.Name)...)
	}
	p.transaction(Step{
		phase: phaseDefault, Locks: lock,
		SQL:  statements(p.generating(table, *expected, *actual, owned)...),
		Undo: statements(p.generating(table, *actual, *expected, owned)...),
		Why:  "The new sequence goes on after the greatest value.",
	})
	return ""
}

// generating are the statements that make a column generate its values as it does in
// one description, where until now it does as in another.
func (p *planner) generating(table structure.Name, to, from structure.Column, owned *structure.Sequence) []string {
	column, parts := "alter column "+ddl.Identifier(from.Name), []string{}
	switch {
	case from.Identity != "":
		parts = append(parts, alterTable(table, column+" drop identity"))
	case from.Serial || from.Default != "":
		parts = append(parts, alterTable(table, column+" drop default"))
	}
	if from.Identity == "" && from.Serial && owned != nil {
		parts = append(parts, "drop sequence "+ddl.Name(owned.Name))
	}
	switch {
	case to.Identity != "":
		parts = append(parts, alterTable(table, column+" add "+ddl.Identity(to.Identity)),
			goOn("pg_get_serial_sequence("+ddl.Literal(ddl.Name(table))+", "+ddl.Literal(from.Name)+")", table, from.Name))
	case to.Serial:
		name, create := p.newSequence(table, to)
		if owned != nil { // The name is free again.
			create = strings.Replace(create, ddl.Name(name), ddl.Name(owned.Name), 1)
			name = owned.Name
		}
		serial := to
		serial.Default = takesNext(name)
		parts = append(parts, create, alterTable(table, defaultAction(serial)), goOn(ddl.Literal(ddl.Name(name)), table, from.Name))
	case to.Default != "":
		parts = append(parts, alterTable(table, defaultAction(to)))
	}
	return parts
}

func (p *planner) sequenceMissing(sequence *structure.Sequence) string {
	p.transaction(Step{
		phase: phaseSequence, SQL: statements(p.createSchema(sequence.Name.Schema), ddl.Sequence(*sequence)),
		Undo: "drop sequence " + ddl.Name(sequence.Name),
	})
	return ""
}

func (p *planner) sequenceExtra(sequence *structure.Sequence) string {
	if refusal := p.allowed("Nothing declares the sequence, and where it stands would be lost."); refusal != "" {
		return refusal
	}
	back := []string{ddl.Sequence(*sequence)}
	if sequence.Last != nil {
		back = append(back, fmt.Sprintf("select setval(%s, %d)", ddl.Literal(ddl.Name(sequence.Name)), *sequence.Last))
	}
	p.transaction(Step{
		phase: phaseDropObject, SQL: "drop sequence " + ddl.Name(sequence.Name), Undo: statements(back...), Destructive: true,
		Locks: locked(LockAccessExclusive, sequence.Name),
	})
	return ""
}

func (p *planner) sequenceType(expected, actual *structure.Sequence) string {
	return p.widenSequence(*actual, expected.Type)
}

func (p *planner) sequenceIncrement(expected, actual *structure.Sequence) string {
	by := func(s *structure.Sequence) string { return fmt.Sprintf("increment by %d", cmp.Or(s.Increment, 1)) }
	if (expected.Increment < 0) != (actual.Increment < 0) { // It ends at the other end.
		return p.alterSequence(*actual, by(expected)+" no minvalue no maxvalue",
			fmt.Sprintf("%s minvalue %d maxvalue %d", by(actual), actual.Minimum, actual.Maximum))
	}
	return p.alterSequence(*actual, by(expected), by(actual))
}

func (p *planner) alterSequence(sequence structure.Sequence, to, from string) string {
	alter := "alter sequence " + ddl.Name(sequence.Name) + " "
	p.transaction(Step{
		phase: phaseDefault, SQL: alter + to, Undo: alter + from, Locks: locked(LockShareRowExclusive, sequence.Name),
		Why: "An insert that needs a value of the sequence waits for it.",
	})
	return ""
}

// sequenceOwner gives a column a sequence of its own: the one that it uses, or a new
// one if that is another column's.
func (p *planner) sequenceOwner() string {
	if column := sideOf[structure.Column](p.finding.sides.actual); column != nil {
		p.takeSequence(*column)
		return ""
	}
	return differs((*planner).changeOwner)(p)
}

func (p *planner) changeOwner(expected, actual *structure.Sequence) string {
	column := p.live().Column(expected.Column)
	if owner := p.existing[actual.Table]; column != nil && owner != nil && owner.Column(actual.Column) != nil &&
		strings.Contains(owner.Column(actual.Column).Default, actual.Name.Name) {
		p.takeSequence(*column)
		return ""
	}
	return p.alterSequence(*actual, ownedBy(*expected), ownedBy(*actual))
}

func ownedBy(sequence structure.Sequence) string {
	if sequence.Column == "" {
		return "owned by none"
	}
	return "owned by " + ddl.Name(sequence.Table) + "." + ddl.Identifier(sequence.Column)
}

// sequenceHeadroom plans for a sequence that is narrower than the column that it
// serves. Where the column is the limit, its type has to change first, in the model.
func (p *planner) sequenceHeadroom(sequence *structure.Sequence) string {
	table := p.existing[sequence.Table]
	switch {
	case table == nil || table.Column(sequence.Column) == nil || sequence.Type == "bigint":
		return "No integer is larger: give the keys another type, or begin again where numbers are free."
	case sequence.Type == table.Column(sequence.Column).Type.Name:
		return "The column has to hold larger numbers first: make it bigint, in the model too, and the next plan widens the sequence."
	}
	return p.widenSequence(*sequence, table.Column(sequence.Column).Type.Name)
}

// widenSequence lets a sequence count as far as its type does.
func (p *planner) widenSequence(sequence structure.Sequence, to string) string {
	return p.alterSequence(sequence, "as "+to+" no maxvalue", fmt.Sprintf("as %s maxvalue %d", sequence.Type, sequence.Maximum))
}
