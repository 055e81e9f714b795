package schema

import (
	"errors"
	"fmt"
	"strings"
)

// Sentinels for errors.Is.
var (
	// ErrDrift is what a [*DriftError] unwraps to.
	ErrDrift = errors.New("schema: the database differs from the models")
	// ErrNotChecked is what a [*CheckError] unwraps to: nothing is known about the
	// database, good or bad.
	ErrNotChecked = errors.New("schema: the check or the probe could not run")
	// ErrReadOnly is returned by every method of [Migrator] that would change
	// something.
	ErrReadOnly = errors.New("schema: this migrator only answers questions; change the structure with a migration")
)

// A DriftError says that models and database disagree.
type DriftError struct {
	Report *Report
	// Findings are those of the report that are too grave for the one who asked: those
	// that break statements now, or all differences, as also if it is nil.
	Findings []Finding
}

// Error lists the findings, one on a line, with the statements that each breaks.
func (e *DriftError) Error() string {
	all, grave := e.Report.Differences(), e.Findings
	differences := count(len(all), "difference")
	if grave == nil {
		grave = all
	} else if len(grave) < len(all) {
		differences = fmt.Sprintf("%d of %s breaking statements now", len(grave), differences)
	}
	lines := []string{fmt.Sprintf("schema: database %s differs from the models: %s", e.Report.Database, differences)}
	for _, finding := range grave {
		line := "  " + finding.String()
		if len(finding.Breaks) > 0 {
			line += " (breaks " + strings.Trim(fmt.Sprint(finding.Breaks), "[]") + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// Unwrap makes errors.Is(err, ErrDrift) true.
func (e *DriftError) Unwrap() error { return ErrDrift }

// A CheckError says why a check or a probe could not run.
type CheckError struct {
	// Reason is one of the reasons below.
	Reason Reason
	// Err is the cause: a driver's error, or what is to be done.
	Err error
}

// A Reason is a class of causes, for which the reader has to do different things.
type Reason string

// The reasons for which a check or a probe cannot run. The last two are a probe's.
const (
	ReasonModel      Reason = "a model cannot be read"
	ReasonConnection Reason = "the database cannot be asked"
	ReasonServer     Reason = "the server is not supported"
	ReasonPrivilege  Reason = "the role may not look"
	ReasonReadOnly   Reason = "nothing can be written"
	ReasonProduction Reason = "nothing may be written"
)

// Error names the reason and the cause.
func (e *CheckError) Error() string { return fmt.Sprintf("schema: %s: %v", e.Reason, e.Err) }

// Unwrap returns [ErrNotChecked] and the cause.
func (e *CheckError) Unwrap() []error { return []error{ErrNotChecked, e.Err} }
