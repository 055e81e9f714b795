package isolation

import (
	_ "embed"

	"github.com/synapscale/synapscale-go/schema/declare"
)

// The bodies of the functions.
var (
	//go:embed functions/current_tenant_id.sql
	currentTenantID string
	//go:embed functions/guests.sql
	guests string
	//go:embed functions/check_references.sql
	checkReferences string
)

// Structure declares what a migrated database has for the isolation of tenants: it is [State.Structure] of the zero value.
func Structure() []declare.Schema { return State{}.Structure() }

// functions are those that policies and triggers call, and the record of the stage.
func functions(stage Stage) []declare.Schema {
	noSearchPath := []string{`search_path=""`}
	return []declare.Schema{
		{
			Name: "public",
			Functions: []declare.Function{
				{Name: "current_tenant_id", Returns: "uuid", Language: "sql", Volatility: declare.Stable, Body: currentTenantID},
				{
					Name: "is_authorized_tenant", Arguments: "tenant uuid", Returns: "boolean", Language: "sql", Volatility: declare.Stable,
					Body: "select tenant = public.current_tenant_id()",
				},
			},
		},
		{
			Name: ownSchema,
			Functions: []declare.Function{
				{Name: "guests", Returns: "uuid[]", Language: "sql", Volatility: declare.Stable, SecurityDefiner: true, Settings: noSearchPath, Body: guests},
				{Name: "check_references", Returns: "trigger", Settings: noSearchPath, Body: checkReferences},
				{Name: "isolation_stage", Returns: "text", Language: "sql", Volatility: declare.Immutable, Body: stage.body()},
			},
		},
	}
}
