package marketplace

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workflows"
)

// A TemplateDownload is one row of template_downloads. Deleted with its Tenant or its User.
//
// Table synapscale_db.template_downloads.
type TemplateDownload struct {
	ID              int32      `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.template_downloads_id_seq');index:ix_public_template_downloads_id"`
	TemplateID      uuid.UUID  `gorm:"column:template_id;type:uuid;not null;index:ix_public_template_downloads_template_id" validate:"required"`
	UserID          uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:ix_public_template_downloads_user_id" validate:"required"`
	DownloadType    *string    `gorm:"column:download_type;type:varchar(20)" validate:"omitempty,max=20"`
	IPAddress       *string    `gorm:"column:ip_address;type:varchar(45)" validate:"omitempty,ip,max=45"`
	UserAgent       *string    `gorm:"column:user_agent;type:varchar(500)" validate:"omitempty,max=500"`
	TemplateVersion *string    `gorm:"column:template_version;type:varchar(20)" validate:"omitempty,max=20"`
	DownloadedAt    *time.Time `gorm:"column:downloaded_at;type:timestamptz;default:now();index:ix_public_template_downloads_downloaded_at"`
	TenantID        *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_template_downloads_tenant_id"`
	CreatedAt       *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt       *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant   *tenancy.Tenant   `gorm:"foreignKey:TenantID;references:ID;constraint:fk_template_downloads_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Template *WorkflowTemplate `gorm:"foreignKey:TemplateID;references:ID;<-:false" validate:"-"`
	User     *auth.User        `gorm:"foreignKey:UserID;references:ID;constraint:template_downloads_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (TemplateDownload) TableName() string { return "synapscale_db.template_downloads" }

// A TemplateFavorite is one row of template_favorites. Deleted with its Tenant or its User.
//
// Table synapscale_db.template_favorites.
type TemplateFavorite struct {
	ID         int32      `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.template_favorites_id_seq');index:ix_public_template_favorites_id"`
	TemplateID uuid.UUID  `gorm:"column:template_id;type:uuid;not null;index:ix_public_template_favorites_template_id" validate:"required"`
	UserID     uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:ix_public_template_favorites_user_id" validate:"required"`
	Notes      *string    `gorm:"column:notes;type:text"`
	CreatedAt  *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	TenantID   *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_template_favorites_tenant_id"`
	UpdatedAt  *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant   *tenancy.Tenant   `gorm:"foreignKey:TenantID;references:ID;constraint:fk_template_favorites_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Template *WorkflowTemplate `gorm:"foreignKey:TemplateID;references:ID;<-:false" validate:"-"`
	User     *auth.User        `gorm:"foreignKey:UserID;references:ID;constraint:template_favorites_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (TemplateFavorite) TableName() string { return "synapscale_db.template_favorites" }

// A TemplateReview is one row of template_reviews. Deleted with its Tenant or its User.
//
// Table synapscale_db.template_reviews.
type TemplateReview struct {
	ID                   int32      `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.template_reviews_id_seq');index:ix_public_template_reviews_id"`
	TemplateID           uuid.UUID  `gorm:"column:template_id;type:uuid;not null;index:ix_public_template_reviews_template_id" validate:"required"`
	UserID               uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:ix_public_template_reviews_user_id" validate:"required"`
	Rating               int32      `gorm:"column:rating;type:integer;not null" validate:"gte=1,lte=5"`
	Title                *string    `gorm:"column:title;type:varchar(255)" validate:"omitempty,max=255"`
	Comment              *string    `gorm:"column:comment;type:text"`
	EaseOfUse            *int32     `gorm:"column:ease_of_use;type:integer" validate:"omitempty,gte=1,lte=5"`
	DocumentationQuality *int32     `gorm:"column:documentation_quality;type:integer" validate:"omitempty,gte=1,lte=5"`
	Performance          *int32     `gorm:"column:performance;type:integer" validate:"omitempty,gte=1,lte=5"`
	ValueForMoney        *int32     `gorm:"column:value_for_money;type:integer" validate:"omitempty,gte=1,lte=5"`
	IsVerifiedPurchase   *bool      `gorm:"column:is_verified_purchase;type:boolean"`
	IsHelpfulCount       *int32     `gorm:"column:is_helpful_count;type:integer" validate:"omitempty,gte=0"`
	IsReported           *bool      `gorm:"column:is_reported;type:boolean"`
	VersionReviewed      *string    `gorm:"column:version_reviewed;type:varchar(20)" validate:"omitempty,max=20"`
	CreatedAt            *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt            *time.Time `gorm:"column:updated_at;type:timestamptz;default:now()"`
	TenantID             *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_template_reviews_tenant_id"`

	Tenant   *tenancy.Tenant   `gorm:"foreignKey:TenantID;references:ID;constraint:fk_template_reviews_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Template *WorkflowTemplate `gorm:"foreignKey:TemplateID;references:ID;<-:false" validate:"-"`
	User     *auth.User        `gorm:"foreignKey:UserID;references:ID;constraint:template_reviews_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (TemplateReview) TableName() string { return "synapscale_db.template_reviews" }

// A TemplateUsage is one row of template_usage. Deleted with its Tenant or its User.
//
// Table synapscale_db.template_usage.
type TemplateUsage struct {
	ID                int32           `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.template_usage_id_seq');index:ix_public_template_usage_id"`
	TemplateID        uuid.UUID       `gorm:"column:template_id;type:uuid;not null;index:ix_public_template_usage_template_id" validate:"required"`
	UserID            uuid.UUID       `gorm:"column:user_id;type:uuid;not null;index:ix_public_template_usage_user_id" validate:"required"`
	WorkflowID        *uuid.UUID      `gorm:"column:workflow_id;type:uuid;index:ix_public_template_usage_workflow_id"`
	UsageType         string          `gorm:"column:usage_type;type:varchar(20);not null" validate:"required,max=20"`
	Success           *bool           `gorm:"column:success;type:boolean"`
	TemplateVersion   *string         `gorm:"column:template_version;type:varchar(20)" validate:"omitempty,max=20"`
	ModificationsMade json.RawMessage `gorm:"column:modifications_made;type:jsonb;serializer:json"`
	ExecutionTime     *int32          `gorm:"column:execution_time;type:integer" validate:"omitempty,gte=0"`
	IPAddress         *string         `gorm:"column:ip_address;type:varchar(45)" validate:"omitempty,ip,max=45"`
	UserAgent         *string         `gorm:"column:user_agent;type:varchar(500)" validate:"omitempty,max=500"`
	UsedAt            *time.Time      `gorm:"column:used_at;type:timestamptz;default:now();index:ix_public_template_usage_used_at"`
	TenantID          *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_template_usage_tenant_id"`
	CreatedAt         *time.Time      `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt         *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant   *tenancy.Tenant     `gorm:"foreignKey:TenantID;references:ID;constraint:fk_template_usage_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Template *WorkflowTemplate   `gorm:"foreignKey:TemplateID;references:ID;<-:false" validate:"-"`
	User     *auth.User          `gorm:"foreignKey:UserID;references:ID;constraint:template_usage_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Workflow *workflows.Workflow `gorm:"foreignKey:WorkflowID;references:ID;constraint:template_usage_workflow_id_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (TemplateUsage) TableName() string { return "synapscale_db.template_usage" }
