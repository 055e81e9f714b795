package workflows

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workspaces"
)

// A NodeCategory is one row of node_categories. Deleted with its Tenant.
//
// Table synapscale_db.node_categories.
type NodeCategory struct {
	ID          uuid.UUID  `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	Name        string     `gorm:"column:name;type:varchar(100);not null;uniqueIndex:node_categories_name_key" validate:"required,max=100"`
	Description *string    `gorm:"column:description;type:text"`
	Icon        *string    `gorm:"column:icon;type:varchar(10)" validate:"omitempty,max=10"`
	Color       *string    `gorm:"column:color;type:varchar(7)" validate:"omitempty,hex_color,max=7"`
	ParentID    *uuid.UUID `gorm:"column:parent_id;type:uuid"`
	SortOrder   *int32     `gorm:"column:sort_order;type:integer"`
	IsActive    *bool      `gorm:"column:is_active;type:boolean"`
	CreatedAt   *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	TenantID    *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_node_categories_tenant_id"`
	UpdatedAt   *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Parent   *NodeCategory   `gorm:"foreignKey:ParentID;references:ID;<-:false" validate:"-"`
	Tenant   *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:node_categories_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Children []NodeCategory  `gorm:"foreignKey:ParentID;references:ID;constraint:node_categories_parent_id_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (NodeCategory) TableName() string { return "synapscale_db.node_categories" }

// A Node is one row of nodes. Deleted with its Tenant or its User. Outlives its Workspace.
//
// Table synapscale_db.nodes.
type Node struct {
	ID               uuid.UUID       `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	Name             string          `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	Category         string          `gorm:"column:category;type:varchar(100);not null" validate:"required,max=100"`
	Description      *string         `gorm:"column:description;type:text"`
	Version          *string         `gorm:"column:version;type:varchar(50);not null;default:'1.0.0'" validate:"omitempty,max=50"`
	Definition       json.RawMessage `gorm:"column:definition;type:jsonb;not null;serializer:json" validate:"required"`
	IsPublic         bool            `gorm:"column:is_public;type:boolean;not null;default:false"`
	CreatedAt        *time.Time      `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt        *time.Time      `gorm:"column:updated_at;type:timestamptz;default:now()"`
	CodeTemplate     string          `gorm:"column:code_template;type:text;not null" validate:"required"`
	InputSchema      json.RawMessage `gorm:"column:input_schema;type:jsonb;not null;serializer:json" validate:"required"`
	OutputSchema     json.RawMessage `gorm:"column:output_schema;type:jsonb;not null;serializer:json" validate:"required"`
	ParametersSchema json.RawMessage `gorm:"column:parameters_schema;type:jsonb;serializer:json"`
	Icon             *string         `gorm:"column:icon;type:varchar(10)" validate:"omitempty,max=10"`
	Color            *string         `gorm:"column:color;type:varchar(7)" validate:"omitempty,hex_color,max=7"`
	Documentation    *string         `gorm:"column:documentation;type:text"`
	Examples         json.RawMessage `gorm:"column:examples;type:jsonb;serializer:json"`
	DownloadsCount   *int32          `gorm:"column:downloads_count;type:integer" validate:"omitempty,gte=0"`
	UsageCount       *int32          `gorm:"column:usage_count;type:integer" validate:"omitempty,gte=0"`
	RatingAverage    *int32          `gorm:"column:rating_average;type:integer" validate:"omitempty,gte=0"`
	RatingCount      *int32          `gorm:"column:rating_count;type:integer" validate:"omitempty,gte=0"`
	UserID           uuid.UUID       `gorm:"column:user_id;type:uuid;not null;index:ix_public_nodes_user_id" validate:"required"`
	WorkspaceID      *uuid.UUID      `gorm:"column:workspace_id;type:uuid;index:ix_public_nodes_workspace_id"`
	TenantID         *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_nodes_tenant_id"`
	Status           *string         `gorm:"column:status;type:varchar(20);default:'active';index:idx_nodes_status" validate:"omitempty,max=20"`
	TimeoutSeconds   *int32          `gorm:"column:timeout_seconds;type:integer;default:300" validate:"omitempty,gte=0"`
	RetryCount       *int32          `gorm:"column:retry_count;type:integer;default:3" validate:"omitempty,gte=0"`

	Tenant    *tenancy.Tenant       `gorm:"foreignKey:TenantID;references:ID;constraint:nodes_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User      *auth.User            `gorm:"foreignKey:UserID;references:ID;constraint:nodes_user_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Workspace *workspaces.Workspace `gorm:"foreignKey:WorkspaceID;references:ID;constraint:nodes_workspace_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Ratings   []NodeRating          `gorm:"foreignKey:NodeID;references:ID;constraint:node_ratings_node_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Node) TableName() string { return "synapscale_db.nodes" }

// A NodeRating is one row of node_ratings. Deleted with its Node or its Tenant or its User.
//
// Table synapscale_db.node_ratings.
type NodeRating struct {
	ID        uuid.UUID  `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	NodeID    uuid.UUID  `gorm:"column:node_id;type:uuid;not null;index:ix_synapscale_db_node_ratings_node_id" validate:"required"`
	UserID    uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:ix_synapscale_db_node_ratings_user_id" validate:"required"`
	Rating    int32      `gorm:"column:rating;type:integer;not null" validate:"gte=1,lte=5"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:now()"`
	TenantID  *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_node_ratings_tenant_id"`

	Node   *Node           `gorm:"foreignKey:NodeID;references:ID;<-:false" validate:"-"`
	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:node_ratings_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User   *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:node_ratings_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (NodeRating) TableName() string { return "synapscale_db.node_ratings" }

// A NodeTemplate is one row of node_templates. Deleted with its Tenant.
//
// Table synapscale_db.node_templates.
type NodeTemplate struct {
	ID               uuid.UUID       `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
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
	TenantID         *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_node_templates_tenant_id"`
	UpdatedAt        *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:fk_node_templates_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (NodeTemplate) TableName() string { return "synapscale_db.node_templates" }
