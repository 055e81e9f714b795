package workflows

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workspaces"
)

// A Status says where a workflow stands. The check workflows_status_check enforces the set.
type Status string

// The statuses of a workflow.
const (
	StatusDraft     Status = "draft" // the database's default
	StatusActive    Status = "active"
	StatusPaused    Status = "paused"
	StatusCompleted Status = "completed"
	StatusFailed    Status = "failed"
	StatusArchived  Status = "archived"
)

// Valid reports whether the database accepts s.
func (s Status) Valid() bool {
	switch s {
	case StatusDraft, StatusActive, StatusPaused, StatusCompleted, StatusFailed, StatusArchived:
		return true
	}
	return false
}

// A Workflow is an automation that a user has drawn: a graph of nodes, and how it is to be run. It belongs to its user
// within a tenant, in a workspace or in none, and is deleted with any of the three.
//
// Its nodes, connections and executions go with it, and so do the projects that are made of it (workspace_projects). A
// marketplace template that was made from it, uses of a template and analytics events stay without the reference.
//
// Table synapscale_db.workflows.
type Workflow struct {
	ID          uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name        string    `gorm:"column:name;type:varchar(255);not null;index:idx_workflows_name" validate:"required,max=255"`
	Description *string   `gorm:"column:description;type:text"`
	// Definition holds the graph as JSON. The database asks for an array under "nodes" and one under "connections", and
	// for nothing inside them.
	Definition map[string]any `gorm:"column:definition;type:jsonb;not null;index:idx_workflows_definition_connections,expression:(definition -> 'connections'),type:gin;index:idx_workflows_definition_nodes,expression:(definition -> 'nodes'),type:gin;check:check_workflow_definition_structure,definition ? 'nodes' AND definition ? 'connections' AND jsonb_typeof(definition -> 'nodes') = 'array' AND jsonb_typeof(definition -> 'connections') = 'array';serializer:json" validate:"required,json_arrays=nodes connections"`
	// IsActive and Status are two columns, and the database does not hold them together.
	IsActive     *bool           `gorm:"column:is_active;type:boolean;not null;default:true"`
	UserID       uuid.UUID       `gorm:"column:user_id;type:uuid;not null;index:idx_workflows_tenant_user,priority:2;index:idx_workflows_user_id" validate:"required"`
	WorkspaceID  *uuid.UUID      `gorm:"column:workspace_id;type:uuid;index:idx_workflows_tenant_workspace,priority:2;index:ix_public_workflows_workspace_id"`
	IsPublic     *bool           `gorm:"column:is_public;type:boolean;default:false"`
	Category     *string         `gorm:"column:category;type:varchar(100)" validate:"omitempty,max=100"`
	Tags         json.RawMessage `gorm:"column:tags;type:jsonb;serializer:json"`
	Version      *string         `gorm:"column:version;type:varchar(20)" validate:"omitempty,max=20"`
	ThumbnailURL *string         `gorm:"column:thumbnail_url;type:varchar(500)" validate:"omitempty,max=500"`
	// Nothing in the database keeps this counter and those below up to date.
	DownloadsCount *int32 `gorm:"column:downloads_count;type:integer" validate:"omitempty,gte=0"`
	// RatingAverage is an integer column. Whether an average is rounded or scaled to fit, the database does not say.
	RatingAverage  *int32     `gorm:"column:rating_average;type:integer" validate:"omitempty,gte=0"`
	RatingCount    *int32     `gorm:"column:rating_count;type:integer" validate:"omitempty,gte=0"`
	ExecutionCount *int32     `gorm:"column:execution_count;type:integer" validate:"omitempty,gte=0"`
	LastExecutedAt *time.Time `gorm:"column:last_executed_at;type:timestamptz"`
	CreatedAt      time.Time  `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt      time.Time  `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	TenantID       uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_workflows_tenant_user,priority:1;index:idx_workflows_tenant_workspace,priority:1" validate:"required"`
	Status         *Status    `gorm:"column:status;type:varchar(20);default:'draft';index:idx_workflows_status;check:workflows_status_check,status IN ('draft', 'active', 'paused', 'completed', 'failed', 'archived')" validate:"omitempty,oneof=draft active paused completed failed archived"`
	Priority       *int32     `gorm:"column:priority;type:integer;default:1;index:idx_workflows_priority;check:workflows_priority_check,priority BETWEEN 1 AND 10" validate:"omitempty,gte=1,lte=10"`
	TimeoutSeconds *int32     `gorm:"column:timeout_seconds;type:integer;default:3600" validate:"omitempty,gte=0"`
	// RetryCount is a setting: how often to try again. In [Execution] the column of this name counts.
	RetryCount *int32 `gorm:"column:retry_count;type:integer;default:3" validate:"omitempty,gte=0"`

	Tenant      *tenancy.Tenant       `gorm:"foreignKey:TenantID;references:ID;constraint:workflows_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	User        *auth.User            `gorm:"foreignKey:UserID;references:ID;constraint:workflows_user_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Workspace   *workspaces.Workspace `gorm:"foreignKey:WorkspaceID;references:ID;constraint:workflows_workspace_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Nodes       []WorkflowNode        `gorm:"foreignKey:WorkflowID;references:ID;constraint:workflow_nodes_workflow_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Connections []Connection          `gorm:"foreignKey:WorkflowID;references:ID;constraint:workflow_connections_workflow_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Executions  []Execution           `gorm:"foreignKey:WorkflowID;references:ID;constraint:workflow_executions_workflow_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Workflow) TableName() string { return "synapscale_db.workflows" }

// A WorkflowNode is one [Node] of the catalogue placed on the canvas of a workflow, with settings of its own. It is
// deleted with its workflow or its tenant and takes its connections along. When the node of the catalogue is deleted,
// its place stays, to be filled with another one.
//
// Table synapscale_db.workflow_nodes.
type WorkflowNode struct {
	ID         uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	WorkflowID uuid.UUID `gorm:"column:workflow_id;type:uuid;not null;index:ix_public_workflow_nodes_workflow_id" validate:"required"`
	// NodeID is for the creator to set, and becomes nil when the [Node] is deleted.
	NodeID        *uuid.UUID      `gorm:"column:node_id;type:uuid;index:ix_public_workflow_nodes_node_id"`
	InstanceName  *string         `gorm:"column:instance_name;type:varchar(200)" validate:"omitempty,max=200"`
	PositionX     int32           `gorm:"column:position_x;type:integer;not null"`
	PositionY     int32           `gorm:"column:position_y;type:integer;not null"`
	Configuration json.RawMessage `gorm:"column:configuration;type:jsonb;serializer:json"`
	CreatedAt     *time.Time      `gorm:"column:created_at;type:timestamptz;default:now()"`
	TenantID      uuid.UUID       `gorm:"column:tenant_id;type:uuid;not null;index:idx_workflow_nodes_tenant_id" validate:"required"`
	UpdatedAt     *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Node     *Node           `gorm:"foreignKey:NodeID;references:ID;<-:false" validate:"-"`
	Tenant   *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:workflow_nodes_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Workflow *Workflow       `gorm:"foreignKey:WorkflowID;references:ID;<-:false" validate:"-"`
	Outgoing []Connection    `gorm:"foreignKey:SourceNodeID;references:ID;constraint:workflow_connections_source_node_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Incoming []Connection    `gorm:"foreignKey:TargetNodeID;references:ID;constraint:workflow_connections_target_node_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (WorkflowNode) TableName() string { return "synapscale_db.workflow_nodes" }

// A Connection leads from one [WorkflowNode] to another: what the source gives out goes into the target. It is deleted
// with its workflow, with either node or with its tenant. Nothing holds its nodes to its own workflow.
//
// Table synapscale_db.workflow_connections.
type Connection struct {
	ID           uuid.UUID  `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	WorkflowID   uuid.UUID  `gorm:"column:workflow_id;type:uuid;not null;index:ix_public_workflow_connections_workflow_id" validate:"required"`
	SourceNodeID uuid.UUID  `gorm:"column:source_node_id;type:uuid;not null;index:idx_workflow_connections_source_node_id" validate:"required"`
	TargetNodeID uuid.UUID  `gorm:"column:target_node_id;type:uuid;not null;index:idx_workflow_connections_target_node_id" validate:"required"`
	SourcePort   *string    `gorm:"column:source_port;type:varchar(100)" validate:"omitempty,max=100"`
	TargetPort   *string    `gorm:"column:target_port;type:varchar(100)" validate:"omitempty,max=100"`
	CreatedAt    *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	TenantID     uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_workflow_connections_tenant_id" validate:"required"`
	UpdatedAt    *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	SourceNode *WorkflowNode   `gorm:"foreignKey:SourceNodeID;references:ID;<-:false" validate:"-"`
	TargetNode *WorkflowNode   `gorm:"foreignKey:TargetNodeID;references:ID;<-:false" validate:"-"`
	Tenant     *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:workflow_connections_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Workflow   *Workflow       `gorm:"foreignKey:WorkflowID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Connection) TableName() string { return "synapscale_db.workflow_connections" }
