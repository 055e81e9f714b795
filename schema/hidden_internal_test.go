package schema

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A grant that is copied from a report is short, however many tables are hidden.
func TestGrantsOfManyTables(t *testing.T) {
	t.Parallel()
	live := &catalog.Snapshot{}
	for i := range manyTables {
		live.Unreadable = append(live.Unreadable, structure.Name{Schema: "shop", Name: fmt.Sprint("t", i)})
	}
	require.Regexp(t, `^select on "shop"."t0", .*"shop"."t9"$`, grants(live, live.Unreadable))
	live.Unreadable = append(live.Unreadable, structure.Name{Schema: "shop", Name: "t_more"})
	require.Equal(t, `select on all tables in schema "shop"`, grants(live, live.Unreadable))
}
