package schema

import (
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// indexes compares indexes and unique rules. A unique index and the index behind
// a unique constraint enforce the same rule, so either satisfies the other.
func (c *comparison) indexes(p pair) {
	sameIndex := func(result expression.Result) func(expected, actual structure.Index) bool {
		return func(expected, actual structure.Index) bool {
			return differentShape(expected, actual) == "" &&
				all(p.meanings.ofKeys(expected, actual), p.meanings.of(expected.Predicate, actual.Predicate)).Result == result
		}
	}
	pairs, missing, extra := match(p.expected.Indexes, p.actual.Indexes,
		func(expected, actual structure.Index) bool { return expected.Name == actual.Name },
		sameIndex(expression.Equal),
		sameIndex(expression.Undetermined),
	)
	for _, pair := range pairs {
		c.index(p, pair.expected, pair.actual)
	}
	for _, index := range missing {
		c.missingIndex(p, index)
	}
	for _, index := range extra {
		c.extraIndex(p, index)
	}
}

// index makes one finding at most about two indexes that are held for the same.
func (c *comparison) index(p pair, expected, actual structure.Index) {
	table := p.expected.Name.String()
	finding := Finding{
		Code: differentShape(expected, actual), Table: table, Object: expected.Name,
		Expected: indexText(expected), Actual: indexText(actual), sides: sides{expected, actual},
	}
	if finding.Code != "" {
		c.add(finding)
		return
	}
	keys, predicate := p.meanings.ofKeys(expected, actual), p.meanings.of(expected.Predicate, actual.Predicate)
	outcome := all(keys, predicate)
	switch {
	case outcome.Result == expression.Equal && expected.Name != actual.Name:
		c.add(Finding{
			Code: CodeIndexName, Severity: SeverityWarning, Table: table, Object: expected.Name,
			Expected: expected.Name, Actual: actual.Name, sides: sides{expected, actual},
		})
		return
	case keys.Result == expression.Different:
		finding.Code = CodeIndexKeys
	default:
		finding.Code = CodeIndexPredicate
	}
	c.judge(outcome, finding)
}

// differentShape returns the code for what tells two indexes apart whatever their
// expressions mean, or nothing.
func differentShape(expected, actual structure.Index) Code {
	switch {
	case expected.Unique != actual.Unique || expected.Exclusion != actual.Exclusion:
		return CodeIndexUnique
	case expected.Method != actual.Method:
		return CodeIndexMethod
	case !slices.EqualFunc(expected.Keys, actual.Keys, sameKey):
		return CodeIndexKeys
	case (expected.Predicate == "") != (actual.Predicate == ""):
		return CodeIndexPredicate
	}
	return ""
}

// sameKey compares all of a key but the text of its expression.
func sameKey(a, b structure.IndexKey) bool {
	return a.Column == b.Column && a.Descending == b.Descending && a.NullsFirst == b.NullsFirst
}

// ofKeys compares the expressions among the keys of two indexes of one shape.
func (m meanings) ofKeys(expected, actual structure.Index) expression.Outcome {
	var outcomes []expression.Outcome
	for i, key := range expected.Keys {
		outcomes = append(outcomes, m.of(key.Expression, actual.Keys[i].Expression))
	}
	return all(outcomes...)
}

func (c *comparison) missingIndex(p pair, expected structure.Index) {
	if overlap(reads(expected), p.missing) {
		return
	}
	code := CodeIndexMissing
	if expected.Unique {
		code = CodeUniqueMissing
	}
	c.add(Finding{
		Code: code, Table: p.expected.Name.String(), Object: expected.Name,
		Expected: indexText(expected), Actual: nothing, sides: sides{expected: expected},
	})
}

func (c *comparison) extraIndex(p pair, extra structure.Index) {
	if overlap(reads(extra), p.extra) {
		return
	}
	finding := Finding{
		Code: CodeIndexExtra, Severity: SeverityWarning, Table: p.expected.Name.String(), Object: extra.Name,
		Expected: nothing, Actual: indexText(extra), sides: sides{actual: extra},
	}
	if extra.Unique || extra.Exclusion {
		finding.Code, finding.Severity = CodeUniqueExtra, SeverityDifference
	}
	c.add(finding)
}

// reads lists the names that an index reads; words that are no columns do no harm.
func reads(index structure.Index) []string {
	names := expression.Words(index.Predicate)
	for _, key := range index.Keys {
		names = append(names, key.Column)
		names = append(names, expression.Words(key.Expression)...)
	}
	return names
}

func indexText(index structure.Index) string {
	keys := make([]string, len(index.Keys))
	for i, key := range index.Keys {
		keys[i] = key.Column + key.Expression
		if key.Descending {
			keys[i] += " desc"
		}
		if key.NullsFirst != key.Descending {
			keys[i] += map[bool]string{true: " nulls first", false: " nulls last"}[key.NullsFirst]
		}
	}
	text := "index (" + strings.Join(keys, ", ") + ")"
	if index.Exclusion {
		text = "exclusion constraint (" + strings.Join(keys, ", ") + ")"
	}
	if index.Method != "btree" {
		text = index.Method + " " + text
	}
	if index.Unique {
		text = "unique " + text
	}
	if index.Predicate != "" {
		text += " where " + index.Predicate
	}
	return text
}
