package conversations

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A Feedback is what one user thinks of a message, at most once per pair: a rating, and perhaps words. It is deleted with
// its message, its user or its tenant.
//
// Table synapscale_db.message_feedbacks.
type Feedback struct {
	ID        uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	MessageID uuid.UUID `gorm:"column:message_id;type:uuid;not null;uniqueIndex:message_feedbacks_message_id_user_id_key,priority:1" validate:"required"`
	UserID    uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:ix_message_feedbacks_user_id;uniqueIndex:message_feedbacks_message_id_user_id_key,priority:2" validate:"required"`
	// RatingType is free text, and RatingValue has no bounds in the database.
	RatingType             string          `gorm:"column:rating_type;type:varchar(20);not null;index:ix_message_feedbacks_rating_type" validate:"required,max=20"`
	RatingValue            *int32          `gorm:"column:rating_value;type:integer"`
	Text                   *string         `gorm:"column:feedback_text;type:text"`
	Category               *string         `gorm:"column:feedback_category;type:varchar(50)" validate:"omitempty,max=50"`
	ImprovementSuggestions *string         `gorm:"column:improvement_suggestions;type:text"`
	IsPublic               *bool           `gorm:"column:is_public;type:boolean;default:false"`
	Metadata               json.RawMessage `gorm:"column:feedback_metadata;type:jsonb;serializer:json"`
	CreatedAt              time.Time       `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt              time.Time       `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	// TenantID repeats the conversation's. A tenant cannot write another; nothing holds the system to it.
	TenantID uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_llms_message_feedbacks_tenant_id" validate:"required"`

	Message *Message        `gorm:"foreignKey:MessageID;references:ID;<-:false" validate:"-"`
	User    *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:message_feedbacks_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Tenant  *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:fk_llms_message_feedbacks_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Feedback) TableName() string { return "synapscale_db.message_feedbacks" }
