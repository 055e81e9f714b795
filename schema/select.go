package schema

import (
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/glob"
)

// A Selection chooses findings of a report. Its zero value chooses all.
type Selection struct {
	// Codes are the codes to keep. Without any, all are kept.
	Codes []Code
	// Tables are patterns of the tables to keep: * stands for any run of characters
	// and ? for one. A pattern without a dot is about the name without its schema.
	// Without any, all are kept.
	Tables []string
}

func (s Selection) includes(finding Finding) bool {
	if len(s.Codes) > 0 && !slices.Contains(s.Codes, finding.Code) {
		return false
	}
	return len(s.Tables) == 0 || slices.ContainsFunc(s.Tables, func(pattern string) bool {
		return glob.MatchTable(pattern, finding.Table)
	})
}

// Unmatched lists the patterns of tables that match neither a table of the models nor
// one that a finding is about: most likely they are misspelt, and to select by them
// would pass for agreement.
func (s Selection) Unmatched(r *Report) []string {
	tables := r.Tables()
	for _, finding := range r.Findings {
		tables = append(tables, finding.Table)
	}
	for _, suppressed := range r.Suppressed {
		tables = append(tables, suppressed.Finding.Table)
	}
	return slices.DeleteFunc(slices.Clone(s.Tables), func(pattern string) bool {
		return slices.ContainsFunc(tables, func(table string) bool { return glob.MatchTable(pattern, table) })
	})
}

// Select returns a report with the findings that are chosen, also of those that are
// set aside. What the report counts stays what the check has compared.
func (r *Report) Select(s Selection) *Report {
	selected := *r
	selected.Findings = []Finding{}
	for _, finding := range r.Findings {
		if s.includes(finding) {
			selected.Findings = append(selected.Findings, finding)
		}
	}
	selected.Suppressed = nil
	for _, suppressed := range r.Suppressed {
		if s.includes(suppressed.Finding) {
			selected.Suppressed = append(selected.Suppressed, suppressed)
		}
	}
	return &selected
}

// AtLeast reports whether a severity is as grave as another. An undetermined
// finding is graver than a warning.
func (s Severity) AtLeast(other Severity) bool {
	return slices.Index(severities, s) <= slices.Index(severities, other)
}

// severities are in the order of their gravity.
var severities = []Severity{SeverityDifference, SeverityUndetermined, SeverityWarning, SeverityAdvice}

// Reaching returns the findings that are as grave as a threshold, without those that
// are undetermined, which neither reach one nor pass.
func (r *Report) Reaching(threshold Severity) []Finding {
	var findings []Finding
	for _, finding := range r.Findings {
		if finding.Severity != SeverityUndetermined && finding.Severity.AtLeast(threshold) {
			findings = append(findings, finding)
		}
	}
	return findings
}

// Tables lists the tables that the models ask for, qualified and sorted. A report
// that was read from JSON does not know them.
func (r *Report) Tables() []string {
	var tables []string
	for _, table := range r.expected {
		tables = append(tables, table.Name.String())
	}
	slices.Sort(tables)
	return slices.Compact(tables)
}
