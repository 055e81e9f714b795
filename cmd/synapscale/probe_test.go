package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/stretchr/testify/require"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/migrations"
	"github.com/synapscale/synapscale-go/schema"
)

// version1 is like emptyDatabase, with the production structure as it stands.
func version1(t *testing.T) (dsn string) {
	t.Helper()
	dsn = emptyDatabase(t)
	_, err := migrations.Up(t.Context(), open(t, dsn), migrations.Options{To: new(int64(1))})
	require.NoError(t, err)
	return dsn
}

// repair takes away from version 1 what refuses rows.
const repair = `
	drop function synapscale_db.fn_audit, synapscale_db.sync_storage_usage, synapscale_db.refresh_tenant_plan_sync, synapscale_db.update_timestamp cascade`

func TestProbeOfProduction(t *testing.T) {
	t.Parallel()
	dsn := version1(t)
	r := command(t, "probe", "--dsn", dsn)
	require.Equal(t, exitDiffer, r.status)
	require.Contains(t, r.err, "migrations are pending", "which is why")
	require.Contains(t, r.out, `Refused
  synapscale_db.plans                 update  42P01
        says   relation "synapscale_db.tenant_plan_sync" does not exist
        cause  function synapscale_db.refresh_tenant_plan_sync() of trigger trigger_plans_sync
  synapscale_db.knowledge_bases       insert  42703
        says   record "new" has no field "id"
        cause  function synapscale_db.fn_audit() of trigger trg_audit_knowledge_bases
`)
	require.Contains(t, r.out, `Not reached
  synapscale_db.agent_kbs    insert  42703
        says   it needs a row of synapscale_db.knowledge_bases: record "new" has no field "id"
        cause  function synapscale_db.fn_audit() of trigger trg_audit_knowledge_bases
`)
	lines := strings.Split(r.out, "\n")
	require.Regexp(t, `^PostgreSQL \d+, database `+databaseName(t, dsn)+`: 101 tables, 8 refused, 2 not reached$`, lines[len(lines)-2])
	for _, line := range lines[:len(lines)-2] {
		require.LessOrEqual(t, len([]rune(line)), pageWidth)
	}
	require.Equal(t, r, command(t, "probe", "--dsn", dsn), "two runs are equal")

	execute(t, dsn, repair)
	r = command(t, "probe", "--dsn", dsn)
	require.Zero(t, r.status, r.out)
	require.Regexp(t, `(?m)^PostgreSQL \d+, database `+databaseName(t, dsn)+`: 101 tables, 0 refused\n$`, r.out)
}

func TestProbeInFormatJSON(t *testing.T) {
	t.Parallel()
	dsn := version1(t)
	r := command(t, "probe", "--dsn", dsn, "--format", "json")
	require.Equal(t, exitDiffer, r.status, r.err)
	var report schema.ProbeReport
	decoder := json.NewDecoder(strings.NewReader(r.out))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&report))
	require.False(t, decoder.More())
	require.Len(t, report.Tables, len(synapscale.Models()))
	require.Len(t, report.With(schema.Refused), 8)
	require.Equal(t, databaseName(t, dsn), report.Database)
}

// A database that is marked is left alone, unless the reader of the message does what it says.
func TestProbeOfAMarkedDatabase(t *testing.T) {
	t.Parallel()
	dsn := version1(t)
	execute(t, dsn, repair+"; alter database "+databaseName(t, dsn)+" set app.environment = 'production'")
	r := command(t, "probe", "--dsn", dsn)
	require.Equal(t, exitNotChecked, r.status)
	require.Empty(t, r.out)
	require.Contains(t, r.err, "the database is marked as production")
	require.Contains(t, r.err, "--allow-production")
	require.Zero(t, command(t, "probe", "--allow-production", "--dsn", dsn).status)

	execute(t, dsn, "alter database "+databaseName(t, dsn)+" set default_transaction_read_only = on")
	r = command(t, "probe", "--allow-production", "--dsn", dsn)
	require.Equal(t, exitNotChecked, r.status)
	require.Contains(t, r.err, "the database is read-only")
	require.Zero(t, command(t, "probe", "--allow-production", "--dsn", with(t, dsn, "default_transaction_read_only", "off")).status)
}

func TestProbeOfAServerThatStopsToAnswer(t *testing.T) {
	t.Parallel()
	dsn := fakeServer(t, func(*pgproto3.Backend, string) {})
	ctx, cancel := context.WithTimeout(t.Context(), 10*impatient.patience)
	defer cancel()
	c := databaseURL(dsn)
	c.patience = impatient.patience
	r := commandOn(ctx, t, c, "probe")
	require.Equal(t, result{status: exitNotChecked, err: "Probing …\nsynapscale: the server has stopped to answer: look into its log, and at the network in between\n"}, r)
}

func TestProbeAsksForAFormatItKnows(t *testing.T) {
	t.Parallel()
	r := command(t, "probe", "--format", "xml", "--dsn", "host=h")
	require.Equal(t, result{status: exitNotChecked, err: "synapscale: --format is text or json\n"}, r)
}

func TestProbeThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	dsn := version1(t)
	for _, format := range []string{"text", "json"} {
		r := commandOn(t.Context(), t, console{out: full{}}, "probe", "--dsn", dsn, "--format", format)
		require.Equal(t, result{status: exitNotChecked, err: "synapscale: write the report: no space left\n"}, r)
	}
}

func TestProbeThrowAway(t *testing.T) {
	keepVariables(t)
	t.Setenv("PGOPTIONS", "-c default_transaction_read_only=on")
	r := command(t, "probe")
	require.Regexp(t, `(?m)^PostgreSQL \d+, database postgres: 101 tables, \d+ refused`, r.out)
	require.Regexp(t, `^No --dsn and no DATABASE_URL: starting a throw-away PostgreSQL …
PostgreSQL \d+[^\n]* has started, migrating …
Migrated to version \d+, probing …
$`, r.err)
}
