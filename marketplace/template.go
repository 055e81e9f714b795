package marketplace

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workflows"
)

// A WorkflowTemplate is a workflow that its author published for others to start from. It is deleted with its author or
// its tenant, and outlives the workflow from which it was made. Its downloads, favorites, reviews and usages go with it.
//
// Much is stored in two columns that nothing holds together: Name and Title, WorkflowDefinition and WorkflowData (all
// four required), DownloadsCount and DownloadCount, License and LicenseType, PreviewImage and PreviewImages.
//
// Table synapscale_db.workflow_templates.
type WorkflowTemplate struct {
	ID          uuid.UUID       `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Name        string          `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	Description *string         `gorm:"column:description;type:text"`
	Category    string          `gorm:"column:category;type:varchar(100);not null" validate:"required,max=100"`
	Tags        json.RawMessage `gorm:"column:tags;type:jsonb;serializer:json"`
	// Unlike a workflow's own definition, it may lack nodes and connections: no check looks into it.
	WorkflowDefinition json.RawMessage `gorm:"column:workflow_definition;type:jsonb;not null;serializer:json" validate:"required"`
	PreviewImage       *string         `gorm:"column:preview_image;type:varchar(500)" validate:"omitempty,max=500"`
	AuthorID           uuid.UUID       `gorm:"column:author_id;type:uuid;not null;index:idx_workflow_templates_author_id" validate:"required"`
	Version            *string         `gorm:"column:version;type:varchar(50);not null;default:'1.0.0'" validate:"omitempty,max=50"`
	IsPublic           bool            `gorm:"column:is_public;type:boolean;not null;default:false"`
	IsFeatured         bool            `gorm:"column:is_featured;type:boolean;not null;default:false"`
	// The counts and RatingAverage are for services to keep: no trigger does.
	DownloadsCount int32           `gorm:"column:downloads_count;type:integer;not null;default:0" validate:"gte=0"`
	RatingAverage  decimal.Decimal `gorm:"column:rating_average;type:numeric(3,2);not null;default:0.00"`
	RatingCount    int32           `gorm:"column:rating_count;type:integer;not null;default:0" validate:"gte=0"`
	// Price is rounded to two decimals when it is written.
	Price decimal.Decimal `gorm:"column:price;type:numeric(10,2);not null;default:0.00"`
	// IsFree nil is stored as true, whatever the price: what costs something has to say false.
	IsFree           *bool     `gorm:"column:is_free;type:boolean;not null;default:true"`
	License          *string   `gorm:"column:license;type:varchar(50);not null;default:'MIT'" validate:"omitempty,max=50"`
	CreatedAt        time.Time `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt        time.Time `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	Title            string    `gorm:"column:title;type:varchar(255);not null" validate:"required,max=255"`
	ShortDescription *string   `gorm:"column:short_description;type:varchar(500)" validate:"omitempty,max=500"`
	// OriginalWorkflowID becomes nil when that workflow is deleted.
	OriginalWorkflowID   *uuid.UUID      `gorm:"column:original_workflow_id;type:uuid;index:ix_public_workflow_templates_original_workflow_id"`
	Status               *string         `gorm:"column:status;type:varchar(20);index:ix_public_workflow_templates_status" validate:"omitempty,max=20"`
	IsVerified           *bool           `gorm:"column:is_verified;type:boolean;index:ix_public_workflow_templates_is_verified"`
	LicenseType          *string         `gorm:"column:license_type;type:varchar(20);index:ix_public_workflow_templates_license_type" validate:"omitempty,max=20"`
	WorkflowData         json.RawMessage `gorm:"column:workflow_data;type:jsonb;not null;serializer:json" validate:"required"`
	NodesData            json.RawMessage `gorm:"column:nodes_data;type:jsonb;not null;serializer:json" validate:"required"`
	ConnectionsData      json.RawMessage `gorm:"column:connections_data;type:jsonb;serializer:json"`
	RequiredVariables    json.RawMessage `gorm:"column:required_variables;type:jsonb;serializer:json"`
	OptionalVariables    json.RawMessage `gorm:"column:optional_variables;type:jsonb;serializer:json"`
	DefaultConfig        json.RawMessage `gorm:"column:default_config;type:jsonb;serializer:json"`
	CompatibilityVersion *string         `gorm:"column:compatibility_version;type:varchar(20)" validate:"omitempty,max=20"`
	// The structure says neither the unit of EstimatedDuration nor the scale of ComplexityLevel.
	EstimatedDuration *int32 `gorm:"column:estimated_duration;type:integer" validate:"omitempty,gte=0"`
	ComplexityLevel   *int32 `gorm:"column:complexity_level;type:integer" validate:"omitempty,gte=0"`
	// DownloadCount has an index; DownloadsCount has none.
	DownloadCount     *int32          `gorm:"column:download_count;type:integer;index:ix_public_workflow_templates_download_count" validate:"omitempty,gte=0"`
	UsageCount        *int32          `gorm:"column:usage_count;type:integer" validate:"omitempty,gte=0"`
	ViewCount         *int32          `gorm:"column:view_count;type:integer" validate:"omitempty,gte=0"`
	Keywords          json.RawMessage `gorm:"column:keywords;type:jsonb;serializer:json"`
	UseCases          json.RawMessage `gorm:"column:use_cases;type:jsonb;serializer:json"`
	Industries        json.RawMessage `gorm:"column:industries;type:jsonb;serializer:json"`
	ThumbnailURL      *string         `gorm:"column:thumbnail_url;type:varchar(500)" validate:"omitempty,max=500"`
	PreviewImages     json.RawMessage `gorm:"column:preview_images;type:jsonb;serializer:json"`
	DemoVideoURL      *string         `gorm:"column:demo_video_url;type:varchar(500)" validate:"omitempty,url,max=500"`
	Documentation     *string         `gorm:"column:documentation;type:text"`
	SetupInstructions *string         `gorm:"column:setup_instructions;type:text"`
	Changelog         json.RawMessage `gorm:"column:changelog;type:jsonb;serializer:json"`
	SupportEmail      *string         `gorm:"column:support_email;type:varchar(255)" validate:"omitempty,email,max=255"`
	RepositoryURL     *string         `gorm:"column:repository_url;type:varchar(500)" validate:"omitempty,url,max=500"`
	DocumentationURL  *string         `gorm:"column:documentation_url;type:varchar(500)" validate:"omitempty,url,max=500"`
	PublishedAt       *time.Time      `gorm:"column:published_at;type:timestamptz;index:ix_public_workflow_templates_published_at"`
	LastUsedAt        *time.Time      `gorm:"column:last_used_at;type:timestamptz"`
	TenantID          *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_workflow_templates_tenant_id"`

	Tenant           *tenancy.Tenant     `gorm:"foreignKey:TenantID;references:ID;constraint:fk_workflow_templates_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Author           *auth.User          `gorm:"foreignKey:AuthorID;references:ID;constraint:workflow_templates_author_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	OriginalWorkflow *workflows.Workflow `gorm:"foreignKey:OriginalWorkflowID;references:ID;constraint:workflow_templates_original_workflow_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Downloads        []TemplateDownload  `gorm:"foreignKey:TemplateID;references:ID;constraint:template_downloads_template_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Favorites        []TemplateFavorite  `gorm:"foreignKey:TemplateID;references:ID;constraint:template_favorites_template_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Reviews          []TemplateReview    `gorm:"foreignKey:TemplateID;references:ID;constraint:template_reviews_template_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Usages           []TemplateUsage     `gorm:"foreignKey:TemplateID;references:ID;constraint:template_usage_template_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (WorkflowTemplate) TableName() string { return "synapscale_db.workflow_templates" }

// A TemplateDownload is one download of a template by a user. It is deleted with its template, its user or its tenant.
//
// Table synapscale_db.template_downloads.
type TemplateDownload struct {
	ID              int32     `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.template_downloads_id_seq')"`
	TemplateID      uuid.UUID `gorm:"column:template_id;type:uuid;not null;index:ix_public_template_downloads_template_id" validate:"required"`
	UserID          uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:ix_public_template_downloads_user_id" validate:"required"`
	Type            *string   `gorm:"column:download_type;type:varchar(20)" validate:"omitempty,max=20"`
	IPAddress       *string   `gorm:"column:ip_address;type:varchar(45)" validate:"omitempty,ip,max=45"`
	UserAgent       *string   `gorm:"column:user_agent;type:varchar(500)" validate:"omitempty,max=500"`
	TemplateVersion *string   `gorm:"column:template_version;type:varchar(20)" validate:"omitempty,max=20"`
	// DownloadedAt and CreatedAt both default to the time of the insert.
	DownloadedAt *time.Time `gorm:"column:downloaded_at;type:timestamptz;default:now();index:ix_public_template_downloads_downloaded_at"`
	TenantID     uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_template_downloads_tenant_id" validate:"required"`
	CreatedAt    *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt    *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant   *tenancy.Tenant   `gorm:"foreignKey:TenantID;references:ID;constraint:fk_template_downloads_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Template *WorkflowTemplate `gorm:"foreignKey:TemplateID;references:ID;<-:false" validate:"-"`
	User     *auth.User        `gorm:"foreignKey:UserID;references:ID;constraint:template_downloads_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (TemplateDownload) TableName() string { return "synapscale_db.template_downloads" }

// A TemplateFavorite is a user's bookmark on a template. It is deleted with its template, its user or its tenant.
// Nothing keeps a user from setting it twice.
//
// Table synapscale_db.template_favorites.
type TemplateFavorite struct {
	ID         int32      `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.template_favorites_id_seq')"`
	TemplateID uuid.UUID  `gorm:"column:template_id;type:uuid;not null;index:ix_public_template_favorites_template_id" validate:"required"`
	UserID     uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:ix_public_template_favorites_user_id" validate:"required"`
	Notes      *string    `gorm:"column:notes;type:text"`
	CreatedAt  *time.Time `gorm:"column:created_at;type:timestamptz;default:now()"`
	TenantID   uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_template_favorites_tenant_id" validate:"required"`
	UpdatedAt  *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant   *tenancy.Tenant   `gorm:"foreignKey:TenantID;references:ID;constraint:fk_template_favorites_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Template *WorkflowTemplate `gorm:"foreignKey:TemplateID;references:ID;<-:false" validate:"-"`
	User     *auth.User        `gorm:"foreignKey:UserID;references:ID;constraint:template_favorites_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (TemplateFavorite) TableName() string { return "synapscale_db.template_favorites" }

// A TemplateUsage is one use that a user made of a template, with the workflow concerned, if any. It is deleted with
// its template, its user or its tenant, and outlives that workflow.
//
// Table synapscale_db.template_usage.
type TemplateUsage struct {
	ID         int32     `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.template_usage_id_seq')"`
	TemplateID uuid.UUID `gorm:"column:template_id;type:uuid;not null;index:ix_public_template_usage_template_id" validate:"required"`
	UserID     uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:ix_public_template_usage_user_id" validate:"required"`
	// WorkflowID is nil for a use without a workflow, and becomes nil when the workflow is deleted.
	WorkflowID        *uuid.UUID      `gorm:"column:workflow_id;type:uuid;index:ix_public_template_usage_workflow_id"`
	Type              string          `gorm:"column:usage_type;type:varchar(20);not null" validate:"required,max=20"`
	Success           *bool           `gorm:"column:success;type:boolean"`
	TemplateVersion   *string         `gorm:"column:template_version;type:varchar(20)" validate:"omitempty,max=20"`
	ModificationsMade json.RawMessage `gorm:"column:modifications_made;type:jsonb;serializer:json"`
	// The structure does not say the unit of ExecutionTime.
	ExecutionTime *int32  `gorm:"column:execution_time;type:integer" validate:"omitempty,gte=0"`
	IPAddress     *string `gorm:"column:ip_address;type:varchar(45)" validate:"omitempty,ip,max=45"`
	UserAgent     *string `gorm:"column:user_agent;type:varchar(500)" validate:"omitempty,max=500"`
	// UsedAt and CreatedAt both default to the time of the insert.
	UsedAt    *time.Time `gorm:"column:used_at;type:timestamptz;default:now();index:ix_public_template_usage_used_at"`
	TenantID  uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_template_usage_tenant_id" validate:"required"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant   *tenancy.Tenant     `gorm:"foreignKey:TenantID;references:ID;constraint:fk_template_usage_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Template *WorkflowTemplate   `gorm:"foreignKey:TemplateID;references:ID;<-:false" validate:"-"`
	User     *auth.User          `gorm:"foreignKey:UserID;references:ID;constraint:template_usage_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Workflow *workflows.Workflow `gorm:"foreignKey:WorkflowID;references:ID;constraint:template_usage_workflow_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (TemplateUsage) TableName() string { return "synapscale_db.template_usage" }
