package schematest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"io"
	"strings"

	"github.com/DATA-DOG/go-sqlmock"
)

// mocked is what a connection of go-sqlmock can do.
type mocked interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.NamedValueChecker
	driver.QueryerContext
}

// A connector makes connections that answer questions about the catalog and leave all
// else to the mock, which never sees the former: they may be asked in any order, any
// number of times, and by several goroutines.
type connector struct {
	database *Database
	mock     mocked
}

func newConnector(d *Database, mock sqlmock.Sqlmock) connector {
	return connector{d, mock.(mocked)} // It is its own connection.
}

func (c connector) Connect(context.Context) (driver.Conn, error) {
	return &connection{mocked: c.mock, database: c.database}, nil
}

func (c connector) Driver() driver.Driver { return c }

func (c connector) Open(string) (driver.Conn, error) { return c.Connect(context.Background()) }

type connection struct {
	mocked
	database *Database
	// waiting is a transaction that the mock does not know of, because until now
	// nothing in it was its business.
	waiting *driver.TxOptions
}

// Close leaves the mock open, which all connections share.
func (c *connection) Close() error { return nil }

// BeginTx keeps to itself a transaction such as a check begins, until something else
// happens in it.
func (c *connection) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	if options.ReadOnly && sql.IsolationLevel(options.Isolation) == sql.LevelRepeatableRead {
		if err := c.database.failure(); err != nil {
			return nil, err
		}
		c.waiting = &options
		return &transaction{connection: c}, nil
	}
	return c.mocked.BeginTx(ctx, options)
}

// begin tells the mock of the transaction that waits.
func (c *connection) begin(ctx context.Context) error {
	if c.waiting == nil {
		return nil
	}
	options := *c.waiting
	c.waiting = nil
	_, err := c.mocked.BeginTx(ctx, options) // The mock is its own transaction.
	return err
}

func (c *connection) QueryContext(ctx context.Context, query string, arguments []driver.NamedValue) (driver.Rows, error) {
	if answer, ours, err := c.database.answer(query, arguments); ours {
		return answer, err
	}
	if err := c.begin(ctx); err != nil {
		return nil, err
	}
	return c.mocked.QueryContext(ctx, query, arguments)
}

func (c *connection) ExecContext(ctx context.Context, query string, arguments []driver.NamedValue) (driver.Result, error) {
	if strings.HasSuffix(query, "savepoint schema_check") {
		return driver.ResultNoRows, c.database.failure()
	}
	if err := c.begin(ctx); err != nil {
		return nil, err
	}
	return c.mocked.ExecContext(ctx, query, arguments)
}

func (c *connection) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if err := c.begin(ctx); err != nil {
		return nil, err
	}
	return c.mocked.PrepareContext(ctx, query)
}

// A transaction is one that the mock may come to know of.
type transaction struct{ connection *connection }

func (t *transaction) Commit() error {
	if t.ended() {
		return nil
	}
	return t.connection.mocked.(driver.Tx).Commit()
}

func (t *transaction) Rollback() error {
	if t.ended() {
		return nil
	}
	return t.connection.mocked.(driver.Tx).Rollback()
}

// ended ends a transaction that the mock does not know of.
func (t *transaction) ended() bool {
	waiting := t.connection.waiting != nil
	t.connection.waiting = nil
	return waiting
}

// rows are an answer.
type rows struct {
	columns []string
	values  [][]driver.Value
}

func (r *rows) Columns() []string { return r.columns }
func (r *rows) Close() error      { return nil }

func (r *rows) Next(into []driver.Value) error {
	if len(r.values) == 0 {
		return io.EOF
	}
	copy(into, r.values[0])
	r.values = r.values[1:]
	return nil
}
