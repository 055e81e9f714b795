package tenancy

import (
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// noTenant stands where there is none.
var noTenant = uuid.Nil

var (
	// ErrNoTenant says that a statement, or a call, has no tenant that it could act for.
	ErrNoTenant = errors.New("tenancy: no tenant")
	// ErrOtherTenant says that something was to act for another tenant than the one that it stands in.
	ErrOtherTenant = errors.New("tenancy: other tenant")
	// ErrInsideTenant says that something needs the system and stands in the transaction of a tenant.
	ErrInsideTenant = errors.New("tenancy: inside a tenant")
	// ErrForeignTenant says that a row was to get another tenant than the one that the transaction acts for.
	ErrForeignTenant = errors.New("tenancy: foreign tenant")
	// ErrNoReason says that [AsSystem] was given no reason.
	ErrNoReason = errors.New("tenancy: AsSystem needs a reason, which the audit log keeps")
	// ErrEndsWithFunction says that the transaction of [Within] or [AsSystem] was to be committed or rolled back.
	ErrEndsWithFunction = errors.New("tenancy: the transaction ends with the function: return nil to commit it, an error to roll it back")
	// ErrRole says that the role of the database that acts for a tenant or the system cannot be taken on.
	ErrRole = errors.New("tenancy: role not to be had")
)

// OtherTenantError is [ErrOtherTenant] with both.
type OtherTenantError struct {
	Current uuid.UUID // the one of the context or of the transaction
	Wanted  uuid.UUID
}

func (e *OtherTenantError) Error() string {
	return fmt.Sprintf("%v: this belongs to tenant %s and cannot act for %s; do that outside, or within AsSystem", ErrOtherTenant, e.Current, e.Wanted)
}

// Unwrap returns [ErrOtherTenant].
func (e *OtherTenantError) Unwrap() error { return ErrOtherTenant }

// InsideTenantError is [ErrInsideTenant] with the tenant.
type InsideTenantError struct {
	Tenant uuid.UUID
}

func (e *InsideTenantError) Error() string {
	return fmt.Sprintf("%v: AsSystem was called in the transaction of tenant %s; call it before or after Within, or around it", ErrInsideTenant, e.Tenant)
}

// Unwrap returns [ErrInsideTenant].
func (e *InsideTenantError) Unwrap() error { return ErrInsideTenant }

// RoleError is [ErrRole] with the role.
type RoleError struct {
	Role string
	Err  error // the error of the driver
}

func (e *RoleError) Error() string {
	how := fmt.Sprintf("grant %s to the role that this service logs in as, from PostgreSQL 16 on with inherit false, set true", e.Role)
	if sqlState(e.Err) == "22023" {
		how = "the database has no such role: migrate it"
	}
	return fmt.Sprintf("%v: %s: %s: %v", ErrRole, e.Role, how, e.Err)
}

// Unwrap returns [ErrRole] and the error of the driver.
func (e *RoleError) Unwrap() []error { return []error{ErrRole, e.Err} }

// roleError makes a [*RoleError] of what the database answers when a role is absent or not granted, and gives any other
// error the place where it happened.
func roleError(role string, err error) error {
	switch {
	case err == nil:
		return nil
	case sqlState(err) == "22023" || sqlState(err) == "42501":
		return &RoleError{Role: role, Err: err}
	}
	return fmt.Errorf("tenancy: act as %s: %w", role, err)
}
