package validation_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/synapscale/synapscale-go/validation"
)

// A service validates before it writes, and answers with the fields.
func ExampleStruct() {
	type Tag struct {
		Name  string  `validate:"required,max=100"`
		Slug  string  `validate:"required,slug,max=50"`
		Color *string `validate:"omitempty,hex_color"`
	}
	red := "red"

	err := validation.Struct(context.Background(), Tag{Slug: "Big Deals", Color: &red})

	var invalid *validation.Error
	if errors.As(err, &invalid) {
		for _, field := range invalid.Fields {
			fmt.Println(field.Namespace, field.Message)
		}
	}
	// Output:
	// Tag.Name is required
	// Tag.Slug must be lower-case letters and digits with single hyphens between them
	// Tag.Color must be # and six hexadecimal digits, such as #6B7280
}

// A service that has a tag of its own starts from New.
func ExampleNew() {
	v := validation.New()
	v.RegisterAlias("tenant_slug", "required,slug,max=100")

	fmt.Println(v.Var("acme-corp", "tenant_slug"))
	// Output: <nil>
}
