package knowledge

import (
	"github.com/synapscale/synapscale-go/schema/declare"
)

// Structure declares what the table has beside what the model says: the triggers that write the audit
// log and the time of the last update. The function for the latter serves tools as well.
func Structure() []declare.Schema {
	return []declare.Schema{{
		Name:      "synapscale_db",
		Functions: []declare.Function{{Name: "update_timestamp", Returns: "trigger", Body: "begin new.updated_at := now(); return new; end"}},
		Tables: []declare.Table{{
			Name: "knowledge_bases",
			Triggers: []declare.Trigger{
				{Name: "trg_audit_knowledge_bases", When: "after insert or update or delete", Function: "fn_audit"},
				{Name: "trg_updated_at_knowledge_bases", When: "before update", Function: "update_timestamp"},
			},
		}},
	}}
}
