package synapscale_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/billing"
	"github.com/synapscale/synapscale-go/files"
	"github.com/synapscale/synapscale-go/projects"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workflows"
	"github.com/synapscale/synapscale-go/workspaces"
)

// A customer is a tenant on a plan without limits, with one user, in a database of which the test may write.
type customer struct {
	db     *gorm.DB
	plan   uuid.UUID
	tenant uuid.UUID
	user   uuid.UUID
}

// unlimited is a plan of that kind.
func unlimited() tenancy.Plan {
	id := uuid.New()
	return tenancy.Plan{
		ID: id, Name: "Plan", Slug: "plan-" + id.String(),
		MaxWorkspaces:           new(tenancy.Unlimited),
		MaxMembersPerWorkspace:  new(tenancy.Unlimited),
		MaxProjectsPerWorkspace: new(tenancy.Unlimited),
		MaxStorageMB:            new(tenancy.Unlimited),
	}
}

func newCustomer(tb testing.TB, db *gorm.DB) customer {
	tb.Helper()
	plan := unlimited()
	require.NoError(tb, db.Create(&plan).Error)
	c := customer{db: db, plan: plan.ID, tenant: uuid.New()}
	tenant := tenancy.Tenant{ID: c.tenant, Name: "Tenant", Slug: c.tenant.String(), PlanID: plan.ID}
	require.NoError(tb, db.Create(&tenant).Error)
	c.user = c.newUser(tb)
	return c
}

func (c customer) newUser(tb testing.TB) uuid.UUID {
	tb.Helper()
	id := uuid.New()
	user := auth.User{ID: id, Email: id.String() + "@example.com", Username: id.String(), HashedPassword: "$2b$", FullName: "User", TenantID: &c.tenant}
	require.NoError(tb, c.db.Create(&user).Error)
	return id
}

// subscribe puts the tenant on a plan by a live subscription.
func (c customer) subscribe(tb testing.TB, plan tenancy.Plan) billing.Subscription {
	tb.Helper()
	require.NoError(tb, c.db.Create(&plan).Error)
	subscription := billing.Subscription{ID: uuid.New(), TenantID: c.tenant, PlanID: plan.ID}
	require.NoError(tb, c.db.Create(&subscription).Error)
	return subscription
}

// workspace is one of the tenant, not yet written.
func (c customer) workspace() *workspaces.Workspace {
	id := uuid.New()
	return &workspaces.Workspace{ID: id, Name: "Workspace", Slug: id.String(), OwnerID: c.user, TenantID: c.tenant, LastActivityAt: time.Now()}
}

func (c customer) newWorkspace(tb testing.TB) *workspaces.Workspace {
	tb.Helper()
	workspace := c.workspace()
	require.NoError(tb, c.db.Create(workspace).Error)
	return workspace
}

// member is a user's place in a workspace, not yet written.
func (c customer) member(workspace, user uuid.UUID) *workspaces.Member {
	return &workspaces.Member{WorkspaceID: workspace, UserID: user, TenantID: c.tenant, LastSeenAt: time.Now(), JoinedAt: time.Now()}
}

func (c customer) newMember(tb testing.TB, workspace uuid.UUID) *workspaces.Member {
	tb.Helper()
	member := c.member(workspace, c.newUser(tb))
	require.NoError(tb, c.db.Create(member).Error)
	return member
}

func (c customer) newWorkflow(tb testing.TB) uuid.UUID {
	tb.Helper()
	workflow := workflows.Workflow{ID: uuid.New(), Name: "Workflow", Definition: map[string]any{"nodes": []any{}, "connections": []any{}}, UserID: c.user, TenantID: c.tenant}
	require.NoError(tb, c.db.Create(&workflow).Error)
	return workflow.ID
}

// project is one of a workspace, not yet written.
func (c customer) project(workspace, workflow uuid.UUID) *projects.Project {
	return &projects.Project{ID: uuid.New(), WorkspaceID: workspace, WorkflowID: workflow, Name: "Project", Status: "active", LastEditedAt: time.Now(), TenantID: c.tenant}
}

func (c customer) newProject(tb testing.TB, workspace uuid.UUID) *projects.Project {
	tb.Helper()
	project := c.project(workspace, c.newWorkflow(tb))
	require.NoError(tb, c.db.Create(project).Error)
	return project
}

// file is one of the tenant, not yet written.
func (c customer) file(size int32) *files.File {
	id := uuid.New()
	return &files.File{
		ID: id, Filename: id.String(), OriginalName: "report.pdf", Path: "/" + id.String(), Size: size,
		MIMEType: "application/pdf", Category: "document", UserID: c.user, TenantID: c.tenant,
	}
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

// create writes a row in a savepoint, so that the transaction goes on if it is refused.
func create(db *gorm.DB, row any) error {
	return db.Transaction(func(tx *gorm.DB) error { return tx.Create(row).Error })
}

// attempt runs a statement in a savepoint, so that the transaction goes on if it is refused.
func attempt(db *gorm.DB, statement string, arguments ...any) error {
	return db.Transaction(func(tx *gorm.DB) error { return tx.Exec(statement, arguments...).Error })
}

func asPgError(err error) (*pgconn.PgError, bool) { return errors.AsType[*pgconn.PgError](err) }

// pgError is what PostgreSQL refused with.
func pgError(tb testing.TB, err error) *pgconn.PgError {
	tb.Helper()
	refused, ok := asPgError(err)
	require.True(tb, ok, "%v", err)
	return refused
}

// sqlState is that of an error of PostgreSQL, and empty if there is none.
func sqlState(tb testing.TB, err error) string {
	tb.Helper()
	if err == nil {
		return ""
	}
	return pgError(tb, err).Code
}
