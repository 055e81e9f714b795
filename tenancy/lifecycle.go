package tenancy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

// ErrInactive says that the tenant is not active. So does each of the two that it wraps.
var (
	ErrInactive  = errors.New("tenancy: the tenant is not active")
	ErrSuspended = fmt.Errorf("%w: it is suspended", ErrInactive)
	ErrClosed    = fmt.Errorf("%w: it is closed", ErrInactive)
)

// ErrTransition says that a tenant cannot go from the status that it has to the one asked for. The error that wraps it
// is a [*TransitionError].
var ErrTransition = errors.New("tenancy: no such transition")

// TransitionError is [ErrTransition] with the tenant and the statuses.
type TransitionError struct {
	TenantID uuid.UUID
	From, To string
}

func (e *TransitionError) Error() string {
	return fmt.Sprintf("%v: tenant %s is %q and cannot become %q", ErrTransition, e.TenantID, e.From, e.To)
}

// Unwrap returns [ErrTransition].
func (e *TransitionError) Unwrap() error { return ErrTransition }

// transitions are the statuses that a tenant may go to from each.
var transitions = map[string][]string{
	TenantStatusActive:    {TenantStatusSuspended, TenantStatusClosed},
	TenantStatusSuspended: {TenantStatusActive, TenantStatusClosed},
}

// RequireActive returns nil for a tenant whose status is [TenantStatusActive], [ErrSuspended] or [ErrClosed] for one that
// is suspended or closed, and [ErrInactive] for one with any other status. It is what gives the statuses an effect:
// services ask it where a request begins. A tenant that is not there, or that the transaction may not see, is
// [gorm.ErrRecordNotFound].
func RequireActive(ctx context.Context, db *gorm.DB, tenant uuid.UUID) error {
	var statuses []string
	err := db.WithContext(ctx).Raw("select status from synapscale_db.tenants where id = ?", tenant).Scan(&statuses).Error
	if err != nil {
		return fmt.Errorf("tenancy: status of tenant %s: %w", tenant, err)
	}
	if len(statuses) == 0 {
		return missingTenant(tenant)
	}
	switch status := statuses[0]; status {
	case TenantStatusActive:
		return nil
	case TenantStatusSuspended:
		return fmt.Errorf("%w: %s", ErrSuspended, tenant)
	case TenantStatusClosed:
		return fmt.Errorf("%w: %s", ErrClosed, tenant)
	default:
		return fmt.Errorf("%w: the status of %s is %q", ErrInactive, tenant, status)
	}
}

// Suspend stops a tenant until [Resume], for a reason that the audit log keeps. Nothing of what it has is touched, and
// the database refuses it nothing: see [RequireActive]. Suspending a suspended tenant does nothing; suspending one that
// is closed is a [*TransitionError].
//
// Like all that writes tenants, it runs within [AsSystem].
func Suspend(ctx context.Context, db *gorm.DB, tenant uuid.UUID, reason string) error {
	return move(ctx, db, tenant, TenantStatusSuspended, reason)
}

// Resume makes a suspended tenant active again, and does nothing for one that is. It is otherwise like [Suspend].
func Resume(ctx context.Context, db *gorm.DB, tenant uuid.UUID, reason string) error {
	return move(ctx, db, tenant, TenantStatusActive, reason)
}

// Close ends a tenant for good, and does nothing for one that is closed. What it has stays until somebody deletes it, and
// so does a subscription, which goes on until billing ends it. It is otherwise like [Suspend].
func Close(ctx context.Context, db *gorm.DB, tenant uuid.UUID, reason string) error {
	return move(ctx, db, tenant, TenantStatusClosed, reason)
}

// move gives a tenant another status, holding its row from the look at the old one until the transaction ends.
func move(ctx context.Context, db *gorm.DB, tenant uuid.UUID, to, reason string) error {
	err := db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		found, err := lockTenant(tx, tenant)
		if err != nil {
			return err
		}
		if found.Status == to {
			return nil
		}
		if !slices.Contains(transitions[found.Status], to) {
			return &TransitionError{TenantID: tenant, From: found.Status, To: to}
		}
		if err := tx.Exec("update synapscale_db.tenants set status = ?, updated_at = now() where id = ?", to, tenant).Error; err != nil {
			return err
		}
		return writeAudit(tx, tenant, map[string]any{"status": found.Status}, map[string]any{"status": to, "reason": reason})
	})
	return ofTenant(err, "make it "+to, tenant)
}

// lockedTenant is what its row says while nobody else can change it.
type lockedTenant struct {
	Status string    `gorm:"column:status"`
	PlanID uuid.UUID `gorm:"column:plan_id"`
}

func lockTenant(tx *gorm.DB, tenant uuid.UUID) (lockedTenant, error) {
	var found []lockedTenant
	err := tx.Raw("select status, plan_id from synapscale_db.tenants where id = ? for no key update", tenant).Scan(&found).Error
	if err != nil {
		return lockedTenant{}, err
	}
	if len(found) == 0 {
		return lockedTenant{}, missingTenant(tenant)
	}
	return found[0], nil
}

// writeAudit enters a change of a tenant into the audit log, as the trigger of other tables does. No trigger would know
// the reason.
func writeAudit(tx *gorm.DB, tenant uuid.UUID, before, after map[string]any) error {
	diffs, err := json.Marshal(map[string]any{"old": before, "new": after})
	if err != nil {
		return err
	}
	return tx.Exec(`insert into synapscale_db.audit_log (table_name, record_id, changed_by, operation, diffs)
		select 'tenants', ?, (
			select u.id from synapscale_db.users u
			where u.id = case when a.id ~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' then a.id::uuid end for key share
		), 'UPDATE', ?
		from (select current_setting('app.current_user', true) as id) a`, tenant, string(diffs)).Error
}

func missingTenant(tenant uuid.UUID) error {
	return fmt.Errorf("tenancy: tenant %s: %w", tenant, gorm.ErrRecordNotFound)
}

// ofTenant says what failed for which tenant, unless the error does, and what to do about a role that may not.
func ofTenant(err error, what string, tenant uuid.UUID) error {
	if err == nil {
		return nil
	}
	for _, refusal := range []error{ErrTransition, ErrInactive, ErrPlanUnavailable, gorm.ErrRecordNotFound} {
		if errors.Is(err, refusal) {
			return err
		}
	}
	if sqlState(err) == "42501" {
		what += ", which needs AsSystem"
	}
	return fmt.Errorf("tenancy: tenant %s: %s: %w", tenant, what, err)
}
