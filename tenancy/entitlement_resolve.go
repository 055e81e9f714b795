package tenancy

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/array"
)

//go:embed queries/entitlements.sql
var entitlementsSQL string

// Entitlements resolves every feature for a holder, in one query: what the workspace says comes before what the tenant
// says, and that before the plan.
//
//   - Whether a feature is enabled: the plan includes it by a [PlanFeature] that is enabled. A row of the tenant or the
//     workspace overrides that, unless its is_enabled is NULL. A feature that is not active is enabled for nobody.
//   - How much of it: a [PlanEntitlement] says; a plan without one sets no limit. A row of the tenant or the workspace
//     overrides that, unless its limit_value is NULL.
//   - A row that has expired says nothing.
//
// A tenant or workspace that is not there, or that the transaction may not see, is [gorm.ErrRecordNotFound]; so is a
// workspace of another tenant.
func Entitlements(ctx context.Context, db *gorm.DB, holder Holder) (*EntitlementSet, error) {
	rows, err := resolve(ctx, db, holder, nil)
	if err != nil {
		return nil, err
	}
	set := &EntitlementSet{
		Holder: holder, PlanID: rows[0].PlanID, Features: make(map[string]Entitlement, len(rows)),
		Limits: rows[0].Limits, Allowed: rows[0].Allowed,
	}
	for _, row := range rows {
		if row.Key != nil {
			set.Features[*row.Key] = row.entitlement()
		}
	}
	return set, nil
}

// resolve reads what all levels say, about some features or, with none named, about every one. There is at least one
// row; without a feature its Key is nil.
func resolve(ctx context.Context, db *gorm.DB, holder Holder, features array.Text) ([]entitlementRow, error) {
	var rows []entitlementRow
	err := db.WithContext(ctx).Raw(entitlementsSQL, map[string]any{
		"tenant": holder.TenantID, "workspace": holder.WorkspaceID, "every": features == nil, "keys": features,
	}).Scan(&rows).Error
	switch {
	case err != nil:
		return nil, fmt.Errorf("tenancy: entitlements of tenant %s: %w", holder.TenantID, err)
	case len(rows) == 0:
		return nil, fmt.Errorf("tenancy: tenant %s: %w", holder.TenantID, gorm.ErrRecordNotFound)
	case holder.WorkspaceID != uuid.Nil && rows[0].WorkspaceID == nil:
		return nil, fmt.Errorf("tenancy: workspace %s of tenant %s: %w", holder.WorkspaceID, holder.TenantID, gorm.ErrRecordNotFound)
	}
	return rows, nil
}

// An entitlementRow is a row of queries/entitlements.sql: what all levels say about one feature, beside what is the same in all
// rows.
type entitlementRow struct {
	WorkspaceID *uuid.UUID `gorm:"column:workspace_id"`
	PlanID      uuid.UUID  `gorm:"column:plan_id"`

	Limits  Limits  `gorm:"embedded"`
	Allowed Allowed `gorm:"embedded"`

	FeatureID     uuid.UUID      `gorm:"column:feature_id"`
	Key           *string        `gorm:"column:key"`
	IsActive      *bool          `gorm:"column:is_active"`
	PlanEnabled   *bool          `gorm:"column:plan_enabled"`
	PlanUnlimited bool           `gorm:"column:plan_unlimited"`
	PlanLimit     *int32         `gorm:"column:plan_limit"`
	Tenant        exception      `gorm:"embedded;embeddedPrefix:tenant_"`
	Workspace     exception      `gorm:"embedded;embeddedPrefix:workspace_"`
	ExpiresAt     *time.Time     `gorm:"column:expires_at"`
	Config        map[string]any `gorm:"column:config;serializer:json"`
}

// An exception is what a tenant or a workspace says about a feature. Without a row it is live and says nothing.
type exception struct {
	Exists  bool   `gorm:"column:exists"`
	Enabled *bool  `gorm:"column:enabled"`
	Limit   *int32 `gorm:"column:limit"`
	Used    *int32 `gorm:"column:used"`
	Live    bool   `gorm:"column:live"`
}

// entitlement takes the levels together.
func (r entitlementRow) entitlement() Entitlement {
	e := Entitlement{
		Key: *r.Key, Enabled: isTrue(r.PlanEnabled), Source: SourcePlan, LimitSource: SourcePlan,
		ExpiresAt: r.ExpiresAt, Config: r.Config,
	}
	limit, unlimited, used := r.PlanLimit, r.PlanUnlimited, r.Tenant.Used
	for _, level := range []struct {
		exception
		source Source
	}{{r.Tenant, SourceTenant}, {r.Workspace, SourceWorkspace}} {
		if !level.Live {
			continue
		}
		if level.Enabled != nil {
			e.Enabled, e.Source = *level.Enabled, level.source
		}
		if level.Limit != nil {
			limit, unlimited, used, e.LimitSource = level.Limit, false, level.Used, level.source
		}
	}
	e.Enabled = e.Enabled && isTrue(r.IsActive)
	e.Limit, e.Unlimited = amount(limit, unlimited)
	if used != nil {
		e.Used = max(int64(*used), 0)
	}
	return e
}

// amount says what a limit in the database means.
func amount(limit *int32, isUnlimited bool) (n int64, unlimited bool) {
	if isUnlimited || limit == nil || *limit < 0 {
		return 0, true
	}
	return int64(*limit), false
}

func isTrue(b *bool) bool { return b != nil && *b }
