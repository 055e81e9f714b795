package synapscale_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/fill"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// Eight tables refuse a row or a change, and two more cannot be reached, because every row of theirs needs one that is
// refused. Each names the function that is the cause, and all else passes.
func TestProbeFindsWhatProductionRefuses(t *testing.T) {
	t.Parallel()
	const audit, storage, plan = "synapscale_db.fn_audit()", "synapscale_db.sync_storage_usage()", "synapscale_db.refresh_tenant_plan_sync()"
	db := pgtest.Open(t, pgtest.ProductionDSN(t))
	report, err := schema.Probe(t.Context(), db, synapscale.Models()...)
	require.NoError(t, err)
	found := map[string]string{}
	for _, probed := range report.Tables {
		for _, refusal := range probed.Refusals {
			_, table, _ := strings.Cut(probed.Table, ".")
			found[table] = fmt.Sprintf("%s, %s %s by %s", probed.Result, strings.TrimPrefix(refusal.Table, "synapscale_db."), refusal.Operation, refusal.Function)
		}
	}
	require.Equal(t, map[string]string{
		"agent_configurations": "refused, agent_configurations insert by " + audit,
		"agent_models":         "refused, agent_models insert by " + audit,
		"agent_triggers":       "refused, agent_triggers insert by " + audit,
		"knowledge_bases":      "refused, knowledge_bases insert by " + audit,
		"tools":                "refused, tools insert by " + audit,
		"agent_kbs":            "not reached, knowledge_bases insert by " + audit,
		"agent_tools":          "not reached, tools insert by " + audit,
		"files":                "refused, files insert by " + storage,
		"subscriptions":        "refused, subscriptions insert by " + plan,
		"plans":                "refused, plans update by " + plan,
	}, found)
	require.Equal(t, "101 tables, 8 refused, 2 not reached", report.String())

	// No row of 101 tables is left.
	var rows int
	for _, model := range synapscale.Models() {
		var count int64
		require.NoError(t, db.Model(model).Count(&count).Error)
		rows += int(count)
	}
	require.Zero(t, rows)
}

// The newest version accepts a row of each table and a change of it, beside rows or without any.
func TestProbeFindsNothingInTheNewestVersion(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	pool, err := db.DB()
	require.NoError(t, err)
	for _, filled := range []bool{false, true} {
		if filled {
			require.NoError(t, fill.Fill(t.Context(), pool, fill.Options{Rows: 20}))
		}
		report, err := schema.Probe(t.Context(), db, synapscale.Models()...)
		require.NoError(t, err)
		require.NoError(t, report.Err())
		require.Equal(t, "101 tables, 0 refused", report.String())
	}
}
