package catalog_test

import (
	"testing"
	"time"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func TestUnused(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.Exec(`
		create schema app; create schema other;
		create table app.t (id integer primary key, a integer);
		create index t_a on app.t (a);
		create index t_id on app.t (id);
		create table other.t (id integer primary key);
		insert into app.t select n, n from generate_series(1, 1000) n;
		analyze app.t`).Error)
	unused := func() (names []string) {
		tx := db.Begin()
		defer tx.Rollback()
		found, err := catalog.ReadUnused(t.Context(), tx.Statement.ConnPool, []string{"app"})
		require.NoError(t, err)
		for _, u := range found {
			require.Equal(t, app("t"), u.Table)
			require.Equal(t, int64(1000), u.Rows)
			require.GreaterOrEqual(t, u.Age, time.Duration(0))
			names = append(names, u.Index)
		}
		return names
	}
	require.Equal(t, []string{"t_a", "t_id", "t_pkey"}, unused())

	// The server counts a scan some time after the transaction.
	require.NoError(t, db.Exec("begin; set local enable_seqscan = off; select id from app.t where a = 7; commit").Error)
	require.Eventually(t, func() bool { return len(unused()) == 2 }, time.Minute, 20*time.Millisecond)
	require.Equal(t, []string{"t_id", "t_pkey"}, unused())
}

func TestCallees(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.Exec(`
		create schema app; create schema other;
		create table app.t (); create table other.t ();
		create function app.own() returns trigger language plpgsql as 'begin return new; end';
		create function other.called() returns trigger language plpgsql as 'begin return null; end';
		create function other.elsewhere() returns trigger language plpgsql as 'begin return new; end';
		create trigger a before insert on app.t for each row execute function app.own();
		create trigger b before insert on app.t for each row execute function other.called();
		create trigger c before update on app.t for each row execute function other.called();
		create trigger d before insert on other.t for each row execute function other.elsewhere()`).Error)
	functions, err := catalog.ReadCallees(t.Context(), begin(t, db), []string{"app"})
	require.NoError(t, err)
	require.Equal(t, []structure.Function{{
		Name: structure.Name{Schema: "other", Name: "called"}, Returns: "trigger", Language: "plpgsql", Body: "begin return null; end",
	}}, functions)
}

func TestMissing(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.Exec(`create schema app; create table app.t (); create function app.f() returns integer language sql as 'select 1';
		create function app.whole(app.t) returns integer language sql as 'select 1'`).Error)
	there := []catalog.Reference{
		{"relation", "app", "t"},
		{"relation", "", "t"},
		{"relation", "pg_catalog", "pg_class"},
		{"function", "app", "f"},
		{"function", "", "f"},
		{"function", "", "lower"},
		{"function", "", "coalesce"},
		{"function", "pg_catalog", "varchar"},
		{"operator", "", "->>"},
		{"attribute", "", "whole"},
		{"attribute", "", "count"},
	}
	missing := []catalog.Reference{
		{"attribute", "", "f"},
		{"attribute", "", "substr"},
		{"function", "", "t_"},
		{"function", "app", "coalesce"},
		{"function", "app", "lower"},
		{"operator", "", "#-"},
		{"relation", "app", "f"},
		{"relation", "pg_catalog", "t"},
	}
	found, err := catalog.ReadMissing(t.Context(), begin(t, db), append(there, missing...))
	require.NoError(t, err)
	expected := map[catalog.Reference]bool{}
	for _, reference := range missing {
		expected[reference] = true
	}
	require.Equal(t, expected, found)

	found, err = catalog.ReadMissing(t.Context(), begin(t, db), nil)
	require.NoError(t, err)
	require.Empty(t, found)
}

// What the server answers in another shape is an error and not an answer.
func TestStatisticsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	pool, mock, err := sqlmock.New()
	require.NoError(t, err)
	defer pool.Close()
	for range 3 {
		mock.ExpectQuery("select").WillReturnRows(sqlmock.NewRows([]string{"only"}).AddRow("x"))
	}
	_, err = catalog.ReadUnused(t.Context(), pool, nil)
	require.ErrorContains(t, err, "read pg_catalog: ")
	_, err = catalog.ReadCallees(t.Context(), pool, nil)
	require.ErrorContains(t, err, "read pg_catalog: ")
	_, err = catalog.ReadMissing(t.Context(), pool, nil)
	require.ErrorContains(t, err, "read pg_catalog: ")
}
