package rbac

import (
	"github.com/synapscale/synapscale-go/internal/isolation"
	"github.com/synapscale/synapscale-go/schema/declare"
)

// Structure declares what the tables have beside what the models say: row security.
func Structure() []declare.Schema {
	return []declare.Schema{{
		Name: "synapscale_db",
		Tables: []declare.Table{
			{Name: "rbac_permissions", RowSecurity: declare.RowSecurityEnabled, Policies: isolation.Whole("rbac_permissions")},
			{Name: "rbac_roles", RowSecurity: declare.RowSecurityEnabled, Policies: isolation.Whole("rbac_roles")},
			{Name: "user_tenant_roles", RowSecurity: declare.RowSecurityEnabled, Policies: isolation.PerCommand("user_tenant_roles")},
		},
	}}
}
