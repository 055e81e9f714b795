package main

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
)

func TestPlanOfAHealthyDatabase(t *testing.T) {
	t.Parallel()
	dsn := migratedDatabase(t)
	r := command(t, "plan", "--dsn", dsn)
	require.Zero(t, r.status, r.err)
	require.Regexp(t, `^-- Plan for database `+databaseName(t, dsn)+`, PostgreSQL \d+: 0 steps\.\n$`, r.out)
}

// What plan prints runs in psql, and mends the database.
func TestPlanRunsInPSQL(t *testing.T) {
	t.Parallel()
	dsn := migratedDatabase(t)
	execute(t, dsn, `
		alter table synapscale_db.agents alter column name drop not null;
		drop index synapscale_db.idx_llms_status;
		alter table synapscale_db.agents drop constraint agents_user_id_fkey;
		create or replace function synapscale_db.update_timestamp() returns trigger language plpgsql as 'begin return new; end';
		alter table synapscale_db.tools disable trigger trg_audit_tools;
		create table synapscale_db.leftover (id int)`)
	r := command(t, "plan", "--dsn", dsn)
	require.Equal(t, exitDiffer, r.status)
	require.Contains(t, r.out, "\n\\set ON_ERROR_STOP on\n")
	require.Contains(t, r.out, "-- Left as it is\n-- synapscale_db.leftover table-extra: expected nothing, found a table\n--   No model asks for the table, and its rows would be lost. To plan it all the same, allow table-extra, or ")
	require.NotContains(t, r.out, "drop table")

	r = command(t, "plan", "--dsn", dsn, "--allow", "table-extra")
	require.Equal(t, exitDiffer, r.status)
	require.Contains(t, r.out, "-- loses  what the way back does not bring back\n")
	require.NotContains(t, r.out, "Left as it is")
	psql := exec.CommandContext(t.Context(), "psql", "--no-psqlrc", "--dbname", dsn)
	psql.Stdin = strings.NewReader(r.out)
	output, err := psql.CombinedOutput()
	require.NoError(t, err, string(output))
	require.Zero(t, command(t, "plan", "--dsn", dsn).status)
	require.Zero(t, command(t, "check", "--dsn", dsn).status)
}

func TestPlanVerdict(t *testing.T) {
	t.Parallel()
	unplanned := func(severity schema.Severity) schema.Unplanned {
		return schema.Unplanned{Finding: schema.Finding{Severity: severity}}
	}
	known, unknown := unplanned(schema.SeverityWarning), unplanned(schema.SeverityUndetermined)
	for _, c := range []struct {
		plan schema.Plan
		want error
	}{
		{schema.Plan{}, nil},
		{schema.Plan{Steps: []schema.Step{{}}}, status(exitDiffer)},
		{schema.Plan{Unplanned: []schema.Unplanned{unknown, known}}, status(exitDiffer)},
		{schema.Plan{Unplanned: []schema.Unplanned{unknown}, Steps: []schema.Step{{}}}, status(exitDiffer)},
		{schema.Plan{Unplanned: []schema.Unplanned{unknown}}, status(exitUndetermined)},
	} {
		require.Equal(t, c.want, planVerdict(&c.plan))
	}
}

func TestPlanInFormatJSON(t *testing.T) {
	t.Parallel()
	dsn := migratedDatabase(t)
	execute(t, dsn, "drop index synapscale_db.idx_llms_status")
	r := command(t, "plan", "--dsn", dsn, "--format", "json")
	require.Equal(t, exitDiffer, r.status)
	var plan schema.Plan
	require.NoError(t, json.Unmarshal([]byte(r.out), &plan))
	require.Equal(t, schema.PlanFormat, plan.Format)
	require.Len(t, plan.Steps, 1)
	require.Equal(t, "create index concurrently idx_llms_status on synapscale_db.llms (status)", plan.Steps[0].SQL)
	require.Equal(t, []schema.Lock{{Relation: "synapscale_db.llms", Mode: schema.LockShareUpdateExclusive}}, plan.Steps[0].Locks)
	require.Equal(t, schema.BlocksNothing, plan.Steps[0].Blocks)
	require.False(t, plan.Steps[0].Transactional)
	require.Empty(t, plan.Unplanned)
}

func TestPlanRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for _, arguments := range [][]string{{"--allow", "everything"}, {"--allow", "column-extra,12345"}, {"--format", "yaml"}} {
		r := command(t, append([]string{"plan"}, arguments...)...)
		require.Equal(t, exitNotChecked, r.status)
		require.Empty(t, r.out)
		require.NotEmpty(t, r.err)
	}
	r := command(t, "plan", "--dsn", "postgres://nobody@127.0.0.1:1/none", "--allow", "0123456789abcdef")
	require.Equal(t, exitNotChecked, r.status)
	require.Contains(t, r.err, "nothing listens at")
}
