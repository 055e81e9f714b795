package tenancy

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"gorm.io/gorm"
)

//go:embed queries/excesses.sql
var excessesSQL string

// ErrPlanUnavailable says that nobody may choose the plan: it is not active, or its status is another than
// [PlanStatusActive].
var ErrPlanUnavailable = errors.New("tenancy: plan unavailable")

// A PlanChange says what [ChangePlan] did.
type PlanChange struct {
	From, To uuid.UUID
	// InForce is the plan that counts now. It is another than To while a live subscription names another.
	InForce uuid.UUID
	// Excesses are the limits that the tenant is above now.
	Excesses []Excess
}

// ChangePlan puts a tenant on another plan, whose limits and features are copied to it as [Tenant] says. The plan has to
// be there for choosing ([ErrPlanUnavailable]), unless the tenant has it already, for whom nothing changes. A closed
// tenant gets none ([ErrClosed]). Whether customers may choose the plan by themselves is for the caller to ask, by
// [Plan.IsPublic].
//
// A tenant that is above a limit of the new plan keeps what it has and can add nothing: the result lists what it is above.
// A live subscription is left as it is, and its plan stays in force: changing that is billing's.
//
// Like all that writes tenants, it runs within [AsSystem].
func ChangePlan(ctx context.Context, db *gorm.DB, tenant, plan uuid.UUID) (PlanChange, error) {
	change := PlanChange{To: plan}
	err := db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		// The plan before the tenant, as the trigger does that copies a plan to its tenants.
		unavailable := RequireChoosable(ctx, tx, plan)
		if unavailable != nil && !errors.Is(unavailable, ErrPlanUnavailable) {
			return unavailable
		}
		found, err := lockTenant(tx, tenant)
		if err != nil {
			return err
		}
		change.From = found.PlanID
		switch {
		case found.Status == TenantStatusClosed:
			return fmt.Errorf("%w: %s", ErrClosed, tenant)
		case found.PlanID == plan:
		case unavailable != nil:
			return unavailable
		default:
			if err := putOnPlan(tx, tenant, found.PlanID, plan); err != nil {
				return err
			}
		}
		if err := tx.Raw("select synapscale_db.tenant_plan_id(?)", tenant).Row().Scan(&change.InForce); err != nil {
			return err
		}
		change.Excesses, err = Excesses(ctx, tx, tenant)
		return err
	})
	if err != nil {
		return PlanChange{}, ofTenant(err, "change its plan", tenant)
	}
	return change, nil
}

func putOnPlan(tx *gorm.DB, tenant, from, to uuid.UUID) error {
	err := tx.Exec("update synapscale_db.tenants set plan_id = ?, updated_at = now() where id = ?", to, tenant).Error
	if err != nil {
		return err
	}
	return writeAudit(tx, tenant, map[string]any{"plan_id": from}, map[string]any{"plan_id": to})
}

// RequireChoosable returns nil for a plan that tenants may be put on, and [ErrPlanUnavailable] for one that they may not.
// One whose status is NULL is judged by is_active alone. Until the transaction ends the plan stays as it is, for which it
// has to run within [AsSystem]. A plan that is not there is [gorm.ErrRecordNotFound].
func RequireChoosable(ctx context.Context, db *gorm.DB, plan uuid.UUID) error {
	var found []struct {
		IsActive bool        `gorm:"column:is_active"`
		Status   *PlanStatus `gorm:"column:status"`
	}
	err := db.WithContext(ctx).Raw("select is_active, status from synapscale_db.plans where id = ? for share", plan).Scan(&found).Error
	switch {
	case err != nil:
		return fmt.Errorf("tenancy: plan %s: %w", plan, err)
	case len(found) == 0:
		return fmt.Errorf("tenancy: plan %s: %w", plan, gorm.ErrRecordNotFound)
	case found[0].Status != nil && *found[0].Status != PlanStatusActive:
		return fmt.Errorf("%w: %s is %s", ErrPlanUnavailable, plan, *found[0].Status)
	case !found[0].IsActive:
		return fmt.Errorf("%w: %s is not active", ErrPlanUnavailable, plan)
	}
	return nil
}

// An Excess is a limit that a tenant is above, because the limit was lowered.
type Excess struct {
	Limit       Limit     // empty for a feature
	Feature     string    // the key of a feature, or empty
	WorkspaceID uuid.UUID // of the workspace, where the limit is for each
	Allowed     int64
	Used        int64
}

// String says what is above what.
func (e Excess) String() string {
	of := e.Limit.String()
	if e.Feature != "" {
		of = fmt.Sprintf("feature %q", e.Feature)
	}
	if e.WorkspaceID != uuid.Nil {
		of += " " + e.WorkspaceID.String()
	}
	return fmt.Sprintf("%s: %d, allowed %d", of, e.Used, e.Allowed)
}

// Excesses lists the limits that a tenant is above: those that the database enforces, then features by their keys.
func Excesses(ctx context.Context, db *gorm.DB, tenant uuid.UUID) ([]Excess, error) {
	var rows []struct {
		State       Limit      `gorm:"column:state"`
		WorkspaceID *uuid.UUID `gorm:"column:workspace_id"`
		Allowed     int64      `gorm:"column:allowed"`
		Used        int64      `gorm:"column:used"`
	}
	set, err := Entitlements(ctx, db, Holder{TenantID: tenant})
	if err != nil {
		return nil, err
	}
	if err := db.WithContext(ctx).Raw(excessesSQL, map[string]any{"tenant": tenant}).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("tenancy: excesses of tenant %s: %w", tenant, err)
	}
	var excesses, features []Excess
	for _, row := range rows {
		excess := Excess{Limit: row.State, Allowed: row.Allowed, Used: row.Used}
		if row.WorkspaceID != nil {
			excess.WorkspaceID = *row.WorkspaceID
		}
		excesses = append(excesses, excess)
	}
	for key, e := range set.Features {
		if e.Enabled && e.Used > e.ceiling() {
			features = append(features, Excess{Feature: key, Allowed: e.Limit, Used: e.Used})
		}
	}
	slices.SortFunc(features, func(a, b Excess) int { return strings.Compare(a.Feature, b.Feature) })
	return append(excesses, features...), nil
}
