package projects

import (
	_ "embed"

	"github.com/synapscale/synapscale-go/schema/declare"
)

//go:embed functions/validate_workspace_project_limits.sql
var validateWorkspaceProjectLimits string

// Structure declares what the tables have beside what the models say: the triggers that hold the limit
// on projects and count them. The one that locks comes before the row exists, the one that counts after.
func Structure() []declare.Schema {
	return []declare.Schema{{
		Name: "synapscale_db",
		Functions: []declare.Function{
			{Name: "validate_workspace_project_limits", Returns: "trigger", Settings: []string{`search_path=""`}, Body: validateWorkspaceProjectLimits},
		},
		Tables: []declare.Table{{
			Name: "workspace_projects",
			Triggers: []declare.Trigger{
				{Name: "trigger_lock_project_limits", When: "before insert or update", Function: "validate_workspace_project_limits"},
				{Name: "trigger_validate_project_limits", When: "after insert or update or delete", Function: "validate_workspace_project_limits"},
			},
		}},
	}}
}
