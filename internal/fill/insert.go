package fill

import (
	"context"
	"database/sql"
	"fmt"
)

// Conn is what reads the catalog and inserts rows: a connection, or a transaction of database/sql or of GORM.
type Conn interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// A Catalog says of the tables of all schemas which rows are valid. A table of synapscale_db goes by its name, any other
// by its schema and its name.
type Catalog struct {
	tables map[string]*table
	// Values are the expressions in SQL of columns whose values follow from more than their types, by table and column, as
	// "shop.orders.status". In them {i} is the number of the row.
	Values map[string]string
}

// Read reads the catalog of a database.
func Read(ctx context.Context, conn Conn) (*Catalog, error) {
	tables, err := readCatalog(ctx, conn, "")
	return &Catalog{tables: tables}, err
}

// Has reports whether there is a table of that name.
func (c *Catalog) Has(name string) bool { return c.tables[name] != nil }

// Refer says that a column refers to another table, which no foreign key has to tell. It does nothing where one does.
func (c *Catalog) Refer(name, column, parent, key string) {
	t := c.tables[name]
	if t != nil && c.Has(parent) && t.column(column) != nil && t.reference(column) == nil {
		t.References = append(t.References, reference{Columns: []string{column}, Parent: parent, ParentColumns: []string{key}})
	}
}

// Insert adds a row to each of the tables and to those that they refer to, beside the rows that are there. Rows of
// different numbers differ in all that has to be unique. It returns each row as a document, by the name of its table.
// Sequences stay where they are: what they would count is below zero.
func (c *Catalog) Insert(ctx context.Context, conn Conn, number int, names ...string) (map[string]string, error) {
	f := &filler{tables: c.tables, rows: map[string]int{}, base: 1, first: number, values: c.Values, spread: map[string]string{}, apart: true}
	for len(names) > 0 {
		name := names[0]
		names = names[1:]
		if !c.Has(name) {
			return nil, fmt.Errorf("fill: there is no table %s", name)
		}
		if f.rows[name] > 0 {
			continue
		}
		f.rows[name] = 1
		for _, r := range c.tables[name].References {
			if c.Has(r.Parent) {
				names = append(names, r.Parent)
			}
		}
	}
	statements, err := f.plan()
	if err != nil {
		return nil, fmt.Errorf("fill: %w", err)
	}
	rows := map[string]string{}
	for _, s := range statements {
		var row string
		if err := conn.QueryRowContext(ctx, s.sql+" returning to_jsonb(t.*)").Scan(&row); err != nil {
			return nil, fmt.Errorf("fill %s: %w", s.table, err)
		}
		rows[s.table] = row
	}
	return rows, nil
}

// A Reference is a column of a table that refers to another, of which it has a column of that key.
type Reference struct{ Column, Table, Key string }

// References are those of a table, by foreign keys of one column or by [Catalog.Refer].
func (c *Catalog) References(name string) (references []Reference) {
	for _, r := range c.tables[name].References {
		if len(r.Columns) == 1 {
			references = append(references, Reference{Column: r.Columns[0], Table: r.Parent, Key: r.ParentColumns[0]})
		}
	}
	return references
}

// Columns are those of a table that can be written.
func (c *Catalog) Columns(name string) (columns []string) {
	for _, column := range c.tables[name].Columns {
		columns = append(columns, column.Name)
	}
	return columns
}

// Nullable reports whether a table has a column that may be null.
func (c *Catalog) Nullable(name, column string) bool {
	found := c.tables[name].column(column)
	return found != nil && !found.NotNull
}

// PrimaryKey are the columns of the primary key of a table, none if it has none.
func (c *Catalog) PrimaryKey(name string) []string { return c.tables[name].primaryKey() }
