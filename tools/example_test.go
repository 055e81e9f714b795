package tools_test

import (
	"fmt"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/tools"
)

// What is not given is left to the database and comes back from it: the key, the configuration and the times.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{
		DryRun: true, DisableAutomaticPing: true, SkipDefaultTransaction: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	search := tools.Tool{Name: "web_search", Category: new("research")}
	fmt.Println(db.Create(&search).Statement.SQL.String())

	// A configuration that is given is written, even one that is empty.
	search.BaseConfig = map[string]any{}
	fmt.Println(db.Create(&search).Statement.SQL.String())
	// Output:
	// INSERT INTO "synapscale_db"."tools" ("name","category","tenant_id") VALUES ($1,$2,$3) RETURNING "tool_id","base_config","created_at","updated_at"
	// INSERT INTO "synapscale_db"."tools" ("name","category","tenant_id","base_config") VALUES ($1,$2,$3,$4) RETURNING "tool_id","base_config","created_at","updated_at"
}
