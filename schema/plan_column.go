package schema

import (
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/ddl"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func (p *planner) columnMissing(column *structure.Column) string {
	table, live := p.wanted(), p.live()
	added, work := *column, WorkCatalog
	switch {
	case column.Serial, column.Generated && !column.Virtual, column.Default != "" && !isConstant(column.Default):
		work = WorkRewrite
	case column.Default == "" && !column.Generated:
		added.NotNull = false // The rows that are there have no value yet.
	}
	at := phaseColumn
	if column.Generated {
		at = phaseComputed
	}
	p.transaction(Step{
		phase: at, SQL: alterTable(table.Name, "add column "+ddl.Column(added)), Work: work,
		Undo:     alterTable(table.Name, "drop column "+ddl.Identifier(column.Name)),
		UndoNote: "The values written since are gone with the column.",
		Locks:    locked(LockAccessExclusive, table.Name),
	})
	if column.NotNull && !added.NotNull {
		p.addNotNull(table.Name, column.Name)
	}
	p.restore(table, live, column.Name)
	return ""
}

// isConstant reports whether a default is one value for all the rows that are there,
// so that PostgreSQL notes it once instead of writing it into each.
func isConstant(text string) bool {
	for _, word := range expression.Words(text) {
		switch word {
		case "null", "true", "false", "now", "current_timestamp", "current_date", "localtimestamp", "transaction_timestamp":
		default:
			return !slices.Contains([]byte(text), '(')
		}
	}
	return true
}

func (p *planner) columnExtra(column *structure.Column) string {
	live := p.live()
	loss := "No model asks for the column, and its values would be lost."
	if column.NotNull && column.Default == "" && !column.Serial && !column.Generated {
		loss += " As long as it stays, inserts work again after " + alterTable(live.Name, "alter column "+ddl.Identifier(column.Name)+" drop not null") + "."
	}
	if refusal := p.allowed(loss); refusal != "" {
		return refusal
	}
	if view := p.viewOn(live.Name, column.Name); view != "" {
		return "View " + view + " reads the column: drop or replace the view first."
	}
	if policy := p.policyOn(live, column.Name); policy != "" {
		return "Policy " + policy + " reads the column: drop or change the policy first."
	}
	p.dropColumn(live, *column)
	return ""
}

// dropColumn drops a column and what reads it.
func (p *planner) dropColumn(live *structure.Table, column structure.Column) {
	name := ddl.Identifier(column.Name)
	lock := append(locked(LockAccessExclusive, live.Name), p.ownedLocks(live.Name, column.Name)...)
	back := []string{alterTable(live.Name, "add column "+ddl.Column(column)), p.sequenceBack(live.Name, column)}
	wanted := p.wanted() // What it names is replaced by then.
	for _, check := range live.Checks {
		if slices.Contains(check.Columns, column.Name) && byName(wanted.Checks, check.Name, checkName) == nil {
			back = append(back, alterTable(live.Name, "add "+ddl.Check(check)))
		}
	}
	for _, index := range live.Indexes {
		if slices.Contains(reads(index), column.Name) && byName(wanted.Indexes, index.Name, indexName) == nil {
			back = append(back, indexStatements(live.Name, index)...)
		}
	}
	for _, key := range live.ForeignKeys {
		if slices.Contains(key.Columns, column.Name) && byName(wanted.ForeignKeys, key.Name, keyName) == nil {
			lock = append(lock, locked(LockAccessExclusive, key.References)...)
			back = append(back, alterTable(live.Name, "add "+ddl.ForeignKey(key)))
		}
	}
	p.transaction(Step{
		phase: phaseDropColumn, SQL: alterTable(live.Name, "drop column "+name), Locks: lock,
		Undo: statements(back...), UndoNote: "The values do not come back.", Destructive: true,
		Preflight: &Preflight{
			Query:   "select count(*) from " + ddl.Name(live.Name) + " where " + name + " is not null",
			Meaning: "rows whose value would be lost",
		},
	})
}

// policyOn names a policy that reads a column once all that comes before the drop of a
// column is done.
func (p *planner) policyOn(live *structure.Table, column string) string {
	for _, policy := range live.Policies {
		if wanted := byName(p.wanted().Policies, policy.Name, policyName); wanted != nil {
			policy = *wanted
		}
		if slices.Contains(expression.Words(policy.Using+" "+policy.Check), column) && !p.dropsPolicy(policy.Name) {
			return policy.Name
		}
	}
	return ""
}

// viewOn names a view that reads a column, as far as its words tell.
func (p *planner) viewOn(table structure.Name, column string) string {
	for _, view := range p.report.live.Views {
		words := expression.Words(view.Query)
		if slices.Contains(words, table.Name) && slices.Contains(words, column) {
			return view.Name.String()
		}
	}
	return ""
}

func (p *planner) columnName(expected, actual *structure.Column) string {
	rename := func(from, to string) string {
		return alterTable(p.table(), "rename column "+ddl.Identifier(from)+" to "+ddl.Identifier(to))
	}
	p.transaction(Step{
		phase: phaseRename, SQL: rename(actual.Name, expected.Name), Undo: rename(expected.Name, actual.Name),
		Locks: locked(LockAccessExclusive, p.table()), Why: "Nothing that runs now may use the old name any more.",
	})
	return ""
}

func (p *planner) columnNull(expected, actual *structure.Column) string {
	switch {
	case expected.NotNull && actual.NotNull:
		p.verifyNotNull(p.table(), expected.Name)
	case expected.NotNull:
		p.addNotNull(p.table(), expected.Name)
	default:
		column := "alter column " + ddl.Identifier(expected.Name)
		p.transaction(Step{
			phase: phaseNotNull, SQL: alterTable(p.table(), column+" drop not null"),
			Undo:     alterTable(p.table(), column+" set not null"),
			UndoNote: "The way back reads the whole table, and fails once a row is null.",
			Locks:    locked(LockAccessExclusive, p.table()),
		})
	}
	return ""
}

// addNotNull makes a column not null without reading the table under a lock that
// stops others: a check that is verified beside them proves it. Since 18 NOT NULL can
// itself be verified later.
func (p *planner) addNotNull(table structure.Name, column string) {
	name, lock := ddl.Identifier(column), locked(LockAccessExclusive, table)
	suffix, rule := "_"+column+"_is_set", " check ("+name+" is not null) not valid"
	if p.report.Server >= 180000 {
		suffix, rule = "_"+column+"_not_null", " not null "+name+" not valid"
	}
	constraint := ddl.Identifier(ddl.Cut(table.Name, suffix))
	drop := "drop constraint " + constraint
	if p.report.Server >= 180000 {
		drop = "alter column " + name + " drop not null"
	}
	p.transaction(Step{
		phase: phaseNotNull, SQL: alterTable(table, "add constraint "+constraint+rule), Undo: alterTable(table, drop), Locks: lock,
		Preflight: nulls(table, column),
	})
	p.validate(table, constraint, phaseNotNull, nil)
	if p.report.Server >= 180000 {
		return
	}
	p.transaction(Step{
		phase: phaseNotNull, SQL: statements(alterTable(table, "alter column "+name+" set not null"), alterTable(table, drop)),
		Undo: statements(
			alterTable(table, "add constraint "+constraint+rule),
			alterTable(table, "alter column "+name+" drop not null"),
		),
		Locks: lock, Why: "The constraint proves it, so that PostgreSQL does not read the table.",
	})
}

// verifyNotNull verifies a NOT NULL that was left unverified, which PostgreSQL knows
// since 18. Its name is not what a check reads, so the statement looks it up.
func (p *planner) verifyNotNull(table structure.Name, column string) {
	relation := ddl.Literal(ddl.Name(table)) + "::regclass"
	name := ddl.Identifier(column)
	p.transaction(Step{
		phase: phaseNotNull, Work: WorkScan, Locks: locked(LockShareUpdateExclusive, table),
		SQL: "do $do$ begin execute (\n" +
			"    select format(" + ddl.Literal("alter table "+ddl.Name(table)+" validate constraint %I") + ", c.conname)\n" +
			"    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]\n" +
			"    where c.conrelid = " + relation + " and c.contype = 'n' and a.attname = " + ddl.Literal(column) + "\n); end $do$",
		Undo: alterTable(table, "alter column "+name+" drop not null") + ";\n" +
			alterTable(table, "add constraint "+ddl.Identifier(ddl.Cut(table.Name, "_"+column+"_not_null"))+" not null "+name+" not valid"),
		Preflight: nulls(table, column),
	})
}

// nulls counts the rows without a value.
func nulls(table structure.Name, column string) *Preflight {
	return &Preflight{
		Query:   "select count(*) from " + ddl.Name(table) + " where " + ddl.Identifier(column) + " is null",
		Meaning: "rows without a value, at which the verification fails; give them one first",
	}
}

// validate verifies the rows that were there before a constraint, beside those who
// read and write.
func (p *planner) validate(table structure.Name, constraint string, at phase, others []Lock) {
	p.transaction(Step{
		phase: at, SQL: alterTable(table, "validate constraint "+constraint), Work: WorkScan,
		Locks:    append(locked(LockShareUpdateExclusive, table), others...),
		UndoNote: "Nothing has to be undone: what is verified does no harm.",
	})
}

func (p *planner) columnDefault(expected, actual *structure.Column) string {
	switch {
	case expected.Serial && !actual.Serial:
		p.takeSequence(*actual)
	default:
		p.setDefault(p.table(), expected, actual)
	}
	return ""
}

func (p *planner) setDefault(table structure.Name, expected, actual *structure.Column) {
	p.transaction(Step{
		phase: phaseDefault, SQL: alterTable(table, defaultAction(*expected)), Undo: alterTable(table, defaultAction(*actual)),
		Locks: locked(LockAccessExclusive, table),
	})
}

// defaultAction is the action of ALTER TABLE that gives a column the default that it
// has in a description.
func defaultAction(column structure.Column) string {
	if column.Default == "" {
		return "alter column " + ddl.Identifier(column.Name) + " drop default"
	}
	return "alter column " + ddl.Identifier(column.Name) + " set default " + column.Default
}

// columnGenerated plans for a column that is computed on one side only, or otherwise.
func (p *planner) columnGenerated(expected, actual *structure.Column) string {
	live, table := p.live(), p.wanted()
	name := "alter column " + ddl.Identifier(actual.Name)
	switch {
	case !expected.Generated && actual.Virtual:
		return "A virtual column has no stored values to keep: add a column, fill it, and rename both."
	case !expected.Generated:
		p.transaction(Step{
			phase: phaseColumn, SQL: alterTable(live.Name, name+" drop expression"), Locks: locked(LockAccessExclusive, live.Name),
			UndoNote: "There is none: only a new column can be computed.",
		})
		if expected.Default != "" {
			p.setDefault(live.Name, expected, &structure.Column{Name: actual.Name})
		}
		return ""
	case actual.Generated && expected.Virtual == actual.Virtual && p.report.Server >= 170000:
		work := WorkRewrite
		if expected.Virtual {
			work = WorkCatalog
		}
		p.transaction(Step{
			phase: phaseDefault, SQL: alterTable(live.Name, name+" set expression as "+ddl.Enclosed(expected.Default)), Work: work,
			Undo:  alterTable(live.Name, name+" set expression as "+ddl.Enclosed(actual.Default)),
			Locks: locked(LockAccessExclusive, live.Name),
		})
		return ""
	}
	return p.replaceColumn(table, live, *expected, *actual)
}

// replaceColumn makes a column anew whose values are computed, which PostgreSQL does
// not do with one that is there.
func (p *planner) replaceColumn(table, live *structure.Table, expected, actual structure.Column) string {
	if !actual.Generated {
		if refusal := p.allowed("The column has to be made anew, and the values that it holds would be lost to the computed ones."); refusal != "" {
			return refusal
		}
	}
	if refusal := p.refuseReaders(live, actual.Name); refusal != "" {
		return "The column has to be made anew. " + refusal
	}
	without, back := *live, []string{}
	without.Checks, without.Indexes = nil, nil
	for _, check := range live.Checks {
		if slices.Contains(check.Columns, actual.Name) {
			back = append(back, alterTable(live.Name, "add "+ddl.Check(check)))
		} else {
			without.Checks = append(without.Checks, check)
		}
	}
	for _, index := range live.Indexes {
		if !slices.Contains(reads(index), actual.Name) {
			without.Indexes = append(without.Indexes, index)
			continue
		}
		if byName(table.Indexes, index.Name, indexName) == nil {
			return "The column has to be made anew, and index " + index.Name + " reads it: drop the index first."
		}
		back = append(back, indexStatements(live.Name, index)...)
	}
	anew := func(column structure.Column) string {
		return alterTable(live.Name, "drop column "+ddl.Identifier(column.Name), "add column "+ddl.Column(column))
	}
	p.transaction(Step{
		phase: phaseComputed, SQL: anew(expected), Undo: statements(append([]string{anew(actual)}, back...)...), Work: WorkRewrite,
		Locks: locked(LockAccessExclusive, live.Name), Destructive: !actual.Generated,
		UndoNote: "The column goes to the end of the row, and its privileges have to be granted again.",
	})
	p.restore(table, &without, expected.Name)
	return ""
}
