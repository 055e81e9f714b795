package marketplace

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A TemplateCollection is a list of templates that a user put together under a name. It is deleted with its tenant and
// outlives its creator.
//
// Table synapscale_db.template_collections.
type TemplateCollection struct {
	ID int32 `gorm:"column:id;type:integer;primaryKey;autoIncrement:false;default:nextval('synapscale_db.template_collections_id_seq')"`
	// CollectionID is a second key, as text. It is unique where it is not nil.
	CollectionID *string `gorm:"column:collection_id;type:varchar(36);uniqueIndex:ix_public_template_collections_collection_id" validate:"omitempty,max=36"`
	Name         string  `gorm:"column:name;type:varchar(255);not null" validate:"required,max=255"`
	Description  *string `gorm:"column:description;type:text"`
	// CreatorID is for the creator to set, and becomes nil when that user is deleted.
	CreatorID  *uuid.UUID `gorm:"column:creator_id;type:uuid;index:ix_public_template_collections_creator_id"`
	IsPublic   *bool      `gorm:"column:is_public;type:boolean"`
	IsFeatured *bool      `gorm:"column:is_featured;type:boolean"`
	// TemplateIDs is JSON without a foreign key, so that a template stays listed after it is deleted.
	TemplateIDs  json.RawMessage `gorm:"column:template_ids;type:jsonb;not null;serializer:json" validate:"required"`
	Tags         json.RawMessage `gorm:"column:tags;type:jsonb;serializer:json"`
	ThumbnailURL *string         `gorm:"column:thumbnail_url;type:varchar(500)" validate:"omitempty,max=500"`
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
