package synapscale_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/internal/plantest"
	"github.com/synapscale/synapscale-go/schema"
)

// Whatever is broken in the real database is found and named, and nothing else is reported with it. The plan mends it:
// nothing is found any more, and the catalog is what it was. The ways back are proven on a smaller database, in package
// schema.
func TestEveryBreakIsFoundAloneAndMended(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	fillForPlans(t, db)
	conn := plantest.NewSession(t, db)
	healthy := conn.Structure()
	require.GreaterOrEqual(t, len(breakages), 100)
	for _, b := range breakages {
		ok := t.Run(b.statement, func(t *testing.T) {
			s := plantest.Session{TB: t, Conn: conn.Conn}
			s.Exec(b.statement)
			report := checkDeclared(t, db)
			require.Equal(t, b.finding, strings.Join(names(report.Findings), " + "))
			plan := report.Plan(schema.PlanOptions{Allow: codesOf(report)})
			require.Empty(t, plan.Unplanned)
			s.Apply(plan)
			require.Empty(t, checkDeclared(t, db).Findings)
			require.Equal(t, healthy, s.Structure())
		})
		require.True(t, ok, "the next break needs a healthy database")
	}
}

// fillForPlans writes a few rows, so that plans have something to keep.
func fillForPlans(t *testing.T, db *gorm.DB) {
	t.Helper()
	require.NoError(t, db.Exec(`
		insert into synapscale_db.plans (name, slug) values ('free', 'free');
		insert into synapscale_db.tenants (name, slug, plan_id) select 'acme', 'acme', id from synapscale_db.plans where slug = 'free'`).Error)
}

func codesOf(report *schema.Report) (codes []string) {
	for _, finding := range report.Findings {
		codes = append(codes, string(finding.Code))
	}
	return codes
}
