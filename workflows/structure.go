package workflows

import (
	"github.com/synapscale/synapscale-go/internal/isolation"
	"github.com/synapscale/synapscale-go/schema/declare"
)

// Structure declares what the tables have beside what the models say: row security. The view counts rows of several
// packages, of which this is the uppermost.
func Structure() []declare.Schema {
	return []declare.Schema{{
		Name: "synapscale_db",
		Views: []declare.View{{
			Name: "system_health",
			Query: `
				select 'database'::text as component, 'healthy'::text as status, now() as last_check, json_build_object(
					'total_tenants', (select count(*) from synapscale_db.tenants),
					'total_users', (select count(*) from synapscale_db.users),
					'total_workflows', (select count(*) from synapscale_db.workflows)
				) as metrics`,
		}},
		Tables: []declare.Table{
			{Name: "workflows", RowSecurity: declare.RowSecurityEnabled, Policies: isolation.PerCommand("workflows")},
			{Name: "workflow_nodes", RowSecurity: declare.RowSecurityEnabled, Policies: isolation.Whole("workflow_nodes")},
			{Name: "workflow_connections", RowSecurity: declare.RowSecurityEnabled, Policies: isolation.Whole("workflow_connections")},
			{Name: "workflow_executions", RowSecurity: declare.RowSecurityEnabled, Policies: isolation.PerCommand("workflow_executions")},
			{Name: "nodes", RowSecurity: declare.RowSecurityEnabled, Policies: isolation.PerCommand("nodes")},
			{Name: "node_templates", RowSecurity: declare.RowSecurityEnabled, Policies: isolation.Whole("node_templates")},
		},
	}}
}
