package tenancy

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"sync/atomic"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// acting is as whom a transaction acts.
type acting struct {
	role          string
	tenant, actor uuid.UUID // The nil UUID is none.
}

// settings are those of the database by which it knows who acts, as texts.
type settings struct{ role, tenant, actor string }

func (a acting) settings() settings {
	text := func(id uuid.UUID) string {
		if id == uuid.Nil {
			return ""
		}
		return id.String()
	}
	return settings{role: a.role, tenant: text(a.tenant), actor: text(a.actor)}
}

// A scope is a transaction in which role, tenant and actor are set. It stands between GORM and the transaction, because
// that is the one place which every statement passes and nothing forgets: gorm.G forgets what is set on a *gorm.DB, and
// a caller may pass another context.
type scope struct {
	tx   gorm.Tx
	pool gorm.ConnPool // what a *gorm.DB of the scope works with: the scope, or GORM's prepared statements before it
	db   *sql.DB       // where the transaction comes from, nil if that cannot be told

	now        atomic.Pointer[acting] // as the database has it set; nil while a caller's transaction is as it was
	savepoints atomic.Int64
	ended      atomic.Bool
}

// newScope returns the scope of the transaction of a *gorm.DB.
func newScope(begun *gorm.DB) (*scope, error) {
	pool := transactionOf(begun.Statement.ConnPool)
	tx, ok := pool.(gorm.Tx)
	if !ok {
		return nil, fmt.Errorf("tenancy: a transaction of type %T is none of database/sql", pool)
	}
	s := &scope{tx: tx, db: poolOf(begun)}
	s.pool = s
	if prepared, ok := begun.Statement.ConnPool.(*gorm.PreparedStmtTX); ok {
		s.pool = &gorm.PreparedStmtTX{Tx: s, PreparedStmtDB: prepared.PreparedStmtDB}
	}
	return s, nil
}

// poolOf is the pool that the connections of db come from, nil if that cannot be told.
func poolOf(db *gorm.DB) *sql.DB {
	pool, err := db.DB()
	if err != nil {
		return nil
	}
	return pool
}

// transactionOf is a pool of GORM without the prepared statements that may stand before it, more than once.
func transactionOf(pool gorm.ConnPool) gorm.ConnPool {
	for {
		prepared, ok := pool.(*gorm.PreparedStmtTX)
		if !ok {
			return pool
		}
		pool = prepared.Tx
	}
}

// scopeOf is the scope of the transaction that a pool of GORM is, nil if it is none.
func scopeOf(pool gorm.ConnPool) *scope {
	s, _ := transactionOf(pool).(*scope)
	return s
}

// running is the scope that db is in, or that ctx is in if db is the pool that it came from; nil if there is none.
func running(ctx context.Context, db *gorm.DB) *scope {
	if s := scopeOf(db.Statement.ConnPool); s != nil {
		return s
	}
	s := heldBy(ctx).scope
	if s == nil || s.ended.Load() {
		return nil
	}
	if _, inTransaction := db.Statement.ConnPool.(gorm.TxCommitter); inTransaction || s.db == nil || s.db != poolOf(db) {
		return nil
	}
	return s
}

// takeOn sets role, tenant and actor until the end of the transaction, in one round trip.
func (s *scope) takeOn(ctx context.Context, who settings) error {
	_, err := s.tx.ExecContext(ctx,
		"select set_config('role', $1, true), set_config('app.current_tenant', $2, true), set_config('app.current_user', $3, true)",
		who.role, who.tenant, who.actor)
	return roleError(who.role, err)
}

// call calls fn in the scope.
func (s *scope) call(ctx context.Context, db *gorm.DB, fn func(ctx context.Context, tx *gorm.DB) error) error {
	h := heldBy(ctx)
	h.tenant, h.scope = s.now.Load().tenant, s
	ctx = h.in(ctx)
	tx := db.Session(&gorm.Session{NewDB: true, Context: ctx})
	tx.Statement.ConnPool = s.pool
	return fn(ctx, tx)
}

// end makes the scope useless, so that a transaction of the caller's is not used as the tenant afterwards.
func (s *scope) end() { s.ended.Store(true) }

// tenant is the tenant that the transaction acts for, the nil UUID if it acts for the system.
func (s *scope) tenant() uuid.UUID {
	if who := s.now.Load(); who != nil && who.role == isolation.AppRole {
		return who.tenant
	}
	return uuid.Nil
}

// PrepareContext implements [gorm.ConnPool].
func (s *scope) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if s.ended.Load() {
		return nil, sql.ErrTxDone
	}
	return s.tx.PrepareContext(ctx, query)
}

// ExecContext implements [gorm.ConnPool].
func (s *scope) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if s.ended.Load() {
		return nil, sql.ErrTxDone
	}
	return s.tx.ExecContext(ctx, query, args...)
}

// QueryContext implements [gorm.ConnPool].
func (s *scope) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if s.ended.Load() {
		return nil, sql.ErrTxDone
	}
	return s.tx.QueryContext(ctx, query, args...)
}

// QueryRowContext implements [gorm.ConnPool].
func (s *scope) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if s.ended.Load() {
		return rowOf(sql.ErrTxDone)
	}
	return s.tx.QueryRowContext(ctx, query, args...)
}

// StmtContext implements [gorm.Tx].
func (s *scope) StmtContext(ctx context.Context, stmt *sql.Stmt) *sql.Stmt {
	if s.ended.Load() {
		canceled, cancel := context.WithCancel(ctx) // The one way to a statement that only says an error.
		cancel()
		ctx = canceled
	}
	return s.tx.StmtContext(ctx, stmt)
}

// Commit implements [gorm.TxCommitter], by which GORM knows a transaction and makes savepoints in it.
func (s *scope) Commit() error { return ErrEndsWithFunction }

// Rollback implements [gorm.TxCommitter].
func (s *scope) Rollback() error { return ErrEndsWithFunction }

// GetDBConn implements [gorm.GetDBConnector].
func (s *scope) GetDBConn() (*sql.DB, error) {
	if s.db == nil {
		return nil, gorm.ErrInvalidDB
	}
	return s.db, nil
}

// rowOf is a row whose Scan returns err. Only a pool makes rows, so one that cannot connect is asked for it.
func rowOf(err error) *sql.Row {
	pool := sql.OpenDB(unconnectable{err})
	defer pool.Close()
	return pool.QueryRow("")
}

type unconnectable struct{ err error }

func (u unconnectable) Connect(context.Context) (driver.Conn, error) { return nil, u.err }
func (u unconnectable) Driver() driver.Driver                        { return nil }
