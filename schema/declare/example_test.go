package declare_test

import (
	"fmt"

	"github.com/synapscale/synapscale-go/schema/declare"
)

// A package declares what its table has beside the columns, keys, checks and indexes that its model asks for, and hands it to
// schema.Checker.
func Example() {
	structure := declare.Schema{
		Name:  "shop",
		Enums: []declare.Enum{{Name: "mood", Labels: []string{"sad", "happy"}}},
		Functions: []declare.Function{{
			Name: "touch", Returns: "trigger", Body: "begin new.updated_at := now(); return new; end",
		}},
		Tables: []declare.Table{{
			Name:        "orders",
			RowSecurity: declare.RowSecurityForced,
			Policies:    []declare.Policy{{Name: "own", Using: "customer = current_user"}},
			Triggers:    []declare.Trigger{{Name: "touch", When: "before update", Function: "touch"}},
		}},
	}
	for _, table := range structure.Tables {
		fmt.Printf("%s.%s: row security %s, %d policy, %d trigger\n",
			structure.Name, table.Name, table.RowSecurity, len(table.Policies), len(table.Triggers))
	}
	// Output: shop.orders: row security forced, 1 policy, 1 trigger
}
