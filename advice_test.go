package synapscale_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// advised are the structural defects of production as its list counts them, each with the codes that stand for it, and
// what of them the newest version still has.
var advised = []struct {
	name          string
	codes         []schema.Code
	before, after int
}{
	{"foreign key SET NULL on a column that is NOT NULL", []schema.Code{schema.CodeSetNullNotNull}, 12, 0},
	// The models declare one key of each pair, so that the other is a warning of the comparison and no advice.
	{
		"the same foreign key twice",
		[]schema.Code{schema.CodeForeignKeyDuplicate, schema.CodeForeignKeyRepeated, schema.CodeForeignKeyContradiction},
		9, 0,
	},
	{"foreign key whose column leads no index", []schema.Code{schema.CodeForeignKeyUnindexed}, 46, 0},
	{"redundant index", []schema.Code{schema.CodeIndexDuplicate, schema.CodeIndexRedundant}, 34, 0},
	{"column that references a table without a foreign key", []schema.Code{schema.CodeReferenceWithoutKey}, 11, 0},
	{"uuid primary key without a default", []schema.Code{schema.CodeKeyWithoutDefault}, 42, 0},
	{"table with tenant_id but no row security", []schema.Code{schema.CodeTenantUnprotected}, 53, 0},
	{"row security enabled, no policy", []schema.Code{schema.CodeRowSecurityWithoutPolicy}, 2, 0},
	// Forcing it is a step of its own, because it binds those who connect as the owner and name no tenant.
	{"row security enabled but not forced", []schema.Code{schema.CodeRowSecurityNotForced}, 28, 95},
	// Two triggers of agent_configurations fail, and one of each of nine other tables.
	{"trigger that makes writes fail", []schema.Code{schema.CodeTriggerCannotRun}, 11, 0},
	// A policy of agents and fn_audit.
	{"setting that is cast though it may be empty", []schema.Code{schema.CodeSettingCast}, 2, 0},

	// What is not to be mended, because others rely on it.
	{"money in floating point", []schema.Code{schema.CodeMoneyFloating}, 13, 13},
	{"boolean that may be null", []schema.Code{schema.CodeBooleanNullable}, 48, 48},
	// Users without a home, what a provider has sent, and the figures of the platform. The rows that are for all tenants are
	// meant, as their policies say.
	{"tenant that may be null", []schema.Code{schema.CodeTenantNullable}, 63, 5},

	// What the list does not count.
	{"key of 32 bits", []schema.Code{schema.CodeKeyNarrow}, 11, 11},
	{"json", []schema.Code{schema.CodeJSONAsText}, 3, 3},
	{"name that was cut", []schema.Code{schema.CodeNameCut}, 1, 1},
}

func adviceOn(tb testing.TB, db *gorm.DB) *schema.Report {
	tb.Helper()
	report, err := schema.Checker{Advice: true}.Check(tb.Context(), db, synapscale.Models()...)
	require.NoError(tb, err)
	return report
}

// with counts the findings under some codes.
func with(report *schema.Report, codes []schema.Code) (count int) {
	for _, finding := range report.Findings {
		if slices.Contains(codes, finding.Code) {
			count++
		}
	}
	return count
}

func TestAdviceFindsTheDefectsOfProduction(t *testing.T) {
	t.Parallel()
	production, newest := adviceOn(t, pgtest.Open(t, pgtest.ProductionDSN(t))), adviceOn(t, pgtest.Tx(t))
	known := []schema.Code{}
	for _, defect := range advised {
		require.Equal(t, defect.before, with(production, defect.codes), defect.name)
		require.Equal(t, defect.after, with(newest, defect.codes), defect.name)
		known = append(known, defect.codes...)
	}
	for _, report := range []*schema.Report{production, newest} {
		require.Equal(t, len(report.Advice()), with(report, slices.DeleteFunc(slices.Clone(known), func(code schema.Code) bool {
			return code == schema.CodeForeignKeyDuplicate
		})), "advice under other codes")
		for _, finding := range report.Advice() {
			require.NotContains(t, finding.Table, "alembic_version")
			require.NotContains(t, finding.Table, "goose_db_version")
		}
	}
}

// reported are the names of what is reported under a code, as "table object".
func reported(report *schema.Report, code schema.Code) (names []string) {
	for _, finding := range report.Findings {
		if finding.Code == code {
			names = append(names, strings.TrimPrefix(finding.Where(), "synapscale_db."))
		}
	}
	return names
}

// Which they are, where the list names them.
func TestAdviceNamesTheDefectsOfProduction(t *testing.T) {
	t.Parallel()
	production := adviceOn(t, pgtest.Open(t, pgtest.ProductionDSN(t)))
	require.Equal(t, []string{
		"analytics_dashboards workspace_id", "analytics_events workspace_id", "analytics_events workflow_id", "knowledge_bases tenant_id",
		"node_executions node_id", "project_collaborators project_id", "project_comments project_id", "tools tenant_id",
		"workflow_execution_metrics workflow_execution_id", "workflow_execution_metrics node_execution_id", "workflow_nodes node_id",
	}, reported(production, schema.CodeReferenceWithoutKey))
	require.Equal(t, []string{
		"agent_configurations trg_audit_agent_configurations", "agent_configurations trg_updated_at_agent_configurations",
		"agent_kbs trg_audit_agent_kbs", "agent_models trg_audit_agent_models", "agent_tools trg_audit_agent_tools",
		"agent_triggers trg_audit_agent_triggers", "files trigger_sync_storage_usage", "knowledge_bases trg_audit_knowledge_bases",
		"plans trigger_plans_sync", "subscriptions trigger_subscriptions_sync", "tools trg_audit_tools",
	}, reported(production, schema.CodeTriggerCannotRun))
	require.Equal(t, []string{"llms_conversations", "llms_messages"}, reported(production, schema.CodeRowSecurityWithoutPolicy))
	require.Equal(t, []string{"agents tenant_isolation", "fn_audit()"}, reported(production, schema.CodeSettingCast))
	require.Equal(t, []string{
		"analytics_metrics tenant_id", "business_metrics tenant_id", "system_performance_metrics tenant_id", "users tenant_id", "webhook_logs tenant_id",
	}, reported(adviceOn(t, pgtest.Tx(t)), schema.CodeTenantNullable))

	// Of the nine pairs of foreign keys one contradicts itself.
	var contradicting []string
	for _, finding := range production.Findings {
		if finding.Code == schema.CodeForeignKeyDuplicate && strings.Contains(finding.Expected, "contradicts") {
			contradicting = append(contradicting, finding.Where())
		}
	}
	require.Len(t, contradicting, 1)
	require.Contains(t, contradicting[0], "llms_usage_logs")
}

// What is said of triggers is true: the probe, which writes rows, is refused by them and by no others.
func TestAdviceOnTriggersAgreesWithTheProbe(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t, pgtest.ProductionDSN(t))
	advice := adviceOn(t, db)
	report, err := schema.Probe(t.Context(), db, synapscale.Models()...)
	require.NoError(t, err)
	tables := map[string]bool{}
	for _, probed := range report.Tables {
		for _, refusal := range probed.Refusals {
			tables[probed.Table], tables[refusal.Table] = true, true
			require.True(t, slices.ContainsFunc(advice.Advice(), func(f schema.Finding) bool {
				return f.Code == schema.CodeTriggerCannotRun && f.Table == refusal.Table && f.Object == refusal.Trigger &&
					slices.Contains(f.Breaks, schema.Statement(refusal.Operation))
			}), refusal)
		}
	}
	require.Len(t, tables, 10)
	for _, finding := range advice.Advice() {
		require.True(t, finding.Code != schema.CodeTriggerCannotRun || tables[finding.Table], finding)
	}
}
