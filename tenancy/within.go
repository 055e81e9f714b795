package tenancy

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// Options say how [Within] and [AsSystem] run. The zero value is what those do.
type Options struct {
	// ReadOnly lets the database refuse writes.
	ReadOnly bool
	// Isolation is the level of the transaction. A nested call cannot ask for one, because the transaction is there.
	Isolation sql.IsolationLevel
	// Retries is how often the function is called again, in a new transaction, after the database has given this one up
	// in favour of another: SQLSTATE 40001, serialization failure, and 40P01, deadlock. In a transaction that was there
	// before it means nothing: only who began that can begin it anew.
	Retries int
}

// Within calls fn in a transaction that sees and writes the rows of one tenant and no others. It commits when fn returns
// nil, and rolls back when fn returns an error or panics; the panic goes on.
//
// fn works with tx. Who works with db instead works in another transaction, which has no tenant. The context of fn
// carries the tenant, and the actor of [WithActor], whom the database gets to know with it.
//
// The transaction takes on the role [isolation.AppRole], so that row security binds it whoever the service has logged in
// as, the owner of the tables and superusers included. Role and settings end with the transaction: nothing stays on the
// connection, and a pooler in transaction mode may stand before the database.
//
// A nested call for the same tenant joins the transaction, in a savepoint: its error undoes what the nested call did and
// no more. It does so also when it is given the pool, if the context is that of the outer call. For another tenant it is
// [ErrOtherTenant]. If db is a transaction of the caller's, Within works in that one, puts role and settings back
// afterwards, and leaves the end of it to the caller.
//
// A transaction is for one goroutine at a time, and so is the context of fn, since it leads to the transaction.
//
// Within holds for mistakes and for values, not for SQL that somebody else writes: SQL may set app.current_tenant, and may
// leave on the connection what outlives a transaction, as a cursor WITH HOLD, a temporary table or SET without LOCAL do.
func Within(ctx context.Context, db *gorm.DB, tenant uuid.UUID, fn func(ctx context.Context, tx *gorm.DB) error) error {
	return Options{}.Within(ctx, db, tenant, fn)
}

// WithinContext is [Within] for the tenant of the context: see [WithTenant].
func WithinContext(ctx context.Context, db *gorm.DB, fn func(ctx context.Context, tx *gorm.DB) error) error {
	return Options{}.WithinContext(ctx, db, fn)
}

// Within is the function [Within] with these options.
func (o Options) Within(ctx context.Context, db *gorm.DB, tenant uuid.UUID, fn func(ctx context.Context, tx *gorm.DB) error) error {
	if tenant == uuid.Nil {
		return fmt.Errorf("%w: Within was called with the nil UUID", ErrNoTenant)
	}
	if current, ok := TenantOf(ctx); ok && current != tenant {
		return &OtherTenantError{Current: current, Wanted: tenant}
	}
	actor, _ := Actor(ctx)
	return o.run(ctx, db, acting{role: isolation.AppRole, tenant: tenant, actor: actor}, fn)
}

// WithinContext is the function [WithinContext] with these options.
func (o Options) WithinContext(ctx context.Context, db *gorm.DB, fn func(ctx context.Context, tx *gorm.DB) error) error {
	tenant, ok := TenantOf(ctx)
	if !ok {
		return fmt.Errorf("%w: the context has none; give it one with WithTenant", ErrNoTenant)
	}
	return o.Within(ctx, db, tenant, fn)
}

// run calls fn as somebody, in the transaction that db or ctx is in, or else in one of its own.
func (o Options) run(ctx context.Context, db *gorm.DB, who acting, fn func(ctx context.Context, tx *gorm.DB) error) error {
	switch {
	case db == nil || db.Config == nil || db.Statement == nil:
		return errors.New("tenancy: db is nil, or was not opened with gorm.Open")
	case db.Error != nil:
		return db.Error
	}
	if s := running(ctx, db); s != nil {
		return o.nested(ctx, db, s, who, fn)
	}
	if _, ok := db.Statement.ConnPool.(gorm.TxCommitter); ok {
		return o.joined(ctx, db, who, fn)
	}
	for attempt := 0; ; attempt++ {
		err := o.outermost(ctx, db, who, fn)
		if attempt >= o.Retries || !givenUp(err) {
			return err
		}
		if interrupted := pause(ctx, attempt); interrupted != nil {
			return errors.Join(err, interrupted)
		}
	}
}

// outermost calls fn in a transaction of its own.
func (o Options) outermost(ctx context.Context, db *gorm.DB, who acting, fn func(ctx context.Context, tx *gorm.DB) error) (err error) {
	begun := db.Session(&gorm.Session{NewDB: true, Context: ctx}).Begin(&sql.TxOptions{Isolation: o.Isolation, ReadOnly: o.ReadOnly})
	if begun.Error != nil {
		return fmt.Errorf("tenancy: begin: %w", begun.Error)
	}
	committed := false
	defer func() { // Also after a panic, and when a test ends in fn.
		if !committed {
			err = joinUnlessDone(err, begun.Rollback().Error)
		}
	}()
	s, err := newScope(begun)
	if err != nil {
		return err
	}
	defer s.end()
	if err := s.takeOn(ctx, who.settings()); err != nil {
		return err
	}
	s.now.Store(&who)
	if err := s.call(ctx, db, fn); err != nil {
		return err
	}
	if err := begun.Commit().Error; err != nil {
		if errors.Is(err, sql.ErrTxDone) && ctx.Err() != nil {
			err = context.Cause(ctx) // Its end has rolled back before we could commit.
		}
		return fmt.Errorf("tenancy: commit: %w", err)
	}
	committed = true
	return nil
}

// givenUp reports whether the database has given a transaction up in favour of another, so that it may succeed when it
// is tried again.
func givenUp(err error) bool {
	state := sqlState(err)
	return state == "40001" || state == "40P01"
}

// pause waits before the next attempt, at random so that the same two do not meet again, and longer each time. It
// returns why the context ended, if it did.
func pause(ctx context.Context, attempt int) error {
	longest := 10 * time.Millisecond << min(attempt, 6)
	timer := time.NewTimer(rand.N(longest))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// sqlState is the code that PostgreSQL gave to its error, whatever the driver, or nothing for another error.
func sqlState(err error) string {
	if coded, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err); ok {
		return coded.SQLState()
	}
	return ""
}

// joinUnlessDone adds what went wrong while a transaction was rolled back, unless it had ended already.
func joinUnlessDone(err, rollback error) error {
	if rollback == nil || errors.Is(rollback, sql.ErrTxDone) {
		return err
	}
	return errors.Join(err, fmt.Errorf("tenancy: roll back: %w", rollback))
}
