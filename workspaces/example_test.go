package workspaces_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/validation"
	"github.com/synapscale/synapscale-go/workspaces"
)

// An owner deletes a workspace. Whether it was theirs, RowsAffected tells. What is in it goes with it: members,
// invitations, activities, projects, agents and workflows.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{DryRun: true, DisableAutomaticPing: true})
	if err != nil {
		fmt.Println(err)
		return
	}

	id := uuid.MustParse("0190f5fe-7c00-7a00-8000-000000000001")
	owner := uuid.MustParse("0190f5fe-7c00-7a00-8000-000000000002")
	fmt.Println(db.ToSQL(func(tx *gorm.DB) *gorm.DB {
		return tx.Where("id = ? AND owner_id = ?", id, owner).Delete(&workspaces.Workspace{})
	}))
	// Output:
	// DELETE FROM "synapscale_db"."workspaces" WHERE id = '0190f5fe-7c00-7a00-8000-000000000001' AND owner_id = '0190f5fe-7c00-7a00-8000-000000000002'
}

// The database fills in the type and the status of a workspace, but not when it was last active.
func ExampleWorkspace() {
	workspace := workspaces.Workspace{
		Name:       "Support",
		Slug:       "support",
		Color:      new("#6B7280"),
		OwnerID:    uuid.New(),
		TenantID:   uuid.New(),
		MaxMembers: new(int32(25)),
	}
	var invalid *validation.Error
	if err := validation.Struct(context.Background(), workspace); errors.As(err, &invalid) {
		for _, field := range invalid.Fields {
			fmt.Println(field.Namespace, field.Message)
		}
	}

	workspace.LastActivityAt = time.Now()
	fmt.Println(validation.Struct(context.Background(), workspace))
	// Output:
	// Workspace.LastActivityAt is required
	// <nil>
}

// A workspace is individual or collaborative. Whether it has members is another question.
func ExampleType_Valid() {
	fmt.Println(workspaces.TypeCollaborative.Valid(), workspaces.Type("team").Valid())
	// Output: true false
}
