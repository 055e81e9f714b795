package projects_test

import (
	"fmt"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/synapscale/synapscale-go/projects"
)

// The number of a version is not unique in its project. Whoever saves one locks the project first, so that of two who
// save at once the second sees the number of the first. All this is one transaction.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{
		DryRun: true, DisableAutomaticPing: true, SkipDefaultTransaction: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	projectID := uuid.New()
	lock := db.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).Select("id").
		Where("id = ?", projectID).Find(&projects.Project{})
	fmt.Println(lock.Statement.SQL.String())

	var next int32
	number := db.Model(&projects.Version{}).Select("COALESCE(max(version_number), 0) + 1").
		Where("project_id = ?", projectID).Find(&next)
	fmt.Println(number.Statement.SQL.String())
	// Output:
	// SELECT "id" FROM "synapscale_db"."workspace_projects" WHERE id = $1 FOR UPDATE
	// SELECT COALESCE(max(version_number), 0) + 1 FROM "synapscale_db"."project_versions" WHERE project_id = $1
}
