package structure

// RowSecurity says whom the policies of a table bind.
type RowSecurity string

// The states of row security.
const (
	RowSecurityOff     RowSecurity = ""
	RowSecurityEnabled RowSecurity = "enabled" // they bind everybody but the owner
	RowSecurityForced  RowSecurity = "forced"
)

// A Policy says which rows of a table a command may see or write.
type Policy struct {
	Name        string
	Command     string   // SELECT, INSERT, UPDATE, DELETE or ALL
	Roles       []string // in alphabetical order; public is one of the names
	Using       string
	Check       string
	Restrictive bool
}

// A Trigger calls a function when rows change.
type Trigger struct {
	Name      string
	Time      string   // BEFORE, AFTER or INSTEAD OF
	Events    []string // of INSERT, DELETE, UPDATE and TRUNCATE, in this order
	Columns   []string // those of UPDATE OF, in alphabetical order
	Row       bool     // once per row instead of once per statement
	Condition string
	Function  Name
	Arguments []string
	// OldTable and NewTable name its transition tables.
	OldTable, NewTable string
	// Constraint is set for a constraint trigger.
	Constraint bool
	Deferrable Deferrable
	// Enabled is when it fires: ORIGIN, as a new one does, DISABLED, REPLICA or ALWAYS.
	Enabled string
	// Definition is the whole of it as PostgreSQL prints it; a declaration does not give one.
	Definition string
}

// An Enum is an enumerated type.
type Enum struct {
	Name   Name
	Labels []string
}

// A Sequence gives numbers.
type Sequence struct {
	Name      Name
	Type      string
	Increment int64
	Minimum   int64
	Maximum   int64
	Cycle     bool
	// Last is the last value that it gave; nil before the first, for a role that may not
	// look, and for one of so many sequences that not all are looked at.
	Last *int64
	// Table and Column own it; the zero values if no column does.
	Table  Name
	Column string
}

// A Function is a function or a procedure.
type Function struct {
	Name            Name
	Arguments       string // with names and defaults
	Types           string // the types of the arguments that tell it from its namesakes
	Returns         string // empty for a procedure
	Language        string
	Volatility      string // in lower case
	Strict          bool
	SecurityDefiner bool
	Settings        []string
	Body            string
}

// A View is a view.
type View struct {
	Name         Name
	Materialized bool
	Query        string
}
