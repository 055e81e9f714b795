package schema_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
)

// Whatever is broken, the plan mends: the check then finds nothing, and the catalog is
// what it was. The ways back lead to the broken one, and the plan holds again.
func TestEveryBreakIsMended(t *testing.T) {
	t.Parallel()
	db := shop(t)
	s := newSession(t, db)
	healthy := s.structureOf()
	for _, b := range breakages {
		if b.findings == nil {
			continue // Nothing to mend.
		}
		if strings.Contains(b.statement, "kind = 'company' or kind = 'person'") {
			continue // It has the right meaning under another name, and keeps its words when it is renamed.
		}
		t.Run(b.statement, func(t *testing.T) {
			s := session{t, s.Conn}
			t.Cleanup(func() {
				if t.Failed() {
					_, _ = s.ExecContext(context.Background(), "rollback; drop schema shop cascade; reset lock_timeout; reset statement_timeout")
					openShop(t, db)
				}
			})
			s.exec(b.statement)
			broken := s.structureOf()
			report := check(t, db, models()...)
			plan := report.Plan(schema.PlanOptions{Allow: codesOf(report.Findings)})
			require.Empty(t, plan.Unplanned)
			require.NotEmpty(t, plan.Steps)
			s.apply(plan)
			require.Empty(t, check(t, db, models()...).Findings)
			require.Equal(t, healthy, s.structureOf())
			if !reversible(plan) {
				return
			}
			s.undo(plan)
			require.Equal(t, broken, s.structureOf())
			s.apply(plan)
			require.Equal(t, healthy, s.structureOf())
		})
	}
}

func codesOf(findings []schema.Finding) (codes []string) {
	for _, finding := range findings {
		codes = append(codes, string(finding.Code))
	}
	return codes
}

// reversible reports whether all steps of a plan have a way back, or need none.
func reversible(plan *schema.Plan) bool {
	return !slices.ContainsFunc(plan.Steps, func(step schema.Step) bool {
		return step.Undo == "" && !strings.HasPrefix(step.UndoNote, "Nothing has to be undone: ")
	})
}
