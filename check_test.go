package synapscale_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

func check(t *testing.T, db *gorm.DB) *schema.Report {
	t.Helper()
	report, err := schema.Check(t.Context(), db, synapscale.Models()...)
	require.NoError(t, err)
	return report
}

// names are the findings as "code table object".
func names(findings []schema.Finding) []string {
	var names []string
	for _, f := range findings {
		names = append(names, strings.TrimSpace(fmt.Sprintf("%s %s %s", f.Code, f.Table, f.Object)))
	}
	return names
}

func TestModelsAndDatabaseAgree(t *testing.T) {
	t.Parallel()
	report := check(t, pgtest.Tx(t))
	require.Equal(t, "101 models, 1,447 columns, 0 differences", report.String())
	require.Empty(t, report.Findings)
}

// The check needs no more than to see: a role that may read gets the owner's result.
func TestTheCheckNeedsOnlyToRead(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	expected := check(t, tx)
	becomeReader(t, tx, "synapscale_test_reader")
	require.Equal(t, expected.Findings, check(t, tx).Findings)
}

// becomeReader goes on in the transaction as a role of its own, which may read and nothing else.
func becomeReader(t *testing.T, tx *gorm.DB, role string) {
	t.Helper()
	require.NoError(t, tx.Exec(fmt.Sprintf(`
		create role %[1]s;
		grant usage on schema synapscale_db to %[1]s;
		grant select on all tables in schema synapscale_db to %[1]s;
		set local role %[1]s`, role)).Error)
}
