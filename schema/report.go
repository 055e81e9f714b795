package schema

import (
	"fmt"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// ReportFormat is the version of a report's JSON. It grows when a field changes its
// meaning or goes away, not when one is added.
const ReportFormat = 1

// A Report is the outcome of a check. It is a value: nothing in it refers to the
// database any more.
type Report struct {
	// Format is [ReportFormat].
	Format int `json:"format"`
	// Server is the version of PostgreSQL as server_version_num: 150004.
	Server int `json:"server_version_num"`
	// Database is the name of the database that was checked.
	Database string `json:"database"`
	// Models and Columns count what was compared.
	Models  int `json:"models"`
	Columns int `json:"columns"`
	// Advised says whether advice was asked for, so that none means none.
	Advised bool `json:"advised"`
	// Findings are ordered by table, and within it as the check makes them:
	// columns, keys, checks, indexes.
	Findings []Finding `json:"findings"`
	// Suppressed are the findings that a policy has set aside.
	Suppressed []Suppressed `json:"suppressed,omitempty"`

	// What the plan needs of both sides.
	expected []*structure.Table
	live     *catalog.Snapshot
}

// Suppressed is a finding that is known and accepted.
type Suppressed struct {
	Finding Finding `json:"finding"`
	// Reason says why, Owner who answers for it, and Expires until which day it is
	// accepted, as YYYY-MM-DD. They are empty where nobody has said so.
	Reason  string `json:"reason,omitempty"`
	Owner   string `json:"owner,omitempty"`
	Expires string `json:"expires,omitempty"`
}

// With returns the findings of one severity.
func (r *Report) With(severity Severity) []Finding {
	var findings []Finding
	for _, finding := range r.Findings {
		if finding.Severity == severity {
			findings = append(findings, finding)
		}
	}
	return findings
}

// Differences returns the findings in which models and database disagree.
func (r *Report) Differences() []Finding { return r.With(SeverityDifference) }

// Breaking returns the differences because of which statements fail or do harm now.
func (r *Report) Breaking() []Finding {
	var findings []Finding
	for _, finding := range r.Differences() {
		if len(finding.Breaks) > 0 {
			findings = append(findings, finding)
		}
	}
	return findings
}

// Undetermined returns the comparisons that could not be decided.
func (r *Report) Undetermined() []Finding { return r.With(SeverityUndetermined) }

// Warnings returns the findings that are no disagreement.
func (r *Report) Warnings() []Finding { return r.With(SeverityWarning) }

// Advice returns what could be better about the structure itself.
func (r *Report) Advice() []Finding { return r.With(SeverityAdvice) }

// String returns a summary of one line.
func (r *Report) String() string {
	parts := []string{
		count(r.Models, "model"), count(r.Columns, "column"), count(len(r.Differences()), "difference"),
	}
	if n := len(r.Undetermined()); n > 0 {
		parts = append(parts, fmt.Sprintf("%d undetermined", n))
	}
	if n := len(r.Warnings()); n > 0 {
		parts = append(parts, count(n, "warning"))
	}
	if n := len(r.Advice()); n > 0 {
		parts = append(parts, fmt.Sprintf("%d advice", n))
	}
	if n := len(r.Suppressed); n > 0 {
		parts = append(parts, fmt.Sprintf("%d ignored", n))
	}
	return strings.Join(parts, ", ")
}

// count writes a number with its noun, thousands separated: "1,447 columns".
func count(n int, noun string) string {
	digits := fmt.Sprint(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	if n != 1 {
		noun += "s"
	}
	return digits + " " + noun
}
