package array_test

import (
	"fmt"

	"github.com/synapscale/synapscale-go/array"
)

// Nil is NULL, and empty is an array without elements.
func Example() {
	for _, keys := range []array.Text{nil, {}, {"sso", "api access"}} {
		value, err := keys.Value()
		fmt.Println(value, err)
	}
	// Output:
	// <nil> <nil>
	// {} <nil>
	// {sso,"api access"} <nil>
}
