// Package tenancytest proves on a real database that no tenant sees another's rows, for the models of this module and for
// those of whoever imports it.
//
// [Isolated] makes rows of two tenants, attempts as one of them what must not succeed on those of the other, and rolls
// everything back. It is for integration tests, since it is row security that isolates tenants and not Go.
package tenancytest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/internal/fill"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// Options say what [Isolated] cannot find out. The zero value is for the models of this module.
type Options struct {
	// Tables declares those that are not of this module.
	Tables []isolation.Table
	// Values are the values of columns for which the test finds none that the database accepts, as expressions in SQL, by
	// schema, table and column: "shop.orders.state" and "'open'". In them {i} is a number that differs from row to row.
	Values map[string]string
}

// Isolated runs one subtest for each claim about the table of each model: see the constants of [Claim]. The failure says
// who did what, and what to do.
//
// It needs a migrated database, and a connection that may act as [isolation.AppRole] and as [isolation.SystemRole], such as
// that of the owner of the tables. It makes its rows itself, beside those that are there, and rolls them back. It moves no
// sequence, but takes the locks of a transaction that writes: do not run it on the database of a running service.
func Isolated(t *testing.T, db *gorm.DB, models ...any) {
	t.Helper()
	Options{}.Isolated(t, db, models...)
}

// Isolated is the function [Isolated] with these options.
func (o Options) Isolated(t *testing.T, db *gorm.DB, models ...any) {
	t.Helper()
	b := bench{options: o}
	for _, model := range models {
		t.Run(tableOf(db, model), func(t *testing.T) {
			results, err := b.prove(t.Context(), db, model)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range results {
				t.Run(string(r.Claim), func(t *testing.T) { r.report(t) })
			}
		})
	}
}

// A Leak is a claim that does not hold.
type Leak struct {
	Table string
	Claim Claim
	Found string // who did what, with the statement
	Mend  string // what to do
}

func (l Leak) String() string {
	return fmt.Sprintf("%s: %s: %s\n    %s\n    mend: %s", l.Table, l.Claim, claims[l.Claim], l.Found, strings.ReplaceAll(l.Mend, "\n", "\n          "))
}

// Leaks is [Options.Isolated] for those who have no *testing.T: it returns the claims that do not hold. An error says that
// they could not be put to the test.
func (o Options) Leaks(ctx context.Context, db *gorm.DB, models ...any) ([]Leak, error) {
	var leaks []Leak
	b := bench{options: o}
	for _, model := range models {
		results, err := b.prove(ctx, db, model)
		if err != nil {
			return nil, err
		}
		for _, r := range results {
			if r.Found != "" {
				leaks = append(leaks, r.Leak)
			}
		}
	}
	return leaks, nil
}

// A result is a claim that was put to the test: a leak, or none if nothing was found.
type result struct{ Leak }

func (r result) report(tb testing.TB) {
	tb.Helper()
	if r.Found != "" {
		tb.Error(r.String())
	}
}

// errUndo ends a transaction of which nothing is to stay.
var errUndo = errors.New("tenancytest: undo")

// A bench proves one model after the other. It reads the catalog once, which takes longer than to prove a model.
type bench struct {
	options Options
	catalog *fill.Catalog
}

// prove puts the claims about one model to the test.
func (b *bench) prove(ctx context.Context, db *gorm.DB, model any) (results []result, err error) {
	name := tableOf(db, model)
	err = tenancy.AsSystem(ctx, db, "tenancytest proves that "+name+" is isolated", func(ctx context.Context, tx *gorm.DB) error {
		conn := tx.Statement.ConnPool
		if prepared, ok := conn.(*gorm.PreparedStmtTX); ok {
			conn = prepared.Tx // Several statements at once cannot be prepared.
		}
		if err := b.read(ctx, conn); err != nil {
			return err
		}
		p := &proof{ctx: ctx, conn: conn, catalog: b.catalog}
		if err := b.options.prepare(p, name); err != nil {
			return err
		}
		if results, err = p.all(); err != nil {
			return err
		}
		return errUndo
	})
	if !errors.Is(err, errUndo) {
		return nil, fmt.Errorf("tenancytest: %s: %w", name, err)
	}
	return results, nil
}

// read reads the catalog, and tells it what the options say.
func (b *bench) read(ctx context.Context, conn fill.Conn) error {
	if b.catalog != nil {
		return nil
	}
	catalog, err := fill.Read(ctx, conn)
	if err != nil {
		return err
	}
	catalog.Values = map[string]string{}
	for column, value := range b.options.Values {
		catalog.Values[strings.TrimPrefix(column, ownSchema+".")] = value
	}
	for _, table := range b.options.Tables {
		id := idOf(table.Schema, table.Name)
		for _, reference := range table.References {
			catalog.Refer(id, reference.Column, idOf(parentOf(table, reference)), reference.Key)
		}
		catalog.Refer(id, "tenant_id", "tenants", "id")
	}
	b.catalog = catalog
	return nil
}

// tableOf is the name of the table of a model, as the model says it.
func tableOf(db *gorm.DB, model any) string {
	parsed, err := schema.Parse(model, &sync.Map{}, db.NamingStrategy)
	if err != nil {
		return fmt.Sprintf("%T", model)
	}
	return parsed.Table
}

// prepare makes the rows of two tenants, and one without a tenant where the table may have such.
func (o Options) prepare(p *proof, name string) error {
	var schemaName, tableName string
	row := p.conn.QueryRowContext(p.ctx, `
		select n.nspname, c.relname, quote_ident(n.nspname) || '.' || quote_ident(c.relname) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
		where c.oid = to_regclass($1) and c.relkind in ('r', 'p')`, name)
	switch err := row.Scan(&schemaName, &tableName, &p.name); {
	case errors.Is(err, sql.ErrNoRows):
		return errors.New("the database has no table of that name: migrate it, and give the models of tables and not of views")
	case err != nil:
		return err
	}
	found := false
	if p.table, found = o.declared(schemaName, tableName); !found {
		return fmt.Errorf("whose its rows are is declared nowhere: put isolation.OwnedTable(%q), or another of its kind, into Options.Tables",
			schemaName+"."+tableName)
	}
	p.id = idOf(schemaName, tableName)
	p.references = o.references(p)
	return p.makeRows()
}

// declared finds the declaration of a table.
func (o Options) declared(schemaName, tableName string) (isolation.Table, bool) {
	at := slices.IndexFunc(o.Tables, func(t isolation.Table) bool { return t.Schema == schemaName && t.Name == tableName })
	switch {
	case at >= 0:
		return o.Tables[at], true
	case schemaName == ownSchema:
		return isolation.Of(tableName)
	}
	return isolation.Table{}, false
}

// ownSchema is that of the tables of this module.
const ownSchema = "synapscale_db"

// idOf is how package fill calls a table.
func idOf(schemaName, tableName string) string {
	if schemaName == ownSchema {
		return tableName
	}
	return schemaName + "." + tableName
}

// parentOf is the schema and the name of the table that a reference is to.
func parentOf(table isolation.Table, reference isolation.Reference) (schemaName, tableName string) {
	if schemaName, tableName, found := strings.Cut(reference.Table, "."); found {
		return schemaName, tableName
	}
	return table.Schema, reference.Table
}

// references are those of the table to rows that belong to tenants, whether declared or not.
func (o Options) references(p *proof) (references []fill.Reference) {
	for _, reference := range p.catalog.References(p.id) {
		schemaName, tableName, found := strings.Cut(reference.Table, ".")
		if !found {
			schemaName, tableName = ownSchema, reference.Table
		}
		parent, known := o.declared(schemaName, tableName)
		if known && parent.Isolated() && reference.Column != "tenant_id" {
			references = append(references, reference)
		}
	}
	return references
}

// makeRows inserts the rows. Their numbers are at random, so that rows that somebody left do not matter.
func (p *proof) makeRows() error {
	p.columns = p.catalog.Columns(p.id)
	number := 10_000 + 3*rand.N(7_000)
	names := []string{p.id}
	if p.catalog.Has("tenants") {
		names = append(names, "tenants")
	}
	for n, who := range []*party{&p.a, &p.b, &p.nobody} {
		if who == &p.nobody && !p.mayBeNobodys() {
			continue
		}
		rows, err := p.catalog.Insert(p.ctx, p.conn, number+n, names...)
		if err != nil {
			return fmt.Errorf("make a row: %w\ngive the values of columns that follow from more than their types in Options.Values", err)
		}
		who.row, who.all = rows[p.id], rows
		if err := p.conn.QueryRowContext(p.ctx, "select $1::jsonb ->> 'id'", rows["tenants"]).Scan(&who.tenant); err != nil {
			return err
		}
	}
	if !p.mayBeNobodys() {
		return nil
	}
	return p.conn.QueryRowContext(p.ctx, p.change(p.nobody, "tenant_id", "null")+" returning to_jsonb("+quote(p.table.Name)+".*)").Scan(&p.nobody.row)
}

// mayBeNobodys reports whether a row of the table can be without a tenant.
func (p *proof) mayBeNobodys() bool {
	return p.table.Isolated() && p.table.Kind != isolation.Part && p.catalog.Nullable(p.id, "tenant_id")
}
