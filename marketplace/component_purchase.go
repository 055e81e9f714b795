package marketplace

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A ComponentPurchase is one payment of a user for a component, with the license that it bought. It is deleted with its
// user or its tenant, so that deleting a buyer deletes the record of what was paid, and outlives the component. A user
// may buy the same component any number of times.
//
// Table synapscale_db.component_purchases.
type ComponentPurchase struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// ComponentID is for the writer to set, and becomes nil when the component is deleted.
	ComponentID *uuid.UUID `gorm:"column:component_id;type:uuid;index:ix_public_component_purchases_component_id"`
	UserID      uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:ix_public_component_purchases_user_id" validate:"required"`
	// Amount is exact in Go; its column is double precision, which keeps 15 significant digits.
	Amount        decimal.Decimal `gorm:"column:amount;type:double precision;not null"`
	Currency      string          `gorm:"column:currency;type:varchar(3);not null" validate:"required,iso4217,max=3"`
	PaymentMethod *string         `gorm:"column:payment_method;type:varchar(50)" validate:"omitempty,max=50"`
	// TransactionID is unique over the whole database, so that one payment cannot be recorded twice.
	TransactionID string `gorm:"column:transaction_id;type:varchar(100);not null;uniqueIndex:component_purchases_transaction_id_key" validate:"required,max=100"`
	// PaymentProvider is a name: no key ties it to a provider of package billing.
	PaymentProvider *string `gorm:"column:payment_provider;type:varchar(50)" validate:"omitempty,max=50"`
	// ProviderTransactionID is the payment at the provider. Nothing makes it unique.
	ProviderTransactionID *string `gorm:"column:provider_transaction_id;type:varchar(100)" validate:"omitempty,max=100"`
	Status                string  `gorm:"column:status;type:varchar(20);not null;index:idx_component_purchases_status" validate:"required,max=20"`
	// LicenseKey is the buyer's secret and stays out of JSON. It is unique over the whole database.
	LicenseKey       *string    `gorm:"column:license_key;type:varchar(100);uniqueIndex:component_purchases_license_key_key" json:"-" validate:"omitempty,max=100"`
	LicenseExpiresAt *time.Time `gorm:"column:license_expires_at;type:timestamptz"`
	CreatedAt        time.Time  `gorm:"column:created_at;type:timestamptz;not null"`
	CompletedAt      *time.Time `gorm:"column:completed_at;type:timestamptz"`
	RefundedAt       *time.Time `gorm:"column:refunded_at;type:timestamptz"`
	TenantID         uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_component_purchases_tenant_id" validate:"required"`
	UpdatedAt        *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Component *Component      `gorm:"foreignKey:ComponentID;references:ID;<-:false" validate:"-"`
	Tenant    *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:component_purchases_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User      *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:component_purchases_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ComponentPurchase) TableName() string { return "synapscale_db.component_purchases" }
