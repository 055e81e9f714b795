package tenancy_test

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/tenancy"
)

var errGivenUp = errors.New("given up")

func newAgent(c customer) *agents.Agent {
	return &agents.Agent{ID: uuid.New(), Name: "new", UserID: c.user, TenantID: c.tenant}
}

// Whoever has logged in: the transaction sees one tenant, knows the actor, and leaves nothing on the connection.
func TestWithinSeesOneTenant(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	for name, db := range map[string]*gorm.DB{
		"superuser": c.admin, "owner": c.owner(t), "service": c.service(t), "app alone": c.as(t, "synapscale_app"),
		"prepared": c.service(t).Session(&gorm.Session{PrepareStmt: true}),
	} {
		t.Run(name, func(t *testing.T) {
			pool, err := db.DB()
			require.NoError(t, err)
			pool.SetMaxOpenConns(1)
			ctx := tenancy.WithActor(t.Context(), c.a.user)
			for _, one := range []customer{c.a, c.b} {
				require.NoError(t, tenancy.Within(ctx, db, one.tenant, func(ctx context.Context, tx *gorm.DB) error {
					var seen []agents.Agent
					require.NoError(t, tx.Find(&seen).Error)
					require.Len(t, seen, 1)
					require.Equal(t, one.agent, seen[0].ID)
					require.Equal(t, acting{"synapscale_app", one.tenant.String(), c.a.user.String()}, actingOf(t, tx))
					tenant, ok := tenancy.TenantOf(ctx)
					require.True(t, ok)
					require.Equal(t, one.tenant, tenant)
					return nil
				}))
				require.Equal(t, nobody, actingOf(t, db))
			}
		})
	}
}

func TestWithinCommitsAndRollsBack(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	db := c.service(t)
	agent := newAgent(c.a)
	create := func(_ context.Context, tx *gorm.DB) error { return tx.Create(agent).Error }

	require.ErrorIs(t, tenancy.Within(t.Context(), db, c.a.tenant, func(ctx context.Context, tx *gorm.DB) error {
		return errors.Join(create(ctx, tx), errGivenUp)
	}), errGivenUp)
	require.EqualValues(t, 2, count(t, c.admin))

	require.PanicsWithValue(t, "in the function", func() {
		_ = tenancy.Within(t.Context(), db, c.a.tenant, func(ctx context.Context, tx *gorm.DB) error {
			require.NoError(t, create(ctx, tx))
			panic("in the function")
		})
	})
	require.EqualValues(t, 2, count(t, c.admin))

	require.NoError(t, tenancy.Within(t.Context(), db, c.a.tenant, create))
	require.EqualValues(t, 3, count(t, c.admin))
	pool, err := db.DB()
	require.NoError(t, err)
	require.Zero(t, pool.Stats().InUse)
}

func TestWithinNeedsATenant(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	never := func(context.Context, *gorm.DB) error { panic("called") }
	require.ErrorIs(t, tenancy.Within(t.Context(), c.admin, uuid.Nil, never), tenancy.ErrNoTenant)
	require.ErrorIs(t, tenancy.WithinContext(t.Context(), c.admin, never), tenancy.ErrNoTenant)
	require.ErrorContains(t, tenancy.Within(t.Context(), nil, c.a.tenant, never), "db is nil")
	require.ErrorContains(t, tenancy.Within(t.Context(), &gorm.DB{}, c.a.tenant, never), "gorm.Open")
	failed := c.admin.Session(&gorm.Session{})
	failed.Error = errGivenUp
	require.ErrorIs(t, tenancy.Within(t.Context(), failed, c.a.tenant, never), errGivenUp)
}

// The tenant that middleware has found is the only one that a request can work for.
func TestTenantOfTheContext(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	db := c.service(t)
	_, ok := tenancy.TenantOf(t.Context())
	require.False(t, ok)
	_, ok = tenancy.Actor(t.Context())
	require.False(t, ok)
	request := tenancy.WithActor(tenancy.WithTenant(t.Context(), c.a.tenant), c.a.user)
	require.NoError(t, tenancy.WithinContext(request, db, func(_ context.Context, tx *gorm.DB) error {
		require.Equal(t, acting{"synapscale_app", c.a.tenant.String(), c.a.user.String()}, actingOf(t, tx))
		return nil
	}))
	err := tenancy.Within(request, db, c.b.tenant, nil)
	require.ErrorIs(t, err, tenancy.ErrOtherTenant)
	var other *tenancy.OtherTenantError
	require.ErrorAs(t, err, &other)
	require.Equal(t, tenancy.OtherTenantError{Current: c.a.tenant, Wanted: c.b.tenant}, *other)
}

func TestRoleIsNotGranted(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	db := c.as(t)
	for role, call := range map[string]func(*gorm.DB) error{
		"synapscale_app":    func(db *gorm.DB) error { return tenancy.Within(t.Context(), db, c.a.tenant, nil) },
		"synapscale_system": func(db *gorm.DB) error { return tenancy.AsSystem(t.Context(), db, "test", nil) },
	} {
		err := call(db)
		require.ErrorIs(t, err, tenancy.ErrRole)
		var refused *tenancy.RoleError
		require.ErrorAs(t, err, &refused)
		require.Equal(t, role, refused.Role)
		require.ErrorContains(t, err, "grant "+role+" to")
		var driver *pgconn.PgError
		require.ErrorAs(t, err, &driver)

		// In a transaction of the caller's as well, and that one goes on.
		require.NoError(t, db.Transaction(func(tx *gorm.DB) error {
			require.ErrorIs(t, call(tx), tenancy.ErrRole)
			require.Equal(t, nobody, actingOf(t, tx))
			return nil
		}))
	}
}

// What fn is given is of no use afterwards, in no form.
func TestNothingWorksAfterTheEnd(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	for name, prepare := range map[string]bool{"plain": false, "prepared": true} {
		db := c.service(t).Session(&gorm.Session{PrepareStmt: prepare})
		t.Run(name, func(t *testing.T) {
			var kept *gorm.DB
			var ended context.Context
			keep := func(ctx context.Context, tx *gorm.DB) error {
				kept, ended = tx, ctx
				require.EqualValues(t, 1, count(t, tx))
				return nil
			}
			useless := func() {
				var n int64
				require.Error(t, kept.Model(&agents.Agent{}).Count(&n).Error)
				require.Error(t, kept.Exec("select 1").Error)
				require.Error(t, kept.Create(newAgent(c.a)).Error)
				require.ErrorIs(t, tenancy.Within(t.Context(), kept, c.a.tenant, keep), sql.ErrTxDone)
				if !prepare { // GORM answers an error with a row that panics.
					require.Error(t, kept.Raw("select 1").Row().Err())
				}
			}
			require.NoError(t, tenancy.Within(t.Context(), db, c.a.tenant, keep))
			useless()
			// The context is no way in either: what is called with it begins a transaction of its own.
			require.NoError(t, tenancy.Within(ended, db, c.a.tenant, keep))
			require.NoError(t, db.Transaction(func(tx *gorm.DB) error {
				require.NoError(t, tenancy.Within(t.Context(), tx, c.a.tenant, keep))
				useless()
				require.Equal(t, nobody, actingOf(t, tx))
				return nil
			}))
		})
	}
}

func TestTheTransactionEndsWithTheFunction(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	require.NoError(t, tenancy.Within(t.Context(), c.service(t), c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
		require.ErrorIs(t, tx.Session(&gorm.Session{}).Commit().Error, tenancy.ErrEndsWithFunction)
		require.ErrorIs(t, tx.Session(&gorm.Session{}).Rollback().Error, tenancy.ErrEndsWithFunction)
		require.Error(t, tx.Session(&gorm.Session{}).Begin().Error)
		require.EqualValues(t, 1, count(t, tx))
		return nil
	}))
}

func TestReadOnlyAndIsolation(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	db := c.service(t)
	level := func(tx *gorm.DB) (level, readOnly string) {
		require.NoError(t, tx.Raw("select current_setting('transaction_isolation'), current_setting('transaction_read_only')").Row().Scan(&level, &readOnly))
		return level, readOnly
	}
	require.NoError(t, tenancy.Options{ReadOnly: true, Isolation: sql.LevelSerializable}.Within(t.Context(), db, c.a.tenant,
		func(_ context.Context, tx *gorm.DB) error {
			isolation, readOnly := level(tx)
			require.Equal(t, []string{"serializable", "on"}, []string{isolation, readOnly})
			return nil
		}))
	require.NoError(t, tenancy.Within(t.Context(), db, c.a.tenant, func(ctx context.Context, tx *gorm.DB) error {
		require.ErrorContains(t, tenancy.Options{Isolation: sql.LevelSerializable}.Within(ctx, tx, c.a.tenant, nil), "isolation level")
		err := tenancy.Options{ReadOnly: true}.Within(ctx, tx, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
			return tx.Create(newAgent(c.a)).Error
		})
		require.ErrorContains(t, err, "25006")
		require.NoError(t, tenancy.Options{ReadOnly: true}.Within(ctx, tx, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
			require.EqualValues(t, 1, count(t, tx))
			return nil
		}))
		return tx.Create(newAgent(c.a)).Error
	}))
	require.NoError(t, tenancy.Options{ReadOnly: true}.AsSystem(t.Context(), db, "look", func(_ context.Context, tx *gorm.DB) error {
		_, readOnly := level(tx)
		require.Equal(t, "on", readOnly)
		return nil
	}))
}

// conflict is an error as a driver says it.
type conflict string

func (c conflict) Error() string    { return "conflict " + string(c) }
func (c conflict) SQLState() string { return string(c) }

func TestRetries(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	db := c.service(t)
	for _, test := range []struct {
		err           error
		retries, want int
	}{
		{conflict("40001"), 0, 1},
		{conflict("40001"), 2, 3},
		{conflict("40P01"), 1, 2},
		{conflict("23505"), 3, 1},
		{errGivenUp, 3, 1},
	} {
		calls := 0
		err := tenancy.Options{Retries: test.retries}.Within(t.Context(), db, c.a.tenant, func(ctx context.Context, tx *gorm.DB) error {
			calls++
			require.NoError(t, tx.Create(newAgent(c.a)).Error)
			// The nested call leaves it to the outer one.
			return tenancy.Options{Retries: 5}.Within(ctx, tx, c.a.tenant, func(context.Context, *gorm.DB) error { return test.err })
		})
		require.ErrorIs(t, err, test.err)
		require.Equal(t, test.want, calls, test.err)
	}
	require.EqualValues(t, 2, count(t, c.admin))

	succeeds := 0
	require.NoError(t, tenancy.Options{Retries: 5}.Within(t.Context(), db, c.a.tenant, func(context.Context, *gorm.DB) error {
		if succeeds++; succeeds < 3 {
			return conflict("40001")
		}
		return nil
	}))
	require.Equal(t, 3, succeeds)

	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	err := tenancy.Options{Retries: 1 << 30}.Within(ctx, db, c.a.tenant, func(context.Context, *gorm.DB) error {
		calls++
		cancel()
		return conflict("40001")
	})
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, err, conflict("40001"))
	require.Equal(t, 1, calls)
}

// Two transactions of which PostgreSQL lets only one commit, and the other one, tried again, as well.
func TestRetryAfterASerializationFailure(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	db := c.service(t)
	var read, done sync.WaitGroup
	var calls atomic.Int64
	read.Add(2)
	create := func(name, unless string) {
		first := true
		err := tenancy.Options{Isolation: sql.LevelSerializable, Retries: 20}.Within(t.Context(), db, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
			calls.Add(1)
			var n int64
			err := tx.Model(&agents.Agent{}).Where("name = ?", unless).Count(&n).Error
			if first { // Both have read before either writes.
				first = false
				read.Done()
				read.Wait()
			}
			if err != nil || n > 0 {
				return err
			}
			agent := newAgent(c.a)
			agent.Name = name
			return tx.Create(agent).Error
		})
		require.NoError(t, err)
	}
	done.Go(func() { create("one", "two") })
	done.Go(func() { create("two", "one") })
	done.Wait()
	require.EqualValues(t, 3, count(t, c.admin), "one of the two")
	require.Greater(t, calls.Load(), int64(2))
}
