package billing_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/billing"
)

// A coupon is redeemed in one statement, because two requests that first look and then count both pass. RowsAffected
// tells whether it was: 0 is a coupon that is unknown, switched off, out of date or used up.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{
		DryRun: true, DisableAutomaticPing: true, SkipDefaultTransaction: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	redeemed := db.Model(&billing.Coupon{}).
		Where("code = ?", "SPRING").
		Where("is_active IS TRUE").
		Where("valid_from IS NULL OR valid_from <= now()").
		Where("valid_until IS NULL OR valid_until > now()").
		Where("max_uses IS NULL OR COALESCE(used_count, 0) < max_uses").
		UpdateColumn("used_count", gorm.Expr("COALESCE(used_count, 0) + 1"))

	lines := strings.NewReplacer(" WHERE ", "\nWHERE ", " AND ", "\nAND ")
	fmt.Println(lines.Replace(redeemed.Statement.SQL.String()))
	// Output:
	// UPDATE "synapscale_db"."coupons" SET "used_count"=COALESCE(used_count, 0) + 1
	// WHERE code = $1
	// AND is_active IS TRUE
	// AND (valid_from IS NULL OR valid_from <= now())
	// AND (valid_until IS NULL OR valid_until > now())
	// AND (max_uses IS NULL OR COALESCE(used_count, 0) < max_uses)
}

// The secrets of a provider do not leave in an answer or a log line that is JSON.
func ExamplePaymentProvider() {
	provider := billing.PaymentProvider{
		Name:          "acme-pay",
		DisplayName:   "Acme Pay",
		Config:        map[string]any{"api_key": "sk_live_1"},
		WebhookSecret: new("whsec_1"),
	}
	text, err := json.Marshal(provider)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, part := range []string{"Acme Pay", "sk_live_1", "whsec_1"} {
		fmt.Println(part, strings.Contains(string(text), part))
	}
	// Output:
	// Acme Pay true
	// sk_live_1 false
	// whsec_1 false
}
