package expression_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
)

// spelled writes a domain on one line: an interval as in mathematics, ! for one that
// is not exact.
func spelled(d expression.Domain) string {
	var parts []string
	if d.Values != nil {
		parts = append(parts, "{"+strings.Join(d.Values, "|")+"}")
	}
	for name, interval := range map[string]expression.Interval{"": d.Range, "length ": d.Length} {
		if !interval.IsWhole() && (name != "" || d.Values == nil) {
			parts = append(parts, name+interval.String())
		}
	}
	if !d.Null {
		parts = append(parts, "not null")
	}
	if !d.Exact {
		parts = append(parts, "!")
	}
	return strings.Join(parts, " ")
}

var readings = []struct{ condition, domain string }{
	{"x > 0", "(0,)"},
	{"0 < x", "(0,)"},
	{"x >= 1 and x <= 5", "[1,5]"},
	{"x between -1 and 5 and x < 4.50", "[-1,4.5)"},
	{"x >= 1 and x >= 2 and x > 2 and x < 9 and x <= 8", "(2,8]"},
	{"x = 1 or x = 2 or x in (3, 4)", "{1|2|3|4}"},
	{"x = 0 or x > 5", "[0,) !"},
	{"x > 5 or x = 0", "[0,) !"},
	{"x < 0 or x > 5", "!"},
	{"x is null or x > 5", "(5,)"},
	{"x > 5 or x is null", "(5,)"},
	{"x is not null and x < 5", "(,5) not null"},
	{"x is not null", "not null"},
	{"x is null", "{}"},
	{"x in (1, 2) and x in (2, 3)", "{2}"},
	{"x in (1, 2) and x > 0", "{1|2}"},
	{"x > 0 and y > 3", "(0,) !"},
	{"x > 0 or y > 3", "!"},
	{"x in (1, 2) or y = 4", "!"},
	{"x in (1, 2) or x > 4", "[1,) !"},
	{"x = any (array[1, 2])", "{1|2}"},
	{"x = any ('{1,2}'::int[])", "{1|2}"},
	{"x in (1, null)", "!"},
	{"x not in (1, 2)", "!"},
	{"x <> 1", "!"},
	{"not (x > 1)", "!"},
	{"x not between 1 and 2", "!"},
	{"case when x > 1 and y > 1 then true else false end", "!"},
	{"x is distinct from 1", "!"},
	{"y is null", "!"},
	{"x + 1 > 0", "!"},
	{"x > y", "!"},
	{"abs(x) > 1", "!"},
	{"x > any (array[1, 2])", "!"},
	{"x = all (array[1])", "!"},
	{"x % 2 = 0", "!"},
	{"1 = 1", "!"},
	{"x::smallint > 0", "!"},
	{"x > 'NaN'::numeric", "!"},
	{"x > 1::numeric(3,1)", "!"},
	{"x = any (array[[1], [2]])", "!"},
	{"x = any (array[y, 2])", "!"},
	{"(((x)) > ((0)))", "(0,)"},
	{"x::numeric >= 0.5", "[0.5,)"},
	{"t = 'a'", "{a}"},
	{"t in ('a', 'it''s', E'b\\\\c')", `{a|it's|b\c}`},
	{"t = any (array['a'::text, 'b c'])", "{a|b c}"},
	{"t = any ((array['a'::character varying, 'b'::character varying])::text[])", "{a|b}"},
	{"t = any ('{a,\"b c\"}'::text[])", "{a|b c}"},
	{"t > 'a'", "!"},
	{"t ~ '^a+$'", "!"},
	{"t like 'a%'", "!"},
	{"length(t) >= 3", "length [3,)"},
	{"char_length(t) between 3 and 8 and t <> 'abc'", "length [3,8] !"},
	{"length(t) = 3 or length(t) = 5", "length [3,5] !"},
	{"length(t) = 3", "length [3,3]"},
	{"length(t) <> 3", "!"},
	{"octet_length(t) >= 3", "!"},
	{"length(btrim(t)) >= 3", "!"},
	{"t = 'a' and length(t) > 0", "{a} length (0,)"},
	{"t = any (array['1', '2'])", "{1|2}"},
	{"t = '1' or t is null or t = '2'", "{1|2}"},
	{"t in ('a', 'b') and (y > 0 or t is not null)", "{a|b} !"},
}

// about is the column that a condition of the readings is about.
func about(condition string) string {
	if strings.HasPrefix(condition, "t ") || strings.Contains(condition, "(t)") {
		return "t"
	}
	return "x"
}

func TestRead(t *testing.T) {
	t.Parallel()
	for _, test := range readings {
		require.Equal(t, test.domain, spelled(expression.Read(test.condition, about(test.condition))), test.condition)
	}
	require.Equal(t, "!", spelled(expression.Read(`t in ('a', E'\t')`, "t")))
	for _, malformed := range []string{"", "(", ")", "x", "x =", "= x", "x in", "x in ()", "x is", "x = any", "x = any (array[)", "x between 1", "x between symmetric 2 and 1", "x = 0x1F", "x = '1", "x = -", "x = ()", "x::", "x > 1::", "x > - -1"} {
		require.Equal(t, "!", spelled(expression.Read(malformed, "x")), malformed)
	}
}

// What PostgreSQL makes of a condition says the same, and what is said of it is true:
// the server refuses what is outside, and accepts what is inside if that is exact.
func TestWhatIsReadIsWhatTheServerDoes(t *testing.T) {
	t.Parallel()
	db := pgtest.Tx(t)
	var constraints []string
	for i, test := range readings {
		constraints = append(constraints, fmt.Sprintf("constraint c%03d check (%s)", i, test.condition))
	}
	require.NoError(t, db.Exec("create table readings (x numeric, y int, t varchar, "+strings.Join(constraints, ", ")+")").Error)
	var all []string
	require.NoError(t, db.Raw("select pg_get_expr(conbin, conrelid) from pg_constraint where conrelid = 'readings'::regclass order by conname").Scan(&all).Error)
	for i, test := range readings {
		name, values, printed := about(test.condition), []string{"-1", "0", "0.5", "1", "2", "3", "4", "4.5", "5", "8", "9", "100"}, all[i]
		if name == "t" {
			values = []string{"", "a", "b", "b c", "it's", `b\c`, "1", "2", "abc", "abcde", "abcdefghi"}
		}
		domain := expression.Read(printed, name)
		want := expression.Read(test.condition, name)
		require.Equal(t, spelled(want), spelled(domain), "%s, printed as %s", test.condition, printed)
		rows := []string{"(null::numeric, null::text, 0, 0)"}
		for i, value := range values {
			quoted := "'" + strings.ReplaceAll(value, "'", "''") + "'"
			if name == "x" {
				rows = append(rows, fmt.Sprintf("(%s, '', 0, %d)", quoted, i+1))
			} else {
				rows = append(rows, fmt.Sprintf("(0, %s, 0, %d)", quoted, i+1))
			}
		}
		var accepted string
		require.NoError(t, db.Raw("select string_agg(case when ("+test.condition+") is false then '-' else '+' end, '' order by n) "+
			"from (values "+strings.Join(rows, ", ")+") as row (x, t, y, n)").Scan(&accepted).Error, test.condition)
		if domain.Exact {
			require.Equal(t, domain.Null, accepted[0] == '+', test.condition)
		}
		for i, value := range values {
			accepted, inside := accepted[i+1] == '+', domain.Holds(value)
			require.True(t, inside || !accepted, "%s accepts %q, which is said to be outside", test.condition, value)
			require.True(t, !domain.Exact || inside == accepted, "%s refuses %q, which is said to be inside", test.condition, value)
		}
	}
}

func TestIntegers(t *testing.T) {
	t.Parallel()
	for condition, want := range map[string]string{
		"x > 0": "[1,)", "x >= 0.5": "[1,)", "x < 0": "(,-1]", "x <= -0.5": "(,-1]", "x < 0.5": "(,0]",
		"x >= -1.5 and x <= 1.5": "[-1,1]", "x <> 0": "(,)",
	} {
		require.Equal(t, want, expression.Read(condition, "x").Range.Integers().String(), condition)
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"1": "1", "-1.50": "-1.5", "+.5": "0.5", "1e3": "1000", "1.": "1", "12e-1": "1.2"} {
		number, ok := expression.Number(text)
		require.True(t, ok, text)
		require.Equal(t, want, expression.Numeral(number))
	}
	for _, text := range []string{"", ".", "-", "x", "1x", "0x1F", "1_000", "NaN", "1/2", "1e99999", strings.Repeat("1", 200)} {
		_, ok := expression.Number(text)
		require.False(t, ok, text)
	}
	require.False(t, expression.Anything().Range.ReachesAbove(expression.Interval{}))
	require.True(t, expression.Anything().Range.Contains(big.NewRat(1, 3)))
}

// A person may write what PostgreSQL refuses: without parentheses, ANY has no list.
func TestReadOfWhatIsNoCondition(t *testing.T) {
	t.Parallel()
	require.Equal(t, "!", spelled(expression.Read("x = any array", "x")))
}

func FuzzRead(f *testing.F) {
	for _, test := range readings {
		f.Add(test.condition)
	}
	f.Fuzz(func(t *testing.T, condition string) {
		once := spelled(expression.Read(condition, "x"))
		if !strings.ContainsAny(condition, "()'\"$/-") { // What does not end has another end in parentheses.
			require.Equal(t, once, spelled(expression.Read("("+condition+")", "x")))
		}
	})
}
