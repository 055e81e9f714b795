package tenancy_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy"
)

// used is the count that a row of tenant_features or workspace_features has, and -1 without one.
func (c account) used(tb testing.TB, table, key string) int {
	tb.Helper()
	return query[int](tb, c.db, "select coalesce((select c.usage_count from synapscale_db."+table+"_features c join synapscale_db.features f on f.id = c.feature_id"+
		" where f.key = ? and c.tenant_id = ?), -1)", key, c.tenant)
}

func TestConsumeUpToTheLimit(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	c.include(t, "calls", new(int32(10)))
	c.asTenant(t)
	consume := func(n int64) (tenancy.Entitlement, error) {
		return tenancy.Consume(t.Context(), tx, c.holder(), "calls", n)
	}

	after, err := consume(0)
	require.NoError(t, err)
	require.Equal(t, int64(10), after.Left())
	require.Equal(t, -1, c.used(t, "tenant", "calls"), "nothing was used, and no row made")
	for i, n := range []int64{4, 5} {
		after, err = consume(n)
		require.NoError(t, err)
		require.Equal(t, []int64{4, 9}[i], after.Used)
	}
	require.Equal(t, int64(1), after.Left())

	_, err = consume(2)
	var refused *tenancy.UsageError
	require.ErrorAs(t, err, &refused)
	require.ErrorIs(t, err, tenancy.ErrLimitExceeded)
	require.Equal(t, tenancy.UsageError{Feature: "calls", Source: tenancy.SourcePlan, Limit: 10, Used: 9, Asked: 2}, *refused)
	require.Equal(t, int64(1), refused.Left())
	require.ErrorContains(t, err, `feature "calls": 2 asked for, 1 left of the 10 that the plan allows`)
	require.Equal(t, 9, c.used(t, "tenant", "calls"), "all of it or nothing, and the transaction goes on")
	_, err = consume(1)
	require.NoError(t, err)
	_, err = consume(1)
	require.ErrorIs(t, err, tenancy.ErrLimitExceeded)

	// The row that was made for the count is no exception.
	require.Zero(t, query[int](t, tx, "select count(*) from synapscale_db.tenant_features where is_enabled is not null or limit_value is not null or expires_at is not null"))
	set, err := tenancy.Entitlements(t.Context(), tx, c.holder())
	require.NoError(t, err)
	require.Equal(t, tenancy.Entitlement{
		Key: "calls", Enabled: true, Limit: 10, Used: 10, Source: tenancy.SourcePlan, LimitSource: tenancy.SourcePlan, Config: map[string]any{},
	}, set.Get("calls"))
}

func TestConsumeRefuses(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c, other := newAccount(t, tx), newAccount(t, tx)
	c.include(t, "calls", new(int32(10)))
	c.include(t, "retired", nil)
	execute(t, tx, "update synapscale_db.features set is_active = false where key = 'retired'")
	c.include(t, "barred", nil)
	c.grant(t, "barred", said{enabled: new(false)})
	for _, test := range []struct {
		name, feature string
		holder        tenancy.Holder
		n             int64
		err           error
		text          string
	}{
		{"less than nothing", "calls", c.holder(), -1, tenancy.ErrNegativeAmount, `-1 of feature "calls"`},
		{"as little as can be", "calls", c.holder(), math.MinInt64, tenancy.ErrNegativeAmount, ""},
		{"as much as can be", "calls", c.holder(), math.MaxInt64, tenancy.ErrLimitExceeded, "10 left"},
		{"a key that nobody knows", "Calls", c.holder(), 1, tenancy.ErrUnknownFeature, `"Calls"`},
		{"nothing of a key that nobody knows", "Calls", c.holder(), 0, tenancy.ErrUnknownFeature, ""},
		{"a feature that is not active", "retired", c.holder(), 1, tenancy.ErrNotEntitled, `"retired"`},
		{"a feature that the tenant is barred from", "barred", c.holder(), 1, tenancy.ErrNotEntitled, ""},
		{"nothing of it", "barred", c.holder(), 0, tenancy.ErrNotEntitled, ""},
		{"a feature that the plan does not include", "calls", other.holder(), 1, tenancy.ErrNotEntitled, ""},
		{"a workspace of another tenant", "calls", tenancy.Holder{TenantID: c.tenant, WorkspaceID: other.workspace}, 1, gorm.ErrRecordNotFound, ""},
		{"no tenant", "calls", tenancy.Holder{}, 1, gorm.ErrRecordNotFound, ""},
	} {
		_, err := tenancy.Consume(t.Context(), tx, test.holder, test.feature, test.n)
		require.ErrorIs(t, err, test.err, test.name)
		require.ErrorContains(t, err, test.text, test.name)
	}
	require.Equal(t, -1, c.used(t, "tenant", "calls"))
	require.Equal(t, -1, other.used(t, "tenant", "calls"))
}

// The count is kept where the limit stands.
func TestConsumeInAWorkspace(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	c.include(t, "calls", new(int32(10)))
	c.grantInside(t, "calls", said{enabled: new(true)})
	requireUsed := func(tenant, workspace int) {
		t.Helper()
		require.Equal(t, []int{tenant, workspace}, []int{c.used(t, "tenant", "calls"), c.used(t, "workspace", "calls")})
	}
	consume := func(holder tenancy.Holder, n, used int64, source tenancy.Source) {
		t.Helper()
		after, err := tenancy.Consume(t.Context(), tx, holder, "calls", n)
		require.NoError(t, err)
		require.Equal(t, used, after.Used)
		require.Equal(t, source, after.LimitSource)
	}
	consume(c.inside(), 3, 3, tenancy.SourcePlan)
	requireUsed(3, 0)

	// With a limit of its own, the workspace takes nothing from the tenant, and the tenant nothing from it.
	execute(t, tx, "update synapscale_db.workspace_features set limit_value = 4, usage_count = null")
	consume(c.inside(), 4, 4, tenancy.SourceWorkspace)
	consume(c.holder(), 5, 8, tenancy.SourcePlan)
	requireUsed(8, 4)
	_, err := tenancy.Consume(t.Context(), tx, c.inside(), "calls", 1)
	require.ErrorContains(t, err, "0 left of the 4 that the workspace allows")

	// A limit that is lifted counts too.
	execute(t, tx, "update synapscale_db.workspace_features set limit_value = -1")
	consume(c.inside(), 1000, 1004, tenancy.SourceWorkspace)
	requireUsed(8, 1004)

	// What has expired leaves it to the tenant.
	execute(t, tx, "update synapscale_db.workspace_features set expires_at = now()")
	consume(c.inside(), 2, 10, tenancy.SourcePlan)
	requireUsed(10, 1004)
	_, err = tenancy.Consume(t.Context(), tx, c.inside(), "calls", 1)
	require.ErrorContains(t, err, "0 left of the 10 that the plan allows")
}

// An exception that has expired leaves the limit to the plan, and the count goes on.
func TestConsumeAfterAnExceptionHasExpired(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	c.include(t, "calls", new(int32(10)))
	c.grant(t, "calls", said{enabled: new(true), limit: new(int32(100))})
	_, err := tenancy.Consume(t.Context(), tx, c.holder(), "calls", 7)
	require.NoError(t, err)
	execute(t, tx, "update synapscale_db.tenant_features set expires_at = now()")
	after, err := tenancy.Consume(t.Context(), tx, c.holder(), "calls", 2)
	require.NoError(t, err)
	require.Equal(t, []int64{9, 1}, []int64{after.Used, after.Left()})
	_, err = tenancy.Consume(t.Context(), tx, c.holder(), "calls", 2)
	require.ErrorIs(t, err, tenancy.ErrLimitExceeded)
}

// NULL and what is below zero, which other writers may leave, are no uses.
func TestConsumeBeginsAtZero(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	c.include(t, "calls", new(int32(10)))
	c.grant(t, "calls", said{})
	for _, count := range []string{"null", "-5", "-2147483648"} {
		execute(t, tx, "update synapscale_db.tenant_features set usage_count = "+count)
		_, err := tenancy.Consume(t.Context(), tx, c.holder(), "calls", 11)
		require.ErrorIs(t, err, tenancy.ErrLimitExceeded, count)
		after, err := tenancy.Consume(t.Context(), tx, c.holder(), "calls", 10)
		require.NoError(t, err, count)
		require.Equal(t, int64(10), after.Used, count)
	}
}

// A count that its column cannot hold is refused, and not begun again.
func TestConsumeDoesNotOverflow(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	c.include(t, "calls", nil)
	c.include(t, "tokens", new(int32(math.MaxInt32)))
	consume := func(feature string, n int64) error {
		_, err := tenancy.Consume(t.Context(), tx, c.holder(), feature, n)
		return err
	}
	require.ErrorIs(t, consume("calls", math.MaxInt32+1), tenancy.ErrUsageOverflow)
	require.ErrorIs(t, consume("calls", math.MaxInt64), tenancy.ErrUsageOverflow)
	require.ErrorIs(t, consume("tokens", math.MaxInt32+1), tenancy.ErrLimitExceeded)
	for _, feature := range []string{"calls", "tokens"} {
		require.NoError(t, consume(feature, math.MaxInt32-1), feature)
		require.NoError(t, consume(feature, 1), feature)
		require.Equal(t, math.MaxInt32, c.used(t, "tenant", feature))
	}
	require.ErrorIs(t, consume("calls", 1), tenancy.ErrUsageOverflow)
	require.ErrorContains(t, consume("calls", 1), `feature "calls" was used 2147483647 times`)
	require.ErrorIs(t, consume("tokens", 1), tenancy.ErrLimitExceeded)
}

func TestRelease(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	c.include(t, "seats", new(int32(5)))
	release := func(holder tenancy.Holder, n, used int64) {
		t.Helper()
		after, err := tenancy.Release(t.Context(), tx, holder, "seats", n)
		require.NoError(t, err)
		require.Equal(t, used, after.Used)
	}
	release(c.holder(), 3, 0)
	require.Equal(t, -1, c.used(t, "tenant", "seats"), "no row was made")
	_, err := tenancy.Consume(t.Context(), tx, c.inside(), "seats", 5)
	require.NoError(t, err)
	release(c.inside(), 2, 3)
	release(c.holder(), 0, 3)
	_, err = tenancy.Consume(t.Context(), tx, c.holder(), "seats", 2)
	require.NoError(t, err)
	release(c.holder(), math.MaxInt64, 0)
	require.Equal(t, 0, c.used(t, "tenant", "seats"))

	// A count of the workspace's own is given back there.
	execute(t, tx, "update synapscale_db.tenant_features set usage_count = 4")
	c.grantInside(t, "seats", said{limit: new(int32(9))})
	_, err = tenancy.Consume(t.Context(), tx, c.inside(), "seats", 6)
	require.NoError(t, err)
	release(c.inside(), 1, 5)
	require.Equal(t, []int{4, 5}, []int{c.used(t, "tenant", "seats"), c.used(t, "workspace", "seats")})

	// So it is of a feature that is no longer to be had.
	execute(t, tx, "update synapscale_db.plan_features set is_enabled = false")
	release(c.inside(), 1, 4)
	_, err = tenancy.Release(t.Context(), tx, c.holder(), "seats", -1)
	require.ErrorIs(t, err, tenancy.ErrNegativeAmount)
	_, err = tenancy.Release(t.Context(), tx, c.holder(), "chairs", 1)
	require.ErrorIs(t, err, tenancy.ErrUnknownFeature)
}

func TestResetUsage(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c, other := newAccount(t, tx), newAccount(t, tx)
	for _, feature := range []string{"calls", "tokens", "seats"} {
		c.include(t, feature, nil)
		for _, of := range []account{c, other} {
			of.grant(t, feature, said{enabled: new(true)})
			of.grantInside(t, feature, said{enabled: new(true), limit: new(int32(50))})
			for _, holder := range []tenancy.Holder{of.holder(), of.inside()} {
				_, err := tenancy.Consume(t.Context(), tx, holder, feature, 5)
				require.NoError(t, err)
			}
		}
	}
	require.NoError(t, tenancy.ResetUsage(t.Context(), tx, c.tenant))
	require.Equal(t, 5, c.used(t, "tenant", "calls"), "no feature was named")
	require.NoError(t, tenancy.ResetUsage(t.Context(), tx, c.tenant, "tokens", "calls", "tokens"))
	for _, table := range []string{"tenant", "workspace"} {
		for feature, expected := range map[string]int{"calls": 0, "tokens": 0, "seats": 5} {
			require.Equal(t, expected, c.used(t, table, feature), "%s %s", table, feature)
			require.Equal(t, 5, other.used(t, table, feature), "%s %s", table, feature)
		}
	}
}

func TestConsumeAll(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	c.include(t, "calls", new(int32(10)))
	c.include(t, "seats", new(int32(2)))
	all := func(calls, seats int64) error {
		return tenancy.ConsumeAll(t.Context(), tx, c.holder(), map[string]int64{"seats": seats, "calls": calls})
	}
	require.NoError(t, tenancy.ConsumeAll(t.Context(), tx, c.holder(), nil))
	require.NoError(t, all(4, 1))
	require.ErrorIs(t, all(4, 2), tenancy.ErrLimitExceeded)
	require.ErrorIs(t, all(1, -1), tenancy.ErrNegativeAmount)
	require.Equal(t, []int{4, 1}, []int{c.used(t, "tenant", "calls"), c.used(t, "tenant", "seats")}, "all or none")
	require.NoError(t, all(6, 1))
	require.Equal(t, []int{10, 2}, []int{c.used(t, "tenant", "calls"), c.used(t, "tenant", "seats")})
}

// What the database refuses is passed on, with what was tried.
func TestConsumePassesErrorsOn(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	c.include(t, "calls", nil)
	execute(t, tx, "create function pg_temp.refuse() returns trigger language plpgsql as $$begin raise 'refused'; end$$")
	execute(t, tx, "create trigger refuse before insert or update on synapscale_db.tenant_features execute function pg_temp.refuse()")
	for name, try := range map[string]func(tx *gorm.DB) error{
		"consume": func(tx *gorm.DB) error {
			_, err := tenancy.Consume(t.Context(), tx, c.holder(), "calls", 1)
			return err
		},
		"release": func(tx *gorm.DB) error {
			_, err := tenancy.Release(t.Context(), tx, c.holder(), "calls", 1)
			return err
		},
		"reset": func(tx *gorm.DB) error { return tenancy.ResetUsage(t.Context(), tx, c.tenant, "calls") },
	} {
		err := tx.Transaction(func(tx *gorm.DB) error { return try(tx) })
		requireState(t, "P0001", err)
		require.ErrorContains(t, err, c.tenant.String(), name)
		require.ErrorContains(t, err, name, name)
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := tenancy.Consume(stopped, tx, c.holder(), "calls", 1)
	require.ErrorIs(t, err, context.Canceled)
}

// A write that comes to nothing without an error is one.
func TestConsumeEndsWhereNothingIsWritten(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c := newAccount(t, tx)
	c.include(t, "calls", nil)
	execute(t, tx, "create function pg_temp.pass_over() returns trigger language plpgsql as $$begin return null; end$$")
	execute(t, tx, "create trigger pass_over before insert or update on synapscale_db.tenant_features for each row execute function pg_temp.pass_over()")
	_, err := tenancy.Consume(t.Context(), tx, c.holder(), "calls", 1)
	require.ErrorContains(t, err, "passes the write over")
}

// Another tenant's transaction neither counts nor resets.
func TestUseIsTheTenantsOwn(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	c, other := newAccount(t, tx), newAccount(t, tx)
	c.include(t, "calls", nil)
	_, err := tenancy.Consume(t.Context(), tx, c.holder(), "calls", 5)
	require.NoError(t, err)
	other.asTenant(t)
	_, err = tenancy.Consume(t.Context(), tx, c.holder(), "calls", 1)
	require.ErrorIs(t, err, gorm.ErrRecordNotFound)
	_, err = tenancy.Release(t.Context(), tx, c.holder(), "calls", 1)
	require.ErrorIs(t, err, gorm.ErrRecordNotFound)
	require.NoError(t, tenancy.ResetUsage(t.Context(), tx, c.tenant, "calls"))
	execute(t, tx, "reset role")
	require.Equal(t, 5, c.used(t, "tenant", "calls"))
}
