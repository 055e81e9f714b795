package synapscale_test

import (
	"strings"
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

// The migrations lead to what the packages declare, to the letter of every function. Nothing of it is worded so that the
// server has to be asked what it means: between begin and rollback there are three queries.
func TestDeclarationsAndDatabaseAgree(t *testing.T) {
	t.Parallel()
	db, statements := counted(t)
	*statements = 0
	require.Empty(t, checkDeclared(t, db).Findings)
	require.Equal(t, 1+3+1, *statements)
}

// Production as it was lacks what migrations have added and changed since, and of what they have left alone, enums and the
// view, the check says nothing.
func TestProductionDiffersFromWhatIsDeclared(t *testing.T) {
	t.Parallel()
	db := pgtest.Open(t, pgtest.ProductionDSN(t))
	found := map[schema.Code]int{}
	for _, finding := range checkDeclared(t, db).Findings {
		switch kind, _, _ := strings.Cut(string(finding.Code), "-"); kind {
		case "extension", "enum", "sequence", "function", "view", "row", "policy", "trigger":
			found[finding.Code]++
		}
	}
	require.Equal(t, map[schema.Code]int{
		schema.CodeFunctionBody: 8, schema.CodeFunctionDefinition: 7, schema.CodeFunctionExtra: 1, schema.CodeFunctionMissing: 13,
		schema.CodeTriggerDefinition: 6, schema.CodeTriggerExtra: 3, schema.CodeTriggerMissing: 159,
		schema.CodeRowSecurity: 67, schema.CodePolicyExtra: 73, schema.CodePolicyMissing: 465,
	}, found)
}

// Every table that has something declared is a model's.
func TestStructureIsOfModels(t *testing.T) {
	t.Parallel()
	tables := map[string]bool{}
	for _, model := range synapscale.Models() {
		tables[parse(t, model).Table] = true
	}
	for _, declared := range synapscale.Structure() {
		for _, table := range declared.Tables {
			require.True(t, tables[declared.Name+"."+table.Name], table.Name)
		}
	}
}
