package format_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/format"
)

type object = map[string]any

func decoded(t *testing.T, text string) object {
	t.Helper()
	var value object
	decoder := json.NewDecoder(strings.NewReader(text))
	require.NoError(t, decoder.Decode(&value))
	require.False(t, decoder.More())
	return value
}

// requireSARIF holds a text against what SARIF 2.1.0 demands and what GitHub demands
// beyond it.
func requireSARIF(t *testing.T, text string) (results []any) {
	t.Helper()
	log := decoded(t, text)
	require.Equal(t, "2.1.0", log["version"])
	require.Contains(t, log["$schema"], "sarif-schema-2.1.0.json")
	runs := log["runs"].([]any)
	require.Len(t, runs, 1)
	run := runs[0].(object)
	driver := run["tool"].(object)["driver"].(object)
	require.NotEmpty(t, driver["name"])
	rules := driver["rules"].([]any)
	levels := []any{"none", "note", "warning", "error"}
	ids := map[any]bool{}
	for _, one := range rules {
		rule := one.(object)
		require.Regexp(t, "^[a-z-]+$", rule["id"])
		require.False(t, ids[rule["id"]], "a rule stands there once: %s", rule["id"])
		ids[rule["id"]] = true
		require.Regexp(t, "^([A-Z][a-z]*)+$", rule["name"])
		require.NotEmpty(t, rule["shortDescription"].(object)["text"])
		require.Contains(t, levels, rule["defaultConfiguration"].(object)["level"])
		require.True(t, strings.HasSuffix(rule["helpUri"].(string), "#"+rule["id"].(string)))
	}
	results, ok := run["results"].([]any)
	require.True(t, ok, "an empty list is one, too")
	for _, one := range results {
		result := one.(object)
		rule := rules[int(result["ruleIndex"].(float64))].(object)
		require.Equal(t, rule["id"], result["ruleId"])
		require.Contains(t, levels, result["level"])
		require.NotEmpty(t, result["message"].(object)["text"])
		require.NotEmpty(t, result["partialFingerprints"])
		locations := result["locations"].([]any)
		require.Len(t, locations, 1)
		physical, ok := locations[0].(object)["physicalLocation"].(object)
		require.True(t, ok, "GitHub refuses a result without")
		uri, err := url.Parse(physical["artifactLocation"].(object)["uri"].(string))
		require.NoError(t, err)
		require.False(t, uri.IsAbs() || strings.HasPrefix(uri.Path, "/"), "relative to the repository: %s", uri)
		require.GreaterOrEqual(t, physical["region"].(object)["startLine"], 1.0)
	}
	return results
}

func TestSARIF(t *testing.T) {
	t.Parallel()
	report := example()
	results := requireSARIF(t, written(t, "sarif", report, format.Options{Fallback: "shop/go.mod"}))
	require.Len(t, results, len(report.Findings)+len(report.Suppressed))
	fingerprints := map[any]bool{}
	for i, one := range results {
		result := one.(object)
		finding, suppressed := schema.Finding{}, i >= len(report.Findings)
		if suppressed {
			finding = report.Suppressed[i-len(report.Findings)].Finding
			suppression := result["suppressions"].([]any)[0].(object)
			require.Equal(t, "external", suppression["kind"])
			require.Equal(t, "accepted", suppression["status"])
		} else {
			finding = report.Findings[i]
			require.NotContains(t, result, "suppressions")
		}
		require.Equal(t, string(finding.Code), result["ruleId"])
		require.Equal(t, finding.Fingerprint(), result["partialFingerprints"].(object)["finding/v1"])
		fingerprints[result["partialFingerprints"].(object)["primaryLocationLineHash"]] = true
	}
	require.Len(t, fingerprints, len(results), "results on one line stay apart")
	justification := results[len(report.Findings)].(object)["suppressions"].([]any)[0].(object)["justification"]
	require.Equal(t, "the reports need it; owner: data; until 2027-01-31", justification)

	require.Empty(t, requireSARIF(t, written(t, "sarif", healthy(), format.Options{})))
}

// A path is written as a URI, in which a blank is no blank.
func TestSARIFWritesPathsAsURIs(t *testing.T) {
	t.Parallel()
	report := healthy()
	report.Findings = []schema.Finding{{Code: schema.CodeTableExtra, Severity: schema.SeverityDifference, Table: "shop.a", File: "my shop/100%/größe.go"}}
	result := requireSARIF(t, written(t, "sarif", report, format.Options{}))[0].(object)
	location := result["locations"].([]any)[0].(object)["physicalLocation"].(object)
	require.Equal(t, "my%20shop/100%25/gr%C3%B6%C3%9Fe.go", location["artifactLocation"].(object)["uri"])
	require.Equal(t, 1.0, location["region"].(object)["startLine"])
}

// Without source, and without a file to fall back to, nothing is guessed.
func TestSARIFWithoutSource(t *testing.T) {
	t.Parallel()
	report := healthy()
	report.Findings = []schema.Finding{{Code: schema.CodeTableExtra, Severity: schema.SeverityDifference, Table: "shop.a"}}
	text := written(t, "sarif", report, format.Options{})
	require.NotContains(t, text, "physicalLocation")
	require.Contains(t, text, `"fullyQualifiedName": "shop.a"`)
}
