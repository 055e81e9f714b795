package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// withoutDefaults takes the names of default operator classes out of the keys of indexes and returns them.
func withoutDefaults(t *testing.T, indexes []structure.Index) (classes []string) {
	t.Helper()
	for _, index := range indexes {
		for i, key := range index.Keys {
			require.NotEqual(t, key.OperatorClass == "", key.DefaultClass == "", "%s: one of the two", index.Name)
			classes = append(classes, key.DefaultClass)
			index.Keys[i].DefaultClass = ""
		}
	}
	return classes
}

func TestIndexes(t *testing.T) {
	t.Parallel()
	live := read(t, `
		create collation other.odd (locale = 'C');
		create operator class other.backwards for type integer using btree as
			operator 1 >, operator 2 >=, operator 3 =, operator 4 <=, operator 5 <, function 1 btint4cmp(integer, integer);
		create table app.indexed (gone text, a integer, b text, c integer[], d jsonb, "Odd" text, r int4range, s text collate "C",
			constraint once unique (b, a) include (r), constraint apart exclude using gist (r with &&) where (a > 0) deferrable initially deferred);
		alter table app.indexed drop column gone;
		create index holes on app.indexed ("Odd", a);
		create index sorted on app.indexed (a desc, b asc nulls first, "Odd" desc nulls last);
		create unique index partly on app.indexed (lower(b), a) include (c) where b is not null and a in (1, 2);
		create index casted on app.indexed ((d ->> 'x') collate "C" text_pattern_ops desc, (a + 1), a other.backwards);
		create index collated on app.indexed (s, s collate "default", b collate other.odd, b);
		create index common on app.indexed (s collate "default");
		create index inverted on app.indexed using gin (c, d jsonb_path_ops);
		create index hashed on app.indexed using hash (b);
		create index ranges on app.indexed using brin (a);
		create index stuffed on app.indexed (a) with (fillfactor = 70);
		create table app.parts (n integer, id integer, primary key (id, n), unique (n) deferrable) partition by range (n);
		create table app.parts_1 partition of app.parts for values from (0) to (10);
		create index parts_id on app.parts (id);
		create index only_parent on only app.parts (n, id);
		create index only_it on only app.parts (id);`)
	key := func(column string) structure.IndexKey { return structure.IndexKey{Column: column} }
	table := live.Table(app("indexed"))
	require.Equal(t, []string{
		"range_ops", "", "int4_ops", "", "text_ops", "text_ops", "text_ops", "text_ops", "text_ops", "text_ops", "text_ops", "int4_ops",
		"array_ops", "", "text_ops", "int4_ops", "text_ops", "int4_ops", "int4_minmax_ops", "int4_ops", "text_ops", "text_ops", "int4_ops",
	}, withoutDefaults(t, table.Indexes))
	require.Equal(t, []structure.Index{
		{
			Name: "apart", Method: "gist", Keys: []structure.IndexKey{key("r")}, Predicate: "(a > 0)",
			Constraint: true, Exclusion: true, Deferrable: structure.InitiallyDeferred,
			Definition: "EXCLUDE USING gist (r WITH &&) WHERE ((a > 0)) DEFERRABLE INITIALLY DEFERRED",
		},
		{Name: "casted", Method: "btree", Keys: []structure.IndexKey{
			{Expression: "((d ->> 'x'::text))", Descending: true, NullsFirst: true, OperatorClass: "text_pattern_ops", Collation: "C"},
			{Expression: "((a + 1))"},
			{Column: "a", OperatorClass: "other.backwards"},
		}},
		{Name: "collated", Method: "btree", Keys: []structure.IndexKey{
			key("s"), {Column: "s", Collation: "default"}, {Column: "b", Collation: "other.odd"}, key("b"),
		}},
		{Name: "common", Method: "btree", Keys: []structure.IndexKey{{Column: "s", Collation: "default"}}},
		{Name: "hashed", Method: "hash", Keys: []structure.IndexKey{key("b")}},
		{Name: "holes", Method: "btree", Keys: []structure.IndexKey{key("Odd"), key("a")}},
		{Name: "inverted", Method: "gin", Keys: []structure.IndexKey{key("c"), {Column: "d", OperatorClass: "jsonb_path_ops"}}},
		{Name: "once", Method: "btree", Unique: true, Keys: []structure.IndexKey{key("b"), key("a")}, Include: []string{"r"}, Constraint: true},
		{
			Name: "partly", Method: "btree", Unique: true, Keys: []structure.IndexKey{{Expression: "lower(b)"}, key("a")}, Include: []string{"c"},
			Predicate: "((b IS NOT NULL) AND (a = ANY (ARRAY[1, 2])))",
		},
		{Name: "ranges", Method: "brin", Keys: []structure.IndexKey{key("a")}},
		{Name: "sorted", Method: "btree", Keys: []structure.IndexKey{
			{Column: "a", Descending: true, NullsFirst: true}, {Column: "b", NullsFirst: true}, {Column: "Odd", Descending: true},
		}},
		{
			Name: "stuffed", Method: "btree", Keys: []structure.IndexKey{key("a")},
			Definition: "CREATE INDEX stuffed ON app.indexed USING btree (a) WITH (fillfactor='70')",
		},
	}, table.Indexes)
	parts := live.Table(app("parts"))
	withoutDefaults(t, parts.Indexes)
	withoutDefaults(t, parts.Unusable)
	require.Equal(t, []structure.Index{
		{Name: "parts_id", Method: "btree", Keys: []structure.IndexKey{key("id")}},
		{
			Name: "parts_n_key", Method: "btree", Unique: true, Keys: []structure.IndexKey{key("n")},
			Constraint: true, Deferrable: structure.InitiallyNow,
		},
	}, parts.Indexes)
	require.Equal(t, []structure.Index{
		{Name: "only_it", Method: "btree", Keys: []structure.IndexKey{key("id")}},
		{Name: "only_parent", Method: "btree", Keys: []structure.IndexKey{key("n"), key("id")}},
	}, parts.Unusable, "an index that not every partition has is not valid")
}

// Operator classes of some methods have parameters, which only the definition tells.
func TestParametersOfOperatorClasses(t *testing.T) {
	t.Parallel()
	live := read(t, `
		create table app.t (v tsvector);
		create index plain on app.t using gist (v);
		create index signed on app.t using gist (v tsvector_ops(siglen = 100));`)
	indexes := live.Table(app("t")).Indexes
	require.Empty(t, indexes[0].Definition)
	require.Equal(t, "CREATE INDEX signed ON app.t USING gist (v tsvector_ops (siglen='100'))", indexes[1].Definition)
}

// Since PostgreSQL 15 null may count as a value.
func TestNullsThatAreNotDistinct(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	server, err := catalog.Identify(t.Context(), begin(t, db))
	require.NoError(t, err)
	clause := ""
	if server.Version >= 150000 {
		clause = " nulls not distinct"
	}
	require.NoError(t, db.Exec(`create schema app; create table app.t (a integer unique`+clause+`, b integer unique)`).Error)
	live, err := catalog.Read(t.Context(), begin(t, db), server, []string{"app"})
	require.NoError(t, err)
	indexes := live.Table(app("t")).Indexes
	require.Equal(t, clause != "", indexes[0].NullsNotDistinct)
	require.False(t, indexes[1].NullsNotDistinct)
}

// What is left of an index that could not be built is no index.
func TestInvalidIndexes(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.Exec("create schema app; create table app.twice (n integer); insert into app.twice values (1), (1)").Error)
	require.ErrorContains(t, db.Exec("create unique index concurrently twice_n on app.twice (n)").Error, "could not create unique index")
	live, err := catalog.Read(t.Context(), begin(t, db), catalog.Server{}, []string{"app"})
	require.NoError(t, err)
	table := live.Table(app("twice"))
	require.Empty(t, table.Indexes)
	require.Equal(t, []structure.Index{
		{Name: "twice_n", Method: "btree", Unique: true, Keys: []structure.IndexKey{{Column: "n", DefaultClass: "int4_ops"}}},
	}, table.Unusable)
}
