package format_test

import (
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/format"
)

// nasty has what a format could take for its own.
const nasty = "100%\r\n::error::x, y: <&>\x00\"]]>|`a``b`*_[x](y)#1 @team"

func nastyReport() *schema.Report {
	report := healthy()
	report.Database = "a\nb"
	report.Findings = []schema.Finding{{
		Code: schema.CodeCheckExpression, Severity: schema.SeverityDifference, Table: "shop." + nasty, Object: nasty,
		Expected: nasty, Actual: nasty, Reason: nasty, File: "a,b:c%.go", Line: 3,
	}}
	report.Suppressed = []schema.Suppressed{{Finding: report.Findings[0], Reason: nasty, Owner: nasty, Expires: "2027-01-31"}}
	return report
}

func TestGitHubEscapes(t *testing.T) {
	t.Parallel()
	lines := strings.Split(written(t, "github", nastyReport(), format.Options{}), "\n")
	require.Len(t, lines, 3, "a finding, the summary and the end")
	require.True(t, strings.HasPrefix(lines[0], "::error file=a%2Cb%3Ac%25.go,line=3,title=check-expression::"), lines[0])
	require.NotContains(t, lines[0], "\r")
	require.Contains(t, lines[0], "100%25 ::error::x, y:")
	require.True(t, strings.HasPrefix(lines[1], "PostgreSQL 13, database a b:"), lines[1])

	report := healthy()
	report.Findings = []schema.Finding{{Code: schema.CodeIgnoreReason, Severity: schema.SeverityWarning, Table: "p", File: "p.yaml"}}
	require.True(t, strings.HasPrefix(written(t, "github", report, format.Options{}), "::warning file=p.yaml,title=ignore-without-reason::p: "))
	require.Contains(t, written(t, "github", report, format.Options{}), "%0AWrite into the reason")
	require.True(t, strings.HasPrefix(written(t, "github", report, format.Options{Threshold: schema.SeverityWarning}), "::error file=p.yaml,"))
}

// No name of a database moves the cursor, or begins a line of the log.
func TestTextObeysNoName(t *testing.T) {
	t.Parallel()
	report := nastyReport()
	for _, severity := range []schema.Severity{schema.SeverityWarning, schema.SeverityAdvice} {
		finding := report.Findings[0]
		finding.Severity, finding.Object = severity, "\x1b[2J\n::error::"
		report.Findings = append(report.Findings, finding)
	}
	for _, name := range []string{"text", "github"} {
		text := written(t, name, report, format.Options{})
		require.NotContains(t, text, "\x1b")
		require.NotContains(t, text, "\x00")
		require.NotContains(t, text, "\r")
		require.NotContains(t, text, "\n::error::")
	}
}

// A reader of XML reads back what was to be said.
func TestJUnitIsRead(t *testing.T) {
	t.Parallel()
	var suites struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Cases    []struct {
			Class   string  `xml:"classname,attr"`
			Name    string  `xml:"name,attr"`
			Failure *string `xml:"failure"`
			Error   *string `xml:"error"`
			Output  string  `xml:"system-out"`
		} `xml:"testsuite>testcase"`
	}
	report := nastyReport()
	report.Findings = append(report.Findings,
		schema.Finding{Code: schema.CodeUndetermined, Severity: schema.SeverityUndetermined, Table: "shop.u", Expected: "a", Actual: "b"},
		schema.Finding{Code: schema.CodeIndexName, Severity: schema.SeverityWarning, Table: "shop.w", Expected: "a", Actual: "b"},
		schema.Finding{Code: schema.CodeExtensionMissing, Severity: schema.SeverityDifference, Table: "citext", Expected: "a", Actual: "b"})
	require.NoError(t, xml.Unmarshal([]byte(written(t, "junit", report, format.Options{})), &suites))
	require.Equal(t, []int{4, 2, 1}, []int{suites.Tests, suites.Failures, suites.Errors})
	names := []string{}
	for _, one := range suites.Cases {
		names = append(names, one.Class+" "+one.Name)
		if one.Name == "u" {
			require.Nil(t, one.Failure)
			require.Equal(t, "undetermined: shop.u: expected a, found b", *one.Error)
		}
		if one.Name == "w" {
			require.Nil(t, one.Failure)
			require.Equal(t, "warning index-name: shop.w: expected a, found b", one.Output)
		}
		if strings.HasPrefix(one.Name, "100%") {
			require.Contains(t, *one.Failure, `x, y: <&>`)
			require.Contains(t, one.Output, "ignored check-expression")
		}
	}
	require.Contains(t, names, "a\nb citext", "what has no schema stands under the database")
	require.Contains(t, names, "shop w")
}

func TestMarkdownEscapes(t *testing.T) {
	t.Parallel()
	require.Equal(t, "a &lt;b> &amp; \\*c\\* \\| \\`d\\` \\[e\\](f) g h", format.Plain("a <b> & *c* | `d` [e](f)\n g\th"))
	for text, want := range map[string]string{
		"":         "",
		"a\n b":    "`a b`",
		"a|b":      "`a\\|b`",
		"`a`":      "`` `a` ``",
		"a``b`c":   "``` a``b`c ```",
		"<b> &amp": "`<b> &amp`",
	} {
		require.Equal(t, want, format.InlineCode(text))
	}
	for line := range strings.Lines(written(t, "markdown", nastyReport(), format.Options{})) {
		if strings.HasPrefix(line, "| `") {
			cells := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
			require.Contains(t, []int{4, 6}, cells, line)
		}
		require.NotContains(t, line, "\r")
	}
}

// A comment has room for 65,536 characters.
func TestMarkdownFitsIntoAComment(t *testing.T) {
	t.Parallel()
	report := healthy()
	for i := range 2000 {
		report.Findings = append(report.Findings, schema.Finding{
			Code: schema.CodeTableExtra, Severity: schema.SeverityDifference, Table: fmt.Sprintf("shop.leftover_%d", i), Expected: "nothing", Actual: "a table",
		})
	}
	report.Findings = append(report.Findings, schema.Finding{Code: schema.CodeNameCut, Severity: schema.SeverityAdvice, Table: "shop.z"})
	report.Suppressed = []schema.Suppressed{{Finding: report.Findings[0]}}
	text := written(t, "markdown", report, format.Options{})
	require.Less(t, len(text), 65536)
	require.NotContains(t, text, "<summary>Advice", "there is no heading with nothing below it")
	require.NotContains(t, text, "<summary>Ignored")
	shown := strings.Count(text, "| `shop.leftover_")
	require.Greater(t, shown, 100)
	require.True(t, strings.HasSuffix(text, fmt.Sprintf("\n%d findings do not fit into a comment: the other formats have them.\n", 2002-shown)))
	require.Equal(t, strings.Count(text, "<details"), strings.Count(text, "</details>"))
}

func TestHeadlines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		severity, threshold schema.Severity
		want                string
	}{
		{schema.SeverityDifference, "", "## ❌ Models and database differ\n"},
		{schema.SeverityUndetermined, "", "## ❓ Models and database could not be compared in full\n"},
		{schema.SeverityWarning, "", "## ✅ Models and database agree\n"},
		{schema.SeverityWarning, schema.SeverityWarning, "## ❌ Models and database need a look\n"},
	} {
		report := healthy()
		report.Findings = []schema.Finding{{Code: schema.CodeIndexName, Severity: c.severity, Table: "shop.a", Expected: "a", Actual: "b"}}
		text := written(t, "markdown", report, format.Options{Threshold: c.threshold})
		require.True(t, strings.HasPrefix(text, c.want), text)
	}
}

func TestLayoutOfAProbe(t *testing.T) {
	t.Parallel()
	report := &schema.ProbeReport{Server: 150004, Database: "db", Tables: []schema.Probed{
		{Table: "s.a", Result: schema.Accepted},
		{Table: "s.größe", Result: schema.Refused, Refusals: []schema.Refusal{
			{Table: "s.größe", Operation: schema.Select, Message: strings.Repeat("differs ", 14)},
			{Table: "s.größe", Operation: schema.Delete, SQLState: "23503", Message: "no", Constraint: "fk"},
		}},
		{Table: "s.n", Result: schema.NotReached, Refusals: []schema.Refusal{{Table: "s.größe", Operation: schema.Insert, SQLState: "23503", Message: "no"}}},
		{Table: "s.v", Result: schema.Accepted, NotUpdated: schema.Immutable},
		{Table: "s.w", Result: schema.Accepted, NotUpdated: schema.Immutable},
		{Table: "s.j", Result: schema.Accepted, NotUpdated: schema.NoneToWrite},
	}}
	var plain, coloured, agreeing strings.Builder
	require.NoError(t, format.ProbeText(&plain, report, format.Options{}))
	require.Equal(t, `Refused
  s.größe  select
        says   differs differs differs differs differs differs differs differs differs differs
               differs differs differs differs
  s.größe  delete  23503
        says   no
        cause  constraint fk

Not reached
  s.n  insert  23503
        says   it needs a row of s.größe: no

Not updated, because every column is create-only
  s.v, s.w

PostgreSQL 15, database db: 6 tables, 1 refused, 1 not reached
`, plain.String())

	require.NoError(t, format.ProbeText(&coloured, report, format.Options{Colour: true}))
	require.Contains(t, coloured.String(), "\x1b[31mRefused\x1b[0m\n")
	require.Contains(t, coloured.String(), "\x1b[33mNot updated")
	require.Contains(t, coloured.String(), "\x1b[31mPostgreSQL 15")
	require.NoError(t, format.ProbeText(&agreeing, &schema.ProbeReport{}, format.Options{Colour: true}))
	require.Contains(t, agreeing.String(), "\x1b[32mPostgreSQL 0")
}
