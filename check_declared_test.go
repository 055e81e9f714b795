package synapscale_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

func checkDeclared(t *testing.T, db *gorm.DB) *schema.Report {
	t.Helper()
	report, err := schema.Checker{Declared: synapscale.Structure()}.Check(t.Context(), db, synapscale.Models()...)
	require.NoError(t, err)
	return report
}

// The migrations lead to what the packages declare, to the letter of every function.
func TestDeclarationsAndDatabaseAgree(t *testing.T) {
	t.Parallel()
	require.Empty(t, checkDeclared(t, pgtest.Tx(t)).Findings)
}
