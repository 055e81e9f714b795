package schema

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// meanings says whether two expressions over the columns of one table mean the
// same. What only the server can tell is held for different until it is asked,
// so a comparison that left something open has to be made again.
type meanings struct {
	outcomes map[expression.Pair]*expression.Outcome
	forms    normalForms
}

func newMeanings(forms normalForms) meanings {
	return meanings{map[expression.Pair]*expression.Outcome{}, forms}
}

// normalForms are those of the texts that a comparison has met. Policies of many tables
// read alike.
type normalForms map[string]string

// same reports whether two texts have the same normal form.
func (f normalForms) same(a, b string) bool { return a == b || f.of(a) == f.of(b) }

func (f normalForms) of(text string) string {
	form, met := f[text]
	if !met {
		form = expression.Normal(text)
		f[text] = form
	}
	return form
}

var (
	equal     = expression.Outcome{Result: expression.Equal}
	different = expression.Outcome{Result: expression.Different}
)

// of compares two expressions.
func (m meanings) of(expected, actual string) expression.Outcome {
	if m.forms.same(expected, actual) {
		return equal
	}
	return m.pair(expression.Pair{Expected: expected, Actual: actual})
}

// of compares two expressions over the columns of the table.
func (p pair) of(expected, actual string) expression.Outcome {
	if expected != actual && expression.SamePrinted(expected, actual, p.actual.Column) {
		return equal
	}
	return p.meanings.of(expected, actual)
}

// ofKind compares two texts of another kind than expressions over a row, either of which
// may be missing.
func (m meanings) ofKind(kind expression.Kind, expected, actual string) expression.Outcome {
	switch {
	case m.forms.same(expected, actual):
		return equal
	case expected == "" || actual == "":
		return different
	case kind != expression.Query && expression.SamePrinted(expected, actual, noColumn):
		return equal
	}
	return m.pair(expression.Pair{Expected: expected, Actual: actual, Kind: kind})
}

// noColumn looks up no column, so that whatever stands beside a string is left to the server.
func noColumn(string) *structure.Column { return nil }

// ofDefault compares two defaults of a column by the value that they give to it.
func (m meanings) ofDefault(expected, actual string, column structure.Type) expression.Outcome {
	if expected == actual || expression.NormalDefault(expected, column.Name) == expression.NormalDefault(actual, column.Name) {
		return equal
	}
	return m.pair(expression.Pair{Expected: expected, Actual: actual, Type: column.String()})
}

func (m meanings) pair(p expression.Pair) expression.Outcome {
	if outcome := m.outcomes[p]; outcome != nil {
		return *outcome
	}
	m.outcomes[p] = nil
	return different
}

// all is the outcome for things that mean the same if each of their parts does.
func all(outcomes ...expression.Outcome) expression.Outcome {
	result := equal
	for _, outcome := range outcomes {
		if outcome.Result == expression.Different || result.Result == expression.Equal {
			result = outcome
		}
	}
	return result
}

// open lists what the server has to be asked about a table, in an order that depends
// on nothing else. From then on the outcomes are where its answers belong.
func (m meanings) open(table structure.Name) []expression.Question {
	var open []expression.Question
	for p, outcome := range m.outcomes {
		if outcome == nil {
			m.outcomes[p] = new(expression.Outcome)
			open = append(open, expression.Question{Table: table, Pair: p, Outcome: m.outcomes[p]})
		}
	}
	slices.SortFunc(open, func(a, b expression.Question) int {
		return cmp.Or(cmp.Compare(a.Expected, b.Expected), cmp.Compare(a.Actual, b.Actual), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Kind, b.Kind))
	})
	return open
}

// judge adds a finding unless both sides mean the same.
func (c *comparison) judge(outcome expression.Outcome, finding Finding) {
	switch outcome.Result {
	case expression.Equal:
		return
	case expression.Undetermined:
		finding.Code, finding.Severity, finding.Breaks = CodeUndetermined, SeverityUndetermined, nil
		finding.Actual += fmt.Sprintf(", which the server could not compare (%v)", outcome.Reason)
	}
	c.add(finding)
}
