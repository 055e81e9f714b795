package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/synapscale/synapscale-go/schema"
)

// pageWidth is the width of the text report. It does not follow the terminal, so that the output of two runs can be
// compared.
const pageWidth = 100

func writeReport(c console, report *schema.Report, format string) error {
	if format == "json" {
		return writeJSON(c, report)
	}
	p := page{colour: c.colour}
	p.section("Differences", red, report.Differences(), p.full)
	if modelsWithoutTables(report) {
		p.line("No model has its table. An empty database is migrated first: synapscale migrate up\n")
	}
	p.section("Undetermined", red, report.Undetermined(), p.full)
	p.section("Warnings, no disagreement (in full: --format json)", yellow, report.Warnings(), p.short)
	summary := fmt.Sprintf("PostgreSQL %d, database %s: %s", report.Server/10000, report.Database, report)
	if verdict(report) == nil {
		p.line(p.paint(green, summary))
	} else {
		p.line(p.paint(red, summary))
	}
	_, err := io.WriteString(c.out, p.text.String())
	return err
}

func writeJSON(c console, report any) error {
	encoder := json.NewEncoder(c.out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(report)
}

// modelsWithoutTables reports whether the database holds no table of a model.
func modelsWithoutTables(report *schema.Report) bool {
	missing := 0
	for _, finding := range report.Findings {
		if finding.Code == schema.CodeTableMissing {
			missing++
		}
	}
	return missing > 0 && missing == report.Models
}

// A page is the text report while it is written.
type page struct {
	text   strings.Builder
	colour bool
}

// The colours are those of ECMA-48, which every terminal knows.
const (
	red    = "31"
	green  = "32"
	yellow = "33"
)

func (p *page) paint(colour, text string) string {
	if !p.colour {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

func (p *page) line(text string) {
	p.text.WriteString(text)
	p.text.WriteByte('\n')
}

// section writes the findings of one severity, grouped by table. They come ordered by table. A finding about a table
// itself stands beside its name, the others below it.
func (p *page) section(title, colour string, findings []schema.Finding, write func(lead string, finding schema.Finding)) {
	if len(findings) == 0 {
		return
	}
	p.line(p.paint(colour, title))
	var whole []schema.Finding
	for _, finding := range findings {
		if finding.Object == "" {
			whole = append(whole, finding)
		}
	}
	tables := widest(whole, func(f schema.Finding) string { return f.Table })
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

func widest(findings []schema.Finding, text func(schema.Finding) string) int {
	width := 0
	for _, finding := range findings {
		width = max(width, utf8.RuneCountInString(text(finding)))
	}
	return width
}

// full writes a finding on one line if it fits, else what was expected and what was found on lines of their own.
func (p *page) full(lead string, finding schema.Finding) {
	lines := wrap(outcome(finding), pageWidth-utf8.RuneCountInString(lead)-2)
	if len(lines) == 1 {
		p.line(lead + "  " + lines[0])
		return
	}
	p.line(strings.TrimRight(lead, " "))
	p.labelled("        expected  ", finding.Expected)
	p.labelled("        found     ", finding.Actual)
}

// labelled writes a text after its label, in as many lines as it needs.
func (p *page) labelled(label, text string) {
	for _, line := range wrap(text, pageWidth-len(label)) {
		p.line(label + line)
		label = strings.Repeat(" ", len(label))
	}
}

// short writes a finding on one line, cut off where the page ends.
func (p *page) short(lead string, finding schema.Finding) {
	// Two spaces before it and the mark of the cut.
	lines := wrap(outcome(finding), pageWidth-utf8.RuneCountInString(lead)-3)
	if len(lines) > 1 {
		lines[0] += "…"
	}
	p.line(lead + "  " + lines[0])
}

func outcome(finding schema.Finding) string {
	return "expected " + finding.Expected + ", found " + finding.Actual
}

// wrap breaks a text between words into lines of at most width runes. A longer word has a line of its own. There
// always is a first line.
func wrap(text string, width int) []string {
	lines := []string{""}
	for _, word := range strings.Fields(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case utf8.RuneCountInString(*last)+1+utf8.RuneCountInString(word) <= width:
			*last += " " + word
		default:
			lines = append(lines, word)
		}
	}
	return lines
}
