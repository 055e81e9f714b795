package workflows

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A QueueEntry is an [Execution] waiting for a worker, or taken by one. It is deleted with its execution, its user or its
// tenant. Nothing keeps an execution from being queued twice.
//
// Table synapscale_db.workflow_execution_queue.
type QueueEntry struct {
	ID int32 `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.execution_queue_id_seq')"`
	// QueueID is a second identifier beside ID, as text, unique where it is set.
	QueueID             *string    `gorm:"column:queue_id;type:varchar(36);uniqueIndex:ix_public_execution_queue_queue_id" validate:"omitempty,max=36"`
	WorkflowExecutionID uuid.UUID  `gorm:"column:workflow_execution_id;type:uuid;not null;index:ix_public_execution_queue_workflow_execution_id" validate:"required"`
	UserID              uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:ix_public_execution_queue_user_id" validate:"required"`
	Priority            *int32     `gorm:"column:priority;type:integer;index:ix_public_execution_queue_priority"`
	ScheduledAt         *time.Time `gorm:"column:scheduled_at;type:timestamptz;index:ix_public_execution_queue_scheduled_at;index:idx_workflow_execution_queue_status_scheduled_at,priority:2"`
	StartedAt           *time.Time `gorm:"column:started_at;type:timestamptz"`
	CompletedAt         *time.Time `gorm:"column:completed_at;type:timestamptz"`
	Status              *string    `gorm:"column:status;type:varchar(50);index:idx_workflow_execution_queue_status_scheduled_at,priority:1" validate:"omitempty,max=50"`
	// WorkerID is nil until a worker takes the entry.
	WorkerID *string `gorm:"column:worker_id;type:varchar(100);index:ix_public_execution_queue_worker_id" validate:"omitempty,max=100"`
	// MaxExecutionTime names no unit.
	MaxExecutionTime *int32          `gorm:"column:max_execution_time;type:integer" validate:"omitempty,gte=-1"`
	RetryCount       *int32          `gorm:"column:retry_count;type:integer" validate:"omitempty,gte=0"`
	MaxRetries       *int32          `gorm:"column:max_retries;type:integer" validate:"omitempty,gte=-1"`
	Metadata         json.RawMessage `gorm:"column:meta_data;type:jsonb;serializer:json"`
	CreatedAt        *time.Time      `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt        *time.Time      `gorm:"column:updated_at;type:timestamptz;default:now()"`
	TenantID         uuid.UUID       `gorm:"column:tenant_id;type:uuid;not null;index:idx_workflow_execution_queue_tenant_id" validate:"required"`

	User              *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:execution_queue_user_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	WorkflowExecution *Execution      `gorm:"foreignKey:WorkflowExecutionID;references:ID;<-:false" validate:"-"`
	Tenant            *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:workflow_execution_queue_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (QueueEntry) TableName() string { return "synapscale_db.workflow_execution_queue" }
