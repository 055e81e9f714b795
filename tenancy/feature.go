package tenancy

import (
	"time"

	"github.com/google/uuid"
)

// A Feature is something that a plan can include and a tenant can have switched on or off: "sso", "api_access". The
// catalogue of features belongs to SynapScale and is the same for every tenant. Deleting a feature takes it out of
// every plan, tenant and workspace.
//
// Table synapscale_db.features.
type Feature struct {
	ID uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// Key is what code asks for. It must not change once plans refer to the feature.
	Key         string  `gorm:"column:key;type:varchar(100);not null;uniqueIndex:features_key_key" validate:"required,max=100"`
	Name        string  `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	Description *string `gorm:"column:description;type:text"`
	Category    *string `gorm:"column:category;type:varchar(100);index:idx_features_category" validate:"omitempty,max=100"`
	// IsActive false means that nothing is to grant the feature any more. The database does not enforce it.
	IsActive  *bool      `gorm:"column:is_active;type:boolean;default:true"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	PlanFeatures     []PlanFeature     `gorm:"foreignKey:FeatureID;references:ID;constraint:plan_features_feature_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	PlanEntitlements []PlanEntitlement `gorm:"foreignKey:FeatureID;references:ID;constraint:plan_entitlements_feature_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	TenantFeatures   []TenantFeature   `gorm:"foreignKey:FeatureID;references:ID;constraint:tenant_features_feature_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Feature) TableName() string { return "synapscale_db.features" }
