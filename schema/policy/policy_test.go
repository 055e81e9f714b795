package policy_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/policy"
)

const file = ".synapscale.yaml"

func parse(t *testing.T, text string) *policy.Policy {
	t.Helper()
	p, err := policy.Parse(file, []byte(text))
	require.NoError(t, err)
	return p
}

func date(t *testing.T, day string) time.Time {
	t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	require.NoError(t, err)
	return at
}

func TestParse(t *testing.T) {
	t.Parallel()
	p := parse(t, `# ours
ignore:
  - code: index-*
    table: shop.orders # the busy one
    object: 2024
    reason: >
      the monthly report
      needs it
    owner: "@data"
    expires: 2027-01-31
  - {code: "*", reason: yes}
severity:
  ignore-expired: difference
baseline:
  - code: column-null
    table: shop.orders
    object: "null"
  - code: table-extra
    table: shop.old
`)
	require.Equal(t, file, p.File)
	require.Equal(t, []policy.Ignore{
		{Code: "index-*", Table: "shop.orders", Object: "2024", Reason: "the monthly report needs it", Owner: "@data", Expires: date(t, "2027-01-31"), Line: 3},
		{Code: "*", Reason: "yes", Line: 11},
	}, p.Ignores)
	require.Equal(t, map[schema.Code]schema.Severity{schema.CodeIgnoreExpired: schema.SeverityDifference}, p.Severity)
	require.Equal(t, []policy.Accepted{
		{Code: schema.CodeColumnNull, Table: "shop.orders", Object: "null", Line: 15},
		{Code: schema.CodeTableExtra, Table: "shop.old", Line: 18},
	}, p.Baseline)
	require.Equal(t, "index-* shop.orders 2024", p.Ignores[0].String())
	require.Equal(t, "*", p.Ignores[1].String())
}

func TestParseOfNothing(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "# a comment\n", "---\n", "~", "{}", "ignore:\nseverity:\nbaseline:\n", "ignore: []"} {
		p := parse(t, text)
		require.Empty(t, p.Ignores, text)
		require.Empty(t, p.Severity, text)
		require.Empty(t, p.Baseline, text)
		require.Equal(t, text, string(p.Text()))
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"ignroe: []":                                          `:1: unknown key "ignroe": the file has ignore, severity, baseline`,
		"\nignore: []\nignore: []":                            ":3: ignore is there twice",
		"- a":                                                 ":1: the file has the keys ignore, severity, baseline",
		"ignore: all":                                         ":1: ignore is a list",
		"ignore:\n  - index-extra":                            ":2: an ignore has the keys code, table, object, reason, owner, expires",
		"ignore:\n  - code: a\n    objects: b":                `:3: unknown key "objects": an ignore has code, table, object, reason, owner, expires`,
		"ignore:\n  - table: a":                               ":2: an ignore needs a code; * is any",
		"ignore:\n  - code: [a]":                              ":2: code is a text",
		"ignore:\n  - code: ~":                                ":2: code is a text",
		"ignore:\n  - code: !!binary YQ==":                    ":2: code is a text",
		"ignore:\n  - code: a\n    expires: soon":             ":3: expires is a day, such as 2027-01-31",
		"ignore:\n  - code: a\n    expires: 2027-02-30":       ":3: expires is a day, such as 2027-01-31",
		"ignore: &x []\nbaseline: *x":                         ":2: baseline is a list",
		"ignore:\n  - ? [a]\n    : b\n    code: c":            ":2: a key of an ignore is a word",
		"baseline:\n  - code: a":                              ":2: an entry of the baseline needs a code and a table",
		"baseline:\n  - code: a\n    table: b\n    reason: c": `:4: unknown key "reason": an entry of the baseline has code, table, object`,
		"baseline:\n  - a":                                    ":2: an entry of the baseline has the keys code, table, object",
		"severity: [a]":                                       ":1: severity has a code on each line, and after it difference, warning or advice",
		"severity:\n  no-such-code: advice":                   `:2: there is no code "no-such-code"`,
		"severity:\n  ignore-expired: fatal":                  ":2: ignore-expired is difference, warning or advice",
		"severity:\n  ignore-expired: undetermined":           ":2: ignore-expired is difference, warning or advice",
		"severity:\n  hidden: warning":                        ":2: hidden stays undetermined: what is not known is neither graver nor lighter; ignore it with a reason",
		"severity:\n  ignore-expired: [a]":                    ":2: ignore-expired is a text",
		"ignore: [":                                           ": line 1: did not find expected node content",
		"ignore: []\n---\nignore: []":                         ": there is more than one document in it",
		"ignore: []\n---\n[":                                  ": there is more than one document in it",
	} {
		p, err := policy.Parse(file, []byte(text))
		require.Nil(t, p, text)
		require.ErrorIs(t, err, policy.ErrInvalid, text)
		require.Contains(t, strings.Split(err.Error(), "\n"), file+says, text)
	}
}

// All that is wrong is said at once.
func TestParseSaysAll(t *testing.T) {
	t.Parallel()
	_, err := policy.Parse("my/policy.yaml", []byte("a: 1\nb: 2\nignore:\n  - c: 3\n"))
	require.EqualError(t, err, `my/policy.yaml:1: unknown key "a": the file has ignore, severity, baseline
my/policy.yaml:2: unknown key "b": the file has ignore, severity, baseline
my/policy.yaml:4: unknown key "c": an ignore has code, table, object, reason, owner, expires
my/policy.yaml:4: an ignore needs a code; * is any`)
	first, ok := errors.AsType[*policy.Error](err)
	require.True(t, ok)
	require.Equal(t, policy.Error{File: "my/policy.yaml", Line: 1, Problem: `unknown key "a": the file has ignore, severity, baseline`}, *first)
}

func TestRead(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), policy.FileName)
	_, err := policy.Read(name)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.WriteFile(name, []byte("ignore:\n  - code: a\n"), 0o600))
	p, err := policy.Read(name)
	require.NoError(t, err)
	require.Len(t, p.Ignores, 1)
	require.Equal(t, filepath.ToSlash(name), p.File)
}

// A policy is never read in part, and writing a baseline into whatever can be read changes nothing else.
func FuzzParse(f *testing.F) {
	f.Add("ignore:\n  - code: index-extra\n    table: shop.*\n    reason: r\n    expires: 2027-01-31\nbaseline: []\n# end\nseverity: {ignore-expired: advice}\n")
	f.Add("baseline:\n- code: a\n  table: b\n\n# about ignores\nignore:\n- code: '*'\n")
	f.Add("{}")
	f.Add("\xef\xbb\xbfignore: [{code: &a b}]\r\n...\r\n")
	f.Add("baseline: # c\n  - {code: a,\n     table: \"b\n\n c\"}\n")
	f.Add("? baseline\n: - code: a\n    table: b\n")
	report := &schema.Report{Findings: []schema.Finding{
		{Code: schema.CodeIndexExtra, Severity: schema.SeverityDifference, Table: "shop.orders", Object: "by: hand # \n'\""},
		{Code: schema.CodeTableExtra, Severity: schema.SeverityDifference, Table: "true"},
	}}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := policy.Parse(file, []byte(text))
		if err != nil {
			require.ErrorIs(t, err, policy.ErrInvalid)
			require.Nil(t, p)
			return
		}
		today := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
		rebased, err := p.Rebase(report, today)
		if err != nil {
			require.ErrorIs(t, err, policy.ErrInvalid)
			return
		}
		for _, finding := range rebased.Apply(report, today).Findings {
			require.Equal(t, file, finding.Table, "nothing new is found, and the policy may complain")
		}
		again, err := rebased.Rebase(report, today)
		require.NoError(t, err)
		require.Equal(t, string(rebased.Text()), string(again.Text()))
	})
}

// The policy that the guide and the documentation of the package show is one.
func TestPoliciesInDocuments(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../docs/checking.md")
	require.NoError(t, err)
	_, block, _ := strings.Cut(string(guide), "```yaml\nignore:")
	block, _, _ = strings.Cut(block, "```")
	p := parse(t, "ignore:"+block)
	require.Len(t, p.Ignores, 1)
	require.NotEmpty(t, p.Ignores[0].Reason)
	require.Len(t, p.Severity, 1)

	source, err := os.ReadFile("policy.go")
	require.NoError(t, err)
	var shown strings.Builder
	for line := range strings.Lines(string(source)) {
		if text, ok := strings.CutPrefix(line, "//\t"); ok {
			shown.WriteString(strings.ReplaceAll(text, "\t", "  "))
		}
	}
	p = parse(t, shown.String())
	require.Len(t, p.Ignores, 1)
	require.Len(t, p.Severity, 1)
	require.Len(t, p.Baseline, 1)
}
