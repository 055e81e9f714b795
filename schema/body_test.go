package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/internal/plantest"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/declare"
)

// A body that is empty is one like any other, and a body of BEGIN ATOMIC, which PostgreSQL keeps elsewhere since 14, is none
// that is empty.
func TestBodiesOfFunctions(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.Exec("create schema shop").Error)
	require.NoError(t, db.AutoMigrate(&label{}))
	run(t, db, "create function shop.nothing() returns void language sql as ''")
	declared := declare.Schema{Name: "shop", Functions: []declare.Function{{Name: "nothing", Returns: "void", Language: "sql"}}}
	if check(t, db, &label{}).Server >= 140000 {
		run(t, db, "create function shop.one() returns integer language sql begin atomic select 1; end")
		var body string
		require.NoError(t, db.Raw("select pg_get_functiondef('shop.one'::regproc)").Scan(&body).Error)
		declared.Functions = append(declared.Functions, declare.Function{Name: "one", Returns: "integer", Language: "sql", Body: body})
	}
	report := func() *schema.Report {
		report, err := schema.Checker{Declared: []declare.Schema{declared}}.Check(t.Context(), db, &label{})
		require.NoError(t, err)
		return report
	}
	require.Empty(t, report().Findings)

	run(t, db, "create or replace function shop.nothing() returns void language sql as 'select 1'")
	for i := range declared.Functions[1:] {
		run(t, db, "create or replace function shop.one() returns integer language sql as 'select 2'")
		require.Equal(t, "function-body one()", found(report())[1+i])
	}
	broken := report()
	require.Equal(t, []string{"function-body", "an empty line", "select 1"},
		[]string{string(broken.Findings[0].Code), broken.Findings[0].Expected, broken.Findings[0].Actual})
	plantest.NewSession(t, db).Apply(broken.Plan(schema.PlanOptions{}))
	require.Empty(t, report().Findings)
}
