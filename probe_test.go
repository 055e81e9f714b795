package synapscale_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/migrations"
	"github.com/synapscale/synapscale-go/schema"
)

// version1 is a database of the test's own with the production structure as it stands.
func version1(t *testing.T) *gorm.DB {
	t.Helper()
	db := pgtest.Empty(t)
	pool, err := db.DB()
	require.NoError(t, err)
	_, err = migrations.Up(t.Context(), pool, migrations.Options{To: new(int64(1))})
	require.NoError(t, err)
	return db
}

func TestProbeFindsWhatProductionRefuses(t *testing.T) {
	t.Parallel()
	report, err := schema.Probe(t.Context(), version1(t), synapscale.Models()...)
	require.NoError(t, err)
	t.Log(report, report.Err())
}
