package tools

import (
	"github.com/synapscale/synapscale-go/schema/declare"
)

// Structure declares what the table has beside what the model says: the triggers that write the audit
// log and the time of the last update.
func Structure() []declare.Schema {
	return []declare.Schema{{
		Name: "synapscale_db",
		Tables: []declare.Table{{
			Name: "tools",
			Triggers: []declare.Trigger{
				{Name: "trg_audit_tools", When: "after insert or update or delete", Function: "fn_audit"},
				{Name: "trg_updated_at_tools", When: "before update", Function: "update_timestamp"},
			},
		}},
	}}
}
