package tenancytest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// A Claim is what [Isolated] proves of a table. Tenant A and tenant B have a row each.
type Claim string

// The claims. Those about rows without a tenant are for tables that can have such.
const (
	OwnRows    Claim = "own rows"    // without which the others would hold for want of privileges
	Read       Claim = "read"        // B reads no row of A
	Count      Claim = "count"       // the rows of A count for nothing
	Update     Claim = "update"      // B changes no row of A
	Delete     Claim = "delete"      // B deletes no row of A
	Insert     Claim = "insert"      // B adds no row to those of A
	TakeOver   Claim = "take over"   // B makes no row of A its own
	GiveAway   Claim = "give away"   // B makes none of its rows one of A
	Refer      Claim = "refer"       // no row of B refers to a row of A
	Views      Claim = "views"       // B sees no row of A through a view
	NoTenant   Claim = "no tenant"   // who has set no tenant sees and writes nothing, and gets no error
	SharedRows Claim = "shared rows" // those of a shared table without a tenant are read by B, and not written
	NobodyRows Claim = "nobody's"    // those of another table without a tenant are neither
	SystemRows Claim = "system only" // what only the system may write, B does not
)

// claims are the claims in a sentence.
var claims = map[Claim]string{
	OwnRows:    "a tenant reads and writes its own rows",
	Read:       "a tenant reads no row of another",
	Count:      "a tenant counts no row of another",
	Update:     "a tenant changes no row of another",
	Delete:     "a tenant deletes no row of another",
	Insert:     "a tenant adds no row to those of another",
	TakeOver:   "a tenant takes over no row of another",
	GiveAway:   "a tenant gives none of its rows to another",
	Refer:      "no row refers to a row of another tenant",
	Views:      "a tenant sees no row of another through a view",
	NoTenant:   "who has set no tenant sees and writes nothing, and gets no error",
	SharedRows: "a tenant reads rows that all share, and does not write them",
	NobodyRows: "a tenant neither reads nor writes rows that belong to no tenant, unless the declaration says so",
	SystemRows: "a tenant does not write what only the system may",
}

// all puts the claims to the test that are made of a table of its kind.
func (p *proof) all() ([]result, error) {
	writes := p.table.Write != ""
	column, _ := p.belonging(p.a)
	type test struct {
		claim   Claim
		applies bool
		prove   func() (string, error)
	}
	isolated := p.table.Isolated()
	var results []result
	for _, t := range []test{
		{OwnRows, p.table.Read != "" || !isolated, p.ownRows},
		{Read, isolated, p.readOther},
		{Count, isolated, p.count},
		{Update, isolated, p.update},
		{Delete, isolated, p.delete},
		{Insert, isolated, p.insert},
		{TakeOver, writes && column != "", p.takeOver},
		{GiveAway, writes && column != "", p.giveAway},
		{Refer, writes && len(p.references) > 0, p.refer},
		{Views, isolated, p.views},
		{NoTenant, isolated, p.noTenant},
		{SharedRows, p.nobody.row != "" && p.table.Kind == isolation.Shared, p.withoutTenant},
		{NobodyRows, p.nobody.row != "" && p.table.Kind != isolation.Shared, p.withoutTenant},
		{SystemRows, !writes, p.systemOnly},
	} {
		if !t.applies {
			continue
		}
		found, err := t.prove()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.claim, err)
		}
		results = append(results, result{Leak{Table: p.name, Claim: t.claim, Found: found, Mend: p.mend(t.claim)}})
	}
	return results, nil
}

// first returns the first thing found that should not be, by attempts that are made one after the other.
func first(attempts ...func() (string, error)) (string, error) {
	for _, attempt := range attempts {
		if found, err := attempt(); found != "" || err != nil {
			return found, err
		}
	}
	return "", nil
}

// none finds an attempt that reached a row or met an error other than the want of a privilege.
func (p *proof) none(who string, a attempt) func() (string, error) {
	return func() (string, error) {
		reached, err := p.rows(a)
		switch setup, failed := errors.AsType[*setupError](err); {
		case failed:
			return "", setup
		case err != nil && !deniedOrOwnRule(err):
			return fmt.Sprintf("%s got an error instead of no row: %v\n    with: %s", who, err, p.brief(a.sql)), nil
		case reached > 0:
			return fmt.Sprintf("%s reached %d of them\n    with: %s", who, reached, p.brief(a.sql)), nil
		}
		return "", nil
	}
}

// refused finds an attempt that succeeded, or that failed for a reason that another row may not have. To add a row it
// need not be gone.
func (p *proof) refused(who string, a attempt) func() (string, error) {
	return func() (string, error) {
		reached, err := p.rows(a)
		switch setup, failed := errors.AsType[*setupError](err); {
		case failed:
			return "", setup
		case sqlState(err) == "23505": // The row is there. A policy is asked before a key is.
			return fmt.Sprintf("%s met no policy before it met a unique key\n    with: %s", who, p.brief(a.sql)), nil
		case err == nil && reached > 0:
			return fmt.Sprintf("%s succeeded\n    with: %s", who, p.brief(a.sql)), nil
		case err != nil && !deniedOrOwnRule(err):
			return fmt.Sprintf("%s failed, but not because of a policy or a reference, so that nothing is proved: %v\n    with: %s", who, err, p.brief(a.sql)), nil
		}
		return "", nil
	}
}

// allowed finds an attempt that reached no row, or that a policy refused. What a rule of the table's own refuses was
// allowed by the policies.
func (p *proof) allowed(who string, a attempt) func() (string, error) {
	return func() (string, error) {
		reached, err := p.rows(a)
		switch setup, failed := errors.AsType[*setupError](err); {
		case failed:
			return "", setup
		case err != nil && (sqlState(err) == "42501" || !deniedOrOwnRule(err)):
			return fmt.Sprintf("%s failed: %v\n    with: %s", who, err, p.brief(a.sql)), nil
		case err == nil && reached != 1:
			return fmt.Sprintf("%s reached %d rows instead of one\n    with: %s", who, reached, p.brief(a.sql)), nil
		}
		return "", nil
	}
}

// deniedOrOwnRule reports whether an error is of row security or of privileges (42501), of a reference (23503), of a NOT
// NULL that a row without a tenant meets (23502), or of a trigger with a code of its own. Others of the classes that
// PostgreSQL has for data and statements may be an accident of the values.
func deniedOrOwnRule(err error) bool {
	state := sqlState(err)
	if state == "42501" || state == "23503" || state == "23502" {
		return true
	}
	return state != "" && !slices.Contains([]string{"22", "23", "25", "40", "42", "53", "54", "57", "58", "XX"}, state[:2])
}

// brief is a statement without the values of rows.
func (p *proof) brief(statement string) string {
	for _, who := range []party{p.a, p.b, p.nobody} {
		statement = strings.ReplaceAll(statement, literal(who.row), "'…'")
	}
	return statement
}

func (p *proof) ownRows() (string, error) {
	who := "tenant B, reading its own row,"
	if !p.table.Isolated() {
		who = "tenant B, reading a row,"
	}
	attempts := []func() (string, error){p.allowed(who, attempt{tenant: p.b.tenant, sql: p.read(p.b)})}
	if p.table.Write != "" {
		column := p.harmless()
		attempts = append(
			attempts,
			p.allowed("tenant B, adding a row of its own,", attempt{p.b.tenant, p.clear(p.b), p.add(p.b, "", "")}),
			p.allowed("tenant B, changing its own row,", attempt{tenant: p.b.tenant, sql: p.change(p.b, column, quote(column))}),
			p.allowed("tenant B, deleting its own row,", attempt{tenant: p.b.tenant, sql: p.remove(p.b)}),
		)
	}
	return first(attempts...)
}

func (p *proof) readOther() (string, error) {
	return first(p.none("tenant B, reading a row of tenant A,", attempt{tenant: p.b.tenant, sql: p.read(p.a)}))
}

func (p *proof) count() (string, error) {
	return p.sameWithout("select count(*)::text from "+p.name, "the count of tenant B")
}

// sameWithout finds that what B reads depends on whether A has a row.
func (p *proof) sameWithout(query, what string) (string, error) {
	with, err := p.value(attempt{tenant: p.b.tenant, sql: query})
	if sqlState(err) == "42501" {
		return "", nil
	}
	if err != nil {
		return fmt.Sprintf("%s: %v\n    with: %s", what, err, query), nil
	}
	without, err := p.value(attempt{tenant: p.b.tenant, setup: p.clear(p.a), sql: query})
	if err != nil {
		return "", err
	}
	if with != without {
		return fmt.Sprintf("%s is another one when a row of tenant A is gone\n    with: %s", what, query), nil
	}
	return "", nil
}

// Statements without a condition on a column need no right to read, so that the policies for reading do not stand before
// those for writing. Tenant B has no row when they run.
func (p *proof) update() (string, error) {
	column := p.harmless()
	return first(
		p.none("tenant B, changing rows of tenant A,", attempt{tenant: p.b.tenant, sql: p.change(p.a, column, quote(column))}),
		p.none("tenant B, changing rows that it cannot see,", attempt{p.b.tenant, p.clear(p.b), "update " + p.name + " set " + quote(column) + " = default"}),
	)
}

func (p *proof) delete() (string, error) {
	return first(
		p.none("tenant B, deleting rows of tenant A,", attempt{tenant: p.b.tenant, sql: p.remove(p.a)}),
		p.none("tenant B, deleting rows that it cannot see,", attempt{p.b.tenant, p.clear(p.b), "delete from " + p.name}),
	)
}

func (p *proof) insert() (string, error) {
	return first(p.refused("tenant B, adding a row of tenant A,", attempt{tenant: p.b.tenant, sql: p.add(p.a, "", "")}))
}

func (p *proof) takeOver() (string, error) {
	column, value := p.belonging(p.b)
	attempts := []func() (string, error){
		p.none("tenant B, taking over rows of tenant A,", attempt{tenant: p.b.tenant, sql: p.change(p.a, column, value)}),
		p.none("tenant B, taking over rows that it cannot see,", attempt{p.b.tenant, p.clear(p.b), "update " + p.name + " set " + quote(column) + " = " + value}),
	}
	if key := strings.Join(quoteAll(p.catalog.PrimaryKey(p.id)), ", "); key != "" && !slices.Contains(p.catalog.PrimaryKey(p.id), column) {
		upsert := p.add(p.a, column, value) + " on conflict (" + key + ") do update set " + quote(column) + " = excluded." + quote(column)
		attempts = append(attempts, p.refused("tenant B, taking over a row of tenant A by its key,", attempt{tenant: p.b.tenant, sql: upsert}))
	}
	return first(attempts...)
}

func (p *proof) giveAway() (string, error) {
	column, value := p.belonging(p.a)
	return first(
		p.refused("tenant B, giving its row to tenant A,", attempt{tenant: p.b.tenant, sql: p.change(p.b, column, value)}),
		p.refused("tenant B, giving all its rows to tenant A,", attempt{tenant: p.b.tenant, sql: "update " + p.name + " set " + quote(column) + " = " + value}),
	)
}

func (p *proof) refer() (string, error) {
	var attempts []func() (string, error)
	for _, r := range p.references {
		value := p.of(p.a, r.Column)
		if r.Table == p.id {
			value = p.of(p.a, r.Key)
		}
		who := "tenant B, referring to a row of tenant A by " + r.Column + ","
		attempts = append(
			attempts,
			p.refused(who, attempt{p.b.tenant, p.clear(p.b), p.add(p.b, r.Column, value)}),
			p.refused(who, attempt{tenant: p.b.tenant, sql: p.change(p.b, r.Column, value)}),
		)
	}
	return first(attempts...)
}

// viewsOf are the views that read a table, over others too, which a tenant may read.
const viewsOf = `
with recursive reading (relation) as (
    select $1::regclass::oid
    union
    select r.ev_class from reading
    join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = reading.relation and d.classid = 'pg_catalog.pg_rewrite'::regclass
    join pg_catalog.pg_rewrite r on r.oid = d.objid
)
select coalesce(string_agg(quote_ident(n.nspname) || '.' || quote_ident(c.relname), ' ' order by c.oid), '')
from reading join pg_catalog.pg_class c on c.oid = relation join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('v', 'm') and c.relispopulated and has_table_privilege($2, c.oid, 'select')`

func (p *proof) views() (string, error) {
	var names string
	if err := p.conn.QueryRowContext(p.ctx, viewsOf, p.name, isolation.AppRole).Scan(&names); err != nil {
		return "", err
	}
	for _, name := range strings.Fields(names) {
		query := "select coalesce(md5(string_agg(v::text, '|' order by v::text)), '') from " + name + " v"
		if found, err := p.sameWithout(query, "what tenant B sees in "+name); found != "" || err != nil {
			return found, err
		}
	}
	return "", nil
}

func (p *proof) noTenant() (string, error) {
	forms := []struct{ name, tenant string }{{"who has set no tenant,", ""}, {"who has set a tenant that is no uuid,", "x"}}
	var attempts []func() (string, error)
	column := p.harmless()
	for _, form := range forms {
		attempts = append(
			attempts,
			p.none(form.name+" reading,", attempt{tenant: form.tenant, sql: "select from " + p.name}),
			p.none(form.name+" changing a row,", attempt{tenant: form.tenant, sql: p.change(p.a, column, quote(column))}),
			p.none(form.name+" changing all rows,", attempt{tenant: form.tenant, sql: "update " + p.name + " set " + quote(column) + " = default"}),
			p.none(form.name+" deleting all rows,", attempt{tenant: form.tenant, sql: "delete from " + p.name}),
			p.refused(form.name+" adding a row,", attempt{tenant: form.tenant, sql: p.add(p.a, "", "")}),
		)
	}
	return first(attempts...)
}

// withoutTenant holds what a tenant can do with a row of nobody against what is declared.
func (p *proof) withoutTenant() (string, error) {
	check := func(condition, who, sql string) func() (string, error) {
		return func() (string, error) {
			declared, err := p.declared(condition)
			if err != nil {
				return "", err
			}
			a := attempt{tenant: p.b.tenant, sql: sql}
			if declared {
				return p.allowed(who, a)()
			}
			return p.none(who, a)()
		}
	}
	column := p.harmless()
	attempts := []func() (string, error){
		check(p.table.Read, "tenant B, reading a row without a tenant,", p.read(p.nobody)),
		check(p.table.Write, "tenant B, changing a row without a tenant,", p.change(p.nobody, column, quote(column))),
		check(p.table.Write, "tenant B, deleting a row without a tenant,", p.remove(p.nobody)),
		p.refused("tenant B, adding a row without a tenant,", attempt{tenant: p.b.tenant, sql: p.add(p.nobody, "", "")}),
		p.refused("tenant B, giving its row to nobody,", attempt{tenant: p.b.tenant, sql: p.change(p.b, "tenant_id", "null")}),
		p.refused("tenant B, giving all its rows to nobody,", attempt{tenant: p.b.tenant, sql: "update " + p.name + " set tenant_id = null"}),
	}
	return first(attempts...)
}

// declared reports whether a condition lets B at the row without a tenant. It is evaluated as the system.
func (p *proof) declared(condition string) (holds bool, err error) {
	if condition == "" {
		return false, nil
	}
	query := "select exists (select from " + p.name + " where " + p.is(p.nobody) + " and (" + condition + "))"
	if _, err := p.conn.ExecContext(p.ctx, "savepoint tenancytest; select set_config('app.current_tenant', "+literal(p.b.tenant)+", true)"); err != nil {
		return false, err
	}
	err = p.conn.QueryRowContext(p.ctx, query).Scan(&holds)
	return holds, errors.Join(err, p.rollBack())
}

func (p *proof) systemOnly() (string, error) {
	column := p.harmless()
	return first(
		p.refused("tenant B, adding a row,", attempt{tenant: p.b.tenant, sql: p.add(p.b, "", "")}),
		p.none("tenant B, changing a row,", attempt{tenant: p.b.tenant, sql: p.change(p.b, column, quote(column))}),
		p.none("tenant B, changing all rows,", attempt{tenant: p.b.tenant, sql: "update " + p.name + " set " + quote(column) + " = default"}),
		p.none("tenant B, deleting a row,", attempt{tenant: p.b.tenant, sql: p.remove(p.b)}),
		p.none("tenant B, deleting all rows,", attempt{tenant: p.b.tenant, sql: "delete from " + p.name}),
	)
}
