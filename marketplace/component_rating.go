package marketplace

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A ComponentRating is what one user thinks of a component, in stars and in words, at most once per pair. It is deleted
// with the component, the user or the tenant.
//
// Table synapscale_db.component_ratings.
type ComponentRating struct {
	ID          uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ComponentID uuid.UUID `gorm:"column:component_id;type:uuid;not null;uniqueIndex:component_ratings_component_id_user_id_key,priority:1" validate:"required"`
	UserID      uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:ix_public_component_ratings_user_id;uniqueIndex:component_ratings_component_id_user_id_key,priority:2" validate:"required"`
	// Rating is in stars from 1 to 5, as are the aspects below. The tags hold the range; the database takes any
	// integer.
	Rating               int32   `gorm:"column:rating;type:integer;not null" validate:"gte=1,lte=5"`
	Title                *string `gorm:"column:title;type:varchar(200)" validate:"omitempty,max=200"`
	Review               *string `gorm:"column:review;type:text"`
	EaseOfUse            *int32  `gorm:"column:ease_of_use;type:integer" validate:"omitempty,gte=1,lte=5"`
	DocumentationQuality *int32  `gorm:"column:documentation_quality;type:integer" validate:"omitempty,gte=1,lte=5"`
	Performance          *int32  `gorm:"column:performance;type:integer" validate:"omitempty,gte=1,lte=5"`
	Reliability          *int32  `gorm:"column:reliability;type:integer" validate:"omitempty,gte=1,lte=5"`
	SupportQuality       *int32  `gorm:"column:support_quality;type:integer" validate:"omitempty,gte=1,lte=5"`
	VersionUsed          *string `gorm:"column:version_used;type:varchar(20)" validate:"omitempty,max=20"`
	UseCase              *string `gorm:"column:use_case;type:varchar(100)" validate:"omitempty,max=100"`
	ExperienceLevel      *string `gorm:"column:experience_level;type:varchar(20)" validate:"omitempty,max=20"`
	HelpfulCount         int32   `gorm:"column:helpful_count;type:integer;not null" validate:"gte=0"`
	ReportedCount        int32   `gorm:"column:reported_count;type:integer;not null" validate:"gte=0"`
	// IsVerifiedPurchase says that the user has bought the component. No key leads to the [ComponentPurchase].
	IsVerifiedPurchase bool      `gorm:"column:is_verified_purchase;type:boolean;not null"`
	IsFeatured         bool      `gorm:"column:is_featured;type:boolean;not null"`
	Status             string    `gorm:"column:status;type:varchar(20);not null;index:idx_component_ratings_status" validate:"required,max=20"`
	CreatedAt          time.Time `gorm:"column:created_at;type:timestamptz;not null"`
	UpdatedAt          time.Time `gorm:"column:updated_at;type:timestamptz;not null"`
	TenantID           uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_component_ratings_tenant_id" validate:"required"`

	Component *Component      `gorm:"foreignKey:ComponentID;references:ID;<-:false" validate:"-"`
	Tenant    *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:component_ratings_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User      *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:component_ratings_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ComponentRating) TableName() string { return "synapscale_db.component_ratings" }
