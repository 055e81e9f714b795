package llms_test

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/llms"
)

// What a call costs is exact however small. It is unknown, and not zero, for a model without a price.
func Example() {
	model := llms.LLM{
		Name:               "small",
		Provider:           "example",
		CostPerTokenInput:  new(decimal.RequireFromString("0.00000015")),
		CostPerTokenOutput: new(decimal.RequireFromString("0.0000006")),
	}
	cost := func(inputTokens, outputTokens int64) (decimal.Decimal, bool) {
		if model.CostPerTokenInput == nil || model.CostPerTokenOutput == nil {
			return decimal.Zero, false
		}
		input := model.CostPerTokenInput.Mul(decimal.NewFromInt(inputTokens))
		output := model.CostPerTokenOutput.Mul(decimal.NewFromInt(outputTokens))
		return input.Add(output), true
	}

	fmt.Println(cost(1200, 35))

	model.CostPerTokenOutput = nil
	fmt.Println(cost(1200, 35))
	// Output:
	// 0.000201 true
	// 0 false
}

// A model that works badly is not thereby withdrawn: its status and its health are two columns with values of their own.
func ExampleStatus_Valid() {
	fmt.Println(llms.StatusMaintenance.Valid(), llms.Status("degraded").Valid(), llms.HealthStatusDegraded.Valid())
	// Output: true false true
}
