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

// EventStatusPending is the status that an event begins with. The column is free text.
const EventStatusPending = "pending"

// An Event is one amount booked on a user, in US dollars, with the message or the usage log that caused it, if either
// did. It is deleted with its user or its tenant, so that deleting a user deletes what the user was charged. It
// outlives its workspace, its message and its usage log: those references become nil.
//
// Table synapscale_db.billing_events.
type Event struct {
	ID          uuid.UUID  `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	UserID      uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:ix_billing_events_user_id" validate:"required"`
	WorkspaceID *uuid.UUID `gorm:"column:workspace_id;type:uuid;index:ix_billing_events_workspace_id"`
	Type        string     `gorm:"column:event_type;type:varchar(50);not null;index:ix_billing_events_event_type" validate:"required,max=50"`
	// AmountUSD is exact in Go; its column is double precision, which keeps 15 significant digits.
	AmountUSD         decimal.Decimal `gorm:"column:amount_usd;type:double precision;not null"`
	Description       *string         `gorm:"column:description;type:text"`
	RelatedUsageLogID *uuid.UUID      `gorm:"column:related_usage_log_id;type:uuid;index:idx_billing_events_related_usage_log_id"`
	RelatedMessageID  *uuid.UUID      `gorm:"column:related_message_id;type:uuid;index:idx_billing_events_related_message_id"`
	// InvoiceID is free text: no key ties it to an [Invoice].
	InvoiceID *string `gorm:"column:invoice_id;type:varchar(100)" validate:"omitempty,max=100"`
	// PaymentProvider is a name: no key ties it to a [PaymentProvider].
	PaymentProvider      *string         `gorm:"column:payment_provider;type:varchar(50)" validate:"omitempty,max=50"`
	PaymentTransactionID *string         `gorm:"column:payment_transaction_id;type:varchar(100)" validate:"omitempty,max=100"`
	Metadata             json.RawMessage `gorm:"column:billing_metadata;type:jsonb;serializer:json"`
	// Status begins as [EventStatusPending].
	Status      *string    `gorm:"column:status;type:varchar(20);default:'pending';index:idx_billing_events_status_created_at,priority:1" validate:"omitempty,max=20"`
	ProcessedAt *time.Time `gorm:"column:processed_at;type:timestamptz"`
	CreatedAt   time.Time  `gorm:"column:created_at;type:timestamptz;not null;default:now();index:ix_billing_events_created_at;index:idx_billing_events_status_created_at,priority:2"`
	TenantID    uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_billing_events_tenant_id" validate:"required"`
	UpdatedAt   *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	RelatedMessage  *conversations.Message  `gorm:"foreignKey:RelatedMessageID;references:ID;constraint:billing_events_related_message_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	RelatedUsageLog *conversations.UsageLog `gorm:"foreignKey:RelatedUsageLogID;references:ID;constraint:billing_events_related_usage_log_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Tenant          *tenancy.Tenant         `gorm:"foreignKey:TenantID;references:ID;constraint:billing_events_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User            *auth.User              `gorm:"foreignKey:UserID;references:ID;constraint:billing_events_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Workspace       *workspaces.Workspace   `gorm:"foreignKey:WorkspaceID;references:ID;constraint:billing_events_workspace_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Event) TableName() string { return "synapscale_db.billing_events" }
