package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/policy"
)

const comment = `# What was found when this was written, and is accepted for now. synapscale check
# --write-baseline writes it anew; what has a reason belongs to ignore.
`

const entries = `baseline:
  - code: table-extra
    table: shop.old
  - code: index-name
    table: shop.orders
    object: a
  - code: index-extra
    table: shop.orders
    object: by_hand
`

func TestRebase(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ before, after string }{
		"no file":              {"", comment + entries},
		"comments only":        {"# ours", "# ours\n\n" + comment + entries},
		"an ignore before it":  {"ignore:\n  - {code: x, reason: r} # ü\n\n\n", "ignore:\n  - {code: x, reason: r} # ü\n\n\n\n" + comment + entries},
		"up to date":           {comment + entries, comment + entries},
		"without end of line":  {"baseline: []", entries},
		"an ignore after it":   {"baseline:\n- code: table-extra\n  table: shop.gone\n\n# Known.\nignore: []\n", entries + "\n# Known.\nignore: []\n"},
		"a comment at the end": {"#a\nbaseline: # old\n  # inside\n  - {code: a, table: \"b\n\n    c\"}\n# end\n", "#a\n" + entries + "# end\n"},
		"both around":          {"ignore: []\nbaseline:\nseverity: {}\n", "ignore: []\n" + entries + "severity: {}\n"},
		"Windows":              {"ignore: []\r\nbaseline: []\r\nseverity: {}\r\n", "ignore: []\r\n" + entries + "severity: {}\r\n"},
	} {
		rebased, err := parse(t, c.before).Rebase(reportOf(byHand, unclear, leftover, renamed, byHand), date(t, "2026-11-24"))
		require.NoError(t, err, name)
		require.Equal(t, c.after, string(rebased.Text()), name)
		again, err := rebased.Rebase(reportOf(leftover, byHand, renamed), date(t, "2027-11-24"))
		require.NoError(t, err)
		require.Equal(t, c.after, string(again.Text()), "neither the order nor the day matters")
	}
}

// What an ignore hides stands there with its reason, and needs no baseline.
func TestRebaseLeavesOutWhatIsIgnored(t *testing.T) {
	t.Parallel()
	p := parse(t, "ignore:\n  - {code: index-*, reason: r, expires: 2026-11-24}\n"+entries)
	rebased, err := p.Rebase(reportOf(byHand, leftover, renamed), date(t, "2026-11-24"))
	require.NoError(t, err)
	require.Equal(t, []policy.Accepted{{Code: schema.CodeTableExtra, Table: "shop.old", Line: 4}}, rebased.Baseline)
	require.Equal(t, "1 accepted, 0 of them new; 2 that are gone removed", rebased.Change(p))

	later, err := rebased.Rebase(reportOf(byHand, leftover, renamed), date(t, "2026-11-25"))
	require.NoError(t, err)
	require.Len(t, later.Baseline, 3, "the ignore has expired")
	require.Equal(t, "3 accepted, 2 of them new; 0 that are gone removed", later.Change(rebased))
}

func TestRebaseOfAgreement(t *testing.T) {
	t.Parallel()
	rebased, err := parse(t, "ignore: []\n"+entries+"# end\n").Rebase(reportOf(), date(t, "2026-11-24"))
	require.NoError(t, err)
	require.Equal(t, "ignore: []\n# end\n", string(rebased.Text()))
	rebased, err = parse(t, "").Rebase(reportOf(), date(t, "2026-11-24"))
	require.NoError(t, err)
	require.Empty(t, rebased.Text())
}

// What the report cannot know stays in the baseline.
func TestRebaseKeepsWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	p := parse(t, "baseline:\n  - {code: column-null, table: shop.labels, object: y}\n  - {code: column-null, table: shop.orders, object: y}\n")
	rebased, err := p.Rebase(reportOf(unclear), date(t, "2026-11-24"))
	require.NoError(t, err)
	require.Equal(t, "baseline:\n  - code: column-null\n    table: shop.labels\n    object: \"y\"\n", string(rebased.Text()))
}

// Names that YAML could take for something else come back as they are.
func TestRebaseQuotes(t *testing.T) {
	t.Parallel()
	report := reportOf()
	for _, name := range []string{"null", "true", "1", "a: b", "# c", "- d", "'e'", "f\ng", "{h}", "*i", "&j", "größe", "", " k "} {
		report.Findings = append(report.Findings, schema.Finding{Code: schema.CodeIndexExtra, Severity: schema.SeverityDifference, Table: "shop.t", Object: name})
	}
	rebased, err := parse(t, "").Rebase(report, date(t, "2026-11-24"))
	require.NoError(t, err)
	require.Empty(t, rebased.Apply(report, date(t, "2026-11-24")).Findings)
}

func TestRebaseThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text   string
		report *schema.Report
	}{
		"braces":         {"{}", reportOf(byHand)},
		"two on a line":  {"{baseline: [], ignore: []}", reportOf(byHand)},
		"an end mark":    {"ignore: []\n...\n", reportOf(byHand)},
		"no text at all": {"", reportOf(schema.Finding{Code: schema.CodeTableExtra, Severity: schema.SeverityDifference, Table: "shop.\xff"})},
	} {
		p := parse(t, c.text)
		rebased, err := p.Rebase(c.report, date(t, "2026-11-24"))
		require.Nil(t, rebased, name)
		require.ErrorIs(t, err, policy.ErrInvalid)
		require.ErrorContains(t, err, file)
	}
}
