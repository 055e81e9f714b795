package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/internal/glob"
)

// Apply returns the report with the severities of the policy, and with what it accepts
// moved from the findings to the suppressed ones. What is wrong with the policy itself
// is added to the findings. The day decides which ignores have expired.
//
// What is undetermined keeps its severity and is in no baseline. An ignore is not said
// to match nothing where that cannot be known: for advice if none was asked for, and
// for a table of which something is undetermined.
func (p *Policy) Apply(report *schema.Report, today time.Time) *schema.Report {
	applied := *report
	applied.Findings = []schema.Finding{}
	applied.Suppressed = slices.Clone(report.Suppressed)
	accepted := map[key]bool{}
	for _, entry := range p.Baseline {
		accepted[entry.key()] = true
	}
	for _, f := range report.Findings {
		if severity, ok := p.Severity[f.Code]; ok && f.Severity != schema.SeverityUndetermined {
			f.Severity = severity
		}
		ignore := p.ignoring(f, today)
		switch {
		case ignore != nil:
			applied.Suppressed = append(applied.Suppressed, schema.Suppressed{
				Finding: f, Reason: ignore.Reason, Owner: ignore.Owner, Expires: day(ignore.Expires),
			})
		case accepted[keyOf(f)] && f.Severity != schema.SeverityUndetermined:
			applied.Suppressed = append(applied.Suppressed, schema.Suppressed{Finding: f, Reason: "baseline"})
		default:
			applied.Findings = append(applied.Findings, f)
		}
	}
	applied.Findings = append(applied.Findings, p.faults(report, today)...)
	return &applied
}

// A key is what a baseline knows of a finding: what its fingerprint is made of.
type key struct {
	code          schema.Code
	table, object string
}

func keyOf(f schema.Finding) key { return key{f.Code, f.Table, f.Object} }

func (a Accepted) key() key { return key{a.Code, a.Table, a.Object} }

func (i Ignore) matches(f schema.Finding) bool {
	return glob.Match(i.Code, string(f.Code)) &&
		(i.Table == "" || glob.MatchTable(i.Table, f.Table)) &&
		(i.Object == "" || glob.Match(i.Object, f.Object))
}

func (i Ignore) expired(today time.Time) bool {
	return !i.Expires.IsZero() && day(today) > day(i.Expires)
}

// day writes the day of a time, in its own zone.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// ignoring finds the first ignore that counts for a finding.
func (p *Policy) ignoring(f schema.Finding, today time.Time) *Ignore {
	for i := range p.Ignores {
		if ignore := &p.Ignores[i]; ignore.matches(f) && !ignore.expired(today) {
			return ignore
		}
	}
	return nil
}

// faults are the findings about the policy itself.
func (p *Policy) faults(report *schema.Report, today time.Time) []schema.Finding {
	var faults []schema.Finding
	add := func(code schema.Code, object string, line int, expected, actual string) {
		f := schema.Finding{
			Code: code, Severity: schema.SeverityWarning, Table: p.File, Object: object,
			Expected: expected, Actual: actual, File: p.File, Line: line,
		}
		if severity, ok := p.Severity[code]; ok {
			f.Severity = severity
		}
		faults = append(faults, f)
	}
	for _, ignore := range p.Ignores {
		switch {
		case !slices.ContainsFunc(report.Findings, ignore.matches) && known(report, ignore.Code, ignore.Table):
			add(schema.CodeIgnoreUnmatched, ignore.String(), ignore.Line, "a finding that it hides", "none")
		case ignore.expired(today):
			add(schema.CodeIgnoreExpired, ignore.String(), ignore.Line, "an end that is not past", "it counted until "+day(ignore.Expires))
		}
		if ignore.Reason == "" {
			add(schema.CodeIgnoreReason, ignore.String(), ignore.Line, "a reason", "none")
		}
	}
	if _, gone := p.met(report); len(gone) > 0 {
		add(schema.CodeIgnoreUnmatched, "baseline", gone[0].Line, "entries that are still found",
			fmt.Sprintf("%d of %d are not, such as %s", len(gone), len(p.Baseline), strings.TrimSpace(string(gone[0].Code)+" "+gone[0].Table+" "+gone[0].Object)))
	}
	return faults
}

// met returns what was found, and the entries of the baseline that are not any more.
// Entries of neither kind are those about which the report cannot know.
func (p *Policy) met(report *schema.Report) (found map[key]bool, gone []Accepted) {
	found = map[key]bool{}
	for _, f := range report.Findings {
		found[keyOf(f)] = true
	}
	for _, entry := range p.Baseline {
		if !found[entry.key()] && known(report, string(entry.Code), literal(entry.Table)) {
			gone = append(gone, entry)
		}
	}
	return found, gone
}

// literal is the pattern that matches a name and nothing else.
func literal(name string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`).Replace(name)
}

// known reports whether a report would have the findings of some codes in some tables,
// if there were any.
func known(report *schema.Report, code, table string) bool {
	if !report.Advised && onlyAdvice(code) {
		return false
	}
	return !slices.ContainsFunc(report.Undetermined(), func(f schema.Finding) bool {
		return table == "" || glob.MatchTable(table, f.Table)
	})
}

// onlyAdvice reports whether a pattern of codes has codes of advice and no others.
func onlyAdvice(code string) bool {
	advice := false
	for _, e := range schema.Explanations() {
		if !glob.Match(code, string(e.Code)) {
			continue
		}
		if e.Severity != schema.SeverityAdvice {
			return false
		}
		advice = true
	}
	return advice
}
