package migrations

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

var (
	// ErrVersionUnknown says that a version is none of this module's: the database was migrated by a newer release,
	// or [Options].To names a version that does not exist. The error that wraps it is a [*VersionError].
	ErrVersionUnknown = errors.New("migration version unknown to this release")

	// ErrNotProduction says that a database cannot be adopted, because its structure is not production's.
	// The error that wraps it is a [*DifferenceError].
	ErrNotProduction = errors.New("database does not hold the production structure")

	// ErrHoldsRows says that undoing version 1 without naming a target would have dropped tables that hold rows.
	ErrHoldsRows = errors.New("undoing version 1 drops every table, and some hold rows")

	// ErrIsolated says that the row security of tenants cannot be undone while it is reported or forced: the isolation of
	// the database has to go back to its first stage before. Nothing was undone.
	ErrIsolated = errors.New("the isolation of tenants is past its first stage")
)

// VersionError names the version behind [ErrVersionUnknown].
type VersionError struct {
	// Version is the unknown version.
	Version int64
	// Latest is the newest version of this release.
	Latest int64
	// Recorded says that the database holds the version; otherwise the caller asked for it.
	Recorded bool
}

func (e *VersionError) Error() string {
	if e.Recorded {
		return fmt.Sprintf("the database is at version %d, this release knows up to %d: use the newer release of synapscale-go", e.Version, e.Latest)
	}
	return fmt.Sprintf("there is no version %d: choose one from 0 to %d", e.Version, e.Latest)
}

// Unwrap returns [ErrVersionUnknown].
func (e *VersionError) Unwrap() error { return ErrVersionUnknown }

// MigrationError says which statement of which migration failed. A migration in a transaction left nothing behind; of one
// that builds indexes or changes one table after the other, the statements before are done. Either way [Up] finishes it.
type MigrationError struct {
	// Version and Name are those of the migration.
	Version int64
	Name    string
	// Direction is "up" or "down".
	Direction string
	// Statement is the SQL that failed, or the last one that ran when the commit failed.
	Statement string
	// Err is the driver's error, or the context's.
	Err error
}

// Error is one line for the cause, one for the beginning of the statement and, if PostgreSQL has a hint, one for that.
func (e *MigrationError) Error() string {
	text := fmt.Sprintf("migration %s, %s: %v\nat: %s", e.Name, e.Direction, e.Err, firstLine(e.Statement))
	if refusal, ok := errors.AsType[*pgconn.PgError](e.Err); ok && refusal.Hint != "" {
		text += "\nhint: " + refusal.Hint
	}
	return text
}

// Unwrap returns the driver's error, or the context's.
func (e *MigrationError) Unwrap() error { return e.Err }

// Difference is one object whose structure is not production's.
type Difference struct {
	// Object is its kind and name, such as "column agents.status".
	Object string
	// Expected is its definition in production, empty if production has no such object.
	Expected string
	// Actual is its definition in the database, empty if the database has no such object.
	Actual string
}

// String is one line that says what differs.
func (d Difference) String() string {
	switch {
	case d.Actual == "":
		return fmt.Sprintf("missing %s: %s", d.Object, d.Expected)
	case d.Expected == "":
		return fmt.Sprintf("unexpected %s: %s", d.Object, d.Actual)
	default:
		return fmt.Sprintf("different %s: expected %s, found %s", d.Object, d.Expected, d.Actual)
	}
}

// DifferenceError is [ErrNotProduction] with every difference, ordered by object.
type DifferenceError struct {
	Differences []Difference
}

// Error lists every difference, one per line.
func (e *DifferenceError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v: %d differences; mend them and adopt again (an empty database is migrated up instead)", ErrNotProduction, len(e.Differences))
	for _, d := range e.Differences {
		b.WriteString("\n  ")
		b.WriteString(d.String())
	}
	return b.String()
}

// Unwrap returns [ErrNotProduction].
func (e *DifferenceError) Unwrap() error { return ErrNotProduction }

// firstLine keeps an error message readable when the statement creates a table of thirty columns.
func firstLine(statement string) string {
	line, rest, _ := strings.Cut(strings.TrimSpace(statement), "\n")
	if strings.TrimSpace(rest) != "" {
		line += " …"
	}
	return line
}
