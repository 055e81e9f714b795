package synapscale_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/billing"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy"
)

// planOf is a plan whose limits are all the same number, in the database, with one feature that is called after it.
func planOf(tb testing.TB, db *gorm.DB, number int32) tenancy.Plan {
	tb.Helper()
	plan := unlimited()
	plan.MaxWorkspaces, plan.MaxMembersPerWorkspace, plan.MaxStorageMB = &number, &number, &number
	require.NoError(tb, db.Create(&plan).Error)
	feature := tenancy.Feature{ID: uuid.New(), Key: "of-" + plan.ID.String(), Name: "Feature"}
	require.NoError(tb, db.Create(&feature).Error)
	other := tenancy.Feature{ID: uuid.New(), Key: "not-" + plan.ID.String(), Name: "Feature"}
	require.NoError(tb, db.Create(&other).Error)
	for _, included := range []tenancy.PlanFeature{
		{ID: uuid.New(), PlanID: plan.ID, FeatureID: feature.ID},
		{ID: uuid.New(), PlanID: plan.ID, FeatureID: other.ID, IsEnabled: new(false)},
	} {
		require.NoError(tb, db.Create(&included).Error)
	}
	return plan
}

func requireLimits(tb testing.TB, db *gorm.DB, tenant uuid.UUID, expected int32, about string) {
	tb.Helper()
	var found tenancy.Tenant
	require.NoError(tb, db.Take(&found, "id = ?", tenant).Error)
	require.Equal(tb, []*int32{&expected, &expected, &expected}, []*int32{found.MaxWorkspaces, found.MaxMembersPerWorkspace, found.MaxStorageMB}, about)
}

func requirePlan(tb testing.TB, db *gorm.DB, tenant uuid.UUID, plan tenancy.Plan, about string) {
	tb.Helper()
	requireLimits(tb, db, tenant, *plan.MaxWorkspaces, about)
	var found tenancy.Tenant
	require.NoError(tb, db.Take(&found, "id = ?", tenant).Error)
	require.Equal(tb, []string{"of-" + plan.ID.String()}, []string(found.EnabledFeatures), about)
	require.Equal(tb, plan.ID, query[uuid.UUID](tb, db, "select synapscale_db.tenant_plan_id(?)", tenant), about)
}

// A tenant gets the limits of its plan whenever that becomes another: step by step through the life of a tenant.
func TestPlanReachesItsTenant(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	bystander := newCustomer(t, tx)
	free, small, large := planOf(t, tx, 1), planOf(t, tx, 5), planOf(t, tx, 50)
	byHand := func() {
		execute(t, tx, "update synapscale_db.tenants set max_workspaces = 7, max_members_per_workspace = 7, max_storage_mb = 7")
	}
	byHand()
	ended := billing.Subscription{ID: uuid.New(), TenantID: c.tenant, PlanID: large.ID, Status: new("canceled")}
	live := billing.Subscription{ID: uuid.New(), TenantID: c.tenant, PlanID: small.ID}
	subscriptions := "update synapscale_db.subscriptions set "

	for _, step := range []struct {
		name string
		do   func() error
		plan *tenancy.Plan // nil: the limits set by hand hold.
	}{
		{"the tenant is renamed", func() error {
			return tx.Exec("update synapscale_db.tenants set name = 'Renamed', plan_id = plan_id").Error
		}, nil},
		{"the tenant moves to another plan", func() error {
			return tx.Exec("update synapscale_db.tenants set plan_id = ? where id = ?", free.ID, c.tenant).Error
		}, &free},
		{"a subscription is made that is over", func() error { return tx.Create(&ended).Error }, nil},
		{"a subscription is made", func() error { return tx.Create(&live).Error }, &small},
		{"the subscription is renewed", func() error {
			return tx.Exec(subscriptions+"current_period_end = now(), quantity = 2, status = status, plan_id = plan_id where id = ?", live.ID).Error
		}, nil},
		{"the subscription gets another plan", func() error { return tx.Exec(subscriptions+"plan_id = ? where id = ?", large.ID, live.ID).Error }, &large},
		{"a payment is late", func() error { return tx.Exec(subscriptions+"status = 'past_due' where id = ?", live.ID).Error }, nil},
		{"it is canceled", func() error { return tx.Exec(subscriptions+"status = 'canceled' where id = ?", live.ID).Error }, &free},
		{"it is taken up again", func() error { return tx.Exec(subscriptions+"status = 'active' where id = ?", live.ID).Error }, &large},
		{"it ends", func() error { return tx.Exec(subscriptions+"ended_at = now() where id = ?", live.ID).Error }, &free},
		{"and goes on", func() error { return tx.Exec(subscriptions+"ended_at = null where id = ?", live.ID).Error }, &large},
		{"another that is over is deleted", func() error { return tx.Delete(&ended).Error }, nil},
		{"the tenant moves while it is subscribed", func() error {
			return tx.Exec("update synapscale_db.tenants set plan_id = ? where id = ?", small.ID, c.tenant).Error
		}, &large},
		{"the subscription is deleted", func() error { return tx.Delete(&live).Error }, &small},
	} {
		byHand()
		require.NoError(t, step.do(), step.name)
		if step.plan == nil {
			requireLimits(t, tx, c.tenant, 7, step.name)
		} else {
			requirePlan(t, tx, c.tenant, *step.plan, step.name)
		}
		requireLimits(t, tx, bystander.tenant, 7, step.name)
	}
}

// A plan that changes reaches every tenant that has it, and no other.
func TestChangeOfAPlanReachesItsTenants(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	plan, other := planOf(t, tx, 5), planOf(t, tx, 50)
	subscribe := func(c customer, plan tenancy.Plan, status string) {
		require.NoError(t, tx.Create(&billing.Subscription{ID: uuid.New(), TenantID: c.tenant, PlanID: plan.ID, Status: &status}).Error)
	}
	direct, subscribed, former, leftFor, upgraded := newCustomer(t, tx), newCustomer(t, tx), newCustomer(t, tx), newCustomer(t, tx), newCustomer(t, tx)
	for _, c := range []customer{direct, upgraded, former} {
		execute(t, tx, "update synapscale_db.tenants set plan_id = ? where id = ?", plan.ID, c.tenant)
	}
	execute(t, tx, "update synapscale_db.tenants set plan_id = ? where id = ?", other.ID, leftFor.tenant)
	subscribe(subscribed, plan, "active")
	for range 2 {
		subscribe(subscribed, other, "canceled")
		subscribe(leftFor, plan, "canceled")
		subscribe(former, other, "canceled")
	}
	subscribe(upgraded, other, "trialing")
	all := map[string]customer{"direct": direct, "subscribed": subscribed, "former": former, "left for another": leftFor, "upgraded": upgraded}
	requireAll := func(about string, of map[string]int32) {
		for name, c := range all {
			requireLimits(t, tx, c.tenant, of[name], about+": "+name)
		}
	}
	byHand := func(number int32) {
		execute(t, tx, "update synapscale_db.tenants set max_workspaces = @n, max_members_per_workspace = @n, max_storage_mb = @n", map[string]any{"n": number})
	}

	requireAll("at first", map[string]int32{"direct": 5, "subscribed": 5, "former": 5, "left for another": 50, "upgraded": 50})
	byHand(7)
	execute(t, tx, "update synapscale_db.plans set max_workspaces = 6, max_members_per_workspace = 6, max_storage_mb = 6 where id = ?", plan.ID)
	requireAll("a change", map[string]int32{"direct": 6, "subscribed": 6, "former": 6, "left for another": 7, "upgraded": 7})
	byHand(7)
	execute(t, tx, "update synapscale_db.plans set name = 'Renamed', price_monthly = 3, max_workspaces = max_workspaces where id = ?", plan.ID)
	requireAll("a change of something else", map[string]int32{"direct": 7, "subscribed": 7, "former": 7, "left for another": 7, "upgraded": 7})
	execute(t, tx, "update synapscale_db.plans set max_workspaces = 8, max_members_per_workspace = 8, max_storage_mb = 8 where id in (?, ?)", plan.ID, other.ID)
	requireAll("both at once", map[string]int32{"direct": 8, "subscribed": 8, "former": 8, "left for another": 8, "upgraded": 8})
	execute(t, tx, "update synapscale_db.plans set max_workspaces = -1, max_members_per_workspace = -1, max_storage_mb = -1 where id = ?", plan.ID)
	requireLimits(t, tx, direct.tenant, tenancy.Unlimited, "unlimited reaches them too")
}

// Each of the limits that a tenant has of its own reaches it by itself.
func TestEachLimitOfAPlanReachesItsTenants(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	for _, column := range []string{"max_workspaces", "max_members_per_workspace", "max_storage_mb"} {
		execute(t, tx, "update synapscale_db.plans set "+column+" = 3 where id = ?", c.plan)
		require.Equal(t, 3, query[int](t, tx, "select "+column+" from synapscale_db.tenants where id = ?", c.tenant), column)
	}
}

// A subscription that moves to another tenant changes both.
func TestSubscriptionMovesToAnotherTenant(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	from, to := newCustomer(t, tx), newCustomer(t, tx)
	plan := planOf(t, tx, 5)
	subscription := billing.Subscription{ID: uuid.New(), TenantID: from.tenant, PlanID: plan.ID}
	require.NoError(t, tx.Create(&subscription).Error)
	execute(t, tx, "update synapscale_db.subscriptions set tenant_id = ?", to.tenant)
	requireLimits(t, tx, from.tenant, tenancy.Unlimited, "its own plan")
	requirePlan(t, tx, to.tenant, plan, "the plan of the subscription")
}

// Deleting the tenant deletes its subscriptions, whose trigger then finds no tenant.
func TestDeletingASubscribedTenant(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	for _, status := range []string{"canceled", "canceled", "active"} {
		require.NoError(t, tx.Create(&billing.Subscription{ID: uuid.New(), TenantID: c.tenant, PlanID: c.plan, Status: &status}).Error)
	}
	execute(t, tx, "delete from synapscale_db.tenants where id = ?", c.tenant)
	require.Zero(t, query[int](t, tx, "select count(*) from synapscale_db.subscriptions where tenant_id = ?", c.tenant))
	execute(t, tx, "delete from synapscale_db.plans where id = ?", c.plan)
}
