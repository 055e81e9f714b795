package marketplace_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/marketplace"
	"github.com/synapscale/synapscale-go/validation"
)

// A price does not make a component cost anything. GORM writes the default in place of a nil, so IsFree has to be false
// in so many words.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{
		DryRun: true, DisableAutomaticPing: true, SkipDefaultTransaction: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, isFree := range []*bool{nil, new(false)} {
		component := marketplace.Component{
			AuthorID: uuid.New(),
			Name:     "invoice-reader",
			Title:    "Invoice reader",
			Category: "documents",
			Type:     "tool",
			Price:    decimal.RequireFromString("49.90"),
			IsFree:   isFree,
		}
		if err := db.Create(&component).Error; err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("price", component.Price, "free", *component.IsFree)
	}
	// Output:
	// price 49.9 free true
	// price 49.9 free false
}

// The database takes any number of stars. The tags do not.
func ExampleComponentRating() {
	rating := marketplace.ComponentRating{
		ComponentID: uuid.New(),
		UserID:      uuid.New(),
		TenantID:    uuid.New(),
		Rating:      6,
		EaseOfUse:   new(int32(0)),
		Status:      "published",
	}

	err := validation.Struct(context.Background(), rating)

	var invalid *validation.Error
	if errors.As(err, &invalid) {
		for _, field := range invalid.Fields {
			fmt.Println(field.Namespace, field.Message)
		}
	}
	// Output:
	// ComponentRating.Rating must be at most 5
	// ComponentRating.EaseOfUse must be at least 1
}
