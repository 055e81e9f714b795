package catalog_test

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// An answer is what a query returns: rows, or an error.
type answer struct {
	query string
	rows  *sqlmock.Rows
	err   error
}

func rowOf(values ...driver.Value) *sqlmock.Rows {
	return sqlmock.NewRows(make([]string, len(values))).AddRow(values...)
}

// answers are those to the queries of Read.
func answers(rows *sqlmock.Rows) []answer {
	return []answer{{query: "set_config", rows: rowOf("", "500ms", "off")}, {query: "pg_class", rows: rows}}
}

// mocked is a database that gives some answers in turn.
func mocked(t *testing.T, answers []answer) catalog.Querier {
	t.Helper()
	db, mock, err := sqlmock.New()
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, mock.ExpectationsWereMet())
		db.Close()
	})
	for _, answer := range answers {
		if expected := mock.ExpectQuery(answer.query); answer.err != nil {
			expected.WillReturnError(answer.err)
		} else {
			expected.WillReturnRows(answer.rows)
		}
	}
	return db
}

// The order of the rows means nothing, and what hangs on a relation that is none of those read is left out.
func TestReadFromADouble(t *testing.T) {
	t.Parallel()
	rows := sqlmock.NewRows([]string{"record"})
	for _, row := range [][2]string{
		{"a part to come", "anything)"},
		{"trigger", `(2,t,7,O,"",app,f,"",,,f,f,f,"CREATE TRIGGER t")`},
		{"policy", "(2,p,*,f,{0},,)"},
		{"index", "(2,12,u_id,btree,t,t,f,0,,,,,,,,)"},
		{"index", `(1,11,t_id,btree,t,t,f,1,1,3,3,0,,,,)`},
		{"operator class", "(3,int4_ops,t)"},
		{"disabled", "(1,t_gone,app,t,RI_ConstraintTrigger_c_9,D)"},
		{"disabled", "(1,t_none,app,t,RI_ConstraintTrigger_c_10,D)"},
		{"disabled", "(2,t_gone,app,u,RI_ConstraintTrigger_c_11,D)"},
		{"constraint", `(1,t_nn,n,{1},,0,," "," "," ",f,f,t,0,)`},
		{"constraint", `(1,t_nn7,n,{7},,0,," "," "," ",f,f,t,0,)`},
		{"constraint", `(1,t_id,u,{1},,0,," "," "," ",f,f,f,11,)`},
		{"constraint", `(1,t_gone,f,{7},,9,{1},a,a,s,f,f,f,0,)`},
		{"constraint", `(2,u_pkey,p,{1},,0,," "," "," ",f,f,f,12,)`},
		{"comment", "(1,1,One)"},
		{"comment", "(1,7,Seven)"},
		{"comment", "(2,1,Two)"},
		{"column", `(1,2,name,text,f,"","",,25,100,)`},
		{"column", `(2,1,id,integer,t,"","",,23,0,)`},
		{"column", `(1,1,id,integer,t,"","",,23,0,)`},
		{"relation", `(1,2,app,t,r,f,f,f,,,t,t)`},
		{"relation", `(3,0,app,a,"a kind to come",f,f,f,,,t,t)`},
	} {
		rows.AddRow(recordOf(row[0], row[1]))
	}
	live, err := catalog.Read(t.Context(), mocked(t, answers(rows)), catalog.Server{Version: 180000}, []string{"app"})
	require.NoError(t, err)
	require.Equal(t, []*structure.Table{{Name: app("a")}, {
		Name: app("t"), Kind: structure.KindTable,
		Columns: []structure.Column{
			{Name: "id", Type: structure.Type{Name: "integer"}, NotNull: true, NotValid: true, Comment: "One"},
			{Name: "name", Type: structure.Type{Name: "text"}},
		},
		ForeignKeys: []structure.ForeignKey{{
			Name: "t_gone", Columns: []string{}, ReferencedColumns: []string{}, OnDelete: "NO ACTION", OnUpdate: "NO ACTION",
			Disabled: []structure.KeyTrigger{{Table: app("t"), Name: "RI_ConstraintTrigger_c_9", Enabled: "DISABLED"}},
		}},
		Indexes: []structure.Index{{
			Name: "t_id", Method: "btree", Unique: true, Constraint: true,
			Keys: []structure.IndexKey{{Column: "id", Descending: true, NullsFirst: true, DefaultClass: "int4_ops"}},
		}},
	}}, live.Tables)
}

// Wherever the reading breaks off, there is an error and no half of a snapshot.
func TestReadFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken pipe")
	ways := []struct {
		name    string
		spoil   func(*answer)
		message string
	}{
		{"no answer", func(a *answer) { a.err = broken }, "read pg_catalog: broken pipe"},
		{"no first row", func(a *answer) { a.rows.RowError(0, broken) }, "read pg_catalog: broken pipe"},
		{"no end", func(a *answer) { a.rows.CloseError(broken) }, "read pg_catalog: broken pipe"},
		{"other columns", func(a *answer) { a.rows = rowOf("surprise", "two", "three", "four", "five", "six") }, "destination arguments in Scan"},
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			for i := range 2 {
				answers := answers(rowOf("(relation,1,0,app,t,r,f,f,f,,,t,t)"))[:i+1]
				way.spoil(&answers[i])
				live, err := catalog.Read(t.Context(), mocked(t, answers), catalog.Server{}, []string{"app"})
				require.ErrorContains(t, err, way.message, answers[i].query)
				require.Nil(t, live)
			}
			version := answer{query: "version", rows: rowOf("PostgreSQL 18", 180000, "d", "r", "s")}
			way.spoil(&version)
			_, err := catalog.Identify(t.Context(), mocked(t, []answer{version}))
			require.ErrorContains(t, err, way.message)

			schemas := answer{query: "pg_namespace", rows: rowOf("app", "no such column")}
			if way.name != "other columns" {
				schemas.rows = rowOf("app")
				way.spoil(&schemas)
			}
			_, err = catalog.Schemas(t.Context(), mocked(t, []answer{schemas}))
			require.ErrorContains(t, err, "read pg_catalog: ")
		})
	}
}

// recordOf is the text of a record of a part.
func recordOf(part, fields string) string { return "(" + part + "," + strings.TrimPrefix(fields, "(") }

func TestTextsThatAreNoRows(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "plpgsql", `(extension,"a`, "(extension", `("extension)`, `("extension"x)`} {
		rows := sqlmock.NewRows([]string{"record"}).AddRow("(extension,a)").AddRow(text)
		live, err := catalog.Read(t.Context(), mocked(t, answers(rows)), catalog.Server{}, nil)
		require.ErrorContains(t, err, fmt.Sprintf("read pg_catalog: %q: it ", text))
		require.Nil(t, live)
	}
}

// No row that PostgreSQL does not write is taken for one, nor does it end in a panic.
func TestRowsThatAreNone(t *testing.T) {
	t.Parallel()
	const index = "(1,11,t_id,btree,t,t,f,"
	for _, c := range []struct{ part, text, message string }{
		{"extension", "(a,b)", "it has more fields than expected"},
		{"extension", `("a)`, "it ends too early"},
		{"extension", `("a"b)`, "it is no record"},
		{"role", "(1)", "it ends too early"},
		{"role", "(one,r)", `strconv.ParseInt: parsing "one": invalid syntax`},
		{"relation", "(1,0,app,t,r,true,f,f,,,t,t)", `"true" is neither t nor f`},
		{"relation", "(1,0,app,t,r,,f,f,,,t,t)", `"" is neither t nor f`},
		{"constraint", `(1,t,c,{1;2},,0,,,,,f,f,f,0,)`, `parsing "1;2"`},
		{"enum", "(app,mood,{sad})", `"{sad}" is no list: invalid character 's'`},
		{"sequence", "(app,s,bigint,1,1,9,f,?,,,,,,f)", `parsing "?"`},
		{"index", index + "1,,,,,,,,)", "its 1 keys are incomplete"},
		{"index", index + "-1,,,,,,,,)", "its -1 keys are incomplete"},
		{"index", index + "1,0,0,4,0,,,,)", "its 1 keys are incomplete"},
		{"index", index + `1,1,0,4,9,,,[],)`, "its 1 keys are incomplete"},
		{"index", index + `1,1,0,4)`, "it ends too early"},
	} {
		t.Run(c.part+" "+c.text, func(t *testing.T) {
			t.Parallel()
			live, err := catalog.Read(t.Context(), mocked(t, answers(rowOf(recordOf(c.part, c.text)))), catalog.Server{}, nil)
			require.ErrorContains(t, err, "read pg_catalog: "+c.part+" ")
			require.ErrorContains(t, err, c.message)
			require.Nil(t, live)
		})
	}
}
