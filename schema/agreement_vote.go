package schema

import (
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// vote lets the validate tag say which of the two others is wrong, where GORM's tags
// and the database differ and nothing else tells: the one with which it does not agree.
func (a *agreement) vote(findings []Finding) {
	disputed := map[string][]*Finding{}
	for i := range findings {
		switch f := &findings[i]; f.Code {
		case CodeColumnNull, CodeColumnLength, CodeCheckExpression, CodeCheckMissing, CodeCheckExtra:
			if f.Wrong == "" {
				disputed[f.Table] = append(disputed[f.Table], f)
			}
		}
	}
	if len(disputed) == 0 {
		return
	}
	for _, parsed := range a.models.parsed {
		about := disputed[structure.ParseName(parsed.Table).In(a.live.Server.CurrentSchema).String()]
		if len(about) == 0 {
			continue
		}
		a.columns(parsed, func(t triple, live *holder, _ bool, modelled func() *holder) {
			for _, f := range about {
				if t.allowed.states() && f.Wrong == "" && concerns(*f, t.field.DBName) {
					f.Wrong = t.vote(*f, *live, *modelled())
				}
			}
		})
	}
}

// vote names the side that is wrong, if the validate tag tells.
func (t triple) vote(f Finding, live, modelled holder) Side {
	values := func(h holder) int { return len(t.lengths(h)) + len(t.ranges(h)) + len(t.valueSets(h)) }
	if f.Code == CodeColumnNull {
		values = func(h holder) int { return len(t.presence(h)) }
	}
	bounds := t.allowed.values != nil || !t.allowed.stated.IsWhole()
	switch objections, others := values(live), values(modelled); {
	case f.Code == CodeCheckMissing && bounds && others == 0:
		return SideDatabase // The tag knows the rule as well.
	case f.Code == CodeCheckExtra && bounds && objections == 0:
		return SideModel
	case objections > 0 && others == 0:
		return SideDatabase
	case objections == 0 && others > 0:
		return SideModel
	}
	return ""
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
