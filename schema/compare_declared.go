package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/expected"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// declared is what is declared beside the models.
type declared struct {
	*expected.Declarations
	modelled []string // the schemas of the models
	// tables and views are the names of those that are declared.
	tables, views map[structure.Name]bool
	// meanings are those of what is attached to a table, or of a view's query, by name.
	meanings map[structure.Name]meanings
}

func declaredOf(declarations *expected.Declarations, models []*structure.Table) declared {
	d := declared{
		Declarations: declarations, modelled: schemasOf(models),
		tables: map[structure.Name]bool{}, views: map[structure.Name]bool{}, meanings: map[structure.Name]meanings{},
	}
	for _, table := range declarations.Tables {
		d.tables[table.Name] = true
	}
	for _, view := range declarations.Views {
		d.views[view.Name] = true
	}
	return d
}

// schemas are those that the catalog is read for.
func (d declared) schemas() []string {
	schemas := slices.Clone(d.modelled)
	for _, schema := range d.Schemas {
		if !slices.Contains(schemas, schema) {
			schemas = append(schemas, schema)
		}
	}
	return schemas
}

// confine takes from a snapshot the tables of schemas without models, which are others'
// unless they are declared, and what the role may not do there.
func (d declared) confine(live *catalog.Snapshot) {
	live.Tables = slices.DeleteFunc(live.Tables, func(table *structure.Table) bool {
		return !slices.Contains(d.modelled, table.Name.Schema) && !d.has(table.Name)
	})
	live.Unusable = slices.DeleteFunc(live.Unusable, func(schema string) bool { return !slices.Contains(d.modelled, schema) })
}

// has reports whether a relation is declared.
func (d declared) has(name structure.Name) bool { return d.tables[name] || d.views[name] }

// covers reports whether something is declared of a schema, and owns whether that is
// all that there is to be: it is if models live there, too.
func (d declared) covers(name structure.Name) bool { return slices.Contains(d.Schemas, name.Schema) }

func (d declared) owns(name structure.Name) bool {
	return d.covers(name) && slices.Contains(d.modelled, name.Schema)
}

// meanings returns those for one table or view.
func (c *comparison) meanings(name structure.Name) meanings {
	m, found := c.declared.meanings[name]
	if !found {
		m = newMeanings(c.forms)
		c.declared.meanings[name] = m
	}
	return m
}

// open lists what the server has to be asked, in an order that depends on nothing else.
func (c *comparison) openDeclared() []expression.Question {
	names := slices.SortedFunc(maps.Keys(c.declared.meanings), func(a, b structure.Name) int { return strings.Compare(a.Quoted(), b.Quoted()) })
	var open []expression.Question
	for _, name := range names {
		live := name // It may have another name.
		if p, found := c.pairs[name]; found {
			live = p.actual.Name
		}
		open = append(open, c.declared.meanings[name].open(live)...)
	}
	return open
}

// attachable are the tables of which it is known what is to be attached to them: those
// that are declared, and those of models where nothing declared means nothing there.
func (d declared) attachable(tables []*structure.Table) []*structure.Table {
	attachable := slices.Clone(d.Tables)
	for _, table := range tables {
		if d.owns(table.Name) && !d.tables[table.Name] {
			attachable = append(attachable, table)
		}
	}
	return attachable
}

// The comparators of what is declared: of what schemas hold, and of what is attached to
// a table.
var (
	comparatorsOfSchemas = []struct {
		concern string
		compare func(*comparison)
	}{
		{"extensions", (*comparison).extensions},
		{"enums", (*comparison).enums},
		{"sequences", (*comparison).sequences},
		{"functions", (*comparison).functions},
		{"views", (*comparison).views},
	}
	comparatorsOfAttached = []struct {
		concern string
		compare func(c *comparison, expected, actual *structure.Table)
	}{
		{"row security", (*comparison).rowSecurity},
		{"policies", (*comparison).policies},
		{"triggers", (*comparison).triggers},
	}
)

// declarations compares what is declared beside the models.
func (c *comparison) declarations(tables []*structure.Table) {
	for _, concern := range comparatorsOfSchemas {
		c.guard("", concern.concern, func() { concern.compare(c) })
	}
	for _, table := range c.declared.attachable(tables) {
		actual := c.actual(table)
		for _, concern := range comparatorsOfAttached {
			if actual != nil && !c.displaced(table, actual) {
				c.guard(table.Name.String(), concern.concern, func() { concern.compare(c, table, actual) })
			}
		}
		if actual == nil && !c.modelled[table.Name] {
			c.add(Finding{
				Code: CodeTableMissing, Table: table.Name.String(), Expected: "a table", Actual: nothing,
				Breaks: everyStatement(), sides: sides{expected: table},
			})
		}
	}
}

func (c *comparison) extensions() {
	for _, extension := range c.declared.Extensions {
		if !slices.Contains(c.live.Extensions, extension) {
			c.add(Finding{
				Code: CodeExtensionMissing, Table: extension, Expected: "an extension", Actual: nothing,
				sides: sides{expected: extension},
			})
		}
	}
}

func (c *comparison) enums() {
	pairs, missing, extra := matchNamed(c.declared.Enums, c.live.Enums,
		func(enum structure.Enum) structure.Name { return enum.Name }, nil)
	for _, pair := range pairs {
		c.enum(pair.expected, pair.actual)
	}
	for _, enum := range missing {
		c.add(Finding{
			Code: CodeEnumMissing, Table: enum.Name.String(), Expected: enumText(enum), Actual: nothing,
			sides: sides{expected: enum},
		})
	}
	for _, enum := range extra {
		if c.declared.owns(enum.Name) {
			c.add(Finding{
				Code: CodeEnumExtra, Table: enum.Name.String(), Expected: nothing, Actual: enumText(enum),
				sides: sides{actual: enum},
			})
		}
	}
}

func (c *comparison) enum(expected, actual structure.Enum) {
	missing, extra := without(expected.Labels, actual.Labels), without(actual.Labels, expected.Labels)
	finding := Finding{
		Code: CodeEnumLabels, Table: expected.Name.String(), Expected: enumText(expected), Actual: enumText(actual),
		sides: sides{expected, actual},
	}
	switch {
	case len(missing) > 0:
		finding.Reason = "missing " + list(missing)
		finding.Breaks = []Statement{StatementInsert, StatementUpdate}
		if len(extra) > 0 {
			finding.Reason += ", extra " + list(extra)
		}
	case len(extra) > 0:
		finding.Reason = "extra " + list(extra)
	case !slices.Equal(expected.Labels, actual.Labels):
		finding.Code = CodeEnumOrder
	default:
		return
	}
	c.add(finding)
}

// without lists the names that others lack.
func without(names, others []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(others, name) })
}

func enumText(enum structure.Enum) string { return "enum " + list(enum.Labels) }

// sequences compares those that no column owns.
func (c *comparison) sequences() {
	pairs, missing, extra := matchNamed(c.declared.Sequences, c.live.Sequences,
		func(sequence structure.Sequence) structure.Name { return sequence.Name }, nil)
	for _, pair := range pairs {
		c.sequence(pair.expected, pair.actual)
	}
	for _, sequence := range missing {
		c.add(Finding{
			Code: CodeSequenceMissing, Table: sequence.Name.String(), Expected: sequenceText(sequence), Actual: nothing,
			Breaks: []Statement{StatementInsert}, sides: sides{expected: sequence},
		})
	}
	for _, sequence := range extra {
		if sequence.Table == (structure.Name{}) && c.declared.owns(sequence.Name) && !c.sequencesTaken[sequence.Name] {
			c.add(Finding{
				Code: CodeSequenceExtra, Table: sequence.Name.String(), Expected: nothing, Actual: sequenceText(sequence),
				sides: sides{actual: sequence},
			})
		}
	}
}

func (c *comparison) sequence(expected, actual structure.Sequence) {
	finding := Finding{Table: expected.Name.String(), sides: sides{expected, actual}}
	if expected.Type != actual.Type {
		finding.Code, finding.Expected, finding.Actual = CodeSequenceType, expected.Type, actual.Type
		c.add(finding)
	}
	if expected.Increment != actual.Increment {
		finding.Code, finding.Expected, finding.Actual = CodeSequenceIncrement, increment(expected), increment(actual)
		c.add(finding)
	}
	if actual.Table != (structure.Name{}) {
		finding.Code, finding.Expected, finding.Actual = CodeSequenceOwner, "owned by no column", fmt.Sprintf("owned by %s.%s", actual.Table, actual.Column)
		c.add(finding)
	}
}

func increment(sequence structure.Sequence) string {
	return fmt.Sprintf("increment %d", sequence.Increment)
}

func sequenceText(sequence structure.Sequence) string {
	return fmt.Sprintf("sequence as %s %s", sequence.Type, increment(sequence))
}
