package stages_test

import (
	"database/sql"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// The way of a backend that connects as the owner of the tables, from naming no tenant to being bound to one, and back.
func TestTheWayOfTheOwner(t *testing.T) {
	t.Parallel()
	d := production(t)
	a, b := d.newTenant(t), d.newTenant(t)
	d.requireAgreement(t)
	d.requireNothingDenied(t, a, b)

	require.Len(t, d.move(t, isolation.StageReport), 95)
	d.requireAgreement(t)
	require.Empty(t, d.denied(t))
	d.requireNothingDenied(t, a, b)
	// Each statement was a transaction: two on users, three on workspaces, two on each other table. A trigger looks for
	// the owner of the workspace and for that of the token, and another reads the limits of the tenant.
	require.Equal(t, map[string]int64{"users": 4, "workspaces": 3, "tenants": 1, "refresh_tokens": 2, "tools": 2}, d.denied(t))

	require.Len(t, d.move(t, isolation.StageForced), 95)
	d.requireAgreement(t)
	d.requireNothingWithoutATenant(t, a, b)
	d.within(t, a, func(tx *sql.Tx) { requireTenantWorks(t, tx, a, b) })
	d.requireTriggersWork(t, a, b)
	d.requireReferencesHold(t, a, b)

	require.Len(t, d.move(t, isolation.StagePolicies), 95)
	d.requireAgreement(t)
	d.requireNothingDenied(t, a, b)
	require.False(t, value[bool](t, d.admin, "select exists (select from pg_namespace where nspname = 'synapscale_isolation')"))
}

// requireNothingDenied demands that the owner, naming no tenant, reads and writes the rows of all.
func (d database) requireNothingDenied(t *testing.T, a, b tenant) {
	t.Helper()
	require.Equal(t, 2, value[int](t, d.owner, "select count(*) from synapscale_db.users where id in ($1, $2)", a.user, b.user))
	require.Equal(t, int64(2), execute(t, d.owner, "update synapscale_db.users set bio = 'b' where id in ($1, $2)", a.user, b.user))
	added := uuid.NewString()
	execute(t, d.owner, insertWorkspace, added, b.id, b.user)
	require.Equal(t, int64(1), execute(t, d.owner, "update synapscale_db.workspaces set name = 'w' where id = $1", added))
	require.Equal(t, int64(1), execute(t, d.owner, "delete from synapscale_db.workspaces where id = $1", added))
	execute(t, d.owner, insertToken, a.user)
	require.Equal(t, int64(1), execute(t, d.owner, "delete from synapscale_db.refresh_tokens where user_id = $1", a.user))
	execute(t, d.owner, insertTool, added, nil)
	require.Equal(t, int64(1), execute(t, d.owner, "delete from synapscale_db.tools where tool_id = $1", added))
	require.Equal(t, int64(1), execute(t, d.owner, "update synapscale_db.plans set name = 'p' where id = $1", a.plan))
}

// requireNothingWithoutATenant demands that the owner, naming no tenant, sees nothing and writes nothing, and that only
// writing is an error.
func (d database) requireNothingWithoutATenant(t *testing.T, a, b tenant) {
	t.Helper()
	for _, table := range isolation.Tables() {
		if table.Isolated() {
			require.Zero(t, value[int](t, d.owner, "select count(*) from synapscale_db."+table.Name), table.Name)
		}
	}
	require.Positive(t, value[int](t, d.owner, "select count(*) from synapscale_db.plans"), "what belongs to SynapScale has no tenant")
	require.Zero(t, execute(t, d.owner, "update synapscale_db.users set bio = 'c'"))
	require.Zero(t, execute(t, d.owner, "delete from synapscale_db.workspaces"))
	require.Equal(t, "42501", refusal(t, d.owner, insertWorkspace, uuid.NewString(), b.id, b.user))
	require.Equal(t, "42501", refusal(t, d.owner, insertToken, a.user))
	// What is no tenant names none.
	for _, no := range []string{"", "nobody", "42"} {
		d.within(t, tenant{id: no}, func(tx *sql.Tx) {
			require.Zero(t, value[int](t, tx, "select count(*) from synapscale_db.users"))
		})
	}
}

// requireTenantWorks demands what a tenant needs in a transaction that names it.
func requireTenantWorks(t *testing.T, tx *sql.Tx, a, b tenant) {
	t.Helper()
	require.Equal(t, 1, value[int](t, tx, "select count(*) from synapscale_db.users"))
	require.Equal(t, a.id, value[string](t, tx, "select id from synapscale_db.tenants"))
	require.Equal(t, int64(1), execute(t, tx, "update synapscale_db.users set bio = 'd'"))
	require.Zero(t, execute(t, tx, "update synapscale_db.users set bio = 'd' where id = $1", b.user))
	require.Zero(t, execute(t, tx, "update synapscale_db.tenants set name = 'mine'"), "a tenant's row is SynapScale's to write")
	added := uuid.NewString()
	execute(t, tx, insertWorkspace, added, a.id, a.user)
	require.Equal(t, 2, value[int](t, tx, "select count(*) from synapscale_db.workspaces"))
	require.Equal(t, int64(1), execute(t, tx, "delete from synapscale_db.workspaces where id = $1", added))
	execute(t, tx, insertToken, a.user)
	require.Equal(t, 1, value[int](t, tx, "select count(*) from synapscale_db.refresh_tokens t join synapscale_db.users u on u.id = t.user_id"))
	require.Equal(t, int64(1), execute(t, tx, "delete from synapscale_db.refresh_tokens"))
}

// requireTriggersWork demands that limits, the audit log and the copies of plans go on, which are written by triggers.
func (d database) requireTriggersWork(t *testing.T, a, b tenant) {
	t.Helper()
	execute(t, d.owner, "update synapscale_db.plans set max_workspaces = 2 where id in ($1, $2)", a.plan, b.plan)
	require.Equal(t, 2, value[int](t, d.admin, "select max_workspaces from synapscale_db.tenants where id = $1", a.id), "a plan reaches its tenants")
	d.within(t, a, func(tx *sql.Tx) {
		execute(t, tx, insertWorkspace, uuid.NewString(), a.id, a.user)
		execute(t, tx, "savepoint full_up")
		require.Equal(t, "SYL01", refusal(t, tx, insertWorkspace, uuid.NewString(), a.id, a.user))
		execute(t, tx, "rollback to full_up")
	})
	tool := uuid.NewString()
	d.within(t, a, func(tx *sql.Tx) {
		execute(t, tx, insertTool, tool, a.id)
		require.Equal(t, int64(1), execute(t, tx, "update synapscale_db.tools set name = 'Better' where tool_id = $1", tool))
	})
	require.Equal(t, 2, value[int](t, d.admin, "select count(*) from synapscale_db.audit_log where record_id = $1 and changed_by = $2", tool, a.user))
}

// requireReferencesHold demands that foreign keys and cascades work, and that none leads to another tenant.
func (d database) requireReferencesHold(t *testing.T, a, b tenant) {
	t.Helper()
	user := tenant{id: a.id, user: uuid.NewString(), workspace: uuid.NewString()}
	execute(t, d.owner, "update synapscale_db.plans set max_workspaces = -1 where id = $1", a.plan)
	d.within(t, a, func(tx *sql.Tx) {
		execute(t, tx, insertUser, user.user, a.id)
		execute(t, tx, insertWorkspace, user.workspace, a.id, user.user)
		execute(t, tx, insertToken, user.user)
		for _, of := range []string{b.user, uuid.NewString()} {
			execute(t, tx, "savepoint foreign_owner")
			require.Equal(t, "23503", refusal(t, tx, insertWorkspace, uuid.NewString(), a.id, of))
			execute(t, tx, "rollback to foreign_owner")
			require.Equal(t, "23503", refusal(t, tx, "update synapscale_db.workspaces set owner_id = $1 where id = $2", of, user.workspace))
			execute(t, tx, "rollback to foreign_owner")
		}
		require.Equal(t, int64(1), execute(t, tx, "delete from synapscale_db.users where id = $1", user.user))
	})
	require.Zero(t, value[int](t, d.admin, "select count(*) from synapscale_db.workspaces where id = $1", user.workspace))
	require.Zero(t, value[int](t, d.admin, "select count(*) from synapscale_db.refresh_tokens where user_id = $1", user.user))
}
