package analytics_test

import (
	"fmt"
	"strings"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/synapscale/synapscale-go/analytics"
)

// A sender that got no answer sends its events again. Those that arrived the first time are skipped, because EventID is
// unique.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{
		DryRun: true, DisableAutomaticPing: true, SkipDefaultTransaction: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	event := analytics.Event{
		EventID:    "9f1c2b7e-4a55-4f0e-8a39-0d6f7c1b2a34",
		Type:       "workflow.executed",
		Category:   "workflow",
		Action:     "execute",
		ProjectID:  new(uuid.New()),
		Properties: map[string]any{"nodes": 12},
	}
	once := clause.OnConflict{Columns: []clause.Column{{Name: "event_id"}}, DoNothing: true}

	sql := db.Clauses(once).Create(&event).Statement.SQL.String()

	_, end, _ := strings.Cut(sql, ") ON ")
	what, _, _ := strings.Cut(end, " RETURNING ")
	fmt.Println("ON", what)
	// Output: ON CONFLICT ("event_id") DO NOTHING
}
