package agents

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workspaces"
)

// A Status says what state an agent is in. The check agents_status_check enforces the set.
type Status string

// The statuses of an agent.
const (
	StatusActive   Status = "active"
	StatusInactive Status = "inactive"
	StatusDraft    Status = "draft"
	StatusArchived Status = "archived" // left out of the index on the status
	StatusError    Status = "error"
)

// Valid reports whether the database accepts s.
func (s Status) Valid() bool {
	switch s {
	case StatusActive, StatusInactive, StatusDraft, StatusArchived, StatusError:
		return true
	}
	return false
}

// An Environment says what an agent is used for. The check agents_environment_check enforces the set.
type Environment string

// The environments of an agent.
const (
	EnvironmentDevelopment Environment = "development"
	EnvironmentStaging     Environment = "staging"
	EnvironmentProduction  Environment = "production"
)

// Valid reports whether the database accepts e.
func (e Environment) Valid() bool {
	switch e {
	case EnvironmentDevelopment, EnvironmentStaging, EnvironmentProduction:
		return true
	}
	return false
}

// An Agent is one AI agent of a tenant. A user owns it, and it may stand in a workspace. It is deleted with its tenant,
// its owner or its workspace, and takes along what this package has of it. Conversations outlive it and lose their
// AgentID.
//
// Table synapscale_db.agents.
type Agent struct {
	ID          uuid.UUID  `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name        string     `gorm:"column:name;type:varchar(255);not null;index:idx_agents_name" validate:"required,max=255"`
	Description *string    `gorm:"column:description;type:text"`
	IsActive    *bool      `gorm:"column:is_active;type:boolean;not null;default:true"`
	UserID      uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:idx_agents_tenant_user,priority:2;index:idx_agents_user_id" validate:"required"`
	CreatedAt   time.Time  `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt   time.Time  `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	WorkspaceID *uuid.UUID `gorm:"column:workspace_id;type:uuid;index:idx_agents_tenant_workspace,priority:2;index:ix_public_agents_workspace_id"`
	TenantID    uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_agents_tenant_user,priority:1;index:idx_agents_tenant_workspace,priority:1" validate:"required"`
	// Status and the older IsActive are two columns for one thing, and the database does not hold them together.
	Status *Status `gorm:"column:status;type:varchar(20);default:'active';index:idx_agents_status,where:status <> 'archived';check:agents_status_check,status IN ('active', 'inactive', 'draft', 'archived', 'error')" validate:"omitempty,oneof=active inactive draft archived error"`
	// Priority is from 1 to 10. Nothing in the database says which end goes first.
	Priority *int32 `gorm:"column:priority;type:integer;default:1;index:idx_agents_priority;check:agents_priority_check,priority BETWEEN 1 AND 10" validate:"omitempty,gte=1,lte=10"`
	// Version is a label of the agent, not the number of one of its configurations.
	Version     *string      `gorm:"column:version;type:varchar(20);default:'1.0.0'" validate:"omitempty,max=20"`
	Environment *Environment `gorm:"column:environment;type:varchar(20);default:'development';check:agents_environment_check,environment IN ('development', 'staging', 'production')" validate:"omitempty,oneof=development staging production"`
	// CurrentConfigID is the [Configuration] in force. The two tables refer to each other, so that it is set after both
	// rows exist.
	CurrentConfigID *uuid.UUID `gorm:"column:current_config;type:uuid;index:idx_agents_current_config"`

	CurrentConfig  *Configuration        `gorm:"foreignKey:CurrentConfigID;references:ID;constraint:agents_current_config_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
	Tenant         *tenancy.Tenant       `gorm:"foreignKey:TenantID;references:ID;constraint:agents_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	User           *auth.User            `gorm:"foreignKey:UserID;references:ID;constraint:agents_user_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Workspace      *workspaces.Workspace `gorm:"foreignKey:WorkspaceID;references:ID;constraint:agents_workspace_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Configurations []Configuration       `gorm:"foreignKey:AgentID;references:ID;constraint:agent_configurations_agent_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	ACLs           []ACL                 `gorm:"foreignKey:AgentID;references:ID;constraint:agent_acl_agent_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Descendants    []Hierarchy           `gorm:"foreignKey:AncestorID;references:ID;constraint:agent_hierarchy_ancestor_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Ancestors      []Hierarchy           `gorm:"foreignKey:DescendantID;references:ID;constraint:agent_hierarchy_descendant_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	KnowledgeBases []KnowledgeBase       `gorm:"foreignKey:AgentID;references:ID;constraint:agent_kbs_agent_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Models         []Model               `gorm:"foreignKey:AgentID;references:ID;constraint:agent_models_agent_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Tools          []Tool                `gorm:"foreignKey:AgentID;references:ID;constraint:agent_tools_agent_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Triggers       []Trigger             `gorm:"foreignKey:AgentID;references:ID;constraint:agent_triggers_agent_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Quotas         []Quota               `gorm:"foreignKey:AgentID;references:ID;constraint:agent_quotas_agent_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	UsageMetrics   []UsageMetric         `gorm:"foreignKey:AgentID;references:ID;constraint:agent_usage_metrics_agent_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	ErrorLogs      []ErrorLog            `gorm:"foreignKey:AgentID;references:ID;constraint:agent_error_logs_agent_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Agent) TableName() string { return "synapscale_db.agents" }
