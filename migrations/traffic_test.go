package migrations_test

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/fill"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/migrations"
)

// On a system in use, all versions are applied and undone while every busy table is written and read without a pause, and
// while reports run that hold their tables for seconds. Nobody is refused anything: not a lock, which a writer here waits
// for a second at most, and nobody becomes the victim of a deadlock.
func TestTrafficGoesOn(t *testing.T) {
	t.Parallel()
	dsn := pgtest.ProductionDSN(t)
	db := open(t, dsn)
	require.NoError(t, fill.Fill(t.Context(), db, fill.Options{Rows: 100, More: fill.Busiest, WithoutTriggers: true}))
	_, err := migrations.Adopt(t.Context(), db)
	require.NoError(t, err)

	var wg sync.WaitGroup
	var writes, reads, reports atomic.Int64
	ctx, stop := context.WithCancel(t.Context())
	for _, table := range slices.Sorted(maps.Keys(fill.Busiest)) {
		wg.Go(func() {
			repeat(ctx, t, dsn, &writes, "update synapscale_db."+table+" set updated_at = now() where ctid = (select ctid from synapscale_db."+table+" offset floor(random() * 100) limit 1 for update skip locked)")
		})
		wg.Go(func() {
			repeat(ctx, t, dsn, &reads, "select count(*) from (select from synapscale_db."+table+" limit 100) page")
		})
	}
	wg.Go(func() {
		repeat(ctx, t, dsn, &writes, `insert into synapscale_db.users (id, email, username, hashed_password, full_name)
			values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '', '')`)
	})
	wg.Go(func() {
		for range 3 {
			report(ctx, t, dsn)
			reports.Add(1)
		}
	})
	up(t, db, migrations.Latest())
	newestReports := reports.Load()
	down(t, db, 1)
	stop()
	wg.Wait()
	t.Logf("%d writes, %d reads, %d reports before the newest version was reached", writes.Load(), reads.Load(), newestReports)
	require.Positive(t, newestReports, "the migration has met a report")
	require.Greater(t, writes.Load(), int64(100))
	require.Greater(t, reads.Load(), int64(100))
	require.Equal(t, migrations.ProductionStructure, structure(t, db))
}

// repeat runs a statement again and again until ctx ends.
func repeat(ctx context.Context, t *testing.T, dsn string, times *atomic.Int64, statement string) {
	conn := session(t, dsn)
	defer conn.Close()
	for ctx.Err() == nil {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Errorf("%s: %v", statement, err)
			return
		}
		times.Add(1)
	}
}

// report reads the busy tables in one transaction that takes two seconds.
func report(ctx context.Context, t *testing.T, dsn string) {
	conn := session(t, dsn)
	defer conn.Close()
	tx, err := conn.BeginTx(t.Context(), &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		t.Error(err)
		return
	}
	defer tx.Rollback() //nolint:errcheck // It has only read.
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		for table := range fill.Busiest {
			if _, err := tx.ExecContext(t.Context(), "select count(*) from synapscale_db."+table); err != nil {
				t.Error("the report:", err)
				return
			}
		}
	}
}

// session is a connection that waits for a lock for no longer than a second.
func session(t *testing.T, dsn string) *sql.Conn {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Error(err)
	}
	t.Cleanup(func() { db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Error(err)
		return nil
	}
	if _, err := conn.ExecContext(t.Context(), "set lock_timeout = '1s'"); err != nil {
		t.Error(err)
	}
	return conn
}
