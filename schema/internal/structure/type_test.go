package structure_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func TestParseType(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text      string
		name      string
		modifiers string
		array     bool
	}{
		{"bool", "boolean", "", false},
		{"BOOLEAN", "boolean", "", false},
		{"int", "integer", "", false},
		{"int2", "smallint", "", false},
		{"int4", "integer", "", false},
		{"int8", "bigint", "", false},
		{"serial", "integer", "", false},
		{"serial4", "integer", "", false},
		{"bigserial", "bigint", "", false},
		{"serial8", "bigint", "", false},
		{"smallserial", "smallint", "", false},
		{"serial2", "smallint", "", false},
		{"float4", "real", "", false},
		{"float8", "double precision", "", false},
		{"float", "double precision", "", false},
		{"float(24)", "real", "", false},
		{"float(25)", "double precision", "", false},
		{"  double \t precision ", "double precision", "", false},
		{"decimal", "numeric", "", false},
		{"dec(8)", "numeric", "8,0", false},
		{"numeric(10, 2)", "numeric", "10,2", false},
		{"numeric(3,-2)", "numeric", "3,-2", false},
		{"varchar", "character varying", "", false},
		{"VarChar ( 255 )", "character varying", "255", false},
		{"character varying(20)", "character varying", "20", false},
		{"char", "character", "1", false},
		{"char(3)", "character", "3", false},
		{"char[]", "character", "1", true},
		{"bpchar", "bpchar", "", false},
		{"bpchar(3)", "character", "3", false},
		{`"char"`, `"char"`, "", false},
		{`pg_catalog."char"[]`, `"char"`, "", true},
		{"bit", "bit", "1", false},
		{"bit(8)", "bit", "8", false},
		{"varbit", "bit varying", "", false},
		{"varbit(8)", "bit varying", "8", false},
		{"timestamptz", "timestamp with time zone", "", false},
		{"timestamptz(6)", "timestamp with time zone", "6", false},
		{"timestamp(3) with time zone", "timestamp with time zone", "3", false},
		{"timestamp", "timestamp without time zone", "", false},
		{"timestamp (0) without time zone", "timestamp without time zone", "0", false},
		{"time(2)", "time without time zone", "2", false},
		{"timetz", "time with time zone", "", false},
		{"interval day to second(3)", "interval day to second", "3", false},
		{"text", "text", "", false},
		{"text[]", "text", "", true},
		{"text [ ]", "text", "", true},
		{"integer[3][]", "integer", "", true},
		{"varchar(20)[]", "character varying", "20", true},
		{"_text", "text", "", true},
		{"_int4", "integer", "", true},
		{"_varchar(20)", "character varying", "20", true},
		{"pg_catalog.int8", "bigint", "", false},
		{"pg_catalog._int8", "bigint", "", true},
		{"Billing.Money", "billing.money", "", false},
		{"billing._money", "billing._money", "", false},
		{`Billing."Money"`, `billing."Money"`, "", false},
		{`"My Schema"."My  Type"(3)[]`, `"My Schema"."My  Type"`, "3", true},
		{`app."we(ird)"`, `app."we(ird)"`, "", false},
		{`app."we[]"`, `app."we[]"`, "", false},
		{"geometry(Point,4326)", "geometry", "point,4326", false},
		{"ÉTAT", "État", "", false}, // PostgreSQL folds nothing but ASCII.
		{"", "", "", false},
		{"]", "]", "", false},
		{"_", "", "", true},
		{"varchar(20", "varchar(20", "", false},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, structure.Type{Name: c.name, Modifiers: c.modifiers, Array: c.array}, structure.ParseType(c.text))
		})
	}
}

func TestTypeString(t *testing.T) {
	t.Parallel()
	for text, printed := range map[string]string{
		"int4":                        "integer",
		"varchar(20)[]":               "character varying(20)[]",
		"timestamptz(3)":              "timestamp(3) with time zone",
		"timestamp(3)":                "timestamp(3) without time zone",
		"timetz":                      "time with time zone",
		"decimal(8)":                  "numeric(8,0)",
		`app."Mood"`:                  `app."Mood"`,
		"interval hour to second (2)": "interval hour to second(2)",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, printed, structure.ParseType(text).String())
		})
	}
}

func TestTypeIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		expected, actual string
		is               bool
	}{
		{"varchar(20)", "character varying(20)", true},
		{"varchar(20)", "character varying(21)", false},
		{"varchar", "character varying(20)", false},
		{"text", "text[]", false},
		{"mood", "app.mood", true},
		{"mood[]", "app.mood[]", true},
		{"app.mood", "app.mood", true},
		{`"app"."mood"`, "app.mood", true},
		{"app.mood", `app."mood"`, true},
		{`"mood"`, "app.mood", true},
		{`"Mood"`, `app."Mood"`, true},
		{"mood", `app."Mood"`, false},
		{"mood", `"my.app".mood`, true},
		{"ood", "app.mood", false},
		{"other.mood", "app.mood", false},
		{"app.mood", "mood", false},
		{"citext(3)", "public.citext", false},
		{`"char"`, `"char"`, true},
		{`"char"`, "character(1)", false},
		{"char", `"char"`, false},
		{"bpchar", "character(1)", false},
		{"app.text", "text", false},
		{"text", "app.text", true}, // As in DDL, if the search path has app first.
	} {
		t.Run(c.expected+" is "+c.actual, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.is, structure.ParseType(c.expected).Is(structure.ParseType(c.actual)))
		})
	}
}

func TestInternalName(t *testing.T) {
	t.Parallel()
	for text, name := range map[string]string{
		"boolean": "bool", "char(3)": "bpchar", "varchar(3)": "varchar", "varbit": "varbit",
		"integer": "int4", "bigint": "int8", "smallint": "int2", "real": "float4", "double precision": "float8",
		"timestamptz(3)": "timestamptz", "timestamp": "timestamp", "timetz": "timetz", "time": "time",
		"text": "text", "text[]": "_text", "int[]": "_int4", "uuid": "uuid",
		"app.mood": "mood", `app."Mood"[]`: "_Mood", `"My.App"."a.b"`: "a.b", `"My.App".mood`: "mood",
		`app."a""b"`: `a"b`, `"char"`: "char", "app.integer": "integer",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, name, structure.ParseType(text).InternalName())
		})
	}
}

func TestIsSerial(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"serial", "SERIAL4", " bigserial ", "serial8", "smallserial", "serial2"} {
		require.True(t, structure.IsSerial(text), text)
	}
	for _, text := range []string{"", "integer", "serial16", "serial not null", "app.serial"} {
		require.False(t, structure.IsSerial(text), text)
	}
}

// No text is refused, and every type satisfies itself.
func FuzzParseType(f *testing.F) {
	for _, text := range []string{
		"varchar(20)[]", "timestamp(3) with time zone", `"My Schema"."My Type"(3)[]`, `"char"`, "_int4", "a]", "((", "_[", `"`, "__",
		"numeric(1)", "float(24)", `a." with"(3)`, " with(1)",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed := structure.ParseType(text)
		require.True(t, parsed.Is(structure.ParseType(text)))
		parsed.InternalName()
		require.Equal(t, structure.IsSerial(text), structure.IsSerial(" "+text))
	})
}
