package catalog_test

import (
	"database/sql"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func TestNothingToRead(t *testing.T) {
	t.Parallel()
	q := begin(t, pgtest.Empty(t))
	for _, schemas := range [][]string{nil, {}, {"missing"}, {`odd "name`, "", "a,b"}} {
		live, err := catalog.Read(t.Context(), q, catalog.Server{Role: "me"}, schemas)
		require.NoError(t, err)
		require.Empty(t, live.Tables)
		require.Equal(t, "me", live.Server.Role)
	}
}

func TestSeveralSchemas(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.Exec(`create schema "B b"; create schema a; create table "B b".t (); create table a.u (); create table a.t (); create table public.t ()`).Error)
	live, err := catalog.Read(t.Context(), begin(t, db), catalog.Server{}, []string{"a", "B b"})
	require.NoError(t, err)
	require.Equal(t, []string{"B b.t: table", "a.t: table", "a.u: table"}, names(live))
	require.Equal(t, structure.KindTable, live.Table(structure.Name{Schema: "B b", Name: "t"}).Kind)
}

// What is read does not depend on the search path of the caller, who gets it back.
func TestSearchPath(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.Exec(`create schema app; create type app.mood as enum ('ok');
		create table app.target (id integer primary key);
		create table app.t (mood app.mood default 'ok' check (mood <> 'ok'::app.mood), target_id integer references app.target);
		create table app.pg_class (oid integer)`).Error)
	var first *catalog.Snapshot
	for _, path := range []string{"app, public", "", `"$user", public`, "app, pg_catalog", "missing"} {
		tx := db.Begin()
		require.NoError(t, tx.Exec("select set_config('search_path', ?, true)", path).Error)
		q := tx.Statement.ConnPool
		live, err := catalog.Read(t.Context(), q, catalog.Server{}, []string{"app"})
		require.NoError(t, err)
		if first == nil {
			first = live
			require.Equal(t, "app.mood", live.Table(app("t")).Columns[0].Type.Name)
			require.Equal(t, "'ok'::app.mood", live.Table(app("t")).Columns[0].Default)
		}
		require.Equal(t, first.Tables, live.Tables, path)

		var now, back string
		require.NoError(t, q.QueryRowContext(t.Context(), "select current_setting('search_path')").Scan(&now))
		require.NoError(t, q.QueryRowContext(t.Context(), catalog.SearchPathQuery).Scan(&back))
		require.Empty(t, now)
		require.Equal(t, path, back)
		require.NoError(t, tx.Rollback().Error)
	}
}

func TestRights(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	tx := db.Begin()
	defer tx.Rollback()
	require.NoError(t, tx.Exec(`create schema app; create schema closed; create schema barred;
		create table app.readable (id integer primary key check (id > 0), name text default 'x');
		create index readable_name on app.readable (lower(name));
		create table app.writable (id integer); create table app."Un" (id integer); create view app.seen as select 1 as one;
		create table closed.t (); create table closed.u (); create table barred.t ();
		create role catalog_test_reader;
		grant usage on schema app to catalog_test_reader;
		grant select on app.readable, app.seen, closed.t to catalog_test_reader; grant insert on app.writable to catalog_test_reader`).Error)
	schemas := []string{"app", "closed", "barred"}
	owner, err := catalog.Read(t.Context(), tx.Statement.ConnPool, catalog.Server{}, schemas)
	require.NoError(t, err)
	require.Empty(t, owner.Unusable)
	require.Empty(t, owner.Unreadable)

	require.NoError(t, tx.Exec("set local role catalog_test_reader").Error)
	reader, err := catalog.Read(t.Context(), tx.Statement.ConnPool, catalog.Server{}, schemas)
	require.NoError(t, err)
	require.Equal(t, owner.Tables, reader.Tables, "a role without rights sees the same structure")
	require.Equal(t, []string{"barred", "closed"}, reader.Unusable)
	require.Equal(t, []structure.Name{
		app("Un"), app("writable"), {Schema: "barred", Name: "t"}, {Schema: "closed", Name: "u"},
	}, reader.Unreadable)
}

// A table that comes and goes while it is read disturbs neither the reading nor
// what is read of the others. PostgreSQL may say that it has lost sight of it.
func TestConcurrentChanges(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.Exec("create schema app; create table app.steady (id serial primary key, n integer default 1 + 1 check (n > 0))").Error)
	done := make(chan struct{})
	var changes sync.WaitGroup
	changes.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
			}
			if err := db.Exec(`create table app.passing (id serial primary key, n integer default 1 + 1 check (n > 0));
				create index passing_n on app.passing ((n + 1)) where n > 0; alter table app.passing rename n to m; drop table app.passing`).Error; err != nil {
				t.Error(err)
				return
			}
		}
	})
	read := 0
	for range 200 {
		tx := db.Begin(&sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
		live, err := catalog.Read(t.Context(), tx.Statement.ConnPool, catalog.Server{}, []string{"app"})
		tx.Rollback()
		if err != nil {
			var refusal interface{ SQLState() string }
			require.ErrorAs(t, err, &refusal)
			require.Equal(t, "XX000", refusal.SQLState(), err)
			continue
		}
		read++
		steady := live.Table(app("steady"))
		require.Len(t, steady.Columns, 2)
		require.True(t, steady.Columns[0].Serial)
		require.Equal(t, "(1 + 1)", steady.Columns[1].Default)
		require.Equal(t, "(n > 0)", steady.Checks[0].Expression)
	}
	close(done)
	changes.Wait()
	require.Positive(t, read)
}
