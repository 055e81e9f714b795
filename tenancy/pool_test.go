package tenancy_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/tools"
)

// poolStatements is what one run of the pool sends. A million are sent with
//
//	go test ./tenancy -run TestPool -timeout 1h -pool.statements 1000000
var poolStatements = flag.Int64("pool.statements", 6000, "how many statements TestPool sends in each way")

const (
	poolClients     = 64
	poolConnections = 4
)

// Many clients of two tenants share few connections, and none of them ever meets a row of the other tenant, nor a
// connection on which something was left.
func TestPool(t *testing.T) {
	t.Parallel()
	for name, way := range map[string]poolWay{
		"direct, cached by the driver":   {mode: "cache_statement"},
		"direct, prepared by GORM":       {mode: "cache_statement", prepare: true},
		"pooler, cached by the driver":   {mode: "cache_statement", pooler: true, prepared: true},
		"pooler, prepared by GORM":       {mode: "cache_statement", pooler: true, prepared: true, prepare: true},
		"pooler, described":              {mode: "cache_describe", pooler: true},
		"pooler, nothing cached":         {mode: "exec", pooler: true},
		"pooler, in the simple protocol": {mode: "simple_protocol", pooler: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			way.run(t)
		})
	}
}

// A poolWay is a way to the database.
type poolWay struct {
	mode     string // in which pgx executes statements
	prepare  bool   // GORM prepares statements
	pooler   bool
	prepared bool // the pooler has to know prepared statements
}

func (way poolWay) run(t *testing.T) {
	t.Helper()
	settings := map[string]string{"default_pool_size": strconv.Itoa(poolConnections)}
	if way.prepared {
		prepares, version := pgtest.PoolerPrepares(t)
		if !prepares {
			t.Skipf("PgBouncer %s does not know the prepared statements of its clients; 1.21 does", version)
		}
		settings["max_prepared_statements"] = "500"
	}
	c := newCustomers(t)
	dsn := c.dsnAs(t, "synapscale_app", "synapscale_system")
	if way.pooler {
		dsn = pgtest.Pooler(t, dsn, settings)
	}
	plain, err := gorm.Open(postgres.Open(dsn+"&default_query_exec_mode="+way.mode), &gorm.Config{Logger: logger.Discard})
	require.NoError(t, err)
	pool, err := plain.DB()
	require.NoError(t, err)
	defer pool.Close()
	// Before a pooler the service has more connections than the pooler: they change hands with each transaction.
	pool.SetMaxOpenConns(poolConnections)
	if way.pooler {
		pool.SetMaxOpenConns(4 * poolConnections)
	}
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), &gorm.Config{Logger: logger.Discard, PrepareStmt: way.prepare})
	require.NoError(t, err)
	require.NoError(t, db.Use(tenancy.Plugin{}))
	run := &poolRun{db: db, plain: plain, customers: c}
	run.left.Store(*poolStatements)
	run.all(t)
	requireClean(t, plain)
}

// requireClean looks at all connections at once, and at what stands behind the pooler's.
func requireClean(tb testing.TB, db *gorm.DB) {
	tb.Helper()
	backends := map[int64]bool{}
	for range poolConnections {
		tx := db.Begin()
		require.NoError(tb, tx.Error)
		defer tx.Rollback()
		require.Equal(tb, nobody, actingOf(tb, tx))
		var backend int64
		require.NoError(tb, tx.Raw("select pg_backend_pid()").Scan(&backend).Error)
		backends[backend] = true
	}
	require.Len(tb, backends, poolConnections)
}

// A poolRun is one run, until no statements are left.
type poolRun struct {
	customers

	db *gorm.DB
	// plain is the same pool, whose statements GORM does not prepare: it waits for itself where it prepares outside of
	// transactions while these hold all connections (go-gorm/gorm#7465).
	plain *gorm.DB
	left  atomic.Int64
}

func (p *poolRun) all(t *testing.T) {
	t.Helper()
	for _, one := range []customer{p.a, p.b} { // Something to be seen.
		for range 10 {
			require.NoError(t, p.admin.Create(newAgent(one)).Error)
		}
	}
	var clients sync.WaitGroup
	failures := make(chan error, poolClients)
	for range poolClients {
		clients.Go(func() {
			for p.left.Load() > 0 {
				if err := p.turn(t.Context()); err != nil {
					p.left.Store(0)
					failures <- err
					return
				}
			}
		})
	}
	clients.Wait()
	close(failures)
	for err := range failures {
		require.NoError(t, err)
	}
}

// turn is what one client does before the next: mostly a transaction of one of the tenants.
func (p *poolRun) turn(ctx context.Context) error {
	one := p.a
	if rand.N(2) == 0 {
		one = p.b
	}
	switch n := rand.N(100); {
	case n < 8:
		return p.outside(ctx)
	case n < 9:
		return tenancy.AsSystem(ctx, p.db, "pool", func(ctx context.Context, tx *gorm.DB) error {
			return tenancy.Within(ctx, tx, one.tenant, p.work(one))
		})
	case n < 10:
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		err := tenancy.Within(ctx, p.db, one.tenant, func(ctx context.Context, tx *gorm.DB) error {
			err := p.work(one)(ctx, tx)
			cancel()
			return err
		})
		if !errors.Is(err, context.Canceled) {
			return fmt.Errorf("a cancelled context ended in: %w", err)
		}
		return nil
	case n < 20:
		err := tenancy.Within(ctx, p.db, one.tenant, func(ctx context.Context, tx *gorm.DB) error {
			return errors.Join(p.work(one)(ctx, tx), errGivenUp)
		})
		if err == nil || err.Error() != errGivenUp.Error() {
			return fmt.Errorf("rolled back: %w", err)
		}
		return nil
	}
	return tenancy.Options{Retries: 10}.Within(tenancy.WithActor(ctx, one.user), p.db, one.tenant, p.work(one))
}

// outside is a statement of no tenant, on a connection that was anybody's before.
func (p *poolRun) outside(ctx context.Context) error {
	p.left.Add(-1)
	var now acting
	err := p.plain.WithContext(ctx).Raw(`select current_setting('role') as role, coalesce(current_setting('app.current_tenant', true), '') as tenant,
		coalesce(current_setting('app.current_user', true), '') as actor`).Scan(&now).Error
	if err == nil && now != nobody {
		err = fmt.Errorf("left on a connection: %+v", now)
	}
	return err
}

// work is some statements of a tenant.
func (p *poolRun) work(one customer) func(ctx context.Context, tx *gorm.DB) error {
	return func(ctx context.Context, tx *gorm.DB) error {
		for range 1 + rand.N(8) {
			p.left.Add(-1)
			statement := poolMix[rand.N(len(poolMix))]
			if err := statement(ctx, tx, one); err != nil {
				return err
			}
		}
		return nil
	}
}

// only fails if any of the tenants is another one.
func only(one customer, tenants ...uuid.UUID) error {
	for _, tenant := range tenants {
		if tenant != one.tenant {
			return fmt.Errorf("tenant %s met a row of %s", one.tenant, tenant)
		}
	}
	if len(tenants) == 0 {
		return fmt.Errorf("tenant %s did not see its own rows", one.tenant)
	}
	return nil
}

var poolMix = []func(ctx context.Context, tx *gorm.DB, one customer) error{
	func(_ context.Context, tx *gorm.DB, one customer) error {
		var tenants []uuid.UUID
		err := tx.Model(&agents.Agent{}).Limit(20).Pluck("tenant_id", &tenants).Error
		return errors.Join(err, only(one, tenants...))
	},
	func(_ context.Context, tx *gorm.DB, one customer) error {
		var seen []agents.Agent
		err := tx.Where("name = ?", "new").Limit(1 + rand.N(5)).Find(&seen).Error
		for _, agent := range seen {
			err = errors.Join(err, only(one, agent.TenantID))
		}
		return err
	},
	func(ctx context.Context, tx *gorm.DB, one customer) error {
		agent, err := gorm.G[agents.Agent](tx).Where("id = ?", one.agent).First(ctx)
		return errors.Join(err, only(one, agent.TenantID))
	},
	func(_ context.Context, tx *gorm.DB, one customer) error {
		var tenants []uuid.UUID
		err := tx.Raw(`select distinct u.tenant_id from synapscale_db.agents a join synapscale_db.users u on u.id = a.user_id
			union select tenant_id from synapscale_db.tools where tenant_id is not null`).Scan(&tenants).Error
		return errors.Join(err, only(one, tenants...))
	},
	func(_ context.Context, tx *gorm.DB, one customer) error {
		var seen []tools.Tool
		err := tx.Find(&seen).Error
		if len(seen) != 2 { // Its own and the one that is shared.
			err = errors.Join(err, fmt.Errorf("tenant %s saw %d tools", one.tenant, len(seen)))
		}
		return err
	},
	func(_ context.Context, tx *gorm.DB, one customer) error {
		updated := []agents.Agent{}
		err := tx.Model(&updated).Clauses(clause.Returning{}).Where("id = ?", one.agent).UpdateColumn("description", uuid.NewString()).Error
		for _, agent := range updated {
			err = errors.Join(err, only(one, agent.TenantID))
		}
		return err
	},
	func(_ context.Context, tx *gorm.DB, one customer) error {
		agent := agentOf(one)
		if err := tx.Create(&agent).Error; err != nil {
			return err
		}
		return errors.Join(only(one, agent.TenantID), tx.Delete(&agent).Error)
	},
	func(ctx context.Context, tx *gorm.DB, one customer) error {
		err := tenancy.Within(ctx, tx, one.tenant, func(_ context.Context, tx *gorm.DB) error {
			return tx.Exec("update synapscale_db.agents set tenant_id = user_id where id = ?", one.agent).Error
		})
		if err == nil || !strings.Contains(err.Error(), noPrivilege) {
			return fmt.Errorf("tenant %s gave its agent away: %w", one.tenant, err)
		}
		return nil
	},
	func(_ context.Context, tx *gorm.DB, one customer) error {
		now := acting{}
		err := tx.Raw("select current_setting('role') as role, current_setting('app.current_tenant') as tenant").Scan(&now).Error
		if now.Role != "synapscale_app" || now.Tenant != one.tenant.String() {
			err = errors.Join(err, fmt.Errorf("tenant %s was %+v", one.tenant, now))
		}
		return err
	},
}
