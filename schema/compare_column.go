package schema

import (
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (c *comparison) columns(p pair) {
	renamed := renamedColumns(p)
	for _, expected := range p.expected.Columns {
		if actual := p.actual.Column(expected.Name); actual != nil {
			c.column(p, expected, *actual)
			continue
		}
		finding := Finding{
			Code: CodeColumnMissing, Table: p.expected.Name.String(), Object: expected.Name,
			Expected: describe(expected), Actual: nothing, Breaks: namingColumns(), sides: sides{expected: expected},
		}
		if actual := p.actual.Column(renamed[expected.Name]); actual != nil {
			finding.Code, finding.sides.actual = CodeColumnName, *actual
			finding.Expected, finding.Actual = expected.Name, actual.Name
		}
		c.add(finding)
	}
	for _, name := range p.extra {
		actual := *p.actual.Column(name)
		if !isValue(renamed, name) {
			c.add(Finding{
				Code: CodeColumnExtra, Table: p.expected.Name.String(), Object: name, Expected: nothing, Actual: describe(actual),
				Breaks: when(needsValue(actual) && holdsRows(p.actual.Kind), inserting()), sides: sides{actual: actual},
			})
		}
	}
}

// renamedColumns finds the columns that exist under another name: a missing and an
// extra one that nothing else tells apart, and no third.
func renamedColumns(p pair) map[string]string {
	candidates, of := map[string][]string{}, map[string]int{}
	for _, missing := range p.missing {
		for _, extra := range p.extra {
			if sameButName(p, *p.expected.Column(missing), *p.actual.Column(extra)) {
				candidates[missing] = append(candidates[missing], extra)
				of[extra]++
			}
		}
	}
	renamed := map[string]string{}
	for missing, names := range candidates {
		if len(names) == 1 && of[names[0]] == 1 {
			renamed[missing] = names[0]
		}
	}
	return renamed
}

func isValue(names map[string]string, name string) bool {
	for _, value := range names {
		if value == name {
			return true
		}
	}
	return false
}

func sameButName(p pair, expected, actual structure.Column) bool {
	isView := !holdsRows(p.actual.Kind)
	return expected.Type.Is(actual.Type) && (isView || expected.NotNull == actual.NotNull && expected.Serial == actual.Serial &&
		expected.Generated == actual.Generated && (expected.AnyDefault || sameDefault(p, expected, actual).Result == expression.Equal))
}

// sameDefault compares the defaults of two columns, or the expressions that compute them.
func sameDefault(p pair, expected, actual structure.Column) expression.Outcome {
	switch {
	case expected.Serial && actual.Serial:
		return equal
	case (expected.Default == "") != (actual.Default == ""):
		return different
	}
	return p.meanings.ofDefault(expected.Default, actual.Default, actual.Type)
}

func (c *comparison) column(p pair, expected, actual structure.Column) {
	c.columnType(p, expected, actual)
	if !holdsRows(p.actual.Kind) {
		return
	}
	if expected.NotNull != actual.NotNull || actual.NotNull && actual.NotValid {
		null := columnFinding(p, expected, actual)
		null.Code, null.Expected, null.Actual = CodeColumnNull, nullability(expected), nullability(actual)
		null.Breaks = when(!expected.NotNull && actual.NotNull, writing())
		c.add(null)
	}
	if !sameName(expected.Collation, actual.Collation) {
		collation := columnFinding(p, expected, actual)
		collation.Code, collation.Expected, collation.Actual = CodeColumnCollation, collationText(expected), collationText(actual)
		c.add(collation)
	}
	if !expected.AnyDefault && !sameConstant(p, expected, actual) {
		c.columnValue(p, expected, actual)
	}
}

// sameConstant reports whether neither column has more than a default, which is the
// same: what most columns have, and nothing to build a finding for.
func sameConstant(p pair, expected, actual structure.Column) bool {
	more := expected.Serial || expected.Generated || expected.Identity != "" || actual.Serial || actual.Generated || actual.Identity != ""
	return !more && sameDefault(p, expected, actual).Result == expression.Equal
}

// columnFinding begins a finding about a column that both sides have.
func columnFinding(p pair, expected, actual structure.Column) Finding {
	return Finding{Table: p.expected.Name.String(), Object: expected.Name, sides: sides{expected, actual}}
}

func (c *comparison) columnType(p pair, expected, actual structure.Column) {
	if expected.Type.Is(actual.Type) {
		return
	}
	finding := columnFinding(p, expected, actual)
	finding.Code, finding.Expected, finding.Actual = CodeColumnType, expected.Type.String(), actual.Type.String()
	if expected.Type.Name == actual.Type.Name && expected.Type.Array == actual.Type.Array {
		finding.Code = CodeColumnLength
		finding.Breaks = when(isShorter(actual.Type, expected.Type), writing())
	} else if !sameFamily(expected.Type, actual.Type) {
		finding.Breaks = namingColumns()
	}
	c.add(finding)
}

// columnValue compares where the value comes from if a row is written without one: an
// expression over other columns, an identity, a sequence or a default.
func (c *comparison) columnValue(p pair, expected, actual structure.Column) {
	finding := columnFinding(p, expected, actual)
	finding.Expected, finding.Actual = valueText(expected), valueText(actual)
	finding.Breaks = when(!needsValue(expected) && needsValue(actual), inserting())
	outcome := different
	switch {
	case expected.Generated && overlap(expression.Words(expected.Default), p.missing):
		return
	case expected.Generated || actual.Generated:
		finding.Code = CodeColumnGenerated
		if expected.Generated == actual.Generated && expected.Virtual == actual.Virtual {
			outcome = sameDefault(p, expected, actual)
		}
		if !expected.Generated {
			finding.Breaks = writing()
		}
	case expected.Identity != "" || actual.Identity != "":
		finding.Code = CodeColumnIdentity
		if outcome = sameIdentity(expected, actual); expected.Serial && actual.Serial && expected.Identity == "" {
			finding.Severity = SeverityWarning // Only rows that bring a number along are refused.
		}
		if !expected.Serial && actual.Identity == always {
			finding.Breaks = writing()
		}
	case expected.Serial && takesSequence(actual):
		return // Whose it is, is a question about the sequence.
	default:
		finding.Code = CodeColumnDefault
		if !expected.Serial {
			outcome = sameDefault(p, expected, actual)
		}
	}
	c.judge(outcome, finding)
}

const always = "ALWAYS"

// sameIdentity compares two columns of which one is an identity. For a model that
// only asks for numbers an identity is as good as a sequence, as long as a row may
// bring its own number.
func sameIdentity(expected, actual structure.Column) expression.Outcome {
	if expected.Identity == actual.Identity || expected.Identity == "" && expected.Serial && actual.Identity != always {
		return equal
	}
	return different
}

func takesSequence(column structure.Column) bool {
	return column.Serial || strings.HasPrefix(column.Default, "nextval(")
}

// sameName compares the name of a collation or an operator class. A model may leave
// out a schema that the search path leads to.
func sameName(expected, actual string) bool {
	return expected == actual || expected != "" && strings.HasSuffix(actual, "."+expected)
}

func collationText(column structure.Column) string {
	if column.Collation == "" {
		return "the collation of its type"
	}
	return "collation " + column.Collation
}

func valueText(column structure.Column) string {
	switch {
	case column.Virtual:
		return "generated as " + column.Default + " when it is read"
	case column.Generated:
		return "generated as " + column.Default
	case column.Identity != "":
		return "generated " + strings.ToLower(column.Identity) + " as identity"
	case column.Default != "":
		return "default " + column.Default
	case column.Serial:
		return ownSequence
	}
	return "no default"
}

func nullability(column structure.Column) string {
	switch {
	case column.NotNull && column.NotValid:
		return "not null, without proof for the rows before it (not valid)"
	case column.NotNull:
		return "not null"
	}
	return "nullable"
}

func describe(column structure.Column) string {
	parts := []string{column.Type.String()}
	if column.Collation != "" {
		parts = append(parts, "collate "+structure.Quote(column.Collation))
	}
	if column.NotNull {
		parts = append(parts, "not null")
	}
	if column.Default != "" || column.Identity != "" {
		parts = append(parts, valueText(column))
	}
	return strings.Join(slices.Clip(parts), " ")
}
