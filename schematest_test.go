package synapscale_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	synapscale "github.com/synapscale/synapscale-go"
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

// BenchmarkStartWithoutADatabase is what such a test takes: the double, and an assertion on it.
func BenchmarkStartWithoutADatabase(b *testing.B) {
	for b.Loop() {
		database, err := schematest.Open(synapscale.Models()...)
		require.NoError(b, err)
		require.NoError(b, schema.Assertion{RequireCheck: true}.Assert(b.Context(), database.DB, synapscale.Models()...))
		require.NoError(b, database.Close())
	}
}
