package billing

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/tenancy"
)

// InvoiceStatusDraft is the status that an invoice begins with. The column is free text.
const InvoiceStatusDraft = "draft"

// An Invoice is what a tenant is asked to pay, for a subscription or apart from any. It is deleted with its tenant, and
// keeps its subscription from being deleted alone.
//
// The amounts are in Currency and rounded to two decimals when they are written, so that currencies with three do not
// fit. No check holds TotalAmount to Subtotal less DiscountAmount plus TaxAmount.
//
// Table synapscale_db.invoices.
type Invoice struct {
	ID             uuid.UUID  `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	TenantID       uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_invoices_tenant_id" validate:"required"`
	SubscriptionID *uuid.UUID `gorm:"column:subscription_id;type:uuid;index:idx_invoices_subscription_id"`
	// Number is unique over the whole database, not per tenant.
	Number string `gorm:"column:invoice_number;type:varchar(100);not null;uniqueIndex:invoices_invoice_number_key" validate:"required,max=100"`
	// Status begins as [InvoiceStatusDraft].
	Status         *string         `gorm:"column:status;type:varchar(50);not null;default:'draft';index:idx_invoices_status" validate:"omitempty,max=50"`
	Currency       *string         `gorm:"column:currency;type:varchar(3);not null;default:'USD'" validate:"omitempty,iso4217,max=3"`
	Subtotal       decimal.Decimal `gorm:"column:subtotal;type:numeric(12,2);not null;default:0"`
	TaxAmount      decimal.Decimal `gorm:"column:tax_amount;type:numeric(12,2);not null;default:0"`
	DiscountAmount decimal.Decimal `gorm:"column:discount_amount;type:numeric(12,2);not null;default:0"`
	TotalAmount    decimal.Decimal `gorm:"column:total_amount;type:numeric(12,2);not null;default:0"`
	// DueDate is a calendar day. It is read as midnight UTC, and its time of day is not stored.
	DueDate *time.Time `gorm:"column:due_date;type:date;index:idx_invoices_due_date"`
	PaidAt  *time.Time `gorm:"column:paid_at;type:timestamptz"`
	// Items are the lines. The database does not look into them.
	Items     []any          `gorm:"column:items;type:jsonb;default:'[]';serializer:json"`
	Metadata  map[string]any `gorm:"column:metadata;type:jsonb;default:'{}';serializer:json"`
	CreatedAt *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time     `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Subscription *Subscription   `gorm:"foreignKey:SubscriptionID;references:ID;<-:false" validate:"-"`
	Tenant       *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:invoices_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Invoice) TableName() string { return "synapscale_db.invoices" }
