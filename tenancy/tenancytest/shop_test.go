package tenancytest_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/declare"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
	"github.com/synapscale/synapscale-go/tenancy/tenancytest"
)

// The shop is a service that has tables of its own beside those of this module.
type (
	customer struct{ ID string }
	order    struct{ ID int64 }
	line     struct{ Number int }
	color    struct{ ID string }
	unit     struct{ Code string }
	inbox    struct{ ID string }
)

func (customer) TableName() string { return "shop.customers" }
func (order) TableName() string    { return "shop.orders" }
func (line) TableName() string     { return "shop.lines" }
func (color) TableName() string    { return "shop.colors" }
func (unit) TableName() string     { return "shop.units" }
func (inbox) TableName() string    { return "shop.inbox" }

var shopModels = []any{&customer{}, &order{}, &line{}, &color{}, &unit{}, &inbox{}}

// Neither tenant_id has a foreign key here, nor user_id.
const shopTables = `
create schema shop;
create domain shop.price as numeric(10, 2) check (value >= 0);
create table shop.units (code text primary key, digits smallint not null);
create table shop.colors (id uuid primary key, tenant_id uuid, name citext_like not null, unique (tenant_id, name));
create table shop.customers (id uuid primary key, tenant_id uuid not null, user_id uuid, name text not null, opens time, tags integer[] not null);
create table shop.orders (
    id bigint primary key generated always as identity, tenant_id uuid not null, customer_id uuid not null references shop.customers,
    follows bigint references shop.orders, unit text references shop.units, total shop.price, first_day date not null, last_day date not null,
    title text generated always as ('order') stored, sum interval year to month, area polygon, check (first_day < last_day)
);
create table shop.lines (
    order_id bigint references shop.orders, number smallint, color uuid references shop.colors, primary key (order_id, number)
);
create table shop.inbox (id uuid, tenant_id uuid, sender uuid references shop.customers);
create view shop.sizes as select order_id, count(*) as lines from shop.lines group by order_id;
grant usage on schema shop to synapscale_app, synapscale_system;
grant select on all tables in schema shop to synapscale_app;
grant select, insert, update, delete on all tables in schema shop to synapscale_system;
grant insert, update, delete on shop.colors, shop.customers, shop.orders, shop.lines, shop.inbox to synapscale_app;
revoke select on shop.sizes from synapscale_app;
`

var shopOptions = tenancytest.Options{
	Tables: []isolation.Table{
		isolation.OwnedTable("shop.customers", "user_id synapscale_db.users"),
		isolation.OwnedTable("shop.orders", "customer_id customers", "follows orders"),
		isolation.PartTable("shop.lines", "order_id orders", "color colors"),
		isolation.SharedTable("shop.colors"),
		isolation.GlobalTable("shop.units"),
		isolation.SpecialTable("shop.inbox", "What nobody has read yet belongs to nobody, and is seen by all.",
			"tenant_id = (select public.current_tenant_id()) or tenant_id is null and (select public.current_tenant_id()) is not null",
			"tenant_id = (select public.current_tenant_id())", "sender customers"),
	},
	Values: map[string]string{"shop.orders.last_day": "date '2300-01-01'", "shop.colors.name": "'color ' || {i}"},
}

// newShop makes the tables, and what is declared of them by a plan.
func newShop(t *testing.T) *gorm.DB {
	t.Helper()
	db := pgtest.Clone(t)
	require.NoError(t, db.Exec("create domain citext_like as text").Error)
	require.NoError(t, db.Exec(shopTables).Error)
	declared := declare.Schema{Name: "shop"}
	for _, table := range shopOptions.Tables {
		declared.Tables = append(declared.Tables, table.Declare())
	}
	report, err := schema.Checker{Declared: []declare.Schema{declared}}.Check(t.Context(), db)
	require.NoError(t, err)
	plan := report.Plan(schema.PlanOptions{})
	require.Empty(t, plan.Unplanned)
	require.NotEmpty(t, plan.Steps)
	for _, step := range plan.Steps {
		require.NoError(t, db.Exec(step.SQL).Error, step.SQL)
	}
	return db
}
