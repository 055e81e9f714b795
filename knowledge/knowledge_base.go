package knowledge

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// A Base is one row of knowledge_bases.
//
// Table synapscale_db.knowledge_bases.
type Base struct {
	ID        uuid.UUID       `gorm:"column:kb_id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Title     string          `gorm:"column:title;type:text;not null" validate:"required"`
	Content   json.RawMessage `gorm:"column:content;type:jsonb;not null;index:idx_kbs_content,type:gin;serializer:json" validate:"required"`
	TenantID  *uuid.UUID      `gorm:"column:tenant_id;type:uuid"`
	UpdatedAt time.Time       `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Base) TableName() string { return "synapscale_db.knowledge_bases" }
