package schema

import (
	"fmt"
	"reflect"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
)

// ranges compares which numbers pass: by the validate tag, and by the type and the
// checks of the column.
func (t triple) ranges(h holder) []Finding {
	if t.kind != kindNumber || t.allowed.values != nil {
		return nil
	}
	var findings []Finding
	bounds := t.whole(h, t.allowed.stated)
	if isUnsigned(t.field.IndirectFieldType) {
		least := int64(0)
		if t.allowed.Has("required") {
			least = 1
		}
		bounds = bounds.And(expression.Interval{Low: number(least)})
	}
	for _, limit := range h.limits {
		numbers := t.whole(h, limit.domain.Range)
		reason := func() string {
			return fmt.Sprintf("the tag lets %s pass, the database %s", rangeText(bounds), rangeText(numbers))
		}
		switch {
		case numbers.IsWhole():
		case exceeds(t.allowed.stated, bounds, numbers):
			findings = append(findings, t.validation(CodeValidateRange, limit.text, reason(), StatementInsert, StatementUpdate))
		case !limit.check:
			// What no one writes in practice needs no bound of its own.
		case t.isUnbounded(bounds, numbers):
			findings = append(findings, t.validation(CodeValidateUnbounded, limit.text,
				"the database accepts "+rangeText(numbers)+", the tag "+rangeText(bounds)))
		case numbers.ReachesAbove(bounds) && numbers.High != nil || numbers.ReachesBelow(bounds) && numbers.Low != nil:
			findings = append(findings, t.validation(CodeValidateStricter, limit.text, reason()))
		}
	}
	return findings
}

// whole makes closed bounds of open ones where there are whole numbers only, so that
// gt=0 is the same as gte=1.
func (t triple) whole(h holder, i expression.Interval) expression.Interval {
	if _, isWhole := integers[h.column.Type.Name]; isWhole || isInteger(t.field.IndirectFieldType) {
		return i.Integers()
	}
	return i
}

// rangeText says in words which numbers an interval holds.
func rangeText(i expression.Interval) string {
	switch {
	case i.Low == nil && i.High == nil:
		return "any number"
	case i.High == nil:
		return "numbers " + edge(i.Low, "above ", "from ")
	case i.Low == nil:
		return "numbers " + edge(i.High, "below ", "up to ")
	case i.Low.Value.Cmp(i.High.Value) == 0:
		return "only " + expression.Numeral(i.Low.Value)
	}
	return "numbers " + edge(i.Low, "above ", "from ") + edge(i.High, " to below ", " to ")
}

func edge(bound *expression.Bound, open, closed string) string {
	if bound.Open {
		return open + expression.Numeral(bound.Value)
	}
	return closed + expression.Numeral(bound.Value)
}

func isUnsigned(t reflect.Type) bool { return reflect.Uint <= t.Kind() && t.Kind() <= reflect.Uint64 }
