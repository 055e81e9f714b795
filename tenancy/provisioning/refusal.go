package provisioning

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/synapscale/synapscale-go/tenancy"
)

// Why [Create] refuses, beside [validation.ErrInvalid], [tenancy.ErrPlanUnavailable], [tenancy.ErrLimitExceeded] and
// [gorm.ErrRecordNotFound].
var (
	// ErrSlugTaken says that another tenant, or a workspace of any tenant, has the slug. The error that wraps it is a
	// [*TakenError].
	ErrSlugTaken = errors.New("provisioning: slug taken")
	// ErrUserTaken says that another user has the address or the name. The error that wraps it is a [*TakenError].
	ErrUserTaken = errors.New("provisioning: user taken")
	// ErrOwnerUnavailable says that the user who was to become the owner may not sign in.
	ErrOwnerUnavailable = errors.New("provisioning: owner unavailable")
	// ErrRoleUnavailable says that there is no such role for the owner, or that it belongs to a tenant.
	ErrRoleUnavailable = errors.New("provisioning: role unavailable")
)

// TakenError is [ErrSlugTaken] or [ErrUserTaken] with what is taken.
type TakenError struct {
	Field string // of the [Order], such as "Tenant.Slug"
	Value string
	Err   error // the error of the driver

	sentinel error
}

func (e *TakenError) Error() string {
	return fmt.Sprintf("%v: %s %q: choose another", e.sentinel, e.Field, e.Value)
}

// Unwrap returns [ErrSlugTaken] or [ErrUserTaken], and the error of the driver.
func (e *TakenError) Unwrap() []error { return []error{e.sentinel, e.Err} }

// refused says what became of a step. Limits and keys that are taken say so themselves.
func (o *Order) refused(step string, err error) error {
	if err == nil {
		return nil
	}
	server, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return fmt.Errorf("provisioning: %s: %w", step, err)
	}
	taken := TakenError{Err: err}
	switch server.ConstraintName {
	case "tenants_slug_key":
		taken.Field, taken.Value, taken.sentinel = "Tenant.Slug", o.Tenant.Slug, ErrSlugTaken
	case "ix_public_workspaces_slug":
		taken.Field, taken.Value, taken.sentinel = "Workspace.Slug", o.Workspace.Slug, ErrSlugTaken
	case "ix_synapscale_db_users_email":
		taken.Field, taken.Value, taken.sentinel = "Owner.Email", o.Owner.Email, ErrUserTaken
	case "ix_synapscale_db_users_username":
		taken.Field, taken.Value, taken.sentinel = "Owner.Username", o.Owner.Username, ErrUserTaken
	}
	switch {
	case taken.sentinel != nil:
		return &taken
	case server.Code == "42501":
		step += ", which needs tenancy.AsSystem"
	}
	return fmt.Errorf("provisioning: %s: %w", step, tenancy.TranslateError(err))
}
