package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	live := read(t, `
		create table other.target (x integer, y integer, unique (y, x));
		create table app.parts (n integer primary key) partition by range (n);
		create table app.parts_1 partition of app.parts for values from (0) to (10);
		create table app.self (n integer primary key);
		create table app.keyed (
			gone integer, c integer, b integer, a integer, n integer, "Odd" text,
			constraint "Keyed PK" primary key (a, c) include (b),
			constraint to_other foreign key (c, b) references other.target (x, y) on delete set null on update cascade,
			constraint to_parts foreign key (n) references app.parts on delete restrict on update set default,
			constraint to_self foreign key (c, a) references app.keyed (c, a) match full on delete set default deferrable initially deferred,
			constraint later foreign key (n) references app.parts_1 deferrable
		);
		alter table app.keyed drop column gone,
			add constraint cascading foreign key (c) references app.self on delete cascade not valid;
		create table app.free (id integer not null);
		create table app.parent (n integer constraint parent_n check (n > 0) not null);
		create table app.child () inherits (app.parent);`)
	table := live.Table(app("keyed"))
	require.Equal(t, []string{"a", "c"}, table.PrimaryKey)
	require.Equal(t, "Keyed PK", table.PrimaryKeyName)
	parts := func(name, onDelete, onUpdate string) structure.ForeignKey {
		return structure.ForeignKey{
			Name: name, Columns: []string{"n"}, References: app("parts"), ReferencedColumns: []string{"n"}, OnDelete: onDelete, OnUpdate: onUpdate,
		}
	}
	require.Equal(t, []structure.ForeignKey{
		{
			Name: "cascading", Columns: []string{"c"}, References: app("self"), ReferencedColumns: []string{"n"},
			OnDelete: "CASCADE", OnUpdate: "NO ACTION", NotValid: true,
		},
		{
			Name: "later", Columns: []string{"n"}, References: app("parts_1"), ReferencedColumns: []string{"n"},
			OnDelete: "NO ACTION", OnUpdate: "NO ACTION", Deferrable: structure.InitiallyNow,
		},
		{
			Name: "to_other", Columns: []string{"c", "b"}, References: structure.Name{Schema: "other", Name: "target"},
			ReferencedColumns: []string{"x", "y"}, OnDelete: "SET NULL", OnUpdate: "CASCADE",
		},
		parts("to_parts", "RESTRICT", "SET DEFAULT"),
		{
			Name: "to_self", Columns: []string{"c", "a"}, References: app("keyed"),
			ReferencedColumns: []string{"c", "a"}, OnDelete: "SET DEFAULT", OnUpdate: "NO ACTION",
			Match: "FULL", Deferrable: structure.InitiallyDeferred,
		},
	}, table.ForeignKeys)
	require.Empty(t, table.Checks)
	require.Empty(t, table.Indexes, "the primary key's index is none of its own")

	free := live.Table(app("free"))
	require.Empty(t, free.PrimaryKey)
	require.Empty(t, free.Checks, "NOT NULL is no check, although 18 has a constraint for it")
	require.Empty(t, free.ForeignKeys)
	for _, name := range []string{"parent", "child"} {
		require.Equal(t, []structure.Check{{Name: "parent_n", Expression: "(n > 0)", Columns: []string{"n"}}}, live.Table(app(name)).Checks)
	}
}

func TestChecks(t *testing.T) {
	t.Parallel()
	live := read(t, `
		create type app.mood as enum ('sad', 'ok');
		create function app.fine(text) returns boolean immutable language sql as 'select true';
		create table app.checked (gone text, status varchar(20), n integer, mood app.mood,
			constraint b_status check (status in ('a', 'b')),
			constraint "A range" check (n between 1 and length(status)),
			constraint mooded check (mood <> 'sad'::app.mood and app.fine(status)),
			constraint none check (true));
		alter table app.checked drop column gone, add constraint unverified check (n > 0) not valid;`)
	require.Equal(t, []structure.Check{
		{Name: "A range", Expression: "((n >= 1) AND (n <= length((status)::text)))", Columns: []string{"n", "status"}},
		{Name: "b_status", Expression: "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))", Columns: []string{"status"}},
		{Name: "mooded", Expression: "((mood <> 'sad'::app.mood) AND app.fine((status)::text))", Columns: []string{"mood", "status"}},
		{Name: "none", Expression: "true", Columns: []string{}},
		{Name: "unverified", Expression: "(n > 0)", Columns: []string{"n"}, NotValid: true},
	}, live.Table(app("checked")).Checks)
}

// Since PostgreSQL 18 a constraint may be written down and not be enforced.
func TestConstraintsThatAreNotEnforced(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	server, err := catalog.Identify(t.Context(), begin(t, db))
	require.NoError(t, err)
	enforcement := ""
	if server.Version >= 180000 {
		enforcement = " not enforced"
	}
	require.NoError(t, db.Exec(`create schema app;
		create table app.loose (id integer primary key, parent integer constraint parent references app.loose`+enforcement+`,
			n integer constraint n check (n > 0)`+enforcement+`)`).Error)
	live, err := catalog.Read(t.Context(), begin(t, db), server, []string{"app"})
	require.NoError(t, err)
	require.Equal(t, enforcement != "", len(live.Table(app("loose")).Checks) == 0)
	require.Equal(t, enforcement != "", len(live.Table(app("loose")).ForeignKeys) == 0)
}

// Since PostgreSQL 18 nobody may have verified that a column has a value in every row.
func TestColumnsThatAreNotVerified(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	server, err := catalog.Identify(t.Context(), begin(t, db))
	require.NoError(t, err)
	unverified := server.Version >= 180000
	statement := "alter table app.t alter b set not null"
	if unverified {
		statement = "alter table app.t add constraint b_there not null b not valid"
	}
	require.NoError(t, db.Exec("create schema app; create table app.t (a integer not null, b integer);"+statement).Error)
	live, err := catalog.Read(t.Context(), begin(t, db), server, []string{"app"})
	require.NoError(t, err)
	integer := structure.Type{Name: "integer"}
	require.Equal(t, []structure.Column{
		{Name: "a", Type: integer, NotNull: true}, {Name: "b", Type: integer, NotNull: true, NotValid: unverified},
	}, live.Table(app("t")).Columns)
}
