package main

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
)

func written(t *testing.T, colour bool, report *schema.Report) string {
	t.Helper()
	var out output
	require.NoError(t, writeReport(console{out: &out, colour: colour}, report, "text"))
	return out.String()
}

func TestReportLayout(t *testing.T) {
	t.Parallel()
	key := "foreign key (agent_id) references synapscale_db.agents (id) on delete SET NULL on update CASCADE"
	report := &schema.Report{
		Server: 180004, Database: "db", Models: 3, Columns: 1447,
		Findings: []schema.Finding{
			{Code: schema.CodeTableMissing, Severity: schema.SeverityDifference, Table: "s.a", Expected: "a table", Actual: "nothing"},
			{Code: schema.CodeTableExtra, Severity: schema.SeverityDifference, Table: "s.longer", Expected: "nothing", Actual: "a table"},
			{Code: schema.CodeColumnNull, Severity: schema.SeverityDifference, Table: "s.z", Object: "id", Expected: "not null", Actual: "null"},
			{Code: schema.CodeForeignKeyMissing, Severity: schema.SeverityDifference, Table: "s.z", Object: "fk", Expected: key + " " + key, Actual: "nothing"},
			{Code: schema.CodeUndetermined, Severity: schema.SeverityUndetermined, Table: "s.z", Object: "größe", Expected: "'a'::text", Actual: "the server did not\nanswer"},
			{Code: schema.CodeForeignKeyDuplicate, Severity: schema.SeverityWarning, Table: "s.z", Object: "fk", Expected: "only other " + key, Actual: key},
			{Code: schema.CodeIndexName, Severity: schema.SeverityWarning, Table: "s.z", Object: "idx_größe", Expected: "a", Actual: "b"},
		},
	}
	require.Equal(t, `Differences
  s.a       table-missing  expected a table, found nothing
  s.longer  table-extra  expected nothing, found a table
  s.z
    column-null          id  expected not null, found null
    foreign-key-missing  fk
        expected  foreign key (agent_id) references synapscale_db.agents (id) on delete SET NULL on
                  update CASCADE foreign key (agent_id) references synapscale_db.agents (id) on
                  delete SET NULL on update CASCADE
        found     nothing

Undetermined
  s.z
    undetermined  größe  expected 'a'::text, found the server did not answer

Warnings, no disagreement (in full: --format json)
  s.z
    foreign-key-duplicate  fk         expected only other foreign key (agent_id) references…
    index-name             idx_größe  expected a, found b

PostgreSQL 18, database db: 3 models, 1,447 columns, 4 differences, 1 undetermined, 2 warnings
`, written(t, false, report))

	coloured := written(t, true, report)
	require.Contains(t, coloured, "\x1b[31mDifferences\x1b[0m\n")
	require.Contains(t, coloured, "\x1b[33mWarnings")
	require.Contains(t, coloured, "\n\x1b[31mPostgreSQL 18, database db:")
}

func TestReportOfAgreement(t *testing.T) {
	t.Parallel()
	report := &schema.Report{Server: 130023, Database: "db", Models: 1, Columns: 2}
	require.Equal(t, "PostgreSQL 13, database db: 1 model, 2 columns, 0 differences\n", written(t, false, report))
	require.Equal(t, "\x1b[32mPostgreSQL 13, database db: 1 model, 2 columns, 0 differences\x1b[0m\n", written(t, true, report))
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	for severity, want := range map[schema.Severity]error{
		schema.SeverityDifference: status(exitDiffer), schema.SeverityUndetermined: status(exitNotChecked), schema.SeverityWarning: nil,
	} {
		require.Equal(t, want, verdict(&schema.Report{Findings: []schema.Finding{{Severity: severity}}}), severity)
	}
	both := []schema.Finding{{Severity: schema.SeverityUndetermined}, {Severity: schema.SeverityDifference}}
	require.Equal(t, status(exitDiffer), verdict(&schema.Report{Findings: both}))
}

func TestColoursAreForTerminals(t *testing.T) {
	t.Parallel()
	variables := map[string]string{}
	getenv := func(name string) string { return variables[name] }
	file, err := os.CreateTemp(t.TempDir(), "")
	require.NoError(t, err)
	require.False(t, coloured(file, getenv))
	require.NoError(t, file.Close())
	require.False(t, coloured(file, getenv), "a closed file")

	device, err := os.Open(os.DevNull) // As much of a terminal as every machine has.
	require.NoError(t, err)
	defer device.Close()
	require.True(t, coloured(device, getenv))
	variables["NO_COLOR"] = "1"
	require.False(t, coloured(device, getenv))
	variables = map[string]string{"TERM": "dumb"}
	require.False(t, coloured(device, getenv))
}

func FuzzWrap(f *testing.F) {
	f.Add("a bc def", 4)
	f.Add("", 0)
	f.Add("ü  \n größer", -1)
	f.Fuzz(func(t *testing.T, text string, width int) {
		lines := wrap(text, width)
		require.NotEmpty(t, lines)
		require.Equal(t, strings.Fields(text), strings.Fields(strings.Join(lines, " ")))
		for _, line := range lines {
			require.True(t, len([]rune(line)) <= width || len(strings.Fields(line)) <= 1)
		}
	})
}
