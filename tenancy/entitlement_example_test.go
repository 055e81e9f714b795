package tenancy_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/tenancy"
)

// answering is a database that answers one query with one row.
func answering(columns []string, values string) (*gorm.DB, error) {
	connection, mock, err := sqlmock.New()
	if err != nil {
		return nil, err
	}
	mock.ExpectQuery("").WillReturnRows(sqlmock.NewRows(columns).FromCSVString(values))
	return gorm.Open(postgres.New(postgres.Config{Conn: connection}), &gorm.Config{DisableAutomaticPing: true})
}

// The plan includes 100 runs, of which 97 were used.
func ExampleConsume() {
	db, err := answering([]string{"key", "is_active", "plan_enabled", "plan_limit", "tenant_used"}, "runs,true,true,100,97")
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = tenancy.Consume(context.Background(), db, tenancy.Holder{TenantID: uuid.New()}, "runs", 5)

	var refused *tenancy.UsageError
	if errors.As(err, &refused) {
		fmt.Println(refused.Left(), "left")
	}
	fmt.Println(err)
	// Output:
	// 3 left
	// tenancy: limit exceeded: feature "runs": 5 asked for, 3 left of the 100 that the plan allows
}

// One query tells all that a screen of settings needs to know.
func ExampleEntitlements() {
	db, err := answering([]string{"key", "is_active", "plan_enabled", "limit_workspaces"}, "sso,true,true,3")
	if err != nil {
		fmt.Println(err)
		return
	}

	entitled, err := tenancy.Entitlements(context.Background(), db, tenancy.Holder{TenantID: uuid.New()})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("sso:", entitled.Get("sso").Enabled)
	fmt.Println("audit_export:", entitled.Get("audit_export").Enabled)
	fmt.Println("workspaces:", *entitled.Limits.Workspaces)
	// Output:
	// sso: true
	// audit_export: false
	// workspaces: 3
}

func ExampleEntitlement_Allows() {
	runs := tenancy.Entitlement{Key: "runs", Enabled: true, Limit: 100, Used: 97}
	fmt.Println(runs.Allows(3), runs.Allows(4), runs.Left())
	// Output: true false 3
}

func ExampleRequireActive() {
	db, err := answering([]string{"status"}, "suspended")
	if err != nil {
		fmt.Println(err)
		return
	}

	err = tenancy.RequireActive(context.Background(), db, uuid.MustParse("0190f5fe-7c00-7a00-8000-000000000001"))

	fmt.Println(errors.Is(err, tenancy.ErrSuspended))
	fmt.Println(err)
	// Output:
	// true
	// tenancy: the tenant is not active: it is suspended: 0190f5fe-7c00-7a00-8000-000000000001
}
