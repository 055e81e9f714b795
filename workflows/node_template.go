package workflows

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A NodeTemplate is a pattern for a [Node]: the same code and schemas without a user or a workspace. It is deleted with
// its tenant. No table refers to it.
//
// Table synapscale_db.node_templates.
type NodeTemplate struct {
	ID               uuid.UUID       `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name             string          `gorm:"column:name;type:varchar(200);not null" validate:"required,max=200"`
	Description      *string         `gorm:"column:description;type:text"`
	Category         *string         `gorm:"column:category;type:varchar(100)" validate:"omitempty,max=100"`
	CodeTemplate     string          `gorm:"column:code_template;type:text;not null" validate:"required"`
	InputSchema      json.RawMessage `gorm:"column:input_schema;type:jsonb;not null;serializer:json" validate:"required"`
	OutputSchema     json.RawMessage `gorm:"column:output_schema;type:jsonb;not null;serializer:json" validate:"required"`
	ParametersSchema json.RawMessage `gorm:"column:parameters_schema;type:jsonb;serializer:json"`
	Icon             *string         `gorm:"column:icon;type:varchar(10)" validate:"omitempty,max=10"`
	Color            *string         `gorm:"column:color;type:varchar(7)" validate:"omitempty,hex_color,max=7"`
	Documentation    *string         `gorm:"column:documentation;type:text"`
	Examples         json.RawMessage `gorm:"column:examples;type:jsonb;serializer:json"`
	IsSystem         *bool           `gorm:"column:is_system;type:boolean"`
	IsActive         *bool           `gorm:"column:is_active;type:boolean"`
	CreatedAt        *time.Time      `gorm:"column:created_at;type:timestamptz;default:now()"`
	// TenantID is nil for a template that is for all.
	TenantID  *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_node_templates_tenant_id"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:fk_node_templates_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (NodeTemplate) TableName() string { return "synapscale_db.node_templates" }
