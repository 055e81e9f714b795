package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/plantest"
	"github.com/synapscale/synapscale-go/schema"
)

// Advice is planned where no model says otherwise; what the models ask for begins in
// them.
func TestPlanOfAdvice(t *testing.T) {
	t.Parallel()
	db := pallets(t)
	run(t, db, `create index twice on shop.pallets (count); create index again on shop.pallets (count);
		alter table shop.pallets add constraint repeated foreign key (inside) references shop.pallets (code) on delete set null`)
	report, err := schema.Checker{Advice: true}.Check(t.Context(), db, &pallet{})
	require.NoError(t, err)
	plan := report.Plan(schema.PlanOptions{})
	var planned []schema.Code
	s := plantest.NewSession(t, db)
	for _, step := range plan.Steps {
		s.Step(step)
		planned = append(planned, step.Mends[0].Code)
	}
	require.Subset(t, planned, []schema.Code{schema.CodeForeignKeyUnindexed, schema.CodeIndexDuplicate})
	for _, unplanned := range plan.Unplanned {
		require.NotEmpty(t, unplanned.Why)
	}
	report, err = schema.Checker{Advice: true}.Check(t.Context(), db, &pallet{})
	require.NoError(t, err)
	for _, finding := range report.Findings {
		require.NotContains(t, planned, finding.Code)
	}
}
