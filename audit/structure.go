package audit

import (
	_ "embed"

	"github.com/synapscale/synapscale-go/schema/declare"
)

var (
	//go:embed functions/fn_audit.sql
	fnAudit string
	//go:embed functions/audit_record_id.sql
	auditRecordID string
	//go:embed functions/audit_redact.sql
	auditRedact string
)

// Structure declares what writes the log: the function of its triggers, which the owners of the tables declare, and what
// it calls.
func Structure() []declare.Schema {
	const noSearchPath = `search_path=""`
	return []declare.Schema{{
		Name: "synapscale_db",
		Functions: []declare.Function{
			{
				Name: "fn_audit", Returns: "trigger", SecurityDefiner: true,
				Settings: []string{noSearchPath, "TimeZone=UTC"}, Body: fnAudit,
			},
			{
				Name: "audit_record_id", Arguments: "table_name text, key text[]", Returns: "uuid", Language: "sql",
				Volatility: declare.Immutable, Strict: true, Settings: []string{noSearchPath}, Body: auditRecordID,
			},
			{
				Name: "audit_redact", Arguments: "value jsonb, depth integer DEFAULT 0", Returns: "jsonb",
				Volatility: declare.Immutable, Strict: true, Settings: []string{noSearchPath}, Body: auditRedact,
			},
		},
	}}
}
