package synapscale_test

import (
	"database/sql"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
)

// However many add at once, exactly as many succeed as the limit allows. Where a transaction sees only what there was
// at its start, it fails with 40001 instead of counting wrong, and tries again.
func TestLimitsHoldUnderConcurrency(t *testing.T) {
	t.Parallel()
	const connections, limit = 32, 5
	for _, isolation := range []sql.IsolationLevel{sql.LevelReadCommitted, sql.LevelRepeatableRead, sql.LevelSerializable} {
		for _, kind := range limitedKinds {
			// One after the other: each takes 32 connections.
			t.Run(isolation.String()+"/"+kind.name, func(t *testing.T) {
				db := pgtest.Clone(t)
				c := newCustomer(t, db)
				subscribed := c.subscribe(t, unlimited()).PlanID
				workspace := c.newWorkspace(t).ID
				rows := make([]any, connections)
				for i := range rows {
					rows[i] = kind.row(t, c, workspace)
				}
				kind.limit(t, c, workspace, subscribed, new(int32(limit)), new(int32(limit)), new(int32(limit)))
				if kind.name == "workspaces" {
					execute(t, db, "delete from synapscale_db.workspaces")
				}

				pool, err := db.DB()
				require.NoError(t, err)
				pool.SetMaxIdleConns(connections)
				race := race{db: db, isolation: isolation}
				race.ready.Add(connections)
				var finished sync.WaitGroup
				errs := make([]error, connections)
				for i, row := range rows {
					finished.Go(func() { errs[i] = race.add(row) })
				}
				finished.Wait()

				added := 0
				for _, err := range errs {
					if err == nil {
						added++
						continue
					}
					require.Equal(t, kind.state, sqlState(t, err), "%v", err)
				}
				require.Equal(t, limit, added)
				require.Equal(t, limit, query[int](t, db, "select count(*) from synapscale_db."+kind.name))
				if isolation == sql.LevelReadCommitted {
					require.Zero(t, race.conflicts.Load())
				} else {
					require.NotZero(t, race.conflicts.Load(), "all saw the same beginning")
				}
				if kind.workspaceColumn != "" {
					counter := map[string]string{"workspace_members": "member_count", "workspace_projects": "project_count"}[kind.name]
					require.Equal(t, limit, query[int](t, db, "select "+counter+" from synapscale_db.workspaces"))
				}
			})
		}
	}
}

// A race is run by transactions that have all begun before the first writes.
type race struct {
	db        *gorm.DB
	isolation sql.IsolationLevel
	ready     sync.WaitGroup
	conflicts atomic.Int32
}

// add writes a row, again and again while PostgreSQL says that another transaction was first.
func (r *race) add(row any) error {
	for first := true; ; first = false {
		err := r.db.Transaction(func(tx *gorm.DB) error {
			if first {
				err := tx.Exec("select count(*) from synapscale_db.workspaces").Error
				r.ready.Done()
				r.ready.Wait()
				if err != nil {
					return err
				}
			}
			return tx.Create(row).Error
		}, &sql.TxOptions{Isolation: r.isolation})
		if refused, ok := asPgError(err); !ok || refused.Code != "40001" {
			return err
		}
		r.conflicts.Add(1)
	}
}

// Two who add the same member do not wait for each other in a circle: the first has it, the second is told so.
func TestTheSameMemberAddedTwiceIsNoDeadlock(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	c := newCustomer(t, db)
	workspace, user := c.newWorkspace(t).ID, c.newUser(t)
	first := db.Begin()
	require.NoError(t, first.Error)
	defer first.Rollback()
	require.NoError(t, first.Create(c.member(workspace, c.user)).Error)

	second := make(chan error)
	go func() { second <- create(db, c.member(workspace, user)) }()
	requireWaiting(t, db)
	require.NoError(t, first.Create(c.member(workspace, user)).Error)
	require.NoError(t, first.Commit().Error)
	require.Equal(t, "23505", sqlState(t, <-second))
	requireCounts(t, db, workspace, 2, 0, "")
}

// Two members who change places at once do not either.
func TestMovesInBothDirectionsAreNoDeadlock(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	c := newCustomer(t, db)
	here, there := c.newWorkspace(t).ID, c.newWorkspace(t).ID
	one, two := c.newMember(t, here), c.newMember(t, there)
	var finished sync.WaitGroup
	errs := make([]error, 40)
	for i := range errs {
		member := []int32{one.ID, two.ID}[i%2]
		finished.Go(func() {
			errs[i] = db.Exec("update synapscale_db.workspace_members set workspace_id = case workspace_id when ? then ?::uuid else ? end where id = ?", here, there, here, member).Error
		})
	}
	finished.Wait()
	require.NoError(t, errors.Join(errs...))
	requireCounts(t, db, here, 1, 0, "")
	requireCounts(t, db, there, 1, 0, "")
}

// Whoever removes a member while another does counts when the other is done.
func TestCountersOfDeletesAtOnce(t *testing.T) {
	t.Parallel()
	db := pgtest.Clone(t)
	c := newCustomer(t, db)
	workspace := c.newWorkspace(t).ID
	one, two, _ := c.newMember(t, workspace), c.newMember(t, workspace), c.newMember(t, workspace)
	first := db.Begin()
	require.NoError(t, first.Error)
	defer first.Rollback()
	require.NoError(t, first.Delete(one).Error)

	second := make(chan error)
	go func() { second <- db.Delete(two).Error }()
	requireWaiting(t, db)
	require.NoError(t, first.Commit().Error)
	require.NoError(t, <-second)
	requireCounts(t, db, workspace, 1, 0, "")
}

// requireWaiting returns when one connection to the database waits for another.
func requireWaiting(t *testing.T, db *gorm.DB) {
	t.Helper()
	require.Eventually(t, func() bool {
		var waiting int
		err := db.Raw("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'").Scan(&waiting).Error
		return err == nil && waiting == 1
	}, 10*time.Second, 10*time.Millisecond)
}
