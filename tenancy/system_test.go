package tenancy_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/audit"
	"github.com/synapscale/synapscale-go/tenancy"
)

func recorded(tb testing.TB, db *gorm.DB) (entries []audit.Log) {
	tb.Helper()
	require.NoError(tb, db.Where(&audit.Log{Table: "tenancy.AsSystem"}).Order("diffs").Find(&entries).Error)
	return entries
}

func TestAsSystemSeesAllAndIsRecorded(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	db := c.service(t)
	call := func(ctx context.Context, reason string, result error) {
		require.ErrorIs(t, tenancy.AsSystem(ctx, db, reason, func(ctx context.Context, tx *gorm.DB) error {
			_, ok := tenancy.TenantOf(ctx)
			require.False(t, ok)
			require.EqualValues(t, 2, count(t, tx))
			require.Equal(t, "synapscale_system", actingOf(t, tx).Role)
			return result
		}), result)
	}
	call(tenancy.WithActor(t.Context(), c.a.user), "a: by a user", nil)
	call(tenancy.WithActor(t.Context(), uuid.New()), "b: by an ID of no user", nil)
	call(tenancy.WithTenant(t.Context(), c.a.tenant), "c: by nobody, for a request of a tenant", nil)
	call(t.Context(), "d: undone", errGivenUp)

	entries := recorded(t, c.admin)
	require.Len(t, entries, 3)
	for i, reason := range []string{"a: by a user", "b: by an ID of no user", "c: by nobody, for a request of a tenant"} {
		require.Equal(t, audit.OperationInsert, entries[i].Operation)
		var changes audit.Changes
		require.NoError(t, json.Unmarshal(entries[i].Diffs, &changes))
		require.JSONEq(t, `"`+reason+`"`, string(changes.New["reason"]))
		require.Equal(t, i == 0, entries[i].ChangedBy != nil)
	}
	require.Equal(t, c.a.user, *entries[0].ChangedBy)
	require.ErrorIs(t, tenancy.AsSystem(t.Context(), db, " ", nil), tenancy.ErrNoReason)
}

func TestAsSystemAndWithin(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	db := c.service(t)
	never := func(context.Context, *gorm.DB) error { panic("called") }
	refused := func(err error) {
		t.Helper()
		require.ErrorIs(t, err, tenancy.ErrInsideTenant)
		require.ErrorContains(t, err, c.a.tenant.String())
	}
	require.NoError(t, tenancy.Within(t.Context(), db, c.a.tenant, func(ctx context.Context, tx *gorm.DB) error {
		refused(tenancy.AsSystem(ctx, tx, "test", never))
		refused(tenancy.AsSystem(ctx, db, "test", never))
		refused(tenancy.AsSystem(t.Context(), tx, "test", never))
		return nil
	}))
	require.NoError(t, tenancy.AsSystem(t.Context(), db, "outer", func(ctx context.Context, tx *gorm.DB) error {
		for _, one := range []customer{c.a, c.b} {
			for _, given := range []*gorm.DB{tx, db} {
				for _, result := range []error{nil, errGivenUp} {
					require.ErrorIs(t, tenancy.Within(ctx, given, one.tenant, func(_ context.Context, tx *gorm.DB) error {
						require.EqualValues(t, 1, count(t, tx))
						require.Equal(t, one.tenant.String(), actingOf(t, tx).Tenant)
						return result
					}), result)
					require.Equal(t, acting{Role: "synapscale_system"}, actingOf(t, tx))
					require.EqualValues(t, 2, count(t, tx))
				}
			}
		}
		require.NoError(t, tenancy.Within(ctx, tx, c.a.tenant, func(ctx context.Context, tx *gorm.DB) error {
			refused(tenancy.AsSystem(ctx, tx, "test", never))
			return nil
		}))
		return tenancy.AsSystem(ctx, tx, "inner", func(_ context.Context, tx *gorm.DB) error {
			return tx.Model(&agents.Agent{ID: c.b.agent}).Update("tenant_id", c.a.tenant).Error
		})
	}))
	require.Len(t, recorded(t, c.admin), 2)
}
