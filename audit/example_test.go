package audit_test

import (
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/audit"
)

// The history of one row, the newest entry first. The log writes the name of the table without its schema, unlike the
// models; its key settles the order of entries of one transaction, which all have the same time.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{DryRun: true, DisableAutomaticPing: true})
	if err != nil {
		fmt.Println(err)
		return
	}

	row := audit.Log{Table: "knowledge_bases", RecordID: uuid.MustParse("0190f5fe-7c00-7a00-8000-000000000001")}
	var history []audit.Log
	fmt.Println(db.Where(&row).Order("changed_at DESC, audit_id").Find(&history).Statement.SQL.String())
	// Output:
	// SELECT * FROM "synapscale_db"."audit_log" WHERE "audit_log"."table_name" = $1 AND "audit_log"."record_id" = $2 ORDER BY changed_at DESC, audit_id
}

// The database compares in capitals.
func ExampleOperation_Valid() {
	fmt.Println(audit.OperationUpdate.Valid(), audit.Operation("update").Valid())
	// Output: true false
}

// A row is found in the log by the record ID of its key: a single UUID is its own, and what agents have of others is
// known by both.
func ExampleRecordID() {
	agent := uuid.MustParse("0190f5fe-7c00-7a00-8000-000000000001")
	tool := uuid.MustParse("0190f5fe-7c00-7a00-8000-000000000002")

	fmt.Println(audit.RecordID("tools", tool))
	fmt.Println(audit.RecordID("agent_tools", agent, tool))
	fmt.Println(audit.RecordID("workspace_members", 7))
	// Output:
	// 0190f5fe-7c00-7a00-8000-000000000002
	// 018dcde7-8971-32b5-9da3-30c4e7644bf7
	// 4d610c84-e4cc-36df-99e1-802f2e64adff
}

// What an entry of the trigger says that changed.
func ExampleChanges() {
	entry := audit.Log{
		Table:     "tools",
		Operation: audit.OperationUpdate,
		Diffs:     []byte(`{"old": {"name": "Search", "category": null}, "new": {"name": "Web search", "category": "web"}}`),
	}

	var changes audit.Changes
	if err := json.Unmarshal(entry.Diffs, &changes); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("name: %s -> %s\n", changes.Old["name"], changes.New["name"])
	// Output:
	// name: "Search" -> "Web search"
}
