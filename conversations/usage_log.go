package conversations

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/llms"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workspaces"
)

// UsageLogStatusSuccess is the status that a usage log begins with. The column is free text.
const UsageLogStatusSuccess = "success"

// A UsageLog is one call to an LLM for the sake of a message: its tokens, its cost, how long it took and what came
// back. It is deleted with its message, its conversation, its user or its tenant, and outlives its LLM and its
// workspace. Billing events that refer to it stay, without the reference.
//
// Table synapscale_db.llms_usage_logs.
type UsageLog struct {
	ID             uuid.UUID `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	MessageID      uuid.UUID `gorm:"column:message_id;type:uuid;not null;index:idx_llms_usage_logs_message_id" validate:"required"`
	UserID         uuid.UUID `gorm:"column:user_id;type:uuid;not null;index:ix_usage_logs_user_id" validate:"required"`
	ConversationID uuid.UUID `gorm:"column:conversation_id;type:uuid;not null;index:idx_llms_usage_conv_id" validate:"required"`
	// LLMID is for the writer to set, and becomes nil when the LLM is deleted.
	LLMID        *uuid.UUID `gorm:"column:llm_id;type:uuid;index:ix_usage_logs_llm_id"`
	WorkspaceID  *uuid.UUID `gorm:"column:workspace_id;type:uuid;index:ix_usage_logs_workspace_id"`
	InputTokens  int32      `gorm:"column:input_tokens;type:integer;not null;default:0" validate:"gte=0"`
	OutputTokens int32      `gorm:"column:output_tokens;type:integer;not null;default:0" validate:"gte=0"`
	// TotalTokens is the sum of the two above by agreement only; the database does not check it.
	TotalTokens int32 `gorm:"column:total_tokens;type:integer;not null;default:0" validate:"gte=0"`
	// CostUSD is exact in Go; the column is double precision, which keeps 15 significant digits.
	CostUSD       decimal.Decimal `gorm:"column:cost_usd;type:double precision;not null;default:0.0"`
	LatencyMS     *int32          `gorm:"column:latency_ms;type:integer" validate:"omitempty,gte=0"`
	APIStatusCode *int32          `gorm:"column:api_status_code;type:integer" validate:"omitempty,gte=0"`
	// APIRequestPayload is the request as it was sent, with what the user wrote in it.
	APIRequestPayload   json.RawMessage `gorm:"column:api_request_payload;type:jsonb;serializer:json"`
	APIResponseMetadata json.RawMessage `gorm:"column:api_response_metadata;type:jsonb;serializer:json"`
	// UserAPIKeyUsed true means that the call ran on the user's own key, so that it must not be billed.
	UserAPIKeyUsed *bool           `gorm:"column:user_api_key_used;type:boolean;default:false"`
	ModelSettings  json.RawMessage `gorm:"column:model_settings;type:jsonb;serializer:json"`
	ErrorMessage   *string         `gorm:"column:error_message;type:text"`
	Status         *string         `gorm:"column:status;type:varchar(20);default:'success';index:idx_llms_usage_logs_status" validate:"omitempty,max=20"`
	CreatedAt      time.Time       `gorm:"column:created_at;type:timestamptz;not null;default:now();index:ix_usage_logs_created_at"`
	// TenantID repeats the conversation's. A tenant cannot write another; nothing holds the system to it.
	TenantID  uuid.UUID  `gorm:"column:tenant_id;type:uuid;not null;index:idx_llms_usage_logs_tenant_id" validate:"required"`
	UpdatedAt *time.Time `gorm:"column:updated_at;type:timestamptz;default:CURRENT_TIMESTAMP"`

	Tenant       *tenancy.Tenant       `gorm:"foreignKey:TenantID;references:ID;constraint:fk_llms_usage_logs_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Conversation *Conversation         `gorm:"foreignKey:ConversationID;references:ID;<-:false" validate:"-"`
	LLM          *llms.LLM             `gorm:"foreignKey:LLMID;references:ID;constraint:usage_logs_llm_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Message      *Message              `gorm:"foreignKey:MessageID;references:ID;<-:false" validate:"-"`
	User         *auth.User            `gorm:"foreignKey:UserID;references:ID;constraint:usage_logs_user_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Workspace    *workspaces.Workspace `gorm:"foreignKey:WorkspaceID;references:ID;constraint:usage_logs_workspace_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (UsageLog) TableName() string { return "synapscale_db.llms_usage_logs" }
