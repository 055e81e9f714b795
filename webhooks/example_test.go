package webhooks_test

import (
	"encoding/json"
	"fmt"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/synapscale/synapscale-go/webhooks"
)

// Several workers take events off the same table without waiting for each other: each skips the rows that another one
// has locked, and holds its own until its transaction ends.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{DryRun: true, DisableAutomaticPing: true})
	if err != nil {
		fmt.Println(err)
		return
	}

	var due []webhooks.Log
	claim := db.Clauses(clause.Locking{Strength: "UPDATE", Options: "SKIP LOCKED"}).
		Where("status IN ?", []string{webhooks.StatusPending, webhooks.StatusRetrying}).
		Order("created_at").Limit(10).Find(&due)
	fmt.Println(claim.Statement.SQL.String())
	// Output:
	// SELECT * FROM "synapscale_db"."webhook_logs" WHERE status IN ($1,$2) ORDER BY created_at LIMIT $3 FOR UPDATE SKIP LOCKED
}

// What an event says is the provider's affair: its payload is decoded by whoever knows the event's type.
func ExampleLog() {
	event := webhooks.Log{
		EventType: "invoice.paid",
		Payload:   json.RawMessage(`{"id": "evt_1", "data": {"customer": "cus_7", "amount": 4990}}`),
	}

	var paid struct {
		Data struct {
			Customer string
			Amount   int64 // in the smallest unit of the currency
		}
	}
	if err := json.Unmarshal(event.Payload, &paid); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(event.EventType, paid.Data.Customer, paid.Data.Amount)
	// Output: invoice.paid cus_7 4990
}
