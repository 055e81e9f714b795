package tenancy_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/audit"
	"github.com/synapscale/synapscale-go/files"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy"
)

func TestChangePlan(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c, bystander := newAccount(t, tx), newAccount(t, tx)
	small := newPlan(t, tx, 5)
	asSystem(t, tx)
	execute(t, tx, "update synapscale_db.tenants set updated_at = '2001-01-01'")

	change, err := tenancy.ChangePlan(t.Context(), tx, c.tenant, small.ID)
	require.NoError(t, err)
	require.Equal(t, tenancy.PlanChange{From: c.plan, To: small.ID, InForce: small.ID}, change)
	var found tenancy.Tenant
	require.NoError(t, tx.Take(&found, "id = ?", c.tenant).Error)
	require.Equal(t, small.ID, found.PlanID)
	require.Equal(t, small.MaxWorkspaces, found.MaxWorkspaces, "the limits were copied")
	require.Greater(t, found.UpdatedAt.Year(), 2001)
	var entry audit.Log
	require.NoError(t, tx.Take(&entry, "record_id = ?", c.tenant).Error)
	var changes audit.Changes
	require.NoError(t, json.Unmarshal(entry.Diffs, &changes))
	require.JSONEq(t, fmt.Sprintf(`{"old": {"plan_id": "%s"}, "new": {"plan_id": "%s"}}`, c.plan, small.ID), text(t, changes))

	// Once more changes nothing.
	execute(t, tx, "update synapscale_db.tenants set updated_at = '2001-01-01'")
	change, err = tenancy.ChangePlan(t.Context(), tx, c.tenant, small.ID)
	require.NoError(t, err)
	require.Equal(t, tenancy.PlanChange{From: small.ID, To: small.ID, InForce: small.ID}, change)
	require.Equal(t, 2, query[int](t, tx, "select count(*) from synapscale_db.tenants where updated_at < '2002-01-01'"))
	require.Equal(t, 1, query[int](t, tx, "select count(*) from synapscale_db.audit_log"))
	require.Equal(t, bystander.plan, query[uuid.UUID](t, tx, "select plan_id from synapscale_db.tenants where id = ?", bystander.tenant))
}

// Only a plan that is there for choosing is chosen; who is on another keeps it.
func TestChangePlanOnlyToWhatIsThereForChoosing(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	plan := newPlan(t, tx, 5)
	for _, test := range []struct {
		active bool
		status *tenancy.PlanStatus
		text   string // empty for a plan that can be chosen
	}{
		{true, new(tenancy.PlanStatusActive), ""},
		{true, nil, ""},
		{false, new(tenancy.PlanStatusActive), "is not active"},
		{false, nil, "is not active"},
		{true, new(tenancy.PlanStatusInactive), "is inactive"},
		{true, new(tenancy.PlanStatusDeprecated), "is deprecated"},
		{true, new(tenancy.PlanStatusComingSoon), "is coming_soon"},
	} {
		execute(t, tx, "update synapscale_db.tenants set plan_id = ?", c.plan)
		execute(t, tx, "update synapscale_db.plans set is_active = ?, status = ? where id = ?", test.active, test.status, plan.ID)
		_, err := tenancy.ChangePlan(t.Context(), tx, c.tenant, plan.ID)
		if test.text == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, tenancy.ErrPlanUnavailable)
		require.ErrorContains(t, err, test.text)
		require.ErrorContains(t, err, plan.ID.String())
		require.Equal(t, c.plan, query[uuid.UUID](t, tx, "select plan_id from synapscale_db.tenants"))

		execute(t, tx, "update synapscale_db.tenants set plan_id = ?", plan.ID)
		_, err = tenancy.ChangePlan(t.Context(), tx, c.tenant, plan.ID)
		require.NoError(t, err, "it is kept")
	}
	_, err := tenancy.ChangePlan(t.Context(), tx, c.tenant, uuid.New())
	require.ErrorIs(t, err, gorm.ErrRecordNotFound)
}

func TestChangePlanOfWhoIsNotActive(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	plan := newPlan(t, tx, 5)
	require.NoError(t, tenancy.Suspend(t.Context(), tx, c.tenant, ""))
	_, err := tenancy.ChangePlan(t.Context(), tx, c.tenant, plan.ID)
	require.NoError(t, err, "a larger plan may be what it takes to resume")
	require.NoError(t, tenancy.Close(t.Context(), tx, c.tenant, ""))
	for _, to := range []uuid.UUID{plan.ID, c.plan} {
		_, err = tenancy.ChangePlan(t.Context(), tx, c.tenant, to)
		require.ErrorIs(t, err, tenancy.ErrClosed)
	}
}

// While it is subscribed, the tenant has the plan of its subscription.
func TestChangePlanOfASubscriber(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	subscribed, other := newPlan(t, tx, 9), newPlan(t, tx, 5)
	c.subscribe(t, subscribed.ID)
	change, err := tenancy.ChangePlan(t.Context(), tx, c.tenant, other.ID)
	require.NoError(t, err)
	require.Equal(t, tenancy.PlanChange{From: c.plan, To: other.ID, InForce: subscribed.ID}, change)
	require.Equal(t, 9, query[int](t, tx, "select max_workspaces from synapscale_db.tenants"))
}

// Everything that a smaller plan allows less of than there is.
func TestChangePlanTellsExcesses(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c, bystander := newAccount(t, tx), newAccount(t, tx)
	second := c.newWorkspace(t)
	for range 3 {
		c.newMember(t)
		bystander.newMember(t)
	}
	file := files.File{Filename: "f", OriginalName: "f", Path: "/f", Size: 1024*1024 + 1, MIMEType: "text/plain", Category: "document", UserID: c.user, TenantID: c.tenant}
	require.NoError(t, tx.Create(&file).Error)
	small, none := newPlan(t, tx, 1), newPlan(t, tx, 0)
	for _, feature := range []string{"tokens", "calls", "seats"} {
		id := c.include(t, feature, nil)
		_, err := tenancy.Consume(t.Context(), tx, c.holder(), feature, 5)
		require.NoError(t, err)
		for _, plan := range []tenancy.Plan{small, none} {
			require.NoError(t, tx.Create(&tenancy.PlanFeature{PlanID: plan.ID, FeatureID: id}).Error)
			require.NoError(t, tx.Create(&tenancy.PlanEntitlement{PlanID: plan.ID, FeatureID: id, LimitValue: new(map[string]int32{"tokens": 4, "calls": 0, "seats": 5}[feature])}).Error)
		}
	}
	excesses, err := tenancy.Excesses(t.Context(), tx, c.tenant)
	require.NoError(t, err)
	require.Empty(t, excesses)

	asSystem(t, tx)
	change, err := tenancy.ChangePlan(t.Context(), tx, c.tenant, small.ID)
	require.NoError(t, err)
	require.Equal(t, []tenancy.Excess{
		{Limit: tenancy.LimitWorkspaces, Allowed: 1, Used: 2},
		{Limit: tenancy.LimitMembers, WorkspaceID: c.workspace, Allowed: 1, Used: 3},
		{Limit: tenancy.LimitStorage, Allowed: 1024 * 1024, Used: 1024*1024 + 1},
		{Feature: "calls", Allowed: 0, Used: 5},
		{Feature: "tokens", Allowed: 4, Used: 5},
	}, change.Excesses)
	require.Equal(t, "workspaces of the tenant: 2, allowed 1", change.Excesses[0].String())
	require.Equal(t, "members of the workspace "+c.workspace.String()+": 3, allowed 1", change.Excesses[1].String())
	require.Equal(t, `feature "tokens": 5, allowed 4`, change.Excesses[4].String())

	// A workspace's own limit counts, and what is allowed nothing of is above it only with something.
	execute(t, tx, "update synapscale_db.workspaces set max_members = 0 where id = ?", c.workspace)
	change, err = tenancy.ChangePlan(t.Context(), tx, c.tenant, none.ID)
	require.NoError(t, err)
	require.Contains(t, change.Excesses, tenancy.Excess{Limit: tenancy.LimitMembers, WorkspaceID: c.workspace, Allowed: 0, Used: 3})
	require.NotContains(t, change.Excesses, tenancy.Excess{Limit: tenancy.LimitMembers, WorkspaceID: second, Allowed: 0, Used: 0})

	excesses, err = tenancy.Excesses(t.Context(), tx, bystander.tenant)
	require.NoError(t, err)
	require.Empty(t, excesses)
	_, err = tenancy.Excesses(t.Context(), tx, uuid.New())
	require.ErrorIs(t, err, gorm.ErrRecordNotFound)
}

// Where the plan allows more, a workspace is held to its own limit.
func TestExcessesOfAWorkspacesOwnLimit(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	c.newMember(t)
	c.newMember(t)
	execute(t, tx, "update synapscale_db.workspaces set max_members = 1")
	excesses, err := tenancy.Excesses(t.Context(), tx, c.tenant)
	require.NoError(t, err)
	require.Equal(t, []tenancy.Excess{{Limit: tenancy.LimitMembers, WorkspaceID: c.workspace, Allowed: 1, Used: 2}}, excesses)
}

// A plan that is being withdrawn is waited for, and not chosen.
func TestChangePlanWaitsForThePlan(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	c := newAccount(t, db)
	plan := newPlan(t, db, 5)
	first := db.Begin()
	require.NoError(t, first.Error)
	execute(t, first, "update synapscale_db.plans set status = 'deprecated' where id = ?", plan.ID)
	second := make(chan error)
	go func() {
		_, err := tenancy.ChangePlan(t.Context(), db, c.tenant, plan.ID)
		second <- err
	}()
	requireWaiting(t, db)
	require.NoError(t, first.Commit().Error)
	require.ErrorIs(t, <-second, tenancy.ErrPlanUnavailable)
}

// A limit of projects holds for subscribers, and for a workspace that has its own.
func TestExcessesOfProjects(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	c.newProject(t)
	c.newProject(t)
	expected := []tenancy.Excess{{Limit: tenancy.LimitProjects, WorkspaceID: c.workspace, Allowed: 1, Used: 2}}
	execute(t, tx, "update synapscale_db.workspaces set max_projects = 1")
	excesses, err := tenancy.Excesses(t.Context(), tx, c.tenant)
	require.NoError(t, err)
	require.Equal(t, expected, excesses)
	execute(t, tx, "update synapscale_db.workspaces set max_projects = null")
	c.subscribe(t, newPlan(t, tx, 1).ID)
	excesses, err = tenancy.Excesses(t.Context(), tx, c.tenant)
	require.NoError(t, err)
	require.Equal(t, expected, excesses)
}

// A plan whose limits change while tenants move to it reaches them all, and nobody waits in a circle.
func TestChangePlanWhileThePlanChanges(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	plans := []tenancy.Plan{newPlan(t, db, 1), newPlan(t, db, 1)}
	accounts := make([]account, 4)
	for i := range accounts {
		accounts[i] = newAccount(t, db)
	}
	const rounds = 15
	var finished sync.WaitGroup
	errs := make([]error, len(accounts)+1)
	for i, c := range accounts {
		finished.Go(func() {
			for n := range rounds {
				if _, err := tenancy.ChangePlan(t.Context(), db, c.tenant, plans[(i+n)%2].ID); err != nil {
					errs[i] = err
				}
			}
		})
	}
	finished.Go(func() {
		for n := range rounds {
			for _, plan := range plans {
				if err := db.Exec("update synapscale_db.plans set max_workspaces = ? where id = ?", n+2, plan.ID).Error; err != nil {
					errs[len(accounts)] = err
				}
			}
		}
	})
	finished.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	for _, c := range accounts {
		require.Equal(t, rounds+1, query[int](t, db, "select max_workspaces from synapscale_db.tenants where id = ?", c.tenant))
	}
}
