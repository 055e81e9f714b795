package agents

import (
	"time"

	"github.com/google/uuid"
)

// TriggerType is a value of agent_triggers.trigger_type; the enum synapscale_db.trigger_type_en enforces the set.
type TriggerType string

const (
	TriggerTypeSchedule TriggerType = "schedule"
	TriggerTypeEvent    TriggerType = "event"
)

// Valid reports whether the database accepts v.
func (v TriggerType) Valid() bool {
	switch v {
	case TriggerTypeSchedule, TriggerTypeEvent:
		return true
	}
	return false
}

// A Trigger is one row of agent_triggers. Deleted with its Agent.
//
// Table synapscale_db.agent_triggers.
type Trigger struct {
	ID          uuid.UUID   `gorm:"column:trigger_id;type:uuid;primaryKey;default:gen_random_uuid()"`
	AgentID     uuid.UUID   `gorm:"column:agent_id;type:uuid;not null" validate:"required"`
	TriggerType TriggerType `gorm:"column:trigger_type;type:synapscale_db.trigger_type_en;not null;check:agent_triggers_check,trigger_type <> 'schedule' OR cron_expr ~ '^([0-5]?\\d\\s+){4}[0-5]?\\d$'" validate:"required,oneof=schedule event"`
	CronExpr    *string     `gorm:"column:cron_expr;type:text" validate:"omitempty,cron_expression"`
	EventName   *string     `gorm:"column:event_name;type:text"`
	Active      *bool       `gorm:"column:active;type:boolean;not null;default:true"`
	LastRunAt   *time.Time  `gorm:"column:last_run_at;type:timestamptz"`

	Agent *Agent `gorm:"foreignKey:AgentID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Trigger) TableName() string { return "synapscale_db.agent_triggers" }
