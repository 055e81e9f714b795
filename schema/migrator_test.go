package schema_test

import (
	"bytes"
	"errors"
	"log"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

func TestMigratorChangesNothing(t *testing.T) {
	t.Parallel()
	var statements int
	m := schema.Migrator(traced(t, pgtest.EmptyDSN(t), func() { statements++ }))
	refusals := map[string]error{
		"AutoMigrate":         m.AutoMigrate(&label{}),
		"CreateTable":         m.CreateTable(&label{}),
		"DropTable":           m.DropTable(&label{}),
		"RenameTable":         m.RenameTable("a", "b"),
		"AddColumn":           m.AddColumn(&label{}, "Name"),
		"DropColumn":          m.DropColumn(&label{}, "Name"),
		"AlterColumn":         m.AlterColumn(&label{}, "Name"),
		"MigrateColumn":       m.MigrateColumn(&label{}, nil, nil),
		"MigrateColumnUnique": m.MigrateColumnUnique(&label{}, nil, nil),
		"RenameColumn":        m.RenameColumn(&label{}, "a", "b"),
		"CreateView":          m.CreateView("v", gorm.ViewOption{}),
		"DropView":            m.DropView("v"),
		"CreateConstraint":    m.CreateConstraint(&label{}, "c"),
		"DropConstraint":      m.DropConstraint(&label{}, "c"),
		"CreateIndex":         m.CreateIndex(&label{}, "i"),
		"DropIndex":           m.DropIndex(&label{}, "i"),
		"RenameIndex":         m.RenameIndex(&label{}, "a", "b"),
	}
	for method, err := range refusals {
		require.ErrorIs(t, err, schema.ErrReadOnly, method)
	}
	questions := []string{
		"CurrentDatabase", "FullDataTypeOf", "GetTypeAliases", "HasTable", "GetTables", "TableType", "HasColumn",
		"ColumnTypes", "HasConstraint", "HasIndex", "GetIndexes",
	}
	require.Equal(t, reflect.TypeFor[gorm.Migrator]().NumMethod(), len(refusals)+len(questions), "a method is neither")
	require.Zero(t, statements)
}

// The snapshot is taken when it is needed, and once.
func TestMigratorAsksOnce(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	var statements int
	db := traced(t, dsn, func() { statements++ })
	openShop(t, db)
	statements = 0
	m := schema.Migrator(db)
	require.Equal(t, []string{"bigint"}, m.GetTypeAliases("int8"))
	require.Zero(t, statements)

	require.True(t, m.HasTable(&customer{}))
	require.Equal(t, 6, statements, "four queries between begin and rollback")
	require.NoError(t, db.Migrator().DropTable("shop.order_lines"))
	statements = 0
	require.True(t, m.HasTable(&orderLine{}), "the snapshot is kept")
	_, err := m.ColumnTypes(&order{})
	require.NoError(t, err)
	require.Zero(t, statements)
	require.False(t, schema.Migrator(db).HasTable(&orderLine{}))
}

// Several may ask one migrator at once, while others check.
func TestMigratorAskedByMany(t *testing.T) {
	t.Parallel()
	db := shop(t)
	m := schema.Migrator(db)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 20 {
				for _, model := range models() {
					if !m.HasTable(model) || m.HasIndex(model, "nothing") || m.HasConstraint(model, "nothing") {
						t.Errorf("%T", model)
					}
				}
			}
		})
	}
	for range 2 {
		wait.Go(func() {
			for range 5 {
				if _, err := schema.Check(t.Context(), db, models()...); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
}

// In a transaction the migrator sees what the transaction sees.
func TestMigratorInATransaction(t *testing.T) {
	t.Parallel()
	db := shop(t)
	tx := db.Begin()
	defer tx.Rollback()
	run(t, tx, "create table shop.sales (id int)")
	before := settings(t, tx)
	require.True(t, schema.Migrator(tx).HasTable("shop.sales"))
	require.False(t, schema.Migrator(db).HasTable("shop.sales"))
	require.Equal(t, before, settings(t, tx))
}

func TestMigratorAnswers(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, `
		create view shop.sales as select customer_id, 1.5 as total from shop.orders;
		create materialized view shop.totals as select 1 as one;
		create table shop.visits (id bigint, at date) partition by range (at);
		create foreign data wrapper nowhere; create server nowhere foreign data wrapper nowhere;
		create foreign table shop.abroad (id int) server nowhere;
		create table public.notes (id int)`)
	m := schema.Migrator(db)

	var database string
	require.NoError(t, db.Raw("select current_database()").Scan(&database).Error)
	require.Equal(t, database, m.CurrentDatabase())
	tables, err := m.GetTables()
	require.NoError(t, err)
	require.Equal(t, []string{
		"notes", "shop.abroad", "shop.customer_labels", "shop.customers", "shop.labels", "shop.order_lines", "shop.orders", "shop.visits",
	}, tables)

	for name, kind := range map[string]string{
		"shop.customers": "BASE TABLE", "shop.visits": "BASE TABLE", "shop.abroad": "FOREIGN", "notes": "BASE TABLE",
		"shop.sales": "VIEW", "shop.totals": "MATERIALIZED VIEW",
	} {
		is, err := m.TableType(name)
		require.NoError(t, err)
		require.Equal(t, kind, is.Type(), name)
		require.Equal(t, kind == "BASE TABLE" || kind == "FOREIGN", m.HasTable(name), name)
	}
	is, err := m.TableType(&customer{})
	require.NoError(t, err)
	require.Equal(t, "shop", is.Schema())
	require.Equal(t, "customers", is.Name())
	_, known := is.Comment()
	require.False(t, known)
}

func TestMigratorHas(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, `
		create view shop.sales as select customer_id, 1.5 as total from shop.orders;
		create table public.notes (id int, note text unique);
		alter table shop.customers add constraint apart exclude using btree (name with =)`)
	m := schema.Migrator(db)
	for _, name := range []string{"Email", "email"} {
		require.True(t, m.HasColumn(&customer{}, name))
	}
	require.True(t, m.HasColumn("shop.sales", "total"))
	require.False(t, m.HasColumn("shop.sales", "Total"))
	require.False(t, m.HasColumn(&customer{}, "Nothing"))

	for _, name := range []string{
		"customers_pkey", "customers_kind", "Kind", "uni_shop_customers_tax_number", "TaxNumber", "customers_referrer", "Referrer",
		"apart", "orders_customer_fkey", "Orders",
	} {
		require.True(t, m.HasConstraint(&customer{}, name), name)
	}
	require.True(t, m.HasConstraint("shop.orders", "orders_customer_fkey"))
	for _, name := range []string{"", "customers_email", "Name"} {
		require.False(t, m.HasConstraint(&customer{}, name), name)
	}
	for _, name := range []string{"customers_pkey", "customers_email", "Email", "uni_shop_customers_tax_number", "apart"} {
		require.True(t, m.HasIndex(&customer{}, name), name)
	}
	require.False(t, m.HasIndex("notes", ""))
	require.False(t, m.HasIndex("notes", "notes_pkey"))
	require.True(t, m.HasIndex("notes", "notes_note_key"))
}

// The other table of a relation may be missing.
func TestMigratorHasNoConstraintOfAMissingTable(t *testing.T) {
	t.Parallel()
	tx := shop(t).Begin()
	defer tx.Rollback()
	run(t, tx, "drop table shop.orders cascade")
	require.False(t, schema.Migrator(tx).HasConstraint(&customer{}, "Orders"))
}

func TestMigratorDescribesIndexes(t *testing.T) {
	t.Parallel()
	db := shop(t)
	indexes, err := schema.Migrator(db).GetIndexes(&order{})
	require.NoError(t, err)
	type description struct {
		name    string
		columns []string
		primary bool
		unique  bool
		option  string
	}
	var described []description
	for _, index := range indexes {
		primary, known := index.PrimaryKey()
		require.True(t, known)
		unique, known := index.Unique()
		require.True(t, known)
		require.Equal(t, "orders", index.Table())
		described = append(described, description{index.Name(), index.Columns(), primary, unique, index.Option()})
	}
	require.Equal(t, []description{
		{"orders_pkey", []string{"id"}, true, true, ""},
		{"orders_customer", []string{"customer_id", "placed_at"}, false, false, ""},
		{"orders_data", []string{"data"}, false, false, "using gin"},
		{"orders_note", []string{"lower(note)"}, false, false, ""},
		{"orders_number", []string{"number"}, false, true, "where (cancelled_at IS NULL)"},
		{"orders_open", []string{"status"}, false, false, "where ((status)::text = ANY ((ARRAY['open'::character varying, 'paid'::character varying])::text[]))"},
	}, described)
	indexes, err = schema.Migrator(db).GetIndexes("shop.customer_labels")
	require.NoError(t, err)
	require.Len(t, indexes, 1)
}

// A gauge is what the migrator says of a column's type: its name in pg_type, the whole of it, the type in Go, and the
// length or the precision and scale.
type gauge struct {
	name, whole string
	scan        reflect.Type
	size        any
}

func gaugeOf(column gorm.ColumnType) gauge {
	g := gauge{name: column.DatabaseTypeName(), scan: column.ScanType()}
	g.whole, _ = column.ColumnType()
	if length, ok := column.Length(); ok {
		g.size = length
	}
	if precision, scale, ok := column.DecimalSize(); ok {
		g.size = [2]int64{precision, scale}
	}
	return g
}

var gauges = map[string]gauge{
	"id":     {"int8", "bigint", reflect.TypeFor[int64](), nil},
	"flag":   {"bool", "boolean", reflect.TypeFor[bool](), nil},
	"data":   {"bytea", "bytea", reflect.TypeFor[[]byte](), nil},
	"small":  {"int2", "smallint", reflect.TypeFor[int16](), nil},
	"middle": {"int4", "integer", reflect.TypeFor[int32](), nil},
	"real":   {"float4", "real", reflect.TypeFor[float32](), nil},
	"double": {"float8", "double precision", reflect.TypeFor[float64](), nil},
	"day":    {"date", "date", reflect.TypeFor[time.Time](), nil},
	"local":  {"timestamp", "timestamp without time zone", reflect.TypeFor[time.Time](), nil},
	"at":     {"timestamptz", "timestamp(3) with time zone", reflect.TypeFor[time.Time](), nil},
	"free":   {"numeric", "numeric", reflect.TypeFor[float64](), nil},
	"exact":  {"numeric", "numeric(10,2)", reflect.TypeFor[float64](), [2]int64{10, 2}},
	"whole":  {"numeric", "numeric(5,0)", reflect.TypeFor[float64](), [2]int64{5, 0}},
	"fixed":  {"bpchar", "character(4)", reflect.TypeFor[string](), int64(4)},
	"code":   {"varchar", "character varying(64)", reflect.TypeFor[string](), int64(64)},
	"bits":   {"bit", "bit(3)", reflect.TypeFor[string](), int64(3)},
	"varied": {"varbit", "bit varying(7)", reflect.TypeFor[string](), int64(7)},
	"note":   {"text", "text", reflect.TypeFor[string](), nil},
	"words":  {"_text", "text[]", reflect.TypeFor[string](), nil},
	"other":  {"varchar", "character varying", reflect.TypeFor[string](), nil},
}

func TestMigratorDescribesColumns(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, `
		create table shop.gauges (
			id bigint generated always as identity primary key, flag boolean, data bytea, small smallint, middle int,
			real real, double double precision, day date, local timestamp, at timestamptz(3), free numeric, exact numeric(10,2),
			whole numeric(5), fixed char(4), code varchar(64) unique, bits bit(3), varied varbit(7), note text default 'a::b',
			words text[] not null default '{}', other varchar);
		create unique index on shop.gauges (small) where flag;
		create unique index on shop.gauges (middle);
		create unique index on shop.gauges (real, double);
		comment on column shop.gauges.note is 'what it says'`)
	types, err := schema.Migrator(db).ColumnTypes("shop.gauges")
	require.NoError(t, err)
	described := map[string]gauge{}
	for _, column := range types {
		described[column.Name()] = gaugeOf(column)
	}
	require.Equal(t, gauges, described)

	require.Equal(t, []string{"id"}, where(types, gorm.ColumnType.PrimaryKey))
	require.Equal(t, []string{"id"}, where(types, gorm.ColumnType.AutoIncrement))
	require.Equal(t, []string{"middle", "code"}, where(types, gorm.ColumnType.Unique))
	require.Len(t, where(types, gorm.ColumnType.Nullable), 18)
	for _, column := range types {
		value, has := column.DefaultValue()
		comment, commented := column.Comment()
		switch column.Name() {
		case "note":
			require.Equal(t, "'a::b'::text", value)
			require.Equal(t, "what it says", comment)
		case "words":
			require.Equal(t, "'{}'::text[]", value)
		default:
			require.False(t, has || commented, column.Name())
		}
	}
}

// where are the names of the columns to which the answer is yes.
func where(types []gorm.ColumnType, question func(gorm.ColumnType) (bool, bool)) (names []string) {
	for _, column := range types {
		if yes, ok := question(column); yes && ok {
			names = append(names, column.Name())
		}
	}
	return names
}

func TestMigratorOnWhatDoesNotExist(t *testing.T) {
	t.Parallel()
	m := schema.Migrator(shop(t))
	for name, dst := range map[string]any{"public.passports": &passport{}, "public.nothing": "nothing", "shop.nothing": "shop.nothing"} {
		_, columnsErr := m.ColumnTypes(dst)
		_, indexesErr := m.GetIndexes(dst)
		_, typeErr := m.TableType(dst)
		for _, err := range []error{columnsErr, indexesErr, typeErr} {
			require.ErrorIs(t, err, schema.ErrNoTable)
			require.EqualError(t, err, "schema: no such table: "+name)
		}
		require.False(t, m.HasTable(dst) || m.HasColumn(dst, "id") || m.HasIndex(dst, "x") || m.HasConstraint(dst, "x"))
	}
	_, err := m.ColumnTypes(42)
	requireReason(t, err, schema.ReasonModel, "model int")
}

// logged is a connection whose log can be read.
func logged(db *gorm.DB) (*gorm.DB, *bytes.Buffer) {
	var text bytes.Buffer
	return db.Session(&gorm.Session{Logger: logger.New(log.New(&text, "", 0), logger.Config{LogLevel: logger.Error})}), &text
}

func TestMigratorLogsWhatItCannotReturn(t *testing.T) {
	t.Parallel()
	mock, expected := mocked(t)
	expected.ExpectBegin().WillReturnError(errors.New("broken pipe"))
	db, text := logged(mock)
	m := schema.Migrator(db)
	for _, ask := range []func() bool{
		func() bool { return m.HasTable("a") },
		func() bool { return m.HasColumn("a", "b") },
		func() bool { return m.HasConstraint("a", "b") },
		func() bool { return m.HasIndex("a", "b") },
		func() bool { return m.CurrentDatabase() != "" },
	} {
		text.Reset()
		require.False(t, ask())
		require.Contains(t, text.String(), "[error] schema: the database cannot be asked: broken pipe")
	}
	text.Reset()
	_, err := m.GetTables()
	requireReason(t, err, schema.ReasonConnection, "broken pipe")
	_, err = m.ColumnTypes("a")
	requireReason(t, err, schema.ReasonConnection, "broken pipe")
	require.Empty(t, text.String(), "what is returned is not logged")

	db, text = logged(shop(t))
	require.False(t, schema.Migrator(db).HasTable(42))
	require.Contains(t, text.String(), "schema: a model cannot be read: model int")
}

func TestMigratorOnAnotherServer(t *testing.T) {
	t.Parallel()
	db, mock := mocked(t)
	mock.ExpectBegin()
	mock.ExpectQuery("version").WillReturnRows(serverRow("PostgreSQL 12.1", 120001))
	mock.ExpectRollback()
	_, err := schema.Migrator(db).GetTables()
	requireReason(t, err, schema.ReasonServer, "PostgreSQL 13 or later is needed")

	db, mock = mocked(t)
	mock.ExpectBegin()
	mock.ExpectQuery("version").WillReturnRows(serverRow("PostgreSQL 13.1", 130001))
	mock.ExpectQuery("pg_namespace").WillReturnError(errors.New("broken pipe"))
	mock.ExpectRollback()
	_, err = schema.Migrator(db).GetTables()
	requireReason(t, err, schema.ReasonConnection, "broken pipe")
}

func TestMigratorSaysTypesAsGORMDoes(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	statement := gorm.Statement{DB: db}
	require.NoError(t, statement.Parse(&order{}))
	for _, field := range statement.Schema.Fields {
		require.Equal(t, db.Migrator().FullDataTypeOf(field), schema.Migrator(db).FullDataTypeOf(field))
	}
}
