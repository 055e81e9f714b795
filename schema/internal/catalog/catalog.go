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
	if err := each(ctx, q, settingsQuery, nil, func(scan func(...any) error) error {
		var path, timeout, compiling string
		return scan(&path, &timeout, &compiling)
	}); err != nil {
		return nil, err
	}
	rows := stream{reader: newReader(server), ordered: true}
	if err := each(ctx, q, structureQuery(server.Version), list(schemas), func(scan func(...any) error) error {
		var part, text string
		err := scan(&part, &text)
		rows.add(part, text)
		return err
	}); err != nil {
		return nil, err
	}
	return rows.snapshot()
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
