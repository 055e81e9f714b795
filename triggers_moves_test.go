package synapscale_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/files"
	"github.com/synapscale/synapscale-go/internal/pgtest"
)

// What comes from elsewhere counts as what is new.
func TestLimitsOfMoves(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	from, to := newCustomer(t, tx), newCustomer(t, tx)
	execute(t, tx, "update synapscale_db.tenants set max_workspaces = 2, max_members_per_workspace = 1, max_storage_mb = 2 where id = ?", to.tenant)
	source, target := from.newWorkspace(t).ID, to.newWorkspace(t).ID
	execute(t, tx, "update synapscale_db.workspaces set max_projects = 1 where id = ?", target)
	for range 2 {
		from.newWorkspace(t)
		from.newMember(t, source)
		from.newProject(t, source)
		require.NoError(t, tx.Create(from.file(mebibyte)).Error)
	}
	require.NoError(t, tx.Create(to.file(mebibyte)).Error)

	for _, test := range []struct {
		table, set, state string
		where             string
		to, from          uuid.UUID
	}{
		{"workspace_members", "workspace_id", "SYL02", "workspace_id", target, source},
		{"workspace_projects", "workspace_id", "SYL03", "workspace_id", target, source},
		{"workspaces", "tenant_id", "SYL01", "id <> '" + source.String() + "' and tenant_id", to.tenant, from.tenant},
		{"files", "tenant_id", "SYL04", "tenant_id", to.tenant, from.tenant},
	} {
		update := "update synapscale_db." + test.table + " set " + test.set + " = ? where " + test.where + " = ?"
		require.Equal(t, test.state, sqlState(t, attempt(tx, update, test.to, test.from)), "two are one too many")
		update += " and ctid = (select max(ctid) from synapscale_db." + test.table + " where " + test.where + " = ?)"
		execute(t, tx, update, test.to, test.from, test.from)
		require.Equal(t, test.state, sqlState(t, attempt(tx, update, test.to, test.from, test.from)), "it is full")
		execute(t, tx, "update synapscale_db."+test.table+" set "+test.set+" = ? where "+test.set+" = ?", test.to, test.to)
	}
	requireCounts(t, tx, source, 1, 1, "")
	requireCounts(t, tx, target, 1, 1, "")
}

func TestLimitsOfFiles(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	execute(t, tx, "update synapscale_db.tenants set max_storage_mb = 2 where id = ?", c.tenant)
	one, two := c.file(mebibyte), c.file(mebibyte)
	for _, file := range []*files.File{one, two} {
		require.NoError(t, tx.Create(file).Error)
	}
	for _, test := range []struct {
		name, set string
		file      uuid.UUID
		state     string
	}{
		{"a byte more", "file_size = file_size + 1", one.ID, "SYL04"},
		{"no more", "file_size = file_size, filename = 'renamed'", one.ID, ""},
		{"a byte less", "file_size = file_size - 1", one.ID, ""},
		{"the byte that is free", "file_size = file_size + 1", two.ID, ""},
		{"what the other gives up", "file_size = file_size - 1000000", one.ID, ""},
		{"is room again", "file_size = file_size + 1000000", two.ID, ""},
	} {
		err := attempt(tx, "update synapscale_db.files set "+test.set+" where id = ?", test.file)
		require.Equal(t, test.state, sqlState(t, err), test.name)
	}
	// More than an integer holds.
	execute(t, tx, "update synapscale_db.tenants set max_storage_mb = 2147483647 where id = ?", c.tenant)
	for range 3 {
		require.NoError(t, tx.Create(c.file(2147483647)).Error)
	}
	execute(t, tx, "update synapscale_db.tenants set max_storage_mb = 6000 where id = ?", c.tenant)
	require.Equal(t, "SYL04", sqlState(t, create(tx, c.file(1))))
	execute(t, tx, "update synapscale_db.files set file_size = file_size - 1 where tenant_id = ?", c.tenant)
	execute(t, tx, "delete from synapscale_db.files where file_size > 2000000000 and tenant_id = ?", c.tenant)
	require.NoError(t, tx.Create(c.file(1)).Error)
}

// A plan that becomes smaller takes nothing away.
func TestWhatIsAboveItsLimitStays(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	subscribed := c.subscribe(t, unlimited()).PlanID
	workspace, other := c.newWorkspace(t), c.newWorkspace(t)
	for range 3 {
		c.newMember(t, workspace.ID)
		c.newProject(t, workspace.ID)
		require.NoError(t, tx.Create(c.file(mebibyte)).Error)
	}
	execute(t, tx, `update synapscale_db.plans set max_workspaces = 1, max_members_per_workspace = 1, max_projects_per_workspace = 1, max_storage_mb = 1 where id = ?`, subscribed)
	require.Equal(t, 1, query[int](t, tx, "select max_workspaces from synapscale_db.tenants where id = ?", c.tenant))

	for _, kind := range limitedKinds {
		require.Equal(t, kind.state, sqlState(t, create(tx, kind.row(t, c, workspace.ID))), kind.name)
		execute(t, tx, "update synapscale_db."+kind.name+" set updated_at = now() where tenant_id = ?", c.tenant)
	}
	workspace.Name = "Renamed"
	require.NoError(t, tx.Omit("MemberCount", "ProjectCount").Save(workspace).Error)
	for remaining := int32(2); remaining >= 0; remaining-- {
		for _, table := range []string{"workspace_members", "workspace_projects"} {
			execute(t, tx, "delete from synapscale_db."+table+" where id = (select id from synapscale_db."+table+" where workspace_id = ? limit 1)", workspace.ID)
		}
		requireCounts(t, tx, workspace.ID, remaining, remaining, "")
	}
	c.newMember(t, workspace.ID)
	c.newProject(t, workspace.ID)
	require.NoError(t, tx.Delete(other).Error)
	require.NoError(t, tx.Delete(workspace).Error)
	c.newWorkspace(t)
}

// Deleting what workspaces belong to takes them with all their members and projects, limits and counters or not.
func TestDeletingOwnersOfFullWorkspaces(t *testing.T) {
	t.Parallel()
	for _, owner := range []string{"tenants", "users", "workspaces"} {
		t.Run(owner, func(t *testing.T) {
			t.Parallel()
			tx := pgtest.Tx(t)
			c, other := newCustomer(t, tx), newCustomer(t, tx)
			plan := unlimited()
			plan.MaxWorkspaces, plan.MaxMembersPerWorkspace, plan.MaxProjectsPerWorkspace, plan.MaxStorageMB = new(int32(3)), new(int32(3)), new(int32(3)), new(int32(3))
			c.subscribe(t, plan)
			elsewhere := other.newWorkspace(t).ID
			var first uuid.UUID
			for range 3 {
				workspace := c.newWorkspace(t).ID
				first = workspace
				require.NoError(t, tx.Create(c.member(workspace, c.user)).Error)
				for range 2 {
					c.newMember(t, workspace)
				}
				for range 3 {
					c.newProject(t, workspace)
				}
				require.NoError(t, tx.Create(c.file(mebibyte)).Error)
			}
			require.NoError(t, tx.Create(other.member(elsewhere, c.user)).Error)
			other.newMember(t, elsewhere)
			require.NoError(t, tx.Create(other.project(elsewhere, c.newWorkflow(t))).Error)

			id := map[string]uuid.UUID{"tenants": c.tenant, "users": c.user, "workspaces": first}[owner]
			// In one transaction with earlier changes of the same rows, which makes PostgreSQL look at their keys again.
			execute(t, tx, "update synapscale_db.workspaces set name = 'changed'")
			require.NoError(t, tx.Transaction(func(tx *gorm.DB) error {
				return tx.Exec("delete from synapscale_db."+owner+" where id = ?", id).Error
			}))

			left := map[string]int{"tenants": 0, "users": 0, "workspaces": 2}[owner]
			require.Equal(t, left, query[int](t, tx, "select count(*) from synapscale_db.workspaces where tenant_id = ?", c.tenant))
			require.Equal(t, 3*left, query[int](t, tx, "select count(*) from synapscale_db.workspace_members m join synapscale_db.workspaces w on w.id = m.workspace_id where w.tenant_id = ?", c.tenant))
			require.Equal(t, map[string]int{"tenants": 0, "users": 0, "workspaces": 3}[owner], query[int](t, tx, "select count(*) from synapscale_db.files where tenant_id = ?", c.tenant))
			switch owner {
			case "tenants": // Its user stays, and so does the place elsewhere; its workflow does not.
				requireCounts(t, tx, elsewhere, 2, 0, "")
			case "users":
				requireCounts(t, tx, elsewhere, 1, 0, "")
			default:
				requireCounts(t, tx, elsewhere, 2, 1, "")
			}
		})
	}
}
