package migrations_test

import (
	"database/sql"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/fill"
	"github.com/synapscale/synapscale-go/migrations"
)

// filled is production with three rows in every table, adopted.
func filled(tb testing.TB) *sql.DB {
	tb.Helper()
	db := production(tb)
	require.NoError(tb, fill.Fill(tb.Context(), db, fill.Options{Rows: 3, WithoutTriggers: true}))
	_, err := migrations.Adopt(tb.Context(), db)
	require.NoError(tb, err)
	return db
}

// execWithoutTriggers writes what no writer could write today, as rows that were there before the triggers.
func execWithoutTriggers(tb testing.TB, db *sql.DB, statement string) {
	tb.Helper()
	tx, err := db.BeginTx(tb.Context(), nil)
	require.NoError(tb, err)
	_, err = tx.ExecContext(tb.Context(), "set local session_replication_role = replica")
	require.NoError(tb, err)
	_, err = tx.ExecContext(tb.Context(), statement)
	require.NoError(tb, err)
	require.NoError(tb, tx.Commit())
}

// asOther makes the columns of every row of a table equal to those of one row, other than where.
func asOther(table, columns string) string {
	return fmt.Sprintf("update synapscale_db.%s set (%s) = (select %[2]s from synapscale_db.%[1]s limit 1)", table, columns)
}

// dangling points a column of one row at nothing.
func dangling(table, column string) string {
	return fmt.Sprintf("update synapscale_db.%s set %s = '00000000-0000-0000-0000-000000000000' where ctid = (select min(ctid) from synapscale_db.%[1]s)", table, column)
}

// Each way in which a row can be in the way: counted, named with the query that finds it, and nothing is applied.
var obstacles = []struct {
	version          int64
	table, statement string
	rows             int64
}{
	{6, "agent_triggers", "update synapscale_db.agent_triggers set cron_expr = null, event_name = null", 3},
	{8, "component_ratings", asOther("component_ratings", "component_id, user_id"), 1},
	{8, "component_versions", asOther("component_versions", "component_id, version"), 1},
	{8, "message_feedbacks", asOther("message_feedbacks", "message_id, user_id"), 1},
	{8, "node_ratings", asOther("node_ratings", "node_id, user_id"), 1},
	{8, "payment_methods", asOther("payment_methods", "customer_id, external_method_id"), 1},
	{8, "subscriptions", asOther("subscriptions", "provider_id, external_subscription_id"), 1},
	{8, "subscriptions", "update synapscale_db.subscriptions set status = 'active', ended_at = null, tenant_id = (select min(id::text)::uuid from synapscale_db.tenants)", 1},
	{8, "webhook_logs", asOther("webhook_logs", "provider_id, event_id"), 1},
	{8, "workspace_members", asOther("workspace_members", "workspace_id, user_id"), 1},
	{15, "knowledge_bases", dangling("knowledge_bases", "tenant_id"), 1},
	{15, "node_executions", dangling("node_executions", "node_id"), 1},
	{15, "project_collaborators", dangling("project_collaborators", "project_id"), 1},
	{15, "project_comments", dangling("project_comments", "project_id"), 1},
	{15, "tools", dangling("tools", "tenant_id"), 1},
	{15, "workflow_execution_metrics", dangling("workflow_execution_metrics", "workflow_execution_id"), 1},
	{15, "workflow_nodes", dangling("workflow_nodes", "node_id"), 1},
	{19, "files", "update synapscale_db.files set tenant_id = null", 3},
}

func TestRowsInTheWay(t *testing.T) {
	t.Parallel()
	db := filled(t)
	for _, o := range obstacles {
		execWithoutTriggers(t, db, o.statement)
	}
	before := structure(t, db)
	plan, err := migrations.DryRun(t.Context(), db, migrations.Options{})
	require.NoError(t, err)
	applied, err := migrations.Up(t.Context(), db, migrations.Options{})
	require.Empty(t, applied)
	require.ErrorIs(t, err, migrations.ErrRowsInTheWay)
	var refused *migrations.ObstacleError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, plan.Counts, refused.Counts)
	require.Equal(t, before, structure(t, db))

	// Two rules are about one table, and both statements about it make both break.
	require.Len(t, refused.Counts, len(obstacles))
	for i, o := range obstacles {
		c := refused.Counts[i]
		require.Equal(t, o.version, c.Version, o.table)
		require.Equal(t, o.table, c.Table)
		require.Equal(t, o.rows, c.Rows, o.table)
		require.ErrorContains(t, err, c.Query)
		exec(t, db, c.Query)
	}

	// What a version does not mind does not stop it.
	_, err = migrations.Up(t.Context(), db, migrations.Options{To: new(int64(5))})
	require.NoError(t, err)
}

// A row without a tenant is in the way of version 19 in each table whose rows are to have one, and in no other.
func TestRowsWithoutATenant(t *testing.T) {
	t.Parallel()
	db := filled(t)
	var required, nullable []string
	newest := migrated(t)
	up(t, newest, migrations.Latest())
	rows, err := db.QueryContext(t.Context(), `select table_name from information_schema.columns
		where table_schema = 'synapscale_db' and column_name = 'tenant_id' and is_nullable = 'YES' order by table_name`)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var table string
		require.NoError(t, rows.Scan(&table))
		nullable = append(nullable, table)
	}
	require.NoError(t, rows.Err())
	for _, table := range nullable {
		execWithoutTriggers(t, db, "update synapscale_db."+table+" set tenant_id = null")
		var is string
		require.NoError(t, newest.QueryRowContext(t.Context(), `select is_nullable from information_schema.columns
			where table_schema = 'synapscale_db' and column_name = 'tenant_id' and table_name = $1`, table).Scan(&is))
		if is == "NO" {
			required = append(required, table)
		}
	}
	require.Len(t, nullable, 63)
	require.Len(t, required, 43)

	var refused *migrations.ObstacleError
	_, err = migrations.Up(t.Context(), db, migrations.Options{})
	require.ErrorAs(t, err, &refused)
	var counted []string
	for _, c := range refused.Counts {
		require.Equal(t, int64(19), c.Version)
		require.Equal(t, int64(3), c.Rows)
		counted = append(counted, c.Table)
	}
	require.ElementsMatch(t, required, counted)
	require.ErrorContains(t, err, "version 19, files: 3 × a row has a tenant; they are found by\n    select * from synapscale_db.files where tenant_id is null;")

	// The versions below mind none of them, and row security is there without it.
	up(t, db, 18)
	before := checksums(t, db)
	_, err = migrations.Up(t.Context(), db, migrations.Options{})
	require.ErrorIs(t, err, migrations.ErrRowsInTheWay)
	require.Equal(t, before, checksums(t, db))
	execWithoutTriggers(t, db, deleteEach(required))
	up(t, db, migrations.Latest())
}

func deleteEach(tables []string) (statements string) {
	for _, table := range tables {
		statements += "delete from synapscale_db." + table + ";"
	}
	return statements
}

// A reference to what is gone is cleared where the column may be empty and says so, and every other column stays.
func TestDanglingReferencesAreCleared(t *testing.T) {
	t.Parallel()
	db := filled(t)
	cleared := map[string][]string{"analytics_dashboards": {"workspace_id"}, "analytics_events": {"workflow_id", "workspace_id"}, "workflow_execution_metrics": {"node_execution_id"}}
	execWithoutTriggers(t, db, dangling("analytics_dashboards", "workspace_id"))
	execWithoutTriggers(t, db, dangling("analytics_events", "workflow_id"))
	execWithoutTriggers(t, db, dangling("analytics_events", "workspace_id"))
	execWithoutTriggers(t, db, "update synapscale_db.workflow_execution_metrics set node_execution_id = -1")
	before, err := fill.Checksums(t.Context(), db, cleared)
	require.NoError(t, err)

	plan, err := migrations.DryRun(t.Context(), db, migrations.Options{})
	require.NoError(t, err)
	var counted []string
	for _, c := range plan.Counts {
		require.True(t, c.Clears)
		counted = append(counted, fmt.Sprint(c.Table, " ", c.Rows))
	}
	require.Equal(t, []string{"analytics_dashboards 1", "analytics_events 1", "analytics_events 1", "workflow_execution_metrics 3"}, counted)

	up(t, db, migrations.Latest())
	after, err := fill.Checksums(t.Context(), db, cleared)
	require.NoError(t, err)
	require.Equal(t, before, after)
	orphans, err := fill.Orphans(t.Context(), db)
	require.NoError(t, err)
	require.Empty(t, orphans)
	for table, columns := range cleared {
		for _, column := range columns {
			var said bool
			require.NoError(t, db.QueryRowContext(t.Context(), `select col_description(attrelid, attnum) like '%cleared%' from pg_attribute
				where attrelid = ('synapscale_db.' || $1)::regclass and attname = $2`, table, column).Scan(&said))
			require.True(t, said, "%s.%s", table, column)
		}
	}
}

// Rows that production's structure does not allow stop the way down to it, with every row still there.
func TestRowsInTheWayDown(t *testing.T) {
	t.Parallel()
	db := filled(t)
	up(t, db, migrations.Latest())
	execWithoutTriggers(t, db, `
		update synapscale_db.agent_triggers set trigger_type = 'schedule', cron_expr = '0 9 * * *' where ctid = (select min(ctid) from synapscale_db.agent_triggers);
		update synapscale_db.campaigns set created_by = null;
		update synapscale_db.llms_usage_logs set llm_id = null;
		update synapscale_db.template_collections set creator_id = null;
		update synapscale_db.workspace_invitations set inviter_id = null;
		update synapscale_db.agent_configurations set created_by = null;
		update synapscale_db.analytics_events set project_id = null;
		update synapscale_db.component_purchases set component_id = null;
		update synapscale_db.node_executions set node_id = null;
		update synapscale_db.workflow_nodes set node_id = null;`)
	before, newest := checksums(t, db), structure(t, db)
	_, err := migrations.Down(t.Context(), db, migrations.Options{To: new(int64(1))})
	var refused *migrations.ObstacleError
	require.ErrorAs(t, err, &refused)
	require.Len(t, refused.Counts, 10)
	require.Equal(t, newest, structure(t, db))
	require.Equal(t, before, checksums(t, db))

	// One step down asks about its own version only.
	down(t, db, 15)
	_, err = migrations.Down(t.Context(), db, migrations.Options{})
	require.ErrorAs(t, err, &refused)
	require.Len(t, refused.Counts, 2)
	for _, c := range refused.Counts {
		require.Equal(t, int64(15), c.Version)
	}

	// Nor is there a way round them to an empty database.
	_, err = migrations.Down(t.Context(), db, migrations.Options{To: new(int64(0))})
	require.ErrorIs(t, err, migrations.ErrRowsInTheWay)
	require.Equal(t, before, checksums(t, db))
}

// A role that row security keeps from seeing rows must not count none.
func TestCountingIsNotMisledByRowSecurity(t *testing.T) {
	t.Parallel()
	db := filled(t)
	db.SetMaxOpenConns(1)
	exec(t, db, "create role "+t.Name()+"; grant usage on schema synapscale_db to "+t.Name()+"; grant select on all tables in schema synapscale_db to "+t.Name())
	defer exec(t, db, "reset role; drop owned by "+t.Name()+"; drop role "+t.Name())
	exec(t, db, "set role "+t.Name())
	_, err := migrations.DryRun(t.Context(), db, migrations.Options{})
	require.ErrorIs(t, err, migrations.ErrRowsHidden)
	require.ErrorContains(t, err, "row-level security")
	_, err = migrations.Up(t.Context(), db, migrations.Options{})
	require.Error(t, err)
}
