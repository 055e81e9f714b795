package knowledge

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A Base is a knowledge base: a titled document that agents can be given to draw on. It belongs to a tenant and is
// deleted with it, or it is everybody's. Deleting it takes it from its agents (agent_kbs).
//
// Table synapscale_db.knowledge_bases.
type Base struct {
	ID    uuid.UUID `gorm:"column:kb_id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Title string    `gorm:"column:title;type:text;not null" validate:"required"`
	// Content is any JSON but null, which GORM sends as an empty text and PostgreSQL refuses. Search it with @>, which
	// its index serves.
	Content json.RawMessage `gorm:"column:content;type:jsonb;not null;index:idx_kbs_content,type:gin;serializer:json" validate:"required"`
	// TenantID is nil for a base that is for all.
	TenantID *uuid.UUID `gorm:"column:tenant_id;type:uuid;index:idx_knowledge_bases_tenant_id"`
	// A trigger sets UpdatedAt on every update.
	UpdatedAt time.Time `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`

	Tenant *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:knowledge_bases_tenant_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Base) TableName() string { return "synapscale_db.knowledge_bases" }
