package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/synapscale/synapscale-go/validation"
	"github.com/synapscale/synapscale-go/workflows"
)

// A definition that the database would refuse is found before it is sent.
func Example() {
	workflow := workflows.Workflow{
		Name:       "Welcome new contacts",
		Definition: map[string]any{"nodes": []any{map[string]any{"key": "start"}}},
		UserID:     uuid.New(),
		TenantID:   uuid.New(),
		Priority:   new(int32(11)),
	}

	err := validation.Struct(context.Background(), workflow)

	var invalid *validation.Error
	if errors.As(err, &invalid) {
		for _, field := range invalid.Fields {
			fmt.Println(field.Namespace, field.Message)
		}
	}
	// Output:
	// Workflow.Definition must hold an array under each of: nodes, connections
	// Workflow.Priority must be at most 10
}

// A workflow has statuses of its own. That of an execution is another column, and free text.
func ExampleStatus_Valid() {
	fmt.Println(workflows.StatusPaused.Valid(), workflows.Status(workflows.ExecutionStatusPending).Valid())
	// Output: true false
}

// A worker looks for an entry that is due and that no other worker is looking at. The lock lasts until the transaction
// ends, so that is when the entry has to carry the worker's name.
func ExampleQueueEntry() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{
		DryRun: true, DisableAutomaticPing: true, SkipDefaultTransaction: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	var entry workflows.QueueEntry
	query := db.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate, Options: clause.LockingOptionsSkipLocked}).
		Where("worker_id IS NULL AND scheduled_at <= ?", time.Now()).
		Order("scheduled_at, id").
		Limit(1).
		Find(&entry)

	fmt.Println(query.Statement.SQL.String())
	// Output:
	// SELECT * FROM "synapscale_db"."workflow_execution_queue" WHERE worker_id IS NULL AND scheduled_at <= $1 ORDER BY scheduled_at, id LIMIT $2 FOR UPDATE SKIP LOCKED
}
