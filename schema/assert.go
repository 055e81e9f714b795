package schema

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema/declare"
)

// Assert is for the start of a service: it returns an error if models and database
// disagree in a way that breaks reads or writes now, and nil otherwise. The error is
// a [*DriftError].
//
// Nil does not mean that everything is well: a check that could not run lets the
// service start, and so does a difference that breaks nothing yet. Both are written
// to [slog.Default]. It is the [Assertion] with that logger and no other option; see
// there for what else a start may demand.
func Assert(ctx context.Context, db *gorm.DB, models ...any) error {
	return Assertion{Logger: slog.Default()}.Assert(ctx, db, models...)
}

// An Assertion is what a service demands of its database when it starts. The zero
// value is of use: it fails on what breaks reads or writes now, looks a second time
// before it does, and ends after five seconds. An Assertion has no state, leaves no
// goroutine behind and may be used by several.
type Assertion struct {
	// Declared is what GORM's tags cannot say of the database, as of a [Checker].
	Declared []declare.Schema
	// Fail says what makes the assertion fail.
	Fail Strictness
	// RequireCheck makes it fail as well if the check could not run: the database is
	// not there, the role may not look, the deadline is over. The error is then a
	// [*CheckError].
	RequireCheck bool
	// Deadline bounds all of it: 5 seconds if it is zero, nothing if it is negative.
	// A context that ends earlier stays in force.
	Deadline time.Duration
	// SecondLook is how long to wait before looking once more when the first look
	// would make the assertion fail, because a migration may be running: 1 second if
	// it is zero; a negative one means not to look again. The wait takes between half
	// and one and a half times as long, at random, so that instances that start
	// together do not ask together again.
	SecondLook time.Duration
	// Known is the fingerprint that Remember was given some time before. If it still
	// holds, nothing is compared: what was accepted then is accepted now.
	Known string
	// Remember is given the fingerprint of the structure, the models and the
	// declarations when they are accepted and it is not the known one, to be kept
	// wherever the next start finds it; nil for nobody.
	Remember func(fingerprint string)
	// Logger is told of the outcome and of each difference; nil for none.
	Logger *slog.Logger
	// Observe is told of the outcome before Assert returns, for metrics and for who
	// wants to keep the report; nil for nobody.
	Observe func(Outcome)
}

// A Strictness says which findings make an [Assertion] fail.
type Strictness int

// The degrees of strictness. Warnings, advice and undetermined comparisons are never
// a reason to fail.
const (
	// FailOnBreaks fails on a difference because of which statements fail or do harm
	// now, those whose Breaks is not empty.
	FailOnBreaks Strictness = iota
	// FailOnDifferences fails on every difference, which suits tests and CI.
	FailOnDifferences
	// FailNever leaves it at telling the Logger and Observe.
	FailNever
)

// An Outcome is what came of an [Assertion].
type Outcome struct {
	// Report is that of the last look; nil if there was nothing to compare because
	// the structure is the known one, or if the check could not run.
	Report *Report
	// Err is what Assert returns.
	Err error
	// Unchecked says why the check could not run; nil if it did. It is a
	// [*CheckError].
	Unchecked error
	// Unchanged is set if the structure still has the known fingerprint.
	Unchanged bool
	// Looks counts how often the database was asked: once or twice.
	Looks int
	// Duration is how long all of it took, the wait between two looks included.
	Duration time.Duration

	fingerprint string
}

const (
	defaultDeadline   = 5 * time.Second
	defaultSecondLook = time.Second
)

// Assert compares the models with the database and returns an error if the
// assertion fails: a [*DriftError], or a [*CheckError] if RequireCheck is set.
func (a Assertion) Assert(ctx context.Context, db *gorm.DB, models ...any) error {
	return a.Run(ctx, db, models...).Err
}

// Run is [Assertion.Assert] for a caller who wants to know more than the error.
func (a Assertion) Run(ctx context.Context, db *gorm.DB, models ...any) Outcome {
	start := time.Now()
	bounded, cancel := within(ctx, a.Deadline, defaultDeadline)
	defer cancel()
	outcome := a.look(bounded, db, models)
	outcome.Looks = 1
	if outcome.Err != nil && a.waits(bounded) {
		// A second look that finds nothing out does not excuse what the first one saw.
		second := a.look(bounded, db, models)
		if second.Unchecked == nil || outcome.Unchecked != nil {
			outcome = second
		}
		outcome.Looks = 2
	}
	outcome.Duration = time.Since(start)
	if a.Remember != nil && outcome.accepted() {
		a.Remember(outcome.fingerprint)
	}
	if a.Logger != nil {
		outcome.log(ctx, a.Logger)
	}
	if a.Observe != nil {
		a.Observe(outcome)
	}
	return outcome
}

func within(ctx context.Context, limit, otherwise time.Duration) (context.Context, context.CancelFunc) {
	switch {
	case limit < 0:
		return ctx, func() {}
	case limit == 0:
		limit = otherwise
	}
	return context.WithTimeout(ctx, limit)
}

// waits lets the time before the second look pass, and reports whether there is time
// for one.
func (a Assertion) waits(ctx context.Context) bool {
	wait := a.SecondLook
	switch {
	case wait < 0:
		return false
	case wait == 0:
		wait = defaultSecondLook
	}
	wait = wait/2 + rand.N(wait+1) //nolint:gosec // It spreads a load and guards nothing.
	if end, bounded := ctx.Deadline(); bounded && time.Until(end) <= wait {
		return false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// look asks the database once.
func (a Assertion) look(ctx context.Context, db *gorm.DB, models []any) Outcome {
	var outcome Outcome
	checker := Checker{Declared: a.Declared}
	if a.Known != "" || a.Remember != nil {
		checker.unchanged = func(ctx context.Context, s *session, asked asked) (bool, error) {
			var err error
			outcome.fingerprint, err = a.fingerprint(ctx, s, asked)
			outcome.Unchanged = err == nil && outcome.fingerprint == a.Known
			return outcome.Unchanged, err
		}
	}
	outcome.Report, outcome.Unchecked = checker.Check(ctx, db, models...)
	outcome.Unchanged = outcome.Unchanged && outcome.Unchecked == nil
	outcome.Err = a.verdict(outcome)
	return outcome
}

// accepted reports whether something was compared and found good enough.
func (o Outcome) accepted() bool { return o.Report != nil && o.Err == nil }

// verdict is the error for an outcome.
func (a Assertion) verdict(outcome Outcome) error {
	if outcome.Unchecked != nil {
		if a.RequireCheck {
			return outcome.Unchecked
		}
		return nil
	}
	if outcome.Report == nil || a.Fail == FailNever {
		return nil
	}
	failing := outcome.Report.Differences()
	if a.Fail == FailOnBreaks {
		failing = outcome.Report.Breaking()
	}
	if len(failing) == 0 {
		return nil
	}
	return &DriftError{Report: outcome.Report, Findings: failing}
}

// log writes one record about the outcome, and one about each difference.
func (o Outcome) log(ctx context.Context, logger *slog.Logger) {
	duration := slog.Duration("duration", o.Duration)
	switch {
	case o.Unchanged:
		logger.InfoContext(ctx, "schema: unchanged since it was accepted", duration)
		return
	case o.Report == nil:
		logger.WarnContext(ctx, "schema: not checked", slog.Any("error", o.Unchecked), duration)
		return
	}
	level, differences, breaking := slog.LevelInfo, o.Report.Differences(), o.Report.Breaking()
	switch {
	case errors.Is(o.Err, ErrDrift):
		level = slog.LevelError
	case len(differences) > 0:
		level = slog.LevelWarn
	}
	logger.LogAttrs(ctx, level, "schema: checked",
		slog.String("database", o.Report.Database), slog.Int("models", o.Report.Models),
		slog.Int("differences", len(differences)), slog.Int("breaking", len(breaking)),
		slog.Int("undetermined", len(o.Report.Undetermined())), slog.Int("warnings", len(o.Report.Warnings())),
		slog.Int("looks", o.Looks), duration)
	for _, finding := range differences {
		logger.LogAttrs(ctx, level, "schema: difference",
			slog.String("code", string(finding.Code)), slog.String("where", finding.Where()),
			slog.String("expected", finding.Expected), slog.String("actual", finding.Actual),
			slog.Any("breaks", finding.Breaks))
	}
}
