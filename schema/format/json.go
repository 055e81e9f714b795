package format

import (
	"encoding/json"
	"io"

	"github.com/synapscale/synapscale-go/schema"
)

// JSON writes a report as JSON that a [schema.Report] can be read from again. Its
// format is described by docs/report.schema.json, its version is
// [schema.ReportFormat].
func JSON(w io.Writer, report *schema.Report, _ Options) error { return writeJSON(w, report) }

// writeJSON leaves < and > as they are: SQL is full of them, and the reader is no
// browser.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
