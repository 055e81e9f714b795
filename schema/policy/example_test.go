package policy_test

import (
	"fmt"
	"time"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/policy"
)

func ExamplePolicy_Apply() {
	p, err := policy.Parse(".synapscale.yaml", []byte(`
ignore:
  - code: index-extra
    table: shop.orders
    object: by_hand_*
    reason: the monthly report needs it
    owner: data team
    expires: 2027-01-31
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	report := &schema.Report{Findings: []schema.Finding{{ // It comes from schema.Check.
		Code: schema.CodeIndexExtra, Severity: schema.SeverityDifference, Table: "shop.orders", Object: "by_hand_1",
		Expected: "nothing", Actual: "index (placed_at)",
	}}}
	january := p.Apply(report, time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC))
	fmt.Println(len(january.Findings), "found,", january.Suppressed[0].Finding.Object, "ignored:", january.Suppressed[0].Reason)
	february := p.Apply(report, time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC))
	for _, finding := range february.Findings {
		fmt.Println(finding)
	}
	// Output:
	// 0 found, by_hand_1 ignored: the monthly report needs it
	// shop.orders by_hand_1 index-extra: expected nothing, found index (placed_at)
	// .synapscale.yaml index-extra shop.orders by_hand_* ignore-expired: expected an end that is not past, found it counted until 2027-01-31
}
