package schema

import (
	"slices"
	"strconv"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// What fails as things are now is told by the kind of difference and, here, by which
// side is the stricter one.

func everyStatement() []Statement {
	return []Statement{StatementInsert, StatementUpdate, StatementDelete, StatementSelect}
}

// namingColumns are the statements that name the columns of a table.
func namingColumns() []Statement {
	return []Statement{StatementInsert, StatementUpdate, StatementSelect}
}

func writing() []Statement { return []Statement{StatementInsert, StatementUpdate} }

func inserting() []Statement { return []Statement{StatementInsert} }

// when returns the statements if a condition holds.
func when(condition bool, statements []Statement) []Statement {
	if condition {
		return statements
	}
	return nil
}

// needsValue reports whether a row cannot be written without a value for the column.
func needsValue(column structure.Column) bool {
	return column.NotNull && column.Default == "" && !column.Serial && !column.Generated
}

// families are the types of which a driver takes and gives the same values.
var families = [][]string{
	{"text", "character varying", "character", "bpchar", "name", "citext", "public.citext"},
	{"smallint", "integer", "bigint", "numeric", "real", "double precision"},
	{"timestamp with time zone", "timestamp without time zone", "date"},
	{"json", "jsonb"},
	{"bit", "bit varying"},
}

// sameFamily reports whether values of one type are mostly values of the other.
func sameFamily(a, b structure.Type) bool {
	return a.Array == b.Array && (a.Name == b.Name || slices.ContainsFunc(families, func(family []string) bool {
		return slices.Contains(family, a.Name) && slices.Contains(family, b.Name)
	}))
}

// isShorter reports whether a type has less room than another that differs in its
// modifiers only: no modifier is room for everything.
func isShorter(actual, expected structure.Type) bool {
	room := func(t structure.Type) (numbers []int) {
		for text := range strings.SplitSeq(t.Modifiers, ",") {
			if n, err := strconv.Atoi(text); err == nil {
				numbers = append(numbers, n)
			}
		}
		if len(numbers) == 2 { // What stands before the point is what does not fit.
			numbers[0] -= numbers[1]
		}
		return numbers
	}
	has, needs := room(actual), room(expected)
	switch {
	case len(has) == 0 || actual.Name != "character varying" && actual.Name != "character" && actual.Name != "numeric":
		return false
	case len(needs) == 0:
		return true
	}
	return has[0] < needs[0]
}

// breaksAction says what another action of a foreign key breaks: a delete or an
// update of the row that is referred to is refused, or reaches further than the model
// says.
func breaksAction(expected, actual structure.ForeignKey) (broken []Statement) {
	differs := func(expected, actual string) bool {
		return expected != actual && (isRefusal(expected) != isRefusal(actual) || !isRefusal(actual))
	}
	if differs(expected.OnUpdate, actual.OnUpdate) {
		broken = append(broken, StatementUpdate)
	}
	if differs(expected.OnDelete, actual.OnDelete) || expected.OnDelete == actual.OnDelete && !slices.Equal(deleteColumns(expected), deleteColumns(actual)) {
		broken = append(broken, StatementDelete)
	}
	return broken
}

// isRefusal reports whether an action keeps a row that is referred to.
func isRefusal(action string) bool { return action == noAction || action == "RESTRICT" }
