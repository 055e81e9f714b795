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
		create table app.keyed (
			gone integer, c integer, b integer, a integer, n integer, "Odd" text,
			constraint "Keyed PK" primary key (a, c) include (b),
			constraint to_other foreign key (c, b) references other.target (x, y) on delete set null on update cascade,
			constraint to_parts foreign key (n) references app.parts on delete restrict on update set default,
			constraint to_self foreign key (c, a) references app.keyed (c, a) match full on delete set default deferrable initially deferred,
			constraint cascading foreign key (n) references app.parts on delete cascade not valid
		);
		alter table app.keyed drop column gone;
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
		parts("cascading", "CASCADE", "NO ACTION"),
		{
			Name: "to_other", Columns: []string{"c", "b"}, References: structure.Name{Schema: "other", Name: "target"},
			ReferencedColumns: []string{"x", "y"}, OnDelete: "SET NULL", OnUpdate: "CASCADE",
		},
		parts("to_parts", "RESTRICT", "SET DEFAULT"),
		{
			Name: "to_self", Columns: []string{"c", "a"}, References: app("keyed"),
			ReferencedColumns: []string{"c", "a"}, OnDelete: "SET DEFAULT", OnUpdate: "NO ACTION",
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
			constraint none check (true) not valid);
		alter table app.checked drop column gone;`)
	require.Equal(t, []structure.Check{
		{Name: "A range", Expression: "((n >= 1) AND (n <= length((status)::text)))", Columns: []string{"n", "status"}},
		{Name: "b_status", Expression: "((status)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))", Columns: []string{"status"}},
		{Name: "mooded", Expression: "((mood <> 'sad'::app.mood) AND app.fine((status)::text))", Columns: []string{"mood", "status"}},
		{Name: "none", Expression: "true", Columns: []string{}},
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

func TestIndexes(t *testing.T) {
	t.Parallel()
	live := read(t, `
		create table app.indexed (gone text, a integer, b text, c integer[], d jsonb, "Odd" text, r int4range,
			constraint once unique (b, a) include (r), constraint apart exclude using gist (r with &&) where (a > 0));
		alter table app.indexed drop column gone;
		create index holes on app.indexed ("Odd", a);
		create index sorted on app.indexed (a desc, b asc nulls first, "Odd" desc nulls last);
		create unique index partly on app.indexed (lower(b), a) include (c) where b is not null and a in (1, 2);
		create index casted on app.indexed ((d ->> 'x') collate "C" text_pattern_ops desc, (a + 1));
		create index inverted on app.indexed using gin (c, d jsonb_path_ops);
		create index hashed on app.indexed using hash (b);
		create index ranges on app.indexed using brin (a);
		create table app.parts (n integer, id integer, primary key (id, n), unique (n)) partition by range (n);
		create table app.parts_1 partition of app.parts for values from (0) to (10);
		create index parts_id on app.parts (id);
		create index only_parent on only app.parts (n, id);`)
	key := func(column string) structure.IndexKey { return structure.IndexKey{Column: column} }
	table := live.Table(app("indexed"))
	require.Equal(t, []structure.Index{
		{Name: "apart", Method: "gist", Keys: []structure.IndexKey{key("r")}, Predicate: "(a > 0)", Constraint: true, Exclusion: true},
		{Name: "casted", Method: "btree", Keys: []structure.IndexKey{
			{Expression: "((d ->> 'x'::text))", Descending: true, NullsFirst: true}, {Expression: "((a + 1))"},
		}},
		{Name: "hashed", Method: "hash", Keys: []structure.IndexKey{key("b")}},
		{Name: "holes", Method: "btree", Keys: []structure.IndexKey{key("Odd"), key("a")}},
		{Name: "inverted", Method: "gin", Keys: []structure.IndexKey{key("c"), key("d")}},
		{Name: "once", Method: "btree", Unique: true, Keys: []structure.IndexKey{key("b"), key("a")}, Constraint: true},
		{
			Name: "partly", Method: "btree", Unique: true, Keys: []structure.IndexKey{{Expression: "lower(b)"}, key("a")},
			Predicate: "((b IS NOT NULL) AND (a = ANY (ARRAY[1, 2])))",
		},
		{Name: "ranges", Method: "brin", Keys: []structure.IndexKey{key("a")}},
		{Name: "sorted", Method: "btree", Keys: []structure.IndexKey{
			{Column: "a", Descending: true, NullsFirst: true}, {Column: "b", NullsFirst: true}, {Column: "Odd", Descending: true},
		}},
	}, table.Indexes)
	require.Equal(t, []structure.Index{
		{Name: "parts_id", Method: "btree", Keys: []structure.IndexKey{key("id")}},
		{Name: "parts_n_key", Method: "btree", Unique: true, Keys: []structure.IndexKey{key("n")}, Constraint: true},
	}, live.Table(app("parts")).Indexes, "an index that not every partition has is not valid")
}

// What is left of an index that could not be built is no index.
func TestInvalidIndexes(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.Exec("create schema app; create table app.twice (n integer); insert into app.twice values (1), (1)").Error)
	require.ErrorContains(t, db.Exec("create unique index concurrently twice_n on app.twice (n)").Error, "could not create unique index")
	var found bool
	require.NoError(t, db.Raw("select exists (select from pg_class where relname = 'twice_n')").Scan(&found).Error)
	require.True(t, found)
	live, err := catalog.Read(t.Context(), begin(t, db), catalog.Server{}, []string{"app"})
	require.NoError(t, err)
	require.Empty(t, live.Table(app("twice")).Indexes)
}
