package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDryRun(t *testing.T) {
	t.Parallel()
	role := newRole(t)
	dsn := productionDatabase(t)
	require.Zero(t, command(t, "migrate", "adopt", "--dsn", dsn).status)
	execute(t, dsn, "grant usage on schema synapscale_db to "+role+"; grant select on synapscale_db.goose_db_version to "+role)
	r := command(t, "migrate", "up", "--dry-run", "--dsn", as(t, dsn, role))
	require.Equal(t, exitNotChecked, r.status)
	require.Regexp(t, "^synapscale: this role may not see all rows of agent_triggers: connect as the owner of the tables, or as a role with SELECT on them and BYPASSRLS: .*\n$", r.err)
	execute(t, dsn, "grant usage on schema synapscale_db to "+role+"; grant select on all tables in schema synapscale_db to "+role+
		"; alter role "+role+" bypassrls")
	r = command(t, "migrate", "up", "--dry-run", "--dsn", as(t, dsn, role))
	require.Zero(t, r.status, r.err)
	require.Empty(t, r.err)
	require.Contains(t, r.out, "-- No row is in the way.\n-- ACCESS EXCLUSIVE stops readers and writers")
	require.Contains(t, r.out, "\n-- 0003_configurations_never_change.sql (one transaction)\n--\n-- agent_configurations refused every update by accident")
	require.Contains(t, r.out, "\n-- locks agent_configurations: ACCESS EXCLUSIVE\ndrop trigger trg_updated_at_agent_configurations on synapscale_db.agent_configurations;\n")
	require.Contains(t, r.out, "\n-- 0009_foreign_key_indexes.sql (each statement by itself)\n")
	require.Contains(t, r.out, "\n-- locks agent_acl: SHARE UPDATE EXCLUSIVE\ncreate index concurrently if not exists idx_agent_acl_user_id\n")
	require.NotContains(t, r.out, "0001_production_structure.sql")

	r = command(t, "migrate", "up", "--dry-run", "--to", "2", "--dsn", dsn)
	require.NotContains(t, r.out, "0003_")
	require.Zero(t, command(t, "migrate", "up", "--dsn", dsn).status)
	require.Equal(t, result{out: "-- Nothing to apply.\n"}, command(t, "migrate", "up", "--dry-run", "--dsn", dsn))
	require.Equal(t, exitNotChecked, command(t, "migrate", "up", "--dry-run", "--to", "9000", "--dsn", dsn).status)
}

// Rows that a migration would stumble over are listed with the query that finds them, by the dry run and by the real one.
func TestRowsInTheWay(t *testing.T) {
	t.Parallel()
	dsn := productionDatabase(t)
	require.Zero(t, command(t, "migrate", "adopt", "--dsn", dsn).status)
	execute(t, dsn, `set session_replication_role = replica;
		insert into synapscale_db.tools (name, tenant_id) values ('calculator', gen_random_uuid());
		insert into synapscale_db.analytics_dashboards (id, name, user_id, layout, widgets, auto_refresh, is_default, status, workspace_id, tenant_id)
		values (gen_random_uuid(), 'sales', gen_random_uuid(), '{}', '[]', false, false, 'active', gen_random_uuid(), gen_random_uuid())`)
	r := command(t, "migrate", "up", "--dry-run", "--dsn", dsn)
	require.Equal(t, exitDiffer, r.status)
	require.Contains(t, r.out, "-- 1 × analytics_dashboards (workspace_id refers to a row of workspaces) is cleared by version 15:\n--   select * from")
	require.Contains(t, r.out, "-- 1 × tools (tenant_id refers to a row of tenants) STOPS version 15:\n--   select * from synapscale_db.tools r where")

	r = command(t, "migrate", "up", "--dsn", dsn)
	require.Equal(t, exitDiffer, r.status)
	require.Empty(t, r.out)
	require.Contains(t, r.err, "synapscale: rows are in the way of a migration, and nothing was applied")
	require.Contains(t, r.err, "version 15, tools: 1 × tenant_id refers to a row of tenants; they are found by\n    select * from synapscale_db.tools r where")
	require.NotContains(t, r.err, "analytics_dashboards")

	execute(t, dsn, "set session_replication_role = replica; delete from synapscale_db.tools; delete from synapscale_db.analytics_dashboards")
	r = command(t, "migrate", "up", "--dsn", dsn)
	require.Zero(t, r.status, r.err)
	execute(t, dsn, "set session_replication_role = replica; insert into synapscale_db.node_executions (workflow_execution_id, node_key, node_type, execution_order, tenant_id) values (gen_random_uuid(), 'k', 't', 1, gen_random_uuid())")
	r = command(t, "migrate", "down", "--to", "1", "--dsn", dsn)
	require.Equal(t, exitDiffer, r.status)
	require.Contains(t, r.err, "version 15, node_executions: 1 × node_id becomes NOT NULL again")
}
