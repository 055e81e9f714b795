package schema

import (
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// vote lets the validate tag say which of the two others is wrong, where GORM's tags
// and the database differ and nothing else tells: the one with which it does not agree.
func (a agreement) vote(t triple, live, modelled holder) {
	if !t.allowed.states() {
		return
	}
	for i := range a.report.Findings {
		f := &a.report.Findings[i]
		if f.Table != t.table || f.Wrong != "" || !concerns(*f, t.field.DBName) {
			continue
		}
		values := func(h holder) int { return len(slices.Concat(t.lengths(h), t.ranges(h), t.valueSets(h))) }
		if f.Code == CodeColumnNull {
			values = func(h holder) int { return len(t.presence(h)) }
		}
		bounds := t.allowed.values != nil || !t.allowed.stated.IsWhole()
		switch objections, others := values(live), values(modelled); {
		case f.Code == CodeCheckMissing && bounds && others == 0:
			f.Wrong = SideDatabase // The tag knows the rule as well.
		case f.Code == CodeCheckExtra && bounds && objections == 0:
			f.Wrong = SideModel
		case objections > 0 && others == 0:
			f.Wrong = SideDatabase
		case objections == 0 && others > 0:
			f.Wrong = SideModel
		}
	}
}

// concerns reports whether a finding is about what a validate tag says of a column.
func concerns(f Finding, column string) bool {
	switch f.Code {
	case CodeColumnNull, CodeColumnLength:
		return f.Object == column
	case CodeCheckExpression, CodeCheckMissing, CodeCheckExtra:
		for _, side := range []any{f.sides.expected, f.sides.actual} {
			if check, is := side.(structure.Check); is && slices.Contains(check.Columns, column) {
				return true
			}
		}
	}
	return false
}
