package conversations

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/workspaces"
)

// A Conversation is an exchange of messages between one user and, as a rule, an agent. It is deleted with its user or
// its tenant, and takes along its turns, messages and usage logs. Its agent and its workspace it outlives: their
// deletion leaves nil behind.
//
// Table synapscale_db.llms_conversations.
type Conversation struct {
	ID          uuid.UUID  `gorm:"column:id;type:uuid;primaryKey;default:gen_random_uuid()"`
	UserID      uuid.UUID  `gorm:"column:user_id;type:uuid;not null;index:idx_conversations_tenant_user,priority:2;index:idx_llms_conversations_user_status,priority:1" validate:"required"`
	AgentID     *uuid.UUID `gorm:"column:agent_id;type:uuid;index:idx_llms_conversations_agent_id"`
	WorkspaceID *uuid.UUID `gorm:"column:workspace_id;type:uuid;index:idx_llms_conversations_workspace_id"`
	Title       *string    `gorm:"column:title;type:varchar(255)" validate:"omitempty,max=255"`
	// Status is free text without a default.
	Status *string `gorm:"column:status;type:varchar(50);index:idx_llms_conversations_status;index:idx_llms_conversations_user_status,priority:2" validate:"omitempty,max=50"`
	// MessageCount and TotalTokensUsed are kept up by whoever writes messages. They have no default, so a new row may
	// hold nil.
	MessageCount    *int32          `gorm:"column:message_count;type:integer" validate:"omitempty,gte=0"`
	TotalTokensUsed *int32          `gorm:"column:total_tokens_used;type:integer" validate:"omitempty,gte=0"`
	Context         json.RawMessage `gorm:"column:context;type:jsonb;serializer:json"`
	Settings        json.RawMessage `gorm:"column:settings;type:jsonb;serializer:json"`
	LastMessageAt   *time.Time      `gorm:"column:last_message_at;type:timestamptz"`
	CreatedAt       time.Time       `gorm:"column:created_at;type:timestamptz;not null;default:now()"`
	UpdatedAt       time.Time       `gorm:"column:updated_at;type:timestamptz;not null;default:now()"`
	TenantID        uuid.UUID       `gorm:"column:tenant_id;type:uuid;not null;index:idx_conversations_tenant_user,priority:1" validate:"required"`

	Agent     *agents.Agent         `gorm:"foreignKey:AgentID;references:ID;constraint:conversations_agent_id_fkey,OnDelete:SET NULL,OnUpdate:CASCADE;<-:false" validate:"-"`
	User      *auth.User            `gorm:"foreignKey:UserID;references:ID;constraint:conversations_user_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	Tenant    *tenancy.Tenant       `gorm:"foreignKey:TenantID;references:ID;constraint:fk_llms_conversations_tenant_id,OnDelete:CASCADE;<-:false" validate:"-"`
	Workspace *workspaces.Workspace `gorm:"foreignKey:WorkspaceID;references:ID;constraint:llms_conversations_workspace_id_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
	Turns     []Turn                `gorm:"foreignKey:ConversationID;references:ID;constraint:conversation_llms_conversation_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
	Messages  []Message             `gorm:"foreignKey:ConversationID;references:ID;constraint:messages_conversation_id_fkey,OnDelete:CASCADE,OnUpdate:CASCADE;<-:false" validate:"-"`
	UsageLogs []UsageLog            `gorm:"foreignKey:ConversationID;references:ID;constraint:usage_logs_conversation_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Conversation) TableName() string { return "synapscale_db.llms_conversations" }
