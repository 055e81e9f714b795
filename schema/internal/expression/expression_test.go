package expression_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
)

// Spellings that PostgreSQL's scanner and grammar make no difference between.
func TestNormalIsEqual(t *testing.T) {
	t.Parallel()
	for _, spellings := range [][]string{
		{"", " ", "()", "-- nothing", "/* nothing */"},
		{"status = 'active'", "STATUS='active'", "(status = 'active')", "((\n status\t=\r 'active'\f))\v"},
		{"a <> 1", "a != 1", "a!=1"},
		{"a = -1", "a=-1", "a = - 1"},
		{"a * -1", "a*-1", "a*- 1"},
		{"a >= -1", "a>=-1"},
		{"a -- first\n+ b -- last", "a + b", "a --first\r+ b", "a+--first\nb", "a+/**/b"},
		{"a /* one /* two */ still one */ + b", "a + b"},
		{"now()", "NOW( )", "current_timestamp", "CURRENT_TIMESTAMP", "transaction_timestamp()", "pg_catalog.now()", "(pg_catalog . now())"},
		{"a > now() and b", "a > CURRENT_TIMESTAMP AND b"},
		{"pg_catalog.lower(x)", "lower(x)"},
		{"'it''s'", "$$it's$$", "$tag$it's$tag$", "$É1$it's$É1$"},
		{"E'a\\'b'", "e'a\\'b'"},
		{"B'101'", "b'101'"},
		{"X'1f'", "x'1f'"},
		{`U&'\0061'`, `u&'\0061'`},
		{`U&"\0061" = 1`, `u&"\0061"=1`},
		{"n'a'", "N'a'"},
		{"x::numeric(10,2)", "x :: NUMERIC ( 10 , 2 )"},
		{"definition->'nodes'", "definition -> 'nodes'"},
		{"definition ->> 'a'='b'", "definition->>'a' = 'b'"},
		{"definition ? 'a'", "definition?'a'"},
		{"a @> b", "a@>b"},
		{"a @- b", "a@-b"},
		{"Straße = 1", "STRAße = 1"},
		{".5 + a", ".5+a"},
		{"$1 = a", "$1=a"},
	} {
		for _, spelling := range spellings {
			require.Equal(t, expression.Normal(spellings[0]), expression.Normal(spelling), "%q and %q", spellings[0], spelling)
		}
	}
}

func TestNormalDiffers(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"status = 'active'", "status = 'Active'"},
		{"'a::b'", "'a'"},
		{"'a'::text", "'a'"},
		{"'now()'", "now()"},
		{"'current_timestamp'", "current_timestamp"},
		{`"current_timestamp"`, "current_timestamp"},
		{`"user" = 'a'`, "user = 'a'"}, // A column, and the name of the role.
		{`'a'::"char"`, "'a'::char"},
		{`"Status"`, "status"},
		{`"pg_catalog".now()`, "app.now()"},
		{"app.transaction_timestamp()", "app.now()"},
		{"a.current_timestamp", "a.now()"},
		{"a.pg_catalog.b", "a.b"},
		{"current_timestamp(3)", "current_timestamp"},
		{"current_timestamp", "clock_timestamp()"},
		{"current_timestamp", "localtimestamp"},
		{"École", "école"}, // PostgreSQL folds nothing but ASCII,
		{"\u212a", "k"},    // not the Kelvin sign either,
		{"a\u00a0", "a"},   // and its spaces are ASCII, too.
		{"(a) = (b)", "a) = (b"},
		{"(a or b) and c", "a or b and c"},
		{"a - b", "a -- b"},
		{"a --x\rb", "a"},
		{"a /* b */ c", "a /* b */"},
		{"a /* /* */ b */", "a b */"},
		{"a /* b", "a"}, // A comment that does not end is an error.
		{"$$a", "'a'"},
		{"$1$a$1$", "'a'"},
		{"E'a\\'b'", "E'a\\' b'"},
		{"E'a\\\\' b", "E'a\\\\'  c"},
		{"b'1'", "b '1'"},
		{"x'1'", "b'1'"},
		{"u&'a'", "u & 'a'"},
		{"e'\\n'", "'\\n'"},
		{"'a'' b'", "'a' 'b'"},
		{`"a"" b"`, `"a" "b"`},
		{"a !== b", "a != = b"},
		{"a @-b", "a @ -b"},
		{"1.5", "15"},
		{"a b", "ab"},
		{"a$b", "a $b"},
	} {
		require.NotEqual(t, expression.Normal(pair[0]), expression.Normal(pair[1]), "%q and %q", pair[0], pair[1])
	}
}

func TestNormalDefault(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b, typeName string
		equal          bool
	}{
		{"'active'", "'active'::character varying", "character varying", true},
		{"'{}'", "'{}'::jsonb", "jsonb", true},
		{"'x'", `'x'::app."My Mood"`, `app."My Mood"`, true},
		{"'x'", `'x'::"char"`, `"char"`, true},
		{"'x'", "'x'::app.mood", "app.mood", true},
		{"E'\\t'", "E'\\t'::text", "text", true},
		{"'2020-01-01'", "'2020-01-01'::timestamp with time zone", "timestamp with time zone", true},
		{"nextval('app.s')", "nextval('app.s'::regclass)", "bigint", true},
		{"now()", "CURRENT_TIMESTAMP", "timestamp with time zone", true},
		{"'x'", "'x'::app.mood", "other.mood", false},
		{"'x'", "'x'::character varying(1)", "character varying", false},
		{"'a::text'", "'a'::text", "text", false},
		{"'a'", "'a'::text || 'b'::text", "text", false},
		{"'a'", "upper('a'::text)", "text", false},
		{"'now()'", "now()", "timestamp with time zone", false},
		{"'NULL'", "NULL", "text", false},
		{"nextval('s')", "currval('s'::regclass)", "bigint", false},
		{`"nextval"('s'::regclass)`, "nextval('s')", "bigint", false},
		{"1", "1::bigint", "bigint", false}, // The server is asked.
	} {
		equal := expression.NormalDefault(c.a, c.typeName) == expression.NormalDefault(c.b, c.typeName)
		require.Equal(t, c.equal, equal, "%s and %s for %s", c.a, c.b, c.typeName)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for text, words := range map[string][]string{
		"":                            nil,
		"lower(Email) = 'status'":     {"lower", "email"},
		`"we""ird" > a.b -- and c`:    {`we"ird`, "a", "b"},
		`"Status" and $$x$$ = 1.5`:    {"Status", "and"},
		"definition->'nodes' ? $1":    {"definition"},
		`"unfinished`:                 {`"unfinished`},
		"École ~ E'\\'x' or x'1f'::b": {"École", "or", "b"},
	} {
		require.Equal(t, words, expression.Words(text), text)
	}
}

// No text is refused, and the normal form is its own.
func FuzzNormal(f *testing.F) {
	for _, text := range []string{
		"", "a", "(a)", "((", "))", "()", "a = 'b'", "'", "''", `"`, `"a""b"`, "$$", "$a$b$a$", "$1$", "$", "e'\\", "E'\\''", "b'1", "u&\"x", "u&'",
		"/*", "/* /* */", "--", "-", "+-", "@-", "!=", "!==", "a.pg_catalog.b", "pg_catalog.pg_catalog.", "pg_catalog", "current_timestamp", "(.current_timestamp)",
		"transaction_timestamp(", "1e-5", ".5", "..5", "\x00", "\xff", "É", "::", ":::", "a\u00a0b", "((a) = (b))",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		normal := expression.Normal(text)
		require.Equal(t, normal, expression.Normal(normal))
		expression.Words(text)
		expression.NormalDefault(text, text)
	})
}
