package schema

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema/declare"
	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/expected"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A Checker compares models with a database. Its zero value does what [Check] does.
// It is a value without a state and may be used by several goroutines at a time.
type Checker struct {
	// Declared is what GORM's tags cannot say of the database. Without it, triggers,
	// policies, functions and the like are not looked at.
	Declared []declare.Schema
	// Advice asks for advice about the live structure as well: about the tables of the
	// models, and about the functions in their schemas.
	Advice bool
	// TenantColumn is the column that says to which tenant a row belongs, of which
	// advice takes care; tenant_id if empty. Tables without it belong to all.
	TenantColumn string

	// unchanged may say that there is nothing to compare, before the catalog is read;
	// there is no report then.
	unchanged func(context.Context, *session, asked) (bool, error)
}

// Check compares the models with the live database and reports all that it finds.
//
// It reads one snapshot of the catalog in three queries whatever the number of
// models, and asks once more about all expressions of which only the server can
// tell whether they mean the same. All that happens in a read-only
// repeatable-read transaction of its own, or inside the caller's transaction if db
// is one, which it leaves as it was. It writes nothing and keeps no lock. The role
// needs USAGE on the schemas of the models and SELECT on their tables. Check is
// safe for concurrent use.
//
// The error is a [*CheckError]: it says that the check could not run, never that
// it found something.
func Check(ctx context.Context, db *gorm.DB, models ...any) (*Report, error) {
	return Checker{}.Check(ctx, db, models...)
}

// Check is [Check] with what the checker adds.
func (c Checker) Check(ctx context.Context, db *gorm.DB, models ...any) (*Report, error) {
	var report *Report
	err := inSnapshot(ctx, db, func(s *session) error {
		var err error
		report, err = c.check(ctx, s, db, models)
		return err
	})
	if err != nil {
		return nil, err
	}
	return report, nil
}

func (c Checker) check(ctx context.Context, s *session, db *gorm.DB, models []any) (*Report, error) {
	server, err := identify(ctx, s)
	if err != nil {
		return nil, err
	}
	tables, err := expected.Tables(db, server.CurrentSchema, models)
	if err != nil {
		return nil, &CheckError{Reason: ReasonModel, Err: err}
	}
	declarations, err := expected.Declare(c.Declared, server.CurrentSchema, tables)
	if err != nil {
		return nil, &CheckError{Reason: ReasonModel, Err: err}
	}
	declared := declaredOf(declarations, tables)
	if c.unchanged != nil {
		unchanged, err := c.unchanged(ctx, s, asked{server, tables, models, declared.schemas()})
		if unchanged || err != nil {
			return nil, err
		}
	}
	live, err := catalog.Read(ctx, s, server, declared.schemas())
	if err != nil {
		return nil, err
	}
	declared.confine(live)
	if err := requirePrivileges(live, tables); err != nil {
		return nil, err
	}
	comparison := comparison{live: live, declared: declared, report: &Report{
		Format: ReportFormat, Server: server.Version, Database: server.Database,
		Models: len(models), Advised: c.Advice, Findings: []Finding{}, expected: tables, live: live,
	}}
	if err := comparison.tables(ctx, s, tables); err != nil {
		return nil, err
	}
	c.agree(&comparison, db, models)
	if c.Advice {
		if err := comparison.advise(ctx, s, c.TenantColumn); err != nil {
			return nil, err
		}
	}
	return comparison.report, nil
}

// identify refuses a server whose catalog the queries do not know.
func identify(ctx context.Context, q catalog.Querier) (catalog.Server, error) {
	server, err := catalog.Identify(ctx, q)
	switch {
	case strings.HasPrefix(sqlState(err), "42"):
		return server, &CheckError{Reason: ReasonServer, Err: fmt.Errorf("it does not answer as PostgreSQL does: %w", err)}
	case err != nil:
		return server, err
	case !strings.HasPrefix(server.Product, "PostgreSQL ") || server.Version < catalog.MinimumVersion:
		return server, &CheckError{Reason: ReasonServer, Err: fmt.Errorf("it is %q; PostgreSQL 13 or later is needed", server.Product)}
	}
	return server, nil
}

func schemasOf(tables []*structure.Table) []string {
	schemas := []string{}
	for _, table := range tables {
		if !slices.Contains(schemas, table.Name.Schema) {
			schemas = append(schemas, table.Name.Schema)
		}
	}
	return schemas
}

// requirePrivileges refuses a role to which all of the tables are closed. Of those
// that are closed to it beside open ones there is a finding.
func requirePrivileges(live *catalog.Snapshot, tables []*structure.Table) error {
	role := structure.Quote(live.Server.Role)
	isOpen, isClosed := false, false
	for _, table := range tables {
		switch {
		case table.Name.Schema == "":
			return &CheckError{Reason: ReasonPrivilege, Err: fmt.Errorf(
				"table %s has no schema in its name, and the search_path of role %s leads to none on which it has usage", table.Name, role)}
		case live.Table(table.Name) == nil:
		case isHidden(live, table.Name):
			isClosed = true
		default:
			isOpen = true
		}
	}
	switch {
	case isOpen || !isClosed:
		return nil
	case len(live.Unusable) > 0:
		return &CheckError{Reason: ReasonPrivilege, Err: fmt.Errorf("it needs: grant usage on schema %s to %s", quotedList(live.Unusable), role)}
	default:
		return &CheckError{Reason: ReasonPrivilege, Err: fmt.Errorf(
			"it needs: grant select on all tables in schema %s to %s", quotedList(schemasOf(tables)), role)}
	}
}

func quotedList(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = structure.Quote(name)
	}
	return strings.Join(quoted, ", ")
}
