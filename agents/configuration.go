package agents

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/auth"
)

// A Configuration is one numbered version of an agent's parameters. It is deleted with its agent; by itself it cannot be
// deleted while an agent has it as its current one. It outlives the user who created it.
//
// A version never changes: a new one is a new row. Whoever tries gets [ErrConfigurationImmutable], from GORM's Save and
// Updates at once, otherwise by [TranslateError] from the database.
//
// Table synapscale_db.agent_configurations.
type Configuration struct {
	ID      uuid.UUID `gorm:"column:config_id;type:uuid;primaryKey;default:gen_random_uuid();<-:create"`
	AgentID uuid.UUID `gorm:"column:agent_id;type:uuid;not null;uniqueIndex:agent_configurations_agent_id_version_num_key,priority:1;<-:create" validate:"required"`
	// Version counts up from 1 for each agent. Two callers that take the next number at once collide on the unique
	// rule.
	Version int32 `gorm:"column:version_num;type:integer;not null;uniqueIndex:agent_configurations_agent_id_version_num_key,priority:2;<-:create" validate:"gte=1"`
	// Params is stored in plain text and kept with every version: no place for secrets.
	Params json.RawMessage `gorm:"column:params;type:jsonb;not null;serializer:json;<-:create" validate:"required"`
	// CreatedBy is for the creator to set, and becomes nil when that user is deleted.
	CreatedBy *uuid.UUID `gorm:"column:created_by;type:uuid;index:idx_agent_configurations_created_by;<-:create"`
	CreatedAt time.Time  `gorm:"column:created_at;type:timestamptz;not null;default:now();<-:create"`

	Agent         *Agent     `gorm:"foreignKey:AgentID;references:ID;<-:false" validate:"-"`
	CreatedByUser *auth.User `gorm:"foreignKey:CreatedBy;references:ID;constraint:agent_configurations_created_by_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Configuration) TableName() string { return "synapscale_db.agent_configurations" }

// BeforeUpdate is GORM's hook. Without it an update would be no statement, because no column takes one, and no error.
func (Configuration) BeforeUpdate(*gorm.DB) error { return ErrConfigurationImmutable }
