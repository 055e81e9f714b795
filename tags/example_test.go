package tags_test

import (
	"fmt"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/tags"
)

// Whoever deletes a thing deletes its tags in the same transaction, as no foreign key does. The kind is part of the
// question: keys are unique within a table, not over all of them.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{DryRun: true, DisableAutomaticPing: true})
	if err != nil {
		fmt.Println(err)
		return
	}

	id := uuid.MustParse("0190f5fe-7c00-7a00-8000-000000000001")
	fmt.Println(db.ToSQL(func(tx *gorm.DB) *gorm.DB {
		return tx.Where("target_type = ? AND target_id = ?", "workflow", id).Delete(&tags.Tag{})
	}))
	// Output:
	// DELETE FROM "synapscale_db"."tags" WHERE target_type = 'workflow' AND target_id = '0190f5fe-7c00-7a00-8000-000000000001'
}
