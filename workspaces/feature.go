package workspaces

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A Feature is what one workspace has of a [tenancy.Feature]: switched on or off, with a limit and a configuration of
// its own, and how much was used. There is at most one per workspace and feature. It is deleted with either and
// with its tenant.
//
// Table synapscale_db.workspace_features.
type Feature struct {
	ID          uuid.UUID      `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	WorkspaceID uuid.UUID      `gorm:"column:workspace_id;type:uuid;not null;uniqueIndex:workspace_features_workspace_id_feature_id_key,priority:1" validate:"required"`
	FeatureID   uuid.UUID      `gorm:"column:feature_id;type:uuid;not null;uniqueIndex:workspace_features_workspace_id_feature_id_key,priority:2;index:idx_workspace_features_feature_id" validate:"required"`
	IsEnabled   *bool          `gorm:"column:is_enabled;type:boolean;default:true;index:idx_workspace_features_is_enabled"`
	Config      map[string]any `gorm:"column:config;type:jsonb;default:'{}';serializer:json"`
	UsageCount  *int32         `gorm:"column:usage_count;type:integer;default:0" validate:"omitempty,gte=0"`
	// LimitValue nil leaves the limit to the tenant, and [tenancy.Unlimited] lifts it.
	LimitValue *int32 `gorm:"column:limit_value;type:integer" validate:"omitempty,gte=-1"`
	// ExpiresAt nil is for good.
	ExpiresAt *time.Time `gorm:"column:expires_at;type:timestamptz"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	TenantID  uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_workspace_features_tenant_id" validate:"required"`

	Feature   *tenancy.Feature `gorm:"foreignKey:FeatureID;references:ID;constraint:workspace_features_feature_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Tenant    *tenancy.Tenant  `gorm:"foreignKey:TenantID;references:ID;constraint:workspace_features_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Workspace *Workspace       `gorm:"foreignKey:WorkspaceID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Feature) TableName() string { return "synapscale_db.workspace_features" }
