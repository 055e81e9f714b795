package schema

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/expected"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// Check compares the models with the live database and reports all that it finds.
//
// It reads one snapshot of the catalog in six queries whatever the number of
// models, in a read-only repeatable-read transaction of its own, or inside the
// caller's transaction if db is one, which it leaves as it was. It writes nothing.
// The role needs USAGE on the schemas of the models and SELECT on their tables.
// Check is safe for concurrent use.
//
// The error is a [*CheckError]: it says that the check could not run, never that
// it found something.
func Check(ctx context.Context, db *gorm.DB, models ...any) (*Report, error) {
	db = db.WithContext(ctx)
	var report *Report
	err := inSnapshot(ctx, db, func(s *session) error {
		var err error
		report, err = check(ctx, s, db, models)
		return err
	})
	if err == nil {
		return report, nil
	}
	var failure *CheckError
	if errors.As(err, &failure) {
		return nil, failure
	}
	return nil, &CheckError{Reason: ReasonConnection, Err: err}
}

// Assert returns nil if models and database agree, a [*DriftError] that lists
// every difference if they do not, and a [*CheckError] if that could not be found
// out. Warnings and undetermined comparisons are not differences; use [Check] to
// see them.
func Assert(ctx context.Context, db *gorm.DB, models ...any) error {
	report, err := Check(ctx, db, models...)
	if err != nil {
		return err
	}
	if len(report.Differences()) > 0 {
		return &DriftError{Report: report}
	}
	return nil
}

func check(ctx context.Context, s *session, db *gorm.DB, models []any) (*Report, error) {
	server, err := identify(ctx, s)
	if err != nil {
		return nil, err
	}
	tables, err := expected.Tables(db, server.CurrentSchema, models)
	if err != nil {
		return nil, &CheckError{Reason: ReasonModel, Err: err}
	}
	live, err := catalog.Read(ctx, s, server, schemasOf(tables))
	if err != nil {
		return nil, err
	}
	if err := requirePrivileges(live, tables); err != nil {
		return nil, err
	}
	c := comparison{ctx: ctx, session: s, live: live, report: &Report{
		Server: server.Version, Database: server.Database, Models: len(models), Findings: []Finding{},
	}}
	if err := c.tables(tables); err != nil {
		return nil, err
	}
	return c.report, nil
}

// identify refuses a server whose catalog the queries do not know.
func identify(ctx context.Context, q catalog.Querier) (catalog.Server, error) {
	server, err := catalog.Identify(ctx, q)
	var refusal *pgconn.PgError
	switch {
	case errors.As(err, &refusal) && strings.HasPrefix(refusal.Code, "42"):
		return server, &CheckError{Reason: ReasonServer, Err: fmt.Errorf("it does not answer as PostgreSQL does: %w", err)}
	case err != nil:
		return server, err
	case !strings.HasPrefix(server.Product, "PostgreSQL "):
		return server, &CheckError{Reason: ReasonServer, Err: fmt.Errorf("it is %q; PostgreSQL 13 or later is needed", server.Product)}
	case server.Version < catalog.MinimumVersion:
		return server, &CheckError{Reason: ReasonServer, Err: fmt.Errorf("it is %q; PostgreSQL 13 or later is needed", server.Product)}
	}
	return server, nil
}

func schemasOf(tables []*structure.Table) []string {
	var schemas []string
	seen := map[string]bool{}
	for _, table := range tables {
		if !seen[table.Name.Schema] {
			seen[table.Name.Schema] = true
			schemas = append(schemas, table.Name.Schema)
		}
	}
	return schemas
}

// requirePrivileges refuses to judge what the role cannot see well: without
// SELECT the server does not compare expressions.
func requirePrivileges(live *catalog.Snapshot, tables []*structure.Table) error {
	if len(live.Unusable) > 0 {
		return &CheckError{Reason: ReasonPrivilege, Err: fmt.Errorf(
			"role %s needs: grant usage on schema %s to %[1]s", live.Server.Role, strings.Join(live.Unusable, ", "))}
	}
	unreadable := map[structure.Name]bool{}
	for _, name := range live.Unreadable {
		unreadable[name] = true
	}
	var names []string
	for _, table := range tables {
		if unreadable[table.Name] {
			names = append(names, table.Name.String())
		}
	}
	if len(names) == 0 {
		return nil
	}
	return &CheckError{Reason: ReasonPrivilege, Err: fmt.Errorf(
		"role %s needs: grant select on %s to %[1]s", live.Server.Role, strings.Join(names, ", "))}
}
