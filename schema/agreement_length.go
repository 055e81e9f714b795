package schema

import (
	"fmt"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
)

// lengths compares how long a text may be: by the validate tag, which counts
// characters, and by the type and the checks of the column, which do so too.
func (t triple) lengths(h holder) []Finding {
	if t.kind != kindText {
		return nil
	}
	var findings []Finding
	for _, limit := range h.limits {
		if limit.domain.Length.IsWhole() {
			continue
		}
		length := limit.domain.Length.Integers()
		switch bounds := t.allowed.bounds().Integers(); {
		case t.formDoesNotFit(length):
			findings = append(findings, t.validation(CodeFormatLength, limit.text,
				"a text of the form that the tag asks for has "+lengthText(t.allowed.form), StatementInsert, StatementUpdate))
		case exceeds(t.allowed.stated, bounds, length):
			findings = append(findings, t.validation(CodeValidateLength, limit.text,
				fmt.Sprintf("the tag lets %s pass, the database %s", lengthText(bounds), lengthText(length)), StatementInsert, StatementUpdate))
		case t.isUnbounded(bounds, length):
			findings = append(findings, t.validation(CodeValidateUnbounded, limit.text,
				"the database accepts "+lengthText(length)+", of which the tag says nothing"))
		case t.allowed.stated.High != nil && length.ReachesAbove(bounds) && t.allowed.values == nil:
			findings = append(findings, t.validation(CodeValidateStricter, limit.text,
				fmt.Sprintf("the tag lets %s pass, the database %s", lengthText(bounds), lengthText(length))))
		}
	}
	return findings
}

// formDoesNotFit reports whether texts of the form are refused, and the tag bounds
// them no further.
func (t triple) formDoesNotFit(length expression.Interval) bool {
	form := t.allowed.form
	if form.High == nil || length.High == nil {
		return false
	}
	tooLong := form.ReachesAbove(length) && t.allowed.stated.High == nil
	return tooLong || form.Low.Value.Cmp(length.High.Value) > 0
}

// exceeds reports whether a bound that the tag states lets through what a limit
// refuses.
func exceeds(stated, bounds, limit expression.Interval) bool {
	return stated.High != nil && bounds.ReachesAbove(limit) || stated.Low != nil && bounds.ReachesBelow(limit)
}

// isUnbounded reports whether the tag, of which all rules are known, says nothing of a
// bound that the database has.
func (t triple) isUnbounded(bounds, limit expression.Interval) bool {
	return !t.allowed.open && t.allowed.values == nil &&
		(bounds.High == nil && limit.High != nil || bounds.ReachesBelow(limit) && t.allowed.stated.Low == nil)
}

// lengthText says in words how long a text is.
func lengthText(i expression.Interval) string {
	low, high := i.Low, i.High
	switch {
	case high == nil:
		return characters("at least ", low)
	case low == nil || low.Value.Sign() <= 0:
		return characters("at most ", high)
	case low.Value.Cmp(high.Value) == 0:
		return characters("", high)
	}
	return expression.Numeral(low.Value) + characters(" to ", high)
}

func characters(words string, bound *expression.Bound) string {
	text := words + expression.Numeral(bound.Value) + " character"
	if bound.Value.Cmp(number(1).Value) != 0 {
		text += "s"
	}
	return text
}
