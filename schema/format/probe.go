package format

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/synapscale/synapscale-go/schema"
)

// ProbeText writes the report of a probe for a terminal: what was refused, with its
// cause, and a line that sums it up.
func ProbeText(w io.Writer, report *schema.ProbeReport, options Options) error {
	p := page{colour: options.Colour}
	p.refusals("Refused", report.With(schema.Refused))
	p.refusals("Not reached", report.With(schema.NotReached))
	if immutable := notUpdated(report); len(immutable) > 0 {
		p.line(p.paint(yellow, "Not updated, because every column is create-only"))
		p.labelled("  ", strings.Join(immutable, ", "))
		p.line("")
	}
	colour := green
	if report.Err() != nil {
		colour = red
	}
	p.line(p.paint(colour, fmt.Sprintf("PostgreSQL %d, database %s: %s", report.Server/10000, report.Database, report)))
	_, err := io.WriteString(w, p.text.String())
	return err
}

// notUpdated lists the tables that are immutable by declaration.
func notUpdated(report *schema.ProbeReport) []string {
	var tables []string
	for _, probed := range report.Tables {
		if probed.NotUpdated == schema.Immutable {
			tables = append(tables, probed.Table)
		}
	}
	return tables
}

// refusals writes the tables of one result with what was refused and the cause, the
// operations aligned.
func (p *page) refusals(title string, tables []schema.Probed) {
	if len(tables) == 0 {
		return
	}
	p.line(p.paint(red, title))
	width := 0
	for _, probed := range tables {
		width = max(width, utf8.RuneCountInString(probed.Table))
	}
	for _, probed := range tables {
		for _, refusal := range probed.Refusals {
			p.line(strings.TrimRight(fmt.Sprintf("  %-*s  %-6s  %s", width, probed.Table, refusal.Operation, refusal.SQLState), " "))
			message := refusal.Message
			if refusal.Table != probed.Table {
				message = "it needs a row of " + refusal.Table + ": " + message
			}
			p.labelled("        says   ", message)
			if cause := refusal.Cause(); cause != "" {
				p.labelled("        cause  ", cause)
			}
		}
	}
	p.line("")
}
