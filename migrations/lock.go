package migrations

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"
)

const (
	// lockKey is "synapscl" in ASCII, so that it is recognised in pg_locks and taken by nobody else by chance.
	lockKey int64 = 0x73796e617073636c

	lockInterval  = 50 * time.Millisecond
	unlockTimeout = 10 * time.Second
)

// advisoryLock is the lock that goose holds on the connection it migrates with.
//
// It asks again and again instead of waiting inside PostgreSQL: a session that waits in pg_advisory_lock holds a
// snapshot, and "create index concurrently" in the session that has the lock waits for that snapshot, a deadlock.
// The locker that goose brings asks at most once a second.
type advisoryLock struct{}

// SessionLock returns once conn holds the lock, or with the error of ctx.
func (advisoryLock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	ticker := time.NewTicker(lockInterval)
	defer ticker.Stop()
	for {
		var locked bool
		if err := conn.QueryRowContext(ctx, "select pg_try_advisory_lock($1)", lockKey).Scan(&locked); err != nil {
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

// SessionUnlock never fails: where the lock cannot be given back, typically because a cancelled statement broke the
// connection, it drops the connection, and PostgreSQL frees the lock with the session.
func (advisoryLock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, unlockTimeout)
	defer cancel()
	_, err := conn.ExecContext(ctx, "select pg_advisory_unlock($1)", lockKey)
	if err == nil {
		// What a migration without a transaction has set stays behind where a statement of it failed.
		_, err = conn.ExecContext(ctx, "reset lock_timeout; reset statement_timeout")
	}
	if err != nil {
		// The pool closes a connection that calls itself bad, and Raw returns just that as its error.
		_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	return nil
}

// locked runs do on one connection that holds the lock.
func locked(ctx context.Context, db *sql.DB, do func(*sql.Conn) error) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to migrate: %w", err)
	}
	defer conn.Close()
	lock := advisoryLock{}
	if err := lock.SessionLock(ctx, conn); err != nil {
		return err
	}
	defer func() { _ = lock.SessionUnlock(context.WithoutCancel(ctx), conn) }()
	return do(conn)
}
