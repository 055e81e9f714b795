package workflows

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// ExecutionStatusPending is the status that an execution begins with. The column is free text.
const ExecutionStatusPending = "pending"

// An Execution is one run of a [Workflow]. It belongs to its user within a tenant and is deleted with its workflow, its
// user or its tenant. Its node executions, queue entries and metrics go with it.
//
// Table synapscale_db.workflow_executions.
type Execution struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// ExecutionID is a second identifier beside ID, as text, unique where it is set.
	ExecutionID    *string         `gorm:"column:execution_id;type:varchar(36);uniqueIndex:ix_public_workflow_executions_execution_id" validate:"omitempty,max=36"`
	WorkflowID     uuid.UUID       `gorm:"column:workflow_id;type:uuid;not null;index:idx_workflow_executions_tenant_workflow,priority:2;index:idx_workflow_executions_workflow_id" validate:"required"`
	UserID         uuid.UUID       `gorm:"column:user_id;type:uuid;not null;index:ix_public_workflow_executions_user_id" validate:"required"`
	Status         *string         `gorm:"column:status;type:varchar(20);not null;default:'pending';index:idx_workflow_executions_status_created_at,priority:1" validate:"omitempty,max=20"`
	Priority       *int32          `gorm:"column:priority;type:integer;index:ix_public_workflow_executions_priority"`
	InputData      json.RawMessage `gorm:"column:input_data;type:jsonb;serializer:json"`
	OutputData     json.RawMessage `gorm:"column:output_data;type:jsonb;serializer:json"`
	ContextData    json.RawMessage `gorm:"column:context_data;type:jsonb;serializer:json"`
	Variables      json.RawMessage `gorm:"column:variables;type:jsonb;serializer:json"`
	TotalNodes     *int32          `gorm:"column:total_nodes;type:integer" validate:"omitempty,gte=0"`
	CompletedNodes *int32          `gorm:"column:completed_nodes;type:integer" validate:"omitempty,gte=0"`
	FailedNodes    *int32          `gorm:"column:failed_nodes;type:integer" validate:"omitempty,gte=0"`
	// ProgressPercentage is 0 to 100 here; the database takes any integer.
	ProgressPercentage *int32 `gorm:"column:progress_percentage;type:integer" validate:"omitempty,gte=0,lte=100"`
	// StartedAt is the time of the insert unless given, also for an execution that is still pending.
	StartedAt   time.Time  `gorm:"column:started_at;type:timestamptz;not null;default:now()"`
	CompletedAt *time.Time `gorm:"column:completed_at;type:timestamptz"`
	TimeoutAt   *time.Time `gorm:"column:timeout_at;type:timestamptz"`
	// The durations name no unit.
	EstimatedDuration *int32          `gorm:"column:estimated_duration;type:integer" validate:"omitempty,gte=0"`
	ActualDuration    *int32          `gorm:"column:actual_duration;type:integer" validate:"omitempty,gte=0"`
	ExecutionLog      *string         `gorm:"column:execution_log;type:text"`
	ErrorMessage      *string         `gorm:"column:error_message;type:text"`
	ErrorDetails      json.RawMessage `gorm:"column:error_details;type:jsonb;serializer:json"`
	DebugInfo         json.RawMessage `gorm:"column:debug_info;type:jsonb;serializer:json"`
	// RetryCount is how often the run was tried again, MaxRetries how often it may be.
	RetryCount         *int32          `gorm:"column:retry_count;type:integer" validate:"omitempty,gte=0"`
	MaxRetries         *int32          `gorm:"column:max_retries;type:integer" validate:"omitempty,gte=-1"`
	AutoRetry          *bool           `gorm:"column:auto_retry;type:boolean"`
	NotifyOnCompletion *bool           `gorm:"column:notify_on_completion;type:boolean"`
	NotifyOnFailure    *bool           `gorm:"column:notify_on_failure;type:boolean"`
	Tags               json.RawMessage `gorm:"column:tags;type:jsonb;serializer:json"`
	// Metadata is json and not jsonb: it has no equality, so SELECT DISTINCT over the table fails.
	Metadata  json.RawMessage `gorm:"column:metadata;type:json;serializer:json"`
	CreatedAt *time.Time      `gorm:"column:created_at;type:timestamptz;default:now();index:idx_workflow_executions_created_at;index:idx_workflow_executions_status_created_at,priority:2"`
	UpdatedAt *time.Time      `gorm:"column:updated_at;type:timestamptz;default:now()"`
	TenantID  uuid.UUID       `gorm:"column:tenant_id;type:uuid;not null;index:idx_workflow_executions_tenant_workflow,priority:1" validate:"required"`

	Tenant         *tenancy.Tenant   `gorm:"foreignKey:TenantID;references:ID;constraint:workflow_executions_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	User           *auth.User        `gorm:"foreignKey:UserID;references:ID;constraint:workflow_executions_user_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Workflow       *Workflow         `gorm:"foreignKey:WorkflowID;references:ID;<-:false" validate:"-"`
	NodeExecutions []NodeExecution   `gorm:"foreignKey:WorkflowExecutionID;references:ID;constraint:node_executions_workflow_execution_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	QueueEntries   []QueueEntry      `gorm:"foreignKey:WorkflowExecutionID;references:ID;constraint:execution_queue_workflow_execution_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Metrics        []ExecutionMetric `gorm:"foreignKey:WorkflowExecutionID;references:ID;constraint:workflow_execution_metrics_workflow_execution_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Execution) TableName() string { return "synapscale_db.workflow_executions" }

// A NodeExecution is one step of an [Execution]: one node, what it was given and what came of it. It is deleted with
// its execution or its tenant; its metrics stay, without the reference.
//
// It has no status: its times and its error tell how far it came.
//
// Table synapscale_db.node_executions.
type NodeExecution struct {
	ID int32 `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.node_executions_id_seq')"`
	// ExecutionID is text that no foreign key holds. WorkflowExecutionID says which execution the step belongs to.
	ExecutionID         *string   `gorm:"column:execution_id;type:varchar(36);index:ix_public_node_executions_execution_id" validate:"omitempty,max=36"`
	WorkflowExecutionID uuid.UUID `gorm:"column:workflow_execution_id;type:uuid;not null;index:ix_public_node_executions_workflow_execution_id" validate:"required"`
	// NodeID is for whoever runs the [Node] to set, and becomes nil when that is deleted: NodeKey, NodeType and NodeName
	// still say what ran.
	NodeID         *uuid.UUID      `gorm:"column:node_id;type:uuid;index:ix_public_node_executions_node_id"`
	NodeKey        string          `gorm:"column:node_key;type:varchar(255);not null;index:ix_public_node_executions_node_key" validate:"required,max=255"`
	NodeType       string          `gorm:"column:node_type;type:varchar(100);not null;index:ix_public_node_executions_node_type" validate:"required,max=100"`
	NodeName       *string         `gorm:"column:node_name;type:varchar(255)" validate:"omitempty,max=255"`
	ExecutionOrder int32           `gorm:"column:execution_order;type:integer;not null;index:ix_public_node_executions_execution_order" validate:"gte=0"`
	InputData      json.RawMessage `gorm:"column:input_data;type:jsonb;serializer:json"`
	OutputData     json.RawMessage `gorm:"column:output_data;type:jsonb;serializer:json"`
	ConfigData     json.RawMessage `gorm:"column:config_data;type:jsonb;serializer:json"`
	StartedAt      *time.Time      `gorm:"column:started_at;type:timestamptz"`
	CompletedAt    *time.Time      `gorm:"column:completed_at;type:timestamptz"`
	TimeoutAt      *time.Time      `gorm:"column:timeout_at;type:timestamptz"`
	DurationMS     *int32          `gorm:"column:duration_ms;type:integer" validate:"omitempty,gte=0"`
	ExecutionLog   *string         `gorm:"column:execution_log;type:text"`
	ErrorMessage   *string         `gorm:"column:error_message;type:text"`
	ErrorDetails   json.RawMessage `gorm:"column:error_details;type:jsonb;serializer:json"`
	DebugInfo      json.RawMessage `gorm:"column:debug_info;type:jsonb;serializer:json"`
	RetryCount     *int32          `gorm:"column:retry_count;type:integer" validate:"omitempty,gte=0"`
	MaxRetries     *int32          `gorm:"column:max_retries;type:integer" validate:"omitempty,gte=-1"`
	// RetryDelay names no unit.
	RetryDelay   *int32          `gorm:"column:retry_delay;type:integer" validate:"omitempty,gte=0"`
	Dependencies json.RawMessage `gorm:"column:dependencies;type:jsonb;serializer:json"`
	Dependents   json.RawMessage `gorm:"column:dependents;type:jsonb;serializer:json"`
	Metadata     json.RawMessage `gorm:"column:metadata;type:jsonb;serializer:json"`
	CreatedAt    *time.Time      `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt    *time.Time      `gorm:"column:updated_at;type:timestamptz;default:now()"`
	TenantID     uuid.UUID       `gorm:"column:tenant_id;type:uuid;not null;index:idx_node_executions_tenant_id" validate:"required"`

	Node              *Node             `gorm:"foreignKey:NodeID;references:ID;<-:false" validate:"-"`
	Tenant            *tenancy.Tenant   `gorm:"foreignKey:TenantID;references:ID;constraint:node_executions_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	WorkflowExecution *Execution        `gorm:"foreignKey:WorkflowExecutionID;references:ID;<-:false" validate:"-"`
	Metrics           []ExecutionMetric `gorm:"foreignKey:NodeExecutionID;references:ID;constraint:workflow_execution_metrics_node_execution_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (NodeExecution) TableName() string { return "synapscale_db.node_executions" }

// An ExecutionMetric is one thing measured while an [Execution] ran. It is deleted with the execution or its tenant, and
// outlives the step.
//
// Table synapscale_db.workflow_execution_metrics.
type ExecutionMetric struct {
	ID                  int32     `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.execution_metrics_id_seq')"`
	WorkflowExecutionID uuid.UUID `gorm:"column:workflow_execution_id;type:uuid;not null;index:ix_public_execution_metrics_workflow_execution_id" validate:"required"`
	// NodeExecutionID is nil for a measurement of the whole execution, and becomes nil when the step is deleted.
	NodeExecutionID *int32 `gorm:"column:node_execution_id;type:integer;index:ix_public_execution_metrics_node_execution_id"`
	MetricType      string `gorm:"column:metric_type;type:varchar(100);not null;index:ix_public_execution_metrics_metric_type" validate:"required,max=100"`
	MetricName      string `gorm:"column:metric_name;type:varchar(255);not null;index:ix_public_execution_metrics_metric_name" validate:"required,max=255"`
	// What was measured is in one of four columns. The database asks for none, and does not refuse two.
	ValueNumeric *int32 `gorm:"column:value_numeric;type:integer"`
	// ValueFloat is a number as text: cast it before sorting or adding.
	ValueFloat *string         `gorm:"column:value_float;type:varchar(50)" validate:"omitempty,max=50"`
	ValueText  *string         `gorm:"column:value_text;type:text"`
	ValueJSON  json.RawMessage `gorm:"column:value_json;type:jsonb;serializer:json"`
	Context    *string         `gorm:"column:context;type:varchar(255);index:ix_public_execution_metrics_context" validate:"omitempty,max=255"`
	Tags       json.RawMessage `gorm:"column:tags;type:jsonb;serializer:json"`
	MeasuredAt *time.Time      `gorm:"column:measured_at;type:timestamptz;default:now();index:ix_public_execution_metrics_measured_at"`
	CreatedAt  *time.Time      `gorm:"column:created_at;type:timestamptz;default:now()"`
	TenantID   uuid.UUID       `gorm:"column:tenant_id;type:uuid;not null;index:idx_workflow_execution_metrics_tenant_id" validate:"required"`
	UpdatedAt  *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	NodeExecution     *NodeExecution  `gorm:"foreignKey:NodeExecutionID;references:ID;<-:false" validate:"-"`
	Tenant            *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:workflow_execution_metrics_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	WorkflowExecution *Execution      `gorm:"foreignKey:WorkflowExecutionID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ExecutionMetric) TableName() string { return "synapscale_db.workflow_execution_metrics" }
