// Package catalog reads the structure of a live database from pg_catalog, in one
// query whatever the number of tables. pg_catalog is
// readable by every role, where information_schema hides what a role has no
// rights on.
package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// MinimumVersion is the oldest server_version_num that the queries are written for.
const MinimumVersion = 130000

// A Querier runs queries: a *sql.Tx, or GORM's pool inside the caller's transaction.
type Querier interface {
	QueryContext(ctx context.Context, query string, arguments ...any) (*sql.Rows, error)
}

// A Server says what answers at the other end of the connection.
type Server struct {
	Product       string // what version() prints
	Version       int    // server_version_num
	Database      string
	Role          string
	CurrentSchema string // where an unqualified table name is looked for
}

// A Snapshot is the structure of some schemas at one moment.
type Snapshot struct {
	Server Server
	Tables []*structure.Table
	// What the schemas hold beside tables, the objects of extensions left out, and
	// the extensions of the database.
	Extensions []string
	Enums      []structure.Enum
	Sequences  []structure.Sequence
	Functions  []structure.Function
	Views      []structure.View
	// Unusable lists the schemas on which the role lacks USAGE.
	Unusable []string
	// Unreadable lists the relations on which the role lacks SELECT.
	Unreadable []structure.Name

	byName map[structure.Name]*structure.Table
}

// IsUnreadable reports whether the role lacks SELECT on a relation.
func (s *Snapshot) IsUnreadable(name structure.Name) bool {
	_, found := slices.BinarySearchFunc(s.Unreadable, name, compareNames)
	return found
}

// Table returns the named relation, or nil.
func (s *Snapshot) Table(name structure.Name) *structure.Table { return s.byName[name] }

// Identify asks the server what it is, with the caller's search path still in
// force.
func Identify(ctx context.Context, q Querier) (Server, error) {
	var s Server
	err := each(ctx, q, sessionQuery, nil, func(scan func(...any) error) error {
		return scan(&s.Product, &s.Version, &s.Database, &s.Role, &s.CurrentSchema)
	})
	return s, err
}

// Schemas lists the schemas that are not PostgreSQL's own.
func Schemas(ctx context.Context, q Querier) ([]string, error) {
	var schemas []string
	err := each(ctx, q, schemasQuery, nil, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		schemas = append(schemas, name)
		return err
	})
	return schemas, err
}

// Read reads the named schemas of the server that [Identify] has described. The
// transaction of q should be read-only and repeatable read; Read empties its search
// path, because PostgreSQL leaves out of what it prints every schema that the path
// would find.
func Read(ctx context.Context, q Querier, server Server, schemas []string) (*Snapshot, error) {
	rows := newStream(server)
	if err := start(ctx, q, forVersion(relations+tables+unionAll+attached, server.Version), schemas, rows.add); err != nil {
		return nil, err
	}
	return rows.snapshot()
}

// ReadTables is Read without policies, triggers, functions and extensions, which takes half
// the time where every table has policies. What it returns beside the snapshot adds them, in
// the same transaction.
func ReadTables(ctx context.Context, q Querier, server Server, schemas []string) (live *Snapshot, attach func() error, err error) {
	rows := newStream(server)
	if err := start(ctx, q, forVersion(relations+tables, server.Version), schemas, rows.add); err != nil {
		return nil, nil, err
	}
	live, err = rows.snapshot()
	return live, func() error {
		var more []string
		if err := read(ctx, q, forVersion(relations+attached, server.Version), schemas, func(text string) { more = append(more, text) }); err != nil {
			return err
		}
		return rows.reader.takeAll(more)
	}, err
}

// start is read after the settings of the transaction have been made.
func start(ctx context.Context, q Querier, query string, schemas []string, add func(text string)) error {
	if err := each(ctx, q, settingsQuery, nil, func(scan func(...any) error) error {
		var path, timeout, compiling string
		return scan(&path, &timeout, &compiling)
	}); err != nil {
		return err
	}
	return read(ctx, q, query, schemas, add)
}

// read hands every row of a query about schemas to add.
func read(ctx context.Context, q Querier, query string, schemas []string, add func(text string)) error {
	var text string
	into := []any{&text}
	return each(ctx, q, query, list(schemas), func(scan func(...any) error) error {
		err := scan(into...)
		add(text)
		return err
	})
}

// list is the argument of a query that takes a list: its JSON, which an empty list has, too.
func list[T any](items []T) []any {
	text, _ := json.Marshal(append([]T{}, items...)) // Names have no way to fail.
	return []any{string(text)}
}

// each runs a query and hands every row to row.
func each(ctx context.Context, q Querier, query string, arguments []any, row func(scan func(...any) error) error) error {
	rows, err := q.QueryContext(ctx, query, arguments...)
	if err != nil {
		return fmt.Errorf("read pg_catalog: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return fmt.Errorf("read pg_catalog: %w", err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read pg_catalog: %w", err)
	}
	return nil
}
