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

// A WorkflowTemplate is one row of workflow_templates. Deleted with its Tenant or its Author. Outlives its OriginalWorkflow.
//
// Table synapscale_db.workflow_templates.
type WorkflowTemplate struct {
	ID                   uuid.UUID       `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	Name                 string          `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	Description          *string         `gorm:"column:description;type:text"`
	Category             string          `gorm:"column:category;type:varchar(100);not null" validate:"required,max=100"`
	Tags                 json.RawMessage `gorm:"column:tags;type:jsonb;serializer:json"`
	WorkflowDefinition   json.RawMessage `gorm:"column:workflow_definition;type:jsonb;not null;serializer:json" validate:"required"`
	PreviewImage         *string         `gorm:"column:preview_image;type:varchar(500)" validate:"omitempty,max=500"`
	AuthorID             uuid.UUID       `gorm:"column:author_id;type:uuid;not null" validate:"required"`
	Version              *string         `gorm:"column:version;type:varchar(50);not null;default:'1.0.0'" validate:"omitempty,max=50"`
	IsPublic             bool            `gorm:"column:is_public;type:boolean;not null;default:false"`
	IsFeatured           bool            `gorm:"column:is_featured;type:boolean;not null;default:false"`
	DownloadsCount       int32           `gorm:"column:downloads_count;type:integer;not null;default:0" validate:"omitempty,gte=0"`
	RatingAverage        decimal.Decimal `gorm:"column:rating_average;type:numeric(3,2);not null;default:0.00"`
	RatingCount          int32           `gorm:"column:rating_count;type:integer;not null;default:0" validate:"omitempty,gte=0"`
	Price                decimal.Decimal `gorm:"column:price;type:numeric(10,2);not null;default:0.00"`
	IsFree               *bool           `gorm:"column:is_free;type:boolean;not null;default:true"`
	License              *string         `gorm:"column:license;type:varchar(50);not null;default:'MIT'" validate:"omitempty,max=50"`
	CreatedAt            time.Time       `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt            time.Time       `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	Title                string          `gorm:"column:title;type:varchar(255);not null" validate:"required,max=255"`
	ShortDescription     *string         `gorm:"column:short_description;type:varchar(500)" validate:"omitempty,max=500"`
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
	EstimatedDuration    *int32          `gorm:"column:estimated_duration;type:integer" validate:"omitempty,gte=0"`
	ComplexityLevel      *int32          `gorm:"column:complexity_level;type:integer" validate:"omitempty,gte=0"`
	DownloadCount        *int32          `gorm:"column:download_count;type:integer;index:ix_public_workflow_templates_download_count" validate:"omitempty,gte=0"`
	UsageCount           *int32          `gorm:"column:usage_count;type:integer" validate:"omitempty,gte=0"`
	ViewCount            *int32          `gorm:"column:view_count;type:integer" validate:"omitempty,gte=0"`
	Keywords             json.RawMessage `gorm:"column:keywords;type:jsonb;serializer:json"`
	UseCases             json.RawMessage `gorm:"column:use_cases;type:jsonb;serializer:json"`
	Industries           json.RawMessage `gorm:"column:industries;type:jsonb;serializer:json"`
	ThumbnailURL         *string         `gorm:"column:thumbnail_url;type:varchar(500)" validate:"omitempty,url,max=500"`
	PreviewImages        json.RawMessage `gorm:"column:preview_images;type:jsonb;serializer:json"`
	DemoVideoURL         *string         `gorm:"column:demo_video_url;type:varchar(500)" validate:"omitempty,url,max=500"`
	Documentation        *string         `gorm:"column:documentation;type:text"`
	SetupInstructions    *string         `gorm:"column:setup_instructions;type:text"`
	Changelog            json.RawMessage `gorm:"column:changelog;type:jsonb;serializer:json"`
	SupportEmail         *string         `gorm:"column:support_email;type:varchar(255)" validate:"omitempty,email,max=255"`
	RepositoryURL        *string         `gorm:"column:repository_url;type:varchar(500)" validate:"omitempty,url,max=500"`
	DocumentationURL     *string         `gorm:"column:documentation_url;type:varchar(500)" validate:"omitempty,url,max=500"`
	PublishedAt          *time.Time      `gorm:"column:published_at;type:timestamptz;index:ix_public_workflow_templates_published_at"`
	LastUsedAt           *time.Time      `gorm:"column:last_used_at;type:timestamptz"`
	TenantID             *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_workflow_templates_tenant_id"`

	Tenant           *tenancy.Tenant     `gorm:"foreignKey:TenantID;references:ID;constraint:fk_workflow_templates_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Author           *auth.User          `gorm:"foreignKey:AuthorID;references:ID;constraint:workflow_templates_author_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	OriginalWorkflow *workflows.Workflow `gorm:"foreignKey:OriginalWorkflowID;references:ID;constraint:workflow_templates_original_workflow_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Downloads        []TemplateDownload  `gorm:"foreignKey:TemplateID;references:ID;constraint:template_downloads_template_id_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
	Favorites        []TemplateFavorite  `gorm:"foreignKey:TemplateID;references:ID;constraint:template_favorites_template_id_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
	Reviews          []TemplateReview    `gorm:"foreignKey:TemplateID;references:ID;constraint:template_reviews_template_id_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
	Usages           []TemplateUsage     `gorm:"foreignKey:TemplateID;references:ID;constraint:template_usage_template_id_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (WorkflowTemplate) TableName() string { return "synapscale_db.workflow_templates" }

// A TemplateCollection is one row of template_collections. Deleted with its Tenant. Outlives its Creator.
//
// Table synapscale_db.template_collections.
type TemplateCollection struct {
	ID           int32           `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.template_collections_id_seq');index:ix_public_template_collections_id"`
	CollectionID *string         `gorm:"column:collection_id;type:varchar(36);uniqueIndex:ix_public_template_collections_collection_id" validate:"omitempty,max=36"`
	Name         string          `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	Description  *string         `gorm:"column:description;type:text"`
	CreatorID    uuid.UUID       `gorm:"column:creator_id;type:uuid;not null;index:ix_public_template_collections_creator_id" validate:"required"`
	IsPublic     *bool           `gorm:"column:is_public;type:boolean"`
	IsFeatured   *bool           `gorm:"column:is_featured;type:boolean"`
	TemplateIds  json.RawMessage `gorm:"column:template_ids;type:jsonb;not null;serializer:json" validate:"required"`
	Tags         json.RawMessage `gorm:"column:tags;type:jsonb;serializer:json"`
	ThumbnailURL *string         `gorm:"column:thumbnail_url;type:varchar(500)" validate:"omitempty,url,max=500"`
	ViewCount    *int32          `gorm:"column:view_count;type:integer" validate:"omitempty,gte=0"`
	FollowCount  *int32          `gorm:"column:follow_count;type:integer" validate:"omitempty,gte=0"`
	CreatedAt    *time.Time      `gorm:"column:created_at;type:timestamptz;default:now()"`
	UpdatedAt    *time.Time      `gorm:"column:updated_at;type:timestamptz;default:now()"`
	TenantID     *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_template_collections_tenant_id"`

	Tenant  *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:fk_template_collections_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Creator *auth.User      `gorm:"foreignKey:CreatorID;references:ID;constraint:template_collections_creator_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (TemplateCollection) TableName() string { return "synapscale_db.template_collections" }
