package auth_test

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/auth"
)

// A token is used up by one statement, so that of two requests with the same token only one succeeds: the other one
// affects no row. The clock is the database's, and IS NOT TRUE takes in the NULL of a token that was never used.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{DryRun: true, DisableAutomaticPing: true})
	if err != nil {
		fmt.Println(err)
		return
	}

	fmt.Println(db.ToSQL(func(tx *gorm.DB) *gorm.DB {
		return tx.Model(&auth.PasswordResetToken{}).
			Where("token = ? AND is_used IS NOT TRUE AND expires_at > now()", "as stored").
			UpdateColumn("is_used", true)
	}))
	// Output:
	// UPDATE "synapscale_db"."password_reset_tokens" SET "is_used"=true WHERE token = 'as stored' AND is_used IS NOT TRUE AND expires_at > now()
}

// A secret does not leave by way of JSON.
func ExampleRefreshToken() {
	token := auth.RefreshToken{
		ID:        uuid.MustParse("0190f5fe-7c00-7a00-8000-000000000001"),
		Token:     "a secret",
		UserID:    uuid.MustParse("0190f5fe-7c00-7a00-8000-000000000002"),
		ExpiresAt: time.Date(2026, time.March, 1, 9, 0, 0, 0, time.UTC),
		IsRevoked: new(false),
	}

	text, err := json.MarshalIndent(token, "", "  ")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(text))
	// Output:
	// {
	//   "ID": "0190f5fe-7c00-7a00-8000-000000000001",
	//   "UserID": "0190f5fe-7c00-7a00-8000-000000000002",
	//   "ExpiresAt": "2026-03-01T09:00:00Z",
	//   "IsRevoked": false,
	//   "CreatedAt": null,
	//   "UpdatedAt": null,
	//   "User": null
	// }
}
