package audit

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
)

// An Operation is what was done to a row, in capitals as PostgreSQL's TG_OP. The check audit_log_operation_check
// enforces the set.
type Operation string

// The operations of a log entry.
const (
	OperationInsert Operation = "INSERT"
	OperationUpdate Operation = "UPDATE"
	OperationDelete Operation = "DELETE"
)

// Valid reports whether the database accepts o.
func (o Operation) Valid() bool {
	switch o {
	case OperationInsert, OperationUpdate, OperationDelete:
		return true
	}
	return false
}

// A Log is one entry of the audit log: one row of some table was created, changed or deleted, by whom and when. It
// belongs to nobody, and outlives that row and the user. Nothing in the database deletes an entry.
//
// Table synapscale_db.audit_log.
type Log struct {
	ID uuid.UUID `gorm:"column:audit_id;type:uuid;primaryKey;default:gen_random_uuid()"`
	// Table is the name of the table without its schema, as in "agent_tools".
	Table string `gorm:"column:table_name;type:text;not null;index:idx_audit_log_record,priority:1" validate:"required"`
	// RecordID is the key of that row, if it is one uuid. Otherwise it is the UUID that the database's function
	// audit_record_id makes of the table and the key. There is no foreign key.
	RecordID uuid.UUID `gorm:"column:record_id;type:uuid;not null;index:idx_audit_log_record,priority:2" validate:"required"`
	// ChangedBy is nil when nobody said who, and becomes nil when that user is deleted. The trigger takes it from the
	// setting app.current_user.
	ChangedBy *uuid.UUID `gorm:"column:changed_by;type:uuid;index:idx_audit_log_changed_by"`
	ChangedAt time.Time  `gorm:"column:changed_at;type:timestamptz;not null;default:now();index:idx_audit_log_record,priority:3;index:idx_audit_log_changed_at,type:brin"`
	Operation Operation  `gorm:"column:operation;type:text;not null;check:audit_log_operation_check,operation IN ('INSERT', 'UPDATE', 'DELETE')" validate:"required,oneof=INSERT UPDATE DELETE"`
	// Diffs is, from the trigger, {"new": row} for an INSERT, {"old": row} for a DELETE, and {"old": row, "new": row} for
	// an UPDATE, with the changed columns only. A row is an object of its columns by name.
	Diffs json.RawMessage `gorm:"column:diffs;type:jsonb;serializer:json"`

	ChangedByUser *auth.User `gorm:"foreignKey:ChangedBy;references:ID;constraint:audit_log_changed_by_fkey,OnDelete:SET NULL;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Log) TableName() string { return "synapscale_db.audit_log" }
