package conversations

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/llms"
	"github.com/synapscale/synapscale-go/tenancy"
)

// A Turn is the part that one LLM has had in a conversation: when it was used, for how many messages, and how many
// tokens and dollars they took. It is a running total, not one exchange, and nothing keeps a conversation from having
// several for the same LLM. It is deleted with its conversation, its LLM or its tenant.
//
// Table synapscale_db.llms_conversations_turns.
type Turn struct {
	ID                uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	ConversationID    uuid.UUID `gorm:"column:conversation_id;type:uuid;not null;index:idx_conv_turns_conversation_id" validate:"required"`
	LLMID             uuid.UUID `gorm:"column:llm_id;type:uuid;not null;index:ix_conversation_llms_llm_id" validate:"required"`
	FirstUsedAt       time.Time `gorm:"column:first_used_at;type:timestamptz;not null;default:now()"`
	LastUsedAt        time.Time `gorm:"column:last_used_at;type:timestamptz;not null;default:now()"`
	MessageCount      *int32    `gorm:"column:message_count;type:integer;default:0" validate:"omitempty,gte=0"`
	TotalInputTokens  *int32    `gorm:"column:total_input_tokens;type:integer;default:0" validate:"omitempty,gte=0"`
	TotalOutputTokens *int32    `gorm:"column:total_output_tokens;type:integer;default:0" validate:"omitempty,gte=0"`
	// TotalCostUSD is exact in Go; the column is double precision, which keeps 15 significant digits.
	TotalCostUSD *decimal.Decimal `gorm:"column:total_cost_usd;type:double precision;default:0.0"`
	// TenantID repeats the conversation's. A tenant cannot write another; nothing holds the system to it.
	TenantID  uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_llms_conversations_turns_tenant_id" validate:"required"`
	CreatedAt *time.Time `gorm:"column:created_at;type:timestamptz;default:CURRENT_TIMESTAMP"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Conversation *Conversation   `gorm:"foreignKey:ConversationID;references:ID;<-:false" validate:"-"`
	LLM          *llms.LLM       `gorm:"foreignKey:LLMID;references:ID;constraint:conversation_llms_llm_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Tenant       *tenancy.Tenant `gorm:"foreignKey:TenantID;references:ID;constraint:fk_llms_conversations_turns_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Turn) TableName() string { return "synapscale_db.llms_conversations_turns" }
