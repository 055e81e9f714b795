package schema

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// A session is the transaction in which a check asks.
type session struct {
	pool interface {
		QueryContext(ctx context.Context, query string, arguments ...any) (*sql.Rows, error)
		ExecContext(ctx context.Context, query string, arguments ...any) (sql.Result, error)
	}
}

// QueryContext runs a query in the transaction.
func (s *session) QueryContext(ctx context.Context, query string, arguments ...any) (*sql.Rows, error) {
	return s.pool.QueryContext(ctx, query, arguments...)
}

// Attempt runs ask in a savepoint and rolls it back, so that an error of the
// server does not abort the transaction and no lock is kept.
func (s *session) Attempt(ctx context.Context, ask func() error) error {
	if _, err := s.pool.ExecContext(ctx, "savepoint schema_check"); err != nil {
		return err
	}
	err := ask()
	_, rollbackErr := s.pool.ExecContext(ctx, "rollback to savepoint schema_check; release savepoint schema_check")
	return errors.Join(err, rollbackErr)
}

// concurrentChange is how often a snapshot is taken again after the structure
// changed under it: pg_get_expr and its like read the newest catalog, not the
// transaction's, and complain about what is gone.
const concurrentChange = 2

// inSnapshot runs fn in one view of the catalog: a read-only repeatable-read
// transaction, or a savepoint of the caller's transaction.
func inSnapshot(ctx context.Context, db *gorm.DB, fn func(*session) error) error {
	pool := db.Statement.ConnPool
	if _, inTransaction := pool.(gorm.TxCommitter); inTransaction {
		s := &session{pool: pool}
		return s.Attempt(ctx, func() error { return fn(s) })
	}
	sqlDB, err := db.DB()
	if err != nil {
		return fmt.Errorf("no connection pool: %w", err)
	}
	for attempt := 0; ; attempt++ {
		err := inTransaction(ctx, sqlDB, fn)
		var failure *pgconn.PgError
		if attempt == concurrentChange || !errors.As(err, &failure) || failure.Code != "XX000" {
			return err
		}
	}
}

func inTransaction(ctx context.Context, db *sql.DB, fn func(*session) error) error {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return err
	}
	err = fn(&session{pool: tx})
	// There is nothing to commit; a context that ended has rolled back already.
	if rollbackErr := tx.Rollback(); !errors.Is(rollbackErr, sql.ErrTxDone) {
		err = errors.Join(err, rollbackErr)
	}
	return err
}
