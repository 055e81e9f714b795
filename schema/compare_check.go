package schema

import (
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (c *comparison) checks(p pair) {
	table := p.expected.Name.String()
	sameRule := func(result expression.Result) func(expected, actual structure.Check) bool {
		return func(expected, actual structure.Check) bool {
			return readsAll(expected, actual.Columns) && p.ofCheck(expected, actual).Result == result
		}
	}
	pairs, missing, extra := match(p.expected.Checks, p.actual.Checks,
		func(expected, actual structure.Check) bool { return expected.Name == actual.Name },
		sameRule(expression.Equal),
		sameRule(expression.Undetermined),
	)
	for _, pair := range pairs {
		c.check(p, pair.expected, pair.actual)
	}
	for _, check := range missing {
		if !overlap(expression.Words(check.Expression), p.missing) {
			c.add(Finding{
				Code: CodeCheckMissing, Table: table, Object: check.Name,
				Expected: checkText(check), Actual: nothing, sides: sides{expected: check},
			})
		}
	}
	for _, check := range extra {
		if !overlap(check.Columns, p.extra) {
			c.add(Finding{
				Code: CodeCheckExtra, Table: table, Object: check.Name,
				Expected: nothing, Actual: checkText(check), Breaks: writing(), sides: sides{actual: check},
			})
		}
	}
}

// check makes one finding at most about two checks that are held for the same.
func (c *comparison) check(p pair, expected, actual structure.Check) {
	if len(p.missing) > 0 && overlap(expression.Words(expected.Expression), p.missing) {
		return
	}
	finding := Finding{
		Code: CodeCheckExpression, Table: p.expected.Name.String(), Object: expected.Name,
		Expected: checkText(expected), Actual: checkText(actual), sides: sides{expected, actual},
	}
	outcome := p.ofCheck(expected, actual)
	switch {
	case outcome.Result != expression.Equal:
		finding.Breaks = writing()
		c.judge(outcome, finding)
	case actual.NotValid:
		finding.Code, finding.Wrong = CodeCheckNotValid, SideDatabase
		c.add(finding)
	case expected.Name != actual.Name:
		finding.Code, finding.Expected, finding.Actual = CodeCheckName, expected.Name, actual.Name
		c.add(finding)
	}
}

// ofCheck compares two checks, and asks the server only about those of which more is to
// be understood.
func (p pair) ofCheck(expected, actual structure.Check) expression.Outcome {
	if len(actual.Columns) == 1 {
		column := p.actual.Column(actual.Columns[0])
		if column.Collation == "" && expression.SameCheck(expected.Expression, actual.Expression, column.Name, column.Type) {
			return equal
		}
	}
	return p.of(expected.Expression, actual.Expression)
}

// readsAll reports whether a check of a model reads all the columns. One that
// does not cannot mean the same as a check that reads them.
func readsAll(check structure.Check, columns []string) bool {
	words := expression.Words(check.Expression)
	return !slices.ContainsFunc(columns, func(column string) bool { return !slices.Contains(words, column) })
}

func checkText(check structure.Check) string {
	return "check (" + check.Expression + ")" + notValidText(check.NotValid)
}
