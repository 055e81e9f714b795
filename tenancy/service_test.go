package tenancy_test

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/auth"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/rbac"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/tenancy/provisioning"
)

// A service is one customer of a service that is logged in as a role that may do nothing by itself, with the plugin, and
// through a pooler that gives every transaction another connection.
type service struct {
	admin, db    *gorm.DB
	small, large tenancy.Plan // with 3 and 30 runs
	made         provisioning.Customer
}

func newService(t *testing.T) *service {
	t.Helper()
	c := newCustomers(t)
	s := &service{admin: c.admin, small: newPlan(t, c.admin, 2), large: newPlan(t, c.admin, 20)}
	runs := tenancy.Feature{ID: uuid.New(), Key: "runs", Name: "Runs"}
	require.NoError(t, c.admin.Create(&runs).Error)
	for plan, amount := range map[uuid.UUID]int32{s.small.ID: 3, s.large.ID: 30} {
		require.NoError(t, c.admin.Create(&tenancy.PlanFeature{PlanID: plan, FeatureID: runs.ID}).Error)
		require.NoError(t, c.admin.Create(&tenancy.PlanEntitlement{PlanID: plan, FeatureID: runs.ID, LimitValue: &amount}).Error)
	}
	require.NoError(t, c.admin.Create(&rbac.Role{Name: provisioning.OwnerRole}).Error)
	s.db = pgtest.Open(t, pgtest.Pooler(t, c.dsnAs(t, "synapscale_app", "synapscale_system"), nil))
	require.NoError(t, s.db.Use(tenancy.Plugin{}))
	return s
}

func (s *service) asSystem(ctx context.Context, fn func(ctx context.Context, tx *gorm.DB) error) error {
	return tenancy.AsSystem(tenancy.WithActor(ctx, s.made.Owner.ID), s.db, "the life of a tenant", fn)
}

func (s *service) within(ctx context.Context, fn func(ctx context.Context, tx *gorm.DB, holder tenancy.Holder) error) error {
	return tenancy.Within(ctx, s.db, s.made.Tenant.ID, func(ctx context.Context, tx *gorm.DB) error {
		return fn(ctx, tx, tenancy.Holder{TenantID: s.made.Tenant.ID, WorkspaceID: s.made.Workspace.ID})
	})
}

// consume is a request of the tenant that costs runs.
func (s *service) consume(ctx context.Context, n int64) error {
	return s.within(ctx, func(ctx context.Context, tx *gorm.DB, holder tenancy.Holder) error {
		if err := tenancy.RequireActive(ctx, tx, holder.TenantID); err != nil {
			return err
		}
		return tenancy.ConsumeAll(ctx, tx, holder, map[string]int64{"runs": n})
	})
}

func TestTheLifeOfATenantInAService(t *testing.T) {
	t.Parallel()
	s := newService(t)
	ctx := t.Context()
	require.NoError(t, s.asSystem(ctx, func(ctx context.Context, tx *gorm.DB) (err error) {
		s.made, err = provisioning.Create(ctx, tx, provisioning.Order{
			Tenant: tenancy.Tenant{Name: "Acme", PlanID: s.small.ID},
			Owner:  &auth.User{Email: "ana@example.com", Username: "ana", FullName: "Ana", HashedPassword: "$2b$"},
		})
		return err
	}))
	require.NoError(t, s.consume(ctx, 3))
	require.ErrorIs(t, s.consume(ctx, 1), tenancy.ErrLimitExceeded)

	require.NoError(t, s.asSystem(ctx, func(ctx context.Context, tx *gorm.DB) error {
		change, err := tenancy.ChangePlan(ctx, tx, s.made.Tenant.ID, s.large.ID)
		require.Empty(t, change.Excesses)
		return err
	}))
	require.NoError(t, s.consume(ctx, 7))
	require.NoError(t, s.asSystem(ctx, func(ctx context.Context, tx *gorm.DB) error {
		change, err := tenancy.ChangePlan(ctx, tx, s.made.Tenant.ID, s.small.ID)
		require.Equal(t, []tenancy.Excess{{Feature: "runs", Allowed: 3, Used: 10}}, change.Excesses)
		return err
	}))
	require.NoError(t, s.within(ctx, func(ctx context.Context, tx *gorm.DB, holder tenancy.Holder) error {
		if _, err := tenancy.Release(ctx, tx, holder, "runs", 1); err != nil {
			return err
		}
		set, err := tenancy.Entitlements(ctx, tx, holder)
		if err != nil {
			return err
		}
		require.Equal(t, int64(9), set.Get("runs").Used)
		return tenancy.ResetUsage(ctx, tx, holder.TenantID, "runs")
	}))
	require.NoError(t, s.consume(ctx, 3))

	require.NoError(t, s.asSystem(ctx, func(ctx context.Context, tx *gorm.DB) error {
		return tenancy.Suspend(ctx, tx, s.made.Tenant.ID, "unpaid")
	}))
	require.ErrorIs(t, s.consume(ctx, 0), tenancy.ErrSuspended)
	require.ErrorContains(t, s.within(ctx, func(ctx context.Context, tx *gorm.DB, holder tenancy.Holder) error {
		return tenancy.Resume(ctx, tx, holder.TenantID, "by itself")
	}), "needs AsSystem")
	require.NoError(t, s.asSystem(ctx, func(ctx context.Context, tx *gorm.DB) error {
		return tenancy.Close(ctx, tx, s.made.Tenant.ID, "still unpaid")
	}))
	require.ErrorIs(t, s.consume(ctx, 0), tenancy.ErrClosed)
	require.Equal(t, s.made.Owner.ID, query[uuid.UUID](t, s.admin, "select changed_by from synapscale_db.audit_log where diffs #>> '{new,reason}' = 'still unpaid'"))

	// Outside of a transaction of Within or AsSystem there is nothing to be had.
	_, err := tenancy.Entitlements(ctx, s.db, tenancy.Holder{TenantID: s.made.Tenant.ID})
	require.ErrorIs(t, err, tenancy.ErrNoTenant)
	_, err = provisioning.Create(ctx, s.db, provisioning.Order{
		Tenant: tenancy.Tenant{Name: "Other", PlanID: s.small.ID}, OwnerID: s.made.Owner.ID,
	})
	require.ErrorContains(t, err, "needs tenancy.AsSystem")
}
