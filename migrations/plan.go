package migrations

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"strings"
)

//go:generate go test . -run ^TestLocksOfEveryStatement$ -update

// statementLocks is what each statement locks, one line per statement and table, measured by go generate.
//
//go:embed zz_generated_locks.txt
var statementLocks string

// Plan is what [Up] would do. See [DryRun].
type Plan struct {
	// Pending are the migrations to be applied, in order.
	Pending []Planned
	// Counts are the rows that they mind: those that would stop them, and references that they clear.
	Counts []Count
}

// Planned is one migration that would be applied.
type Planned struct {
	State
	// Transaction says that its statements are one transaction. Otherwise each is its own.
	Transaction bool
	Statements  []Statement
}

// Statement is one statement of a migration.
type Statement struct {
	// SQL is the statement with the comment above it.
	SQL string
	// Locks are the locks that it takes on tables that exist before it, without those that every reader takes.
	Locks []Lock
}

// Lock is a lock on a table, held to the end of the transaction.
type Lock struct {
	// Mode is PostgreSQL's name, such as "ShareRowExclusiveLock".
	Mode string
	// Table is the name without its schema.
	Table string
}

// DryRun says what [Up] with the same options would do to this database, and which rows it would mind. It only reads, and
// needs no more rights than that, on all rows ([ErrRowsHidden]). Errors: those of Up that concern the version; rows in the
// way are no error here.
func DryRun(ctx context.Context, db *sql.DB, options Options) (*Plan, error) {
	target := options.target()
	if err := refuseTarget(target); err != nil {
		return nil, err
	}
	applied, err := recordedHere(ctx, db)
	if err != nil {
		return nil, err
	}
	if err := refuseBlindness(ctx, db, applied, target); err != nil {
		return nil, err
	}
	plan := &Plan{}
	for _, s := range sources() {
		if _, done := applied[s.version]; !done && s.version <= target {
			plan.Pending = append(plan.Pending, s.planned())
		}
	}
	plan.Counts, err = countUp(ctx, db, applied, target)
	return plan, err
}

// Err returns the *[ObstacleError] with which [Up] would refuse, or nil.
func (p *Plan) Err() error { return refuseObstacles(p.Counts) }

func (s source) planned() Planned {
	locks := s.locks()
	p := Planned{
		State:       State{Version: s.version, Name: s.name, Why: s.why()},
		Transaction: !strings.Contains(s.text, "-- +goose NO TRANSACTION"),
	}
	for i, statement := range s.up() {
		p.Statements = append(p.Statements, Statement{SQL: statement, Locks: locks[i+1]})
	}
	return p
}

// locks reads the locks of each statement of the file, numbered from 1.
func (s source) locks() map[int][]Lock {
	locks := map[int][]Lock{}
	for line := range strings.Lines(statementLocks) {
		var version int64
		var number int
		var lock Lock
		if _, err := fmt.Sscan(line, &version, &number, &lock.Mode, &lock.Table); err == nil && version == s.version {
			locks[number] = append(locks[number], lock)
		}
	}
	return locks
}
