package audit

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"github.com/synapscale/synapscale-go/auth"
)

// Operation is a value of audit_log.operation; the check on audit_log.operation enforces the set.
type Operation string

const (
	OperationINSERT Operation = "INSERT"
	OperationUPDATE Operation = "UPDATE"
	OperationDELETE Operation = "DELETE"
)

// Valid reports whether the database accepts v.
func (v Operation) Valid() bool {
	switch v {
	case OperationINSERT, OperationUPDATE, OperationDELETE:
		return true
	}
	return false
}

// A Log is one row of audit_log.
//
// Table synapscale_db.audit_log.
type Log struct {
	ID        uuid.UUID       `gorm:"column:audit_id;type:uuid;primaryKey;default:gen_random_uuid()"`
	Table     string          `gorm:"column:table_name;type:text;not null" validate:"required"`
	RecordID  uuid.UUID       `gorm:"column:record_id;type:uuid;not null" validate:"required"`
	ChangedBy *uuid.UUID      `gorm:"column:changed_by;type:uuid"`
	ChangedAt time.Time       `gorm:"column:changed_at;type:timestamptz;not null;default:now()"`
	Operation Operation       `gorm:"column:operation;type:text;not null;check:audit_log_operation_check,operation IN ('INSERT', 'UPDATE', 'DELETE')" validate:"required,oneof=INSERT UPDATE DELETE"`
	Diffs     json.RawMessage `gorm:"column:diffs;type:jsonb;serializer:json"`

	ChangedByUser *auth.User `gorm:"foreignKey:ChangedBy;references:ID;constraint:audit_log_changed_by_fkey,OnDelete:NO ACTION;<-:false" validate:"-"`
}

// TableName returns the schema-qualified name, so that no search path is needed.
func (Log) TableName() string { return "synapscale_db.audit_log" }
