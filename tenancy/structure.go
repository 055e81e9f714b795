package tenancy

import (
	_ "embed"

	"github.com/synapscale/synapscale-go/schema/declare"
)

// The bodies of the functions. That which tells a live subscription is declared by billing.
var (
	//go:embed functions/tenant_limits.sql
	tenantLimits string
	//go:embed functions/tenant_plan_id.sql
	tenantPlanID string
	//go:embed functions/copy_plan_to_tenants.sql
	copyPlanToTenants string
	//go:embed functions/refresh_tenant_plan_sync.sql
	refreshTenantPlanSync string
	//go:embed functions/sync_tenant_after_move.sql
	syncTenantAfterMove string
)

// Structure declares what the database has beside what the models say: what a tenant is limited to, and the copies of its plan's limits that a tenant has.
func Structure() []declare.Schema {
	return []declare.Schema{{Name: "synapscale_db", Functions: limits(), Tables: planCopies()}}
}

// noSearchPath is the setting of functions that nobody's search path misleads.
var noSearchPath = []string{`search_path=""`}

func limits() []declare.Function {
	return []declare.Function{
		{
			Name: "smallest_limit", Arguments: "VARIADIC limits integer[]", Returns: "integer", Language: "sql", Volatility: declare.Immutable,
			Settings: noSearchPath, Body: "select min(l) from unnest(limits) l where l >= 0",
		},
		{
			Name:      "tenant_limits",
			Arguments: "tenant_id uuid, OUT workspaces integer, OUT members integer, OUT projects integer, OUT storage_mb integer",
			Returns:   "record", Language: "sql", Volatility: declare.Stable, Settings: noSearchPath, Body: tenantLimits,
		},
		{
			Name: "tenant_plan_id", Arguments: "tenant_id uuid", Returns: "uuid", Language: "sql", Volatility: declare.Stable,
			Settings: noSearchPath, Body: tenantPlanID,
		},
		{
			Name: "copy_plan_to_tenants", Arguments: "tenant_ids uuid[]", Returns: "void", Language: "sql",
			Settings: noSearchPath, Body: copyPlanToTenants,
		},
		{Name: "refresh_tenant_plan_sync", Returns: "trigger", SecurityDefiner: true, Settings: noSearchPath, Body: refreshTenantPlanSync},
		{Name: "sync_tenant_after_move", Returns: "trigger", SecurityDefiner: true, Settings: noSearchPath, Body: syncTenantAfterMove},
	}
}

func planCopies() []declare.Table {
	return []declare.Table{
		{Name: "plans", Triggers: []declare.Trigger{{
			Name: "trigger_plans_sync", When: "after update", Function: "refresh_tenant_plan_sync",
			Condition: "old.max_workspaces is distinct from new.max_workspaces " +
				"or old.max_members_per_workspace is distinct from new.max_members_per_workspace " +
				"or old.max_storage_mb is distinct from new.max_storage_mb",
		}}},
		{Name: "tenants", Triggers: []declare.Trigger{{
			Name: "trigger_sync_on_plan_change", When: "after update", Function: "sync_tenant_after_move",
			Condition: "old.plan_id is distinct from new.plan_id",
		}}},
	}
}
