package tenancy

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// nested calls fn in a scope that is running.
func (o Options) nested(ctx context.Context, db *gorm.DB, s *scope, who acting, fn func(ctx context.Context, tx *gorm.DB) error) error {
	if s.ended.Load() {
		return fmt.Errorf("tenancy: the transaction of Within or AsSystem has ended: %w", sql.ErrTxDone)
	}
	if current := s.tenant(); current != who.tenant {
		switch {
		case who.tenant == noTenant:
			return &InsideTenantError{Tenant: current}
		case current != noTenant:
			return &OtherTenantError{Current: current, Wanted: who.tenant}
		}
	}
	return o.inSavepoint(ctx, s, who, func() error { return s.call(ctx, db, fn) })
}

// joined calls fn in a transaction of the caller's.
func (o Options) joined(ctx context.Context, db *gorm.DB, who acting, fn func(ctx context.Context, tx *gorm.DB) error) error {
	s, err := newScope(db)
	if err != nil {
		return err
	}
	defer s.end()
	return o.inSavepoint(ctx, s, who, func() error { return s.call(ctx, db, fn) })
}

// inSavepoint calls fn as somebody, in a savepoint, and puts back as whom the transaction acted. What is set until the
// end of the transaction outlives a savepoint that is released; one that is rolled back takes it along.
func (o Options) inSavepoint(ctx context.Context, s *scope, who acting, fn func() error) (err error) {
	if o.Isolation != sql.LevelDefault {
		return errors.New("tenancy: the transaction has its isolation level already: ask for it where that begins")
	}
	name := fmt.Sprintf("synapscale_%d", s.savepoints.Add(1))
	if _, err := s.tx.ExecContext(ctx, "savepoint "+name); err != nil {
		return fmt.Errorf("tenancy: savepoint: %w", err)
	}
	before := s.now.Load()
	released := false
	defer func() { // Also after a panic, and when a test ends in fn.
		s.now.Store(before)
		if !released {
			_, rollback := s.tx.ExecContext(context.WithoutCancel(ctx), "rollback to savepoint "+name+"; release savepoint "+name)
			err = joinUnlessDone(err, rollback)
		}
	}()
	var back *settings
	if before == nil || *before != who {
		if back, err = s.change(ctx, before, who); err != nil {
			return err
		}
	}
	if o.ReadOnly { // The end of a savepoint ends it.
		if _, err := s.tx.ExecContext(ctx, "set transaction read only"); err != nil {
			return fmt.Errorf("tenancy: read only: %w", err)
		}
	}
	if err := fn(); err != nil {
		return err
	}
	if back != nil {
		if err := s.takeOn(ctx, *back); err != nil {
			return err
		}
	}
	if _, err := s.tx.ExecContext(ctx, "release savepoint "+name); err != nil {
		return fmt.Errorf("tenancy: release savepoint: %w", err)
	}
	released = true
	return nil
}

// change takes on who, and returns what to take on again afterwards.
func (s *scope) change(ctx context.Context, before *acting, who acting) (back *settings, err error) {
	back = new(settings)
	if before != nil {
		*back = before.settings()
	} else {
		// A caller's transaction may have a role and settings of its own.
		row := s.tx.QueryRowContext(ctx, "select current_setting('role'), "+
			"coalesce(current_setting('app.current_tenant', true), ''), coalesce(current_setting('app.current_user', true), '')")
		if err := row.Scan(&back.role, &back.tenant, &back.actor); err != nil {
			return nil, fmt.Errorf("tenancy: as whom the transaction acts: %w", err)
		}
	}
	if err := s.takeOn(ctx, who.settings()); err != nil {
		return nil, err
	}
	s.now.Store(&who)
	return back, nil
}
