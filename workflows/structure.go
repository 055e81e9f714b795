package workflows

import (
	"github.com/synapscale/synapscale-go/schema/declare"
)

// Structure declares what there is beside the tables and what the models say: the view, which counts rows of several
// packages, of which this is the uppermost.
func Structure() []declare.Schema {
	return []declare.Schema{{
		Name: "synapscale_db",
		Views: []declare.View{{
			Name: "system_health",
			Query: `
				select 'database'::text as component, 'healthy'::text as status, now() as last_check, json_build_object(
					'total_tenants', (select count(*) as count from synapscale_db.tenants),
					'total_users', (select count(*) as count from synapscale_db.users),
					'total_workflows', (select count(*) as count from synapscale_db.workflows)
				) as metrics`,
		}},
	}}
}
