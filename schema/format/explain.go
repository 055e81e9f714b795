package format

import (
	"fmt"
	"io"
	"strings"

	"github.com/synapscale/synapscale-go/schema"
)

// Explain writes for a terminal what a code means and how what it reports is mended.
func Explain(w io.Writer, e schema.Explanation) error {
	var p page
	p.line(fmt.Sprintf("%s (%s)", e.Code, e.Severity))
	p.labelled("", e.Title+".")
	p.paragraph("What it means", e.Meaning)
	p.paragraph("How to mend it", e.Mend)
	p.line("\nReported for instance after")
	for line := range strings.SplitSeq(strings.TrimSpace(e.Example), "\n") {
		p.line(strings.TrimRight("  "+line, " "))
	}
	_, err := io.WriteString(w, p.text.String())
	return err
}

func (p *page) paragraph(title, text string) {
	p.line("\n" + title)
	p.labelled("  ", text)
}

// Codes writes for a terminal a list of codes with their titles, grouped by severity.
func Codes(w io.Writer, explanations []schema.Explanation) error {
	var p page
	width := 0
	for _, e := range explanations {
		width = max(width, len(e.Code))
	}
	for _, group := range groups {
		title := group.title
		for _, e := range explanations {
			if e.Severity != group.severity {
				continue
			}
			if title != "" {
				p.line(title)
				title = ""
			}
			p.labelled(fmt.Sprintf("  %-*s  ", width, e.Code), e.Title)
		}
		if title == "" {
			p.line("")
		}
	}
	_, err := io.WriteString(w, strings.TrimSuffix(p.text.String(), "\n"))
	return err
}

var groups = []struct {
	severity schema.Severity
	title    string
}{
	{schema.SeverityDifference, "Differences: models and database disagree"},
	{schema.SeverityUndetermined, "Undetermined: whether they do could not be found out"},
	{schema.SeverityWarning, "Warnings: they agree, and something deserves a look"},
	{schema.SeverityAdvice, "Advice: the structure itself could be better; only on request"},
}
