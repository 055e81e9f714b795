package schema

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"
	gormschema "gorm.io/gorm/schema"

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
// models, in a fourth if there are findings, and asks once more about every hundred
// expressions of which only the server can tell whether they mean the same. All that happens in a read-only
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
func (checker Checker) Check(ctx context.Context, db *gorm.DB, models ...any) (*Report, error) {
	var report *Report
	err := inSnapshot(ctx, db, func(s *session) error {
		var err error
		report, err = checker.check(ctx, s, db, models)
		return err
	})
	if err != nil {
		return nil, err
	}
	return report, nil
}

func (checker Checker) check(ctx context.Context, s *session, db *gorm.DB, models []any) (*Report, error) {
	server, err := identify(ctx, s)
	if err != nil {
		return nil, err
	}
	schemas, err := checker.schemas(db, server, models)
	if err != nil {
		return nil, &CheckError{Reason: ReasonModel, Err: err}
	}
	var wanted wanted
	wait := concurrently(func() { wanted = checker.read(db, server, models) })
	if checker.unchanged != nil {
		if wait(); wanted.err != nil {
			return nil, wanted.err
		}
		unchanged, err := checker.unchanged(ctx, s, asked{server, wanted.tables, models, schemas})
		if unchanged || err != nil {
			return nil, err
		}
	}
	live, attach, err := checker.live(ctx, s, server, schemas)
	wait()
	if err := cmp.Or(wanted.err, err); err != nil {
		return nil, err
	}
	wanted.declared.confine(live)
	if err := requirePrivileges(live, wanted.tables); err != nil {
		return nil, err
	}
	c := comparison{live: live, declared: wanted.declared, forms: normalForms{}, report: &Report{
		Format: ReportFormat, Server: server.Version, Database: server.Database,
		Models: len(models), Advised: checker.Advice, Findings: []Finding{}, expected: wanted.tables, live: live,
	}}
	c.pair(wanted.tables)
	agreed := checker.agreement(&c, wanted)
	wait = concurrently(agreed.judge)
	err = c.tables(ctx, s, wanted.tables)
	wait()
	if err != nil {
		return nil, err
	}
	agreed.report(&c)
	if checker.Advice {
		err = c.advise(ctx, s, checker.TenantColumn)
	}
	if err == nil && len(c.report.Findings) > 0 { // A plan takes away and puts back what is in its way.
		err = attach()
	}
	if err != nil {
		return nil, err
	}
	return c.report, nil
}

// live reads the catalog. What no model says anything of is read if it is asked for, and else
// by attach.
func (checker Checker) live(ctx context.Context, q catalog.Querier, server catalog.Server, schemas []string) (live *catalog.Snapshot, attach func() error, err error) {
	if checker.Advice || len(checker.Declared) > 0 {
		live, err = catalog.Read(ctx, q, server, schemas)
		return live, func() error { return nil }, err
	}
	return catalog.ReadTables(ctx, q, server, schemas)
}

// wanted is what the models and the declarations ask for.
type wanted struct {
	tables   []*structure.Table
	declared declared
	// parsed are the models as GORM reads them, and tags what it makes nothing of in the
	// tags of each.
	parsed []*gormschema.Schema
	tags   [][]Finding
	err    error
}

// schemas are those that the catalog is read for.
func (checker Checker) schemas(db *gorm.DB, server catalog.Server, models []any) ([]string, error) {
	modelled, err := expected.Schemas(db, server.CurrentSchema, models)
	return expected.DeclaredSchemas(checker.Declared, server.CurrentSchema, modelled), err
}

// read reads what is asked for. It asks the database nothing.
func (checker Checker) read(db *gorm.DB, server catalog.Server, models []any) wanted {
	tables, err := expected.Tables(db, server.CurrentSchema, models)
	if err != nil {
		return wanted{err: &CheckError{Reason: ReasonModel, Err: err}}
	}
	declarations, err := expected.Declare(checker.Declared, server.CurrentSchema, tables)
	if err != nil {
		return wanted{err: &CheckError{Reason: ReasonModel, Err: err}}
	}
	w := wanted{tables: tables, declared: declaredOf(declarations, tables)}
	for _, model := range models {
		statement := &gorm.Statement{DB: db}
		if statement.Parse(model) == nil { // It has been read before, or the check would have ended there.
			w.parsed = append(w.parsed, statement.Schema)
			w.tags = append(w.tags, tagsOf(statement.Schema, server))
		}
	}
	return w
}

// concurrently does some work in a goroutine. The function that it returns waits for the end, and
// panics if the work did.
func concurrently(work func()) (wait func()) {
	var failure any
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { failure = recover() }()
		work()
	}()
	return func() {
		if <-done; failure != nil {
			panic(failure)
		}
	}
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
