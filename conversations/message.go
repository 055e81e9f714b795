package conversations

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/tenancy"
)

// A Message is what one side said in a conversation. It is deleted with its conversation or its tenant, and takes along
// its feedbacks and usage logs. Billing events that refer to it stay, without the reference.
//
// Table synapscale_db.llms_messages.
type Message struct {
	ID             uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ConversationID uuid.UUID `gorm:"column:conversation_id;type:uuid;not null;index:idx_messages_conversation_created,priority:1" validate:"required"`
	// Role says which side spoke. The column is free text.
	Role        string          `gorm:"column:role;type:varchar(20);not null" validate:"required,max=20"`
	Content     string          `gorm:"column:content;type:text;not null" validate:"required"`
	Attachments json.RawMessage `gorm:"column:attachments;type:jsonb;serializer:json"`
	// ModelUsed and ModelProvider are names and not references: they stay when the LLM is deleted.
	ModelUsed        *string `gorm:"column:model_used;type:varchar(100)" validate:"omitempty,max=100"`
	ModelProvider    *string `gorm:"column:model_provider;type:varchar(50)" validate:"omitempty,max=50"`
	TokensUsed       *int32  `gorm:"column:tokens_used;type:integer" validate:"omitempty,gte=0"`
	ProcessingTimeMS *int32  `gorm:"column:processing_time_ms;type:integer" validate:"omitempty,gte=0"`
	// Temperature and MaxTokens are what the LLM was asked with.
	Temperature  *float64 `gorm:"column:temperature;type:double precision"`
	MaxTokens    *int32   `gorm:"column:max_tokens;type:integer" validate:"omitempty,gte=0"`
	Status       *string  `gorm:"column:status;type:varchar(50);index:idx_llms_messages_status" validate:"omitempty,max=50"`
	ErrorMessage *string  `gorm:"column:error_message;type:text"`
	// CreatedAt may be the same for two messages: sort by it and then by ID.
	CreatedAt time.Time  `gorm:"column:created_at;type:timestamptz;not null;default:now();index:idx_llms_messages_created_at;index:idx_messages_conversation_created,priority:2"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:now()"`
	// TenantID repeats the conversation's. A tenant cannot write another; nothing holds the system to it.
	TenantID uuid.UUID `gorm:"column:tenant_id;type:uuid;not null;index:idx_llms_messages_tenant_id" validate:"required"`

	Tenant       *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:fk_llms_messages_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Conversation *Conversation   `gorm:"foreignKey:ConversationID;references:ID;<-:false" validate:"-"`
	Feedbacks    []Feedback      `gorm:"foreignKey:MessageID;references:ID;constraint:message_feedbacks_message_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	UsageLogs    []UsageLog      `gorm:"foreignKey:MessageID;references:ID;constraint:usage_logs_message_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Message) TableName() string { return "synapscale_db.llms_messages" }
