package synapscale_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy"
)

const mebibyte = 1024 * 1024

// A limited kind of row is counted against the columns that are named; an empty one has none of it.
type limited struct {
	name, state                               string
	workspaceColumn, tenantColumn, planColumn string
	row                                       func(tb testing.TB, c customer, workspace uuid.UUID) any
}

var limitedKinds = []limited{
	{
		"workspaces", "SYL01", "", "max_workspaces", "max_workspaces",
		func(_ testing.TB, c customer, _ uuid.UUID) any { return c.workspace() },
	},
	{
		"workspace_members", "SYL02", "max_members", "max_members_per_workspace", "max_members_per_workspace",
		func(tb testing.TB, c customer, workspace uuid.UUID) any { return c.member(workspace, c.newUser(tb)) },
	},
	{
		"workspace_projects", "SYL03", "max_projects", "", "max_projects_per_workspace",
		func(tb testing.TB, c customer, workspace uuid.UUID) any {
			return c.project(workspace, c.newWorkflow(tb))
		},
	},
	{
		"files", "SYL04", "", "max_storage_mb", "max_storage_mb",
		func(_ testing.TB, c customer, _ uuid.UUID) any { return c.file(mebibyte) },
	},
}

// limit sets the limits of the tenant, of the plan that it is subscribed to, and of the workspace, without asking whether
// the workspace may have its own.
func (k limited) limit(tb testing.TB, c customer, workspace, subscribed uuid.UUID, ofWorkspace, ofTenant, ofPlan *int32) {
	tb.Helper()
	// A plan hands its limits down to the tenant, so that it goes first.
	execute(tb, c.db, "update synapscale_db.plans set "+k.planColumn+" = ? where id = ?", ofPlan, subscribed)
	execute(tb, c.db, "update synapscale_db.tenants set max_workspaces = null, max_members_per_workspace = null, max_storage_mb = null where id = ?", c.tenant)
	if k.tenantColumn != "" {
		execute(tb, c.db, "update synapscale_db.tenants set "+k.tenantColumn+" = ? where id = ?", ofTenant, c.tenant)
	}
	if k.workspaceColumn != "" {
		execute(tb, c.db, "alter table synapscale_db.workspaces disable trigger trigger_validate_workspace_limits")
		execute(tb, c.db, "update synapscale_db.workspaces set "+k.workspaceColumn+" = ? where id = ?", ofWorkspace, workspace)
		execute(tb, c.db, "alter table synapscale_db.workspaces enable trigger trigger_validate_workspace_limits")
	}
}

// Of all limits the smallest holds, and NULL and -1 are none, at every level.
func TestLimitsOfEveryLevel(t *testing.T) {
	t.Parallel()
	values := []*int32{nil, new(tenancy.Unlimited), new(int32(0)), new(int32(1)), new(int32(2))}
	for _, kind := range limitedKinds {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			tx := pgtest.Clone(t).Begin()
			require.NoError(t, tx.Error)
			defer tx.Rollback()
			c := newCustomer(t, tx)
			subscribed := c.subscribe(t, unlimited()).PlanID
			workspace := c.newWorkspace(t).ID
			for _, ofWorkspace := range values {
				for _, ofTenant := range values {
					for _, ofPlan := range values[1:] { // A plan's limits are NOT NULL.
						if kind.workspaceColumn == "" && ofWorkspace != nil || kind.tenantColumn == "" && ofTenant != nil {
							continue
						}
						limits := []*int32{ofWorkspace, ofTenant, ofPlan}
						execute(t, tx, "savepoint case_of_limits")
						kind.limit(t, c, workspace, subscribed, ofWorkspace, ofTenant, ofPlan)
						if kind.name == "workspaces" {
							execute(t, tx, "delete from synapscale_db.workspaces where id = ?", workspace)
						}
						kind.requireRoom(t, c, workspace, smallest(limits))
						execute(t, tx, "rollback to case_of_limits")
					}
				}
			}
		})
	}
}

// smallest is the limit that holds of several, or -1.
func smallest(limits []*int32) int32 {
	found := tenancy.Unlimited
	for _, limit := range limits {
		if limit != nil && *limit >= 0 && (found < 0 || *limit < found) {
			found = *limit
		}
	}
	return found
}

// requireRoom demands that exactly so many rows can be added, or without a limit three.
func (k limited) requireRoom(t *testing.T, c customer, workspace uuid.UUID, room int32) {
	t.Helper()
	for i := int32(1); i <= 3; i++ {
		row := k.row(t, c, workspace)
		err := create(c.db, row)
		if room >= 0 && i > room {
			require.Equal(t, k.state, sqlState(t, err), "row %d of %d", i, room)
			return
		}
		require.NoError(t, err, "row %d of %d", i, room)
	}
}

// A subscription that has ended or was canceled limits nothing, and neither does the plan that a tenant would fall back
// to: that one hands its limits down when it becomes the tenant's.
func TestLimitsOfLiveSubscriptionsOnly(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		set  string
		live bool
	}{
		{"status = 'active'", true},
		{"status = 'trialing'", true},
		{"status = 'past_due'", true},
		{"status = 'unpaid'", true},
		{"status = 'paused'", true},
		{"status = 'canceled'", false},
		{"status = 'incomplete'", false},
		{"status = 'incomplete_expired'", false},
		{"ended_at = now()", false},
	} {
		t.Run(test.set, func(t *testing.T) {
			t.Parallel()
			tx := pgtest.Tx(t)
			c := newCustomer(t, tx)
			workspace := c.newWorkspace(t).ID
			none := unlimited()
			none.MaxProjectsPerWorkspace = new(int32(0)) // The only limit that no tenant has of its own.
			c.subscribe(t, none)
			execute(t, tx, "update synapscale_db.subscriptions set "+test.set+" where tenant_id = ?", c.tenant)
			state := ""
			if test.live {
				state = "SYL03"
			}
			require.Equal(t, state, sqlState(t, create(tx, c.project(workspace, c.newWorkflow(t)))))
		})
	}
}

func TestLimitsNameTheTable(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	subscribed := c.subscribe(t, unlimited()).PlanID
	workspace := c.newWorkspace(t).ID
	execute(t, tx, `update synapscale_db.plans set max_workspaces = 1, max_members_per_workspace = 0, max_projects_per_workspace = 0, max_storage_mb = 0 where id = ?`, subscribed)
	for _, kind := range limitedKinds {
		err := create(tx, kind.row(t, c, workspace))
		var exceeded *tenancy.LimitError
		require.ErrorAs(t, tenancy.TranslateError(err), &exceeded)
		require.Equal(t, tenancy.Limit(kind.state), exceeded.Limit)
		refused := pgError(t, err)
		require.Equal(t, kind.state, refused.Code)
		require.Equal(t, "synapscale_db", refused.SchemaName)
		require.Equal(t, kind.name, refused.TableName)
		require.NotEmpty(t, refused.Hint)
		owner := workspace
		if kind.workspaceColumn == "" {
			owner = c.tenant
		}
		require.Contains(t, refused.Message, owner.String())
	}
}

// What a workspace may set for itself.
func TestLimitsOfAWorkspace(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	plan := unlimited()
	plan.MaxMembersPerWorkspace, plan.MaxProjectsPerWorkspace, plan.MaxStorageMB = new(int32(5)), new(int32(5)), new(int32(5))
	subscribed := c.subscribe(t, plan).PlanID
	workspace := c.newWorkspace(t)
	for _, column := range []string{"max_members", "max_projects", "max_storage_mb"} {
		for _, test := range []struct{ value, state string }{
			{"null", ""}, {"-1", ""}, {"0", ""}, {"5", ""}, {"6", "SYL05"},
		} {
			err := attempt(tx, "update synapscale_db.workspaces set "+column+" = "+test.value+" where id = ?", workspace.ID)
			require.Equal(t, test.state, sqlState(t, err), "%s = %s", column, test.value)
		}
	}
	tooMuch := c.workspace()
	tooMuch.MaxMembers = new(int32(6))
	refused := pgError(t, create(tx, tooMuch))
	require.Equal(t, "SYL05", refused.Code)
	require.Contains(t, refused.Message, "max_members 6, allowed 5")

	// What was allowed once stays, and does not stand in the way of other changes.
	execute(t, tx, "update synapscale_db.workspaces set max_members = 5, max_projects = 5, max_storage_mb = 5 where id = ?", workspace.ID)
	execute(t, tx, "update synapscale_db.plans set max_members_per_workspace = 2, max_projects_per_workspace = 4 where id = ?", subscribed)
	for _, test := range []struct{ set, state string }{
		{"name = 'renamed'", ""},
		{"name = 'saved', max_members = 5, max_projects = 5, max_storage_mb = 5", ""},
		{"max_projects = 4", ""},
		{"max_storage_mb = 3", ""},
		{"max_projects = 5", "SYL05"},
		{"max_members = 4", "SYL05"},
		{"max_members = 2", ""},
	} {
		err := attempt(tx, "update synapscale_db.workspaces set "+test.set+" where id = ?", workspace.ID)
		require.Equal(t, test.state, sqlState(t, err), test.set)
	}

	execute(t, tx, "update synapscale_db.workspaces set max_storage_mb = 5 where id = ?", workspace.ID)
	other := newCustomer(t, tx)
	execute(t, tx, "update synapscale_db.tenants set max_storage_mb = 4 where id = ?", other.tenant)
	require.Equal(t, "SYL05", sqlState(t, attempt(tx, "update synapscale_db.workspaces set tenant_id = ? where id = ?", other.tenant, workspace.ID)), "moving counts as setting")
}
