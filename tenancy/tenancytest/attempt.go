package tenancytest

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/fill"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// A party has a row of the table: tenant A, tenant B, or nobody.
type party struct {
	tenant, row string
	all         map[string]string // its rows in this table and in those above it
}

// A proof is a table with the rows that the claims are about.
type proof struct {
	ctx        context.Context
	conn       gorm.ConnPool
	catalog    *fill.Catalog
	table      isolation.Table
	references []fill.Reference
	columns    []string
	id         string // as package fill calls it
	name       string // for a statement
	a, b       party
	nobody     party
}

// An attempt is what a tenant tries.
type attempt struct {
	tenant string // what the setting says
	setup  string // what the system does before, if anything
	sql    string
}

// rows makes an attempt and undoes it. It returns how many rows it reached.
func (p *proof) rows(a attempt) (reached int64, err error) {
	err = p.undone(a, func() error {
		done, err := p.conn.ExecContext(p.ctx, a.sql)
		if err == nil {
			reached, err = done.RowsAffected()
		}
		return err
	})
	return reached, err
}

// value makes an attempt to read a text and undoes it.
func (p *proof) value(a attempt) (found string, err error) {
	err = p.undone(a, func() error { return p.conn.QueryRowContext(p.ctx, a.sql).Scan(&found) })
	return found, err
}

// A setupError says that what the system does before an attempt failed, so that there was none.
type setupError struct{ err error }

func (e *setupError) Error() string { return "prepare: " + e.err.Error() }
func (e *setupError) Unwrap() error { return e.err }

// undone calls fn as the tenant of an attempt, in a savepoint that is rolled back.
func (p *proof) undone(a attempt, fn func() error) (err error) {
	before := "savepoint tenancytest; " + a.setup
	if a.setup != "" {
		before += ";"
	}
	settings := "set_config('role', '" + isolation.AppRole + "', true), set_config('app.current_tenant', " + literal(a.tenant) + ", true)"
	if _, err := p.conn.ExecContext(p.ctx, before+" select "+settings); err != nil {
		return &setupError{err: errors.Join(err, p.rollBack())}
	}
	defer func() { err = errors.Join(err, p.rollBack()) }()
	return fn()
}

func (p *proof) rollBack() error {
	_, err := p.conn.ExecContext(p.ctx, "rollback to savepoint tenancytest; release savepoint tenancytest")
	return err
}

// is the condition of a row.
func (p *proof) is(who party) string {
	key := p.catalog.PrimaryKey(p.id)
	if len(key) == 0 {
		return "to_jsonb(" + quote(p.table.Name) + ".*) = " + literal(who.row) + "::jsonb"
	}
	list := strings.Join(quoteAll(key), ", ")
	return "(" + list + ") = (select " + list + " from " + p.record(who) + ")"
}

// record is a row for the FROM clause.
func (p *proof) record(who party) string {
	return "jsonb_populate_record(null::" + p.name + ", " + literal(who.row) + ")"
}

// of is the value of a column in a row.
func (p *proof) of(who party, column string) string {
	return "(select " + quote(column) + " from " + p.record(who) + ")"
}

func (p *proof) read(who party) string { return "select from " + p.name + " where " + p.is(who) }

func (p *proof) remove(who party) string { return "delete from " + p.name + " where " + p.is(who) }

// clear removes a row for good: what it refers to may refer back.
func (p *proof) clear(who party) string {
	var statements []string
	for _, id := range slices.Sorted(maps.Keys(who.all)) {
		for _, r := range p.catalog.References(id) {
			if r.Table == p.id && id != p.id && p.catalog.Nullable(id, r.Column) {
				statements = append(statements, "update "+quoteID(id)+" set "+quote(r.Column)+" = null where "+quote(r.Column)+" = "+p.of(who, r.Key))
			}
		}
	}
	return strings.Join(append(statements, p.remove(who)), "; ")
}

func (p *proof) change(who party, column, value string) string {
	return "update " + p.name + " set " + quote(column) + " = " + value + " where " + p.is(who)
}

// add inserts a row again, of which one column has another value if it is named.
func (p *proof) add(who party, column, value string) string {
	values := quoteAll(p.columns)
	if at := slices.Index(p.columns, column); at >= 0 {
		values[at] = value
	}
	return "insert into " + p.name + " (" + strings.Join(quoteAll(p.columns), ", ") + ") overriding system value select " +
		strings.Join(values, ", ") + " from " + p.record(who)
}

// harmless is a column that can be set to itself: none of the key, if there is another.
func (p *proof) harmless() string {
	key := p.catalog.PrimaryKey(p.id)
	at := slices.IndexFunc(p.columns, func(name string) bool { return !slices.Contains(key, name) && name != "tenant_id" })
	return p.columns[max(at, 0)]
}

// belonging is the column by which a row belongs to a tenant, and the value that makes it another's; none where no column
// says so.
func (p *proof) belonging(to party) (column, value string) {
	switch {
	case p.table.Kind == isolation.Part:
		column = p.table.References[0].Column
		return column, p.of(to, column)
	case slices.Contains(p.columns, "tenant_id"):
		return "tenant_id", literal(to.tenant)
	}
	return "", ""
}

// sqlState is the code that PostgreSQL gave to its error, whatever the driver, or nothing for another error.
func sqlState(err error) string {
	if coded, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err); ok {
		return coded.SQLState()
	}
	return ""
}

// quoteID is the name for a statement of what package fill calls a table.
func quoteID(id string) string {
	if schemaName, tableName, found := strings.Cut(id, "."); found {
		return quote(schemaName) + "." + quote(tableName)
	}
	return quote(ownSchema) + "." + quote(id)
}

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func quoteAll(names []string) (quoted []string) {
	for _, name := range names {
		quoted = append(quoted, quote(name))
	}
	return quoted
}
