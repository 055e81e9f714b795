package tools

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A Tool is something that an agent can be given to act with. It belongs to a tenant and is deleted with it, or it is
// everybody's. Deleting it takes it from its agents (agent_tools).
//
// Table synapscale_db.tools.
type Tool struct {
	ID       uuid.UUID `gorm:"column:tool_id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name     string    `gorm:"column:name;type:text;not null" validate:"required"`
	Category *string   `gorm:"column:category;type:text"`
	// BaseConfig is what the config of an agent's attachment (agent_tools) builds on. It is not encrypted. Nil inserts
	// the empty object, and is refused in an update, because the column is NOT NULL.
	BaseConfig map[string]any `gorm:"column:base_config;type:jsonb;not null;default:'{}';index:idx_tools_base_config,type:gin;serializer:json"`
	// TenantID is nil for a tool that is for all.
	TenantID  *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_tools_tenant_id"`
	CreatedAt time.Time  `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	// A trigger sets UpdatedAt on every update.
	UpdatedAt time.Time `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:tools_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Tool) TableName() string { return "synapscale_db.tools" }
