package crm

import (
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A ContactSource is where contacts of a tenant come from, such as an integration. Its name is unique within the tenant.
// It is deleted with its tenant, but cannot be deleted by itself while a contact comes from it (NO ACTION).
//
// Table synapscale_db.contact_sources.
type ContactSource struct {
	ID              uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	TenantID        uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;uniqueIndex:contact_sources_tenant_id_name_key,priority:1" validate:"required"`
	Name            string    `gorm:"column:name;type:varchar(100);not null;uniqueIndex:contact_sources_tenant_id_name_key,priority:2" validate:"required,max=100"`
	Description     *string   `gorm:"column:description;type:text"`
	IntegrationType *string   `gorm:"column:integration_type;type:varchar(50)" validate:"omitempty,max=50"`
	// Config is stored in plain text.
	Config    map[string]any `gorm:"column:config;type:jsonb;default:'{}';serializer:json"`
	IsActive  *bool          `gorm:"column:is_active;type:boolean;default:true"`
	CreatedAt *time.Time     `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time     `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant   *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:contact_sources_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Contacts []Contact       `gorm:"foreignKey:SourceID;references:ID;constraint:contacts_source_id_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ContactSource) TableName() string { return "synapscale_db.contact_sources" }
