// Package stages moves the isolation of tenants in a database from one stage to the next, and back.
//
// The migrations leave a database at [isolation.StagePolicies]: row security binds who acts for a tenant, and not the
// owner of the tables. A program that connects as the owner and names no tenant would see nothing the moment it was
// bound. So the way there has a stage at which what would be denied is counted, for each table, and nothing is denied:
// [isolation.StageReport]. [Inspect] tells the counts. At [isolation.StageForced] the owner is bound.
//
// [Move] goes from any stage to any other. It changes one table at a time, each in a transaction of its own that holds
// the table for a moment, and writes the record last, so that a move that was interrupted is finished by the same call.
//
// The database itself records its stage, as what the function synapscale_db.isolation_stage() returns, and [Read] needs
// no right to read it.
package stages

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/synapscale/synapscale-go/internal/locking"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// Sentinels of this package.
var (
	// ErrOwnerNotBound says that row security never binds the owner of the tables, so that there is nothing to report or
	// to force. The error that wraps it is an [*OwnerError].
	ErrOwnerNotBound = errors.New("row security never binds the owner of the tables")
	// ErrOwnersDiffer says that the tables belong to several roles.
	ErrOwnersDiffer = errors.New("the tables belong to several owners")
	// ErrNotOwner says that the role that is connected may not change the tables.
	ErrNotOwner = errors.New("the tables belong to another role")
	// ErrNotMigrated says that the database lacks what the migrations make.
	ErrNotMigrated = errors.New("the database is not migrated: synapscale migrate up")
	// ErrStageUnknown says that there is no such stage, or none that this release knows.
	ErrStageUnknown = errors.New("stage unknown to this release")
	// ErrCountsHidden says that the role that is connected may not read what was counted.
	ErrCountsHidden = errors.New("this role may not read what was counted: connect as the owner of the tables or a member of synapscale_checker")
)

// OwnerError is [ErrOwnerNotBound] with the reason.
type OwnerError struct {
	Owner string
	// Reason says what of the owner it is, and Remedy what to do.
	Reason, Remedy string
}

func (e *OwnerError) Error() string {
	return fmt.Sprintf("row security never binds %s, the owner of the tables, which %s: %s", e.Owner, e.Reason, e.Remedy)
}

// Unwrap returns [ErrOwnerNotBound].
func (e *OwnerError) Unwrap() error { return ErrOwnerNotBound }

// InUseError says that something stayed in use for longer than [Options].Patience, a table as a rule. The tables before it
// are moved, and the same call goes on from there.
type InUseError struct {
	// Object is what it is, such as "table users".
	Object string
	// Sessions are those that have had a transaction open for longest, oldest first, at most five.
	Sessions []string
	// Err is the driver's error.
	Err error
}

func (e *InUseError) Error() string {
	return fmt.Sprintf("%s stayed in use, try again when it is not (%s): %v", e.Object, locking.Describe(e.Sessions), e.Err)
}

// Unwrap returns the driver's error.
func (e *InUseError) Unwrap() error { return e.Err }

// The messages of the records that [Options].Logger gets.
const (
	// MessageMoved says that a table is at the stage; attributes table, done and total.
	MessageMoved = "a table is at the stage"
	// MessageInUse says that a table is kept in use by others; attributes object, sessions and pause.
	MessageInUse = "a table is in use, trying again"
)

// Options says who is told of a [Move], and how long it tries. The zero value is ready to use.
type Options struct {
	// Logger is told of every table and of waiting for one, at level Info. Nil is silence.
	Logger *slog.Logger
	// Patience is how long to try for tables that others keep in use, over all of them. Zero is ten minutes.
	Patience time.Duration
}

// A Querier is what *sql.DB, *sql.Conn, *sql.Tx and the pools of GORM have in common.
type Querier interface {
	QueryRowContext(ctx context.Context, query string, arguments ...any) *sql.Row
}

// readState asks the catalog alone, which every role may read.
const readState = `
select coalesce((
        select p.prosrc from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'synapscale_db' and p.proname = 'isolation_stage' and p.pronargs = 0
    ), ''), coalesce((
        select pg_catalog.pg_get_userbyid(c.relowner) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'synapscale_db' and c.relname = 'tenants' and c.relkind in ('r', 'p')
    ), '')`

// Read says at which stage a database is and whom its tables belong to. The stage is empty where no migration has
// recorded one yet.
func Read(ctx context.Context, db Querier) (isolation.State, error) {
	var body string
	var state isolation.State
	if err := db.QueryRowContext(ctx, readState).Scan(&body, &state.Owner); err != nil {
		return isolation.State{}, fmt.Errorf("read the stage of the isolation of tenants: %w", err)
	}
	if body == "" {
		return state, nil
	}
	for _, stage := range all() {
		if strings.TrimSpace(body) == "select '"+string(stage)+"'" {
			state.Stage = stage
			return state, nil
		}
	}
	return isolation.State{}, fmt.Errorf("%w: synapscale_db.isolation_stage() is %s", ErrStageUnknown, strings.TrimSpace(body))
}

func all() []isolation.Stage {
	return []isolation.Stage{isolation.StagePolicies, isolation.StageReport, isolation.StageForced}
}

// Named returns the stage of a name, or [ErrStageUnknown].
func Named(name string) (isolation.Stage, error) {
	if stage := isolation.Stage(name); slices.Contains(all(), stage) {
		return stage, nil
	}
	return "", fmt.Errorf("%w: it is policies, report or forced", ErrStageUnknown)
}
