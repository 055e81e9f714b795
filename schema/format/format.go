// Package format writes the report of a check for people and for machines: text for a
// terminal, JSON, SARIF, JUnit, the annotations of GitHub and Markdown for a pull
// request.
//
// Every format has all findings, those that a policy has set aside too where the format
// can tell them apart, and is the same for the same report, byte for byte.
// [Sources] finds the lines of Go that the findings are about.
package format

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/synapscale/synapscale-go/schema"
)

// Options say how a report is written. The zero value will do.
type Options struct {
	// Threshold is the severity from which on a finding counts as a failure, by
	// default [schema.SeverityDifference].
	Threshold schema.Severity
	// Colour asks for the colours of a terminal. Only text has any.
	Colour bool
	// Note is a line for the reader of findings. Only text shows it.
	Note string
	// Fallback is the file to which SARIF points where a finding has none, such as
	// go.mod: GitHub refuses a result that points to no file.
	Fallback string
}

func (o Options) threshold() schema.Severity {
	if o.Threshold == "" {
		return schema.SeverityDifference
	}
	return o.Threshold
}

// failing reports whether a finding reaches the threshold.
func (o Options) failing(f schema.Finding) bool {
	return f.Severity != schema.SeverityUndetermined && f.Severity.AtLeast(o.threshold())
}

// A Format writes a report.
type Format func(w io.Writer, report *schema.Report, options Options) error

var formats = map[string]Format{
	"text": Text, "json": JSON, "sarif": SARIF, "junit": JUnit, "github": GitHub, "markdown": Markdown,
}

// Named returns the format of a name, such as "sarif". It reports whether there is one.
func Named(name string) (Format, bool) {
	format, ok := formats[name]
	return format, ok
}

// Names lists the names of the formats, sorted.
func Names() []string { return slices.Sorted(maps.Keys(formats)) }

//go:generate go test . -run ^TestDocumentOfCodes$ -update

// documentation is where the codes are explained to whoever has only a report.
const documentation = "https://github.com/synapscale/synapscale-go/blob/main/docs/zz_generated_codes.md#"

// explain is [schema.Explain] for codes of later versions, too, which a report that
// was read from JSON may have.
func explain(f schema.Finding) schema.Explanation {
	explanation, ok := schema.Explain(f.Code)
	if !ok {
		return schema.Explanation{Code: f.Code, Severity: f.Severity, Title: string(f.Code)}
	}
	return explanation
}

// summary is the last line of most formats.
func summary(report *schema.Report) string {
	return oneLine(fmt.Sprintf("PostgreSQL %d, database %s: %s", report.Server/10000, report.Database, report))
}

// oneLine keeps a name from beginning a line, or from moving the cursor of a terminal.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}

// outcome says what is and what should be. Advice about the agreement of two sides names
// the one that is probably wrong, so that what it expects is not what would be better.
func outcome(f schema.Finding) string {
	if f.Severity == schema.SeverityAdvice && f.Wrong == "" {
		return "found " + f.Actual + ", better " + f.Expected
	}
	return "expected " + f.Expected + ", found " + f.Actual
}

// sentence says on one line all that is particular to a finding.
func sentence(f schema.Finding) string {
	parts := []string{f.Where() + ": " + outcome(f)}
	for _, part := range []string{f.Reason, consequences(f)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(strings.Fields(oneLine(strings.Join(parts, "; "))), " ")
}

// consequences says what fails and which side is probably wrong, as far as that is
// known.
func consequences(f schema.Finding) string {
	var parts []string
	if len(f.Breaks) > 0 {
		statements := make([]string, len(f.Breaks))
		for i, statement := range f.Breaks {
			statements[i] = string(statement)
		}
		parts = append(parts, "breaks "+strings.Join(statements, ", "))
	}
	if side, ok := sides[f.Wrong]; ok {
		parts = append(parts, side+" is probably wrong")
	}
	return strings.Join(parts, "; ")
}

var sides = map[schema.Side]string{
	schema.SideModel: "the model", schema.SideValidation: "the validate tag", schema.SideDatabase: "the database",
}

// position is the place of a finding as compilers write it, empty without one.
func position(f schema.Finding) string {
	if f.File == "" || f.Line == 0 {
		return f.File
	}
	return fmt.Sprintf("%s:%d", f.File, f.Line)
}
