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
			return differentShape(p, expected, actual) == "" &&
				all(p.ofKeys(expected, actual), p.of(expected.Predicate, actual.Predicate)).Result == result
		}
	}
	sameName := func(expected, actual structure.Index) bool { return expected.Name == actual.Name }
	pairs, missing, extra := match(p.expected.Indexes, p.actual.Indexes,
		sameName, sameIndex(expression.Equal), sameIndex(expression.Undetermined))
	for _, pair := range pairs {
		c.index(p, pair.expected, pair.actual)
	}
	for _, index := range extra {
		c.extraIndex(p, index)
	}
	unusable, missing, extra := match(missing, p.actual.Unusable, sameName, sameIndex(expression.Equal))
	for _, index := range missing {
		c.missingIndex(p, index)
	}
	for _, pair := range unusable {
		c.unusableIndex(p, &pair.expected, pair.actual)
	}
	for _, index := range extra {
		c.unusableIndex(p, nil, index)
	}
}

// index makes one finding at most about two indexes that are held for the same.
func (c *comparison) index(p pair, expected, actual structure.Index) {
	if len(p.missing) > 0 && overlap(reads(expected), p.missing) {
		return
	}
	shape, keys, predicate := differentShape(p, expected, actual), equal, equal
	if shape == "" {
		keys, predicate = p.ofKeys(expected, actual), p.of(expected.Predicate, actual.Predicate)
		if all(keys, predicate).Result == expression.Equal && expected.Name == actual.Name {
			return // As most are: nothing to build a finding for.
		}
	}
	finding := Finding{
		Code: shape, Table: p.expected.Name.String(), Object: expected.Name,
		Expected: indexText(expected), Actual: indexText(actual), sides: sides{expected, actual},
		Breaks: when(actual.Unique || actual.Exclusion, writing()),
	}
	switch finding.Code {
	case CodeUniqueNulls:
		finding.Breaks = when(actual.NullsNotDistinct, writing())
	case CodeIndexMethod, CodeIndexInclude, CodeUniqueDeferrable:
		finding.Breaks = nil
	}
	outcome := all(keys, predicate)
	switch {
	case finding.Code != "":
		outcome = different
	case outcome.Result == expression.Equal:
		finding.Code, finding.Expected, finding.Actual = CodeIndexName, expected.Name, actual.Name
		finding.Breaks, outcome = nil, different
	case keys.Result == expression.Different:
		finding.Code = CodeIndexKeys
	default:
		finding.Code = CodeIndexPredicate
	}
	c.judge(outcome, finding)
}

// differentShape returns the code for what tells two indexes apart whatever their
// expressions mean, or nothing.
func differentShape(p pair, expected, actual structure.Index) Code {
	switch {
	case expected.Unique != actual.Unique || expected.Exclusion != actual.Exclusion:
		return CodeIndexUnique
	case expected.Method != actual.Method:
		return CodeIndexMethod
	case !slices.EqualFunc(expected.Keys, actual.Keys, sameKey):
		return CodeIndexKeys
	case !slices.EqualFunc(expected.Keys, actual.Keys, sameOperatorClass):
		return CodeIndexOperatorClass
	case !slices.EqualFunc(expected.Keys, actual.Keys, func(e, a structure.IndexKey) bool { return sameCollation(p, e, a) }):
		return CodeIndexCollation
	case len(expected.Include)+len(actual.Include) > 0 &&
		!slices.Equal(slices.Sorted(slices.Values(expected.Include)), slices.Sorted(slices.Values(actual.Include))):
		return CodeIndexInclude
	case (expected.Predicate == "") != (actual.Predicate == ""):
		return CodeIndexPredicate
	case expected.NullsNotDistinct != actual.NullsNotDistinct:
		return CodeUniqueNulls
	case expected.Deferrable != actual.Deferrable:
		return CodeUniqueDeferrable
	}
	return ""
}

// sameKey compares of a key where it stands in the order: all but the text of its
// expression and how its values compare.
func sameKey(a, b structure.IndexKey) bool {
	return a.Column == b.Column && a.Descending == b.Descending && a.NullsFirst == b.NullsFirst
}

// sameOperatorClass allows a model to name the class that goes without saying.
func sameOperatorClass(expected, actual structure.IndexKey) bool {
	return sameName(expected.OperatorClass, actual.OperatorClass) ||
		actual.OperatorClass == "" && expected.OperatorClass == actual.DefaultClass
}

// sameCollation allows a model to name the collation that goes without saying: that of
// the column, or, which the catalog does not tell, of what an expression reads.
func sameCollation(p pair, expected, actual structure.IndexKey) bool {
	if sameName(expected.Collation, actual.Collation) {
		return true
	}
	for _, name := range append(expression.Words(actual.Expression), actual.Column) {
		column := p.actual.Column(name)
		if column == nil {
			continue
		}
		implied := column.Collation
		if actual.Collation == "" && expected.Collation == implied || expected.Collation == "" && actual.Expression != "" && actual.Collation == implied {
			return true
		}
	}
	return false
}

// ofKeys compares the expressions among the keys of two indexes of one shape.
func (p pair) ofKeys(expected, actual structure.Index) expression.Outcome {
	result := equal
	for i, key := range expected.Keys {
		if other := actual.Keys[i].Expression; key.Expression != other {
			result = all(result, p.of(key.Expression, other))
		}
	}
	return result
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
		Code: CodeIndexExtra, Table: p.expected.Name.String(), Object: extra.Name,
		Expected: nothing, Actual: indexText(extra), sides: sides{actual: extra},
	}
	if extra.Unique || extra.Exclusion {
		finding.Code, finding.Breaks = CodeUniqueExtra, writing()
	}
	c.add(finding)
}

// rebuilding matches the names that REINDEX CONCURRENTLY gives to the index that it
// builds and to the one that it replaces.
func rebuilding(name string) bool {
	name = strings.TrimRight(name, "0123456789")
	return strings.HasSuffix(name, "_ccnew") || strings.HasSuffix(name, "_ccold")
}

// unusableIndex reports an index that no query uses, in the place of the one that a
// model asks for or beside those. The latter costs time and room and breaks no
// promise of a model.
func (c *comparison) unusableIndex(p pair, expected *structure.Index, actual structure.Index) {
	finding := Finding{
		Code: CodeIndexInvalid, Table: p.expected.Name.String(), Object: actual.Name,
		Expected: nothing, Actual: indexText(actual) + ", which is not valid", Wrong: SideDatabase, sides: sides{actual: actual},
	}
	switch {
	case expected != nil:
		finding.Object, finding.Expected, finding.sides.expected = expected.Name, indexText(*expected), *expected
	case rebuilding(actual.Name):
		finding.Severity, finding.Reason = SeverityWarning, "REINDEX CONCURRENTLY is in progress, or was and has failed"
	default:
		finding.Severity = SeverityWarning
	}
	if finding.Reason == "" {
		finding.Reason = "CREATE INDEX CONCURRENTLY is in progress, or was and has failed"
	}
	c.add(finding)
}

// reads lists the names that an index reads; words that are no columns do no harm.
func reads(index structure.Index) []string {
	names := slices.Concat(expression.Words(index.Predicate), index.Include)
	for _, key := range index.Keys {
		names = append(names, key.Column)
		names = append(names, expression.Words(key.Expression)...)
	}
	return names
}

func indexText(index structure.Index) string {
	keys := make([]string, len(index.Keys))
	for i, key := range index.Keys {
		keys[i] = keyOfIndexText(key)
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
	if len(index.Include) > 0 {
		text += " include " + list(index.Include)
	}
	if index.NullsNotDistinct {
		text += " nulls not distinct"
	}
	if index.Predicate != "" {
		text += " where " + index.Predicate
	}
	return text + deferrableText(index.Deferrable)
}

func keyOfIndexText(key structure.IndexKey) string {
	text := key.Column + key.Expression
	if key.Collation != "" {
		text += " collate " + structure.Quote(key.Collation)
	}
	if key.OperatorClass != "" {
		text += " " + key.OperatorClass
	}
	if key.Descending {
		text += " desc"
	}
	if key.NullsFirst != key.Descending {
		text += map[bool]string{true: " nulls first", false: " nulls last"}[key.NullsFirst]
	}
	return text
}
