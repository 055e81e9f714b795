package catalog

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
)

// The texts are those that PostgreSQL writes.
func TestRecords(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	for _, values := range [][]any{
		{""},
		{nil},
		{nil, "", nil},
		{"a", `say "hi"`, `back\slash`, `\"`, `""`, `\`, `"`},
		{"two words", "a,b", "(a)", "line\nbreak", "tab\t", " ", "ünïcödé", "NULL", "null"},
	} {
		var text string
		require.NoError(t, tx.Raw("select row("+strings.TrimSuffix(strings.Repeat("?::text,", len(values)), ",")+")::text", values...).Scan(&text).Error)
		row := recordOf(text)
		for _, value := range values {
			field, found := row.next()
			require.Equal(t, value != nil, found, text)
			if found {
				require.Equal(t, value, field, text)
			}
		}
		require.NoError(t, row.end(), text)
	}
}

func TestFieldsOfARecord(t *testing.T) {
	t.Parallel()
	var text string
	require.NoError(t, pgtest.Tx(t).Raw(`select row(true, false, 42, null, -7, null, array[1, -2], '3 4'::int2vector, array[]::int2[], ''::oidvector,
		null::int2[], json_build_array('a "b"', null, E'\\'), null)::text`).Scan(&text).Error)
	row := recordOf(text)
	require.True(t, row.bool())
	require.False(t, row.bool())
	require.EqualValues(t, 42, row.number())
	require.Zero(t, row.number())
	require.EqualValues(t, -7, *row.pointer())
	require.Nil(t, row.pointer())
	require.Equal(t, []int64{1, -2}, row.numbers())
	require.Equal(t, []int64{3, 4}, row.numbers())
	require.Empty(t, row.numbers())
	require.Empty(t, row.numbers())
	require.Empty(t, row.numbers())
	require.Equal(t, []string{`a "b"`, "", `\`}, row.strings())
	require.Nil(t, row.strings())
	require.NoError(t, row.end())

	row.string()
	require.ErrorIs(t, row.end(), errTooShort)
	row.fail("something else")
	require.ErrorIs(t, row.end(), errTooShort, "the first failure stays")
}

// No text is more than it says, and none makes a snapshot fail otherwise than with an error.
func FuzzRecord(f *testing.F) {
	for _, text := range []string{
		"()", "(,)", `("",)`, `("a ""b""",c\d)`, `("\\",1)`, `("`, `("a"`, `(")`, `("a"x)`, "(1,11,i,btree,t,t,f,1,1,0,4,0,,,,)",
		"(1,t_id,u,{1},,0,,a,a,s,f,f,f,11,{1})", "(1,2,{", "(1,2,app,t,r,f,f,f,,,t,t)", "(1,-1,app,t,r,f,f,f,,,t,t)", "(1,p,*,f,{0,1},,)", `(1,t,7,O,"1 2",app,f,"a\\000",,,f,f,f,d)`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		row, size := recordOf(text), 0
		for row.left {
			field, _ := row.next()
			if size += len(field); row.err != nil {
				break
			}
		}
		require.LessOrEqual(t, size, len(text))
		for _, part := range []string{
			"relation", "column", "comment", "constraint", "disabled", "outside", "index", "policy", "trigger", "enum", "sequence", "function", "role",
		} {
			rows := newStream(Server{})
			rows.add("(relation,1,1,app,t,r,f,f,f,,,t,t)")
			rows.add(`(column,1,1,id,integer,t,"","",,23,0,)`)
			rows.add("(" + part + "," + strings.TrimPrefix(text, "("))
			if live, err := rows.snapshot(); err != nil {
				require.Nil(t, live)
			}
		}
	})
}
