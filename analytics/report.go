package analytics

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A Report is a query that a user saved, to be run on demand or on a schedule. It is deleted with its owner or its
// tenant. Its runs are not recorded; those of a [CustomReport] are.
//
// Table synapscale_db.analytics_reports.
type Report struct {
	ID          uuid.UUID       `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name        string          `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	Description *string         `gorm:"column:description;type:text"`
	Query       json.RawMessage `gorm:"column:query;type:jsonb;not null;serializer:json" validate:"required"`
	// Schedule is free text: no check asks for a cron expression.
	Schedule  *string   `gorm:"column:schedule;type:varchar(50)" validate:"omitempty,max=50"`
	OwnerID   uuid.UUID `gorm:"column:owner_id;type:uuid;not null;index:idx_analytics_reports_owner_id" validate:"required"`
	IsActive  *bool     `gorm:"column:is_active;type:boolean;not null;default:true"`
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt time.Time `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	TenantID  uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_analytics_reports_tenant_id" validate:"required"`

	Owner  *auth.User      `gorm:"foreignKey:OwnerID;references:ID;constraint:analytics_reports_owner_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:analytics_reports_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Report) TableName() string { return "synapscale_db.analytics_reports" }
