package rbac_test

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/rbac"
	"github.com/synapscale/synapscale-go/validation"
)

// A denial is written as one. Were Granted a plain bool, GORM would take false for "not set" and leave it to the
// database, whose default is true.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{DryRun: true, DisableAutomaticPing: true})
	if err != nil {
		fmt.Println(err)
		return
	}

	denial := rbac.RolePermission{
		RoleID:       uuid.MustParse("0190f5fe-7c00-7a00-8000-000000000001"),
		PermissionID: uuid.MustParse("0190f5fe-7c00-7a00-8000-000000000002"),
		Granted:      new(false),
	}
	fmt.Println(db.ToSQL(func(tx *gorm.DB) *gorm.DB {
		return tx.Select("RoleID", "PermissionID", "Granted").Create(&denial)
	}))
	// Output:
	// INSERT INTO "synapscale_db"."rbac_role_permissions" ("role_id","permission_id","granted") VALUES ('0190f5fe-7c00-7a00-8000-000000000001','0190f5fe-7c00-7a00-8000-000000000002',false) RETURNING "id","conditions","created_at","updated_at"
}

// The key of a permission names a resource, and an action on it or all of them.
func ExamplePermission() {
	for _, key := range []string{"agents.read", "agents:*", "agent_kbs.documents.read", "*", "Read agents"} {
		err := validation.Struct(context.Background(), rbac.Permission{Key: key})
		fmt.Println(key, err == nil)
	}
	// Output:
	// agents.read true
	// agents:* true
	// agent_kbs.documents.read true
	// * false
	// Read agents false
}
