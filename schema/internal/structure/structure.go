// Package structure is the vocabulary of the check: what a table is, whether a
// model asks for it or a database has it. Both sides are written down in these
// terms and only then compared, so that a comparator never knows where a
// statement came from.
package structure

import "strings"

// A Name is a name qualified by its schema.
type Name struct {
	Schema string
	Name   string
}

// ParseName splits "schema.name", where each may be quoted as in SQL, which GORM
// leaves as it is. A text without a dot has no schema.
func ParseName(text string) Name {
	if schema, name, qualified := strings.Cut(text, "."); qualified {
		return Name{Schema: Unquote(schema), Name: Unquote(name)}
	}
	return Name{Name: Unquote(text)}
}

// In returns the name with a schema if it has none.
func (n Name) In(schema string) Name {
	if n.Schema == "" {
		n.Schema = schema
	}
	return n
}

// String returns the name as a person writes it, without quotes.
func (n Name) String() string {
	if n.Schema == "" {
		return n.Name
	}
	return n.Schema + "." + n.Name
}

// Quoted returns the name as SQL, every part quoted.
func (n Name) Quoted() string {
	if n.Schema == "" {
		return Quote(n.Name)
	}
	return Quote(n.Schema) + "." + Quote(n.Name)
}

// Unquote undoes Quote; a text that is not quoted stays as it is.
func Unquote(text string) string {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' {
		return text
	}
	return strings.ReplaceAll(text[1:len(text)-1], `""`, `"`)
}

// Quote returns an identifier as SQL.
func Quote(identifier string) string {
	return `"` + strings.ReplaceAll(identifier, `"`, `""`) + `"`
}

// A Kind tells what a relation is.
type Kind string

// The kinds of relation that a model can be mapped to. A kind that this version
// does not know is treated as a table.
const (
	KindTable            Kind = "table"
	KindPartitionedTable Kind = "partitioned table"
	KindForeignTable     Kind = "foreign table"
	KindView             Kind = "view"
	KindMaterializedView Kind = "materialized view"
)

// IsView reports whether rows of the relation come from a query, so that it has
// columns and neither keys nor constraints.
func (k Kind) IsView() bool { return k == KindView || k == KindMaterializedView }

// A Table is a relation with everything that is attached to it.
type Table struct {
	Name Name
	Kind Kind
	// Model is the Go type that asks for the table, qualified by its import path.
	Model      string
	Columns    []Column
	PrimaryKey []string // in the order of the key; nil without one
	// Join is set by a model side for the table of a many-to-many relation: both
	// sides declare it, so the order of its primary key is that of either.
	Join bool
	// PrimaryKeyName is the name of its constraint and of its index; a model does
	// not give one.
	PrimaryKeyName string
	ForeignKeys    []ForeignKey
	Checks         []Check
	Indexes        []Index // those behind unique constraints included, the primary key's not
	// Unusable are the indexes that are still being built or whose building has
	// failed. No query uses them, and no unique one keeps its promise.
	Unusable  []Index
	Unlogged  bool
	Partition string // the key of a partitioned table: RANGE (created_at)
	// Declared is set by a model side of which more is declared than GORM's tags say.
	// Only then does a table without Partition ask not to be partitioned.
	Declared    bool
	RowSecurity RowSecurity
	Policies    []Policy
	Triggers    []Trigger
}

// Column returns the named column, or nil.
func (t *Table) Column(name string) *Column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// A Column is one column of a table.
type Column struct {
	Name string
	// Field is the Go field that asks for the column.
	Field   string
	Type    Type
	NotNull bool
	// NotValid is set while no one has verified that the rows which were there before
	// NotNull have a value. PostgreSQL knows that since 18.
	NotValid bool
	// Default is the default's expression, empty without one.
	Default string
	// AnyDefault is set by a model that leaves the default to the database.
	AnyDefault bool
	// Serial is set where the next value comes from a sequence that the column
	// owns, or from an identity.
	Serial bool
	// Identity says when an identity gives the value: ALWAYS or BY DEFAULT, as SQL
	// names it; empty for a column that is none.
	Identity string
	// Generated is set for a column that is computed from others; Default then
	// holds that expression.
	Generated bool
	// Virtual is set for a generated column that is computed when it is read, which
	// PostgreSQL has since 18.
	Virtual bool
	// Increment is the step of its sequence, where a model asks for another than 1.
	Increment int64
	// Collation is set where it is not that of the type.
	Collation string
	Comment   string
}

// A ForeignKey is a reference to the key of another table.
type ForeignKey struct {
	Name              string
	Columns           []string
	References        Name
	ReferencedColumns []string
	OnDelete          string // in SQL's words: NO ACTION, RESTRICT, CASCADE, SET NULL, SET DEFAULT
	OnUpdate          string
	Match             string // FULL or PARTIAL; empty for SIMPLE
	Deferrable        Deferrable
	// NotValid is set while no one has verified the rows that were there before.
	NotValid bool
	// DeleteColumns are those that SET NULL or SET DEFAULT changes when the row that is
	// referred to is deleted, nil for all. PostgreSQL can leave some out since 15.
	DeleteColumns []string
	// Disabled are the triggers of the key that do not fire, so that it is not, or not
	// wholly, enforced. They are on its own table and on that which it refers to.
	Disabled []KeyTrigger
}

// A KeyTrigger is one of the triggers by which PostgreSQL enforces a foreign key.
type KeyTrigger struct {
	Table   Name
	Name    string
	Enabled string // as of a Trigger
}

// Deferrable says whether a constraint can wait for the end of the transaction, in
// SQL's words.
type Deferrable string

// The three ways of a constraint.
const (
	NotDeferrable     Deferrable = ""
	InitiallyNow      Deferrable = "DEFERRABLE INITIALLY IMMEDIATE"
	InitiallyDeferred Deferrable = "DEFERRABLE INITIALLY DEFERRED"
)

// A Check is a check constraint.
type Check struct {
	Name       string
	Expression string
	// Columns are those that the constraint is known to read; a model knows only
	// the column that carries the tag.
	Columns  []string
	NotValid bool // as of a foreign key
}

// An Index is an index or the index behind a unique or exclusion constraint.
type Index struct {
	Name             string
	Method           string
	Unique           bool
	Keys             []IndexKey
	Include          []string // the columns that it carries without being ordered by them
	Predicate        string
	NullsNotDistinct bool
	Constraint       bool // it exists for a constraint of the same name
	Exclusion        bool // that constraint excludes rather than makes unique
	Deferrable       Deferrable
	// Definition is the whole of it as PostgreSQL prints it, where the fields above do
	// not say all: it has storage parameters, a tablespace, or an operator class with
	// parameters. Of an exclusion constraint it is what follows its name. A model does
	// not give one.
	Definition string
}

// An IndexKey is one key of an index: a column or an expression.
type IndexKey struct {
	Column     string
	Expression string // set where Column is empty
	Descending bool
	NullsFirst bool
	// OperatorClass and Collation are set where they are not the defaults for what
	// the key holds.
	OperatorClass string
	Collation     string
	// DefaultClass is the operator class that goes without saying. A model does not
	// know it, and may name it.
	DefaultClass string
}
