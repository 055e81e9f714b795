// Package fill gives tests and measurements a database with valid rows in every table, whichever version it is at: what
// it writes follows from the live catalog and not from the models.
package fill

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Options say how many rows [Fill] writes.
type Options struct {
	// Rows is the number per table.
	Rows int
	// More is the number for tables that get another one. A row then belongs to the same tenant on every path as long as
	// the numbers divide one another.
	More map[string]int
	// Skip are tables that get no row. References to them stay null; a table that cannot do without is an error.
	Skip []string
	// WithoutTriggers switches triggers off, so that rows get into tables whose triggers refuse every write. It needs a
	// superuser. What triggers keep in step, the counters of workspaces, is set right.
	WithoutTriggers bool
}

// Fill inserts rows into every table of schema synapscale_db, in one transaction. All tables have to be empty, those of
// migration tools apart. The same call writes the same rows, but for what triggers add, such as the time of an update.
//
// Row i of a table, counted from 0, references row i of every other table, or i modulo their number where they are
// fewer, so that it belongs to tenant i, user i, workspace i. Where a unique key allows no further row that way, the
// pairs are spread over all that it allows. Within its own table row i references number i - Rows, which has the same
// owners. Where there is none the reference is null, or the row's own where it must not be: only a table with More rows
// than the others gets trees.
//
// Columns that reference a table without a foreign key in production satisfy the key that they lack.
func Fill(ctx context.Context, db *sql.DB, options Options) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // After a commit there is nothing to roll back, and before it the cause is returned.
	if options.WithoutTriggers {
		if _, err := tx.ExecContext(ctx, "set local session_replication_role = replica"); err != nil {
			return fmt.Errorf("fill: switch triggers off: %w", err)
		}
	}
	tables, err := readCatalog(ctx, tx, ownSchema)
	if err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	statements, err := plan(tables, options)
	if err != nil {
		return fmt.Errorf("fill: %w", err)
	}
	for _, s := range statements {
		if _, err := tx.ExecContext(ctx, s.sql); err != nil {
			return fmt.Errorf("fill %s: %w", s.table, err)
		}
	}
	return tx.Commit()
}

// ownSchema is that of the tables whose names say none.
const ownSchema = "synapscale_db"

// A statement fills a table, or mends what could not be right at first.
type statement struct{ table, sql string }

// A filler knows what the value in a row depends on besides its table.
type filler struct {
	tables map[string]*table
	rows   map[string]int
	base   int
	first  int               // the number of the first row of each table
	values map[string]string // of columns, before any other
	apart  bool              // rows come to others, which [Insert] knows nothing of
	// spread are the columns, as table.column, of which row i does not reference row i modulo their number.
	spread map[string]string
}

// plan returns the statements in the order in which foreign keys allow them.
func plan(tables map[string]*table, options Options) ([]statement, error) {
	f := &filler{tables: tables, rows: map[string]int{}, base: options.Rows, spread: map[string]string{}}
	if err := f.count(options); err != nil {
		return nil, err
	}
	statements, err := f.plan()
	if err == nil && options.WithoutTriggers {
		statements = append(statements, statement{"workspaces", countOfWorkspaces})
	}
	return statements, err
}

func (f *filler) plan() ([]statement, error) {
	for _, name := range slices.Sorted(maps.Keys(f.rows)) {
		for _, k := range f.tables[name].Keys {
			if err := f.spreadKey(f.tables[name], k); err != nil {
				return nil, err
			}
		}
	}
	ordered, late, err := f.order()
	if err != nil {
		return nil, err
	}
	var inserts, updates []statement
	for _, t := range ordered {
		insert, err := f.insert(t, late[t.Name])
		if err != nil {
			return nil, err
		}
		inserts = append(inserts, statement{t.Name, insert})
		for _, column := range t.Columns {
			if isInteger(column) && t.inKey(column.Name) && !f.apart {
				inserts = append(inserts, statement{t.Name, f.moveSequence(t, column)})
			}
		}
		if len(late[t.Name]) > 0 {
			update, err := f.update(t, late[t.Name])
			if err != nil {
				return nil, err
			}
			updates = append(updates, statement{t.Name, update})
		}
	}
	return append(inserts, updates...), nil
}

const countOfWorkspaces = `
update synapscale_db.workspaces w
set member_count = coalesce(m.members, 0), project_count = coalesce(p.projects, 0)
from synapscale_db.workspaces k
left join (select workspace_id, count(*) as members from synapscale_db.workspace_members group by 1) m on m.workspace_id = k.id
left join (select workspace_id, count(*) as projects from synapscale_db.workspace_projects group by 1) p on p.workspace_id = k.id
where w.id = k.id`

// count sets the number of rows of each table that gets some.
func (f *filler) count(options Options) error {
	if options.Rows < 1 {
		return fmt.Errorf("%d rows per table, of which there have to be at least one", options.Rows)
	}
	for name := range f.tables {
		f.rows[name] = options.Rows
	}
	for _, name := range slices.Concat(slices.Collect(maps.Keys(options.More)), options.Skip) {
		if f.tables[name] == nil {
			return fmt.Errorf("there is no table %s", name)
		}
	}
	for name, n := range options.More {
		if n < 1 {
			return fmt.Errorf("%d rows in %s: skip the table instead", n, name)
		}
		f.rows[name] = n
	}
	for _, name := range options.Skip {
		delete(f.rows, name)
	}
	return nil
}

// spreadKey finds other rows to reference where a unique key consists of references only and would not tell the
// rows apart. Of the digits of i to the base of the numbers of parents, the first is added to the others, so that the
// first rows reference rows of the same number even so.
func (f *filler) spreadKey(t *table, k key) error {
	if k.Partial {
		return nil
	}
	product, common := 1, 1
	indexes := map[string]string{}
	for i, name := range k.Columns {
		r := t.reference(name)
		if r == nil || r.Parent == t.Name || f.rows[r.Parent] == 0 {
			return nil
		}
		n := f.rows[r.Parent]
		indexes[t.Name+"."+name] = fmt.Sprintf("{i} %% %d", n)
		if i > 0 {
			indexes[t.Name+"."+name] = fmt.Sprintf("({i} %% %d + {i} / %d) %% %d", f.rows[t.reference(k.Columns[0]).Parent], product, n)
		}
		product *= n
		common = common / divisor(common, n) * n
	}
	if f.rows[t.Name] > product {
		return fmt.Errorf("%d rows in %s, whose unique (%s) allows %d", f.rows[t.Name], t.Name, strings.Join(k.Columns, ", "), product)
	}
	if f.rows[t.Name] > common {
		maps.Copy(f.spread, indexes)
	}
	return nil
}

// divisor is the greatest that both have in common.
func divisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// order sorts the tables so that parents come first. Where they reference each other in a circle, it names the columns
// that have to stay null until all tables have their rows.
func (f *filler) order() (ordered []*table, late map[string][]string, err error) {
	late = map[string][]string{}
	waiting := slices.Sorted(maps.Keys(f.rows))
	for len(waiting) > 0 {
		next := slices.IndexFunc(waiting, func(name string) bool {
			return !slices.ContainsFunc(f.parents(name), func(parent string) bool { return slices.Contains(waiting, parent) })
		})
		if next < 0 {
			next = slices.IndexFunc(waiting, func(name string) bool {
				late[name] = f.circular(name, waiting)
				return len(late[name]) > 0
			})
		}
		if next < 0 {
			circle := slices.DeleteFunc(waiting, func(name string) bool { return !f.leadsTo(name, name, map[string]bool{}) })
			return nil, nil, fmt.Errorf("tables reference each other in a circle and no column of it is nullable: %s", strings.Join(circle, ", "))
		}
		ordered = append(ordered, f.tables[waiting[next]])
		waiting = slices.Delete(waiting, next, next+1)
	}
	return ordered, late, nil
}

// parents are the other tables with rows that a table references.
func (f *filler) parents(name string) (parents []string) {
	for _, r := range f.tables[name].References {
		if r.Parent != name && f.rows[r.Parent] > 0 {
			parents = append(parents, r.Parent)
		}
	}
	return parents
}

// circular returns the columns through which a table waits for itself. It returns none where the table waits for
// another reason too, or where one of them is not nullable.
func (f *filler) circular(name string, waiting []string) (columns []string) {
	for _, r := range f.tables[name].References {
		if r.Parent == name || !slices.Contains(waiting, r.Parent) {
			continue
		}
		nullable := slices.DeleteFunc(slices.Clone(r.Columns), func(c string) bool { return f.tables[name].column(c).NotNull })
		if len(nullable) == 0 || !f.leadsTo(r.Parent, name, map[string]bool{}) {
			return nil
		}
		columns = append(columns, nullable...)
	}
	return columns
}

// leadsTo reports whether references lead from one table to another.
func (f *filler) leadsTo(from, to string, seen map[string]bool) bool {
	seen[from] = true
	return slices.ContainsFunc(f.parents(from), func(parent string) bool {
		return parent == to || !seen[parent] && f.leadsTo(parent, to, seen)
	})
}

// insert leaves the columns in late null. Where rows come to others, a column whose type has no value keeps its default.
func (f *filler) insert(t *table, late []string) (string, error) {
	var names, values []string
	for _, c := range t.Columns {
		value := "null"
		if !slices.Contains(late, c.Name) {
			var err error
			value, err = f.value(t, c, "i")
			if err != nil && f.apart && (!c.NotNull || c.Default != "") {
				continue
			}
			if err != nil {
				return "", err
			}
		}
		names = append(names, quote(c.Name))
		values = append(values, value)
	}
	return fmt.Sprintf("insert into %s as t (%s) overriding system value select %s from generate_series(%d, %d) as g (i)",
		t.quoted(), strings.Join(names, ", "), strings.Join(values, ", "), f.first, f.last(t)), nil
}

func (f *filler) last(t *table) int { return f.first + f.rows[t.Name] - 1 }

// update gives the columns in late their values.
func (f *filler) update(t *table, late []string) (string, error) {
	var values, same, set []string
	for _, name := range slices.Concat(t.primaryKey(), late) {
		value, err := f.value(t, *t.column(name), "i")
		if err != nil {
			return "", err
		}
		values = append(values, value+" as "+quote(name))
	}
	for _, name := range t.primaryKey() {
		same = append(same, "t."+quote(name)+" = v."+quote(name))
	}
	for _, name := range late {
		set = append(set, quote(name)+" = v."+quote(name))
	}
	if len(same) == 0 {
		return "", fmt.Errorf("%s has no primary key by which to set %s", t.Name, strings.Join(late, ", "))
	}
	return fmt.Sprintf("update %s t set %s from (select %s from generate_series(%d, %d) as g (i)) v where %s",
		t.quoted(), strings.Join(set, ", "), strings.Join(values, ", "), f.first, f.last(t), strings.Join(same, " and ")), nil
}

// moveSequence sets the sequence behind a column, if there is one, to the last number used.
func (f *filler) moveSequence(t *table, c column) string {
	return fmt.Sprintf("select setval(s, %d) from pg_get_serial_sequence(%s, %s) s where s is not null",
		f.rows[t.Name], literal(t.quoted()), literal(c.Name))
}

func quote(names ...string) string { return pgx.Identifier(names).Sanitize() }

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
