package migrations

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

const (
	defaultPatience = 10 * time.Minute
	firstPause      = 100 * time.Millisecond
	longestPause    = 5 * time.Second
)

// persist calls step until it succeeds, fails for another reason than a lock that somebody else holds, or patience
// ends, and collects what the calls applied.
//
// The migrations ask for a lock for half a second only. Whoever waits for an exclusive lock stops everybody who comes
// later, also those who only read; and half a second is less than PostgreSQL waits before it looks for a deadlock and
// picks a victim, so that it is always the migration that gives way.
func persist(ctx context.Context, db *sql.DB, options Options, step func() ([]*goose.MigrationResult, error)) ([]*goose.MigrationResult, error) {
	patience := options.Patience
	if patience == 0 {
		patience = defaultPatience
	}
	var all []*goose.MigrationResult
	deadline := time.Now().Add(patience)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		results, err := step()
		partial, ok := errors.AsType[*goose.PartialError](err)
		if !ok {
			return append(all, results...), err
		}
		all = append(all, partial.Applied...)
		partial.Applied = all
		if !heldByOthers(err) {
			return nil, err
		}
		sessions := transactions(ctx, db)
		if time.Now().Add(pause).After(deadline) {
			partial.Err = &LockedError{Sessions: sessions, Err: partial.Err}
			return nil, err
		}
		if options.Logger != nil {
			options.Logger.InfoContext(ctx, MessageInUse,
				slog.String("source", partial.Failed.Source.Path), slog.Any("sessions", sessions), slog.Duration("pause", pause))
		}
		select {
		case <-ctx.Done():
			partial.Err = ctx.Err()
			return nil, err
		case <-time.After(pause/2 + rand.N(pause/2)):
		}
	}
}

// sqlStater is an error of any driver that knows the SQLSTATE.
type sqlStater interface {
	error
	SQLState() string
}

// heldByOthers reports whether PostgreSQL refused a lock: lock_not_available or deadlock_detected.
func heldByOthers(err error) bool {
	state, ok := errors.AsType[sqlStater](err)
	return ok && (state.SQLState() == "55P03" || state.SQLState() == "40P01")
}

// transactions says who has had a transaction open for long enough to be in the way, the oldest first. It is for a
// message, so that what it cannot find out it leaves out.
func transactions(ctx context.Context, db *sql.DB) (sessions []string) {
	rows, err := db.QueryContext(ctx, `
select format('pid %s, %s, %s, in a transaction for %s s', pid, coalesce(usename, '?'), coalesce(nullif(application_name, ''), 'unnamed'),
              round(extract(epoch from clock_timestamp() - xact_start)))
from pg_catalog.pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
  and xact_start < clock_timestamp() - interval '0.5 s'
order by xact_start limit 5`)
	if err != nil {
		return nil
	}
	defer rows.Close()
	for rows.Next() {
		var session string
		if rows.Scan(&session) != nil {
			break
		}
		sessions = append(sessions, session)
	}
	_ = rows.Err() // What was found until then is told.
	return sessions
}

// LockedError says that a table stayed in use for longer than [Options].Patience. What was applied before is recorded,
// and [Up] goes on from there.
type LockedError struct {
	// Sessions are those that have had a transaction open for longest, oldest first, at most five.
	Sessions []string
	// Err is the driver's error.
	Err error
}

func (e *LockedError) Error() string {
	sessions := "none of the open transactions is older than half a second"
	if len(e.Sessions) > 0 {
		sessions = "oldest open transactions: " + strings.Join(e.Sessions, "; ")
	}
	return fmt.Sprintf("a table stayed in use, try again when it is not (%s): %v", sessions, e.Err)
}

// Unwrap returns the driver's error.
func (e *LockedError) Unwrap() error { return e.Err }
