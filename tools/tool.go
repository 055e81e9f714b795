package tools

import (
	"time"

	"github.com/google/uuid"
)

// A Tool is one row of tools.
//
// Table synapscale_db.tools.
type Tool struct {
	ID         uuid.UUID      `gorm:"column:tool_id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name       string         `gorm:"column:name;type:text;not null" validate:"required"`
	Category   *string        `gorm:"column:category;type:text"`
	BaseConfig map[string]any `gorm:"column:base_config;type:jsonb;not null;default:'{}';index:idx_tools_base_config,type:gin;serializer:json"`
	TenantID   *uuid.UUID     `gorm:"column:tenant_id;type:uuid"`
	CreatedAt  time.Time      `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt  time.Time      `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Tool) TableName() string { return "synapscale_db.tools" }
