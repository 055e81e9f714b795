package agents

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// An ErrorLog is one failure of an agent, and is deleted with it.
//
// Table synapscale_db.agent_error_logs.
type ErrorLog struct {
	ID         uuid.UUID `gorm:"column:error_id;type:uuid;primaryKey;default:gen_random_uuid()"`
	AgentID    uuid.UUID `gorm:"column:agent_id;type:uuid;not null;index:idx_agent_error_logs_agent_id_occurred_at,priority:1" validate:"required"`
	OccurredAt time.Time `gorm:"column:occurred_at;type:timestamptz;not null;default:now();index:idx_agent_error_logs_agent_id_occurred_at,priority:2"`
	Code       *string   `gorm:"column:error_code;type:text"`
	// Payload is what was known of the failure, in no fixed shape.
	Payload json.RawMessage `gorm:"column:payload;type:jsonb;serializer:json"`

	Agent *Agent `gorm:"foreignKey:AgentID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (ErrorLog) TableName() string { return "synapscale_db.agent_error_logs" }
