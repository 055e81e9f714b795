package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
)

// broken is a migrated database with two differences and a warning.
func broken(t *testing.T) (dsn string) {
	t.Helper()
	dsn = migratedDatabase(t)
	execute(t, dsn, `
		alter table synapscale_db.llms alter column name type varchar(50);
		create table synapscale_db.leftover (id int);
		create index by_hand on synapscale_db.agents (name, status)`)
	return dsn
}

func TestCheckInEveryFormat(t *testing.T) {
	t.Parallel()
	dsn := broken(t)
	in := func(format string) string {
		t.Helper()
		r := command(t, "check", "--dsn", dsn, "--format", format)
		require.Equal(t, exitDiffer, r.status, r.err)
		require.Empty(t, r.err)
		return r.out
	}
	require.Regexp(t, `(?m)^::error file=llms/llm.go,line=\d+,title=column-length::synapscale_db.llms name: expected character varying\(100\)`, in("github"))
	require.Regexp(t, `(?m)^::warning file=agents/agent.go,line=\d+,title=index-extra::`, in("github"))

	var suites struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
	}
	require.NoError(t, xml.Unmarshal([]byte(in("junit")), &suites))
	require.Equal(t, []int{102, 2}, []int{suites.Tests, suites.Failures}, "101 tables, and one that has no model")

	require.Contains(t, in("markdown"), "## ❌ Models and database differ\n")
	require.Contains(t, in("markdown"), "| Differences | 2 |\n")

	var log struct {
		Runs []struct {
			Results []struct {
				RuleID    string `json:"ruleId"`
				Locations []struct {
					Physical struct {
						Artifact struct {
							URI string `json:"uri"`
						} `json:"artifactLocation"`
					} `json:"physicalLocation"`
				} `json:"locations"`
			} `json:"results"`
		} `json:"runs"`
	}
	require.NoError(t, json.Unmarshal([]byte(in("sarif")), &log))
	places := map[string]string{}
	for _, result := range log.Runs[0].Results {
		places[result.RuleID] = result.Locations[0].Physical.Artifact.URI
	}
	require.Equal(t, map[string]string{"index-extra": "agents/agent.go", "table-extra": "go.mod", "column-length": "llms/llm.go"}, places)
	require.Contains(t, in("text"), "What a code means, and how it is mended: synapscale explain CODE\n")
}

func TestCheckSelects(t *testing.T) {
	t.Parallel()
	dsn := broken(t)
	for name, c := range map[string]struct {
		flags  []string
		status int
		codes  []schema.Code
	}{
		"all":             {nil, exitDiffer, []schema.Code{schema.CodeIndexExtra, schema.CodeTableExtra, schema.CodeColumnLength}},
		"a code":          {[]string{"--only", "column-length"}, exitDiffer, []schema.Code{schema.CodeColumnLength}},
		"two codes":       {[]string{"--only", "index-extra,table-extra"}, exitDiffer, []schema.Code{schema.CodeIndexExtra, schema.CodeTableExtra}},
		"a table":         {[]string{"--tables", "agent*"}, exitAgree, []schema.Code{schema.CodeIndexExtra}},
		"two tables":      {[]string{"--tables", "agents", "--tables", "synapscale_db.ll?s"}, exitDiffer, []schema.Code{schema.CodeIndexExtra, schema.CodeColumnLength}},
		"none":            {[]string{"--only", "column-null"}, exitAgree, nil},
		"warnings count":  {[]string{"--tables", "agents", "--severity", "warning"}, exitDiffer, []schema.Code{schema.CodeIndexExtra}},
		"none, and grave": {[]string{"--tables", "tools", "--severity", "warning"}, exitAgree, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := command(t, append(c.flags, "check", "--format", "json", "--dsn", dsn)...)
			require.Equal(t, c.status, r.status, r.err)
			var report schema.Report
			require.NoError(t, json.Unmarshal([]byte(r.out), &report))
			var codes []schema.Code
			for _, finding := range report.Findings {
				codes = append(codes, finding.Code)
			}
			require.Equal(t, c.codes, codes)
			require.False(t, report.Advised)
		})
	}
}

// Advice is given where it is asked for, be it by way of a threshold or a code.
func TestCheckAdvises(t *testing.T) {
	t.Parallel()
	dsn := migratedDatabase(t)
	requests := [][]string{{"--advice"}, {"--severity", "advice"}, {"--only", "tenant-nullable"}}
	for _, flags := range requests {
		r := command(t, append([]string{"check", "--format", "json", "--dsn", dsn}, flags...)...)
		var report schema.Report
		require.NoError(t, json.Unmarshal([]byte(r.out), &report), r.err)
		require.True(t, report.Advised, flags)
		require.Empty(t, report.Differences())
	}
}

func TestCheckFlagsAreLookedAtFirst(t *testing.T) {
	t.Parallel()
	invalid := filepath.Join(t.TempDir(), "policy.yaml")
	require.NoError(t, os.WriteFile(invalid, []byte("ignroe: []\n"), 0o600))
	for _, c := range []struct {
		flags []string
		says  string
	}{
		{[]string{"--severity", secret}, "--severity is difference, warning or advice"},
		{[]string{"--severity", "undetermined"}, "--severity is difference, warning or advice"},
		{[]string{"--only", "colum-null"}, "--only: there is no such code: did you mean column-null?"},
		{[]string{"--only", secret + "://" + secret}, "--only: there is no such code: synapscale explain lists them"},
		{[]string{"--write-baseline", "--only", "column-null"}, "--write-baseline accepts all that is found: leave --only and --tables out"},
		{[]string{"--write-baseline", "--tables", "a"}, "--write-baseline accepts all that is found: leave --only and --tables out"},
		{[]string{"--policy", secret}, "--policy: no such file or directory"},
		{[]string{"--policy", "."}, "--policy: is a directory"},
		{[]string{"--policy", invalid}, invalid + `:1: unknown key "ignroe": the file has ignore, severity, baseline`},
		{[]string{"--format", "xml"}, "--format is github, json, junit, markdown, sarif or text"},
		{[]string{"--severty", "warning"}, "unknown flag --severty: see synapscale check --help"},
		{[]string{"everything"}, "synapscale check takes no argument: name the database with --dsn"},
	} {
		r := command(t, append([]string{"check", "--dsn", "postgres://u@127.0.0.1:1/db"}, c.flags...)...)
		require.Equal(t, result{status: exitNotChecked, err: "synapscale: " + c.says + "\n"}, r)
	}
}

// A table that is misspelt is no agreement.
func TestCheckOfNoTable(t *testing.T) {
	t.Parallel()
	dsn := migratedDatabase(t)
	for tables, pattern := range map[string]string{"agent": "1", "agents," + secret: "2", "AGENTS": "1"} {
		r := command(t, "check", "--dsn", dsn, "--tables", tables)
		require.Equal(t, result{
			status: exitNotChecked,
			err:    "synapscale: --tables: pattern " + pattern + " matches no table: * and ? are wildcards, and upper case counts\n",
		}, r)
	}
}

func TestCheckWithAPolicy(t *testing.T) {
	t.Parallel()
	dsn := broken(t)
	file := filepath.Join(t.TempDir(), "policy.yaml")
	require.NoError(t, os.WriteFile(file, []byte(`ignore:
  - code: column-length
    table: llms
    reason: shortened for a test
    expires: 9999-12-31
  - code: table-extra
    object: nothing
    reason: it has no object
severity:
  index-extra: difference
`), 0o600))
	r := command(t, "check", "--dsn", dsn, "--policy", file, "--format", "json")
	require.Equal(t, exitDiffer, r.status, r.err)
	var report schema.Report
	require.NoError(t, json.Unmarshal([]byte(r.out), &report))
	require.Len(t, report.Differences(), 2)
	require.Equal(t, schema.CodeIndexExtra, report.Differences()[0].Code)
	require.Len(t, report.Suppressed, 1)
	require.Equal(t, "shortened for a test", report.Suppressed[0].Reason)
	require.Regexp(t, `^llms/llm.go$`, report.Suppressed[0].Finding.File)
	unmatched := report.Warnings()
	require.Len(t, unmatched, 1)
	require.Equal(t, schema.CodeIgnoreUnmatched, unmatched[0].Code)
	require.Equal(t, 6, unmatched[0].Line)
}

func TestCheckWritesABaseline(t *testing.T) {
	t.Parallel()
	dsn := broken(t)
	file := filepath.Join(t.TempDir(), "policy.yaml")
	check := func(flags ...string) result {
		t.Helper()
		return command(t, append([]string{"check", "--dsn", dsn, "--policy", file}, flags...)...)
	}
	r := check("--write-baseline")
	require.Zero(t, r.status, r.out)
	require.Equal(t, filepath.ToSlash(file)+": 3 accepted, 3 of them new; 0 that are gone removed.\n", r.err)
	require.Contains(t, r.out, ": 101 models, 1,447 columns, 0 differences, 3 ignored\n")
	first, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(first), "  - code: index-extra\n    table: synapscale_db.agents\n    object: by_hand\n")

	r = check()
	require.Zero(t, r.status)
	require.Empty(t, r.err)

	execute(t, dsn, "drop table synapscale_db.leftover; drop index synapscale_db.idx_llms_status")
	r = check()
	require.Equal(t, exitDiffer, r.status, "what is new is found")
	require.Contains(t, r.out, ", 1 difference, 1 warning, 2 ignored\n")
	require.Contains(t, r.out, "ignore-unmatched  baseline")

	r = check("--write-baseline")
	require.Zero(t, r.status, r.out)
	require.Contains(t, r.err, ": 3 accepted, 1 of them new; 1 that are gone removed.\n")
	second, err := os.ReadFile(file)
	require.NoError(t, err)
	r = check("--write-baseline")
	require.Contains(t, r.err, ": 3 accepted, 0 of them new; 0 that are gone removed.\n")
	again, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(second), string(again))
}

func TestCheckThatCannotWriteABaseline(t *testing.T) {
	t.Parallel()
	dsn := broken(t)
	r := command(t, "check", "--dsn", dsn, "--write-baseline", "--policy", filepath.Join(t.TempDir(), "no", "folder"))
	require.Equal(t, result{status: exitNotChecked, err: "synapscale: --policy: no such file or directory\n"}, r)

	file := filepath.Join(t.TempDir(), "policy.yaml")
	require.NoError(t, os.WriteFile(file, []byte("{ignore: []}\n"), 0o600))
	r = command(t, "check", "--dsn", dsn, "--write-baseline", "--policy", file)
	require.Equal(t, exitNotChecked, r.status)
	require.Empty(t, r.out)
	require.Contains(t, r.err, "the baseline cannot be written into this file")
}

func TestCheckWritesAFile(t *testing.T) {
	t.Parallel()
	dsn := migratedDatabase(t)
	file := filepath.Join(t.TempDir(), "report")
	r := commandOn(t.Context(), t, console{colour: true}, "check", "--dsn", dsn, "--output", file)
	require.Equal(t, result{}, r)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Contains(t, string(text), healthy)
	require.NotContains(t, string(text), "\x1b", "a file has no colours")

	r = command(t, "check", "--dsn", dsn, "--output", filepath.Join(t.TempDir(), secret, "report"))
	require.Equal(t, result{status: exitNotChecked, err: "synapscale: write the report: --output: no such file or directory\n"}, r)
}

// Where the source is not at hand, nothing is said about it.
func TestCheckWithoutSource(t *testing.T) {
	dsn := broken(t)
	t.Chdir(t.TempDir())
	r := command(t, "check", "--dsn", dsn)
	require.Equal(t, exitDiffer, r.status)
	require.NotContains(t, r.out, ".go:")

	require.NoError(t, os.Mkdir(".synapscale.yaml", 0o700))
	r = command(t, "check", "--dsn", dsn)
	require.Equal(t, result{status: exitNotChecked, err: "synapscale: .synapscale.yaml: is a directory\n"}, r)
	require.NoError(t, os.Remove(".synapscale.yaml"))

	require.NoError(t, os.WriteFile(".synapscale.yaml", []byte("ignore:\n  - {code: '*', reason: all}\n"), 0o600))
	r = command(t, "check", "--dsn", dsn)
	require.Zero(t, r.status)
	require.Contains(t, r.out, ", 0 differences, 3 ignored\n", "the file of the folder is read unasked")
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		threshold  schema.Severity
		severities []schema.Severity
		want       error
	}{
		{schema.SeverityDifference, nil, nil},
		{schema.SeverityDifference, []schema.Severity{schema.SeverityDifference}, status(exitDiffer)},
		{schema.SeverityDifference, []schema.Severity{schema.SeverityUndetermined, schema.SeverityDifference}, status(exitDiffer)},
		{schema.SeverityDifference, []schema.Severity{schema.SeverityUndetermined}, status(exitUndetermined)},
		{schema.SeverityDifference, []schema.Severity{schema.SeverityWarning, schema.SeverityAdvice}, nil},
		{schema.SeverityWarning, []schema.Severity{schema.SeverityWarning}, status(exitDiffer)},
		{schema.SeverityWarning, []schema.Severity{schema.SeverityUndetermined, schema.SeverityAdvice}, status(exitUndetermined)},
		{schema.SeverityAdvice, []schema.Severity{schema.SeverityAdvice}, status(exitDiffer)},
	} {
		report := &schema.Report{}
		for _, severity := range c.severities {
			report.Findings = append(report.Findings, schema.Finding{Severity: severity})
		}
		require.Equal(t, c.want, (&checkOptions{threshold: c.threshold}).verdict(report), "%s %s", c.threshold, c.severities)
	}
}
