package schema

import (
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (c *comparison) checks(p pair, q *questions) {
	table := p.expected.Name.String()
	left := slices.Clone(p.actual.Checks)
	take := func(match func(structure.Check) bool) *structure.Check {
		at := slices.IndexFunc(left, match)
		if at < 0 {
			return nil
		}
		check := left[at]
		left = slices.Delete(left, at, at+1)
		return &check
	}
	for _, expected := range p.expected.Checks {
		normal := expression.Normal(expected.Expression)
		actual := take(func(k structure.Check) bool { return k.Name == expected.Name })
		if actual == nil {
			actual = take(func(k structure.Check) bool { return expression.Normal(k.Expression) == normal })
		}
		switch {
		case actual == nil:
			if !overlap(expression.Words(expected.Expression), c.missingColumns[p.expected.Name]) {
				c.add(Finding{
					Code: CodeCheckMissing, Table: table, Object: expected.Name,
					Expected: checkText(expected), Actual: nothing,
				})
			}
		case expected.Name != actual.Name:
			c.add(Finding{
				Code: CodeCheckName, Severity: WarningLevel, Table: table, Object: expected.Name,
				Expected: expected.Name, Actual: actual.Name,
			})
		case expression.Normal(actual.Expression) != normal:
			q.add(expression.Pair{Expected: expected.Expression, Actual: actual.Expression}, Finding{
				Code: CodeCheckExpression, Object: expected.Name,
				Expected: checkText(expected), Actual: checkText(*actual),
			})
		}
	}
	for _, extra := range left {
		if !overlap(extra.Columns, missing(p.actual, p.expected)) {
			c.add(Finding{
				Code: CodeCheckExtra, Table: table, Object: extra.Name,
				Expected: nothing, Actual: checkText(extra),
			})
		}
	}
}

func checkText(check structure.Check) string { return "check (" + check.Expression + ")" }
