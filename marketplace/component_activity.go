package marketplace

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A ComponentDownload is one row of component_downloads. Deleted with its Tenant or its User.
//
// Table synapscale_db.component_downloads.
type ComponentDownload struct {
	ID           uuid.UUID  `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	ComponentID  uuid.UUID  `gorm:"column:component_id;type:uuid;not null;index:ix_public_component_downloads_component_id" validate:"required"`
	UserID       uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:ix_public_component_downloads_user_id" validate:"required"`
	Version      string     `gorm:"column:version;type:varchar(20);not null" validate:"required,max=20"`
	DownloadType string     `gorm:"column:download_type;type:varchar(20);not null" validate:"required,max=20"`
	IPAddress    *string    `gorm:"column:ip_address;type:varchar(45)" validate:"omitempty,ip,max=45"`
	UserAgent    *string    `gorm:"column:user_agent;type:varchar(500)" validate:"omitempty,max=500"`
	Referrer     *string    `gorm:"column:referrer;type:varchar(500)" validate:"omitempty,max=500"`
	Status       string     `gorm:"column:status;type:varchar(20);not null;index:idx_component_downloads_status" validate:"required,max=20"`
	FileSize     *int32     `gorm:"column:file_size;type:integer" validate:"omitempty,gte=0"`
	CreatedAt    time.Time  `gorm:"column:created_at;type:timestamptz;not null"`
	CompletedAt  *time.Time `gorm:"column:completed_at;type:timestamptz"`
	TenantID     *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_component_downloads_tenant_id"`
	UpdatedAt    *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Component *Component      `gorm:"foreignKey:ComponentID;references:ID;<-:false" validate:"-"`
	Tenant    *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:component_downloads_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User      *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:component_downloads_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ComponentDownload) TableName() string { return "synapscale_db.component_downloads" }

// A ComponentPurchase is one row of component_purchases. Deleted with its Tenant or its User.
//
// Table synapscale_db.component_purchases.
type ComponentPurchase struct {
	ID                    uuid.UUID       `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	ComponentID           uuid.UUID       `gorm:"column:component_id;type:uuid;not null;index:ix_public_component_purchases_component_id" validate:"required"`
	UserID                uuid.UUID       `gorm:"column:user_id;type:uuid;not null;index:ix_public_component_purchases_user_id" validate:"required"`
	Amount                decimal.Decimal `gorm:"column:amount;type:double precision;not null"`
	Currency              string          `gorm:"column:currency;type:varchar(3);not null" validate:"required,iso4217,max=3"`
	PaymentMethod         *string         `gorm:"column:payment_method;type:varchar(50)" validate:"omitempty,max=50"`
	TransactionID         string          `gorm:"column:transaction_id;type:varchar(100);not null;uniqueIndex:component_purchases_transaction_id_key" validate:"required,max=100"`
	PaymentProvider       *string         `gorm:"column:payment_provider;type:varchar(50)" validate:"omitempty,max=50"`
	ProviderTransactionID *string         `gorm:"column:provider_transaction_id;type:varchar(100)" validate:"omitempty,max=100"`
	Status                string          `gorm:"column:status;type:varchar(20);not null;index:idx_component_purchases_status" validate:"required,max=20"`
	LicenseKey            *string         `gorm:"column:license_key;type:varchar(100);uniqueIndex:component_purchases_license_key_key" json:"-" validate:"omitempty,max=100"`
	LicenseExpiresAt      *time.Time      `gorm:"column:license_expires_at;type:timestamptz"`
	CreatedAt             time.Time       `gorm:"column:created_at;type:timestamptz;not null"`
	CompletedAt           *time.Time      `gorm:"column:completed_at;type:timestamptz"`
	RefundedAt            *time.Time      `gorm:"column:refunded_at;type:timestamptz"`
	TenantID              *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_component_purchases_tenant_id"`
	UpdatedAt             *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Component *Component      `gorm:"foreignKey:ComponentID;references:ID;<-:false" validate:"-"`
	Tenant    *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:component_purchases_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User      *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:component_purchases_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ComponentPurchase) TableName() string { return "synapscale_db.component_purchases" }

// A ComponentRating is one row of component_ratings. Deleted with its Tenant or its User.
//
// Table synapscale_db.component_ratings.
type ComponentRating struct {
	ID                   uuid.UUID  `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	ComponentID          uuid.UUID  `gorm:"column:component_id;type:uuid;not null;index:ix_public_component_ratings_component_id" validate:"required"`
	UserID               uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:ix_public_component_ratings_user_id" validate:"required"`
	Rating               int32      `gorm:"column:rating;type:integer;not null" validate:"gte=1,lte=5"`
	Title                *string    `gorm:"column:title;type:varchar(200)" validate:"omitempty,max=200"`
	Review               *string    `gorm:"column:review;type:text"`
	EaseOfUse            *int32     `gorm:"column:ease_of_use;type:integer" validate:"omitempty,gte=1,lte=5"`
	DocumentationQuality *int32     `gorm:"column:documentation_quality;type:integer" validate:"omitempty,gte=1,lte=5"`
	Performance          *int32     `gorm:"column:performance;type:integer" validate:"omitempty,gte=1,lte=5"`
	Reliability          *int32     `gorm:"column:reliability;type:integer" validate:"omitempty,gte=1,lte=5"`
	SupportQuality       *int32     `gorm:"column:support_quality;type:integer" validate:"omitempty,gte=1,lte=5"`
	VersionUsed          *string    `gorm:"column:version_used;type:varchar(20)" validate:"omitempty,max=20"`
	UseCase              *string    `gorm:"column:use_case;type:varchar(100)" validate:"omitempty,max=100"`
	ExperienceLevel      *string    `gorm:"column:experience_level;type:varchar(20)" validate:"omitempty,max=20"`
	HelpfulCount         int32      `gorm:"column:helpful_count;type:integer;not null" validate:"gte=0"`
	ReportedCount        int32      `gorm:"column:reported_count;type:integer;not null" validate:"gte=0"`
	IsVerifiedPurchase   bool       `gorm:"column:is_verified_purchase;type:boolean;not null"`
	IsFeatured           bool       `gorm:"column:is_featured;type:boolean;not null"`
	Status               string     `gorm:"column:status;type:varchar(20);not null;index:idx_component_ratings_status" validate:"required,max=20"`
	CreatedAt            time.Time  `gorm:"column:created_at;type:timestamptz;not null"`
	UpdatedAt            time.Time  `gorm:"column:updated_at;type:timestamptz;not null"`
	TenantID             *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_component_ratings_tenant_id"`

	Component *Component      `gorm:"foreignKey:ComponentID;references:ID;<-:false" validate:"-"`
	Tenant    *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:component_ratings_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User      *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:component_ratings_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ComponentRating) TableName() string { return "synapscale_db.component_ratings" }
