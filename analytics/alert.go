package analytics

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// An Alert is a condition that its owner has watched, and how to notify when it holds. It is deleted with its owner or
// its tenant.
//
// Table synapscale_db.analytics_alerts.
type Alert struct {
	ID                 uuid.UUID       `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name               string          `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	Description        *string         `gorm:"column:description;type:text"`
	Condition          json.RawMessage `gorm:"column:condition;type:jsonb;not null;serializer:json" validate:"required"`
	NotificationConfig json.RawMessage `gorm:"column:notification_config;type:jsonb;not null;serializer:json" validate:"required"`
	IsActive           *bool           `gorm:"column:is_active;type:boolean;not null;default:true"`
	OwnerID            uuid.UUID       `gorm:"column:owner_id;type:uuid;not null;index:idx_analytics_alerts_owner_id" validate:"required"`
	// LastTriggeredAt is nil until the condition first holds.
	LastTriggeredAt *time.Time `gorm:"column:last_triggered_at;type:timestamptz"`
	CreatedAt       time.Time  `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt       time.Time  `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	TenantID        uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_analytics_alerts_tenant_id" validate:"required"`

	Owner  *auth.User      `gorm:"foreignKey:OwnerID;references:ID;constraint:analytics_alerts_owner_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:analytics_alerts_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Alert) TableName() string { return "synapscale_db.analytics_alerts" }
