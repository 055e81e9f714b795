package marketplace

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A TemplateReview is what one user thinks of a template, in stars and in words. It is deleted with its template, its
// user or its tenant. Nothing keeps a user from reviewing a template twice.
//
// Table synapscale_db.template_reviews.
type TemplateReview struct {
	ID         int32     `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.template_reviews_id_seq')"`
	TemplateID uuid.UUID `gorm:"column:template_id;type:uuid;not null;index:ix_public_template_reviews_template_id" validate:"required"`
	UserID     uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:ix_public_template_reviews_user_id" validate:"required"`
	// Rating is in stars from 1 to 5, as are the aspects below. The tags hold the range; the database takes any
	// integer.
	Rating               int32   `gorm:"column:rating;type:integer;not null" validate:"gte=1,lte=5"`
	Title                *string `gorm:"column:title;type:varchar(255)" validate:"omitempty,max=255"`
	Comment              *string `gorm:"column:comment;type:text"`
	EaseOfUse            *int32  `gorm:"column:ease_of_use;type:integer" validate:"omitempty,gte=1,lte=5"`
	DocumentationQuality *int32  `gorm:"column:documentation_quality;type:integer" validate:"omitempty,gte=1,lte=5"`
	Performance          *int32  `gorm:"column:performance;type:integer" validate:"omitempty,gte=1,lte=5"`
	ValueForMoney        *int32  `gorm:"column:value_for_money;type:integer" validate:"omitempty,gte=1,lte=5"`
	IsVerifiedPurchase   *bool   `gorm:"column:is_verified_purchase;type:boolean"`
	// HelpfulCount is a number, although its column is called is_helpful_count.
	HelpfulCount    *int32     `gorm:"column:is_helpful_count;type:integer" validate:"omitempty,gte=0"`
	IsReported      *bool      `gorm:"column:is_reported;type:boolean"`
	VersionReviewed *string    `gorm:"column:version_reviewed;type:varchar(20)" validate:"omitempty,max=20"`
	CreatedAt       *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt       *time.Time `gorm:"column:updated_at;type:timestamptz;default:now()"`
	TenantID        uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_template_reviews_tenant_id" validate:"required"`

	Tenant   *tenancy.Tenant   `gorm:"foreignKey:TenantID;references:ID;constraint:fk_template_reviews_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Template *WorkflowTemplate `gorm:"foreignKey:TemplateID;references:ID;<-:false" validate:"-"`
	User     *auth.User        `gorm:"foreignKey:UserID;references:ID;constraint:template_reviews_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (TemplateReview) TableName() string { return "synapscale_db.template_reviews" }
