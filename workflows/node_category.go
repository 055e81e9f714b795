package workflows

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A NodeCategory is a heading under which nodes are listed, itself below another heading or at the top. It is deleted
// with its tenant, but not while it has children that would stay. Nodes do not refer to it: what they hold is a name.
//
// Table synapscale_db.node_categories.
type NodeCategory struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// Name is unique over the whole database, not within the tenant or the parent.
	Name        string  `gorm:"column:name;type:varchar(100);not null;uniqueIndex:node_categories_name_key" validate:"required,max=100"`
	Description *string `gorm:"column:description;type:text"`
	Icon        *string `gorm:"column:icon;type:varchar(10)" validate:"omitempty,max=10"`
	Color       *string `gorm:"column:color;type:varchar(7)" validate:"omitempty,hex_color,max=7"`
	// ParentID is nil at the top.
	ParentID  *uuid.UUID `gorm:"column:parent_id;type:uuid;index:idx_node_categories_parent_id"`
	SortOrder *int32     `gorm:"column:sort_order;type:integer"`
	IsActive  *bool      `gorm:"column:is_active;type:boolean"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	TenantID  *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_node_categories_tenant_id"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Parent   *NodeCategory   `gorm:"foreignKey:ParentID;references:ID;<-:false" validate:"-"`
	Tenant   *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:node_categories_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Children []NodeCategory  `gorm:"foreignKey:ParentID;references:ID;constraint:node_categories_parent_id_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (NodeCategory) TableName() string { return "synapscale_db.node_categories" }
