// Package catalog reads the structure of a live database from pg_catalog, in a
// number of queries that does not depend on the number of tables. pg_catalog is
// readable by every role, where information_schema hides what a role has no
// rights on.
package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

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

// Read reads the named schemas. The transaction of q should be read-only and
// repeatable read; Read empties its search path, because PostgreSQL leaves out
// of what it prints every schema that the path would find.
func Read(ctx context.Context, q Querier, server Server, schemas []string) (*Snapshot, error) {
	names, _ := json.Marshal(append([]string{}, schemas...)) // Strings have no way to fail; nil would be null.
	r := reader{
		snapshot: &Snapshot{Server: server, byName: map[structure.Name]*structure.Table{}},
		byOID:    map[int64]*structure.Table{},
	}
	steps := []struct {
		query string
		row   func(scan func(...any) error) error
	}{
		{settingsQuery, func(scan func(...any) error) error { var path, timeout string; return scan(&path, &timeout) }},
		{relationsQuery, r.relation},
		{columnsQuery, r.column},
		{constraintsQuery, r.constraint},
		{indexesQuery, r.index},
		{attachedQuery, r.attached},
		{objectsQuery, r.object},
	}
	for _, step := range steps {
		arguments := []any{string(names)}
		if step.query == settingsQuery {
			arguments = nil
		}
		if err := each(ctx, q, step.query, arguments, step.row); err != nil {
			return nil, err
		}
	}
	return r.snapshot, nil
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

// A reader collects the rows of the queries into a snapshot.
type reader struct {
	snapshot *Snapshot
	byOID    map[int64]*structure.Table
}

var kinds = map[string]structure.Kind{
	"r": structure.KindTable, "p": structure.KindPartitionedTable, "f": structure.KindForeignTable,
	"v": structure.KindView, "m": structure.KindMaterializedView,
}

func (r *reader) relation(scan func(...any) error) error {
	var (
		oid                int64
		name               structure.Name
		kind               string
		unlogged           bool
		secured, forced    bool
		partition          string
		usable, selectable bool
	)
	if err := scan(&oid, &name.Schema, &name.Name, &kind, &unlogged, &secured, &forced, &partition, &usable, &selectable); err != nil {
		return err
	}
	s := r.snapshot
	if !usable && !slices.Contains(s.Unusable, name.Schema) {
		s.Unusable = append(s.Unusable, name.Schema)
	}
	if !selectable {
		s.Unreadable = append(s.Unreadable, name)
	}
	table := &structure.Table{
		Name: name, Kind: kinds[kind], Unlogged: unlogged, Partition: partition,
	}
	switch {
	case secured && forced:
		table.RowSecurity = structure.RowSecurityForced
	case secured:
		table.RowSecurity = structure.RowSecurityEnabled
	}
	s.Tables = append(s.Tables, table)
	s.byName[name] = table
	r.byOID[oid] = table
	return nil
}

func (r *reader) column(scan func(...any) error) error {
	var (
		oid                  int64
		column               structure.Column
		typeText             string
		expression, comment  sql.NullString
		collation            sql.NullString
		identity, generation string
		ownSequence          bool
	)
	if err := scan(&oid, &column.Name, &typeText, &column.NotNull, &expression,
		&identity, &generation, &collation, &ownSequence, &comment); err != nil {
		return err
	}
	column.Type = structure.ParseType(typeText)
	column.Default = expression.String
	column.Collation = collation.String
	column.Generated, column.Virtual = generation != "", generation == "v"
	column.Identity = identities[identity]
	// PostgreSQL stores DEFAULT NULL if the column's type has a length, else nothing.
	if strings.HasPrefix(column.Default, "NULL::") && !column.Generated {
		column.Default = ""
	}
	column.Comment = comment.String
	column.Serial = identity != "" || ownSequence && strings.HasPrefix(column.Default, "nextval(")
	if table := r.byOID[oid]; table != nil {
		table.Columns = append(table.Columns, column)
	}
	return nil
}

var identities = map[string]string{"a": "ALWAYS", "d": "BY DEFAULT"}

var actions = map[string]string{
	"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT",
}

func (r *reader) constraint(scan func(...any) error) error {
	var (
		oid                                    int64
		name, kind, columnsJSON, referenceJSON string
		expression, schema, relation           sql.NullString
		onDelete, onUpdate, matching           string
		deferrable, deferred, notValid         bool
	)
	if err := scan(&oid, &name, &kind, &columnsJSON, &expression,
		&schema, &relation, &referenceJSON, &onDelete, &onUpdate, &matching,
		&deferrable, &deferred, &notValid); err != nil {
		return err
	}
	table := r.byOID[oid]
	if table == nil {
		return nil
	}
	var columns, referenced []string
	if err := json.Unmarshal([]byte(columnsJSON), &columns); err != nil {
		return fmt.Errorf("columns of %s: %w", name, err)
	}
	if err := json.Unmarshal([]byte(referenceJSON), &referenced); err != nil {
		return fmt.Errorf("referenced columns of %s: %w", name, err)
	}
	switch kind {
	case "p":
		table.PrimaryKey, table.PrimaryKeyName = columns, name
	case "n":
		for _, name := range columns {
			if column := table.Column(name); column != nil {
				column.NotValid = true
			}
		}
	case "c":
		table.Checks = append(table.Checks, structure.Check{
			Name: name, Expression: expression.String, Columns: columns, NotValid: notValid,
		})
	case "f":
		table.ForeignKeys = append(table.ForeignKeys, structure.ForeignKey{
			Name: name, Columns: columns,
			References:        structure.Name{Schema: schema.String, Name: relation.String},
			ReferencedColumns: referenced,
			OnDelete:          actions[onDelete], OnUpdate: actions[onUpdate], Match: matches[matching],
			Deferrable: deferrability(deferrable, deferred), NotValid: notValid,
		})
	}
	return nil
}

var matches = map[string]string{"f": "FULL", "p": "PARTIAL"}

func deferrability(deferrable, deferred bool) structure.Deferrable {
	switch {
	case deferred:
		return structure.InitiallyDeferred
	case deferrable:
		return structure.InitiallyNow
	}
	return structure.NotDeferrable
}

// An indexKey is one key as indexesQuery writes it.
type indexKey struct {
	Column     string `json:"column"`
	Expression string `json:"expression"`
	Option     int    `json:"option"`
	Class      string `json:"class"`
	Default    string `json:"default"`
	Collation  string `json:"collation"`
}

func (r *reader) index(scan func(...any) error) error {
	var (
		oid                   int64
		index                 structure.Index
		keysJSON, includeJSON string
		predicate             sql.NullString
		constraint            string
		deferrable, deferred  bool
		usable                bool
	)
	if err := scan(&oid, &index.Name, &index.Method, &index.Unique, &usable, &keysJSON, &includeJSON, &predicate,
		&index.NullsNotDistinct, &constraint, &deferrable, &deferred, &index.Definition); err != nil {
		return err
	}
	table := r.byOID[oid]
	if table == nil {
		return nil
	}
	var keys []indexKey
	if err := json.Unmarshal([]byte(keysJSON), &keys); err != nil {
		return fmt.Errorf("keys of %s: %w", index.Name, err)
	}
	if err := json.Unmarshal([]byte(includeJSON), &index.Include); err != nil {
		return fmt.Errorf("included columns of %s: %w", index.Name, err)
	}
	for _, key := range keys {
		// pg_index.indoption: bit 0 is DESC, bit 1 is NULLS FIRST.
		index.Keys = append(index.Keys, structure.IndexKey{
			Column: key.Column, Expression: key.Expression,
			Descending: key.Option&1 != 0, NullsFirst: key.Option&2 != 0,
			OperatorClass: key.Class, Collation: key.Collation, DefaultClass: key.Default,
		})
	}
	index.Predicate = predicate.String
	index.Constraint = constraint != ""
	index.Exclusion = constraint == "x"
	index.Deferrable = deferrability(deferrable, deferred)
	if usable {
		table.Indexes = append(table.Indexes, index)
	} else {
		table.Unusable = append(table.Unusable, index)
	}
	return nil
}
