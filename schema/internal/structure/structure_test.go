package structure_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func TestNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text   string
		name   structure.Name
		string string
		quoted string
	}{
		{"agents", structure.Name{Name: "agents"}, "agents", `"agents"`},
		{"app.agents", structure.Name{Schema: "app", Name: "agents"}, "app.agents", `"app"."agents"`},
		{"App.Agents", structure.Name{Schema: "App", Name: "Agents"}, "App.Agents", `"App"."Agents"`},
		{`"app"."Agents"`, structure.Name{Schema: "app", Name: "Agents"}, "app.Agents", `"app"."Agents"`},
		{`app."we.ird"`, structure.Name{Schema: "app", Name: "we.ird"}, "app.we.ird", `"app"."we.ird"`},
		{`app."we""ird"`, structure.Name{Schema: "app", Name: `we"ird`}, `app.we"ird`, `"app"."we""ird"`},
		{"", structure.Name{}, "", `""`},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			name := structure.ParseName(c.text)
			require.Equal(t, c.name, name)
			require.Equal(t, c.string, name.String())
			require.Equal(t, c.quoted, name.Quoted())
		})
	}
}

func TestKindIsView(t *testing.T) {
	t.Parallel()
	for kind, isView := range map[structure.Kind]bool{
		structure.KindTable: false, structure.KindPartitionedTable: false, structure.KindForeignTable: false,
		structure.KindView: true, structure.KindMaterializedView: true, "a kind to come": false,
	} {
		require.Equal(t, isView, kind.IsView(), kind)
	}
}

func TestTableColumn(t *testing.T) {
	t.Parallel()
	table := structure.Table{Columns: []structure.Column{{Name: "id"}, {Name: "Id"}}}
	table.Column("Id").NotNull = true
	require.False(t, table.Columns[0].NotNull)
	require.True(t, table.Columns[1].NotNull, "Column returns the column itself, not a copy")
	require.Nil(t, table.Column("ID"))
	require.Nil(t, new(structure.Table).Column(""))
}
