// Package schematest is for the tests of a service that uses package schema.
//
// A unit test of the way a service starts needs no database: [New] gives it a
// connection whose catalog is what the models ask for, with ways to break it one by
// one. An integration test has a database and asks with [RequireAligned] whether it
// agrees with the models.
//
// The package brings go-sqlmock and testing along, so only tests import it.
package schematest

import (
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/synapscale/synapscale-go/schema/declare"
	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/expected"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A Database stands for one that holds the tables of some models and nothing else. It
// answers what [schema.Check], [schema.Assert], an assertion and [schema.Migrator] ask,
// in any order and any number of times. What they would leave to PostgreSQL, whether
// two expressions mean the same, it decides by their text.
//
// Its methods may be called at any time, also by several goroutines; what they change
// counts from the next check on. They return the Database. If it has not what they are
// about, the test is wrong: it ends, and where there is none, no check can run any more.
//
// [schema.Check]: https://pkg.go.dev/github.com/synapscale/synapscale-go/schema#Check
type Database struct {
	// DB is the connection to hand to the service.
	DB *gorm.DB
	// Mock takes the expectations for all statements of the service itself. Of those
	// that read the catalog it never hears.
	Mock sqlmock.Sqlmock

	pool     *sql.DB
	tb       testing.TB // nil for an example
	mu       sync.Mutex
	snapshot catalog.Snapshot
	err      error
}

// New makes a database that agrees with the models. At the end of the test it demands
// that the expectations of its Mock were met.
func New(tb testing.TB, models ...any) *Database {
	tb.Helper()
	d, err := Open(models...)
	if err != nil {
		tb.Fatal(err)
		return nil
	}
	d.tb = tb
	tb.Cleanup(func() {
		if err := d.Mock.ExpectationsWereMet(); err != nil {
			tb.Error(err)
		}
		_ = d.Close() // There is nothing behind it.
	})
	return d
}

// Open is [New] for an example, which has no testing.TB. The error says which model
// GORM cannot read.
func Open(models ...any) (*Database, error) {
	// None of these has a way to fail: the mock has no options, expects to be closed,
	// which was only the way to get at it, and connects to nothing.
	pool, mock, _ := sqlmock.New()
	mock.ExpectClose()
	_ = pool.Close()
	d := &Database{Mock: mock}
	d.pool = sql.OpenDB(newConnector(d, mock))
	d.DB, _ = gorm.Open(postgres.New(postgres.Config{Conn: d.pool}), &gorm.Config{Logger: logger.Discard})
	d.snapshot.Server = catalog.Server{
		Product: "PostgreSQL 18.0 (schematest)", Version: 180000, Database: "schematest", Role: "service", CurrentSchema: "public",
	}
	tables, err := expected.Tables(d.DB, d.snapshot.Server.CurrentSchema, models)
	if err != nil {
		return nil, err
	}
	live(&d.snapshot, tables)
	return d, nil
}

// Close closes the pool of DB. [New] does that by itself.
func (d *Database) Close() error { return d.pool.Close() }

// A Table is a table with everything that is attached to it, as [Database.Alter] shows
// and takes it. The names of types, actions and methods are PostgreSQL's own, in its
// spelling.
type Table = structure.Table

// What a table has, and is named by.
type (
	// A Name is a name qualified by its schema.
	Name = structure.Name
	// A Type is the type of a column.
	Type = structure.Type
	// A Column is a column of a table.
	Column = structure.Column
	// A ForeignKey is a reference to the key of a table.
	ForeignKey = structure.ForeignKey
	// A KeyTrigger is one of the triggers by which PostgreSQL enforces a foreign key.
	KeyTrigger = structure.KeyTrigger
	// A Check is a check constraint.
	Check = structure.Check
	// An Index is an index, or the one behind a unique or exclusion constraint.
	Index = structure.Index
	// An IndexKey is one key of an index: a column or an expression.
	IndexKey = structure.IndexKey
	// A Policy says which rows a command may see or write.
	Policy = structure.Policy
	// A Trigger calls a function when rows change.
	Trigger = structure.Trigger
)

// Without drops a table, or columns of it, with all that hangs on them.
func (d *Database) Without(table string, columns ...string) *Database {
	return d.change(table, func(t *Table) {
		for _, name := range columns {
			if t.Column(name) == nil {
				d.mistake(fmt.Errorf("table %s has no column %q", t.Name, name))
				return
			}
			dropColumn(&d.snapshot, t, name)
		}
		if len(columns) == 0 {
			dropTable(&d.snapshot, t)
		}
	})
}

// Alter lets change make what it likes of a table. The name is that of TableName or, as
// in PostgreSQL, stands for one in the schema public.
func (d *Database) Alter(table string, change func(*Table)) *Database { return d.change(table, change) }

// With adds a table that no model asks for. A schema that is not named is public.
func (d *Database) With(table Table) *Database {
	d.mu.Lock()
	defer d.mu.Unlock()
	table.Name = table.Name.In(d.snapshot.Server.CurrentSchema)
	if table.Kind == "" {
		table.Kind = structure.KindTable
	}
	d.snapshot.Tables = append(d.snapshot.Tables, &table)
	return d
}

// Declare adds what GORM's tags cannot say of a database, in the words of package
// declare.
func (d *Database) Declare(declared ...declare.Schema) *Database {
	d.mu.Lock()
	defer d.mu.Unlock()
	all, err := expected.Declare(declared, d.snapshot.Server.CurrentSchema, d.snapshot.Tables)
	if err != nil {
		d.mistake(err)
		return d
	}
	declareAll(&d.snapshot, all)
	return d
}

// Hide takes from the role the right to read a table.
func (d *Database) Hide(table string) *Database {
	return d.change(table, func(t *Table) { d.snapshot.Unreadable = append(d.snapshot.Unreadable, t.Name) })
}

// Fail makes every question about the catalog fail with an error, until it is called
// with nil: the database is not there.
func (d *Database) Fail(err error) *Database {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.err = err
	return d
}

// ErrGone is an error for [Database.Fail].
var ErrGone = errors.New("schematest: the database is gone")

func (d *Database) failure() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err
}

// change changes a table under the lock.
func (d *Database) change(table string, change func(*Table)) *Database {
	d.mu.Lock()
	defer d.mu.Unlock()
	name := structure.ParseName(table).In(d.snapshot.Server.CurrentSchema)
	if at := indexOf(d.snapshot.Tables, name); at >= 0 {
		change(d.snapshot.Tables[at])
	} else {
		d.mistake(fmt.Errorf("there is no table %s", name))
	}
	return d
}

// mistake ends the test, or else keeps every check from running. The caller holds the
// lock.
func (d *Database) mistake(err error) {
	d.err = fmt.Errorf("schematest: %w", err)
	if d.tb != nil {
		d.tb.Fatal(d.err)
	}
}
