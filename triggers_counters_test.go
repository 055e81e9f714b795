package synapscale_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/workspaces"
)

// requireCounts demands what a workspace says of its members and projects, and that it is so.
func requireCounts(tb testing.TB, db *gorm.DB, workspace uuid.UUID, members, projects int32, about string) {
	tb.Helper()
	var found workspaces.Workspace
	require.NoError(tb, db.Take(&found, "id = ?", workspace).Error, about)
	require.Equal(tb, [2]int32{members, projects}, [2]int32{found.MemberCount, found.ProjectCount}, about)
	require.EqualValues(tb, members, query[int](tb, db, "select count(*) from synapscale_db.workspace_members where workspace_id = ?", workspace), about)
	require.EqualValues(tb, projects, query[int](tb, db, "select count(*) from synapscale_db.workspace_projects where workspace_id = ?", workspace), about)
}

// Each statement leaves the counters right, whatever it does to how many rows.
func TestCountersFollowEveryStatement(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	here, there := c.newWorkspace(t).ID, c.newWorkspace(t).ID
	one, two, three := c.newUser(t), c.newUser(t), c.newUser(t)
	workflow := c.newWorkflow(t)
	const insertMembers = `insert into synapscale_db.workspace_members (workspace_id, user_id, tenant_id, last_seen_at, joined_at)
		select w.id, u.id, @tenant, now(), now() from synapscale_db.workspaces w, synapscale_db.users u where w.id in @workspace and u.id in @users`
	const insertProjects = `insert into synapscale_db.workspace_projects (id, workspace_id, workflow_id, name, allow_concurrent_editing,
			version_control_enabled, status, is_template, is_public, collaborator_count, edit_count, comment_count, created_at, updated_at, last_edited_at, tenant_id)
		select gen_random_uuid(), @workspace, @workflow, 'p', false, false, 'active', false, false, 0, 0, 0, now(), now(), now(), @tenant
		from generate_series(1, @number)`
	named := func(more map[string]any) map[string]any {
		all := map[string]any{"tenant": c.tenant, "workflow": workflow, "here": here, "there": there}
		for name, value := range more {
			all[name] = value
		}
		return all
	}
	for _, step := range []struct {
		name, statement                string
		arguments                      map[string]any
		members, projects, left, moved int32 // Of here, then of there.
	}{
		{"insert three members", insertMembers, map[string]any{"workspace": []uuid.UUID{here}, "users": []uuid.UUID{one, two, three}}, 3, 0, 0, 0},
		{"insert two projects", insertProjects, map[string]any{"workspace": here, "number": 2}, 3, 2, 0, 0},
		{"insert what is there", insertMembers + " on conflict do nothing", map[string]any{"workspace": []uuid.UUID{here}, "users": []uuid.UUID{one, two}}, 3, 2, 0, 0},
		{
			"insert or update", insertMembers + " on conflict (workspace_id, user_id) do update set role = 'owner'",
			map[string]any{"workspace": []uuid.UUID{here, there}, "users": []uuid.UUID{one}},
			3, 2, 1, 0,
		},
		{"move two members", "update synapscale_db.workspace_members set workspace_id = @there where workspace_id = @here and user_id in @users", map[string]any{"users": []uuid.UUID{two, three}}, 1, 2, 3, 0},
		{"move the projects", "update synapscale_db.workspace_projects set workspace_id = @there", nil, 1, 0, 3, 2},
		{"move to where they are", "update synapscale_db.workspace_projects set workspace_id = workspace_id, name = 'q'", nil, 1, 0, 3, 2},
		{
			"swap", "update synapscale_db.workspace_members set workspace_id = case workspace_id when @here then cast(@there as uuid) else @here end where user_id <> @user",
			map[string]any{"user": one},
			3, 0, 1, 2,
		},
		{
			"delete and insert", "with gone as (delete from synapscale_db.workspace_members where workspace_id = @here returning 1) " + insertMembers,
			map[string]any{"workspace": []uuid.UUID{there}, "users": []uuid.UUID{two}},
			0, 0, 2, 2,
		},
		{
			"insert and delete", "with new as (" + insertProjects + " returning 1) delete from synapscale_db.workspace_projects",
			map[string]any{"workspace": there, "number": 3},
			0, 0, 2, 3,
		},
		{"delete a user", "delete from synapscale_db.users where id = @user", map[string]any{"user": two}, 0, 0, 1, 3},
		{"delete the workflow", "delete from synapscale_db.workflows where id = @workflow", nil, 0, 0, 1, 0},
		{"delete the rest", "delete from synapscale_db.workspace_members", nil, 0, 0, 0, 0},
	} {
		var arguments []any
		if strings.Contains(step.statement, "@") {
			arguments = append(arguments, named(step.arguments))
		}
		require.NoError(t, tx.Exec(step.statement, arguments...).Error, step.name)
		requireCounts(t, tx, here, step.members, step.projects, step.name)
		requireCounts(t, tx, there, step.left, step.moved, step.name)
	}
}

// A counter that was wrong, as the ones of production may be, is right after the next change.
func TestCountersMend(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	workspace := c.newWorkspace(t).ID
	member, project := c.newMember(t, workspace), c.newProject(t, workspace)
	for _, change := range []func(){
		func() { c.newMember(t, workspace); c.newProject(t, workspace) },
		func() { require.NoError(t, tx.Delete(member).Error); require.NoError(t, tx.Delete(project).Error) },
	} {
		execute(t, tx, "update synapscale_db.workspaces set member_count = 70, project_count = 70 where id = ?", workspace)
		change()
		count := query[int32](t, tx, "select count(*) from synapscale_db.workspace_members where workspace_id = ?", workspace)
		requireCounts(t, tx, workspace, count, count, "")
	}
}

// At the limit, what adds nothing is not refused.
func TestLimitsRefuseOnlyWhatAdds(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	workspace := c.newWorkspace(t)
	member, project := c.newMember(t, workspace.ID), c.newProject(t, workspace.ID)
	file := c.file(mebibyte)
	require.NoError(t, tx.Create(file).Error)
	execute(t, tx, "update synapscale_db.tenants set max_workspaces = 1, max_members_per_workspace = 1, max_storage_mb = 1 where id = ?", c.tenant)
	execute(t, tx, "update synapscale_db.workspaces set max_projects = 1 where id = ?", workspace.ID)
	rows := []any{workspace, member, project, file}
	for _, row := range rows {
		require.NoError(t, tx.Clauses(clause.OnConflict{DoNothing: true}).Create(row).Error, "%T", row)
		// Saving would write the counters, too, as they were when the row was read.
		require.NoError(t, tx.Omit("MemberCount", "ProjectCount").Save(row).Error, "%T", row)
	}
	again := c.member(workspace.ID, member.UserID)
	again.Role = new("owner")
	onConflict := clause.OnConflict{Columns: []clause.Column{{Name: "workspace_id"}, {Name: "user_id"}}, DoUpdates: clause.AssignmentColumns([]string{"role"})}
	require.NoError(t, tx.Clauses(onConflict).Create(again).Error)
	requireCounts(t, tx, workspace.ID, 1, 1, "")

	// One goes and another comes.
	execute(t, tx, `with gone as (delete from synapscale_db.workspace_members where workspace_id = @workspace returning *)
		insert into synapscale_db.workspace_members (workspace_id, user_id, tenant_id, last_seen_at, joined_at)
		select workspace_id, @user, tenant_id, last_seen_at, joined_at from gone`, map[string]any{"workspace": workspace.ID, "user": c.newUser(t)})
	requireCounts(t, tx, workspace.ID, 1, 1, "")
}

// Several rows of one statement count together: all are added, or none.
func TestLimitsOfOneStatement(t *testing.T) {
	t.Parallel()
	for _, kind := range limitedKinds {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			tx := pgtest.Tx(t)
			c := newCustomer(t, tx)
			plan := unlimited()
			plan.MaxWorkspaces, plan.MaxMembersPerWorkspace, plan.MaxProjectsPerWorkspace, plan.MaxStorageMB = new(int32(3)), new(int32(3)), new(int32(3)), new(int32(3))
			c.subscribe(t, plan)
			workspace := c.newWorkspace(t).ID
			room := 3
			if kind.name == "workspaces" {
				room = 2
			}
			insert := func(number int) error {
				rows := make([]map[string]any, number)
				for i := range rows {
					rows[i] = columns(t, kind.row(t, c, workspace))
				}
				return tx.Transaction(func(tx *gorm.DB) error { return tx.Table("synapscale_db." + kind.name).Create(rows).Error })
			}
			require.Equal(t, kind.state, sqlState(t, insert(room+1)))
			require.NoError(t, insert(room))
			require.Equal(t, kind.state, sqlState(t, insert(1)))
		})
	}
}

// columns are the values of a row that are set.
func columns(t *testing.T, row any) map[string]any {
	t.Helper()
	set := map[string]any{}
	for _, field := range parse(t, row).Fields {
		if value, zero := field.ValueOf(t.Context(), reflect.ValueOf(row)); !zero || field.NotNull && !field.HasDefaultValue {
			set[field.DBName] = value
		}
	}
	delete(set, "")
	return set
}

// A workspace that was read before somebody joined, and is saved after, does not take the count back.
func TestSavingAWorkspaceKeepsItsCounters(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newCustomer(t, tx)
	workspace := c.newWorkspace(t)
	c.newMember(t, workspace.ID)
	c.newProject(t, workspace.ID)
	workspace.Name = "Renamed"
	require.NoError(t, tx.Save(workspace).Error)
	require.NoError(t, tx.Select("*").Updates(workspace).Error)
	var found workspaces.Workspace
	require.NoError(t, tx.Take(&found, "id = ?", workspace.ID).Error)
	require.Equal(t, "Renamed", found.Name)
	require.EqualValues(t, 1, found.MemberCount)
	require.EqualValues(t, 1, found.ProjectCount)
}
