package schema_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

func TestTablesWithoutModels(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, `
		create table shop.alembic_version (version_num varchar(32) primary key);
		create table shop.goose_db_version (id int primary key);
		create table shop."DATABASECHANGELOG" (id text);
		create view shop.open_orders as select * from shop.orders where status = 'open';
		create materialized view shop.totals as select order_id, sum(amount) from shop.order_lines group by 1;
		create schema elsewhere;
		create table elsewhere.invoices (id int);
		create temporary table customers (id int);
		create sequence shop.numbers;
		create type shop.pair as (a int, b int);`)
	require.Empty(t, check(t, db, models()...).Findings)

	run(t, db, `
		create table shop.invoices (id int primary key);
		create table shop.events (at date) partition by range (at);
		create table shop.events_2026 partition of shop.events for values from ('2026-01-01') to ('2027-01-01')`)
	report := check(t, db, models()...)
	require.Equal(t, []string{"table-extra events", "table-extra invoices"}, found(report))
	require.Equal(t, "a partitioned table", report.Findings[0].Actual)
	require.Equal(t, "a table", report.Findings[1].Actual)
}

func TestOrderOfTheModelsMeansNothing(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, "drop table shop.customers cascade; alter table shop.orders add more int, drop column number")
	expected := check(t, db, models()...)
	require.Len(t, expected.Findings, 3)
	reversed := models()
	slices.Reverse(reversed)
	require.Equal(t, expected.Findings, check(t, db, reversed...).Findings)
}

// With one model of several, the others' tables are foreign to it; its keys are not.
func TestSomeOfTheModels(t *testing.T) {
	t.Parallel()
	tx := shop(t).Begin()
	defer tx.Rollback()
	others := []string{"table-extra customer_labels", "table-extra customers", "table-extra labels", "table-extra order_lines"}
	require.Equal(t, others, found(check(t, tx, &order{})))

	run(t, tx, "drop table shop.customers cascade")
	require.Equal(t,
		[]string{"table-extra customer_labels", "table-extra labels", "table-extra order_lines", "foreign-key-missing orders orders_customer_fkey"},
		found(check(t, tx, &order{})))
}

func TestNoModels(t *testing.T) {
	t.Parallel()
	report := check(t, pgtest.Empty(t))
	require.Equal(t, "0 models, 0 columns, 0 differences", report.String())
	require.Empty(t, report.Findings)
}

// What is missing in one schema is not reported again in the other that refers to it.
func TestSeveralSchemas(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, "create schema stock")
	require.NoError(t, db.AutoMigrate(&stockMove{}))
	all := append(models(), &stockMove{})
	require.Empty(t, check(t, db, all...).Findings)

	for statement, findings := range map[string][]string{
		"drop table shop.order_lines, shop.orders cascade":                                        {"table-missing order_lines", "table-missing orders"},
		"alter table shop.orders drop column id cascade":                                          {"column-missing orders id"},
		"alter table stock.moves drop constraint fk_stock_moves_order":                            {"foreign-key-missing stock.moves fk_stock_moves_order"},
		"create table stock.orders (id bigint primary key)":                                       {"table-extra stock.orders"},
		"alter table stock.moves drop column order_id":                                            {"column-missing stock.moves order_id"},
		"alter table shop.customers rename to clients; alter table stock.moves rename to history": {"table-name customers", "table-name stock.moves"},
	} {
		tx := db.Begin()
		run(t, tx, statement)
		require.ElementsMatch(t, findings, found(check(t, tx, all...)), statement)
		tx.Rollback()
	}
}

type stockMove struct {
	ID      int64
	OrderID int64
	Order   *order
}

func (stockMove) TableName() string { return "stock.moves" }

type sale struct {
	CustomerID int64   `gorm:"primaryKey;not null"`
	Total      float64 `gorm:"type:numeric;not null;default:0"`

	Customer *customer
}

func (sale) TableName() string { return "shop.sales" }

// A view has columns with types, and nothing else that could be compared.
func TestViews(t *testing.T) {
	t.Parallel()
	db := shop(t)
	all := append(models(), &sale{})
	for query, findings := range map[string][]string{
		"select customer_id, 1.5 as total from shop.orders":              {},
		"select customer_id, 1 as total from shop.orders":                {"column-type sales total"},
		"select customer_id from shop.orders":                            {"column-missing sales total"},
		"select customer_id, 1.5 as total, 'x' as note from shop.orders": {"column-extra sales note"},
		"select customer_id, 1.5 as sum from shop.orders":                {"column-name sales total"},
	} {
		for _, kind := range []string{"view", "materialized view"} {
			tx := db.Begin()
			run(t, tx, fmt.Sprintf("create %s shop.sales as %s", kind, query))
			require.Equal(t, findings, found(check(t, tx, all...)), "%s %s", kind, query)
			tx.Rollback()
		}
	}
	require.Equal(t, []string{"table-missing sales"}, found(check(t, db, all...)))
}

type visit struct {
	ID         int64     `gorm:"primaryKey;autoIncrement:false"`
	At         time.Time `gorm:"primaryKey;index:visits_at,sort:desc"`
	CustomerID int64     `gorm:"check:visits_customer,customer_id IN (1,2,3)"`

	Customer *customer `gorm:"constraint:visits_customer_fkey,OnDelete:CASCADE"`
}

func (visit) TableName() string { return "shop.visits" }

// The partitions of a table repeat what it has; only the table counts.
func TestPartitionedTables(t *testing.T) {
	t.Parallel()
	db := shop(t)
	all := append(models(), &visit{})
	run(t, db, `
		create table shop.visits (
			id bigint not null, at timestamptz not null, customer_id bigint,
			primary key (id, at),
			constraint visits_customer check (customer_id in (1, 2, 3)),
			constraint visits_customer_fkey foreign key (customer_id) references shop.customers on delete cascade
		) partition by range (at);
		create index visits_at on shop.visits (at desc);
		create table shop.visits_2026 partition of shop.visits for values from ('2026-01-01') to ('2027-01-01');
		create index visits_2026_customer on shop.visits_2026 (customer_id)`)
	require.Empty(t, check(t, db, all...).Findings)

	run(t, db, "drop index shop.visits_at; alter table shop.visits drop constraint visits_customer")
	require.Equal(t, []string{"check-missing visits visits_customer", "index-missing visits visits_at"}, found(check(t, db, all...)))
}

// A name without a schema is looked for where the connection would create it.
func TestNamesWithoutASchema(t *testing.T) {
	t.Parallel()
	tx := pgtest.Empty(t).Begin()
	defer tx.Rollback()
	run(t, tx, "create schema shop; set local search_path to shop, public")
	require.NoError(t, tx.AutoMigrate(&passport{}))
	require.Empty(t, check(t, tx, &passport{}).Findings)

	run(t, tx, "set local search_path to public, shop")
	require.Equal(t, []string{"table-missing public.passports"}, found(check(t, tx, &passport{})))

	run(t, tx, "set local search_path to ''")
	_, err := schema.Check(t.Context(), tx, &passport{})
	requireReason(t, err, schema.ReasonPrivilege, "table passports has no schema in its name, and the search_path of role")
}

type parcel struct {
	ID   int64
	Size string `gorm:"type:shop.size;not null;default:small;check:parcels_size,size <> 'huge';index:parcels_small,where:size = 'small'"`
}

func (parcel) TableName() string { return "shop.parcels" }

// The server prints a name with its schema or without, as the search path of the connection has it.
func TestSearchPathMeansNothing(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, `
		create type shop.size as enum ('small', 'large', 'huge');
		create table public.customers (id int);
		create table public.parcels (id int)`)
	require.NoError(t, db.AutoMigrate(&parcel{}))
	all := append(models(), &parcel{})
	require.Empty(t, check(t, db, all...).Findings)

	run(t, db, "alter table shop.parcels alter column size set default 'large'; drop index shop.orders_open; drop table shop.labels cascade")
	expected := check(t, db, all...)
	require.Equal(t, []string{"table-missing labels", "index-missing orders orders_open", "column-default parcels size"}, found(expected))
	for _, path := range []string{"''", "shop", "public", "shop, public", "public, shop", "pg_catalog, shop", "nowhere", `"$user", public`} {
		tx := db.Begin()
		run(t, tx, "set local search_path to "+path)
		require.Equal(t, expected.Findings, check(t, tx, all...).Findings, path)
		tx.Rollback()
	}
}

// Whatever GORM is set to do with statements, the check asks its own.
func TestEveryKindOfConnection(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	db := pgtest.Open(t, dsn)
	openShop(t, db)
	run(t, db, "drop index shop.orders_open; alter table shop.customers rename constraint customers_kind to kinds")
	expected := check(t, db, models()...)
	require.Len(t, expected.Findings, 2)

	require.NoError(t, db.Connection(func(one *gorm.DB) error {
		require.Equal(t, expected, check(t, one, models()...))
		return nil
	}))
	for name, session := range map[string]*gorm.Session{
		"dry run":                {DryRun: true},
		"prepared":               {PrepareStmt: true},
		"no default transaction": {SkipDefaultTransaction: true},
		"new":                    {NewDB: true},
	} {
		db := db.Session(session)
		require.Equal(t, expected, check(t, db, models()...), name)
		tx := db.Begin()
		require.Equal(t, expected, check(t, tx, models()...), "%s in a transaction", name)
		require.NoError(t, tx.Rollback().Error)
	}
	require.Equal(t, expected, check(t, simple(t, dsn), models()...))
	require.Equal(t, expected, check(t, simple(t, dsn).Begin(), models()...))
}
