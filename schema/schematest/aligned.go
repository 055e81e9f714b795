package schematest

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema"
)

// TB is what [RequireAligned] uses of a [testing.TB].
type TB interface {
	Helper()
	Context() context.Context
	Fatal(arguments ...any)
	Log(arguments ...any)
}

// RequireAligned is for an integration test, with the database that the test runs on:
// it ends the test unless models and database agree, and says for each finding what
// differs, what that breaks and how it is mended. Comparisons that came to no result
// end it as well; warnings are logged.
func RequireAligned(tb TB, db *gorm.DB, models ...any) {
	tb.Helper()
	RequireAlignedWith(tb, schema.Checker{}, db, models...)
}

// RequireAlignedWith is [RequireAligned] with a checker of the test's own, which knows
// what is declared beside the models.
func RequireAlignedWith(tb TB, checker schema.Checker, db *gorm.DB, models ...any) {
	tb.Helper()
	report, err := checker.Check(tb.Context(), db, models...)
	if err != nil {
		tb.Fatal(err)
		return
	}
	for _, finding := range report.Warnings() {
		tb.Log(describe(finding))
	}
	against := append(report.Differences(), report.Undetermined()...)
	if len(against) == 0 {
		return
	}
	lines := []string{"models and database " + report.Database + " do not agree: " + report.String()}
	for _, finding := range against {
		lines = append(lines, describe(finding))
	}
	tb.Fatal(strings.Join(lines, "\n\n"))
}

// describe tells all of a finding.
func describe(finding schema.Finding) string {
	explanation, _ := schema.Explain(finding.Code)
	lines := []string{finding.Where() + ": " + string(finding.Code)}
	add := func(label, text string) {
		if text != "" {
			lines = append(lines, "    "+label+strings.ReplaceAll(text, "\n", "\n    "))
		}
	}
	add("", explanation.Title)
	add("expected: ", finding.Expected)
	add("found:    ", finding.Actual)
	add("because:  ", finding.Reason)
	add("asked by: ", strings.TrimSuffix(finding.Model+"."+finding.Field, "."))
	var broken []string
	for _, statement := range finding.Breaks {
		broken = append(broken, string(statement))
	}
	add("breaks:   ", strings.Join(broken, ", "))
	add("mend:     ", explanation.Mend)
	return strings.Join(lines, "\n")
}
