package format

import (
	"fmt"
	"io"
	"strings"

	"github.com/synapscale/synapscale-go/schema"
)

// GitHub writes a report as workflow commands, which GitHub Actions shows as
// annotations of the changed files: an error for what reaches the threshold, a notice
// for advice, a warning for the rest. GitHub shows ten of each kind in a step.
func GitHub(w io.Writer, report *schema.Report, options Options) error {
	var text strings.Builder
	for _, f := range report.Findings {
		level := "warning"
		switch {
		case options.failing(f):
			level = "error"
		case f.Severity == schema.SeverityAdvice:
			level = "notice"
		}
		var properties []string
		if f.File != "" {
			properties = append(properties, "file="+escapeProperty(f.File))
			if f.Line > 0 {
				properties = append(properties, fmt.Sprintf("line=%d", f.Line))
			}
		}
		properties = append(properties, "title="+escapeProperty(string(f.Code)))
		message := sentence(f)
		if mend := explain(f).Mend; mend != "" {
			message += "\n" + mend
		}
		fmt.Fprintf(&text, "::%s %s::%s\n", level, strings.Join(properties, ","), escapeData(message))
	}
	text.WriteString(summary(report) + "\n")
	_, err := io.WriteString(w, text.String())
	return err
}

// The escapes are those of GitHub's own toolkit.
var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func escapeData(text string) string     { return dataEscapes.Replace(text) }
func escapeProperty(text string) string { return propertyEscapes.Replace(text) }
