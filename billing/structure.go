package billing

import (
	_ "embed"

	"github.com/synapscale/synapscale-go/schema/declare"
)

//go:embed functions/sync_tenant_from_plan.sql
var syncTenantFromPlan string

// Structure declares what the tables have beside what the models say: the trigger that gives a tenant
// the limits of the plan that it subscribes to.
func Structure() []declare.Schema {
	return []declare.Schema{{
		Name: "synapscale_db",
		Functions: []declare.Function{
			{
				Name: "subscription_is_live", Arguments: "s synapscale_db.subscriptions", Returns: "boolean", Language: "sql",
				Volatility: declare.Immutable,
				Body:       "select s.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused') and s.ended_at is null",
			},
			{Name: "sync_tenant_from_plan", Returns: "trigger", SecurityDefiner: true, Settings: []string{`search_path=""`}, Body: syncTenantFromPlan},
		},
		Tables: []declare.Table{
			{
				Name: "subscriptions",
				Triggers: []declare.Trigger{{
					Name: "trigger_sync_on_subscription_change", When: "after insert or update or delete", Function: "sync_tenant_from_plan",
				}},
			},
		},
	}}
}
