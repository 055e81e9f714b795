package migrations

import (
	"context"
	"database/sql"

	"github.com/synapscale/synapscale-go/internal/locking"
)

// advisoryLock is the lock that goose holds on the connection it migrates with. The locker that goose brings asks at most
// once a second.
type advisoryLock struct{}

// SessionLock returns once conn holds the lock, or with the error of ctx.
func (advisoryLock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	return locking.Take(ctx, conn)
}

// SessionUnlock never fails.
func (advisoryLock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	locking.Give(ctx, conn)
	return nil
}
