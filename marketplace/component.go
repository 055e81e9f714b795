package marketplace

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/array"
	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// ComponentStatusPending is the status that a component begins with. The column is free text.
const ComponentStatusPending = "pending"

// A Component is one product of the marketplace: what its author offers, at which price, with the texts that buyers
// read and the figures that rank it. It is deleted with its author or its tenant. Its versions, downloads and ratings go
// with it; its purchases stay without the reference.
//
// Table synapscale_db.marketplace_components.
type Component struct {
	ID          uuid.UUID  `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name        string     `gorm:"column:name;type:varchar(255);not null;index:idx_marketplace_components_name" validate:"required,max=255"`
	Description *string    `gorm:"column:description;type:text"`
	Category    string     `gorm:"column:category;type:varchar(100);not null" validate:"required,max=100"`
	Type        string     `gorm:"column:component_type;type:varchar(50);not null" validate:"required,max=50"`
	Tags        array.Text `gorm:"column:tags;type:text[]"`
	// Price is rounded to two decimals when it is written. Currency may be nil even where there is a price.
	Price decimal.Decimal `gorm:"column:price;type:numeric(10,2);not null;default:0.00"`
	// IsFree nil is stored as true, whatever the price: what costs something has to say false.
	IsFree   *bool     `gorm:"column:is_free;type:boolean;not null;default:true"`
	AuthorID uuid.UUID `gorm:"column:author_id;type:uuid;not null;index:idx_marketplace_components_author_id" validate:"required"`
	// Version is text of its own: no key ties it to a [ComponentVersion].
	Version *string `gorm:"column:version;type:varchar(50);not null;default:'1.0.0'" validate:"omitempty,max=50"`
	Content *string `gorm:"column:content;type:text"`
	// Metadata is text. The database does not ask for JSON.
	Metadata *string `gorm:"column:component_metadata;type:text"`
	// The counts, RatingAverage and PopularityScore are for services to keep: no trigger does.
	DownloadsCount int32   `gorm:"column:downloads_count;type:integer;not null;default:0" validate:"gte=0"`
	RatingAverage  float64 `gorm:"column:rating_average;type:double precision;not null"`
	RatingCount    int32   `gorm:"column:rating_count;type:integer;not null" validate:"gte=0"`
	IsFeatured     bool    `gorm:"column:is_featured;type:boolean;not null;default:false"`
	IsApproved     bool    `gorm:"column:is_approved;type:boolean;not null;default:false"`
	// Status begins as [ComponentStatusPending]. IsApproved and IsVerified do not follow it.
	Status    *string   `gorm:"column:status;type:varchar(20);not null;default:'pending';index:idx_marketplace_components_status" validate:"omitempty,max=20"`
	CreatedAt time.Time `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt time.Time `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	// Title is required beside Name, and shorter. Nothing ties the two together.
	Title            string  `gorm:"column:title;type:varchar(200);not null" validate:"required,max=200"`
	ShortDescription *string `gorm:"column:short_description;type:varchar(500)" validate:"omitempty,max=500"`
	Subcategory      *string `gorm:"column:subcategory;type:varchar(50);index:ix_public_marketplace_components_subcategory" validate:"omitempty,max=50"`
	// Organization is a name, not a reference.
	Organization        *string         `gorm:"column:organization;type:varchar(100)" validate:"omitempty,max=100"`
	ConfigurationSchema json.RawMessage `gorm:"column:configuration_schema;type:jsonb;serializer:json"`
	Dependencies        json.RawMessage `gorm:"column:dependencies;type:jsonb;serializer:json"`
	Compatibility       json.RawMessage `gorm:"column:compatibility;type:jsonb;serializer:json"`
	Documentation       *string         `gorm:"column:documentation;type:text"`
	Readme              *string         `gorm:"column:readme;type:text"`
	Changelog           *string         `gorm:"column:changelog;type:text"`
	Examples            json.RawMessage `gorm:"column:examples;type:jsonb;serializer:json"`
	IconURL             *string         `gorm:"column:icon_url;type:varchar(500)" validate:"omitempty,max=500"`
	Screenshots         json.RawMessage `gorm:"column:screenshots;type:jsonb;serializer:json"`
	DemoURL             *string         `gorm:"column:demo_url;type:varchar(500)" validate:"omitempty,url,max=500"`
	VideoURL            *string         `gorm:"column:video_url;type:varchar(500)" validate:"omitempty,url,max=500"`
	Currency            *string         `gorm:"column:currency;type:varchar(3)" validate:"omitempty,iso4217,max=3"`
	LicenseType         *string         `gorm:"column:license_type;type:varchar(50)" validate:"omitempty,max=50"`
	InstallCount        int32           `gorm:"column:install_count;type:integer;not null" validate:"gte=0"`
	ViewCount           int32           `gorm:"column:view_count;type:integer;not null" validate:"gte=0"`
	LikeCount           int32           `gorm:"column:like_count;type:integer;not null" validate:"gte=0"`
	IsVerified          bool            `gorm:"column:is_verified;type:boolean;not null"`
	ModerationNotes     *string         `gorm:"column:moderation_notes;type:text"`
	Keywords            json.RawMessage `gorm:"column:keywords;type:jsonb;serializer:json"`
	// SearchVector is text and not a tsvector. No trigger fills it and no index reads it.
	SearchVector    *string    `gorm:"column:search_vector;type:text"`
	PopularityScore float64    `gorm:"column:popularity_score;type:double precision;not null"`
	PublishedAt     *time.Time `gorm:"column:published_at;type:timestamptz"`
	LastDownloadAt  *time.Time `gorm:"column:last_download_at;type:timestamptz"`
	// TenantID is nil for a component that is for all. Any other one is seen by its own tenant alone.
	TenantID *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_marketplace_components_tenant_id"`

	Author    *auth.User          `gorm:"foreignKey:AuthorID;references:ID;constraint:marketplace_components_author_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Tenant    *tenancy.Tenant     `gorm:"foreignKey:TenantID;references:ID;constraint:marketplace_components_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Versions  []ComponentVersion  `gorm:"foreignKey:ComponentID;references:ID;constraint:component_versions_component_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Downloads []ComponentDownload `gorm:"foreignKey:ComponentID;references:ID;constraint:component_downloads_component_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Purchases []ComponentPurchase `gorm:"foreignKey:ComponentID;references:ID;constraint:component_purchases_component_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Ratings   []ComponentRating   `gorm:"foreignKey:ComponentID;references:ID;constraint:component_ratings_component_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Component) TableName() string { return "synapscale_db.marketplace_components" }

// A ComponentVersion is one release of a component, which has each version number at most once. It is deleted with its
// component or its tenant. Nothing keeps IsLatest from being true of several.
//
// Table synapscale_db.component_versions.
type ComponentVersion struct {
	ID              uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ComponentID     uuid.UUID `gorm:"column:component_id;type:uuid;not null;uniqueIndex:component_versions_component_id_version_key,priority:1" validate:"required"`
	Version         string    `gorm:"column:version;type:varchar(20);not null;uniqueIndex:component_versions_component_id_version_key,priority:2" validate:"required,max=20"`
	IsLatest        bool      `gorm:"column:is_latest;type:boolean;not null"`
	IsStable        bool      `gorm:"column:is_stable;type:boolean;not null"`
	Changelog       *string   `gorm:"column:changelog;type:text"`
	BreakingChanges *string   `gorm:"column:breaking_changes;type:text"`
	MigrationGuide  *string   `gorm:"column:migration_guide;type:text"`
	// ComponentData is the component as it is in this version.
	ComponentData      json.RawMessage `gorm:"column:component_data;type:jsonb;not null;serializer:json" validate:"required"`
	FileSize           *int32          `gorm:"column:file_size;type:integer" validate:"omitempty,gte=0"`
	MinPlatformVersion *string         `gorm:"column:min_platform_version;type:varchar(20)" validate:"omitempty,max=20"`
	MaxPlatformVersion *string         `gorm:"column:max_platform_version;type:varchar(20)" validate:"omitempty,max=20"`
	Dependencies       json.RawMessage `gorm:"column:dependencies;type:jsonb;serializer:json"`
	DownloadCount      int32           `gorm:"column:download_count;type:integer;not null" validate:"gte=0"`
	Status             string          `gorm:"column:status;type:varchar(20);not null;index:idx_component_versions_status" validate:"required,max=20"`
	CreatedAt          time.Time       `gorm:"column:created_at;type:timestamptz;not null"`
	DeprecatedAt       *time.Time      `gorm:"column:deprecated_at;type:timestamptz"`
	TenantID           *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_component_versions_tenant_id"`
	UpdatedAt          *time.Time      `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Component *Component      `gorm:"foreignKey:ComponentID;references:ID;<-:false" validate:"-"`
	Tenant    *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:component_versions_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ComponentVersion) TableName() string { return "synapscale_db.component_versions" }

// A ComponentDownload is one download of a component by a user. It is deleted with its component, its user or its
// tenant.
//
// Table synapscale_db.component_downloads.
type ComponentDownload struct {
	ID          uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ComponentID uuid.UUID `gorm:"column:component_id;type:uuid;not null;index:ix_public_component_downloads_component_id" validate:"required"`
	UserID      uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:ix_public_component_downloads_user_id" validate:"required"`
	// Version is the number as text: no key ties it to a [ComponentVersion].
	Version     string     `gorm:"column:version;type:varchar(20);not null" validate:"required,max=20"`
	Type        string     `gorm:"column:download_type;type:varchar(20);not null" validate:"required,max=20"`
	IPAddress   *string    `gorm:"column:ip_address;type:varchar(45)" validate:"omitempty,ip,max=45"`
	UserAgent   *string    `gorm:"column:user_agent;type:varchar(500)" validate:"omitempty,max=500"`
	Referrer    *string    `gorm:"column:referrer;type:varchar(500)" validate:"omitempty,max=500"`
	Status      string     `gorm:"column:status;type:varchar(20);not null;index:idx_component_downloads_status" validate:"required,max=20"`
	FileSize    *int32     `gorm:"column:file_size;type:integer" validate:"omitempty,gte=0"`
	CreatedAt   time.Time  `gorm:"column:created_at;type:timestamptz;not null"`
	CompletedAt *time.Time `gorm:"column:completed_at;type:timestamptz"`
	TenantID    uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_component_downloads_tenant_id" validate:"required"`
	UpdatedAt   *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Component *Component      `gorm:"foreignKey:ComponentID;references:ID;<-:false" validate:"-"`
	Tenant    *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:component_downloads_tenant_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	User      *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:component_downloads_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ComponentDownload) TableName() string { return "synapscale_db.component_downloads" }
