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

// A workspace goes last: PostgreSQL would set workspace_id to NULL in these rows, which their columns do not allow.
// Where there are projects, they go before as well.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{DryRun: true, DisableAutomaticPing: true})
	if err != nil {
		fmt.Println(err)
		return
	}

	id := uuid.MustParse("0190f5fe-7c00-7a00-8000-000000000001")
	for _, rows := range []any{&workspaces.Member{}, &workspaces.Invitation{}, &workspaces.Activity{}} {
		fmt.Println(db.ToSQL(func(tx *gorm.DB) *gorm.DB { return tx.Where("workspace_id = ?", id).Delete(rows) }))
	}
	fmt.Println(db.ToSQL(func(tx *gorm.DB) *gorm.DB { return tx.Where("id = ?", id).Delete(&workspaces.Workspace{}) }))
	// Output:
	// DELETE FROM "synapscale_db"."workspace_members" WHERE workspace_id = '0190f5fe-7c00-7a00-8000-000000000001'
	// DELETE FROM "synapscale_db"."workspace_invitations" WHERE workspace_id = '0190f5fe-7c00-7a00-8000-000000000001'
	// DELETE FROM "synapscale_db"."workspace_activities" WHERE workspace_id = '0190f5fe-7c00-7a00-8000-000000000001'
	// DELETE FROM "synapscale_db"."workspaces" WHERE id = '0190f5fe-7c00-7a00-8000-000000000001'
}

// The database fills in the type and the status of a workspace, but not when it was last active.
func ExampleWorkspace() {
	workspace := workspaces.Workspace{
		ID:         uuid.New(),
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
