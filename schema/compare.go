package schema

import (
	"context"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A comparison holds the models' tables against the live ones and writes down
// what differs. Nothing is reported that only follows from something else that
// is: what hangs on a missing column is missing with it.
type comparison struct {
	live   *catalog.Snapshot
	report *Report
	// modelled are the tables that the models ask for, and pairs those of them
	// that exist.
	modelled map[structure.Name]bool
	pairs    map[structure.Name]pair
}

const nothing = "nothing"

// migrationTables are the tables in which migration tools keep their books.
var migrationTables = []string{
	"__efmigrationshistory", "_prisma_migrations", "_sqlx_migrations", "_yoyo_migration", "alembic_version",
	"ar_internal_metadata", "atlas_schema_revisions", "databasechangelog", "databasechangeloglock",
	"django_migrations", "flyway_schema_history", "goose_db_version", "gorp_migrations", "knex_migrations",
	"knex_migrations_lock", "schema_migrations", "schema_version",
}

// A pair is a table as a model asks for it and as the database has it.
type pair struct {
	expected *structure.Table
	actual   *structure.Table
	missing  []string // the columns that only expected has
	extra    []string // the columns that only actual has
	meanings meanings
}

func (c *comparison) tables(ctx context.Context, s *session, tables []*structure.Table) error {
	c.modelled, c.pairs = map[structure.Name]bool{}, map[structure.Name]pair{}
	for _, table := range tables {
		c.modelled[table.Name] = true
		c.report.Columns += len(table.Columns)
		if actual := c.live.Table(table.Name); actual != nil {
			c.pairs[table.Name] = pair{table, actual, surplus(table, actual), surplus(actual, table), meanings{}}
		}
	}
	for _, table := range tables {
		if c.live.Table(table.Name) == nil {
			c.add(Finding{Code: CodeTableMissing, Table: table.Name.String(), Expected: "a table", Actual: nothing, sides: sides{expected: table}})
		}
	}
	if err := c.existing(ctx, s, tables); err != nil {
		return err
	}
	for _, actual := range c.live.Tables {
		if !c.modelled[actual.Name] && !actual.Kind.IsView() && !slices.Contains(migrationTables, strings.ToLower(actual.Name.Name)) {
			c.add(Finding{Code: CodeTableExtra, Table: actual.Name.String(), Expected: nothing, Actual: "a " + string(actual.Kind), sides: sides{actual: actual}})
		}
	}
	slices.SortStableFunc(c.report.Findings, func(a, b Finding) int { return strings.Compare(a.Table, b.Table) })
	return nil
}

// surplus lists the columns that one table has and the other lacks.
func surplus(has, lacks *structure.Table) []string {
	var names []string
	for _, column := range has.Columns {
		if lacks.Column(column.Name) == nil {
			names = append(names, column.Name)
		}
	}
	return names
}

// existing compares the tables that exist, and once more when the server has
// answered what the first time left open.
func (c *comparison) existing(ctx context.Context, s *session, tables []*structure.Table) error {
	before := len(c.report.Findings)
	for {
		var open []expression.Question
		for _, table := range tables {
			if p, found := c.pairs[table.Name]; found {
				c.compare(p)
				open = append(open, p.meanings.open(table.Name)...)
			}
		}
		if len(open) == 0 {
			return nil
		}
		if err := expression.Compare(ctx, s, open); err != nil {
			return err
		}
		c.report.Findings = c.report.Findings[:before]
	}
}

func (c *comparison) compare(p pair) {
	c.columns(p)
	if !p.actual.Kind.IsView() {
		c.primaryKey(p)
		c.foreignKeys(p)
		c.checks(p)
		c.indexes(p)
	}
}

// add writes down a finding, a difference unless it says otherwise.
func (c *comparison) add(finding Finding) {
	if finding.Severity == "" {
		finding.Severity = SeverityDifference
	}
	c.report.Findings = append(c.report.Findings, finding)
}

// A matched is one thing as the models ask for it and as the database has it.
type matched[T any] struct{ expected, actual T }

// match finds for each expected thing the actual one that it is. The rules are
// tried in turn on what the ones before have left over.
func match[T any](expected, actual []T, rules ...func(expected, actual T) bool) (pairs []matched[T], missing, extra []T) {
	missing, extra = expected, slices.Clone(actual)
	for _, same := range rules {
		var left []T
		for _, e := range missing {
			at := slices.IndexFunc(extra, func(a T) bool { return same(e, a) })
			if at < 0 {
				left = append(left, e)
				continue
			}
			pairs = append(pairs, matched[T]{e, extra[at]})
			extra = slices.Delete(extra, at, at+1)
		}
		missing = left
	}
	return pairs, missing, extra
}

// overlap reports whether two lists of names share one.
func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(name string) bool { return slices.Contains(b, name) })
}

func list(names []string) string { return "(" + strings.Join(names, ", ") + ")" }
