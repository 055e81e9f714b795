package format_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/format"
)

var update = flag.Bool("update", false, "write the golden files and the generated document")

// golden compares a text with a file of testdata.
func golden(t *testing.T, name, text string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), text)
}

// written is what a format makes of a report.
func written(t *testing.T, name string, report *schema.Report, options format.Options) string {
	t.Helper()
	write, ok := format.Named(name)
	require.True(t, ok)
	var out bytes.Buffer
	require.NoError(t, write(&out, report, options))
	return out.String()
}

const key = "foreign key (agent_id) references shop.agents (id) on delete SET NULL on update CASCADE"

// example has a finding of every kind, and all that is hard to write in one format or another. Its codes are made up, but
// for one, so that the golden files do not follow the texts of all others.
func example() *schema.Report {
	return &schema.Report{
		Format: schema.ReportFormat, Server: 180004, Database: "db", Models: 3, Columns: 1447, Advised: true,
		Findings: []schema.Finding{
			{
				Code: "my-table-missing", Severity: schema.SeverityDifference, Table: "shop.a", Expected: "a table", Actual: "nothing",
				Breaks: []schema.Statement{schema.StatementInsert, schema.StatementSelect}, Wrong: schema.SideDatabase,
				Model: "example.com/shop.A", File: "shop/a.go", Line: 12,
			},
			{Code: "my-table-extra", Severity: schema.SeverityDifference, Table: "shop.longer", Expected: "nothing", Actual: "a table"},
			{
				Code: "my-column-null", Severity: schema.SeverityDifference, Table: "shop.z", Object: "id", Expected: "not null", Actual: "null",
				Reason: "rows with NULL exist.", Wrong: schema.SideModel, Model: "example.com/shop.Z", Field: "ID", File: "shop/z,100%.go", Line: 7,
			},
			{Code: "my-foreign-key-missing", Severity: schema.SeverityDifference, Table: "shop.z", Object: "fk", Expected: key + " " + key, Actual: "nothing", Reason: key + " " + key},
			{Code: "my-undetermined", Severity: schema.SeverityUndetermined, Table: "shop.z", Object: "größe", Expected: "'a|b'::text", Actual: "the server did not\nanswer <`odd`> & *so* on"},
			{Code: "my-foreign-key-duplicate", Severity: schema.SeverityWarning, Table: "shop.z", Object: "fk", Expected: "only other " + key, Actual: key},
			{Code: "my-index-name", Severity: schema.SeverityWarning, Table: "shop.z", Object: "idx_größe", Expected: "a", Actual: "b"},
			{Code: "of-tomorrow", Severity: schema.SeverityAdvice, Table: "shop.z", Object: "price", Expected: "numeric(12,2)", Actual: "double precision"},
			{Code: "of-tomorrow", Severity: schema.SeverityAdvice, Table: "shop.z", Object: "weight", Expected: key, Actual: "nothing", Wrong: schema.SideValidation},
			{
				Code: schema.CodeIgnoreUnmatched, Severity: schema.SeverityWarning, Table: ".synapscale.yaml", Object: "index-extra shop.*",
				Expected: "a finding that it hides", Actual: "none", File: ".synapscale.yaml", Line: 3,
			},
		},
		Suppressed: []schema.Suppressed{
			{
				Finding: schema.Finding{Code: "my-index-extra", Severity: schema.SeverityDifference, Table: "shop.z", Object: "by_hand", Expected: "nothing", Actual: "index (a)"},
				Reason:  "the reports need it", Owner: "data", Expires: "2027-01-31",
			},
			{Finding: schema.Finding{Code: "of-tomorrow", Severity: schema.SeverityAdvice, Table: "shop.quiet", Expected: "more", Actual: "less"}},
		},
	}
}

func healthy() *schema.Report {
	return &schema.Report{Format: schema.ReportFormat, Server: 130023, Database: "db", Models: 1, Columns: 2, Findings: []schema.Finding{}}
}

func TestGoldenFiles(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{"github", "json", "junit", "markdown", "sarif", "text"}, format.Names())
	for _, name := range format.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := format.Options{Note: "A note.", Fallback: "go.mod"}
			text := written(t, name, example(), options)
			golden(t, "example."+name, text)
			require.Equal(t, text, written(t, name, example(), options), "two runs are equal")
			golden(t, "healthy."+name, written(t, name, healthy(), options))
			golden(t, "strict."+name, written(t, name, example(), format.Options{Threshold: schema.SeverityAdvice}))
		})
	}
	_, ok := format.Named("yaml")
	require.False(t, ok)
}

// An error of the writer is the caller's to see, in every format.
func TestWriterThatFails(t *testing.T) {
	t.Parallel()
	for _, name := range format.Names() {
		write, _ := format.Named(name)
		require.ErrorIs(t, write(full{}, example(), format.Options{}), errFull, name)
	}
	require.ErrorIs(t, format.ProbeText(full{}, &schema.ProbeReport{}, format.Options{}), errFull)
	require.ErrorIs(t, format.Explain(full{}, schema.Explanation{}), errFull)
	require.ErrorIs(t, format.Codes(full{}, nil), errFull)
}

var errFull = errors.New("no space left")

// full is a file on a full disk.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestColours(t *testing.T) {
	t.Parallel()
	coloured := written(t, "text", example(), format.Options{Colour: true})
	require.Contains(t, coloured, "\x1b[31mDifferences\x1b[0m\n")
	require.Contains(t, coloured, "\x1b[33mWarnings")
	require.Contains(t, coloured, "\x1b[33mAdvice")
	require.Contains(t, coloured, "\n\x1b[31mPostgreSQL 18, database db:")
	require.Equal(t, "\x1b[32mPostgreSQL 13, database db: 1 model, 2 columns, 0 differences\x1b[0m\n", written(t, "text", healthy(), format.Options{Colour: true}))

	warned := healthy()
	warned.Findings = []schema.Finding{{Code: schema.CodeIndexName, Severity: schema.SeverityWarning, Table: "shop.z"}}
	require.Contains(t, written(t, "text", warned, format.Options{Colour: true}), "\x1b[32mPostgreSQL 13")
	require.Contains(t, written(t, "text", warned, format.Options{Colour: true, Threshold: schema.SeverityWarning}), "\x1b[31mPostgreSQL 13")
}

// The text keeps to the width of a page, but for words that are wider.
func TestTextKeepsToThePage(t *testing.T) {
	t.Parallel()
	lines := strings.Split(written(t, "text", example(), format.Options{}), "\n")
	for _, line := range lines[:len(lines)-2] { // The summary names a database, however long.
		require.LessOrEqual(t, len([]rune(line)), format.PageWidth, line)
	}
}

// A table is named once, and what is about it as a whole comes first.
func TestTextNamesATableOnce(t *testing.T) {
	t.Parallel()
	report := healthy()
	report.Findings = []schema.Finding{
		{Code: "b", Severity: schema.SeverityDifference, Table: "shop.a", Object: "x", Expected: "1", Actual: "2"},
		{Code: "c", Severity: schema.SeverityDifference, Table: "shop.a", Expected: "1", Actual: "2"},
		{Code: "a", Severity: schema.SeverityDifference, Table: "shop.a", Object: "y", Expected: "1", Actual: "2"},
		{Code: "z", Severity: schema.SeverityAdvice, Table: "shop.a", Expected: "1", Actual: "2", Reason: "so it is"},
		{Code: "y", Severity: schema.SeverityAdvice, Table: "shop.a", Object: strings.Repeat("x", 60), Expected: "1", Actual: "2"},
		{Code: "z", Severity: schema.SeverityAdvice, Table: "shop.b", Object: "i", Expected: "1", Actual: "2"},
	}
	require.Equal(t, `Differences
  shop.a  c  expected 1, found 2
    b  x  expected 1, found 2
    a  y  expected 1, found 2

Advice
  y  y
    shop.a `+strings.Repeat("x", 60)+`  found 2, better 1
  z  z
    shop.a    found 2, better 1; so it is
    shop.b i  found 2, better 1

PostgreSQL 13, database db: 1 model, 2 columns, 3 differences, 3 advice
`, written(t, "text", report, format.Options{}))
}

// Advice that is the same for many is given once, above the places, and never cut off.
func TestTextGivesAdviceOnce(t *testing.T) {
	t.Parallel()
	report := healthy()
	advice := func(table, object, reason string) schema.Finding {
		return schema.Finding{Code: "narrow", Severity: schema.SeverityAdvice, Table: table, Object: object, Expected: "bigint", Actual: "integer", Reason: reason}
	}
	late := "every insert fails " + strings.Repeat("much ", 15) + "later"
	report.Findings = []schema.Finding{
		advice("shop.a", "", "soon"), advice("shop.a", "id", late), advice("shop.a", strings.Repeat("n", 50), late),
		advice("shop.a", strings.Repeat("m", 50), late), advice("shop.b", "", late),
		advice("shop.c", "id", late+", if at all"),
	}
	require.Equal(t, `Advice
  narrow  narrow
    shop.a                                    found integer, better bigint; soon
    found integer, better bigint; every insert fails much much much much much much much much much
    much much much much much much later
      shop.a id, `+strings.Repeat("n", 50)+`,
             `+strings.Repeat("m", 50)+`
      shop.b
    shop.c id
        found integer, better bigint; every insert fails much much much much much much much much
        much much much much much much much later, if at all

PostgreSQL 13, database db: 1 model, 2 columns, 0 differences, 6 advice
`, written(t, "text", report, format.Options{}))
}

func FuzzWrap(f *testing.F) {
	f.Add("a bc def", 4)
	f.Add("", 0)
	f.Add("ü  \n größer", -1)
	f.Fuzz(func(t *testing.T, text string, width int) {
		lines := format.Wrap(text, width)
		require.NotEmpty(t, lines)
		require.Equal(t, strings.Fields(text), strings.Fields(strings.Join(lines, " ")))
		for _, line := range lines {
			require.True(t, len([]rune(line)) <= width || len(strings.Fields(line)) <= 1)
		}
	})
}
