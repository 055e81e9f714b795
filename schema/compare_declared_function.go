package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (c *comparison) functions() {
	pairs, missing, extra := matchNamed(c.declared.Functions, c.live.Functions,
		func(function structure.Function) structure.Name { return function.Name }, sameSignature)
	for _, pair := range pairs {
		c.function(pair.expected, pair.actual)
	}
	for _, function := range missing {
		finding := Finding{
			Code: CodeFunctionMissing, Table: signature(function), Expected: functionText(function), Actual: nothing,
			Breaks: []Statement{StatementSelect}, sides: sides{expected: function},
		}
		if function.Returns == "trigger" {
			finding.Breaks = nil // The triggers that would call it are missing as well.
		}
		c.add(finding)
	}
	for _, function := range extra {
		if c.declared.owns(function.Name) {
			c.add(Finding{
				Code: CodeFunctionExtra, Table: signature(function), Expected: nothing, Actual: functionText(function),
				sides: sides{actual: function},
			})
		}
	}
}

// sameSignature reports whether two functions of one name are the same: whether they
// are handed the same types.
func sameSignature(expected, actual structure.Function) bool {
	handed := slices.DeleteFunc(expression.Arguments(expected.Arguments), func(a expression.Argument) bool { return a.Mode == "out" })
	return slices.EqualFunc(handed, expression.Arguments(actual.Types), func(a, b expression.Argument) bool { return a.Type.Is(b.Type) })
}

func signature(function structure.Function) string {
	return function.Name.String() + "(" + function.Types + ")"
}

func functionText(function structure.Function) string {
	if function.Returns == "" {
		return "a procedure in " + function.Language
	}
	return "a function in " + function.Language + " that returns " + function.Returns
}

func (c *comparison) function(expected, actual structure.Function) {
	finding := Finding{Table: signature(expected), sides: sides{expected, actual}}
	var differing, found []string
	others := properties(actual)
	for i, text := range properties(expected) {
		same := text == others[i] || i == 0 && sameArguments(expected, actual) || i == 1 && sameResult(expected, actual)
		if !same {
			differing, found = append(differing, text), append(found, others[i])
		}
	}
	if len(differing) > 0 {
		finding.Code, finding.Expected, finding.Actual = CodeFunctionDefinition, strings.Join(differing, ", "), strings.Join(found, ", ")
		c.add(finding)
	}
	if line, wanted, got := firstDifference(bodyLines(expected.Body), bodyLines(actual.Body)); line > 0 {
		finding.Code, finding.Expected, finding.Actual = CodeFunctionBody, wanted, got
		finding.Reason = fmt.Sprintf("line %d of the body is the first that differs", line)
		c.add(finding)
	}
}

// properties are what CREATE FUNCTION says beside the body, the arguments and the result
// first.
func properties(f structure.Function) []string {
	return []string{
		"(" + f.Arguments + ")",
		"returns " + cmp.Or(f.Returns, "nothing"),
		"language " + f.Language,
		f.Volatility,
		map[bool]string{true: "strict", false: "called on null input"}[f.Strict],
		map[bool]string{true: "security definer", false: "security invoker"}[f.SecurityDefiner],
		cmp.Or(strings.Join(slices.Sorted(slices.Values(f.Settings)), ", "), "no settings"),
	}
}

func sameArguments(expected, actual structure.Function) bool {
	return slices.EqualFunc(expression.Arguments(expected.Arguments), expression.Arguments(actual.Arguments), func(a, b expression.Argument) bool {
		return a.Mode == b.Mode && a.Name == b.Name && a.Type.Is(b.Type) && a.Default == b.Default
	})
}

func sameResult(expected, actual structure.Function) bool {
	return expression.Normal(expected.Returns) == expression.Normal(actual.Returns) ||
		structure.ParseType(expected.Returns).Is(structure.ParseType(actual.Returns))
}

// bodyLines are the lines of a body without the white space around them that neither
// people nor languages look at.
func bodyLines(body string) []string {
	lines := strings.Split(strings.TrimSpace(body), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\r")
	}
	return lines
}

// firstDifference returns the number of the first line that differs, from 1, and the two
// lines; zero if there is none.
func firstDifference(expected, actual []string) (line int, wanted, got string) {
	for i := range max(len(expected), len(actual)) {
		wanted, got := "the end", "the end"
		if i < len(expected) {
			wanted = cmp.Or(strings.TrimSpace(expected[i]), "an empty line")
		}
		if i < len(actual) {
			got = cmp.Or(strings.TrimSpace(actual[i]), "an empty line")
		}
		if i >= len(expected) || i >= len(actual) || expected[i] != actual[i] {
			return i + 1, wanted, got
		}
	}
	return 0, "", ""
}

func (c *comparison) views() {
	pairs, missing, extra := matchNamed(c.declared.Views, c.live.Views,
		func(view structure.View) structure.Name { return view.Name }, nil)
	for _, pair := range pairs {
		outcome := c.meanings(pair.expected.Name).ofKind(expression.Query, withoutEnd(pair.expected.Query), withoutEnd(pair.actual.Query))
		if pair.expected.Materialized != pair.actual.Materialized {
			outcome = different
		}
		if outcome.Result == expression.Undetermined && c.lacks(expression.Words(pair.expected.Query)) {
			continue
		}
		c.judge(outcome, Finding{
			Code: CodeViewDefinition, Table: pair.expected.Name.String(), Expected: viewText(pair.expected), Actual: viewText(pair.actual),
			sides: sides{pair.expected, pair.actual},
		})
	}
	for _, view := range missing {
		finding := Finding{
			Code: CodeViewMissing, Table: view.Name.String(), Expected: viewText(view), Actual: nothing,
			Breaks: []Statement{StatementSelect}, sides: sides{expected: view},
		}
		if other := c.live.Table(view.Name); other != nil {
			finding.Actual, finding.Breaks = "a "+string(other.Kind), nil
		} else if c.modelled[view.Name] {
			continue // It is the missing table of a model.
		}
		c.add(finding)
	}
	for _, view := range extra {
		if c.declared.owns(view.Name) && !c.modelled[view.Name] {
			c.add(Finding{
				Code: CodeViewExtra, Table: view.Name.String(), Expected: nothing, Actual: viewText(view),
				sides: sides{actual: view},
			})
		}
	}
}

// lacks reports whether one of the names is that of a table or a column of a model that
// the database lacks, which is reported already.
func (c *comparison) lacks(names []string) bool {
	for table := range c.modelled {
		p, found := c.pairs[table]
		if overlap(names, p.missing) || slices.Contains(names, table.Name) && (!found || p.actual.Name != table) {
			return true
		}
	}
	return false
}

// withoutEnd returns a query without the semicolon at its end.
func withoutEnd(query string) string { return strings.TrimRight(query, "; \t\r\n") }

func viewText(view structure.View) string {
	kind := "view as "
	if view.Materialized {
		kind = "materialized view as "
	}
	return kind + strings.Join(strings.Fields(withoutEnd(view.Query)), " ")
}
