package synapscale_test

import (
	"database/sql"
	"sync"
	"sync/atomic"
	"testing"

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
