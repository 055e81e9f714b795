package tenancy_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy"
)

// retried runs a transaction again while PostgreSQL says that another one was first.
func retried(db *gorm.DB, isolation sql.IsolationLevel, conflicts *atomic.Int64, fn func(tx *gorm.DB) error) error {
	for {
		err := db.Transaction(fn, &sql.TxOptions{Isolation: isolation})
		if refused, ok := errors.AsType[interface {
			error
			SQLState() string
		}](err); !ok || refused.SQLState() != "40001" {
			return err
		}
		conflicts.Add(1)
	}
}

// 64 consume at once, one at a time, until each is refused: the limit is reached and not passed.
func TestConsumeIsExactUnderConcurrency(t *testing.T) {
	t.Parallel()
	const consumers, limit = 64, 1000
	for isolation, connections := range map[sql.IsolationLevel]int{
		sql.LevelDefault: 32, sql.LevelReadCommitted: 32,
		// The more there are, the more begin again.
		sql.LevelRepeatableRead: 4,
	} {
		for _, place := range []string{"tenant", "workspace"} {
			// One after the other: each takes many connections.
			t.Run(isolation.String()+"/"+place, func(t *testing.T) {
				db := pgtest.Clone(t)
				pool, err := db.DB()
				require.NoError(t, err)
				pool.SetMaxOpenConns(connections)
				pool.SetMaxIdleConns(connections)
				c := newAccount(t, db)
				c.include(t, "calls", new(int32(limit)))
				if place == "workspace" {
					c.grantInside(t, "calls", said{limit: new(int32(limit))})
				}
				var succeeded, conflicts atomic.Int64
				var finished sync.WaitGroup
				errs := make([]error, consumers)
				consume := func(tx *gorm.DB) error {
					_, err := tenancy.Consume(t.Context(), tx, c.inside(), "calls", 1)
					return err
				}
				for i := range consumers {
					finished.Go(func() {
						for {
							if isolation == sql.LevelDefault { // Each statement by itself.
								errs[i] = consume(db)
							} else {
								errs[i] = retried(db, isolation, &conflicts, consume)
							}
							if errs[i] != nil {
								return
							}
							succeeded.Add(1)
						}
					})
				}
				finished.Wait()
				for _, err := range errs {
					require.ErrorIs(t, err, tenancy.ErrLimitExceeded)
				}
				require.EqualValues(t, limit, succeeded.Load())
				require.Equal(t, limit, c.used(t, place, "calls"))
				require.Equal(t, isolation == sql.LevelRepeatableRead, conflicts.Load() > 0, "some came second")
			})
		}
	}
}

// However the limit changes meanwhile, what succeeded is what was counted.
func TestConsumeWhileTheLimitChanges(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	c := newAccount(t, db)
	c.include(t, "calls", new(int32(50)))
	var consumed atomic.Int64
	var consumers, others sync.WaitGroup
	stopped, stop := context.WithCancel(t.Context())
	failures := make(chan error, 100)
	for i := range 8 {
		consumers.Go(func() {
			for n := range 100 {
				amount := int64((i+n)%3 + 1)
				switch _, err := tenancy.Consume(t.Context(), db, c.holder(), "calls", amount); {
				case err == nil:
					consumed.Add(amount)
				case !errors.Is(err, tenancy.ErrLimitExceeded):
					failures <- err
					return
				}
			}
		})
	}
	others.Go(func() {
		for limit := 0; stopped.Err() == nil; limit = (limit + 7) % 60 {
			err := db.Exec("update synapscale_db.tenant_features set limit_value = nullif(?::integer, 0), expires_at = now() + interval '1 second' * ?::integer", limit, limit%3).Error
			if err != nil {
				failures <- err
				return
			}
		}
	})
	consumers.Wait()
	stop()
	others.Wait()
	close(failures)
	require.NoError(t, <-failures)
	require.EqualValues(t, c.used(t, "tenant", "calls"), consumed.Load())
	require.LessOrEqual(t, consumed.Load(), int64(60))
}

// A consumer that waited for a lower limit obeys it: what it had read before is worth nothing.
func TestConsumeObeysTheLimitThatCameFirst(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	c := newAccount(t, db)
	c.include(t, "calls", new(int32(50)))
	c.grant(t, "calls", said{enabled: new(true), limit: new(int32(50))})
	for _, change := range []struct {
		set string
		err error
	}{
		{"limit_value = 3", tenancy.ErrLimitExceeded},
		{"is_enabled = false", tenancy.ErrNotEntitled},
		{"limit_value = 2, expires_at = now() - interval '1 hour'", nil},
		{"usage_count = 47", tenancy.ErrLimitExceeded},
	} {
		execute(t, db, "update synapscale_db.tenant_features set is_enabled = true, limit_value = 50, expires_at = null, usage_count = 0")
		first := db.Begin()
		require.NoError(t, first.Error)
		execute(t, first, "update synapscale_db.tenant_features set "+change.set)
		second := make(chan error)
		go func() {
			_, err := tenancy.Consume(t.Context(), db, c.holder(), "calls", 4)
			second <- err
		}()
		requireWaiting(t, db)
		require.NoError(t, first.Commit().Error)
		err := <-second
		if change.err == nil {
			require.NoError(t, err, change.set)
		} else {
			require.ErrorIs(t, err, change.err, change.set)
		}
	}
}

// Tenants and workspaces that take several features in every order, and begin periods, do not wait in a circle.
func TestConsumeAllIsNoDeadlock(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	pool, err := db.DB()
	require.NoError(t, err)
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(16)
	c := newAccount(t, db)
	features := make([]string, 6)
	for i := range features {
		features[i] = fmt.Sprintf("feature-%d", i)
		c.include(t, features[i], nil)
		if i%2 == 0 {
			c.grantInside(t, features[i], said{limit: new(tenancy.Unlimited)})
		}
	}
	const workers, rounds = 16, 20
	errs := make([]error, workers)
	var finished sync.WaitGroup
	for i := range workers {
		finished.Go(func() {
			for n := range rounds {
				amounts := map[string]int64{}
				for _, feature := range features {
					amounts[feature] = 1
				}
				err := tenancy.ConsumeAll(t.Context(), db, []tenancy.Holder{c.holder(), c.inside()}[(i+n)%2], amounts)
				if err == nil && n == rounds/2 && i < 2 {
					err = tenancy.ResetUsage(t.Context(), db, c.tenant, features[i:]...)
				}
				errs[i] = errors.Join(errs[i], err)
			}
		})
	}
	finished.Wait()
	require.NoError(t, errors.Join(errs...))
}
