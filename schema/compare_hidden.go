package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// hidden reports the tables that the role may not read, with the grant that helps:
// one finding for each of their schemas. They are not compared: of a table that is
// closed to the role, that it agrees would be true and of no use.
func (c *comparison) hidden(tables []*structure.Table) map[structure.Name]bool {
	hidden := map[structure.Name]bool{}
	for _, schema := range schemasOf(tables) {
		var names []structure.Name
		for _, table := range tables {
			if p, found := c.pairs[table.Name]; found && table.Name.Schema == schema && isHidden(c.live, p.actual.Name) {
				names = append(names, p.actual.Name)
				hidden[table.Name] = true
			}
		}
		if len(names) == 0 {
			continue
		}
		c.add(Finding{
			Code: CodeHidden, Table: schema, Expected: "tables that role " + c.live.Server.Role + " may read",
			Actual: fmt.Sprintf("%s hidden: %s", count(len(names), "table"), joined(names, structure.Name.String)),
			Reason: fmt.Sprintf("it needs: grant %s to %s", grants(c.live, names), structure.Quote(c.live.Server.Role)),
		})
	}
	return hidden
}

func isHidden(live *catalog.Snapshot, name structure.Name) bool {
	return slices.Contains(live.Unusable, name.Schema) || live.IsUnreadable(name)
}

// manyTables are more than anybody grants one by one.
const manyTables = 10

// grants are what a role needs to read tables of one schema.
func grants(live *catalog.Snapshot, names []structure.Name) string {
	unreadable := slices.DeleteFunc(slices.Clone(names), func(name structure.Name) bool { return !live.IsUnreadable(name) })
	selecting := "select on " + joined(unreadable, structure.Name.Quoted)
	if len(unreadable) > manyTables {
		selecting = "select on all tables in schema " + structure.Quote(names[0].Schema)
	}
	switch usage := "usage on schema " + structure.Quote(names[0].Schema); {
	case !slices.Contains(live.Unusable, names[0].Schema):
		return selecting
	case len(unreadable) == 0:
		return usage
	default:
		return fmt.Sprintf("%s to %s; grant %s", usage, structure.Quote(live.Server.Role), selecting)
	}
}

func joined(names []structure.Name, text func(structure.Name) string) string {
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = text(name)
	}
	return strings.Join(texts, ", ")
}
