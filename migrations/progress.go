package migrations

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"github.com/synapscale/synapscale-go/internal/locking"
)

const progressInterval = 2 * time.Second

// watch tells the logger every two seconds how far the index is that is being built, until the caller calls stop. It
// needs a second connection, and so does nothing in a pool of one.
func watch(ctx context.Context, db *sql.DB, logger *slog.Logger) (stop func()) {
	if logger == nil || db.Stats().MaxOpenConnections == 1 {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ticker := time.NewTicker(progressInterval); ; {
			select {
			case <-ctx.Done():
				ticker.Stop()
				return
			case <-ticker.C:
				logProgress(ctx, db, logger)
			}
		}
	}()
	return func() { cancel(); <-done }
}

// logProgress logs the build of the session that holds the migration lock, if there is one.
func logProgress(ctx context.Context, db *sql.DB, logger *slog.Logger) {
	var index, phase string
	var done, total int64
	err := db.QueryRowContext(ctx, `
select coalesce(nullif(p.index_relid, 0)::regclass::text, p.relid::regclass::text), p.phase,
       case when p.blocks_total > 0 then p.blocks_done when p.tuples_total > 0 then p.tuples_done else p.lockers_done end,
       case when p.blocks_total > 0 then p.blocks_total when p.tuples_total > 0 then p.tuples_total else p.lockers_total end
from pg_catalog.pg_stat_progress_create_index p
join pg_catalog.pg_locks l on l.pid = p.pid
where l.locktype = 'advisory' and l.objsubid = 1 and (l.classid::bigint << 32) | l.objid::bigint = $1 and p.datname = current_database()`,
		locking.Key).Scan(&index, &phase, &done, &total)
	if err != nil {
		return // There is nothing to tell, or no way to know it: the migration itself goes on.
	}
	logger.InfoContext(ctx, MessageProgress, slog.String("index", index), slog.String("phase", phase),
		slog.Int64("done", done), slog.Int64("total", total))
}
