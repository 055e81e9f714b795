package format

import (
	"cmp"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema"
)

// SARIF writes a report as SARIF 2.1.0, the format of code scanning. The rules are the
// codes, and a result points to the line of the model. What a policy has set aside is
// there as a suppressed result.
func SARIF(w io.Writer, report *schema.Report, options Options) error {
	rules := rulesOf(report)
	results := []sarifResult{}
	for _, f := range report.Findings {
		results = append(results, sarifResultOf(f, rules, options))
	}
	for _, s := range report.Suppressed {
		result := sarifResultOf(s.Finding, rules, options)
		result.Suppressions = []sarifSuppression{{Kind: "external", Status: "accepted", Justification: justification(s)}}
		results = append(results, result)
	}
	descriptors := make([]sarifRule, len(rules))
	for i, rule := range rules {
		descriptors[i] = sarifRuleOf(rule)
	}
	return writeJSON(w, sarifLog{
		Schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json", Version: "2.1.0",
		Runs: []sarifRun{{
			Tool: sarifTool{Driver: sarifDriver{
				Name: "synapscale", InformationURI: "https://github.com/synapscale/synapscale-go", Rules: descriptors,
			}},
			Invocations: []sarifInvocation{{Successful: true}},
			Results:     results,
			ColumnKind:  "utf16CodeUnits",
			Properties:  sarifReport{report.Server, report.Database, report.Models, report.Columns},
		}},
	})
}

// rulesOf explains the codes that the report has, sorted.
func rulesOf(report *schema.Report) []schema.Explanation {
	rules := []schema.Explanation{}
	add := func(f schema.Finding) {
		if !slices.ContainsFunc(rules, func(e schema.Explanation) bool { return e.Code == f.Code }) {
			rules = append(rules, explain(f))
		}
	}
	for _, f := range report.Findings {
		add(f)
	}
	for _, s := range report.Suppressed {
		add(s.Finding)
	}
	slices.SortFunc(rules, func(a, b schema.Explanation) int { return strings.Compare(string(a.Code), string(b.Code)) })
	return rules
}

func sarifRuleOf(e schema.Explanation) sarifRule {
	return sarifRule{
		ID: string(e.Code), Name: pascal(string(e.Code)), Short: sarifText{e.Title},
		// GitHub demands both, and a code of a later version has neither.
		Full: sarifText{cmp.Or(e.Meaning, e.Title)}, Help: sarifText{cmp.Or(e.Mend, e.Title)},
		HelpURI: documentation + string(e.Code), Configuration: sarifConfiguration{Level: sarifLevel(e.Severity)},
		Properties: sarifTags{Tags: []string{"database", string(e.Severity)}},
	}
}

func sarifResultOf(f schema.Finding, rules []schema.Explanation, options Options) sarifResult {
	location := sarifLocation{Logical: []sarifLogical{{Name: f.Where()}}}
	switch {
	case f.File != "":
		location.Physical = &sarifPhysical{Artifact: sarifArtifact{URI: uri(f.File)}, Region: sarifRegion{StartLine: max(f.Line, 1)}}
	case options.Fallback != "":
		location.Physical = &sarifPhysical{Artifact: sarifArtifact{URI: uri(options.Fallback)}, Region: sarifRegion{StartLine: 1}}
	}
	return sarifResult{
		RuleID:    string(f.Code),
		RuleIndex: slices.IndexFunc(rules, func(e schema.Explanation) bool { return e.Code == f.Code }),
		Level:     sarifLevel(f.Severity),
		Message:   sarifText{Text: sentence(f)},
		Locations: []sarifLocation{location},
		// GitHub tells results apart by the second; what it would make of the line is
		// the same for all that point to the same one.
		Fingerprints: map[string]string{"finding/v1": f.Fingerprint(), "primaryLocationLineHash": f.Fingerprint() + ":1"},
	}
}

func uri(path string) string { return (&url.URL{Path: path}).String() }

func sarifLevel(severity schema.Severity) string {
	switch severity {
	case schema.SeverityDifference:
		return "error"
	case schema.SeverityAdvice:
		return "note"
	default:
		return "warning"
	}
}

// justification is why, by whom and until when a finding is accepted.
func justification(s schema.Suppressed) string {
	var parts []string
	if s.Reason != "" {
		parts = append(parts, s.Reason)
	}
	if s.Owner != "" {
		parts = append(parts, "owner: "+s.Owner)
	}
	if s.Expires != "" {
		parts = append(parts, "until "+s.Expires)
	}
	return strings.Join(parts, "; ")
}

// pascal writes a code as SARIF wants the names of rules: ColumnLength.
func pascal(code string) string {
	var name strings.Builder
	for word := range strings.SplitSeq(code, "-") {
		if word != "" {
			name.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return name.String()
}

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	Invocations []sarifInvocation `json:"invocations"`
	Results     []sarifResult     `json:"results"`
	ColumnKind  string            `json:"columnKind"`
	Properties  sarifReport       `json:"properties"`
}

type sarifReport struct {
	Server   int    `json:"serverVersionNum"`
	Database string `json:"database"`
	Models   int    `json:"models"`
	Columns  int    `json:"columns"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID            string             `json:"id"`
	Name          string             `json:"name"`
	Short         sarifText          `json:"shortDescription"`
	Full          sarifText          `json:"fullDescription"`
	Help          sarifText          `json:"help"`
	HelpURI       string             `json:"helpUri"`
	Configuration sarifConfiguration `json:"defaultConfiguration"`
	Properties    sarifTags          `json:"properties"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifConfiguration struct {
	Level string `json:"level"`
}

type sarifTags struct {
	Tags []string `json:"tags"`
}

type sarifInvocation struct {
	Successful bool `json:"executionSuccessful"`
}

type sarifResult struct {
	RuleID       string             `json:"ruleId"`
	RuleIndex    int                `json:"ruleIndex"`
	Level        string             `json:"level"`
	Message      sarifText          `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Fingerprints map[string]string  `json:"partialFingerprints"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
}

type sarifLocation struct {
	Physical *sarifPhysical `json:"physicalLocation,omitempty"`
	Logical  []sarifLogical `json:"logicalLocations"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine int `json:"startLine"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification,omitempty"`
}
