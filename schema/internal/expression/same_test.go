package expression_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func TestSameCheck(t *testing.T) {
	t.Parallel()
	text, integer := structure.Type{Name: "character varying", Modifiers: "9"}, structure.Type{Name: "integer"}
	for _, c := range []struct {
		written, printed string
		of               structure.Type
		same             bool
	}{
		{"x IN ('a', 'b')", "((x)::text = ANY (ARRAY[('b'::character varying)::text, ('a'::character varying)::text]))", text, true},
		{"x IN ('a', 'b')", "((x)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))", text, true},
		{"x BETWEEN 1 AND 10", "((x >= 1) AND (x <= 10))", integer, true},
		{"x > 0", "(x > 0)", integer, true},
		{"length(x) > 2", "(length((x)::text) > 2)", text, true},
		{"x IN ('a')", "((x)::text = ANY (ARRAY[('b'::character varying)::text, ('a'::character varying)::text]))", text, false},
		{"x IN ('a', 'b')", "((x)::text = 'a'::text)", text, false},
		{"x > 0", "(x >= 0)", integer, false},
		{"x < 9", "(x <= 9)", integer, false},
		{"x > 0", "((x > 0) AND (x < 9))", integer, false},
		{"x > 0 or x < -5", "((x > 0) OR (x < '-5'::integer))", integer, false},                       // There is a gap between.
		{"x IN ('ab'::char)", "((x)::text = ('ab'::character(1))::text)", text, false},                // A cast that cuts.
		{"x IN ('a')", "(x = 'a'::bpchar)", structure.Type{Name: "character", Modifiers: "1"}, false}, // Spaces do not count.
		{"x IN ('a')", "((x)::text = 'a'::text)", structure.Type{Name: "character varying", Array: true}, false},
		{"x IS NULL or x = 'a'", "((x)::text = 'a'::text)", text, false},
		{"x IN ('a') AND y > 0", "((x)::text = 'a'::text)", text, false},
		{"x <> 'a'", "((x)::text <> 'a'::text)", text, false},
	} {
		require.Equal(t, c.same, expression.SameCheck(c.written, c.printed, "x", c.of), "%s / %s", c.written, c.printed)
	}
}

// What the server tells apart is never held for the same without asking it.
func TestSameCheckOfDifferent(t *testing.T) {
	t.Parallel()
	for _, pair := range different {
		for column, of := range map[string]string{"status": "character varying", "txt": "text", "n": "integer", "s": "smallint"} {
			require.False(t, expression.SameCheck(pair[0], pair[1], column, structure.Type{Name: of}), "%s / %s", pair[0], pair[1])
		}
	}
}

func TestNormalDefaultOfNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b, of string
		same     bool
	}{
		{"'0.0'", "0.0", "double precision", true},
		{"'0.00'", "0.00", "numeric", true},
		{"0", "0.00", "double precision", true},
		{"0.50", "0.5", "real", true},
		{"100", "1", "real", false},
		{"1.0e5", "1.0e50", "real", false},
		{"0", "0.00", "numeric", false}, // It keeps its zeros.
		{"'-1'", "-1", "integer", true},
		{"'-1'::integer", "-1", "integer", true},
		{"'0'", "0", "bigint", true},
		{"'1.5'", "1.5", "integer", false}, // The one is no whole number, the other is rounded.
		{"'-0.0'", "-0.0", "double precision", false},
		{"'0'", "0", "text", false},
		{"'0'", "0", "bit", false},
		{"'1'", "2", "integer", false},
	} {
		require.Equal(t, c.same, expression.NormalDefault(c.a, c.of) == expression.NormalDefault(c.b, c.of), "%s / %s of %s", c.a, c.b, c.of)
	}
}
