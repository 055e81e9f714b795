package agents

import (
	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/knowledge"
	"github.com/synapscale/synapscale-go/llms"
	"github.com/synapscale/synapscale-go/tools"
)

// A Model gives an agent the use of an LLM, at most once per pair. It is deleted with its agent or its LLM.
//
// Table synapscale_db.agent_models.
type Model struct {
	AgentID uuid.UUID `gorm:"column:agent_id;type:uuid;primaryKey" validate:"required"`
	LLMID   uuid.UUID `gorm:"column:llm_id;type:uuid;primaryKey;index:idx_agent_models_llm_id" validate:"required"`
	// Override holds the settings of the LLM that are different for this agent.
	Override map[string]any `gorm:"column:override;type:jsonb;not null;default:'{}';serializer:json"`

	Agent *Agent    `gorm:"foreignKey:AgentID;references:ID;<-:false" validate:"-"`
	LLM   *llms.LLM `gorm:"foreignKey:LLMID;references:ID;constraint:agent_models_llm_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Model) TableName() string { return "synapscale_db.agent_models" }

// A KnowledgeBase gives an agent the use of a [knowledge.Base], at most once per pair. It is deleted with either.
//
// Table synapscale_db.agent_kbs.
type KnowledgeBase struct {
	AgentID         uuid.UUID      `gorm:"column:agent_id;type:uuid;primaryKey" validate:"required"`
	KnowledgeBaseID uuid.UUID      `gorm:"column:kb_id;type:uuid;primaryKey;index:idx_agent_kbs_kb_id" validate:"required"`
	Config          map[string]any `gorm:"column:config;type:jsonb;not null;default:'{}';index:idx_agent_kbs_config,type:gin;serializer:json"`

	Agent         *Agent          `gorm:"foreignKey:AgentID;references:ID;<-:false" validate:"-"`
	KnowledgeBase *knowledge.Base `gorm:"foreignKey:KnowledgeBaseID;references:ID;constraint:agent_kbs_kb_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (KnowledgeBase) TableName() string { return "synapscale_db.agent_kbs" }

// A Tool gives an agent the use of a [tools.Tool], at most once per pair. It is deleted with either.
//
// Table synapscale_db.agent_tools.
type Tool struct {
	AgentID uuid.UUID `gorm:"column:agent_id;type:uuid;primaryKey" validate:"required"`
	ToolID  uuid.UUID `gorm:"column:tool_id;type:uuid;primaryKey;index:idx_agent_tools_tool_id" validate:"required"`
	// Config is for this agent what BaseConfig is for the tool.
	Config map[string]any `gorm:"column:config;type:jsonb;not null;default:'{}';index:idx_agent_tools_config,type:gin;serializer:json"`

	Agent *Agent      `gorm:"foreignKey:AgentID;references:ID;<-:false" validate:"-"`
	Tool  *tools.Tool `gorm:"foreignKey:ToolID;references:ID;constraint:agent_tools_tool_id_fkey,OnDelete:CASCADE;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Tool) TableName() string { return "synapscale_db.agent_tools" }
