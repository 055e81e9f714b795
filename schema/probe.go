package schema

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/synapscale/synapscale-go/schema/internal/expected"
	"github.com/synapscale/synapscale-go/schema/internal/sample"
)

// Sentinels for databases that are not probed. Both come inside a [*CheckError].
var (
	// ErrReadOnlyDatabase says that nothing can be written, so that nothing can be
	// tried: a standby, or a transaction, role or database that is set to read only.
	ErrReadOnlyDatabase = errors.New("the database is read-only")
	// ErrProduction says that the database is marked as production.
	ErrProduction = errors.New("the database is marked as production")
)

// A Prober tries what a database accepts. Its zero value is ready to use, and is
// what [Probe] uses.
type Prober struct {
	// AllowProduction probes a database that is marked as production too. What a
	// probe costs there is said at [Probe].
	AllowProduction bool
}

// Probe writes one valid row of each model, and of each join table of their
// many-to-many relations, reads it back, changes every column that is no key and no
// reference, reads it again and deletes it, and reports what the database refused
// and what it stored otherwise than it was written. It finds what no comparison of
// structures can: a trigger that raises, a policy that lets nothing through, a
// column that has to be set and that no model knows.
//
// The rows are made from the model: Go types, validation tags, GORM tags and the
// relations, which also say which rows have to be there first. A rule that neither
// says is not known, and a row that breaks it is reported as refused. Every table is
// probed for itself, on a database that holds nothing of the others' rows. One that
// needs a row which its own table refuses is reported as not reached.
//
// All that happens in one transaction, which is always rolled back, or under a
// savepoint of the caller's transaction if db is one, which goes on as it was.
// Nothing remains of the rows, also when ctx ends. What a rollback does not undo
// remains: numbers drawn from sequences, and what triggers and the hooks of models do
// outside of the database. Triggers run as for any row. Locks on rows that others
// need, the parents that a trigger counts in, are held until the table is done; a
// statement waits two seconds for a lock, and takes thirty at most. One that
// does not come through in that time is not reached.
//
// A database that cannot be written to is not probed ([ErrReadOnlyDatabase]), and
// neither is one on which the setting app.environment is "production"
// ([ErrProduction], see [Prober]):
//
//	alter database shop set app.environment = 'production'
//
// The error is a [*CheckError]: it says that the probe could not run, never that
// something was refused; for that there is [ProbeReport.Err].
func Probe(ctx context.Context, db *gorm.DB, models ...any) (*ProbeReport, error) {
	return Prober{}.Probe(ctx, db, models...)
}

// Probe is the function [Probe] with the options of p.
func (p Prober) Probe(ctx context.Context, db *gorm.DB, models ...any) (*ProbeReport, error) {
	var report *ProbeReport
	run, err := transactionOf(ctx, db, nil)
	if err == nil {
		err = run(func(s *session) error {
			var err error
			report, err = p.probe(ctx, s, db, models)
			return err
		})
	}
	if err != nil {
		return nil, failure(ctx, err)
	}
	return report, nil
}

// Sample returns a new row of a model, as a pointer to its struct: the one that
// [Probe] writes, but for the columns that refer to other rows, which hold values
// that refer to none. It is meant for tests. It reads nothing from the database.
func Sample(db *gorm.DB, model any) (row any, err error) {
	table, err := expected.Parse(db, model)
	if err != nil {
		return nil, &CheckError{Reason: ReasonModel, Err: err}
	}
	if row, err = sample.Row(table, 0); err != nil {
		return nil, &CheckError{Reason: ReasonModel, Err: err}
	}
	return row, nil
}

func (p Prober) probe(ctx context.Context, s *session, db *gorm.DB, models []any) (*ProbeReport, error) {
	server, err := identify(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := p.permit(ctx, s); err != nil {
		return nil, err
	}
	references, err := expected.ReadReferences(db, models)
	if err != nil {
		return nil, &CheckError{Reason: ReasonModel, Err: err}
	}
	report := &ProbeReport{Server: server.Version, Database: server.Database, Tables: []Probed{}}
	for _, table := range references.Tables {
		t := &trial{session: s, db: writer(ctx, s, db), references: references, schema: server.CurrentSchema}
		// An attempt is undone, so that the next table finds nothing of this one.
		err := s.Attempt(ctx, func() error {
			probed, err := t.run(ctx, table)
			report.Tables = append(report.Tables, probed)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return report, nil
}

// guardQuery asks for what forbids a probe, and sets how long one may wait. A setting of the database counts also where
// the connection is older than it.
const guardQuery = `
select pg_is_in_recovery(), current_setting('transaction_read_only')::boolean,
       lower(coalesce(current_setting('app.environment', true), '')) = 'production' or exists (
           select from pg_catalog.pg_db_role_setting s join pg_catalog.pg_database d on d.oid = s.setdatabase, unnest(s.setconfig) setting
           where d.datname = current_database() and lower(setting) = 'app.environment=production'),
       set_config('lock_timeout', '2s', true), set_config('statement_timeout', '30s', true)`

// permit refuses a database in which nothing can or should be written.
func (p Prober) permit(ctx context.Context, s *session) error {
	var (
		standby, readOnly, production bool
		ignored                       string
	)
	if err := s.pool.QueryRowContext(ctx, guardQuery).Scan(&standby, &readOnly, &production, &ignored, &ignored); err != nil {
		return err
	}
	switch {
	case standby:
		return &CheckError{Reason: ReasonReadOnly, Err: fmt.Errorf("%w: it is a standby; probe the primary", ErrReadOnlyDatabase)}
	case readOnly:
		return &CheckError{Reason: ReasonReadOnly, Err: fmt.Errorf(
			"%w: this transaction is; begin one that is not, or set default_transaction_read_only = off for the connection", ErrReadOnlyDatabase)}
	case production && !p.AllowProduction:
		return &CheckError{Reason: ReasonProduction, Err: fmt.Errorf(
			"%w (app.environment = 'production'): probe a copy of it, or allow production", ErrProduction)}
	}
	// What the caller's transaction has deferred is not to be taken for a refusal of ours.
	return s.Attempt(ctx, func() error {
		if _, err := s.pool.ExecContext(ctx, "set constraints all immediate"); err != nil {
			return fmt.Errorf("the transaction breaks a deferred constraint already: %w", err)
		}
		return nil
	})
}

// writer is db on the connection of a session, without what would change what is sent or what comes back: conditions of
// the caller, a dry run, transactions inside ours, errors in GORM's words. Its clock is one that every type of
// PostgreSQL keeps.
func writer(ctx context.Context, s *session, db *gorm.DB) *gorm.DB {
	w := db.Session(&gorm.Session{
		NewDB: true, Context: ctx, SkipDefaultTransaction: true, Logger: logger.Discard,
		NowFunc: func() time.Time { return time.Now().UTC().Truncate(time.Second) },
	})
	w.Statement.ConnPool = s.pool
	w.DryRun, w.TranslateError, w.FullSaveAssociations, w.DefaultContextTimeout = false, false, false, 0
	return w
}

// isBusy reports whether an error is about other sessions or the server's state, not about what was written.
func isBusy(err error) bool {
	return slices.ContainsFunc([]string{"40", "53", "55P03", "57"}, func(class string) bool {
		return strings.HasPrefix(sqlState(err), class)
	})
}
