package tenancy

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// Plugin makes GORM refuse, before the database does, what the isolation of tenants refuses. Register it once, where the
// database is opened:
//
//	err := db.Use(tenancy.Plugin{})
//
// A statement on a table whose rows belong to tenants is [ErrNoTenant] unless it stands in the transaction of [Within] or
// [AsSystem]. That holds for both of GORM's APIs, for Raw and Exec, joins, subqueries and preloads, because it is the
// final SQL that is read. What changes the structure or the session passes, and so does EXPLAIN without ANALYZE. What
// SQL hides cannot be known: what a view or a function reads, what a string is that is executed, and what is sent past
// GORM, by its DB method or the pool of its statement. There the database decides alone, as it does within a tenant.
//
// Within a tenant, Create fills the column tenant_id of rows that have none, in the value that it is given, and a row of
// another tenant is [ErrForeignTenant]. So is an update, or what is done on a conflict, that would give a row another
// tenant, or none. Within [AsSystem] nothing is filled, and nothing refused.
//
// GORM's Migrator works, but for what reads a row of the table to learn its columns: ColumnTypes and AutoMigrate, which
// need a *gorm.DB without the plugin.
type Plugin struct {
	// Tables are the service's own tables, beside [isolation.Tables].
	Tables []isolation.Table
}

// Name implements [gorm.Plugin].
func (Plugin) Name() string { return "synapscale:tenancy" }

// Initialize implements [gorm.Plugin].
func (p Plugin) Initialize(db *gorm.DB) error {
	g := &guard{tables: newIsolatedTables(append(isolation.Tables(), p.Tables...))}
	create, query, update := db.Callback().Create(), db.Callback().Query(), db.Callback().Update()
	remove, row, raw := db.Callback().Delete(), db.Callback().Row(), db.Callback().Raw()
	const refuse, guarded, released = "tenancy:refuse", "tenancy:guard", "tenancy:release"
	return errors.Join(
		// Before GORM begins a transaction.
		create.Before("*").Register(refuse, g.refuse),
		update.Before("*").Register(refuse, g.refuse),
		remove.Before("*").Register(refuse, g.refuse),

		create.Before("gorm:before_create").Register("tenancy:fill", g.fill),
		create.Before("gorm:create").Register("tenancy:check", g.checkCreate),
		update.Before("gorm:update").Register("tenancy:check", g.checkUpdate),

		// Around what sends the statement, and nothing else: what else GORM does with the pool is not for the guard.
		create.Before("gorm:create").Register(guarded, g.hold),
		create.Before("gorm:save_after_associations").Register(released, release),
		query.Before("gorm:query").Register(guarded, g.hold),
		query.Before("gorm:preload").Register(released, release),
		update.Before("gorm:update").Register(guarded, g.hold),
		update.Before("gorm:save_after_associations").Register(released, release),
		remove.Before("gorm:delete").Register(guarded, g.hold),
		remove.Before("gorm:after_delete").Register(released, release),
		row.Before("gorm:row").Register(guarded, g.hold),
		row.After("gorm:row").Register(released, release),
		raw.Before("gorm:raw").Register(guarded, g.hold),
		raw.After("gorm:raw").Register(released, release),
	)
}

// NoTenantError is [ErrNoTenant] with the table.
type NoTenantError struct {
	Table string // with its schema
}

func (e *NoTenantError) Error() string {
	return fmt.Sprintf("%v: the rows of %s belong to tenants: use the transaction of Within or AsSystem", ErrNoTenant, e.Table)
}

// Unwrap returns [ErrNoTenant].
func (e *NoTenantError) Unwrap() error { return ErrNoTenant }

// A guard is what the plugin registers with GORM.
type guard struct {
	tables *isolatedTables
}

// refuse ends a statement on a model's table before a transaction begins for it.
func (g *guard) refuse(db *gorm.DB) {
	if db.Error != nil || db.DryRun || scopeOf(db.Statement.ConnPool) != nil {
		return
	}
	if table := g.table(db.Statement); table != nil {
		_ = db.AddError(noTenantError(table))
	}
}

// table is the isolated table that a statement of GORM is about, nil if it is about none.
func (g *guard) table(statement *gorm.Statement) *isolation.Table {
	if statement.TableExpr != nil { // Where the name has a schema, statement.Table has lost it.
		return g.tables.named(statement.TableExpr.SQL)
	}
	return g.tables.named(statement.Table)
}

func noTenantError(table *isolation.Table) error {
	return &NoTenantError{Table: table.Schema + "." + table.Name}
}

// hold puts a guarded pool before the one that is about to get a statement, outside of Within and AsSystem.
func (g *guard) hold(db *gorm.DB) {
	if db.Error == nil && !db.DryRun && scopeOf(db.Statement.ConnPool) == nil {
		db.Statement.ConnPool = &guardedPool{pool: db.Statement.ConnPool, tables: g.tables}
	}
}

func release(db *gorm.DB) {
	if held, ok := db.Statement.ConnPool.(*guardedPool); ok {
		db.Statement.ConnPool = held.pool
	}
}

// A guardedPool refuses statements on isolated tables.
type guardedPool struct {
	pool   gorm.ConnPool
	tables *isolatedTables
}

func (p *guardedPool) refusal(query string) error {
	if table := p.tables.in(query); table != nil {
		return noTenantError(table)
	}
	return nil
}

// PrepareContext implements [gorm.ConnPool].
func (p *guardedPool) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := p.refusal(query); err != nil {
		return nil, err
	}
	return p.pool.PrepareContext(ctx, query)
}

// ExecContext implements [gorm.ConnPool].
func (p *guardedPool) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := p.refusal(query); err != nil {
		return nil, err
	}
	return p.pool.ExecContext(ctx, query, args...)
}

// QueryContext implements [gorm.ConnPool].
func (p *guardedPool) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := p.refusal(query); err != nil {
		return nil, err
	}
	return p.pool.QueryContext(ctx, query, args...)
}

// QueryRowContext implements [gorm.ConnPool].
func (p *guardedPool) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if err := p.refusal(query); err != nil {
		return rowOf(err)
	}
	return p.pool.QueryRowContext(ctx, query, args...)
}
