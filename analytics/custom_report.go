package analytics

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workspaces"
)

// A CustomReport is a report that a user designed: the query, how it is drawn, when it runs and who may see it. It is
// deleted with its user or its tenant, takes along its executions, and outlives its workspace.
//
// Table synapscale_db.custom_reports.
type CustomReport struct {
	ID     uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	UserID uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:ix_public_custom_reports_user_id" validate:"required"`
	// WorkspaceID becomes nil when the workspace is deleted.
	WorkspaceID         *uuid.UUID      `gorm:"column:workspace_id;type:uuid;index:ix_public_custom_reports_workspace_id"`
	Name                string          `gorm:"column:name;type:varchar(200);not null" validate:"required,max=200"`
	Description         *string         `gorm:"column:description;type:text"`
	Category            *string         `gorm:"column:category;type:varchar(50);index:ix_public_custom_reports_category" validate:"omitempty,max=50"`
	QueryConfig         json.RawMessage `gorm:"column:query_config;type:jsonb;not null;serializer:json" validate:"required"`
	VisualizationConfig json.RawMessage `gorm:"column:visualization_config;type:jsonb;serializer:json"`
	Filters             json.RawMessage `gorm:"column:filters;type:jsonb;serializer:json"`
	// IsScheduled, ScheduleConfig and NextRunAt are not held together by anything.
	IsScheduled    bool            `gorm:"column:is_scheduled;type:boolean;not null"`
	ScheduleConfig json.RawMessage `gorm:"column:schedule_config;type:jsonb;serializer:json"`
	LastRunAt      *time.Time      `gorm:"column:last_run_at;type:timestamptz"`
	NextRunAt      *time.Time      `gorm:"column:next_run_at;type:timestamptz"`
	IsPublic       bool            `gorm:"column:is_public;type:boolean;not null"`
	// SharedWith is JSON without a foreign key: whoever is deleted stays in it.
	SharedWith json.RawMessage `gorm:"column:shared_with;type:jsonb;serializer:json"`
	// CachedData is the result of an earlier run, good until CacheExpiresAt.
	CachedData     json.RawMessage `gorm:"column:cached_data;type:jsonb;serializer:json"`
	CacheExpiresAt *time.Time      `gorm:"column:cache_expires_at;type:timestamptz"`
	Status         string          `gorm:"column:status;type:varchar(20);not null;index:idx_custom_reports_status" validate:"required,max=20"`
	CreatedAt      time.Time       `gorm:"column:created_at;type:timestamptz;not null"`
	UpdatedAt      time.Time       `gorm:"column:updated_at;type:timestamptz;not null"`
	TenantID       uuid.UUID       `gorm:"column:tenant_id;type:uuid;not null;index:idx_custom_reports_tenant_id" validate:"required"`

	Tenant     *tenancy.Tenant       `gorm:"foreignKey:TenantID;references:ID;constraint:custom_reports_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User       *auth.User            `gorm:"foreignKey:UserID;references:ID;constraint:custom_reports_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Workspace  *workspaces.Workspace `gorm:"foreignKey:WorkspaceID;references:ID;constraint:custom_reports_workspace_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Executions []ReportExecution     `gorm:"foreignKey:ReportID;references:ID;constraint:report_executions_report_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (CustomReport) TableName() string { return "synapscale_db.custom_reports" }

// A ReportExecution is one run of a custom report. It is deleted with its report, its user or its tenant.
//
// Table synapscale_db.report_executions.
type ReportExecution struct {
	ID       uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ReportID uuid.UUID `gorm:"column:report_id;type:uuid;not null;index:ix_public_report_executions_report_id" validate:"required"`
	// UserID is nil for a run that no user asked for.
	UserID *uuid.UUID `gorm:"column:user_id;type:uuid;index:ix_public_report_executions_user_id"`
	Type   string     `gorm:"column:execution_type;type:varchar(20);not null" validate:"required,max=20"`
	// Parameters and ResultData are json and not jsonb: they cannot be compared, and the operators of jsonb do not
	// apply.
	Parameters      json.RawMessage `gorm:"column:parameters;type:json;serializer:json"`
	Status          string          `gorm:"column:status;type:varchar(20);not null;index:idx_report_executions_status" validate:"required,max=20"`
	ResultData      json.RawMessage `gorm:"column:result_data;type:json;serializer:json"`
	ErrorMessage    *string         `gorm:"column:error_message;type:text"`
	ExecutionTimeMS *int32          `gorm:"column:execution_time_ms;type:integer" validate:"omitempty,gte=0"`
	RowsProcessed   *int32          `gorm:"column:rows_processed;type:integer" validate:"omitempty,gte=0"`
	// DataSizeBytes ends at 2 GiB, as its column does.
	DataSizeBytes *int32     `gorm:"column:data_size_bytes;type:integer" validate:"omitempty,gte=0"`
	StartedAt     time.Time  `gorm:"column:started_at;type:timestamptz;not null" validate:"required"`
	CompletedAt   *time.Time `gorm:"column:completed_at;type:timestamptz"`
	TenantID      uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_report_executions_tenant_id" validate:"required"`
	CreatedAt     *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt     *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Report *CustomReport   `gorm:"foreignKey:ReportID;references:ID;<-:false" validate:"-"`
	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:report_executions_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User   *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:report_executions_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ReportExecution) TableName() string { return "synapscale_db.report_executions" }
