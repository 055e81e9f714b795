package format

import (
	"fmt"
	"io"
	"strings"

	"github.com/synapscale/synapscale-go/schema"
)

// commentLimit is what fits into a comment of GitHub, in bytes to be safe, with room
// for what stands around the findings.
const commentLimit = 60_000

// Markdown writes a report for a comment of a pull request: what was found in numbers,
// the findings in folded tables, and how each kind is mended. Where there are more than
// a comment can hold it says how many are left out.
func Markdown(w io.Writer, report *schema.Report, options Options) error {
	m := markdown{}
	m.line("## " + headline(report, options))
	m.line("")
	m.line(plain(summary(report)))
	sections := []struct {
		title    string
		findings []schema.Finding
	}{
		{"Differences", report.Differences()},
		{"Undetermined", report.Undetermined()},
		{"Warnings", report.Warnings()},
		{"Advice", report.Advice()},
	}
	if len(report.Findings)+len(report.Suppressed) > 0 {
		m.line("\n| | findings |\n|---|---:|")
		for _, s := range sections {
			if len(s.findings) > 0 {
				m.line(fmt.Sprintf("| %s | %d |", s.title, len(s.findings)))
			}
		}
		if len(report.Suppressed) > 0 {
			m.line(fmt.Sprintf("| Ignored | %d |", len(report.Suppressed)))
		}
	}
	for _, s := range sections {
		m.findings(s.title, s.findings, options)
	}
	m.suppressed(report.Suppressed)
	m.cures(report.Findings)
	if m.left > 0 {
		m.line(fmt.Sprintf("\n%d findings do not fit into a comment: the other formats have them.", m.left))
	}
	_, err := io.WriteString(w, m.text.String())
	return err
}

func headline(report *schema.Report, options Options) string {
	switch {
	case len(report.Differences()) > 0:
		return "❌ Models and database differ"
	case len(report.Reaching(options.threshold())) > 0:
		return "❌ Models and database need a look"
	case len(report.Undetermined()) > 0:
		return "❓ Models and database could not be compared in full"
	default:
		return "✅ Models and database agree"
	}
}

// markdown is the text while it is written.
type markdown struct {
	text strings.Builder
	left int // findings that are left out
}

func (m *markdown) line(text string) { m.text.WriteString(text + "\n") }

// row writes the line of a finding as long as there is room.
func (m *markdown) row(text string) {
	if m.left > 0 || !m.fits(text) {
		m.left++
		return
	}
	m.line(text)
}

func (m *markdown) fits(text string) bool { return m.text.Len()+len(text) < commentLimit }

func (m *markdown) findings(title string, findings []schema.Finding, options Options) {
	if m.left > 0 { // The page is full.
		m.left += len(findings)
		return
	}
	if len(findings) == 0 {
		return
	}
	open := ""
	if options.failing(findings[0]) {
		open = " open"
	}
	m.line(fmt.Sprintf("\n<details%s><summary>%s (%d)</summary>\n", open, title, len(findings)))
	m.line("| where | code | expected | found | more |\n|---|---|---|---|---|")
	for _, f := range findings {
		var more []string
		for _, part := range []string{plain(f.Reason), consequences(f), code(position(f))} {
			if part != "" {
				more = append(more, part)
			}
		}
		m.row(fmt.Sprintf("| %s | [%s](%s) | %s | %s | %s |",
			code(f.Where()), f.Code, documentation+string(f.Code), code(f.Expected), code(f.Actual), strings.Join(more, "; ")))
	}
	m.line("\n</details>")
}

func (m *markdown) suppressed(all []schema.Suppressed) {
	if m.left > 0 {
		m.left += len(all)
		return
	}
	if len(all) == 0 {
		return
	}
	m.line(fmt.Sprintf("\n<details><summary>Ignored (%d)</summary>\n", len(all)))
	m.line("| where | code | why |\n|---|---|---|")
	for _, s := range all {
		m.row(fmt.Sprintf("| %s | %s | %s |", code(s.Finding.Where()), s.Finding.Code, why(s)))
	}
	m.line("\n</details>")
}

// why is the justification with the owner as code, so that a comment calls nobody.
func why(s schema.Suppressed) string {
	owner := s.Owner
	s.Owner = ""
	text := plain(justification(s))
	if owner != "" {
		text += " " + code(owner)
	}
	return strings.TrimSpace(text)
}

// cures tells once for each code how it is mended.
func (m *markdown) cures(findings []schema.Finding) {
	told := map[schema.Code]bool{}
	for _, f := range findings {
		e := explain(f)
		text := fmt.Sprintf("- **%s** %s. %s", f.Code, plain(e.Title), plain(e.Mend))
		if told[f.Code] || e.Mend == "" || !m.fits(text) {
			continue
		}
		if len(told) == 0 {
			m.line("\n<details><summary>How to mend it</summary>\n")
		}
		told[f.Code] = true
		m.line(text)
	}
	if len(told) > 0 {
		m.line("\n</details>")
	}
}

// plain is text that Markdown and HTML leave as it is, on one line.
func plain(text string) string {
	var escaped strings.Builder
	for _, r := range strings.Join(strings.Fields(oneLine(text)), " ") {
		switch {
		case r == '<':
			escaped.WriteString("&lt;")
		case r == '&':
			escaped.WriteString("&amp;")
		case strings.ContainsRune("\\`*_[]|~#", r):
			escaped.WriteString(`\` + string(r))
		default:
			escaped.WriteRune(r)
		}
	}
	return escaped.String()
}

// code is text as code on one line of a table.
func code(text string) string {
	text = strings.ReplaceAll(strings.Join(strings.Fields(oneLine(text)), " "), "|", `\|`)
	if text == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if fence == "`" {
		return fence + text + fence
	}
	return fence + " " + text + " " + fence
}
