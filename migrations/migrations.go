package migrations

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"slices"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed *.sql
var files embed.FS

// Options says how far [Up] and [Down] go and who is told. The zero value is ready to use.
type Options struct {
	// To is the version to stop at. Nil is [Latest] for Up and one step for Down; 0 undoes everything.
	To *int64
	// Logger is told of every migration at level Info and of every statement at level Debug. Nil is silence.
	Logger *slog.Logger
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
	// AppliedAt is when it was applied or adopted, the zero time if it is pending.
	AppliedAt time.Time
}

// Pending says that the database does not have the migration yet.
func (s State) Pending() bool { return s.AppliedAt.IsZero() }

// Files holds the SQL files, for whoever applies them with a goose of their own: record them in
// synapscale_db.goose_db_version, as this package does.
func Files() fs.FS { return files }

// Latest is the newest version of this release.
func Latest() int64 {
	all := sources()
	return all[len(all)-1].version
}

// Up applies the pending migrations in order and returns those that this call applied, also beside an error.
// When there is nothing to do, or another caller did it meanwhile, it returns none. Errors: see the package.
func Up(ctx context.Context, db *sql.DB, options Options) ([]Applied, error) {
	target := Latest()
	if options.To != nil {
		target = *options.To
	}
	if err := prepare(ctx, db, target); err != nil || target == 0 {
		return nil, err
	}
	p, statements, err := newProvider(db, options.Logger)
	if err != nil {
		return nil, err
	}
	results, err := p.UpTo(ctx, target)
	return outcome(results, err, statements)
}

// Down undoes the newest migration, or all above options.To, and returns those that it undid, also beside an error.
// Undoing version 1 drops every table: where one holds a row, Down without To refuses with [ErrHoldsRows], and
// with To 0 obeys. The schema itself and tables that are not ours remain.
func Down(ctx context.Context, db *sql.DB, options Options) ([]Applied, error) {
	target := Latest()
	if options.To != nil {
		target = *options.To
	}
	if err := prepare(ctx, db, target); err != nil {
		return nil, err
	}
	p, statements, err := newProvider(db, options.Logger)
	if err != nil {
		return nil, err
	}
	if options.To != nil {
		results, err := p.DownTo(ctx, target)
		return outcome(results, err, statements)
	}
	if err := refuseRows(ctx, db); err != nil {
		return nil, err
	}
	result, err := p.Down(ctx)
	if errors.Is(err, goose.ErrNoNextVersion) {
		return nil, nil
	}
	return outcome([]*goose.MigrationResult{result}, err, statements)
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
		states = append(states, State{Version: s.version, Name: s.name, AppliedAt: applied[s.version]})
		delete(applied, s.version)
	}
	for version, at := range applied {
		states = append(states, State{Version: version, AppliedAt: at})
	}
	slices.SortFunc(states, func(a, b State) int { return int(a.Version - b.Version) })
	return states, nil
}

// prepare refuses a target or a database that this release does not know, and gives goose its table.
func prepare(ctx context.Context, db *sql.DB, target int64) error {
	if target != 0 && !known(target) {
		return &VersionError{Version: target, Latest: Latest()}
	}
	return locked(ctx, db, func(conn *sql.Conn) error {
		applied, err := recorded(ctx, conn)
		if err != nil {
			return err
		}
		if err := refuseUnknown(applied); err != nil {
			return err
		}
		return createVersionTable(ctx, conn)
	})
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

type source struct {
	version int64
	name    string
}

// sources lists the embedded files in order of version.
func sources() []source {
	names, _ := fs.Glob(files, "*.sql") // The pattern is valid, and nothing else can fail.
	var all []source
	for _, name := range names {
		if version, err := goose.NumericComponent(name); err == nil {
			all = append(all, source{version, name})
		}
	}
	slices.SortFunc(all, func(a, b source) int { return int(a.version - b.version) })
	return all
}

// known reports whether this release has the version.
func known(version int64) bool {
	return slices.ContainsFunc(sources(), func(s source) bool { return s.version == version })
}
