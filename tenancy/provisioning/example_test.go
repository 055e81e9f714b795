package provisioning_test

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/tenancy/provisioning"
	"github.com/synapscale/synapscale-go/validation"
)

// What is wrong with an order is told before anything is written.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{DryRun: true, DisableAutomaticPing: true})
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = provisioning.Create(context.Background(), db, provisioning.Order{
		Tenant: tenancy.Tenant{Name: "Ação & Cia."},
		Owner:  &auth.User{Username: "ana", FullName: "Ana", HashedPassword: "$2b$12$", Email: "ana@"},
	})

	var invalid *validation.Error
	if errors.As(err, &invalid) {
		for _, field := range invalid.Fields {
			fmt.Println(field.Namespace, field.Message)
		}
	}
	// Output:
	// Order.Tenant.PlanID is required
	// Order.Owner.Email must be an e-mail address
}

func ExampleSlug() {
	fmt.Println(provisioning.Slug("Ação & Cia."))
	// Output: acao-cia
}
