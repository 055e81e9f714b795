package migrations

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"path"
	"slices"
	"time"

	"github.com/pressly/goose/v3"

	"github.com/synapscale/synapscale-go/internal/locking"
)

// The messages of the two records that [Options].Logger gets beside those of goose.
const (
	// MessageInUse says that a table is kept in use by others; attributes source, sessions and pause.
	MessageInUse = "a table is in use, trying again"
	// MessageProgress says how far an index is; attributes index, phase, done and total.
	MessageProgress = "building an index"
)

// Options says how far [Up] and [Down] go and who is told. The zero value is ready to use.
type Options struct {
	// To is the version to stop at. Nil is [Latest] for Up and one step for Down; 0 undoes everything.
	To *int64
	// Logger is told of every migration, of waiting for a lock and, on a second connection, of the progress of every
	// index at level Info, and of every statement at level Debug. Nil is silence.
	Logger *slog.Logger
	// Patience is how long to try for a table that others keep in use, over all migrations. Zero is ten minutes. The
	// building of an index waits for as long as ctx allows: it is in nobody's way.
	Patience time.Duration
}

// target is the version to stop at, which a Down without To does not ask for.
func (o Options) target() int64 {
	if o.To != nil {
		return *o.To
	}
	return Latest()
}

// Applied is one migration that a call applied or undid.
type Applied struct {
	Version int64
	// Name is the name of the file, such as "0001_production_structure.sql".
	Name     string
	Duration time.Duration
}

// State is one migration as a database sees it.
type State struct {
	Version int64
	// Name is the name of the file, empty for a version that a newer release recorded.
	Name string
	// Why says what was wrong and what the migration does: the header of its file. Empty as Name is.
	Why string
	// AppliedAt is when it was applied or adopted, the zero time if it is pending.
	AppliedAt time.Time
}

// Pending says that the database does not have the migration yet.
func (s State) Pending() bool { return s.AppliedAt.IsZero() }

// Latest is the newest version of this release.
func Latest() int64 {
	all := sources()
	return all[len(all)-1].version
}

// Up applies the pending migrations in order and returns those that this call applied, also beside an error.
// When there is nothing to do, or another caller did it meanwhile, it returns none.
//
// Before the first of them it counts the rows that would stop one, and refuses with a [*ObstacleError] if there are any.
// Errors: see the package.
func Up(ctx context.Context, db *sql.DB, options Options) ([]Applied, error) {
	target := options.target()
	applied, err := prepare(ctx, db, target)
	if err != nil || target == 0 {
		return nil, err
	}
	err = refuseBlindness(ctx, db, applied, target)
	if err != nil {
		return nil, err
	}
	found, err := countUp(ctx, db, applied, target)
	if err == nil {
		err = refuseObstacles(found)
	}
	if err != nil {
		return nil, err
	}
	p, statements, err := newProvider(db, options.Logger)
	if err != nil {
		return nil, err
	}
	defer watch(ctx, db, options.Logger)()
	results, err := persist(ctx, db, options, func() ([]*goose.MigrationResult, error) { return p.UpTo(ctx, target) })
	return outcome(results, err, statements)
}

// Down undoes the newest migration, or all above options.To, and returns those that it undid, also beside an error.
// Undoing version 1 drops every table: where one holds a row, Down without To refuses with [ErrHoldsRows], and
// with To 0 obeys. The schema itself and tables that are not ours remain.
//
// Undoing a later version keeps every row, and brings the structure back that was there before. Where rows have come to
// be that this structure does not allow, Down refuses with a [*ObstacleError].
func Down(ctx context.Context, db *sql.DB, options Options) ([]Applied, error) {
	target := options.target()
	applied, err := prepare(ctx, db, target)
	if err == nil {
		err = refuseDown(ctx, db, applied, options.To)
	}
	if err != nil {
		return nil, err
	}
	p, statements, err := newProvider(db, options.Logger)
	if err != nil {
		return nil, err
	}
	defer watch(ctx, db, options.Logger)()
	results, err := persist(ctx, db, options, func() ([]*goose.MigrationResult, error) {
		if options.To != nil {
			return p.DownTo(ctx, target)
		}
		result, err := p.Down(ctx)
		if errors.Is(err, goose.ErrNoNextVersion) {
			return nil, nil
		}
		return []*goose.MigrationResult{result}, err
	})
	return outcome(results, err, statements)
}

// refuseDown refuses a step, or several, down to a structure that does not allow the rows that there are.
func refuseDown(ctx context.Context, db *sql.DB, applied map[int64]time.Time, to *int64) error {
	if len(applied) == 0 {
		return nil
	}
	newest := slices.Max(slices.Collect(maps.Keys(applied)))
	if to == nil && newest == 1 {
		return refuseRows(ctx, db)
	}
	if err := refuseStage(ctx, db, newest, to); err != nil {
		return err
	}
	found, err := count(ctx, db, downRules(), func(version int64) bool {
		_, done := applied[version]
		return done && (to == nil && version == newest || to != nil && version > *to)
	})
	if err != nil {
		return err
	}
	return refuseObstacles(found)
}

// Status lists every migration of this release, and those recorded by a newer one, in order of version. It only
// reads, takes no lock, and works on an empty database.
func Status(ctx context.Context, db *sql.DB) ([]State, error) {
	applied, err := recorded(ctx, db)
	if err != nil {
		return nil, err
	}
	var states []State
	for _, s := range sources() {
		states = append(states, State{Version: s.version, Name: s.name, Why: s.why(), AppliedAt: applied[s.version]})
		delete(applied, s.version)
	}
	for version, at := range applied {
		states = append(states, State{Version: version, AppliedAt: at})
	}
	slices.SortFunc(states, func(a, b State) int { return int(a.Version - b.Version) })
	return states, nil
}

// prepare refuses a target or a database that this release does not know, gives goose its table, and returns which
// versions the database has applied.
func prepare(ctx context.Context, db *sql.DB, target int64) (applied map[int64]time.Time, err error) {
	if err := refuseTarget(target); err != nil {
		return nil, err // Before waiting for the lock.
	}
	err = locking.With(ctx, db, func(conn *sql.Conn) error {
		applied, err = recordedHere(ctx, conn)
		if err != nil {
			return err
		}
		return createVersionTable(ctx, conn)
	})
	return applied, err
}

func newProvider(db *sql.DB, logger *slog.Logger) (*goose.Provider, *statementLog, error) {
	statements := newStatementLog(logger)
	p, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithTableName(versionTable),
		goose.WithSessionLocker(advisoryLock{}),
		goose.WithDisableGlobalRegistry(true),
		goose.WithSlog(slog.New(statements)),
		goose.WithVerbose(true), // Otherwise goose logs nothing, and the failing statement is lost.
	)
	if err != nil {
		return nil, nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, statements, nil
}

// outcome turns goose's results and its error into ours.
func outcome(results []*goose.MigrationResult, err error, statements *statementLog) ([]Applied, error) {
	var partial *goose.PartialError
	if errors.As(err, &partial) {
		results = partial.Applied
		err = &MigrationError{
			Version:   partial.Failed.Source.Version,
			Name:      path.Base(partial.Failed.Source.Path),
			Direction: partial.Failed.Direction,
			Statement: statements.last(),
			Err:       partial.Err,
		}
	} else if err != nil {
		err = fmt.Errorf("migrate: %w", err)
		results = nil
	}
	var applied []Applied
	for _, r := range results {
		applied = append(applied, Applied{Version: r.Source.Version, Name: path.Base(r.Source.Path), Duration: r.Duration})
	}
	return applied, err
}
