package conversations

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A Message is one row of llms_messages. Deleted with its Tenant or its Conversation.
//
// Table synapscale_db.llms_messages.
type Message struct {
	ID               uuid.UUID       `gorm:"column:id;type:uuid;primaryKey" validate:"required"`
	ConversationID   uuid.UUID       `gorm:"column:conversation_id;type:uuid;not null;index:idx_llms_messages_conv_id;index:idx_messages_conversation_created,priority:1" validate:"required"`
	Role             string          `gorm:"column:role;type:varchar(20);not null" validate:"required,max=20"`
	Content          string          `gorm:"column:content;type:text;not null" validate:"required"`
	Attachments      json.RawMessage `gorm:"column:attachments;type:jsonb;serializer:json"`
	ModelUsed        *string         `gorm:"column:model_used;type:varchar(100)" validate:"omitempty,max=100"`
	ModelProvider    *string         `gorm:"column:model_provider;type:varchar(50)" validate:"omitempty,max=50"`
	TokensUsed       *int32          `gorm:"column:tokens_used;type:integer" validate:"omitempty,gte=0"`
	ProcessingTimeMS *int32          `gorm:"column:processing_time_ms;type:integer" validate:"omitempty,gte=0"`
	Temperature      *float64        `gorm:"column:temperature;type:double precision"`
	MaxTokens        *int32          `gorm:"column:max_tokens;type:integer" validate:"omitempty,gte=-1"`
	Status           *string         `gorm:"column:status;type:varchar(50);index:idx_llms_messages_status" validate:"omitempty,max=50"`
	ErrorMessage     *string         `gorm:"column:error_message;type:text"`
	CreatedAt        time.Time       `gorm:"column:created_at;type:timestamptz;not null;default:now();index:idx_llms_messages_created_at;index:idx_messages_conversation_created,priority:2"`
	UpdatedAt        *time.Time      `gorm:"column:updated_at;type:timestamptz;default:now()"`
	TenantID         *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_llms_messages_tenant_id"`

	Tenant       *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:fk_llms_messages_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Conversation *Conversation   `gorm:"foreignKey:ConversationID;references:ID;<-:false" validate:"-"`
	Feedbacks    []Feedback      `gorm:"foreignKey:MessageID;references:ID;constraint:message_feedbacks_message_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	UsageLogs    []UsageLog      `gorm:"foreignKey:MessageID;references:ID;constraint:usage_logs_message_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Message) TableName() string { return "synapscale_db.llms_messages" }

// A Feedback is one row of message_feedbacks. Deleted with its Message or its User or its Tenant.
//
// Table synapscale_db.message_feedbacks.
type Feedback struct {
	ID                     uuid.UUID       `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	MessageID              uuid.UUID       `gorm:"column:message_id;type:uuid;not null;index:idx_feedback_message_id;index:ix_message_feedbacks_message_id" validate:"required"`
	UserID                 uuid.UUID       `gorm:"column:user_id;type:uuid;not null;index:ix_message_feedbacks_user_id" validate:"required"`
	RatingType             string          `gorm:"column:rating_type;type:varchar(20);not null;index:ix_message_feedbacks_rating_type" validate:"required,max=20"`
	RatingValue            *int32          `gorm:"column:rating_value;type:integer"`
	FeedbackText           *string         `gorm:"column:feedback_text;type:text"`
	FeedbackCategory       *string         `gorm:"column:feedback_category;type:varchar(50)" validate:"omitempty,max=50"`
	ImprovementSuggestions *string         `gorm:"column:improvement_suggestions;type:text"`
	IsPublic               *bool           `gorm:"column:is_public;type:boolean;default:false"`
	FeedbackMetadata       json.RawMessage `gorm:"column:feedback_metadata;type:jsonb;serializer:json"`
	CreatedAt              time.Time       `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt              time.Time       `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	TenantID               *uuid.UUID      `gorm:"column:tenant_id;type:uuid;index:idx_llms_message_feedbacks_tenant_id"`

	Message *Message        `gorm:"foreignKey:MessageID;references:ID;<-:false" validate:"-"`
	User    *auth.User      `gorm:"foreignKey:UserID;references:ID;constraint:message_feedbacks_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Tenant  *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:fk_llms_message_feedbacks_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Feedback) TableName() string { return "synapscale_db.message_feedbacks" }
