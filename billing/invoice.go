package billing

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/conversations"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workspaces"
)

// A Invoice is one row of invoices. Deleted with its Tenant.
//
// Table synapscale_db.invoices.
type Invoice struct {
	ID             uuid.UUID       `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	TenantID       uuid.UUID       `gorm:"column:tenant_id;type:uuid;not null;index:idx_invoices_tenant_id" validate:"required"`
	SubscriptionID *uuid.UUID      `gorm:"column:subscription_id;type:uuid"`
	InvoiceNumber  string          `gorm:"column:invoice_number;type:varchar(100);not null;uniqueIndex:invoices_invoice_number_key" validate:"required,max=100"`
	Status         *string         `gorm:"column:status;type:varchar(50);not null;default:'draft';index:idx_invoices_status" validate:"omitempty,max=50"`
	Currency       *string         `gorm:"column:currency;type:varchar(3);not null;default:'USD'" validate:"omitempty,iso4217,max=3"`
	Subtotal       decimal.Decimal `gorm:"column:subtotal;type:numeric(12,2);not null;default:0"`
	TaxAmount      decimal.Decimal `gorm:"column:tax_amount;type:numeric(12,2);not null;default:0"`
	DiscountAmount decimal.Decimal `gorm:"column:discount_amount;type:numeric(12,2);not null;default:0"`
	TotalAmount    decimal.Decimal `gorm:"column:total_amount;type:numeric(12,2);not null;default:0"`
	DueDate        *time.Time      `gorm:"column:due_date;type:date;index:idx_invoices_due_date"`
	PaidAt         *time.Time      `gorm:"column:paid_at;type:timestamptz"`
	Items          []any           `gorm:"column:items;type:jsonb;default:'[]';serializer:json"`
	Metadata       map[string]any  `gorm:"column:metadata;type:jsonb;default:'{}';serializer:json"`
	CreatedAt      *time.Time      `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt      *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Subscription *Subscription   `gorm:"foreignKey:SubscriptionID;references:ID;<-:false" validate:"-"`
	Tenant       *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:invoices_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Invoice) TableName() string { return "synapscale_db.invoices" }

// A Event is one row of billing_events. Deleted with its Tenant or its User. Outlives its RelatedMessage and its RelatedUsageLog and its Workspace.
//
// Table synapscale_db.billing_events.
type Event struct {
	ID                   uuid.UUID       `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	UserID               uuid.UUID       `gorm:"column:user_id;type:uuid;not null;index:ix_billing_events_user_id" validate:"required"`
	WorkspaceID          *uuid.UUID      `gorm:"column:workspace_id;type:uuid;index:ix_billing_events_workspace_id"`
	EventType            string          `gorm:"column:event_type;type:varchar(50);not null;index:ix_billing_events_event_type" validate:"required,max=50"`
	AmountUSD            decimal.Decimal `gorm:"column:amount_usd;type:double precision;not null"`
	Description          *string         `gorm:"column:description;type:text"`
	RelatedUsageLogID    *uuid.UUID      `gorm:"column:related_usage_log_id;type:uuid"`
	RelatedMessageID     *uuid.UUID      `gorm:"column:related_message_id;type:uuid"`
	InvoiceID            *string         `gorm:"column:invoice_id;type:varchar(100)" validate:"omitempty,max=100"`
	PaymentProvider      *string         `gorm:"column:payment_provider;type:varchar(50)" validate:"omitempty,max=50"`
	PaymentTransactionID *string         `gorm:"column:payment_transaction_id;type:varchar(100)" validate:"omitempty,max=100"`
	BillingMetadata      json.RawMessage `gorm:"column:billing_metadata;type:jsonb;serializer:json"`
	Status               *string         `gorm:"column:status;type:varchar(20);default:'pending';index:ix_billing_events_status" validate:"omitempty,max=20"`
	ProcessedAt          *time.Time      `gorm:"column:processed_at;type:timestamptz"`
	CreatedAt            time.Time       `gorm:"column:created_at;type:timestamptz;not null;default:now();index:ix_billing_events_created_at"`
	TenantID             *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_billing_events_tenant_id"`
	UpdatedAt            *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	RelatedMessage  *conversations.Message  `gorm:"foreignKey:RelatedMessageID;references:ID;constraint:billing_events_related_message_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	RelatedUsageLog *conversations.UsageLog `gorm:"foreignKey:RelatedUsageLogID;references:ID;constraint:billing_events_related_usage_log_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Tenant          *tenancy.Tenant         `gorm:"foreignKey:TenantID;references:ID;constraint:billing_events_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User            *auth.User              `gorm:"foreignKey:UserID;references:ID;constraint:billing_events_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Workspace       *workspaces.Workspace   `gorm:"foreignKey:WorkspaceID;references:ID;constraint:billing_events_workspace_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Event) TableName() string { return "synapscale_db.billing_events" }
