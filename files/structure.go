package files

import (
	_ "embed"

	"github.com/synapscale/synapscale-go/schema/declare"
)

//go:embed functions/check_storage_limit.sql
var checkStorageLimit string

// Structure declares what the table has beside what the model says: the triggers that hold the limit on
// storage. The one that locks comes before the row exists, the one that adds up after.
func Structure() []declare.Schema {
	return []declare.Schema{{
		Name: "synapscale_db",
		Functions: []declare.Function{
			{Name: "check_storage_limit", Returns: "trigger", SecurityDefiner: true, Settings: []string{`search_path=""`}, Body: checkStorageLimit},
		},
		Tables: []declare.Table{{
			Name: "files",
			Triggers: []declare.Trigger{
				{Name: "trigger_lock_storage_limit", When: "before insert or update", Function: "check_storage_limit"},
				{Name: "trigger_check_storage_limit", When: "after insert or update", Function: "check_storage_limit"},
			},
		}},
	}}
}
