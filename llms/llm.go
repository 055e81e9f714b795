package llms

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/tenancy"
)

// Status is a value of llms.status; the check on llms.status enforces the set.
type Status string

const (
	StatusActive      Status = "active"
	StatusInactive    Status = "inactive"
	StatusMaintenance Status = "maintenance"
	StatusDeprecated  Status = "deprecated"
)

// Valid reports whether the database accepts v.
func (v Status) Valid() bool {
	switch v {
	case StatusActive, StatusInactive, StatusMaintenance, StatusDeprecated:
		return true
	}
	return false
}

// HealthStatus is a value of llms.health_status; the check on llms.health_status enforces the set.
type HealthStatus string

const (
	HealthStatusHealthy   HealthStatus = "healthy"
	HealthStatusDegraded  HealthStatus = "degraded"
	HealthStatusUnhealthy HealthStatus = "unhealthy"
	HealthStatusUnknown   HealthStatus = "unknown"
)

// Valid reports whether the database accepts v.
func (v HealthStatus) Valid() bool {
	switch v {
	case HealthStatusHealthy, HealthStatusDegraded, HealthStatusUnhealthy, HealthStatusUnknown:
		return true
	}
	return false
}

// A LLM is one row of llms. Deleted with its Tenant.
//
// Table synapscale_db.llms.
type LLM struct {
	ID                      uuid.UUID        `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name                    string           `gorm:"column:name;type:varchar(100);not null;index:ix_llms_name" validate:"required,max=100"`
	Provider                string           `gorm:"column:provider;type:varchar(50);not null;index:ix_llms_provider" validate:"required,max=50"`
	ModelVersion            *string          `gorm:"column:model_version;type:varchar(50)" validate:"omitempty,max=50"`
	MaxTokensSupported      *int32           `gorm:"column:max_tokens_supported;type:integer" validate:"omitempty,gte=-1"`
	SupportsFunctionCalling *bool            `gorm:"column:supports_function_calling;type:boolean;default:false"`
	SupportsVision          *bool            `gorm:"column:supports_vision;type:boolean;default:false"`
	SupportsStreaming       *bool            `gorm:"column:supports_streaming;type:boolean;default:true"`
	ContextWindow           *int32           `gorm:"column:context_window;type:integer" validate:"omitempty,gte=0"`
	IsActive                *bool            `gorm:"column:is_active;type:boolean;default:true;index:ix_llms_is_active"`
	LLMMetadata             json.RawMessage  `gorm:"column:llm_metadata;type:jsonb;serializer:json"`
	CreatedAt               time.Time        `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt               time.Time        `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	TenantID                *uuid.UUID       `gorm:"column:tenant_id;type:uuid;index:idx_llms_tenant_id"`
	Status                  *Status          `gorm:"column:status;type:varchar(20);default:'active';index:idx_llms_status;check:llms_status_check,status IN ('active', 'inactive', 'maintenance', 'deprecated')" validate:"omitempty,oneof=active inactive maintenance deprecated"`
	HealthStatus            *HealthStatus    `gorm:"column:health_status;type:varchar(20);default:'unknown';check:llms_health_status_check,health_status IN ('healthy', 'degraded', 'unhealthy', 'unknown')" validate:"omitempty,oneof=healthy degraded unhealthy unknown"`
	ResponseTimeAvgMS       *int32           `gorm:"column:response_time_avg_ms;type:integer;default:0" validate:"omitempty,gte=0"`
	AvailabilityPercentage  *decimal.Decimal `gorm:"column:availability_percentage;type:numeric(5,2);default:99.9"`
	CostPerTokenInput       *decimal.Decimal `gorm:"column:cost_per_token_input;type:double precision"`
	CostPerTokenOutput      *decimal.Decimal `gorm:"column:cost_per_token_output;type:double precision"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:llms_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (LLM) TableName() string { return "synapscale_db.llms" }
