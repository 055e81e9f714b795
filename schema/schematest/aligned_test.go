package schematest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/schematest"
)

func TestRequireAligned(t *testing.T) {
	t.Parallel()
	d := schematest.New(t, models()...)
	schematest.RequireAligned(t, d.DB, models()...)
	d.Declare(declared()...)
	schematest.RequireAlignedWith(t, schema.Checker{Declared: declared()}, d.DB, models()...)
}

// The failure says what differs, whom it hits and what to do.
func TestTheFailureIsReadable(t *testing.T) {
	t.Parallel()
	var r recorder
	d := schematest.New(t, models()...).Without("pages", "number")
	d.Alter("shop.authors", func(table *schematest.Table) { table.Checks[0].Name = "else" })
	schematest.RequireAligned(&r, d.DB, models()...)
	require.Len(t, r.fatal, 1)
	for _, part := range []string{
		"models and database schematest do not agree: 3 models, ",
		"public.pages number: column-missing\n",
		"\n    expected: smallint not null\n", "\n    found:    nothing\n",
		"\n    asked by: github.com/synapscale/synapscale-go/schema/schematest_test.page.Number\n",
		"\n    breaks:   insert", "\n    mend:     ",
	} {
		require.Contains(t, r.fatal[0], part)
	}
	require.NotContains(t, r.fatal[0], "check-name", "a warning")

	r = recorder{}
	schematest.RequireAligned(&r, d.Fail(schematest.ErrGone).DB, models()...)
	require.Len(t, r.fatal, 1)
	require.Contains(t, r.fatal[0], "the database is gone")
}
