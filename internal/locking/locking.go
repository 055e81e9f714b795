// Package locking is how what changes the structure of a database keeps out of the way of others: one of its kind at a
// time, and no longer than a moment in front of anybody who works there.
package locking

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Key is "synapscl" in ASCII, so that it is recognised in pg_locks and taken by nobody else by chance.
const Key int64 = 0x73796e617073636c

// How long a change tries for a table that others keep in use, and how long it pauses in between.
const (
	DefaultPatience = 10 * time.Minute
	FirstPause      = 100 * time.Millisecond
	LongestPause    = 5 * time.Second
)

const (
	interval    = 50 * time.Millisecond
	giveTimeout = 10 * time.Second
)

// Take returns once conn holds the lock, or with the error of ctx.
//
// It asks again and again instead of waiting inside PostgreSQL: a session that waits in pg_advisory_lock holds a
// snapshot, and "create index concurrently" in the session that has the lock waits for that snapshot, a deadlock.
func Take(ctx context.Context, conn *sql.Conn) error {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		var locked bool
		if err := conn.QueryRowContext(ctx, "select pg_try_advisory_lock($1)", Key).Scan(&locked); err != nil {
			return fmt.Errorf("take the migration lock: %w", err)
		}
		if locked {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the migration lock, held by another session: %w", ctx.Err())
		case <-ticker.C:
		}
	}
}

// Give never fails: where the lock cannot be given back, typically because a cancelled statement broke the connection, it
// drops the connection, and PostgreSQL frees the lock with the session.
func Give(ctx context.Context, conn *sql.Conn) {
	ctx, cancel := context.WithTimeout(ctx, giveTimeout)
	defer cancel()
	_, err := conn.ExecContext(ctx, "select pg_advisory_unlock($1)", Key)
	if err == nil {
		// What a migration without a transaction has set stays behind where a statement of it failed.
		_, err = conn.ExecContext(ctx, "reset lock_timeout; reset statement_timeout")
	}
	if err != nil {
		// The pool closes a connection that calls itself bad, and Raw returns just that as its error.
		_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	}
}

// With runs do on one connection that holds the lock.
func With(ctx context.Context, db *sql.DB, do func(*sql.Conn) error) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to migrate: %w", err)
	}
	defer conn.Close()
	if err := Take(ctx, conn); err != nil {
		return err
	}
	defer Give(context.WithoutCancel(ctx), conn)
	return do(conn)
}

// stater is an error of any driver that knows the SQLSTATE.
type stater interface {
	error
	SQLState() string
}

// State is the SQLSTATE of an error, empty if it has none.
func State(err error) string {
	if state, ok := errors.AsType[stater](err); ok {
		return state.SQLState()
	}
	return ""
}

// HeldByOthers reports whether PostgreSQL refused a lock: lock_not_available or deadlock_detected.
func HeldByOthers(err error) bool {
	state := State(err)
	return state == "55P03" || state == "40P01"
}

// Transactions says who has had a transaction open for long enough to be in the way, the oldest first. It is for a
// message, so that what it cannot find out it leaves out.
func Transactions(ctx context.Context, db *sql.DB) (sessions []string) {
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

// Describe says in a message what [Transactions] found.
func Describe(sessions []string) string {
	if len(sessions) == 0 {
		return "none of the open transactions is older than half a second"
	}
	return "oldest open transactions: " + strings.Join(sessions, "; ")
}
