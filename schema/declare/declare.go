// Package declare has the words for what GORM's tags cannot say of a database: row
// security, policies, triggers, functions, views, enums, sequences, extensions and
// the persistence of a table.
//
// The package that owns a table declares them beside its models, as plain values,
// and hands them to the check:
//
//	checker := schema.Checker{Declared: []declare.Schema{agents.Structure()}}
//	report, err := checker.Check(ctx, db, agents.Models()...)
//
// Names are written as PostgreSQL stores them, without quotes. Expressions and
// definitions are compared by meaning, bodies of functions to the letter, white
// space around them and at the ends of lines aside.
//
// The package imports nothing, so that models do not inherit what a check needs.
package declare

// A Schema is what is declared of one schema. Several values may be about the same
// schema: together they are what its owners declare of it.
//
// Once one of them is about a schema that holds tables of models, that schema has
// to hold what is declared and nothing else of these kinds: an undeclared trigger,
// policy, enum, function or view is a finding, and so is row security on a table for
// which none is declared. What belongs to an extension is left out. Of a schema
// without models, such as public, others may use the rest.
type Schema struct {
	Name       string
	Extensions []string // that have to be installed, in whatever schema
	Enums      []Enum
	Sequences  []Sequence // those that no column owns
	Functions  []Function
	Views      []View
	Tables     []Table
}

// An Enum is an enumerated type with its labels in their order.
type Enum struct {
	Name   string
	Labels []string
}

// A Sequence is a sequence that no column owns. A column that owns one says so by
// its type: serial, or an identity.
type Sequence struct {
	Name      string
	Type      string // bigint if empty
	Increment int64  // 1 if zero
}

// A Function is a function with everything that its CREATE FUNCTION says.
type Function struct {
	Name string
	// Arguments are written as in CREATE FUNCTION: tenant uuid, depth integer default 0.
	// Their types tell the function from others of its name.
	Arguments string
	// Returns is written as in CREATE FUNCTION: trigger, SETOF text. It is record where
	// several arguments are OUT, and empty for a procedure.
	Returns  string
	Language string // plpgsql if empty
	// Volatility is volatile if empty.
	Volatility      Volatility
	Strict          bool
	SecurityDefiner bool
	// Settings are those of SET: search_path="" as pg_proc.proconfig has it.
	Settings []string
	// Body is what stands between the quotes. A body of BEGIN ATOMIC is the whole of
	// pg_get_functiondef.
	Body string
}

// A Volatility says what the planner may assume of a function.
type Volatility string

// The volatilities.
const (
	Volatile  Volatility = "volatile"
	Stable    Volatility = "stable"
	Immutable Volatility = "immutable"
)

// A View is a view, which may be materialized, by its query.
//
// Queries are the same if PostgreSQL plans them the same, with the same names of columns
// and the same LIMIT and OFFSET. Two that give the same rows may be planned differently if
// they are written differently, so declare the one that the view was created with.
type View struct {
	Name         string
	Materialized bool
	Query        string
}

// A Table is what is declared of a table beside its columns, keys, checks and indexes.
type Table struct {
	Name        string
	RowSecurity RowSecurity
	Policies    []Policy
	Triggers    []Trigger
	Unlogged    bool
	// Partition is the key of a partitioned table as pg_get_partkeydef prints it:
	// RANGE (created_at). A table without it is no partitioned one.
	Partition string
}

// RowSecurity says whom the policies of a table bind.
type RowSecurity string

// The states of row security.
const (
	RowSecurityOff     RowSecurity = ""        // nobody
	RowSecurityEnabled RowSecurity = "enabled" // everybody but the table's owner
	RowSecurityForced  RowSecurity = "forced"  // its owner too
)

// A Policy says which rows a command may see or write.
type Policy struct {
	Name        string
	Command     string   // select, insert, update or delete; all if empty
	Roles       []string // public if empty
	Using       string   // the rows that the command may see
	Check       string   // the rows that it may write; WITH CHECK
	Restrictive bool
}

// A Trigger calls a function when rows change.
type Trigger struct {
	Name string
	// When has the time and the events in SQL's words: before insert or update of
	// email, status.
	When string
	// Statement is set for a trigger that fires once per statement.
	Statement bool
	// Condition is the expression of WHEN, without it.
	Condition string
	// Function is the function, with its schema if that is not the table's.
	Function  string
	Arguments []string
	// References names the transition tables: old table as before new table as after.
	References string
	// Deferrable is set for a constraint trigger: not deferrable, initially immediate or
	// initially deferred.
	Deferrable string
}
