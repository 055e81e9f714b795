package llms

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A Status says whether a model may be used. The check llms_status_check enforces the set.
type Status string

// The statuses of a model.
const (
	StatusActive      Status = "active" // the database's default
	StatusInactive    Status = "inactive"
	StatusMaintenance Status = "maintenance"
	StatusDeprecated  Status = "deprecated"
)

// Valid reports whether the database accepts s.
func (s Status) Valid() bool {
	switch s {
	case StatusActive, StatusInactive, StatusMaintenance, StatusDeprecated:
		return true
	}
	return false
}

// A HealthStatus says how a model was found to work. The check llms_health_status_check enforces the set.
type HealthStatus string

// The health statuses of a model.
const (
	HealthStatusHealthy   HealthStatus = "healthy"
	HealthStatusDegraded  HealthStatus = "degraded"
	HealthStatusUnhealthy HealthStatus = "unhealthy"
	HealthStatusUnknown   HealthStatus = "unknown" // the database's default
)

// Valid reports whether the database accepts s.
func (s HealthStatus) Valid() bool {
	switch s {
	case HealthStatusHealthy, HealthStatusDegraded, HealthStatusUnhealthy, HealthStatusUnknown:
		return true
	}
	return false
}

// An LLM is a language model that agents and conversations can use: whose it is, what it can do, what it costs and how
// it is doing. It belongs to a tenant and is deleted with it, or it is everybody's.
//
// Deleting a model takes it from its agents and deletes its turns in conversations. Its usage logs stay without the
// reference. To withdraw a model, change its status.
//
// Table synapscale_db.llms.
type LLM struct {
	ID           uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name         string    `gorm:"column:name;type:varchar(100);not null;index:ix_llms_name" validate:"required,max=100"`
	Provider     string    `gorm:"column:provider;type:varchar(50);not null;index:ix_llms_provider" validate:"required,max=50"`
	ModelVersion *string   `gorm:"column:model_version;type:varchar(50)" validate:"omitempty,max=50"`
	// MaxTokensSupported and ContextWindow are in tokens.
	MaxTokensSupported      *int32 `gorm:"column:max_tokens_supported;type:integer" validate:"omitempty,gte=0"`
	SupportsFunctionCalling *bool  `gorm:"column:supports_function_calling;type:boolean;default:false"`
	SupportsVision          *bool  `gorm:"column:supports_vision;type:boolean;default:false"`
	SupportsStreaming       *bool  `gorm:"column:supports_streaming;type:boolean;default:true"`
	ContextWindow           *int32 `gorm:"column:context_window;type:integer" validate:"omitempty,gte=0"`
	// IsActive and the newer Status are two columns for one thing, and the database does not hold them together.
	IsActive  *bool           `gorm:"column:is_active;type:boolean;default:true;index:ix_llms_is_active"`
	Metadata  json.RawMessage `gorm:"column:llm_metadata;type:jsonb;serializer:json"`
	CreatedAt time.Time       `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt time.Time       `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	// TenantID is nil for a model that is for all.
	TenantID     *uuid.UUID    `gorm:"column:tenant_id;type:uuid;index:idx_llms_tenant_id"`
	Status       *Status       `gorm:"column:status;type:varchar(20);default:'active';index:idx_llms_status;check:llms_status_check,status IN ('active', 'inactive', 'maintenance', 'deprecated')" validate:"omitempty,oneof=active inactive maintenance deprecated"`
	HealthStatus *HealthStatus `gorm:"column:health_status;type:varchar(20);default:'unknown';check:llms_health_status_check,health_status IN ('healthy', 'degraded', 'unhealthy', 'unknown')" validate:"omitempty,oneof=healthy degraded unhealthy unknown"`
	// The defaults of ResponseTimeAvgMS, 0, and of AvailabilityPercentage, 99.9, are not measurements.
	ResponseTimeAvgMS      *int32           `gorm:"column:response_time_avg_ms;type:integer;default:0" validate:"omitempty,gte=0"`
	AvailabilityPercentage *decimal.Decimal `gorm:"column:availability_percentage;type:numeric(5,2);default:99.9" validate:"omitempty,gte=0,lte=100"`
	// The costs are per single token, and nil is a cost that nobody has entered. They are exact in Go; their columns
	// are double precision, which keeps 15 significant digits. They name no currency; the costs in llms_usage_logs are
	// US dollars.
	CostPerTokenInput  *decimal.Decimal `gorm:"column:cost_per_token_input;type:double precision" validate:"omitempty,gte=0"`
	CostPerTokenOutput *decimal.Decimal `gorm:"column:cost_per_token_output;type:double precision" validate:"omitempty,gte=0"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:llms_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (LLM) TableName() string { return "synapscale_db.llms" }
