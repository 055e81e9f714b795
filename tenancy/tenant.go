package tenancy

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/array"
)

// The statuses between which [Suspend], [Resume] and [Close] move a tenant. The column is free text.
const (
	TenantStatusActive    = "active" // what a tenant begins with
	TenantStatusSuspended = "suspended"
	TenantStatusClosed    = "closed" // for good
)

// A Tenant is one customer: a company or a person with a plan. Nearly everything that customers own belongs to a tenant
// and is deleted with it. Its users stay, without a tenant: they may have roles in others.
//
// A tenant cannot be without a plan, and its plan cannot be deleted. The plan that counts is that of its live
// subscription (package billing), else PlanID. Triggers copy MaxStorageMB, MaxWorkspaces, MaxMembersPerWorkspace and
// EnabledFeatures from it, over what was set by hand, when a subscription is created, deleted or gets another plan or
// status, when PlanID changes, and when the limits of the plan do. Creating a tenant copies nothing.
//
// Of a limit here and that of the subscription's plan the smaller one holds: nil and [Unlimited] leave it to that plan,
// and without a subscription they are no limit.
//
// Table synapscale_db.tenants.
type Tenant struct {
	ID   uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name string    `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	Slug string    `gorm:"column:slug;type:varchar(100);not null;uniqueIndex:tenants_slug_key" validate:"required,slug,max=100"`
	// Domain is the host name under which the tenant signs in. Nothing makes it unique.
	Domain          *string    `gorm:"column:domain;type:varchar(255)" validate:"omitempty,max=255"`
	Status          *string    `gorm:"column:status;type:varchar(50);not null;default:'active';index:idx_tenants_status" validate:"omitempty,max=50"`
	CreatedAt       *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt       *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	PlanID          uuid.UUID  `gorm:"column:plan_id;type:uuid;not null;index:idx_tenants_plan_id" validate:"required"`
	Theme           *string    `gorm:"column:theme;type:varchar(20);default:'light';index:idx_tenants_theme" validate:"omitempty,max=20"`
	DefaultLanguage *string    `gorm:"column:default_language;type:varchar(10);default:'en';index:idx_tenants_language" validate:"omitempty,bcp47_language_tag,max=10"`
	Timezone        *string    `gorm:"column:timezone;type:varchar(50);default:'UTC'" validate:"omitempty,timezone,max=50"`
	MFARequired     *bool      `gorm:"column:mfa_required;type:boolean;default:false;index:idx_tenants_mfa_required"`
	// SessionTimeout is in seconds.
	SessionTimeout *int32 `gorm:"column:session_timeout;type:integer;default:3600" validate:"omitempty,gte=0"`
	// IPWhitelist holds the addresses and networks from which users may sign in. Empty means from everywhere.
	IPWhitelist []any `gorm:"column:ip_whitelist;type:jsonb;default:'[]';serializer:json"`
	// MaxStorageMB is in MiB and held against the sizes of the tenant's files.
	MaxStorageMB           *int32 `gorm:"column:max_storage_mb;type:integer;index:idx_tenants_max_storage_mb" validate:"omitempty,gte=-1"`
	MaxWorkspaces          *int32 `gorm:"column:max_workspaces;type:integer;index:idx_tenants_max_workspaces" validate:"omitempty,gte=-1"`
	MaxAPICallsPerDay      *int32 `gorm:"column:max_api_calls_per_day;type:integer;index:idx_tenants_max_api_calls_per_day" validate:"omitempty,gte=-1"`
	MaxMembersPerWorkspace *int32 `gorm:"column:max_members_per_workspace;type:integer" validate:"omitempty,gte=-1"`
	// EnabledFeatures holds the keys of the plan's features as they were at the last copy. A [PlanFeature] that is added
	// to the plan does not start another.
	EnabledFeatures array.Text `gorm:"column:enabled_features;type:text[];index:idx_tenants_enabled_features,type:gin"`

	Plan     *Plan           `gorm:"foreignKey:PlanID;references:ID;<-:false" validate:"-"`
	Features []TenantFeature `gorm:"foreignKey:TenantID;references:ID;constraint:tenant_features_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Tenant) TableName() string { return "synapscale_db.tenants" }

// A TenantFeature is what one tenant has of a feature beyond, or short of, its plan: switched on or off, with a limit
// and a configuration of its own, and how much was used. There is at most one per tenant and feature; it is deleted
// with either.
//
// Table synapscale_db.tenant_features.
type TenantFeature struct {
	ID        uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	TenantID  uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;uniqueIndex:tenant_features_tenant_id_feature_id_key,priority:1" validate:"required"`
	FeatureID uuid.UUID `gorm:"column:feature_id;type:uuid;not null;uniqueIndex:tenant_features_tenant_id_feature_id_key,priority:2;index:idx_tenant_features_feature_id" validate:"required"`
	// IsEnabled nil in a row that was read leaves it to the plan: [Consume] makes such rows, only to count in them.
	IsEnabled  *bool  `gorm:"column:is_enabled;type:boolean;default:true"`
	UsageCount *int32 `gorm:"column:usage_count;type:integer;default:0" validate:"omitempty,gte=0"`
	// LimitValue overrides the plan's entitlement. Nil leaves it to the plan, [Unlimited] lifts it.
	LimitValue *int32         `gorm:"column:limit_value;type:integer" validate:"omitempty,gte=-1"`
	Config     map[string]any `gorm:"column:config;type:jsonb;default:'{}';serializer:json"`
	// ExpiresAt ends the exception, not the feature: from then on the plan decides again.
	ExpiresAt *time.Time `gorm:"column:expires_at;type:timestamptz"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Feature *Feature `gorm:"foreignKey:FeatureID;references:ID;<-:false" validate:"-"`
	Tenant  *Tenant  `gorm:"foreignKey:TenantID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (TenantFeature) TableName() string { return "synapscale_db.tenant_features" }
