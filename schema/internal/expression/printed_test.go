package expression_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// thing is a table that holds all kinds of conditions.
var thing = &structure.Table{Columns: []structure.Column{
	{Name: "status", Type: structure.Type{Name: "character varying", Modifiers: "20"}},
	{Name: "txt", Type: structure.Type{Name: "text"}},
	{Name: "mood", Type: structure.Type{Name: "app.mood"}},
	{Name: "doc", Type: structure.Type{Name: "jsonb"}},
	{Name: "n", Type: structure.Type{Name: "integer"}},
	{Name: "flag", Type: structure.Type{Name: "boolean"}},
	{Name: "tags", Type: structure.Type{Name: "text", Array: true}},
}}

func TestSamePrinted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		written, printed string
		same             bool
	}{
		{"status <> 'gone'", "((status)::text <> 'gone'::text)", true},
		{"txt <> 'gone'", "(txt <> 'gone'::text)", true},
		{"mood = 'ok' OR n IS NULL", "((n IS NULL) OR (mood = 'ok'::app.mood))", true},
		{"status IN ('a', 'b')", "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))", true},
		{"status IN ('a', 'b')", "((status)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))", true},
		{"txt NOT IN ('a', 'b') AND flag", "((txt <> ALL (ARRAY['a'::text, 'b'::text])) AND flag)", true},
		{"mood IN ('ok', 'sad')", "(mood = ANY (ARRAY['ok'::app.mood, 'sad'::app.mood]))", true},
		{"doc ? 'a' AND jsonb_typeof(doc -> 'a') = 'array'", "((doc ? 'a'::text) AND (jsonb_typeof((doc -> 'a'::text)) = 'array'::text))", true},
		{"(doc ->> 'a')", "((doc ->> 'a'::text))", true},
		{"coalesce(txt, '') <> ''", "(COALESCE(txt, ''::text) <> ''::text)", true},
		{"coalesce(status, '') <> ''", "((COALESCE(status, ''::character varying))::text <> ''::text)", true},
		{"flag OR n > 1.0 AND flag", "(flag OR ((n > 1) AND flag))", true},
		{"txt = 'a' AND (n > 0 OR flag)", "((txt = 'a'::text) AND ((n > 0) OR flag))", true},
		// It differs.
		{"status <> 'gone'", "((status)::text <> 'Gone'::text)", false},
		{"status <> 'gone'", "((status)::text = 'gone'::text)", false},
		{"status <> 'gone'", "(txt <> 'gone'::text)", false},
		{"status IN ('a', 'b')", "((status)::text = ALL ((ARRAY['a'::character varying, 'b'::character varying])::text[]))", false},
		{"txt = 'a' AND n > 0 OR flag", "((txt = 'a'::text) AND ((n > 0) OR flag))", false},
		{"coalesce(txt, 'a') <> ''", "(COALESCE(txt, ''::text) <> ''::text)", false},
		// A cast that a person has written may change the value.
		{"mood = 'ok'", "((mood)::text = 'ok'::text)", false},
		{"txt = 'a '", "((txt)::bpchar = 'a '::bpchar)", false},
		{"txt = 'a'", "(txt = ('a'::character(1))::text)", false},
		{"txt IN ('a')", "(txt = ANY ((ARRAY['a'::bpchar])::text[]))", false},
		{"doc = 'a'", "(doc = 'a'::text)", false},
		{"n -> 'a'", "(n -> 'a'::text)", false},
		{"doc -> 'a'", "(doc -> ('a')::integer)", false},
		{"tags = 'a'", "(tags = 'a'::text)", false},
		{"unheard = 'a'", "(unheard = 'a'::text)", false},
		{"upper(txt) = 'A'", "(upper(txt) = 'A'::text)", false},
		{"coalesce(n, 'a') = 'a'", "(COALESCE(n, 'a'::text) = 'a'::text)", false},
		{"= 'a'", "(= 'a'::text)", false},
		{"txt = any ('b')", "(txt = ANY (tags))", false},
		// As a text, one number is not the other, and AND is not always one.
		{"txt = '1'", "(txt = '1.0'::text)", false},
		{"txt = '1'", "(txt = '1'::text)", false},
		{"n BETWEEN 1 AND 2", "((n >= 1) AND (n <= 2))", false},
		{"CASE WHEN flag AND n > 0 THEN flag END", "CASE WHEN (flag AND (n > 0)) THEN flag ELSE NULL::boolean END", false},
		{"n = (select 1)", "(n = ( SELECT 1))", false},
	} {
		require.Equal(t, c.same, expression.SamePrinted(c.written, c.printed, thing.Column), "%s / %s", c.written, c.printed)
	}
}

// What is held for the same without the server, it holds for the same, too: of all that is
// written here and all that PostgreSQL prints of that.
func TestSamePrintedIsWhatTheServerSays(t *testing.T) {
	t.Parallel()
	db := database(t)
	written := slices.Concat(conditions...)
	for _, pair := range different {
		written = append(written, pair[:]...)
	}
	for i, text := range written {
		require.NoError(t, db.Exec(fmt.Sprintf("alter table app.things add constraint c%d check (%s\n)", i, text)).Error)
	}
	s := read(t, db)
	live, err := catalog.Read(t.Context(), s, catalog.Server{Version: 130000}, []string{"app"})
	require.NoError(t, err)
	table := live.Table(things)
	var pairs []expression.Pair
	for _, check := range table.Checks {
		for _, text := range written {
			if expression.SamePrinted(text, check.Expression, table.Column) {
				pairs = append(pairs, expression.Pair{Expected: text, Actual: check.Expression})
			}
		}
	}
	require.Greater(t, len(pairs), len(written)/2)
	outcomes, err := compare(t.Context(), s, things, pairs)
	require.NoError(t, err)
	requireEqual(t, pairs, outcomes)
}

// No text is too strange.
func FuzzSamePrinted(f *testing.F) {
	for _, spellings := range conditions {
		f.Add(spellings[0], spellings[len(spellings)-1])
	}
	f.Add("status in ('a')", "((status)::text = ANY ((ARRAY['a'::character varying])::text[]))")
	f.Add("coalesce() = ", "coalesce(,) = any () = all")
	f.Fuzz(func(t *testing.T, written, printed string) {
		expression.SamePrinted(written, printed, thing.Column)
	})
}
