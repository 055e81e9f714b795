package expression_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func TestArguments(t *testing.T) {
	t.Parallel()
	of := func(text string) structure.Type { return structure.ParseType(text) }
	for text, want := range map[string][]expression.Argument{
		"":                                     nil,
		"uuid":                                 {{Type: of("uuid")}},
		"tenant UUID":                          {{Name: "tenant", Type: of("uuid")}},
		"IN a int, out B text":                 {{Name: "a", Type: of("integer")}, {Mode: "out", Name: "b", Type: of("text")}},
		"inout a app.mood":                     {{Mode: "inout", Name: "a", Type: of("app.mood")}},
		"VARIADIC limits integer[]":            {{Mode: "variadic", Name: "limits", Type: of("integer[]")}},
		"out":                                  {{Type: of("out")}},
		"double precision, a double precision": {{Type: of("double precision")}, {Name: "a", Type: of("double precision")}},
		"timestamp with time zone":             {{Type: of("timestamptz")}},
		"at timestamp(3) with time zone":       {{Name: "at", Type: of("timestamptz")}},
		"varchar(20), n numeric(10, 2)":        {{Type: of("character varying")}, {Name: "n", Type: of("numeric")}},
		`"Odd, Name" app."We ird"[]`:           {{Name: "Odd, Name", Type: structure.Type{Name: `app."We ird"`, Array: true}}},
		"depth integer DEFAULT 0":              {{Name: "depth", Type: of("integer"), Default: "0"}},
		"depth int = 0":                        {{Name: "depth", Type: of("integer"), Default: "0"}},
		"a text default 'x, y'::text, b int":   {{Name: "a", Type: of("text"), Default: "'x, y'"}, {Name: "b", Type: of("integer")}},
		"a int default greatest(1, 2)":         {{Name: "a", Type: of("integer"), Default: "greatest ( 1 , 2 )"}},
	} {
		require.Equal(t, want, expression.Arguments(text), text)
	}
}

// The arguments that a person writes and those that PostgreSQL prints are the same, and so is what tells functions apart.
func TestArgumentsSurviveTheirStorage(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.Exec("create schema app; create type app.mood as enum ('ok'); create type app.\"We ird\" as enum ('ok')").Error)
	for _, text := range []string{
		"", "int", "a int4", "int8, bool, varchar(3)", "a timestamptz(2), timestamp", "double precision, d float8", "m app.mood default 'ok'",
		`"Odd Name" app."We ird"[], variadic rest text[]`, "a int, out b text, inout c numeric(4, 2)", "in a text default 'a, b', b text = $$x$$",
		"a int default 1 + 2", "interval day to second", "a bit varying(3), b char(4), c bit(5)",
	} {
		returns := "returns int"
		if strings.Contains(text, "out ") {
			returns = ""
		}
		var printed, types string
		require.NoError(t, db.Exec("create function app.f("+text+") "+returns+" language plpgsql as 'begin end'").Error, text)
		require.NoError(t, db.Raw("select pg_get_function_arguments(oid) from pg_proc where proname = 'f'").Scan(&printed).Error)
		require.NoError(t, db.Raw("select oidvectortypes(proargtypes) from pg_proc where proname = 'f'").Scan(&types).Error)
		require.NoError(t, db.Exec("drop function app.f").Error)
		written, stored := expression.Arguments(text), expression.Arguments(printed)
		require.Equal(t, stored, written, "%s and %s", text, printed)
		require.Equal(t, expression.Signature(expression.Arguments(types)), expression.Signature(written), text)
	}
}

// Whatever stands in a declaration is read as some list of arguments.
func FuzzArguments(f *testing.F) {
	for _, text := range []string{"a int, out b text default 'x'", "double precision", "variadic a text[] = '{}'", `"`, "a default", "(,)", "in", "[", "a 'b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		arguments := expression.Arguments(text)
		require.LessOrEqual(t, len(arguments), strings.Count(text, ",")+1)
		require.LessOrEqual(t, strings.Count(expression.Signature(arguments), ", "), strings.Count(text, ","))
	})
}
