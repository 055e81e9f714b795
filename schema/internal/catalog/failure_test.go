package catalog_test

import (
	"database/sql/driver"
	"errors"
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

// snapshot are the answers to the queries of Read. Each has what hangs on a
// relation that is none of those read, too.
func snapshot() []answer {
	return []answer{
		{query: "set_config", rows: rowOf("", "500ms")},
		{query: "relkind", rows: rowOf(1, "app", "t", "r", true, true)},
		{query: "pg_attribute a", rows: rowOf(1, "id", "integer", true, nil, false, false, false, nil).
			AddRow(2, "id", "integer", true, nil, false, false, false, nil)},
		{query: "pg_constraint o", rows: rowOf(1, "t_pkey", "p", `["id"]`, nil, nil, nil, "[]", " ", " ").
			AddRow(2, "t_pkey", "p", `["id"]`, nil, nil, nil, "[]", " ", " ")},
		{query: "pg_index i", rows: rowOf(1, "t_id", "btree", true, `[{"column": "id", "expression": "", "option": 3}]`, nil, "u").
			AddRow(2, "t_id", "btree", true, `[]`, nil, "")},
	}
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

func TestReadFromADouble(t *testing.T) {
	t.Parallel()
	live, err := catalog.Read(t.Context(), mocked(t, snapshot()), catalog.Server{}, []string{"app"})
	require.NoError(t, err)
	require.Equal(t, []*structure.Table{{
		Name: app("t"), Kind: structure.KindTable, Columns: []structure.Column{{Name: "id", Type: structure.Type{Name: "integer"}, NotNull: true}},
		PrimaryKey: []string{"id"}, PrimaryKeyName: "t_pkey",
		Indexes: []structure.Index{{
			Name: "t_id", Method: "btree", Unique: true, Constraint: true,
			Keys: []structure.IndexKey{{Column: "id", Descending: true, NullsFirst: true}},
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
		{"other columns", func(a *answer) { a.rows = rowOf("surprise") }, "read pg_catalog: sql: expected 1 destination arguments in Scan"},
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			for i := range snapshot() {
				answers := snapshot()[:i+1]
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

func TestJSONThatIsNone(t *testing.T) {
	t.Parallel()
	for message, spoil := range map[string]func(answers []answer) []answer{
		"columns of t_pkey: unexpected end of JSON input": func(answers []answer) []answer {
			answers[3].rows = rowOf(1, "t_pkey", "p", `["id"`, nil, nil, nil, "[]", " ", " ")
			return answers[:4]
		},
		"referenced columns of t_fkey: json: cannot unmarshal": func(answers []answer) []answer {
			answers[3].rows = rowOf(1, "t_fkey", "f", `["id"]`, nil, "app", "t", "{}", "a", "a")
			return answers[:4]
		},
		"keys of t_id: json: cannot unmarshal": func(answers []answer) []answer {
			answers[4].rows = rowOf(1, "t_id", "btree", true, `{"column": "id"}`, nil, "")
			return answers
		},
	} {
		t.Run(message, func(t *testing.T) {
			t.Parallel()
			_, err := catalog.Read(t.Context(), mocked(t, spoil(snapshot())), catalog.Server{}, nil)
			require.ErrorContains(t, err, "read pg_catalog: "+message)
		})
	}
}
