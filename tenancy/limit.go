package tenancy

import (
	"errors"
	"fmt"
)

// ErrLimitExceeded says that a limit of a tenant, a workspace or a plan would be exceeded. The error that wraps it is a
// [*LimitError] where the database refused a write, and a [*UsageError] where [Consume] refused to count.
var ErrLimitExceeded = errors.New("tenancy: limit exceeded")

// A Limit is one of the limits that the database enforces. Its value is the SQLSTATE with which it refuses.
type Limit string

// The limits.
const (
	LimitWorkspaces Limit = "SYL01" // workspaces of a tenant
	LimitMembers    Limit = "SYL02" // members of a workspace
	LimitProjects   Limit = "SYL03" // projects of a workspace
	LimitStorage    Limit = "SYL04" // bytes of the files of a tenant
	LimitOwn        Limit = "SYL05" // what a workspace may set as a limit of its own
)

// String says what is limited.
func (l Limit) String() string {
	switch l {
	case LimitWorkspaces:
		return "workspaces of the tenant"
	case LimitMembers:
		return "members of the workspace"
	case LimitProjects:
		return "projects of the workspace"
	case LimitStorage:
		return "storage of the tenant"
	case LimitOwn:
		return "limits that the workspace may set"
	}
	return string(l)
}

// Valid reports whether the database enforces l.
func (l Limit) Valid() bool { return l.String() != string(l) }

// LimitError is [ErrLimitExceeded] with the limit.
type LimitError struct {
	Limit Limit
	// Err is the error of the driver, whose message names the tenant or workspace, what it may have and what it would
	// have.
	Err error
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("%v: %v: %v", ErrLimitExceeded, e.Limit, e.Err)
}

// Unwrap returns [ErrLimitExceeded] and the error of the driver.
func (e *LimitError) Unwrap() []error { return []error{ErrLimitExceeded, e.Err} }

// TranslateError makes an error of the database that says one of the SQLSTATEs of a [Limit] a [*LimitError]. Any other
// error, and nil, it returns as it is. The driver may be any whose errors have a method SQLState.
//
// The transaction in which the write was refused can only be rolled back, as after any error.
func TranslateError(err error) error {
	if limit := Limit(sqlState(err)); limit.Valid() {
		return &LimitError{Limit: limit, Err: err}
	}
	return err
}
