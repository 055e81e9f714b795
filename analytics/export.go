package analytics

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// ExportStatusPending is the status that an export begins with. The column is free text.
const ExportStatusPending = "pending"

// An Export is a user's request for the result of a query as a file, and what became of it. It is deleted with its
// owner or its tenant. Nothing in the database deletes the file.
//
// Table synapscale_db.analytics_exports.
type Export struct {
	ID       uuid.UUID       `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name     string          `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	Type     string          `gorm:"column:export_type;type:varchar(50);not null" validate:"required,max=50"`
	Query    json.RawMessage `gorm:"column:query;type:jsonb;not null;serializer:json" validate:"required"`
	FilePath *string         `gorm:"column:file_path;type:varchar(500)" validate:"omitempty,max=500"`
	// Status begins as [ExportStatusPending].
	Status      *string    `gorm:"column:status;type:varchar(20);not null;default:'pending';index:idx_analytics_exports_status_created_at,priority:1" validate:"omitempty,max=20"`
	OwnerID     uuid.UUID  `gorm:"column:owner_id;type:uuid;not null;index:idx_analytics_exports_owner_id" validate:"required"`
	CreatedAt   time.Time  `gorm:"column:created_at;type:timestamptz;not null;default:now();index:idx_analytics_exports_status_created_at,priority:2"`
	CompletedAt *time.Time `gorm:"column:completed_at;type:timestamptz"`
	TenantID    uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_analytics_exports_tenant_id" validate:"required"`
	UpdatedAt   *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Owner  *auth.User      `gorm:"foreignKey:OwnerID;references:ID;constraint:analytics_exports_owner_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:analytics_exports_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Export) TableName() string { return "synapscale_db.analytics_exports" }
