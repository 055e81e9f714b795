package format

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/synapscale/synapscale-go/schema"
)

// Text writes a report for a terminal: the findings grouped by severity and table,
// advice by its code, and a line that sums them up. Of warnings it leaves out what they
// break and where their model is, unless they count as failures; of advice always.
func Text(w io.Writer, report *schema.Report, options Options) error {
	p := page{colour: options.Colour}
	p.section("Differences", red, report.Differences(), p.full)
	p.section("Undetermined", red, report.Undetermined(), p.full)
	if options.threshold().AtLeast(schema.SeverityUndetermined) {
		p.section("Warnings, no disagreement", yellow, report.Warnings(), p.brief)
	} else {
		p.section("Warnings", red, report.Warnings(), p.full)
	}
	p.advice(report.Advice())
	if options.Note != "" && len(report.Findings) > 0 {
		p.line(options.Note + "\n")
	}
	colour := green
	if len(report.Reaching(options.threshold()))+len(report.Undetermined()) > 0 {
		colour = red
	}
	p.line(p.paint(colour, summary(report)))
	_, err := io.WriteString(w, p.text.String())
	return err
}

// nameWidth is how far names are aligned: one that is longer takes no room from the
// others.
const nameWidth = 40

// section writes the findings of one severity, grouped by table. They come ordered by
// table. A finding about a table itself stands beside its name, the others below it.
func (p *page) section(title, colour string, findings []schema.Finding, write func(lead string, finding schema.Finding)) {
	if len(findings) == 0 {
		return
	}
	p.line(p.paint(colour, title))
	findings = printable(findings)
	var whole []schema.Finding
	for _, finding := range findings {
		if finding.Object == "" {
			whole = append(whole, finding)
		}
	}
	tables := min(widest(whole, func(f schema.Finding) string { return f.Table }), nameWidth)
	for len(findings) > 0 {
		end := 1
		for end < len(findings) && findings[end].Table == findings[0].Table {
			end++
		}
		p.table(findings[:end], tables, write)
		findings = findings[end:]
	}
	p.line("")
}

// table writes the findings of one table, aligned.
func (p *page) table(findings []schema.Finding, tables int, write func(lead string, finding schema.Finding)) {
	// What is about the table itself comes first, beside its name.
	findings = slices.Clone(findings)
	slices.SortStableFunc(findings, func(a, b schema.Finding) int { return cmp.Compare(min(len(a.Object), 1), min(len(b.Object), 1)) })
	codes := widest(findings, func(f schema.Finding) string { return string(f.Code) })
	objects := widest(findings, func(f schema.Finding) string { return f.Object })
	if findings[0].Object != "" {
		p.line("  " + findings[0].Table)
	}
	for _, finding := range findings {
		if finding.Object == "" {
			write(fmt.Sprintf("  %-*s  %s", tables, finding.Table, finding.Code), finding)
		} else {
			write(fmt.Sprintf("    %-*s  %-*s", codes, finding.Code, objects, finding.Object), finding)
		}
	}
}

// printable returns the findings with nothing in them that a terminal obeys.
func printable(findings []schema.Finding) []schema.Finding {
	findings = slices.Clone(findings)
	for i := range findings {
		f := &findings[i]
		for _, text := range []*string{&f.Table, &f.Object, &f.Expected, &f.Actual, &f.Reason, &f.File} {
			*text = oneLine(*text)
		}
	}
	return findings
}

// advice writes advice grouped by code, because one cure mends many tables.
func (p *page) advice(findings []schema.Finding) {
	if len(findings) == 0 {
		return
	}
	p.line(p.paint(yellow, "Advice"))
	findings = printable(findings)
	slices.SortStableFunc(findings, func(a, b schema.Finding) int { return strings.Compare(string(a.Code), string(b.Code)) })
	for len(findings) > 0 {
		end := 1
		for end < len(findings) && findings[end].Code == findings[0].Code {
			end++
		}
		p.labelled(fmt.Sprintf("  %s  ", findings[0].Code), explain(findings[0]).Title)
		p.alike(findings[:end])
		findings = findings[end:]
	}
	p.line("")
}

// alike writes the findings of one code. What is said of several is said once, above
// the places of which it is said.
func (p *page) alike(findings []schema.Finding) {
	width := min(widest(findings, schema.Finding.Where), nameWidth)
	places := map[string][]schema.Finding{}
	for _, f := range findings {
		places[said(f)] = append(places[said(f)], f)
	}
	for _, f := range findings {
		switch group := places[said(f)]; {
		case len(group) == 1:
			p.brief(fmt.Sprintf("    %-*s", width, f.Where()), f)
		case len(group) > 1:
			p.labelled("    ", said(f))
			p.places(group)
			places[said(f)] = nil // Once is enough.
		}
	}
}

// places lists where something was found, each table with its objects.
func (p *page) places(findings []schema.Finding) {
	for len(findings) > 0 {
		var objects []string
		end := 0
		for end < len(findings) && findings[end].Table == findings[0].Table {
			objects = append(objects, findings[end].Object)
			end++
		}
		lead := "      " + findings[0].Table
		if text := strings.Join(objects, ", "); text == "" {
			p.line(lead)
		} else {
			p.labelled(lead+" ", text)
		}
		findings = findings[end:]
	}
}

// full writes a finding on one line if it fits, else what was expected and what was
// found on lines of their own. What else is known of it follows.
func (p *page) full(lead string, f schema.Finding) {
	lines := wrap(outcome(f), pageWidth-utf8.RuneCountInString(lead)-2)
	if len(lines) == 1 {
		p.line(lead + "  " + lines[0])
	} else {
		p.line(strings.TrimRight(lead, " "))
		p.labelled("        expected  ", f.Expected)
		p.labelled("        found     ", f.Actual)
	}
	if f.Reason != "" {
		p.labelled("        note      ", f.Reason)
	}
	var rest []string
	for _, part := range []string{consequences(f), position(f)} {
		if part != "" {
			rest = append(rest, part)
		}
	}
	if len(rest) > 0 {
		p.labelled("        ", strings.Join(rest, "; "))
	}
}

// brief writes what is particular to a finding, behind its place or, if that leaves too
// little room, below it.
func (p *page) brief(lead string, f schema.Finding) {
	lines := wrap(said(f), pageWidth-utf8.RuneCountInString(lead)-2)
	if len(lines) == 1 {
		p.line(lead + "  " + lines[0])
		return
	}
	p.line(strings.TrimRight(lead, " "))
	p.labelled("        ", said(f))
}

// said is what is particular to a finding but for its place.
func said(f schema.Finding) string {
	if f.Reason == "" {
		return outcome(f)
	}
	return outcome(f) + "; " + f.Reason
}
