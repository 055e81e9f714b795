package schema_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	gormschema "gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// Every code of the three statements is brought about by its example: a field of a
// model, or a change of the type of a column that has a validate tag and a Go type.
func TestExamplesOfTheThreeStatements(t *testing.T) {
	t.Parallel()
	types := map[string]reflect.Type{
		"string": reflect.TypeFor[string](), "*string": reflect.TypeFor[*string](), "int32": reflect.TypeFor[int32](), "bool": reflect.TypeFor[bool](),
		"map[string]any": reflect.TypeFor[map[string]any](), "shade": reflect.TypeFor[shade](),
	}
	tested := 0
	for _, explanation := range schema.Explanations() {
		example, isSQL := explanation.Example, explanation.Code == schema.CodeValidateValuesExtra || explanation.Code == schema.CodeTypeValues
		if !isSQL && !strings.Contains(example, "`") || !isOfAgreement(explanation.Code) {
			continue
		}
		tested++
		t.Run(string(explanation.Code), func(t *testing.T) {
			t.Parallel()
			field := example
			if isSQL {
				field = "Status shade `gorm:\"type:shop.status;not null\" validate:\"oneof=red green\"`"
			}
			declaration, tag, _ := strings.Cut(strings.TrimSuffix(field, "`"), " `")
			name, of, _ := strings.Cut(declaration, " ")
			require.Contains(t, types, of)
			model := reflect.New(reflect.StructOf([]reflect.StructField{
				{Name: "ID", Type: reflect.TypeFor[int64](), Tag: `gorm:"primaryKey"`},
				{Name: name, Type: types[of], Tag: reflect.StructTag(tag)},
			})).Interface()
			db := pgtest.Tx(t)
			db.NamingStrategy = gormschema.NamingStrategy{TablePrefix: "shop.cells"}
			run(t, db, "create schema shop; create type shop.status as enum ('red', 'green')")
			require.NoError(t, db.AutoMigrate(model))
			if isSQL {
				require.Empty(t, check(t, db, model).Findings)
				run(t, db, example)
			}
			report, err := schema.Checker{Advice: true}.Check(t.Context(), db, model)
			require.NoError(t, err)
			at := slices.IndexFunc(report.Findings, func(f schema.Finding) bool { return f.Code == explanation.Code })
			require.GreaterOrEqual(t, at, 0, report.Findings)
			require.Equal(t, explanation.Severity, report.Findings[at].Severity)
		})
	}
	require.Equal(t, 18, tested)
}
