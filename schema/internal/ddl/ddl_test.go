package ddl_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema/internal/ddl"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// Every word that the server reserves can be the name of a table, a column, a type and a
// function, and what needs no quotes has none.
func TestIdentifiersOfTheServer(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	var words []string
	require.NoError(t, tx.Raw("select word from pg_get_keywords()").Scan(&words).Error)
	require.Greater(t, len(words), 400)
	for _, word := range append(words, "Mixed", "with space", `qu"ote`, "ünder", "1st", "a$b", "plain_1") {
		name := ddl.Identifier(word)
		require.NoError(t, tx.Exec("create temp table "+name+" ("+name+" int); drop table pg_temp."+name).Error, word)
	}
	require.Equal(t, "plain_1", ddl.Identifier("plain_1"))
	require.Equal(t, `"user"`, ddl.Identifier("user"))
	require.Equal(t, `app."order"`, ddl.Name(structure.Name{Schema: "app", Name: "order"}))
	require.Equal(t, "agents", ddl.Name(structure.Name{Name: "agents"}))
}

func FuzzLiteral(f *testing.F) {
	for _, text := range []string{"", "a", "it's", `back\slash`, `\'`, "line\nbreak", "$$", "ü"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		literal := ddl.Literal(text)
		require.True(t, strings.HasSuffix(literal, "'"))
		inside := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(literal, "E"), "'"), "'")
		require.NotRegexp(t, `(^|[^'])('')*'([^']|$)`, inside, "no quote ends it before its end")
		if strings.HasPrefix(literal, "E") {
			inside = strings.ReplaceAll(inside, `\\`, `\`)
		}
		require.Equal(t, text, strings.ReplaceAll(inside, "''", "'"))
	})
}

func FuzzEnclosed(f *testing.F) {
	for _, text := range []string{"a", "(a)", "(a) or (b)", "')'", `(a = ')')`, "(a -- b", "((", "", ")"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		enclosed := ddl.Enclosed(text)
		require.True(t, strings.HasPrefix(enclosed, "(") && strings.HasSuffix(enclosed, ")"), enclosed)
		require.Contains(t, enclosed, strings.TrimSpace(text), "it is there to the letter")
	})
}

func TestEnclosed(t *testing.T) {
	t.Parallel()
	for text, expected := range map[string]string{
		"a > 0":            "(a > 0)",
		"(a > 0)":          "(a > 0)",
		"(a) or (b)":       "((a) or (b))",
		"(a = ')') or (b)": "((a = ')') or (b))",
		`("a)" = 1)`:       `("a)" = 1)`,
		"a -- why":         "(a -- why\n)",
	} {
		require.Equal(t, expected, ddl.Enclosed(text))
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	require.Equal(t, "a_pkey", ddl.Cut("a", "_pkey"))
	require.Equal(t, strings.Repeat("x", 58)+"_pkey", ddl.Cut(strings.Repeat("x", 70), "_pkey"))
	require.Equal(t, strings.Repeat("ü", 29)+"_pkey", ddl.Cut(strings.Repeat("ü", 40), "_pkey"), "no character is cut in two")
}

func TestColumn(t *testing.T) {
	t.Parallel()
	bigint := structure.Type{Name: "bigint"}
	for expected, column := range map[string]structure.Column{
		"a bigint":                                  {Name: "a", Type: bigint},
		"a bigserial":                               {Name: "a", Type: bigint, Serial: true, NotNull: true},
		"a bigint generated always as identity":     {Name: "a", Type: bigint, Serial: true, Identity: "ALWAYS"},
		"a bigint generated always as (b) stored":   {Name: "a", Type: bigint, Generated: true, Default: "b"},
		"a bigint generated always as (b) virtual":  {Name: "a", Type: bigint, Generated: true, Virtual: true, Default: "(b)"},
		`a bigint collate pg_catalog."C" default 1`: {Name: "a", Type: bigint, Collation: "pg_catalog.C", Default: "1"},
		`"user" bigint not null`:                    {Name: "user", Type: bigint, NotNull: true},
		"a bigint default 1 -- one\n not null":      {Name: "a", Type: bigint, Default: "1 -- one", NotNull: true},
	} {
		require.Equal(t, expected, ddl.Column(column))
	}
}

func TestFunctionTexts(t *testing.T) {
	t.Parallel()
	name := structure.Name{Schema: "app", Name: "f"}
	require.Equal(t, `create or replace function app.f(a int) returns text language sql immutable strict security definer `+
		`set search_path to 'app', 'public' set work_mem to '1MB' set app."user" to '' as $function_$select '$function$'$function_$`,
		ddl.Function(structure.Function{
			Name: name, Arguments: "a int", Returns: "text", Language: "sql", Volatility: "immutable", Strict: true, SecurityDefiner: true,
			Settings: []string{`search_path=app, "public"`, "work_mem=1MB", "app.user="}, Body: "select '$function$'",
		}))
	require.Equal(t, "create or replace procedure app.f() language plpgsql as $function$begin end$function$",
		ddl.Function(structure.Function{Name: name, Language: "plpgsql", Volatility: "volatile", Body: "begin end"}))
	whole := "CREATE OR REPLACE FUNCTION app.f()\n RETURNS integer\n LANGUAGE sql\nRETURN 1"
	require.Equal(t, whole, ddl.Function(structure.Function{Name: name, Returns: "integer", Body: whole + "\n"}))
	require.Equal(t, "procedure app.f(integer)", ddl.Signature(structure.Function{Name: name, Types: "integer"}))
}

func TestObjectTexts(t *testing.T) {
	t.Parallel()
	table := structure.Name{Schema: "app", Name: "t"}
	require.Equal(t, "create unlogged table app.t (\n    a text\n) partition by LIST (a)", ddl.Table(&structure.Table{
		Name: table, Unlogged: true, Partition: "LIST (a)", Columns: []structure.Column{{Name: "a", Type: structure.Type{Name: "text"}}},
	}))
	require.Equal(t, "named", ddl.PrimaryKeyName(&structure.Table{Name: table, PrimaryKeyName: "named"}))
	require.Equal(t, "create trigger x after update or truncate on app.t referencing old table as o for each statement execute function app.f()",
		ddl.Trigger(table, structure.Trigger{
			Name: "x", Time: "AFTER", Events: []string{"UPDATE", "TRUNCATE"}, OldTable: "o", Function: structure.Name{Schema: "app", Name: "f"},
		}))
	require.Equal(t, "enable replica", ddl.TriggerState("REPLICA"))
	require.Equal(t, "public", ddl.Roles(nil))
	require.Equal(t, "create index i on app.t using gin (a) where b -- c\n", ddl.Index(table, structure.Index{
		Name: "i", Method: "gin", Keys: []structure.IndexKey{{Column: "a"}}, Predicate: "b -- c",
	}, false))
	require.Equal(t, "create unique index i on app.t (a desc nulls last) nulls not distinct", ddl.Index(table, structure.Index{
		Name: "i", Unique: true, NullsNotDistinct: true, Keys: []structure.IndexKey{{Column: "a", Descending: true}},
	}, false))
	require.Equal(t, " initially", ddl.Deferrable("INITIALLY"))
}
