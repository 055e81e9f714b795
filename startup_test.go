package synapscale_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/schematest"
)

// A service tests its start on all models, and on all that is declared beside them, without a database.
func TestTheDoubleOfTheWholeDatabase(t *testing.T) {
	t.Parallel()
	schematest.RequireAligned(t, schematest.New(t, synapscale.Models()...).DB, synapscale.Models()...)
	whole := schematest.New(t, synapscale.Models()...).Declare(synapscale.Structure()...)
	checker := schema.Checker{Declared: synapscale.Structure()}
	schematest.RequireAlignedWith(t, checker, whole.DB, synapscale.Models()...)

	report, err := checker.Check(t.Context(), whole.Without("synapscale_db.agents", "status").DB, synapscale.Models()...)
	require.NoError(t, err)
	require.Len(t, report.Breaking(), 1)
	require.Equal(t, "synapscale_db.agents status", report.Breaking()[0].Where())
}

// BenchmarkStart is what an assertion takes at the start, when the structure is compared and when it is known by its
// fingerprint.
func BenchmarkStart(b *testing.B) {
	db := pgtest.Clone(b)
	var known string
	assertion := schema.Assertion{
		Declared: synapscale.Structure(), Fail: schema.FailOnDifferences, RequireCheck: true,
		Remember: func(fingerprint string) { known = fingerprint },
	}
	require.NoError(b, assertion.Assert(b.Context(), db, synapscale.Models()...))
	for name, fingerprint := range map[string]string{"compared": "", "known": known} {
		b.Run(name, func(b *testing.B) {
			assertion := assertion
			assertion.Known, assertion.Remember = fingerprint, nil
			for b.Loop() {
				outcome := assertion.Run(b.Context(), db, synapscale.Models()...)
				require.NoError(b, outcome.Err)
				require.Equal(b, fingerprint != "", outcome.Unchanged)
			}
		})
	}
}

// BenchmarkStartWithoutADatabase is what such a test takes: the double, and an assertion on it.
func BenchmarkStartWithoutADatabase(b *testing.B) {
	for b.Loop() {
		database, err := schematest.Open(synapscale.Models()...)
		require.NoError(b, err)
		require.NoError(b, schema.Assertion{RequireCheck: true}.Assert(b.Context(), database.DB, synapscale.Models()...))
		require.NoError(b, database.Close())
	}
}
