package schema

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWhatMakesAnAssertionFail(t *testing.T) {
	t.Parallel()
	var (
		harmless = Finding{Code: CodeIndexMissing, Severity: SeverityDifference}
		breaking = Finding{Code: CodeColumnMissing, Severity: SeverityDifference, Breaks: []Statement{StatementInsert}}
		warning  = Finding{Severity: SeverityWarning, Breaks: []Statement{StatementInsert}}
		open     = Finding{Severity: SeverityUndetermined}
		advice   = Finding{Severity: SeverityAdvice}
		gone     = &CheckError{Reason: ReasonConnection, Err: errors.New("gone")}
	)
	for name, c := range map[string]struct {
		assertion Assertion
		findings  []Finding
		unchecked error
		failing   []Finding
	}{
		"nothing":                        {findings: nil},
		"harmless":                       {findings: []Finding{harmless}},
		"breaking":                       {findings: []Finding{harmless, breaking}, failing: []Finding{breaking}},
		"no difference":                  {findings: []Finding{warning, open, advice}},
		"no difference, strict":          {assertion: Assertion{Fail: FailOnDifferences}, findings: []Finding{warning, open, advice}},
		"every difference":               {assertion: Assertion{Fail: FailOnDifferences}, findings: []Finding{harmless, open, breaking}, failing: []Finding{harmless, breaking}},
		"never":                          {assertion: Assertion{Fail: FailNever}, findings: []Finding{breaking}},
		"unchecked":                      {unchecked: gone},
		"unchecked, strict":              {assertion: Assertion{Fail: FailOnDifferences}, unchecked: gone},
		"unchecked, required":            {assertion: Assertion{RequireCheck: true}, unchecked: gone},
		"unchecked, required, and never": {assertion: Assertion{RequireCheck: true, Fail: FailNever}, unchecked: gone},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			outcome := Outcome{Unchecked: c.unchecked}
			if c.unchecked == nil {
				outcome.Report = &Report{Findings: c.findings}
			}
			err := c.assertion.verdict(outcome)
			switch drift, failed := errors.AsType[*DriftError](err); {
			case c.assertion.RequireCheck:
				require.Equal(t, gone, err)
			case len(c.failing) == 0:
				require.NoError(t, err)
			default:
				require.True(t, failed)
				require.Equal(t, c.failing, drift.Findings)
				require.Same(t, outcome.Report, drift.Report)
				require.ErrorIs(t, err, ErrDrift)
			}
		})
	}
	require.NoError(t, Assertion{}.verdict(Outcome{Unchanged: true}))
}

func TestTheErrorListsWhatMadeItFail(t *testing.T) {
	t.Parallel()
	first := Finding{Code: CodeIndexMissing, Severity: SeverityDifference, Table: "a", Object: "i", Expected: "(x)", Actual: nothing}
	second := Finding{Code: CodeColumnMissing, Severity: SeverityDifference, Table: "a", Object: "x", Expected: "text", Actual: nothing, Breaks: []Statement{StatementInsert}}
	report := &Report{Database: "shop", Findings: []Finding{first, second}}
	require.EqualError(t, &DriftError{report, report.Differences()},
		"schema: database shop differs from the models: 2 differences\n  "+first.String()+"\n  "+second.String()+" (breaks insert)")
	require.EqualError(t, &DriftError{report, report.Breaking()},
		"schema: database shop differs from the models: 1 of 2 differences breaking statements now\n  "+second.String()+" (breaks insert)")
}

// Instances that start together wait for different times before they look again.
func TestTheWaitBeforeTheSecondLook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		passed := func(a Assertion, ctx context.Context) (time.Duration, bool) {
			start := time.Now()
			waited := a.waits(ctx)
			return time.Since(start), waited
		}
		seen := map[time.Duration]bool{}
		for range 50 {
			wait, waited := passed(Assertion{}, t.Context())
			require.True(t, waited)
			require.InDelta(t, time.Second, wait, float64(time.Second/2)+1)
			seen[wait] = true
			wait, _ = passed(Assertion{SecondLook: time.Minute}, t.Context())
			require.InDelta(t, time.Minute, wait, float64(time.Minute/2)+1)
		}
		require.Greater(t, len(seen), 40)

		wait, waited := passed(Assertion{SecondLook: -1}, t.Context())
		require.False(t, waited)
		require.Zero(t, wait)

		// Where there is no time left, none is spent.
		short, cancel := within(t.Context(), 500*time.Millisecond, time.Hour)
		defer cancel()
		wait, waited = passed(Assertion{}, short)
		require.False(t, waited)
		require.Zero(t, wait)

		canceled, cancel := context.WithCancel(t.Context())
		time.AfterFunc(100*time.Millisecond, cancel)
		wait, waited = passed(Assertion{}, canceled)
		require.False(t, waited)
		require.Equal(t, 100*time.Millisecond, wait)
	})
}

func TestTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for limit, expected := range map[time.Duration]time.Duration{0: 5 * time.Second, time.Minute: time.Minute} {
			ctx, cancel := within(t.Context(), limit, defaultDeadline)
			defer cancel()
			end, bounded := ctx.Deadline()
			require.True(t, bounded)
			require.Equal(t, expected, time.Until(end))
		}
		ctx, cancel := within(t.Context(), -1, defaultDeadline)
		defer cancel()
		require.Equal(t, t.Context(), ctx)
	})
}
