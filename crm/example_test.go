package crm_test

import (
	"fmt"
	"strings"

	"github.com/google/uuid"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/synapscale/synapscale-go/crm"
)

// A contact that comes in again is the one that the tenant has already, if its address is spelled as it was.
func Example() {
	db, err := gorm.Open(postgres.Open("host=localhost"), &gorm.Config{DisableAutomaticPing: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	contact := crm.Contact{
		TenantID: uuid.New(),
		Email:    strings.ToLower(strings.TrimSpace(" Ana@Example.com")),
		Company:  new("Acme"),
	}

	sql := db.ToSQL(func(db *gorm.DB) *gorm.DB {
		return db.Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "tenant_id"}, {Name: "email"}},
			DoUpdates: clause.AssignmentColumns([]string{"company", "updated_at"}),
		}).Create(&contact)
	})
	_, conflict, _ := strings.Cut(sql, "ON CONFLICT ")
	conflict, _, _ = strings.Cut(conflict, " RETURNING")
	fmt.Println(contact.Email)
	fmt.Println(conflict)
	// Output:
	// ana@example.com
	// ("tenant_id","email") DO UPDATE SET "company"="excluded"."company","updated_at"="excluded"."updated_at"
}
