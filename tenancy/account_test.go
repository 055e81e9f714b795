package tenancy_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/billing"
	"github.com/synapscale/synapscale-go/projects"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
	"github.com/synapscale/synapscale-go/workflows"
	"github.com/synapscale/synapscale-go/workspaces"
)

// An account is a tenant on a plan without limits, with a user and a workspace.
type account struct {
	db                            *gorm.DB
	plan, tenant, user, workspace uuid.UUID
}

func newPlan(tb testing.TB, db *gorm.DB, limit int32) tenancy.Plan {
	tb.Helper()
	id := uuid.New()
	plan := tenancy.Plan{
		ID: id, Name: "Plan", Slug: "plan-" + id.String(),
		MaxWorkspaces: &limit, MaxMembersPerWorkspace: &limit, MaxProjectsPerWorkspace: &limit, MaxStorageMB: &limit, MaxExecutionsPerMonth: &limit,
	}
	require.NoError(tb, db.Create(&plan).Error)
	return plan
}

func newAccount(tb testing.TB, db *gorm.DB) account {
	tb.Helper()
	c := account{db: db, plan: newPlan(tb, db, tenancy.Unlimited).ID, tenant: uuid.New()}
	require.NoError(tb, db.Create(&tenancy.Tenant{ID: c.tenant, Name: "Tenant", Slug: c.tenant.String(), PlanID: c.plan}).Error)
	c.user = c.newUser(tb)
	c.workspace = c.newWorkspace(tb)
	return c
}

func (c account) newUser(tb testing.TB) uuid.UUID {
	tb.Helper()
	id := uuid.New()
	user := auth.User{ID: id, Email: id.String() + "@example.com", Username: id.String(), HashedPassword: "$2b$", FullName: "User", TenantID: &c.tenant}
	require.NoError(tb, c.db.Create(&user).Error)
	return id
}

func (c account) newWorkspace(tb testing.TB) uuid.UUID {
	tb.Helper()
	id := uuid.New()
	workspace := workspaces.Workspace{ID: id, Name: "Workspace", Slug: id.String(), OwnerID: c.user, TenantID: c.tenant, LastActivityAt: time.Now()}
	require.NoError(tb, c.db.Create(&workspace).Error)
	return id
}

func (c account) newMember(tb testing.TB) {
	tb.Helper()
	require.NoError(tb, c.db.Create(&workspaces.Member{
		WorkspaceID: c.workspace, UserID: c.newUser(tb), TenantID: c.tenant, LastSeenAt: time.Now(), JoinedAt: time.Now(),
	}).Error)
}

func (c account) subscribe(tb testing.TB, plan uuid.UUID) {
	tb.Helper()
	require.NoError(tb, c.db.Create(&billing.Subscription{TenantID: c.tenant, PlanID: plan}).Error)
}

// include puts a new feature into the account's plan, with an amount unless that is nil.
func (c account) include(tb testing.TB, key string, amount *int32) uuid.UUID {
	tb.Helper()
	feature := tenancy.Feature{ID: uuid.New(), Key: key, Name: key}
	require.NoError(tb, c.db.Create(&feature).Error)
	require.NoError(tb, c.db.Create(&tenancy.PlanFeature{PlanID: c.plan, FeatureID: feature.ID}).Error)
	if amount != nil {
		require.NoError(tb, c.db.Create(&tenancy.PlanEntitlement{PlanID: c.plan, FeatureID: feature.ID, LimitValue: amount}).Error)
	}
	return feature.ID
}

// holder is the tenant, and inside its workspace.
func (c account) holder() tenancy.Holder { return tenancy.Holder{TenantID: c.tenant} }

func (c account) inside() tenancy.Holder {
	return tenancy.Holder{TenantID: c.tenant, WorkspaceID: c.workspace}
}

// asTenant makes the rest of a transaction act for the account, as a service does.
func (c account) asTenant(tb testing.TB) {
	tb.Helper()
	execute(tb, c.db, "select set_config('role', ?, true), set_config('app.current_tenant', ?, true)", isolation.AppRole, c.tenant)
}

// asSystem makes the rest of a transaction act for SynapScale.
func asSystem(tb testing.TB, db *gorm.DB) {
	tb.Helper()
	execute(tb, db, "select set_config('role', ?, true)", isolation.SystemRole)
}

// execute runs a statement that has to succeed.
func execute(tb testing.TB, db *gorm.DB, statement string, arguments ...any) {
	tb.Helper()
	require.NoError(tb, db.Exec(statement, arguments...).Error, statement)
}

// query is the single value that a statement returns.
func query[T any](tb testing.TB, db *gorm.DB, statement string, arguments ...any) (value T) {
	tb.Helper()
	require.NoError(tb, db.Raw(statement, arguments...).Row().Scan(&value), statement)
	return value
}

// requireState asks for an error of PostgreSQL.
func requireState(tb testing.TB, state string, err error) {
	tb.Helper()
	var refused *pgconn.PgError
	require.ErrorAs(tb, err, &refused)
	require.Equal(tb, state, refused.Code, "%v", err)
}

// requireWaiting returns when one connection to the database waits for another.
func requireWaiting(tb testing.TB, db *gorm.DB) {
	tb.Helper()
	require.Eventually(tb, func() bool {
		var waiting int
		err := db.Raw("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'").Scan(&waiting).Error
		return err == nil && waiting == 1
	}, 10*time.Second, 10*time.Millisecond)
}

func (c account) newProject(tb testing.TB) {
	tb.Helper()
	workflow := workflows.Workflow{ID: uuid.New(), Name: "Workflow", Definition: map[string]any{"nodes": []any{}, "connections": []any{}}, UserID: c.user, TenantID: c.tenant}
	require.NoError(tb, c.db.Create(&workflow).Error)
	require.NoError(tb, c.db.Create(&projects.Project{
		ID: uuid.New(), WorkspaceID: c.workspace, WorkflowID: workflow.ID, Name: "Project", Status: "active", LastEditedAt: time.Now(), TenantID: c.tenant,
	}).Error)
}
