package tenancy_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/validation"
)

// A plan is judged before it is written. What is nil is left to the database.
func Example() {
	plan := tenancy.Plan{
		Name:                   "Team",
		Slug:                   "Team 2026",
		PriceMonthly:           decimal.RequireFromString("49.90"),
		MaxWorkspaces:          new(tenancy.Unlimited),
		MaxMembersPerWorkspace: new(int32(-2)),
		Status:                 new(tenancy.PlanStatusComingSoon),
	}

	err := validation.Struct(context.Background(), plan)

	var invalid *validation.Error
	if errors.As(err, &invalid) {
		for _, field := range invalid.Fields {
			fmt.Println(field.Namespace, field.Message)
		}
	}
	// Output:
	// Plan.Slug must be lower-case letters and digits with single hyphens between them
	// Plan.MaxMembersPerWorkspace must be at least -1
}

func ExamplePlanStatus_Valid() {
	fmt.Println(tenancy.PlanStatusDeprecated.Valid(), tenancy.PlanStatus("retired").Valid())
	// Output: true false
}
