package isolation_test

import (
	"fmt"

	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// What follows from saying whose the rows of a table are.
func Example() {
	table, _ := isolation.Of("agent_acl")
	fmt.Println(table.Kind, "of", table.References[0].Table)
	for _, policy := range table.Declare().Policies {
		fmt.Println(policy.Name, policy.Command, policy.Roles)
	}
	// Output:
	// part of agents
	// app_select select [synapscale_app]
	// app_insert insert [synapscale_app]
	// app_update update [synapscale_app]
	// app_delete delete [synapscale_app]
	// system  [synapscale_system]
}

// A service declares its own tables in the same words. A plan of package schema then has the SQL that makes the database
// so.
func ExampleOwnedTable() {
	carts := isolation.OwnedTable("shop.carts", "customer_id customers", "user_id synapscale_db.users")
	declared := carts.Declare()
	fmt.Println(declared.Policies[0].Using)
	fmt.Println(declared.Triggers[0].Function, declared.Triggers[0].Arguments)
	// Output:
	// (tenant_id = (select public.current_tenant_id() as current_tenant_id))
	// synapscale_db.check_references [customer_id customers id user_id synapscale_db.users id]
}
