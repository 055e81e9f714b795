package tenancytest_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/fill"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tags"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
	"github.com/synapscale/synapscale-go/tenancy/tenancytest"
)

func TestEveryModelIsIsolated(t *testing.T) {
	t.Parallel()
	tenancytest.Isolated(t, pgtest.Clone(t), synapscale.Models()...)
}

func TestTheShopIsIsolated(t *testing.T) {
	t.Parallel()
	shopOptions.Isolated(t, newShop(t), shopModels...)
}

// open are the claims that do not hold where everybody reads and writes all.
var open = []tenancytest.Claim{
	tenancytest.Read, tenancytest.Count, tenancytest.Update, tenancytest.Delete, tenancytest.Insert, tenancytest.TakeOver, tenancytest.GiveAway,
	tenancytest.Refer, tenancytest.NoTenant,
}

type leak struct {
	name   string
	model  any
	sql    string
	broken []tenancytest.Claim
}

func leaks() []leak {
	claims := func(claims ...tenancytest.Claim) []tenancytest.Claim { return claims }
	const (
		own     = "tenant_id = (select public.current_tenant_id())"
		orAll   = "tenant_id is null or " + own
		orders  = " on shop.orders "
		noUUID  = "tenant_id = current_setting('app.current_tenant')::uuid"
		ofOrder = "exists (select from shop.orders o where o.id = order_id)"
	)
	return []leak{
		{"none", &order{}, "select", nil},
		{"no row security", &order{}, "alter table shop.orders disable row level security", open},
		{"all is for everybody", &order{}, "create policy open" + orders + "using (true)", open},
		{"all is read", &order{}, "create policy open" + orders + "for select using (true)", claims(tenancytest.Read, tenancytest.Count, tenancytest.Refer, tenancytest.NoTenant)},
		{"all is changed", &order{}, "create policy open" + orders + "for update using (true)", claims(tenancytest.Update, tenancytest.TakeOver, tenancytest.GiveAway, tenancytest.NoTenant)},
		{"all is deleted", &order{}, "create policy open" + orders + "for delete using (true)", claims(tenancytest.Delete, tenancytest.NoTenant)},
		{"all is inserted", &order{}, "alter policy app_insert" + orders + "with check (true)", claims(tenancytest.Insert, tenancytest.NoTenant)},
		{"what an update makes is not checked", &order{}, "alter policy app_update" + orders + "with check (true)", claims(tenancytest.GiveAway)},
		{"only reading has a policy", &order{}, "drop policy app_insert" + orders + "; drop policy app_update" + orders + "; drop policy app_delete" + orders, claims(tenancytest.OwnRows)},
		{"only the first write has a policy", &order{}, "drop policy app_delete" + orders, claims(tenancytest.OwnRows)},
		{"nothing may be read", &order{}, "revoke select" + orders + "from synapscale_app", claims(tenancytest.OwnRows)},
		{"a tenant that is no uuid is an error", &order{}, "alter policy app_select" + orders + "using (" + noUUID + ")", claims(tenancytest.NoTenant)},
		{"what has no tenant is read by all", &customer{}, "alter table shop.customers alter tenant_id drop not null; alter policy app_select on shop.customers using (" + orAll + ")", claims(tenancytest.NoTenant, tenancytest.NobodyRows)},
		{"what has no tenant is made by all", &customer{}, "alter table shop.customers alter tenant_id drop not null; alter policy app_insert on shop.customers with check (" + orAll + ")", claims(tenancytest.NobodyRows)},
		{"what is shared is taken by all", &color{}, "alter policy app_update on shop.colors using (" + orAll + ")", claims(tenancytest.TakeOver)},
		{"what is shared is deleted by all", &color{}, "alter policy app_delete on shop.colors using (" + orAll + ")", claims(tenancytest.Delete, tenancytest.NoTenant, tenancytest.SharedRows)},
		{"what is shared is hidden", &color{}, "alter policy app_select on shop.colors using (" + own + ")", claims(tenancytest.SharedRows)},
		{"what nobody has read is hidden", &inbox{}, "alter policy app_select on shop.inbox using (" + own + ")", claims(tenancytest.NobodyRows)},
		{"a new reference is not checked", &order{}, "drop trigger trigger_references_inserted" + orders, claims(tenancytest.Refer)},
		{"a changed reference is not checked", &order{}, "alter table shop.orders disable trigger trigger_references_updated", claims(tenancytest.Refer)},
		{"a foreign key is not declared", &color{}, "alter table shop.colors add seller uuid references shop.customers", claims(tenancytest.Refer)},
		{"a view is its owner's", &line{}, "grant select on shop.sizes to synapscale_app", claims(tenancytest.Views)},
		{"a view is over a view", &line{}, "create view shop.most as select max(lines) + sum(order_id) from shop.sizes; grant select on shop.most to synapscale_app", claims(tenancytest.Views)},
		{"a part is open as its parent is", &line{}, "alter policy app_select on shop.lines using (" + ofOrder + "); alter table shop.orders disable row level security", claims(tenancytest.Read, tenancytest.Count, tenancytest.NoTenant)},
		{"a catalog is written", &unit{}, "grant insert on shop.units to synapscale_app", claims(tenancytest.SystemRows)},
		{"a catalog is hidden", &unit{}, "revoke select on shop.units from synapscale_app", claims(tenancytest.OwnRows)},
	}
}

// Each way in which a tenant's rows leak breaks the claims that it should, and no others.
func TestEachLeakIsFound(t *testing.T) {
	t.Parallel()
	db := newShop(t)
	for _, test := range leaks() {
		t.Run(test.name, func(t *testing.T) {
			tx := db.Begin()
			defer tx.Rollback()
			require.NoError(t, tx.Exec(test.sql).Error)
			found, err := shopOptions.Leaks(t.Context(), tx, test.model)
			require.NoError(t, err)
			var broken []tenancytest.Claim
			for _, leak := range found {
				broken = append(broken, leak.Claim)
			}
			require.Equal(t, test.broken, broken, found)
		})
	}
}

// A recorder is a test that goes on.
type recorder struct {
	testing.TB
	errors []string
}

func (r *recorder) Helper() {}

func (r *recorder) Error(arguments ...any) {
	r.errors = append(r.errors, arguments[0].(string))
}

// The failure says who did what, and what to do.
func TestTheFailureIsReadable(t *testing.T) {
	t.Parallel()
	tx := newShop(t).Begin()
	defer tx.Rollback()
	require.NoError(t, tx.Exec("alter policy app_select on shop.orders using (true); alter table shop.orders disable trigger user").Error)
	found, err := shopOptions.Leaks(t.Context(), tx, &order{})
	require.NoError(t, err)
	r := &recorder{}
	for _, leak := range found {
		tenancytest.Report(r, leak)
	}
	tenancytest.Report(r, tenancytest.Leak{Claim: tenancytest.Read})
	require.Len(t, r.errors, len(found))
	text := strings.Join(r.errors, "\n")
	for _, part := range []string{
		"shop.orders: read: a tenant reads no row of another\n    tenant B, reading a row of tenant A, reached 1 of them\n    with: select from shop.orders where (\"id\") = (select \"id\" from jsonb_populate_record(null::shop.orders, '…'))\n",
		"\n    mend: alter table shop.orders enable row level security, and no other policies than\n",
		"create policy app_select on shop.orders for select to synapscale_app using ((tenant_id = (select public.current_tenant_id() as current_tenant_id)))",
		"shop.orders: refer: no row refers to a row of another tenant\n    tenant B, referring to a row of tenant A by customer_id, succeeded\n",
		"create trigger trigger_references_updated after update on shop.orders for each row when ((old.customer_id is distinct from new.customer_id) or (old.follows is distinct from new.follows)) " +
			"execute function synapscale_db.check_references('customer_id', 'customers', 'id', 'follows', 'orders', 'id')",
	} {
		require.Contains(t, text, part)
	}
}

// Rows that are there do not matter, and nothing is left: no row, and no number taken from a sequence.
func TestNothingIsLeft(t *testing.T) {
	t.Parallel()
	db := newShop(t)
	pool, err := db.DB()
	require.NoError(t, err)
	require.NoError(t, fill.Fill(t.Context(), pool, fill.Options{Rows: 3}))
	state := func() (state string) {
		require.NoError(t, db.Raw(`select (select count(*) from shop.orders) || ' ' || (select last_value from shop.orders_id_seq) || ' ' ||
			(select count(*) from synapscale_db.tenants) || ' ' || (select count(*) from synapscale_db.tags) || ' ' || (select count(*) from synapscale_db.audit_log) || ' ' ||
			current_user || ' ' || coalesce(current_setting('app.current_tenant', true), '')`).Scan(&state).Error)
		return state
	}
	before := state()
	prepared := db.Session(&gorm.Session{PrepareStmt: true})
	for range 2 {
		found, err := shopOptions.Leaks(t.Context(), prepared, &order{}, &tags.Tag{})
		require.NoError(t, err)
		require.Empty(t, found)
	}
	require.Equal(t, before, state())
}

// What cannot be put to the test is an error, and none of its claims holds for that reason.
func TestWhatCannotBeProvedIsAnError(t *testing.T) {
	t.Parallel()
	db := newShop(t)
	for name, test := range map[string]struct {
		options tenancytest.Options
		model   any
		sql     string
		message string
	}{
		"no table":           {model: &missing{}, message: "tenancytest: shop.missing: the database has no table of that name"},
		"a view":             {model: &missing{}, sql: "create view shop.missing as select 1", message: "give the models of tables and not of views"},
		"no declaration":     {model: &order{}, message: `put isolation.OwnedTable("shop.orders"), or another of its kind, into Options.Tables`},
		"no valid row":       {options: tenancytest.Options{Tables: shopOptions.Tables}, model: &order{}, message: `violates check constraint "orders_check"`},
		"what to do then":    {options: tenancytest.Options{Tables: shopOptions.Tables}, model: &order{}, message: "in Options.Values"},
		"no row of a parent": {options: tenancytest.Options{Tables: shopOptions.Tables}, model: &line{}, message: "fill shop.orders: "},
		"no right to delete": {options: shopOptions, model: &order{}, sql: "revoke delete on shop.orders from synapscale_system", message: "prepare: ERROR: permission denied for table orders"},
		"no right to act":    {options: shopOptions, model: &order{}, sql: "revoke all on schema shop from synapscale_system", message: "permission denied for schema shop"},
	} {
		t.Run(name, func(t *testing.T) {
			tx := db.Begin()
			defer tx.Rollback()
			require.NoError(t, tx.Exec(test.sql).Error)
			_, err := test.options.Leaks(t.Context(), tx, test.model)
			require.ErrorContains(t, err, test.message)
		})
	}
}

type missing struct{ ID int }

func (missing) TableName() string { return "shop.missing" }

// Whoever may act as both roles can run it, without a right of its own.
func TestALoginOfAService(t *testing.T) {
	t.Parallel()
	db := newShop(t)
	role := fmt.Sprintf("tenancytest_%016x", rand.Uint64()) // A role belongs to the server, on which other tests run.
	require.NoError(t, db.Exec("create role "+role+" login noinherit in role synapscale_app, synapscale_system").Error)
	t.Cleanup(func() { require.NoError(t, db.Exec("drop role "+role).Error) })
	tx := db.Begin()
	defer tx.Rollback()
	require.NoError(t, tx.Exec("set local session authorization "+role).Error)
	found, err := shopOptions.Leaks(t.Context(), tx, &order{}, &line{}, &color{}, &tags.Tag{})
	require.NoError(t, err)
	require.Empty(t, found)
}

// It works with the connection of a service, which refuses statements of whoever has no tenant.
func TestTheConnectionOfAService(t *testing.T) {
	t.Parallel()
	db := newShop(t)
	require.NoError(t, db.Use(tenancy.Plugin{Tables: shopOptions.Tables}))
	require.ErrorIs(t, db.Exec("select from shop.orders").Error, tenancy.ErrNoTenant)
	found, err := shopOptions.Leaks(t.Context(), db, &order{}, &line{}, &color{}, &tags.Tag{})
	require.NoError(t, err)
	require.Empty(t, found)
}

// The declaration of the options comes before that of the module.
func TestAnotherDeclaration(t *testing.T) {
	t.Parallel()
	options := tenancytest.Options{Tables: []isolation.Table{isolation.OwnedTable("tags")}}
	found, err := options.Leaks(t.Context(), pgtest.Clone(t), &tags.Tag{})
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, tenancytest.NobodyRows, found[0].Claim)
}
