package tenancytest_test

import (
	"fmt"
	"testing"

	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
	"github.com/synapscale/synapscale-go/tenancy/tenancytest"
)

// An integration test of a service, on a migrated database.
func ExampleIsolated() {
	var t *testing.T
	var db *gorm.DB
	test := func() { tenancytest.Isolated(t, db, synapscale.Models()...) }
	_ = test
}

// A service has tables beside those of this module. The third has a state that no test could guess.
func ExampleOptions_Isolated() {
	var t *testing.T
	var db *gorm.DB
	options := tenancytest.Options{
		Tables: []isolation.Table{
			isolation.OwnedTable("shop.customers", "user_id synapscale_db.users"),
			isolation.OwnedTable("shop.orders", "customer_id customers"),
			isolation.PartTable("shop.shipments", "order_id orders"),
		},
		Values: map[string]string{"shop.shipments.state": "'sent'"},
	}
	test := func() { options.Isolated(t, db, &customer{}, &order{}) }
	_ = test
}

// What a failure says.
func ExampleLeak() {
	fmt.Println(tenancytest.Leak{
		Table: "shop.orders", Claim: tenancytest.Views, Found: "what tenant B sees in shop.sales is another one when a row of tenant A is gone",
		Mend: "alter view … set (security_invoker = true)",
	})
	// Output:
	// shop.orders: views: a tenant sees no row of another through a view
	//     what tenant B sees in shop.sales is another one when a row of tenant A is gone
	//     mend: alter view … set (security_invoker = true)
}
