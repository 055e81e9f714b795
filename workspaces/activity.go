package workspaces

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// An Activity is an entry in the journal of a workspace: a user did something to something. It is deleted with the
// workspace, that user and its tenant. The entries are for people to read and are written by
// the application; what the database writes is in package audit.
//
// Table synapscale_db.workspace_activities.
type Activity struct {
	ID          uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	WorkspaceID uuid.UUID `gorm:"column:workspace_id;type:uuid;not null;index:ix_public_workspace_activities_workspace_id" validate:"required"`
	UserID      uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:ix_public_workspace_activities_user_id" validate:"required"`
	Action      string    `gorm:"column:action;type:varchar(50);not null;index:ix_public_workspace_activities_action" validate:"required,max=50"`
	// ResourceType and ResourceID name what it was done to, of whatever kind, without a foreign key.
	ResourceType string  `gorm:"column:resource_type;type:varchar(50);not null" validate:"required,max=50"`
	ResourceID   *string `gorm:"column:resource_id;type:varchar(255)" validate:"omitempty,max=255"`
	Description  string  `gorm:"column:description;type:varchar(500);not null" validate:"required,max=500"`
	// Metadata and the later MetaData are two columns for one thing. Only the later one has a default.
	Metadata  json.RawMessage `gorm:"column:metadata;type:jsonb;serializer:json"`
	IPAddress *string         `gorm:"column:ip_address;type:varchar(45)" validate:"omitempty,ip,max=45"`
	UserAgent *string         `gorm:"column:user_agent;type:varchar(500)" validate:"omitempty,max=500"`
	CreatedAt time.Time       `gorm:"column:created_at;type:timestamptz;not null"`
	TenantID  uuid.UUID       `gorm:"column:tenant_id;type:uuid;not null;index:idx_workspace_activities_tenant_id" validate:"required"`
	UpdatedAt *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	MetaData  map[string]any  `gorm:"column:meta_data;type:jsonb;default:'{}';serializer:json"`

	Tenant    *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:workspace_activities_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User      *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:workspace_activities_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Workspace *Workspace      `gorm:"foreignKey:WorkspaceID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Activity) TableName() string { return "synapscale_db.workspace_activities" }
