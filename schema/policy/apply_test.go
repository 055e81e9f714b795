package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/policy"
)

var (
	byHand   = schema.Finding{Code: schema.CodeIndexExtra, Severity: schema.SeverityDifference, Table: "shop.orders", Object: "by_hand", Expected: "nothing", Actual: "index (a)"}
	leftover = schema.Finding{Code: schema.CodeTableExtra, Severity: schema.SeverityDifference, Table: "shop.old", Expected: "nothing", Actual: "a table"}
	renamed  = schema.Finding{Code: schema.CodeIndexName, Severity: schema.SeverityWarning, Table: "shop.orders", Object: "a", Expected: "a", Actual: "b"}
	unclear  = schema.Finding{Code: schema.CodeUndetermined, Severity: schema.SeverityUndetermined, Table: "shop.labels", Object: "x"}
)

func reportOf(findings ...schema.Finding) *schema.Report {
	return &schema.Report{Database: "shop", Models: 3, Findings: findings}
}

// applied is what a policy leaves of a report: its findings, and the objects that are set aside with the reason.
func applied(t *testing.T, text string, report *schema.Report) (findings []schema.Finding, suppressed []schema.Suppressed) {
	t.Helper()
	before := *report
	after := parse(t, text).Apply(report, date(t, "2026-11-24"))
	require.Equal(t, before, *report, "the report stays as it is")
	require.Equal(t, "shop", after.Database)
	require.NotNil(t, after.Findings)
	return after.Findings, after.Suppressed
}

func TestIgnoresMatch(t *testing.T) {
	t.Parallel()
	for ignore, want := range map[string]bool{
		"code: index-extra":                               true,
		"code: index-*":                                   true,
		"code: '*'":                                       true,
		"code: index-name":                                false,
		"code: '*'\n    table: orders":                    true,
		"code: '*'\n    table: shop.orders":               true,
		"code: '*'\n    table: shop.*":                    true,
		"code: '*'\n    table: other.*":                   false,
		"code: '*'\n    object: by_*":                     true,
		"code: '*'\n    object: on_*":                     false,
		"code: index-extra\n    table: o*\n    object: b": false,
	} {
		findings, suppressed := applied(t, "ignore:\n  - reason: known\n    owner: data\n    expires: 2026-11-24\n    "+ignore, reportOf(byHand))
		if want {
			require.Empty(t, findings, ignore)
			require.Equal(t, []schema.Suppressed{{Finding: byHand, Reason: "known", Owner: "data", Expires: "2026-11-24"}}, suppressed)
			continue
		}
		require.Empty(t, suppressed, ignore)
		require.Len(t, findings, 2)
		require.Equal(t, byHand, findings[0])
		require.Equal(t, schema.CodeIgnoreUnmatched, findings[1].Code)
	}
}

func TestTheFirstIgnoreCounts(t *testing.T) {
	t.Parallel()
	report := reportOf(byHand)
	report.Suppressed = []schema.Suppressed{{Finding: leftover, Reason: "before"}}
	findings, suppressed := applied(t, "ignore:\n  - {code: index-extra, reason: one}\n  - {code: '*', reason: two}\nbaseline:\n  - {code: index-extra, table: shop.orders, object: by_hand}\n", report)
	require.Empty(t, findings, "the other one matches as well")
	require.Equal(t, []schema.Suppressed{{Finding: leftover, Reason: "before"}, {Finding: byHand, Reason: "one"}}, suppressed)
}

func TestAnIgnoreThatHasExpired(t *testing.T) {
	t.Parallel()
	findings, suppressed := applied(t, "\nignore:\n  - {code: index-extra, table: shop.orders, reason: r, expires: 2026-11-23}\n", reportOf(byHand))
	require.Empty(t, suppressed)
	require.Equal(t, []schema.Finding{byHand, {
		Code: schema.CodeIgnoreExpired, Severity: schema.SeverityWarning, Table: file, Object: "index-extra shop.orders",
		Expected: "an end that is not past", Actual: "it counted until 2026-11-23", File: file, Line: 3,
	}}, findings)
}

func TestAnIgnoreThatMatchesNothing(t *testing.T) {
	t.Parallel()
	unmatched := schema.Finding{
		Code: schema.CodeIgnoreUnmatched, Severity: schema.SeverityWarning, Table: file, Object: "index-extra",
		Expected: "a finding that it hides", Actual: "none", File: file, Line: 2,
	}
	findings, _ := applied(t, "ignore:\n  - {code: index-extra, reason: r, expires: 2020-01-01}\n", reportOf())
	require.Equal(t, []schema.Finding{unmatched}, findings, "that it has expired as well is of no interest")

	// Where it cannot be known, nothing is claimed.
	for text, known := range map[string]bool{
		"{code: index-extra, reason: r, table: shop.labels}": false,
		"{code: index-extra, reason: r, table: shop.*}":      false,
		"{code: index-extra, reason: r}":                     false,
		"{code: index-extra, reason: r, table: shop.orders}": true,
	} {
		findings, _ := applied(t, "ignore:\n  - "+text, reportOf(unclear))
		require.Equal(t, unclear, findings[0])
		require.Equal(t, known, len(findings) == 2, text)
	}
}

// An ignore of advice is not missed where no advice was asked for. There may be no codes of advice yet.
func TestAnIgnoreOfAdvice(t *testing.T) {
	t.Parallel()
	for _, e := range schema.Explanations() {
		if e.Severity != schema.SeverityAdvice {
			continue
		}
		text := "ignore:\n  - {code: " + string(e.Code) + ", reason: r}\nbaseline:\n  - {code: " + string(e.Code) + ", table: shop.orders}\n"
		findings, _ := applied(t, text, reportOf())
		require.Empty(t, findings)
		report := reportOf()
		report.Advised = true
		findings, _ = applied(t, text, report)
		require.Len(t, findings, 2)
		findings, _ = applied(t, "ignore:\n  - {code: '*', reason: r}\n", reportOf())
		require.Len(t, findings, 1, "it is not about advice alone")
		return
	}
}

func TestAnIgnoreWithoutAReason(t *testing.T) {
	t.Parallel()
	findings, suppressed := applied(t, "ignore:\n  - {code: index-extra, reason: ' '}\n", reportOf(byHand))
	require.Equal(t, []schema.Suppressed{{Finding: byHand}}, suppressed)
	require.Equal(t, []schema.Finding{{
		Code: schema.CodeIgnoreReason, Severity: schema.SeverityWarning, Table: file, Object: "index-extra",
		Expected: "a reason", Actual: "none", File: file, Line: 2,
	}}, findings)
}

func TestSeverities(t *testing.T) {
	t.Parallel()
	findings, suppressed := applied(t, "severity:\n  ignore-without-reason: difference\n  ignore-expired: advice\nignore:\n  - code: table-extra\n",
		reportOf(leftover, schema.Finding{Code: schema.CodeIgnoreExpired, Severity: schema.SeverityWarning}, schema.Finding{Code: schema.CodeIgnoreExpired, Severity: schema.SeverityUndetermined}))
	require.Len(t, suppressed, 1)
	severities := []schema.Severity{}
	for _, finding := range findings {
		severities = append(severities, finding.Severity)
	}
	require.Equal(t, []schema.Severity{schema.SeverityAdvice, schema.SeverityUndetermined, schema.SeverityDifference}, severities)
}

func TestABaselineIsExact(t *testing.T) {
	t.Parallel()
	odd := byHand
	odd.Object = "by*"
	findings, suppressed := applied(t, "baseline:\n  - {code: index-extra, table: shop.orders, object: 'by*'}\n", reportOf(byHand, odd))
	require.Equal(t, []schema.Finding{byHand}, findings)
	require.Equal(t, []schema.Suppressed{{Finding: odd, Reason: "baseline"}}, suppressed)
}

func TestABaselineThatIsOutOfDate(t *testing.T) {
	t.Parallel()
	const text = `baseline:
  - {code: table-extra, table: shop.old}
  - {code: index-extra, table: shop.orders, object: by_hand}
  - {code: undetermined, table: shop.labels, object: x}
  - {code: column-null, table: shop.labels, object: y}
  - {code: table-extra, table: 'shop.*'}
`
	findings, _ := applied(t, text, reportOf(leftover, unclear))
	require.Equal(t, []schema.Finding{unclear, {
		Code: schema.CodeIgnoreUnmatched, Severity: schema.SeverityWarning, Table: file, Object: "baseline",
		Expected: "entries that are still found", Actual: "2 of 5 are not, such as index-extra shop.orders by_hand", File: file, Line: 3,
	}}, findings, "what is undetermined is in no baseline, and nobody knows about the column of its table")
}

func TestTheZeroPolicy(t *testing.T) {
	t.Parallel()
	var p policy.Policy
	report := reportOf(byHand, unclear)
	require.Equal(t, report, p.Apply(report, date(t, "2026-11-24")))
	rebased, err := p.Rebase(report, date(t, "2026-11-24"))
	require.NoError(t, err)
	require.Len(t, rebased.Baseline, 1)
}
