package schema

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"gorm.io/gorm"
)

// A session is the transaction in which a check asks, or a probe writes.
type session struct {
	pool gorm.ConnPool
	// again is set if the snapshot can be taken once more.
	again bool
}

// QueryContext runs a query in the transaction.
func (s *session) QueryContext(ctx context.Context, query string, arguments ...any) (*sql.Rows, error) {
	return s.pool.QueryContext(ctx, query, arguments...)
}

// Attempt runs ask in a savepoint and rolls it back, so that an error of the
// server does not abort the transaction and no lock and no setting is kept.
func (s *session) Attempt(ctx context.Context, ask func() error) error {
	if _, err := s.pool.ExecContext(ctx, "savepoint schema_check"); err != nil {
		return err
	}
	err := ask()
	// Also after ctx has ended: the transaction may be the caller's.
	_, rollbackErr := s.pool.ExecContext(context.WithoutCancel(ctx),
		"rollback to savepoint schema_check; release savepoint schema_check")
	if err == nil {
		err = rollbackErr
	}
	return err
}

// Step runs do in a savepoint and undoes it if it fails. The transaction goes on in both cases, unless broken says why
// it cannot.
func (s *session) Step(ctx context.Context, do func() error) (failed, broken error) {
	if _, err := s.pool.ExecContext(ctx, "savepoint schema_step"); err != nil {
		return nil, err
	}
	end := "release savepoint schema_step"
	failed = do()
	if failed != nil {
		end = "rollback to savepoint schema_step; " + end
	}
	if _, broken = s.pool.ExecContext(context.WithoutCancel(ctx), end); broken == nil {
		broken = ctx.Err()
	}
	return failed, broken
}

// inSnapshot runs fn in one view of the catalog: a read-only repeatable-read
// transaction, or a savepoint of the caller's transaction. Its error is a
// [*CheckError].
func inSnapshot(ctx context.Context, db *gorm.DB, fn func(*session) error) error {
	run, err := snapshotOf(ctx, db)
	if err == nil {
		for attempt := 1; attempt == 1 || attempt <= attempts && changing[sqlState(err)]; attempt++ {
			if attempt > 1 {
				pause(ctx, attempt-1)
			}
			err = run(func(s *session) error {
				s.again = attempt < attempts
				return fn(s)
			})
		}
	}
	return failure(ctx, err)
}

// failure makes a [*CheckError] of an error.
func failure(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if failure, ok := errors.AsType[*CheckError](err); ok {
		return failure
	}
	if ended := ctx.Err(); ended != nil && !errors.Is(err, ended) {
		err = fmt.Errorf("%w: %w", ended, err) // The driver may only know that its connection is gone.
	}
	return &CheckError{Reason: ReasonConnection, Err: err}
}

// attempts is how often a snapshot is taken at most if the structure changes under
// it: often enough for a migration that changes one table after the other.
const attempts = 10

// pause lets a change come to its end: longer each time, and at random, so that it is
// not met in the same place again. It is over within a second and a half in all.
func pause(ctx context.Context, attempt int) {
	timer := time.NewTimer(rand.N(time.Duration(attempt) * 30 * time.Millisecond)) //nolint:gosec // It guards nothing.
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// changing are the errors that this makes. pg_get_expr and its like, and whatever
// plans a statement, read the newest catalog, not the transaction's: they complain
// about a relation, a column or a type that is gone, and wait, for as long as
// lock_timeout lets them, for a table that another session is altering.
var changing = map[string]bool{"XX000": true, "55P03": true, "40P01": true, "42P01": true, "42703": true, "42704": true}

// snapshotOf returns the way to take a snapshot on the connection of db.
func snapshotOf(ctx context.Context, db *gorm.DB) (run func(fn func(*session) error) error, err error) {
	return transactionOf(ctx, db, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
}

// transactionOf returns the way to run something on the connection of db and to undo it: in a transaction of its own,
// or in a savepoint if db is one.
func transactionOf(ctx context.Context, db *gorm.DB, options *sql.TxOptions) (run func(fn func(*session) error) error, err error) {
	switch {
	case db == nil:
		return nil, errors.New("there is none: db is nil")
	case db.Config == nil || db.Dialector == nil || db.Statement == nil:
		return nil, errors.New("db was not opened with gorm.Open")
	case db.Error != nil:
		return nil, db.Error
	case db.Name() != "postgres":
		return nil, &CheckError{Reason: ReasonServer, Err: fmt.Errorf("db is for %q; PostgreSQL is needed", db.Name())}
	}
	pool := db.Statement.ConnPool
	if prepared, ok := pool.(*gorm.PreparedStmtTX); ok {
		pool = prepared.Tx // Its cache is for the statements of the caller.
	}
	if _, inTransaction := pool.(gorm.TxCommitter); inTransaction {
		s := &session{pool: pool}
		return func(fn func(*session) error) error {
			return s.Attempt(ctx, func() error { return fn(s) })
		}, nil
	}
	beginner, ok := pool.(gorm.TxBeginner)
	if !ok {
		if beginner, err = db.DB(); err != nil {
			return nil, fmt.Errorf("no connection pool: %w", err)
		}
	}
	return func(fn func(*session) error) error { return inTransaction(ctx, beginner, options, fn) }, nil
}

func inTransaction(ctx context.Context, pool gorm.TxBeginner, options *sql.TxOptions, fn func(*session) error) error {
	tx, err := pool.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	err = fn(&session{pool: tx})
	// There is nothing to commit; a context that ended has rolled back already.
	if rollbackErr := tx.Rollback(); err == nil && !errors.Is(rollbackErr, sql.ErrTxDone) {
		err = rollbackErr
	}
	return err
}

// sqlState returns the code that PostgreSQL gives to its error, whatever the
// driver, or nothing for another error.
func sqlState(err error) string {
	var coded interface{ SQLState() string }
	if errors.As(err, &coded) {
		return coded.SQLState()
	}
	return ""
}
