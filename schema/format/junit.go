package format

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema"
)

// JUnit writes a report as the XML that CI systems show as test results. A table is a
// test case: it fails if a finding reaches the threshold, it is an error if something is
// undetermined, and it passes otherwise, with what else was found as its output. So does
// whatever else a finding is about, such as a function.
func JUnit(w io.Writer, report *schema.Report, options Options) error {
	suite := junitSuite{Name: fmt.Sprintf("database %s, PostgreSQL %d", report.Database, report.Server/10000)}
	for _, table := range tablesOf(report) {
		testCase := junitCaseOf(table, report, options)
		suite.Cases = append(suite.Cases, testCase)
		suite.Tests++
		if testCase.Failure != nil {
			suite.Failures++
		}
		if testCase.Error != nil {
			suite.Errors++
		}
	}
	// Strings and numbers can always be marshalled.
	text, _ := xml.MarshalIndent(junitSuites{
		Name: "models and database", Tests: suite.Tests, Failures: suite.Failures, Errors: suite.Errors, Suites: []junitSuite{suite},
	}, "", "  ")
	_, err := fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return err
}

// tablesOf lists the tables of the models and whatever else has a finding.
func tablesOf(report *schema.Report) []string {
	tables := report.Tables()
	for _, f := range report.Findings {
		tables = append(tables, f.Table)
	}
	for _, s := range report.Suppressed {
		tables = append(tables, s.Finding.Table)
	}
	slices.Sort(tables)
	return slices.Compact(tables)
}

func junitCaseOf(table string, report *schema.Report, options Options) junitCase {
	class, name, ok := strings.Cut(table, ".")
	if !ok || class == "" {
		class, name = report.Database, table
	}
	result := junitCase{Class: class, Name: name}
	var failing, undetermined []schema.Finding
	var output []string
	for _, f := range report.Findings {
		switch {
		case f.Table != table:
		case options.failing(f):
			failing = append(failing, f)
		case f.Severity == schema.SeverityUndetermined:
			undetermined = append(undetermined, f)
		default:
			output = append(output, fmt.Sprintf("%s %s: %s", f.Severity, f.Code, sentence(f)))
		}
	}
	for _, s := range report.Suppressed {
		if s.Finding.Table == table {
			output = append(output, fmt.Sprintf("ignored %s: %s", s.Finding.Code, sentence(s.Finding)))
		}
	}
	result.Output = strings.Join(output, "\n")
	if len(failing) > 0 {
		result.Failure = junitProblemOf(append(failing, undetermined...))
	} else if len(undetermined) > 0 {
		result.Error = junitProblemOf(undetermined)
	}
	return result
}

// junitProblemOf tells several findings as one, of which the first gives the headline:
// readers show one problem of a test case.
func junitProblemOf(findings []schema.Finding) *junitProblem {
	lines := make([]string, len(findings))
	for i, f := range findings {
		lines[i] = string(f.Code) + ": " + sentence(f)
	}
	return &junitProblem{Message: lines[0], Type: string(findings[0].Code), Text: strings.Join(lines, "\n")}
}

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Failure *junitProblem `xml:"failure,omitempty"`
	Error   *junitProblem `xml:"error,omitempty"`
	Output  string        `xml:"system-out,omitempty"`
}

type junitProblem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}
