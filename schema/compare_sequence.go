package schema

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// columnSequences compares the sequences that give the numbers of columns.
func (c *comparison) columnSequences(p pair) {
	for _, expected := range p.expected.Columns {
		actual := p.actual.Column(expected.Name)
		if actual == nil || actual.Identity == "" && !takesSequence(*actual) {
			continue
		}
		finding := columnFinding(p, expected, *actual)
		finding.Wrong = SideDatabase
		sequence, found := c.sequenceOf(p.actual.Name, *actual)
		if !found {
			c.foreignSequence(finding, expected, *actual)
			continue
		}
		finding.sides = sides{structure.Sequence{
			Name: sequence.Name, Type: actual.Type.Name, Increment: cmp.Or(expected.Increment, 1),
			Table: p.actual.Name, Column: actual.Name,
		}, sequence}
		if expected.Serial || c.isOwn(expected, *actual, sequence.Name) {
			c.columnSequence(finding, *actual)
		}
		c.headroom(finding, *actual)
	}
}

// isOwn reports whether a default that names a sequence asks for one of the column's
// own: it does where declarations would name a sequence that no column owns.
func (c *comparison) isOwn(expected, actual structure.Column, sequence structure.Name) bool {
	return expression.NormalDefault(expected.Default, actual.Type.Name) == expression.NormalDefault(actual.Default, actual.Type.Name) &&
		c.declared.Declarations != nil && c.declared.owns(sequence) &&
		!slices.ContainsFunc(c.declared.Sequences, func(declared structure.Sequence) bool { return declared.Name == sequence })
}

// foreignSequence reports a sequence of a schema that holds no table of a model.
func (c *comparison) foreignSequence(finding Finding, expected, actual structure.Column) {
	if expected.Serial && !actual.Serial && takesSequence(actual) {
		finding.Code, finding.Expected, finding.Actual = CodeSequenceOwner, ownSequence, actual.Default
		c.add(finding)
	}
}

const ownSequence = "the next value of a sequence of its own"

// nextValue matches what takes the next value of a sequence in a default, as PostgreSQL
// prints it.
var nextValue = regexp.MustCompile(`nextval\('((?:[^']|'')+)'::regclass\)`)

// sequenceIn is the sequence whose next value a match of nextValue takes.
func sequenceIn(match []string) structure.Name {
	return structure.ParseName(strings.ReplaceAll(match[1], "''", "'"))
}

// An owner is a column that owns a sequence.
type owner struct {
	table  structure.Name
	column string
}

// findSequences orders the live sequences by their names, owners and users.
func (c *comparison) findSequences() {
	c.sequencesOf, c.sequencesNamed = map[owner]structure.Sequence{}, map[structure.Name]structure.Sequence{}
	for _, sequence := range c.live.Sequences {
		c.sequencesNamed[sequence.Name] = sequence
		c.sequencesOf[owner{sequence.Table, sequence.Column}] = sequence
	}
	c.sequencesTaken = map[structure.Name]bool{}
	for _, table := range c.live.Tables {
		for _, column := range table.Columns {
			if !strings.Contains(column.Default, "nextval") { // Most have no need of the pattern.
				continue
			}
			for _, match := range nextValue.FindAllStringSubmatch(column.Default, -1) {
				c.sequencesTaken[sequenceIn(match)] = true
			}
		}
	}
}

// sequenceOf finds the sequence whose values a live column takes: that which its
// default names, or its identity's own.
func (c *comparison) sequenceOf(table structure.Name, column structure.Column) (sequence structure.Sequence, found bool) {
	if match := nextValue.FindStringSubmatch(column.Default); match != nil && match[0] == column.Default {
		sequence, found = c.sequencesNamed[sequenceIn(match)]
	} else if column.Identity != "" {
		sequence, found = c.sequencesOf[owner{table, column.Name}]
	}
	return sequence, found
}

// columnSequence compares the sequence of a column that a model asks to have one of its
// own. A sequence that can count further than the column is the column's concern.
func (c *comparison) columnSequence(finding Finding, column structure.Column) {
	expected, actual := finding.sides.expected.(structure.Sequence), finding.sides.actual.(structure.Sequence)
	name := actual.Name.String()
	if actual.Table != expected.Table || actual.Column != expected.Column {
		owner := finding
		owner.Code, owner.Expected = CodeSequenceOwner, ownSequence
		owner.Actual = name + ", which no column owns"
		if actual.Column != "" {
			owner.Actual = fmt.Sprintf("%s, which %s %s owns", name, actual.Table, actual.Column)
		}
		c.add(owner)
	}
	if limit := structure.LargestInteger(column.Type.Name); actual.Increment > 0 && actual.Maximum < limit {
		narrow := finding
		narrow.Code, narrow.Expected = CodeSequenceType, fmt.Sprintf("numbers up to %d, as %s has them", limit, column.Type)
		narrow.Actual = fmt.Sprintf("%s of type %s, which ends at %d", name, actual.Type, actual.Maximum)
		narrow.Breaks = when(actual.Last != nil && *actual.Last >= actual.Maximum && !actual.Cycle, inserting())
		c.add(narrow)
	}
	if actual.Increment != expected.Increment {
		step := finding
		step.Code, step.Expected = CodeSequenceIncrement, fmt.Sprintf("steps of %d", expected.Increment)
		step.Actual = fmt.Sprintf("%s in steps of %d", name, actual.Increment)
		c.add(step)
	}
}

// almostFull is the share of its numbers from which a sequence deserves a look.
const almostFull = 0.7

func (c *comparison) headroom(finding Finding, column structure.Column) {
	sequence := finding.sides.actual.(structure.Sequence)
	limit := structure.LargestInteger(column.Type.Name)
	if limit == 0 || sequence.Last == nil || sequence.Increment < 0 {
		return
	}
	limit = min(limit, sequence.Maximum)
	share := float64(*sequence.Last) / float64(limit)
	if share < almostFull {
		return
	}
	finding.Code = CodeSequenceHeadroom
	finding.Expected = fmt.Sprintf("less than %.0f %% of %d numbers used", almostFull*100, limit)
	finding.Actual = fmt.Sprintf("%s has given %d, %.0f %% of them", sequence.Name, *sequence.Last, math.Floor(share*100))
	finding.Breaks = when(*sequence.Last >= limit && !sequence.Cycle, inserting())
	c.add(finding)
}
