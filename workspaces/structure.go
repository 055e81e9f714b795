package workspaces

import (
	_ "embed"

	"github.com/synapscale/synapscale-go/schema/declare"
)

var (
	//go:embed functions/check_workspace_limits.sql
	checkWorkspaceLimits string
	//go:embed functions/validate_workspace_limits.sql
	validateWorkspaceLimits string
	//go:embed functions/validate_workspace_member_limits.sql
	validateWorkspaceMemberLimits string
)

// Structure declares what the tables have beside what the models say: the triggers that hold the limits
// on workspaces and members and count the members. Those that lock come before the row exists, those that count after.
func Structure() []declare.Schema {
	settings := []string{`search_path=""`}
	return []declare.Schema{{
		Name:  "synapscale_db",
		Enums: []declare.Enum{{Name: "workspacetype", Labels: []string{"individual", "collaborative"}}},
		Functions: []declare.Function{
			{Name: "check_workspace_limits", Returns: "trigger", SecurityDefiner: true, Settings: settings, Body: checkWorkspaceLimits},
			{Name: "validate_workspace_limits", Returns: "trigger", Settings: settings, Body: validateWorkspaceLimits},
			{Name: "validate_workspace_member_limits", Returns: "trigger", Settings: settings, Body: validateWorkspaceMemberLimits},
		},
		Tables: []declare.Table{
			{
				Name: "workspaces",
				Triggers: []declare.Trigger{
					{Name: "trigger_lock_workspace_limits", When: "before insert or update", Function: "check_workspace_limits"},
					{Name: "trigger_check_workspace_limits", When: "after insert or update", Function: "check_workspace_limits"},
					{Name: "trigger_validate_workspace_limits", When: "after insert or update", Function: "validate_workspace_limits"},
				},
			},
			{
				Name: "workspace_members",
				Triggers: []declare.Trigger{
					{Name: "trigger_lock_member_limits", When: "before insert or update", Function: "validate_workspace_member_limits"},
					{Name: "trigger_validate_member_limits", When: "after insert or update or delete", Function: "validate_workspace_member_limits"},
				},
			},
		},
	}}
}
