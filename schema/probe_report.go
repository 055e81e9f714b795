package schema

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// ErrRefused is what a [*RefusedError] unwraps to, besides what was refused.
var ErrRefused = errors.New("schema: the database does not take what the models write")

// A Result is what became of the probe of one table.
type Result string

// The results.
const (
	Accepted   Result = "accepted"
	Refused    Result = "refused"     // or stored otherwise than written
	NotReached Result = "not reached" // nothing is known of the table
)

// An Operation is a step of a probe.
type Operation string

// The operations, in the order of the probe. Select follows on insert and on update.
const (
	Insert Operation = "insert"
	Select Operation = "select"
	Update Operation = "update"
	Delete Operation = "delete"
)

// A ProbeReport is the outcome of a probe. It is a value: nothing in it refers to
// the database any more.
type ProbeReport struct {
	// Server is the version of PostgreSQL as server_version_num: 150004.
	Server int `json:"server_version_num"`
	// Database is the name of the database that was probed.
	Database string `json:"database"`
	// Tables are in the order of the models, join tables behind them.
	Tables []Probed `json:"tables"`
}

// Probed is what one table did.
type Probed struct {
	// Table is the qualified table.
	Table  string `json:"table"`
	Result Result `json:"result"`
	// Because is the table of the row that the table needs and that could not be
	// written, if that is why it was not reached.
	Because string `json:"because,omitempty"`
	// NotUpdated says why there was no update: the model declares its rows to be
	// immutable, with every column create-only, or has only keys and references.
	NotUpdated string `json:"not_updated,omitempty"`
	// Refusals are what the table refused, or of a table that was not reached the
	// reason for that.
	Refusals []Refusal `json:"refusals"`
}

// What [Probed].NotUpdated says.
const (
	Immutable   = "every column is create-only"
	NoneToWrite = "every column is a key or a reference"
)

// A Refusal is one thing that the database did not do as it was told.
type Refusal struct {
	// Table is the table that refused: another than the probed one if that was not
	// reached.
	Table     string    `json:"table"`
	Operation Operation `json:"operation"`
	// SQLState is PostgreSQL's code; empty if the statement did nothing without an
	// error, if the error is GORM's or the driver's, or for differences.
	SQLState string `json:"sqlstate,omitempty"`
	Message  string `json:"message"`
	Detail   string `json:"detail,omitempty"`
	Hint     string `json:"hint,omitempty"`
	// Column and Constraint are those that the server names.
	Column     string `json:"column,omitempty"`
	Constraint string `json:"constraint,omitempty"`
	// Function is the innermost PL/pgSQL function that was running, with its
	// arguments, and Trigger the trigger of Table that calls it, if one does.
	Function string `json:"function,omitempty"`
	Trigger  string `json:"trigger,omitempty"`
	// Context is the whole stack of calls, in the server's language.
	Context string `json:"context,omitempty"`
	// Differences are the columns that were read back otherwise than written.
	Differences []ColumnDifference `json:"differences,omitempty"`
	// Err is the error of GORM or the driver, for errors.Is and errors.As.
	Err error `json:"-"`
}

// A ColumnDifference is a column that was stored otherwise than written.
type ColumnDifference struct {
	Column  string `json:"column"`
	Written string `json:"written"`
	Read    string `json:"read"`
}

// Cause names what stood in the way, as far as the server tells: a function, a
// constraint, a column.
func (r Refusal) Cause() string {
	switch {
	case r.Function != "" && r.Trigger != "":
		return "function " + r.Function + " of trigger " + r.Trigger
	case r.Function != "":
		return "function " + r.Function
	case r.Constraint != "":
		return "constraint " + r.Constraint
	case r.Column != "":
		return "column " + r.Column
	default:
		return ""
	}
}

// Error returns the refusal on one line.
func (r Refusal) Error() string {
	text := fmt.Sprintf("%s %s: %s", r.Table, r.Operation, r.Message)
	if r.SQLState != "" {
		text += " (SQLSTATE " + r.SQLState + ")"
	}
	if cause := r.Cause(); cause != "" {
		text += ", " + cause
	}
	return text
}

// Unwrap returns the error of GORM or the driver.
func (r Refusal) Unwrap() error { return r.Err }

// With returns the tables with one result.
func (r *ProbeReport) With(result Result) []Probed {
	var tables []Probed
	for _, probed := range r.Tables {
		if probed.Result == result {
			tables = append(tables, probed)
		}
	}
	return tables
}

// String returns a summary of one line.
func (r *ProbeReport) String() string {
	text := fmt.Sprintf("%s, %d refused", count(len(r.Tables), "table"), len(r.With(Refused)))
	if n := len(r.With(NotReached)); n > 0 {
		text += fmt.Sprintf(", %d not reached", n)
	}
	return text
}

// Err returns nil if every table was reached and refused nothing, else a
// [*RefusedError].
func (r *ProbeReport) Err() error {
	if len(r.With(Accepted)) == len(r.Tables) {
		return nil
	}
	return &RefusedError{Report: r}
}

// A RefusedError says that the database does not take what the models write, or
// that this could not be found out for every table.
type RefusedError struct {
	Report *ProbeReport
}

// Error lists every refusal, one on a line.
func (e *RefusedError) Error() string {
	lines := []string{fmt.Sprintf("schema: database %s does not take what the models write: %s", e.Report.Database, e.Report)}
	for _, probed := range e.Report.Tables {
		for _, refusal := range probed.Refusals {
			line := "  " + refusal.Error()
			if probed.Result == NotReached {
				line = "  " + probed.Table + " not reached: " + refusal.Error()
			}
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns [ErrRefused] and every [Refusal].
func (e *RefusedError) Unwrap() []error {
	all := []error{ErrRefused}
	for _, probed := range e.Report.Tables {
		for _, refusal := range probed.Refusals {
			all = append(all, refusal)
		}
	}
	return all
}

// refusalOf tells of an error what the server says about it.
func refusalOf(table string, operation Operation, err error) Refusal {
	r := Refusal{Table: table, Operation: operation, SQLState: sqlState(err), Message: err.Error(), Err: err}
	if differs, ok := errors.AsType[*differenceError](err); ok {
		r.Differences = differs.differences
	}
	if server, ok := errors.AsType[*pgconn.PgError](err); ok {
		r.Message, r.Detail, r.Hint = server.Message, server.Detail, server.Hint
		r.Column, r.Constraint, r.Context = server.ColumnName, server.ConstraintName, server.Where
		r.Function = functionIn(server.Where)
	}
	return r
}

// function matches a function with its arguments in a line of a stack, in whatever language the server writes it.
var function = regexp.MustCompile(`((?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)(?:\.(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*))?\([^)]*\))`)

// functionIn is the innermost PL/pgSQL function of a stack of calls.
func functionIn(stack string) string {
	for line := range strings.SplitSeq(stack, "\n") {
		if before, _, found := strings.Cut(line, "PL/pgSQL"); found && !strings.Contains(before, `"`) {
			if name := function.FindString(line); name != "" {
				return name
			}
		}
	}
	return ""
}
