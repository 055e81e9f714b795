package expression

import (
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// SameCheck reports whether two checks certainly demand the same of a column, and of
// nothing else. It is for what most checks are, a list of values or a range of whole
// numbers; whatever it does not understand is not the same, and left to the server.
//
// It knows no type whose values compare otherwise than they are written, no cast that a
// person writes, which may change a value, and no NULL, of which more can be said.
func SameCheck(written, printed, column string, of structure.Type) bool {
	plain := []string{"text", "character varying", "smallint", "integer"}
	if of.Array || !slices.Contains(plain, of.Name) || hasCast(written) {
		return false
	}
	a, b := Read(written, column), Read(printed, column)
	return a.Exact && b.Exact && a.Null && b.Null && a.Range.same(b.Range) && a.Length.same(b.Length) &&
		(a.Values == nil) == (b.Values == nil) && isSubset(a.Values, b.Values) && isSubset(b.Values, a.Values)
}

func hasCast(text string) bool {
	return slices.ContainsFunc(tokenize(text), func(t token) bool { return t.is("::") || t.is("cast") || t.is("null") })
}

func isSubset(some, all []string) bool {
	return !slices.ContainsFunc(some, func(value string) bool { return !slices.Contains(all, value) })
}

// same reports whether two intervals have the same bounds.
func (i Interval) same(other Interval) bool {
	return !i.ReachesBelow(other) && !i.ReachesAbove(other) && !other.ReachesBelow(i) && !other.ReachesAbove(i)
}
