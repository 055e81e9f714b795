package catalog_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// begin begins a transaction as the check does.
func begin(t *testing.T, db *gorm.DB) gorm.ConnPool {
	t.Helper()
	tx := db.Begin(&sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	require.NoError(t, tx.Error)
	t.Cleanup(func() { tx.Rollback() })
	return tx.Statement.ConnPool
}

// read creates a structure in an empty database and reads the schema app.
func read(t *testing.T, statements string) *catalog.Snapshot {
	t.Helper()
	db := pgtest.Empty(t)
	require.NoError(t, db.Exec("create schema app; create schema other;"+statements).Error)
	live, err := catalog.Read(t.Context(), begin(t, db), catalog.Server{}, []string{"app"})
	require.NoError(t, err)
	return live
}

func app(name string) structure.Name { return structure.Name{Schema: "app", Name: name} }

func names(live *catalog.Snapshot) (names []string) {
	for _, table := range live.Tables {
		names = append(names, table.Name.String()+": "+string(table.Kind))
	}
	return names
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	tx := db.Begin()
	defer tx.Rollback()
	require.NoError(t, tx.Exec("create schema app; create role catalog_test_identify; grant usage on schema app to catalog_test_identify").Error)
	require.NoError(t, tx.Exec("set local role catalog_test_identify; set local search_path to missing, app, public").Error)
	server, err := catalog.Identify(t.Context(), tx.Statement.ConnPool)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(server.Product, "PostgreSQL 1"), server.Product)
	require.GreaterOrEqual(t, server.Version, catalog.MinimumVersion)
	require.Less(t, server.Version, 1000000)
	require.True(t, strings.HasPrefix(server.Database, "synapscale_test_"), server.Database)
	require.Equal(t, "catalog_test_identify", server.Role)
	require.Equal(t, "app", server.CurrentSchema)

	require.NoError(t, tx.Exec("set local search_path to ''").Error)
	server, err = catalog.Identify(t.Context(), tx.Statement.ConnPool)
	require.NoError(t, err)
	require.Empty(t, server.CurrentSchema)
}

func TestSchemas(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.Exec(`create schema "Upper"; create schema pgx; create schema app`).Error)
	schemas, err := catalog.Schemas(t.Context(), begin(t, db))
	require.NoError(t, err)
	require.Equal(t, []string{"Upper", "app", "pgx", "public"}, schemas)
}

func TestRelations(t *testing.T) {
	t.Parallel()
	live := read(t, `
		create table app.plain ();
		create table app."Quo""ted" (id integer);
		create table app.parts (n integer primary key, parent integer references app.parts) partition by range (n);
		create table app.parts_1 partition of app.parts for values from (0) to (10) partition by range (n);
		create table app.parts_1_1 partition of app.parts_1 for values from (0) to (5);
		create table app.heir (extra text) inherits (app."Quo""ted");
		create unlogged table app.unlogged ();
		create view app.seen as select 1 as one, null::varchar(5) as five;
		create materialized view app.kept as select n from app.parts;
		create index kept_n on app.kept (n);
		create foreign data wrapper nothing;
		create server nowhere foreign data wrapper nothing;
		create foreign table app.far (id integer not null, name text default 'x', constraint far_id check (id > 0)) server nowhere;
		create sequence app.numbers;
		create type app.pair as (a integer, b integer);
		create table other.elsewhere ();
		create table pg_temp.fleeting ();`)
	require.Equal(t, []string{
		"app.Quo\"ted: table", "app.far: foreign table", "app.heir: table", "app.kept: materialized view",
		"app.parts: partitioned table", "app.plain: table", "app.seen: view", "app.unlogged: table",
	}, names(live))
	require.Empty(t, live.Unusable)
	require.Empty(t, live.Unreadable)
	require.Nil(t, live.Table(app("missing")))
	require.Nil(t, live.Table(app("parts_1")))

	integer, text := structure.Type{Name: "integer"}, structure.Type{Name: "text"}
	require.True(t, live.Table(app("unlogged")).Unlogged)
	require.Equal(t, &structure.Table{Name: app("plain"), Kind: structure.KindTable}, live.Table(app("plain")))
	require.Equal(t, []structure.Column{{Name: "id", Type: integer}, {Name: "extra", Type: text}}, live.Table(app("heir")).Columns)
	require.Equal(t, []structure.Column{
		{Name: "one", Type: integer}, {Name: "five", Type: structure.Type{Name: "character varying", Modifiers: "5"}},
	}, live.Table(app("seen")).Columns)
	require.Equal(t, &structure.Table{
		Name: app("kept"), Kind: structure.KindMaterializedView, Columns: []structure.Column{{Name: "n", Type: integer}},
		Indexes: []structure.Index{{Name: "kept_n", Method: "btree", Keys: []structure.IndexKey{{Column: "n", DefaultClass: "int4_ops"}}}},
	}, live.Table(app("kept")))
	require.Equal(t, &structure.Table{
		Name: app("far"), Kind: structure.KindForeignTable,
		Columns: []structure.Column{{Name: "id", Type: integer, NotNull: true}, {Name: "name", Type: text, Default: "'x'::text"}},
		Checks:  []structure.Check{{Name: "far_id", Expression: "(id > 0)", Columns: []string{"id"}}},
	}, live.Table(app("far")))
	require.Equal(t, &structure.Table{
		Name: app("parts"), Kind: structure.KindPartitionedTable, Partition: "RANGE (n)",
		Columns:    []structure.Column{{Name: "n", Type: integer, NotNull: true}, {Name: "parent", Type: integer}},
		PrimaryKey: []string{"n"}, PrimaryKeyName: "parts_pkey",
		ForeignKeys: []structure.ForeignKey{{
			Name: "parts_parent_fkey", Columns: []string{"parent"}, References: app("parts"), ReferencedColumns: []string{"n"},
			OnDelete: "NO ACTION", OnUpdate: "NO ACTION",
		}},
	}, live.Table(app("parts")))
}

func TestColumns(t *testing.T) {
	t.Parallel()
	live := read(t, `
		create type other.mood as enum ('sad', 'ok');
		create type app."My Mood" as enum ('ok');
		create domain app.positive as integer default 1 check (value > 0);
		create type app.pair as (a integer, b integer);
		create collation other."odd-one" (locale = 'C');
		create domain app.exact as text collate "C";
		create sequence app.shared;
		create table app.columns (
			dropped text, id bigserial, "Odd ""Name" varchar(20) not null default 'a', gone text,
			number integer generated by default as identity, always smallint generated always as identity,
			shared bigint default nextval('app.shared'), swapped bigserial, freed serial,
			price numeric(10,2) default 0.00, plain numeric, fixed char(3), at timestamp(3) with time zone default now(),
			took interval day to second(2), tags text[] default '{}', grid varchar(5)[][], bits bit varying(4), single "char",
			mood other.mood default 'ok', moods app."My Mood"[], size app.positive,
			double numeric(12,2) generated always as (price * 2) stored,
			empty varchar(20) default null, vanished text generated always as (null::text) stored, pair app.pair,
			sorted text collate "C", ours varchar(3)[] collate other."odd-one" default '{}', internal name, usual name collate "default",
			fixed_sort app.exact, free_sort app.exact collate "default"
		);
		alter table app.columns drop column dropped, drop column gone, add last uuid;
		alter table app.columns alter swapped set default nextval('app.shared');
		alter table app.columns alter freed drop default;
		alter table app.columns add borrowed bigint default nextval('app.columns_swapped_seq');
		comment on column app.columns.price is 'What it''s worth';
		comment on table app.columns is 'no column''s';`)
	column := func(name, typeText, value string) structure.Column {
		return structure.Column{Name: name, Type: structure.ParseType(typeText), Default: value}
	}
	required := func(c structure.Column) structure.Column { c.NotNull = true; return c }
	serial := func(c structure.Column) structure.Column { c.NotNull, c.Serial = true, true; return c }
	identity := func(c structure.Column, always string) structure.Column { c.Identity = always; return serial(c) }
	collated := func(c structure.Column, collation string) structure.Column { c.Collation = collation; return c }
	generated := func(c structure.Column) structure.Column { c.Generated = true; return c }
	price := column("price", "numeric(10,2)", "0.00")
	price.Comment = "What it's worth"
	require.Equal(t, []structure.Column{
		serial(column("id", "bigint", "nextval('app.columns_id_seq'::regclass)")),
		required(column(`Odd "Name`, "character varying(20)", "'a'::character varying")),
		identity(column("number", "integer", ""), "BY DEFAULT"),
		identity(column("always", "smallint", ""), "ALWAYS"),
		column("shared", "bigint", "nextval('app.shared'::regclass)"),
		required(column("swapped", "bigint", "nextval('app.shared'::regclass)")), // It owns another sequence.
		required(column("freed", "integer", "")),
		price,
		column("plain", "numeric", ""),
		column("fixed", "character(3)", ""),
		column("at", "timestamp(3) with time zone", "now()"),
		column("took", "interval day to second(2)", ""),
		column("tags", "text[]", "'{}'::text[]"),
		column("grid", "character varying(5)[]", ""),
		column("bits", "bit varying(4)", ""),
		column("single", `"char"`, ""),
		column("mood", "other.mood", "'ok'::other.mood"),
		column("moods", `app."My Mood"[]`, ""),
		column("size", "app.positive", ""), // The default is the domain's.
		generated(column("double", "numeric(12,2)", "(price * (2)::numeric)")),
		column("empty", "character varying(20)", ""),
		generated(column("vanished", "text", "NULL::text")),
		column("pair", "app.pair", ""),
		collated(column("sorted", "text", ""), "C"),
		collated(column("ours", "character varying(3)[]", "'{}'::character varying[]"), "other.odd-one"),
		column("internal", "name", ""),
		collated(column("usual", "name", ""), "default"),
		column("fixed_sort", "app.exact", ""),
		collated(column("free_sort", "app.exact", ""), "default"),
		column("last", "uuid", ""),
		column("borrowed", "bigint", "nextval('app.columns_swapped_seq'::regclass)"),
	}, live.Table(app("columns")).Columns)
}
