package migrations_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/migrations"
)

// newest is the structure that an undisturbed migration leaves.
func newest(tb testing.TB) string {
	tb.Helper()
	db := empty(tb)
	up(tb, db, migrations.Latest())
	return structure(tb, db)
}

// killer ends the session that migrates, the server's side of a process killed or a connection cut, at the nth
// statement that it hears of.
type killer struct {
	slog.Handler
	admin *sql.DB
	after *int
}

func (killer) Enabled(context.Context, slog.Level) bool { return true }

func (k killer) Handle(ctx context.Context, record slog.Record) (err error) {
	record.Attrs(func(a slog.Attr) bool {
		if a.Key != "statement" {
			return true
		}
		if *k.after--; *k.after == 0 {
			_, err = k.admin.ExecContext(ctx, `select pg_terminate_backend(pid) from pg_stat_activity
				where datname = current_database() and pid <> pg_backend_pid()`)
		}
		return false
	})
	return err
}

// Up and Down are interrupted again and again, each time one statement later, and end where an undisturbed
// migration ends.
func TestInterruptedAnywhere(t *testing.T) {
	t.Parallel()
	want := newest(t)
	dsn := pgtest.EmptyDSN(t)
	admin, db := open(t, dsn), open(t, dsn)
	up(t, db, 1)
	for _, direction := range []struct {
		migrate func(context.Context, *sql.DB, migrations.Options) ([]migrations.Applied, error)
		to      int64
	}{{migrations.Up, migrations.Latest()}, {migrations.Down, 1}} {
		interruptions := 0
		for {
			after := 1 + interruptions
			_, err := direction.migrate(t.Context(), db, migrations.Options{To: &direction.to, Logger: slog.New(killer{slog.DiscardHandler, admin, &after})})
			if err == nil {
				break
			}
			interruptions++
			require.Less(t, interruptions, 500, "no progress: %v", err)
		}
		t.Logf("to version %d: interrupted %d times", direction.to, interruptions)
		require.Greater(t, interruptions, 5)
	}
	up(t, db, migrations.Latest())
	require.Equal(t, want, structure(t, db))
	down(t, db, 1)
	require.Equal(t, migrations.ProductionStructure, structure(t, db))
}

// An index that an interrupted build left behind is not valid, and "if not exists" alone would be content with it.
func TestLeftoverOfABuildIsRebuilt(t *testing.T) {
	t.Parallel()
	want := newest(t)
	db := filled(t)
	execWithoutTriggers(t, db, asOther("node_ratings", "node_id, user_id"))
	_, err := db.ExecContext(t.Context(), "create unique index concurrently node_ratings_node_id_user_id_key on synapscale_db.node_ratings (node_id, user_id)")
	require.ErrorContains(t, err, "23505")
	require.Contains(t, structure(t, db), "node_ratings_node_id_user_id_key ON synapscale_db.node_ratings USING btree (node_id, user_id) invalid")
	exec(t, db, "delete from synapscale_db.node_ratings")
	up(t, db, migrations.Latest())
	require.Equal(t, want, structure(t, db))
}

// Eight at once, the whole way: one does the work of each version, and all are content.
func TestConcurrentMigratorsOfRowsDoItOnce(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	up(t, open(t, dsn), 1)
	var wg sync.WaitGroup
	errs, counts := make([]error, 8), make([]int, 8)
	for i := range errs {
		db := open(t, dsn)
		wg.Go(func() {
			applied, err := migrations.Up(t.Context(), db, migrations.Options{})
			errs[i], counts[i] = err, len(applied)
		})
	}
	wg.Wait()
	total := 0
	for i := range errs {
		require.NoError(t, errs[i])
		total += counts[i]
	}
	require.Equal(t, int(migrations.Latest())-1, total)
	require.Equal(t, newest(t), structure(t, open(t, dsn)))
}

// A table in use is waited for without standing in anybody's way; when patience ends, the error names who uses it, and
// what was applied until then stays.
func TestTableInUse(t *testing.T) {
	t.Parallel()
	db := migrated(t)
	reader, err := db.Conn(t.Context())
	require.NoError(t, err)
	defer reader.Close()
	_, err = reader.ExecContext(t.Context(), "set application_name = 'nightly report'; begin; select count(*) from synapscale_db.agents")
	require.NoError(t, err)
	time.Sleep(600 * time.Millisecond) // Long enough to be named.

	applied, err := migrations.Up(t.Context(), db, migrations.Options{Patience: time.Second})
	require.Len(t, applied, 5, "versions 2 to 6 do not touch agents")
	var locked *migrations.LockedError
	require.ErrorAs(t, err, &locked)
	require.Len(t, locked.Sessions, 1)
	require.ErrorContains(t, err, "nightly report, in a transaction for")
	var refused *pgconn.PgError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "55P03", refused.Code)
	require.ErrorContains(t, err, "0007_key_defaults.sql")

	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err = migrations.Up(ctx, db, migrations.Options{})
	require.ErrorIs(t, err, context.DeadlineExceeded)

	var log lockedBuffer
	done := make(chan error)
	go func() {
		_, err := migrations.Up(t.Context(), db, migrations.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		done <- err
	}()
	require.Eventually(t, func() bool { return strings.Contains(log.String(), "trying again") }, time.Minute, 10*time.Millisecond)
	_, err = reader.ExecContext(t.Context(), "commit")
	require.NoError(t, err)
	require.NoError(t, <-done)

	var timeouts string
	require.NoError(t, db.QueryRowContext(t.Context(), "select current_setting('lock_timeout') || current_setting('statement_timeout')").Scan(&timeouts))
	require.Equal(t, "00", timeouts, "a session goes back to the pool as it came")
}

// lockedBuffer is a buffer that one goroutine writes while another reads.
type lockedBuffer struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.String()
}

// The build of an index waits for older transactions, and says so.
func TestProgressOfAnIndex(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	db := open(t, dsn)
	up(t, db, 7)
	other := open(t, dsn)
	tx, err := other.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = tx.ExecContext(t.Context(), "lock table synapscale_db.component_ratings in row exclusive mode")
	require.NoError(t, err)
	var log lockedBuffer
	done := make(chan error)
	go func() {
		_, err := migrations.Up(t.Context(), db, migrations.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		done <- err
	}()
	want := `msg="building an index" index=synapscale_db.component_ratings_component_id_user_id_key phase="waiting for writers before build" done=0 total=1`
	require.Eventually(t, func() bool { return strings.Contains(log.String(), want) }, time.Minute, 10*time.Millisecond, fmt.Sprint(&log))
	require.NoError(t, tx.Rollback())
	require.NoError(t, <-done)
}
