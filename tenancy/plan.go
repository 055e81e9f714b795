package tenancy

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// PlanStatus is a value of plans.status; the check on plans.status enforces the set.
type PlanStatus string

const (
	PlanStatusActive     PlanStatus = "active"
	PlanStatusInactive   PlanStatus = "inactive"
	PlanStatusDeprecated PlanStatus = "deprecated"
	PlanStatusComingSoon PlanStatus = "coming_soon"
)

// Valid reports whether the database accepts v.
func (v PlanStatus) Valid() bool {
	switch v {
	case PlanStatusActive, PlanStatusInactive, PlanStatusDeprecated, PlanStatusComingSoon:
		return true
	}
	return false
}

// A Plan is one row of plans.
//
// Table synapscale_db.plans.
type Plan struct {
	ID                           uuid.UUID       `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	Name                         string          `gorm:"column:name;type:varchar(100);not null" validate:"required,max=100"`
	Slug                         string          `gorm:"column:slug;type:varchar(50);not null;uniqueIndex:plans_slug_key" validate:"required,slug,max=50"`
	Description                  *string         `gorm:"column:description;type:text"`
	PriceMonthly                 decimal.Decimal `gorm:"column:price_monthly;type:double precision;not null;default:0.0"`
	PriceYearly                  decimal.Decimal `gorm:"column:price_yearly;type:double precision;not null;default:0.0"`
	MaxWorkspaces                *int32          `gorm:"column:max_workspaces;type:integer;not null;default:1" validate:"omitempty,gte=-1"`
	MaxMembersPerWorkspace       *int32          `gorm:"column:max_members_per_workspace;type:integer;not null;default:1" validate:"omitempty,gte=-1"`
	MaxProjectsPerWorkspace      *int32          `gorm:"column:max_projects_per_workspace;type:integer;not null;default:10" validate:"omitempty,gte=-1"`
	MaxStorageMB                 *int32          `gorm:"column:max_storage_mb;type:integer;not null;default:100" validate:"omitempty,gte=-1"`
	MaxExecutionsPerMonth        *int32          `gorm:"column:max_executions_per_month;type:integer;not null;default:100" validate:"omitempty,gte=-1"`
	AllowCollaborativeWorkspaces bool            `gorm:"column:allow_collaborative_workspaces;type:boolean;not null;default:false"`
	AllowCustomDomains           bool            `gorm:"column:allow_custom_domains;type:boolean;not null;default:false"`
	AllowAPIAccess               bool            `gorm:"column:allow_api_access;type:boolean;not null;default:false"`
	AllowAdvancedAnalytics       bool            `gorm:"column:allow_advanced_analytics;type:boolean;not null;default:false"`
	AllowPrioritySupport         bool            `gorm:"column:allow_priority_support;type:boolean;not null;default:false"`
	IsActive                     *bool           `gorm:"column:is_active;type:boolean;not null;default:true;index:idx_plans_is_active"`
	IsPublic                     *bool           `gorm:"column:is_public;type:boolean;not null;default:true"`
	CreatedAt                    time.Time       `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt                    time.Time       `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	Status                       *PlanStatus     `gorm:"column:status;type:varchar(20);default:'active';check:plans_status_check,status IN ('active', 'inactive', 'deprecated', 'coming_soon')" validate:"omitempty,oneof=active inactive deprecated coming_soon"`
	Version                      *string         `gorm:"column:version;type:varchar(20);default:'1.0.0'" validate:"omitempty,max=20"`
	SortOrder                    *int32          `gorm:"column:sort_order;type:integer;default:0"`

	Features     []PlanFeature     `gorm:"foreignKey:PlanID;references:ID;constraint:plan_features_plan_id_fkey,OnDelete:RESTRICT;<-:false" validate:"-"`
	Entitlements []PlanEntitlement `gorm:"foreignKey:PlanID;references:ID;constraint:plan_entitlements_plan_id_fkey,OnDelete:RESTRICT;<-:false" validate:"-"`
	Tenants      []Tenant          `gorm:"foreignKey:PlanID;references:ID;constraint:fk_tenants_plan_id,OnDelete:RESTRICT,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Plan) TableName() string { return "synapscale_db.plans" }

// A PlanFeature is one row of plan_features. Deleted with its Feature.
//
// Table synapscale_db.plan_features.
type PlanFeature struct {
	ID        uuid.UUID      `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	PlanID    uuid.UUID      `gorm:"column:plan_id;type:uuid;not null;uniqueIndex:plan_features_plan_id_feature_id_key,priority:1" validate:"required"`
	FeatureID uuid.UUID      `gorm:"column:feature_id;type:uuid;not null;uniqueIndex:plan_features_plan_id_feature_id_key,priority:2" validate:"required"`
	IsEnabled *bool          `gorm:"column:is_enabled;type:boolean;default:true"`
	Config    map[string]any `gorm:"column:config;type:jsonb;default:'{}';serializer:json"`
	CreatedAt *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time     `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Feature *Feature `gorm:"foreignKey:FeatureID;references:ID;<-:false" validate:"-"`
	Plan    *Plan    `gorm:"foreignKey:PlanID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (PlanFeature) TableName() string { return "synapscale_db.plan_features" }

// A PlanEntitlement is one row of plan_entitlements. Deleted with its Feature.
//
// Table synapscale_db.plan_entitlements.
type PlanEntitlement struct {
	ID          uuid.UUID      `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	PlanID      uuid.UUID      `gorm:"column:plan_id;type:uuid;not null;uniqueIndex:plan_entitlements_plan_id_feature_id_key,priority:1;index:idx_plan_entitlements_plan_id" validate:"required"`
	FeatureID   uuid.UUID      `gorm:"column:feature_id;type:uuid;not null;uniqueIndex:plan_entitlements_plan_id_feature_id_key,priority:2;index:idx_plan_entitlements_feature_id" validate:"required"`
	LimitValue  *int32         `gorm:"column:limit_value;type:integer" validate:"omitempty,gte=-1"`
	IsUnlimited *bool          `gorm:"column:is_unlimited;type:boolean;default:false"`
	Metadata    map[string]any `gorm:"column:metadata;type:jsonb;default:'{}';serializer:json"`
	CreatedAt   *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt   *time.Time     `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Feature *Feature `gorm:"foreignKey:FeatureID;references:ID;<-:false" validate:"-"`
	Plan    *Plan    `gorm:"foreignKey:PlanID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (PlanEntitlement) TableName() string { return "synapscale_db.plan_entitlements" }
