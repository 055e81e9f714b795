package tenancy

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
)

// Unlimited is what to write for "no limit" in a limit of a plan, a tenant or a workspace. The database takes NULL and
// every other negative number for the same, everywhere.
const Unlimited int32 = -1

// A PlanStatus says whether a plan can still be chosen. The check plans_status_check enforces the set.
type PlanStatus string

// The statuses of a plan.
const (
	PlanStatusActive     PlanStatus = "active"      // tenants may choose it
	PlanStatusInactive   PlanStatus = "inactive"    // nobody may choose it
	PlanStatusDeprecated PlanStatus = "deprecated"  // tenants keep it, nobody may choose it anew
	PlanStatusComingSoon PlanStatus = "coming_soon" // announced, not yet to be chosen
)

// Valid reports whether the database accepts s.
func (s PlanStatus) Valid() bool {
	switch s {
	case PlanStatusActive, PlanStatusInactive, PlanStatusDeprecated, PlanStatusComingSoon:
		return true
	}
	return false
}

// A Plan is what a tenant buys: prices, limits and features under one name. Plans belong to SynapScale. One cannot be
// deleted while a tenant is on it, a feature is in it, or a subscription or a provider names it (RESTRICT): withdraw it
// by its status instead.
//
// Every limit counts with [Unlimited] as "no limit". The zero value of a limit is nil, for which the database fills in
// its default; 0 allows nothing. A change of MaxWorkspaces, MaxMembersPerWorkspace or MaxStorageMB reaches the tenants
// that have the plan. MaxProjectsPerWorkspace has no column there: it limits tenants with a live subscription only.
//
// Table synapscale_db.plans.
type Plan struct {
	ID          uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name        string    `gorm:"column:name;type:varchar(100);not null" validate:"required,max=100"`
	Slug        string    `gorm:"column:slug;type:varchar(50);not null;uniqueIndex:plans_slug_key" validate:"required,slug,max=50"`
	Description *string   `gorm:"column:description;type:text"`
	// The prices are exact in Go; their columns are double precision, which keeps 15 significant digits.
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
	// Status and the older IsActive are two columns for one thing, and the database does not hold them together.
	Status *PlanStatus `gorm:"column:status;type:varchar(20);default:'active';check:plans_status_check,status IN ('active', 'inactive', 'deprecated', 'coming_soon')" validate:"omitempty,oneof=active inactive deprecated coming_soon"`
	// Version tells one wording of the plan's terms from the next; the slug stays.
	Version   *string `gorm:"column:version;type:varchar(20);default:'1.0.0'" validate:"omitempty,max=20"`
	SortOrder *int32  `gorm:"column:sort_order;type:integer;default:0"`

	Features     []PlanFeature     `gorm:"foreignKey:PlanID;references:ID;constraint:plan_features_plan_id_fkey,OnDelete:RESTRICT;<-:false" validate:"-"`
	Entitlements []PlanEntitlement `gorm:"foreignKey:PlanID;references:ID;constraint:plan_entitlements_plan_id_fkey,OnDelete:RESTRICT;<-:false" validate:"-"`
	Tenants      []Tenant          `gorm:"foreignKey:PlanID;references:ID;constraint:fk_tenants_plan_id,OnDelete:RESTRICT,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Plan) TableName() string { return "synapscale_db.plans" }

// A PlanFeature says that a plan includes a feature, at most once per pair. It is deleted with its feature, and keeps
// its plan from being deleted.
//
// Table synapscale_db.plan_features.
type PlanFeature struct {
	ID        uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	PlanID    uuid.UUID `gorm:"column:plan_id;type:uuid;not null;uniqueIndex:plan_features_plan_id_feature_id_key,priority:1" validate:"required"`
	FeatureID uuid.UUID `gorm:"column:feature_id;type:uuid;not null;uniqueIndex:plan_features_plan_id_feature_id_key,priority:2;index:idx_plan_features_feature_id" validate:"required"`
	IsEnabled *bool     `gorm:"column:is_enabled;type:boolean;default:true"`
	// Config sets the feature up for the plan; [TenantFeature] may override it.
	Config    map[string]any `gorm:"column:config;type:jsonb;default:'{}';serializer:json"`
	CreatedAt *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time     `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Feature *Feature `gorm:"foreignKey:FeatureID;references:ID;<-:false" validate:"-"`
	Plan    *Plan    `gorm:"foreignKey:PlanID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (PlanFeature) TableName() string { return "synapscale_db.plan_features" }

// A PlanEntitlement says how much of a feature a plan entitles to, at most once per pair. It is deleted with its
// feature, and keeps its plan from being deleted.
//
// Table synapscale_db.plan_entitlements.
type PlanEntitlement struct {
	ID        uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	PlanID    uuid.UUID `gorm:"column:plan_id;type:uuid;not null;uniqueIndex:plan_entitlements_plan_id_feature_id_key,priority:1" validate:"required"`
	FeatureID uuid.UUID `gorm:"column:feature_id;type:uuid;not null;uniqueIndex:plan_entitlements_plan_id_feature_id_key,priority:2;index:idx_plan_entitlements_feature_id" validate:"required"`
	// LimitValue is how much. Nil, [Unlimited] and IsUnlimited true all mean no limit.
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
