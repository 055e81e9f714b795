package agents

import (
	"time"

	"github.com/google/uuid"
)

// A TriggerType says what a trigger waits for. The enum synapscale_db.trigger_type_en enforces the set.
type TriggerType string

// The types of a trigger.
const (
	TriggerTypeSchedule TriggerType = "schedule" // for the times of CronExpr
	TriggerTypeEvent    TriggerType = "event"    // for the event called EventName
)

// Valid reports whether the database accepts t.
func (t TriggerType) Valid() bool {
	switch t {
	case TriggerTypeSchedule, TriggerTypeEvent:
		return true
	}
	return false
}

// A Trigger starts an agent at the times of a schedule or upon an event. It is deleted with its agent.
//
// The database asks a schedule for an expression and an event for a name, and reads neither. That the expression is one
// of cron is for its validate tag to judge.
//
// Table synapscale_db.agent_triggers.
type Trigger struct {
	ID      uuid.UUID   `gorm:"column:trigger_id;type:uuid;primaryKey;default:gen_random_uuid()"`
	AgentID uuid.UUID   `gorm:"column:agent_id;type:uuid;not null;index:idx_agent_triggers_agent_id" validate:"required"`
	Type    TriggerType `gorm:"column:trigger_type;type:synapscale_db.trigger_type_en;not null;check:agent_triggers_check,(trigger_type <> 'schedule' OR COALESCE(cron_expr, '') <> '') AND (trigger_type <> 'event' OR COALESCE(event_name, '') <> '')" validate:"required,oneof=schedule event"`
	// CronExpr says when a schedule runs, in the time zone of the agent's tenant.
	CronExpr *string `gorm:"column:cron_expr;type:text" validate:"required_if=Type schedule,omitempty,cron_expression"`
	// EventName is the event that a trigger of type event waits for.
	EventName *string `gorm:"column:event_name;type:text" validate:"required_if=Type event,omitempty,min=1"`
	Active    *bool   `gorm:"column:active;type:boolean;not null;default:true"`
	// LastRunAt is nil until the trigger has run.
	LastRunAt *time.Time `gorm:"column:last_run_at;type:timestamptz"`

	Agent *Agent `gorm:"foreignKey:AgentID;references:ID;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Trigger) TableName() string { return "synapscale_db.agent_triggers" }
