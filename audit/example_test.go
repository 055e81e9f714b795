package audit_test

import (
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
