package workflows

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workspaces"
)

// NodeStatusActive is the status that a node begins with. The column is free text.
const NodeStatusActive = "active"

// A Node is an entry of the catalogue that workflows are drawn from: code, and schemas of what goes in, what comes out
// and what can be set. It belongs to its user within a tenant and is deleted with either; when its workspace is
// deleted, it stays without one. Its ratings are deleted with it. The workflow nodes and node executions that name it
// stay, with NodeID nil.
//
// Table synapscale_db.nodes.
type Node struct {
	ID   uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name string    `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	// Category is a name. No foreign key ties it to [NodeCategory].
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
	// Nothing in the database keeps this counter and those below up to date.
	DownloadsCount *int32 `gorm:"column:downloads_count;type:integer" validate:"omitempty,gte=0"`
	UsageCount     *int32 `gorm:"column:usage_count;type:integer" validate:"omitempty,gte=0"`
	// RatingAverage is an integer column. Whether an average is rounded or scaled to fit, the database does not say.
	RatingAverage  *int32     `gorm:"column:rating_average;type:integer" validate:"omitempty,gte=0"`
	RatingCount    *int32     `gorm:"column:rating_count;type:integer" validate:"omitempty,gte=0"`
	UserID         uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:ix_public_nodes_user_id" validate:"required"`
	WorkspaceID    *uuid.UUID `gorm:"column:workspace_id;type:uuid;index:ix_public_nodes_workspace_id"`
	TenantID       *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_nodes_tenant_id"`
	Status         *string    `gorm:"column:status;type:varchar(20);default:'active';index:idx_nodes_status" validate:"omitempty,max=20"`
	TimeoutSeconds *int32     `gorm:"column:timeout_seconds;type:integer;default:300" validate:"omitempty,gte=0"`
	RetryCount     *int32     `gorm:"column:retry_count;type:integer;default:3" validate:"omitempty,gte=0"`

	Tenant         *tenancy.Tenant       `gorm:"foreignKey:TenantID;references:ID;constraint:nodes_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User           *auth.User            `gorm:"foreignKey:UserID;references:ID;constraint:nodes_user_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Workspace      *workspaces.Workspace `gorm:"foreignKey:WorkspaceID;references:ID;constraint:nodes_workspace_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Ratings        []NodeRating          `gorm:"foreignKey:NodeID;references:ID;constraint:node_ratings_node_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	WorkflowNodes  []WorkflowNode        `gorm:"foreignKey:NodeID;references:ID;constraint:workflow_nodes_node_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	NodeExecutions []NodeExecution       `gorm:"foreignKey:NodeID;references:ID;constraint:node_executions_node_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Node) TableName() string { return "synapscale_db.nodes" }

// A NodeRating is what one user thinks of a [Node], as a number, at most once per pair. It is deleted with the node, the
// user or the tenant.
//
// Table synapscale_db.node_ratings.
type NodeRating struct {
	ID     uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	NodeID uuid.UUID `gorm:"column:node_id;type:uuid;not null;uniqueIndex:node_ratings_node_id_user_id_key,priority:1" validate:"required"`
	UserID uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:ix_synapscale_db_node_ratings_user_id;uniqueIndex:node_ratings_node_id_user_id_key,priority:2" validate:"required"`
	// Rating is 1 to 5 here; the database takes any integer.
	Rating    int32      `gorm:"column:rating;type:integer;not null" validate:"gte=1,lte=5"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:now()"`
	TenantID  uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_node_ratings_tenant_id" validate:"required"`

	Node   *Node           `gorm:"foreignKey:NodeID;references:ID;<-:false" validate:"-"`
	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:node_ratings_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User   *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:node_ratings_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (NodeRating) TableName() string { return "synapscale_db.node_ratings" }
