package schema

import (
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// indexes compares indexes and unique rules. A unique index and the index behind
// a unique constraint enforce the same rule, so either satisfies the other.
func (c *comparison) indexes(p pair, q *questions) {
	left := slices.Clone(p.actual.Indexes)
	take := func(match func(structure.Index) bool) *structure.Index {
		at := slices.IndexFunc(left, match)
		if at < 0 {
			return nil
		}
		index := left[at]
		left = slices.Delete(left, at, at+1)
		return &index
	}
	var unmatched []structure.Index
	for _, expected := range p.expected.Indexes {
		if actual := take(func(x structure.Index) bool { return x.Name == expected.Name }); actual != nil {
			c.index(p, q, expected, *actual)
			continue
		}
		unmatched = append(unmatched, expected)
	}
	for _, expected := range unmatched {
		if actual := take(func(x structure.Index) bool { return sameIndex(expected, x) }); actual != nil {
			c.add(Finding{
				Code: CodeIndexName, Severity: WarningLevel, Table: p.expected.Name.String(), Object: expected.Name,
				Expected: expected.Name, Actual: actual.Name,
			})
			continue
		}
		c.missingIndex(p, expected)
	}
	for _, extra := range left {
		c.extraIndex(p, extra)
	}
}

func (c *comparison) missingIndex(p pair, expected structure.Index) {
	if overlap(reads(expected), c.missingColumns[p.expected.Name]) {
		return
	}
	code := CodeIndexMissing
	if expected.Unique {
		code = CodeUniqueMissing
	}
	c.add(Finding{
		Code: code, Table: p.expected.Name.String(), Object: expected.Name,
		Expected: indexText(expected), Actual: nothing,
	})
}

func (c *comparison) extraIndex(p pair, extra structure.Index) {
	if overlap(reads(extra), missing(p.actual, p.expected)) {
		return
	}
	finding := Finding{
		Code: CodeIndexExtra, Severity: WarningLevel, Table: p.expected.Name.String(), Object: extra.Name,
		Expected: nothing, Actual: indexText(extra),
	}
	if extra.Unique || extra.Exclusion {
		finding.Code, finding.Severity = CodeUniqueExtra, Difference
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

func sameIndex(a, b structure.Index) bool {
	return a.Unique == b.Unique && a.Method == b.Method && a.Exclusion == b.Exclusion &&
		expression.Normal(a.Predicate) == expression.Normal(b.Predicate) &&
		slices.EqualFunc(a.Keys, b.Keys, func(x, y structure.IndexKey) bool {
			return sameKey(x, y) && expression.Normal(x.Expression) == expression.Normal(y.Expression)
		})
}

// sameKey compares all of a key but the text of its expression.
func sameKey(a, b structure.IndexKey) bool {
	return a.Column == b.Column && a.Descending == b.Descending && a.NullsFirst == b.NullsFirst
}

// index compares two indexes of one name and makes one finding at most, unless
// the server has to be asked about expressions.
func (c *comparison) index(p pair, q *questions, expected, actual structure.Index) {
	finding := Finding{
		Table: p.expected.Name.String(), Object: expected.Name,
		Expected: indexText(expected), Actual: indexText(actual),
	}
	switch {
	case expected.Unique != actual.Unique:
		finding.Code = CodeIndexUnique
	case expected.Method != actual.Method:
		finding.Code = CodeIndexMethod
	case !slices.EqualFunc(expected.Keys, actual.Keys, sameKey):
		finding.Code = CodeIndexKeys
	case (expected.Predicate == "") != (actual.Predicate == ""):
		finding.Code = CodeIndexPredicate
	default:
		indexExpressions(q, expected, actual, finding)
		return
	}
	c.add(finding)
}

func indexExpressions(q *questions, expected, actual structure.Index, finding Finding) {
	for i, key := range expected.Keys {
		if expression.Normal(key.Expression) != expression.Normal(actual.Keys[i].Expression) {
			finding.Code = CodeIndexKeys
			q.add(expression.Pair{Expected: key.Expression, Actual: actual.Keys[i].Expression}, finding)
		}
	}
	if expression.Normal(expected.Predicate) != expression.Normal(actual.Predicate) {
		finding.Code = CodeIndexPredicate
		q.add(expression.Pair{Expected: expected.Predicate, Actual: actual.Predicate}, finding)
	}
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
