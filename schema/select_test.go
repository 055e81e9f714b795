package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
)

func TestSelect(t *testing.T) {
	t.Parallel()
	all := []schema.Finding{missingColumn, extraTable, otherName, unknown}
	for name, c := range map[string]struct {
		selection schema.Selection
		want      []schema.Finding
	}{
		"all":                      {schema.Selection{}, all},
		"codes":                    {schema.Selection{Codes: []schema.Code{schema.CodeIndexName, schema.CodeTableExtra}}, []schema.Finding{extraTable, otherName}},
		"a table without a schema": {schema.Selection{Tables: []string{"orders"}}, []schema.Finding{otherName, unknown}},
		"a schema":                 {schema.Selection{Tables: []string{"shop.*"}}, all},
		"one of two tables":        {schema.Selection{Tables: []string{"c*s", "invoice?"}}, []schema.Finding{missingColumn, extraTable}},
		"codes of tables":          {schema.Selection{Codes: []schema.Code{schema.CodeUndetermined}, Tables: []string{"orders"}}, []schema.Finding{unknown}},
		"none":                     {schema.Selection{Tables: []string{"other.*"}}, []schema.Finding{}},
	} {
		report := &schema.Report{Database: "shop", Models: 4, Findings: all}
		for _, finding := range all {
			report.Suppressed = append(report.Suppressed, schema.Suppressed{Finding: finding, Reason: "known"})
		}
		selected := report.Select(c.selection)
		require.Equal(t, c.want, selected.Findings, name)
		suppressed := []schema.Finding{}
		for _, one := range selected.Suppressed {
			require.Equal(t, "known", one.Reason)
			suppressed = append(suppressed, one.Finding)
		}
		require.Equal(t, c.want, suppressed, name)
		require.Equal(t, "shop", selected.Database)
		require.Equal(t, 4, selected.Models)
		require.Equal(t, all, report.Findings, "the report stays as it is")
	}
}

// A pattern that is about nothing passes for agreement, so it can be found out.
func TestUnmatched(t *testing.T) {
	t.Parallel()
	report := check(t, shop(t), models()...)
	report.Suppressed = []schema.Suppressed{{Finding: schema.Finding{Table: "aside.t"}}}
	report.Findings = []schema.Finding{{Table: "extra.t"}}
	selection := schema.Selection{Tables: []string{"typo", "customer?", "CUSTOMERS", "aside.*", "extra.t", "[a"}}
	require.Equal(t, []string{"typo", "CUSTOMERS", "[a"}, selection.Unmatched(report))
	require.Len(t, selection.Tables, 6, "the selection stays as it is")
	require.Empty(t, schema.Selection{}.Unmatched(report))
}

func TestGravity(t *testing.T) {
	t.Parallel()
	order := []schema.Severity{schema.SeverityDifference, schema.SeverityUndetermined, schema.SeverityWarning, schema.SeverityAdvice}
	for i, a := range order {
		for j, b := range order {
			require.Equal(t, i <= j, a.AtLeast(b), "%s %s", a, b)
		}
	}
}

func TestReaching(t *testing.T) {
	t.Parallel()
	advice := schema.Finding{Code: schema.CodeTableExtra, Severity: schema.SeverityAdvice}
	report := &schema.Report{Findings: []schema.Finding{unknown, advice, otherName, missingColumn}}
	require.Equal(t, []schema.Finding{missingColumn}, report.Reaching(schema.SeverityDifference))
	require.Equal(t, []schema.Finding{otherName, missingColumn}, report.Reaching(schema.SeverityWarning))
	require.Equal(t, []schema.Finding{advice, otherName, missingColumn}, report.Reaching(schema.SeverityAdvice))
}

func TestTablesOfAReport(t *testing.T) {
	t.Parallel()
	report := check(t, shop(t), models()...)
	require.Equal(t, []string{"shop.customer_labels", "shop.customers", "shop.labels", "shop.order_lines", "shop.orders"}, report.Tables())
	require.Equal(t, report.Tables(), report.Select(schema.Selection{Tables: []string{"none"}}).Tables())
	require.Empty(t, (&schema.Report{}).Tables())
}

// Every code of an ignore is explained like any other.
func TestCodesOfIgnoresAreExplained(t *testing.T) {
	t.Parallel()
	for _, code := range []schema.Code{schema.CodeIgnoreExpired, schema.CodeIgnoreUnmatched, schema.CodeIgnoreReason} {
		explanation, ok := schema.Explain(code)
		require.True(t, ok)
		require.Equal(t, schema.SeverityWarning, explanation.Severity)
		require.NotEmpty(t, explanation.Example)
	}
	_, ok := schema.Explain("no such code")
	require.False(t, ok)
}
