package agents

import (
	_ "embed"

	"github.com/synapscale/synapscale-go/schema/declare"
)

//go:embed functions/refuse_configuration_update.sql
var refuseConfigurationUpdate string

// Structure declares what the tables have beside what the models say: the audit log, and that a
// configuration never changes.
func Structure() []declare.Schema {
	return []declare.Schema{{
		Name: "synapscale_db",
		Enums: []declare.Enum{
			{Name: "trigger_type_en", Labels: []string{"schedule", "event"}},
			{Name: "agent_scope", Labels: []string{"global", "tenant"}}, // Of no column.
		},
		Functions: []declare.Function{
			{Name: "refuse_configuration_update", Returns: "trigger", Settings: []string{`search_path=""`}, Body: refuseConfigurationUpdate},
		},
		Tables: []declare.Table{
			{Name: "agent_configurations", Triggers: []declare.Trigger{
				audited("agent_configurations"),
				{Name: "trg_refuse_update_agent_configurations", When: "before update", Function: "refuse_configuration_update"},
			}},
			{Name: "agent_kbs", Triggers: []declare.Trigger{audited("agent_kbs")}},
			{Name: "agent_models", Triggers: []declare.Trigger{audited("agent_models")}},
			{Name: "agent_tools", Triggers: []declare.Trigger{audited("agent_tools")}},
			{Name: "agent_triggers", Triggers: []declare.Trigger{audited("agent_triggers")}},
		},
	}}
}

func audited(table string) declare.Trigger {
	return declare.Trigger{Name: "trg_audit_" + table, When: "after insert or update or delete", Function: "fn_audit"}
}
