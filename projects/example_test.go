package projects_test

import (
	"fmt"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/projects"
)

// A project is deleted after what belongs to it: its versions would stop the deletion, and its comments and
// collaborators would be left behind. A service does this in one transaction.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{
		DryRun: true, DisableAutomaticPing: true, SkipDefaultTransaction: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	project := projects.Project{ID: uuid.New()}
	for _, part := range []any{&projects.Comment{}, &projects.Collaborator{}, &projects.Version{}} {
		fmt.Println(db.Where("project_id = ?", project.ID).Delete(part).Statement.SQL.String())
	}
	fmt.Println(db.Delete(&project).Statement.SQL.String())
	// Output:
	// DELETE FROM "synapscale_db"."project_comments" WHERE project_id = $1
	// DELETE FROM "synapscale_db"."project_collaborators" WHERE project_id = $1
	// DELETE FROM "synapscale_db"."project_versions" WHERE project_id = $1
	// DELETE FROM "synapscale_db"."workspace_projects" WHERE "workspace_projects"."id" = $1
}
