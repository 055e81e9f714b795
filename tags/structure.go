package tags

import (
	"github.com/synapscale/synapscale-go/internal/isolation"
	"github.com/synapscale/synapscale-go/schema/declare"
)

// Structure declares what the tables have beside what the models say: row security.
func Structure() []declare.Schema {
	return []declare.Schema{{
		Name: "synapscale_db",
		Tables: []declare.Table{
			{Name: "tags", RowSecurity: declare.RowSecurityEnabled, Policies: isolation.PerCommand("tags")},
		},
	}}
}
