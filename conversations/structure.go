package conversations

import (
	"github.com/synapscale/synapscale-go/schema/declare"
)

// Structure declares what the tables have beside what the models say: row security without a policy, so that they are closed to all but their owner.
func Structure() []declare.Schema {
	return []declare.Schema{{
		Name: "synapscale_db",
		Tables: []declare.Table{
			{Name: "llms_conversations", RowSecurity: declare.RowSecurityEnabled},
			{Name: "llms_messages", RowSecurity: declare.RowSecurityEnabled},
		},
	}}
}
