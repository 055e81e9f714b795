package schema

import (
	"context"
	"fmt"
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
	ctx     context.Context
	session *session
	live    *catalog.Snapshot
	report  *Report

	missingColumns map[structure.Name][]string
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
}

func (c *comparison) tables(tables []*structure.Table) error {
	c.missingColumns = map[structure.Name][]string{}
	var pairs []pair
	known := map[structure.Name]bool{}
	for _, table := range tables {
		known[table.Name] = true
		c.report.Columns += len(table.Columns)
		if actual := c.live.Table(table.Name); actual != nil {
			pairs = append(pairs, pair{table, actual})
			c.missingColumns[table.Name] = missing(table, actual)
		}
	}
	for _, table := range tables {
		if c.live.Table(table.Name) == nil {
			c.add(Finding{Code: CodeTableMissing, Table: table.Name.String(), Expected: "a table", Actual: nothing})
		}
	}
	for _, pair := range pairs {
		if err := c.table(pair); err != nil {
			return err
		}
	}
	for _, actual := range c.live.Tables {
		if !known[actual.Name] && !actual.Kind.IsView() && !slices.Contains(migrationTables, strings.ToLower(actual.Name.Name)) {
			c.add(Finding{Code: CodeTableExtra, Table: actual.Name.String(), Expected: nothing, Actual: "a " + string(actual.Kind)})
		}
	}
	slices.SortStableFunc(c.report.Findings, func(a, b Finding) int { return strings.Compare(a.Table, b.Table) })
	return nil
}

// missing lists the columns that one table has and the other lacks.
func missing(has, lacks *structure.Table) []string {
	var names []string
	for _, column := range has.Columns {
		if lacks.Column(column.Name) == nil {
			names = append(names, column.Name)
		}
	}
	return names
}

func (c *comparison) table(p pair) error {
	q := &questions{table: p.expected.Name}
	c.columns(p, q)
	if !p.actual.Kind.IsView() {
		c.primaryKey(p)
		c.foreignKeys(p)
		c.checks(p, q)
		c.indexes(p, q)
	}
	return c.ask(q)
}

// add writes down a finding, a difference unless it says otherwise.
func (c *comparison) add(finding Finding) {
	if finding.Severity == "" {
		finding.Severity = Difference
	}
	c.report.Findings = append(c.report.Findings, finding)
}

// questions are the expressions of one table that only the server can compare,
// each with the finding that a difference makes.
type questions struct {
	table    structure.Name
	pairs    []expression.Pair
	findings []Finding
}

func (q *questions) add(p expression.Pair, finding Finding) {
	finding.Table = q.table.String()
	q.pairs = append(q.pairs, p)
	q.findings = append(q.findings, finding)
}

// ask puts the questions of a table to the server, in one query if it can read
// them all.
func (c *comparison) ask(q *questions) error {
	if len(q.pairs) == 0 {
		return nil
	}
	outcomes, err := expression.Compare(c.ctx, c.session, q.table, q.pairs)
	if err != nil {
		return err
	}
	for i, outcome := range outcomes {
		finding := q.findings[i]
		switch outcome.Result {
		case expression.Different:
			c.add(finding)
		case expression.Undetermined:
			finding.Code, finding.Severity = CodeUndetermined, Undecided
			finding.Actual += fmt.Sprintf(", which the server could not compare (%v)", outcome.Reason)
			c.add(finding)
		}
	}
	return nil
}

// overlap reports whether two lists of names share one.
func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(name string) bool { return slices.Contains(b, name) })
}

func list(names []string) string { return "(" + strings.Join(names, ", ") + ")" }
