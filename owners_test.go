package synapscale_test

import (
	"reflect"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/internal/fill"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workflows"
	"github.com/synapscale/synapscale-go/workspaces"
)

// An owner with rows in every table below it, one of twenty, is deleted through GORM. Nothing refers to it any more, no row
// is left that refers to nothing, and what belongs to the others stays.
func TestOwnersCanBeDeleted(t *testing.T) {
	t.Parallel()
	for name, owner := range map[string]any{
		"tenants": &tenancy.Tenant{}, "users": &auth.User{}, "workspaces": &workspaces.Workspace{}, "agents": &agents.Agent{}, "workflows": &workflows.Workflow{},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := pgtest.Clone(t)
			pool, err := db.DB()
			require.NoError(t, err)
			require.NoError(t, fill.Fill(t.Context(), pool, fill.Options{Rows: 20, More: several}))
			require.NoError(t, db.Offset(7).Order("id").Take(owner).Error)
			id := reflect.ValueOf(owner).Elem().FieldByName("ID").Interface().(uuid.UUID)
			keys := keysTo(t, db, name)
			before := map[string]int64{}
			for _, key := range keys {
				require.Positive(t, key.count(t, db, id), "%s owns no row of %s by %s", name, key.Table, key.Column)
				before[key.Table] = total(t, db, key.Table)
			}

			deleted := db.Delete(owner)
			require.NoError(t, deleted.Error)
			require.Equal(t, int64(1), deleted.RowsAffected)
			for _, key := range keys {
				require.Zero(t, key.count(t, db, id), "%s.%s", key.Table, key.Column)
				require.GreaterOrEqual(t, total(t, db, key.Table), before[key.Table]*3/4, "more than the rows of one owner of twenty has left %s", key.Table)
			}
			orphans, err := fill.Orphans(t.Context(), pool)
			require.NoError(t, err)
			require.Empty(t, orphans)
		})
	}
}

// several gives the tables whose rows count, or refer to each other, more than one row per owner.
var several = map[string]int{"project_comments": 60, "node_categories": 40, "workspace_members": 60, "workspace_projects": 40, "files": 60, "agent_configurations": 40}

// A key is a foreign key of one column to an owner.
type key struct{ Table, Column string }

// keysTo lists the foreign keys to a table.
func keysTo(t *testing.T, db *gorm.DB, table string) (keys []key) {
	t.Helper()
	require.NoError(t, db.Raw(`
		select k.conrelid::regclass::text "table", a.attname "column"
		from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
		where k.contype = 'f' and k.confrelid = ('synapscale_db.' || ?)::regclass order by 1, 2`, table).Scan(&keys).Error)
	require.NotEmpty(t, keys)
	return keys
}

// count counts the rows that refer to one owner.
func (k key) count(t *testing.T, db *gorm.DB, id uuid.UUID) (rows int64) {
	t.Helper()
	require.NoError(t, db.Table(k.Table).Where(map[string]any{k.Column: id}).Count(&rows).Error)
	return rows
}

func total(t *testing.T, db *gorm.DB, table string) (rows int64) {
	t.Helper()
	require.NoError(t, db.Table(table).Count(&rows).Error)
	return rows
}
