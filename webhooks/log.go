package webhooks

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/billing"
	"github.com/synapscale/synapscale-go/tenancy"
)

// The statuses of an event that came in. The column is free text; an event begins as pending.
const (
	StatusPending   = "pending"
	StatusProcessed = "processed"
	StatusFailed    = "failed"
	StatusRetrying  = "retrying"
)

// A Log is one event that a payment provider sent to us, with what came of it. It is deleted with its provider and,
// unless TenantID is nil, with its tenant.
//
// Table synapscale_db.webhook_logs.
type Log struct {
	ID         uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ProviderID uuid.UUID `gorm:"column:provider_id;type:uuid;not null;uniqueIndex:webhook_logs_provider_id_event_id_key,priority:1" validate:"required"`
	EventType  string    `gorm:"column:event_type;type:varchar(100);not null;index:idx_webhook_logs_event_type" validate:"required,max=100"`
	// EventID is the provider's own, and unique for each provider. It is nil where the provider sends none.
	EventID *string `gorm:"column:event_id;type:varchar(255);uniqueIndex:webhook_logs_provider_id_event_id_key,priority:2" validate:"omitempty,max=255"`
	// Payload is the body as PostgreSQL keeps jsonb, in another order of keys and without the white space: a signature
	// can only be verified before it is stored. The JSON text null cannot be stored, as GORM sends an empty text for it.
	Payload json.RawMessage `gorm:"column:payload;type:jsonb;not null;serializer:json" validate:"required"`
	Headers map[string]any  `gorm:"column:headers;type:jsonb;default:'{}';serializer:json"`
	Status  *string         `gorm:"column:status;type:varchar(50);default:'pending';index:idx_webhook_logs_status_created_at,priority:1" validate:"omitempty,max=50"`
	// ProcessedAt is nil until the event is processed.
	ProcessedAt  *time.Time `gorm:"column:processed_at;type:timestamptz"`
	ErrorMessage *string    `gorm:"column:error_message;type:text"`
	RetryCount   *int32     `gorm:"column:retry_count;type:integer;default:0" validate:"omitempty,gte=0"`
	CreatedAt    *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP;index:idx_webhook_logs_status_created_at,priority:2"`
	UpdatedAt    *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	// TenantID is nil as long as nobody has found out whom the event concerns.
	TenantID *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_webhook_logs_tenant_id"`

	Provider *billing.PaymentProvider `gorm:"foreignKey:ProviderID;references:ID;constraint:webhook_logs_provider_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Tenant   *tenancy.Tenant          `gorm:"foreignKey:TenantID;references:ID;constraint:webhook_logs_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Log) TableName() string { return "synapscale_db.webhook_logs" }
