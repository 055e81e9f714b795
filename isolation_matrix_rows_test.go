package synapscale_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/fill"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// The rows of the matrix. Each table has one of each, and row n of a table refers to row n of its parents.
const (
	rowOwn       = iota // of tenant A, for whom the cells are
	rowOther            // of tenant B
	rowNobodys          // without a tenant where it may be, else of tenant C
	rowParent           // of tenant A: what its own row refers to instead
	rowAnonymous        // of tenant A, and refers to nothing that it need not
	rowGuests           // of tenant B, whose user has a role in A
	rowCount
)

var rowNames = [rowCount]string{"own row", "other's row", "nobody's row", "second own row", "own row without references", "guest's row"}

// A matrixTable is a table with its six rows.
type matrixTable struct {
	isolation.Table
	Columns  []string // those that can be written
	Nullable []string
	Keys     []string // of the primary key
	Tenanted bool     // has a tenant_id
	Children []string // tables whose foreign keys refer to it
	Rows     [rowCount]string
}

// A matrixDatabase is one that holds the rows.
type matrixDatabase struct {
	pool    *sql.DB
	tables  map[string]*matrixTable
	tenants [rowCount]string
	user    string
}

// matrixFunction makes one attempt and undoes it. It returns the number of rows that the command reached, or the error.
// The tenant "(unset)" is one that this session never set.
const matrixFunction = `
create function public.attempt(setup text, role text, tenant text, actor text, command text) returns text language plpgsql as $$
declare
    reached bigint;
begin
    if setup <> '' then
        perform set_config('session_replication_role', 'replica', true);
        execute setup;
        perform set_config('session_replication_role', 'origin', true);
    end if;
    if tenant <> '(unset)' then
        perform set_config('app.current_tenant', tenant, true), set_config('app.current_user', actor, true);
    elsif current_setting('app.current_tenant', true) is not null then
        raise 'the tenant is set';
    end if;
    perform set_config('role', role, true);
    execute command;
    get diagnostics reached = row_count;
    raise sqlstate 'ZZ000' using message = reached;
exception
    when sqlstate 'ZZ000' then return sqlerrm;
    when others then return sqlstate || ' ' || sqlerrm;
end
$$`

const matrixCatalog = `
select c.relname,
    (select json_agg(a.attname order by attnum) from pg_attribute a
     where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''),
    coalesce((select json_agg(a.attname) from pg_attribute a where attrelid = c.oid and attnum > 0 and not attisdropped and not attnotnull), '[]'),
    (select json_agg(a.attname) from pg_index i join pg_attribute a on attrelid = c.oid and attnum = any (indkey) where indrelid = c.oid and indisprimary),
    coalesce((select json_agg(distinct f.conrelid::regclass::text) from pg_constraint f
     where f.contype = 'f' and f.confrelid = c.oid and f.conrelid <> c.oid), '[]')
from pg_class c where c.relnamespace = 'synapscale_db'::regnamespace and c.relkind in ('r', 'p')`

// newMatrixDatabase fills a database with the rows of the matrix.
func newMatrixDatabase(t *testing.T) *matrixDatabase {
	t.Helper()
	pool, err := pgtest.Clone(t).DB()
	require.NoError(t, err)
	require.NoError(t, fill.Fill(t.Context(), pool, fill.Options{Rows: rowCount, WithoutTriggers: true}))
	_, err = pool.ExecContext(t.Context(), matrixFunction)
	require.NoError(t, err)
	m := &matrixDatabase{pool: pool, tables: map[string]*matrixTable{}}
	m.readTables(t)
	m.number(t)
	tx, err := pool.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	for _, statement := range m.adjustments() {
		_, err := tx.ExecContext(t.Context(), statement)
		require.NoError(t, err, statement)
	}
	require.NoError(t, tx.Commit())
	for _, table := range m.tables {
		for n := range table.Rows {
			table.Rows[n] = m.text(t, "select to_jsonb(r) from synapscale_db."+table.Name+" r where "+table.where(n))
		}
	}
	pool.SetMaxIdleConns(0) // A session remembers that it had a tenant, even if that was undone.
	return m
}

func (m *matrixDatabase) readTables(t *testing.T) {
	t.Helper()
	rows, err := m.pool.QueryContext(t.Context(), matrixCatalog)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var name string
		var columns, nullable, keys, children []byte
		require.NoError(t, rows.Scan(&name, &columns, &nullable, &keys, &children))
		declared, found := isolation.Of(name)
		if !found {
			continue
		}
		table := &matrixTable{Table: declared}
		for document, list := range map[*[]byte]*[]string{
			&columns: &table.Columns, &nullable: &table.Nullable, &keys: &table.Keys, &children: &table.Children,
		} {
			require.NoError(t, json.Unmarshal(*document, list))
		}
		table.Tenanted = slices.Contains(table.Columns, "tenant_id")
		m.tables[name] = table
	}
	require.NoError(t, rows.Err())
	require.Len(t, m.tables, len(isolation.Tables()))
}

// number finds row n of each table, which is that of tenant n. Those of tables without tenants come as they lie.
func (m *matrixDatabase) number(t *testing.T) {
	t.Helper()
	for n := range m.tenants {
		m.tenants[n] = m.text(t, fmt.Sprintf("select id from synapscale_db.tenants where slug = 'slug-%d'", n))
	}
	tenants := "array['" + strings.Join(m.tenants[:], "','") + "']::uuid[]"
	for _, table := range m.tables {
		tenant := "null"
		switch {
		case table.Name == "tenants":
			tenant = "r.id"
		case table.Tenanted:
			tenant = "r.tenant_id"
		case table.Kind == isolation.Part:
			of := table.References[0]
			tenant = fmt.Sprintf("(select p.tenant_id from synapscale_db.%s p where p.%s = r.%s)", of.Table, of.Key, of.Column)
		}
		found := m.text(t, fmt.Sprintf("select json_agg(to_jsonb(r) order by array_position(%s, %s), r.ctid) from synapscale_db.%s r", tenants, tenant, table.Name))
		var documents []json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(found), &documents))
		require.Len(t, documents, rowCount, table.Name)
		for n, document := range documents {
			table.Rows[n] = string(document)
		}
	}
	var user struct{ ID string }
	require.NoError(t, json.Unmarshal([]byte(m.tables["users"].Rows[rowOwn]), &user))
	m.user = user.ID
}

// adjustments make of tenants' rows what the names of the rows say. A tenant has one live subscription.
func (m *matrixDatabase) adjustments() []string {
	statements := []string{
		"set local session_replication_role = replica",
		"update synapscale_db.subscriptions set status = 'canceled', ended_at = now()",
	}
	for _, table := range m.tables {
		set := func(n int, assignments ...string) {
			if len(assignments) > 0 {
				statements = append(statements, "update synapscale_db."+table.Name+" set "+strings.Join(assignments, ", ")+" where "+table.where(n))
			}
		}
		if table.Tenanted {
			set(rowParent, "tenant_id = '"+m.tenants[rowOwn]+"'")
			set(rowGuests, "tenant_id = '"+m.tenants[rowOther]+"'")
		}
		if table.Tenanted && slices.Contains(table.Nullable, "tenant_id") {
			set(rowNobodys, "tenant_id = null")
		}
		var lost []string
		if table.Tenanted {
			lost = append(lost, "tenant_id = '"+m.tenants[rowOwn]+"'")
		}
		for _, reference := range table.References {
			if slices.Contains(table.Nullable, reference.Column) {
				lost = append(lost, reference.Column+" = null")
			}
		}
		set(rowAnonymous, lost...)
	}
	roles := m.tables["user_tenant_roles"]
	return append(statements, "update synapscale_db.user_tenant_roles set tenant_id = '"+m.tenants[rowOwn]+"' where "+roles.where(rowGuests))
}

// where is the condition of one row, by its primary key.
func (t *matrixTable) where(n int) string {
	list := strings.Join(t.Keys, ", ")
	return fmt.Sprintf("(%s) = (select %s from jsonb_populate_record(null::synapscale_db.%s, %s))", list, list, t.Name, text(t.Rows[n]))
}

// insert adds a row, of which another column has another value if one is named.
func (t *matrixTable) insert(n int, column, value string) string {
	values := slices.Clone(t.Columns)
	if at := slices.Index(values, column); at >= 0 {
		values[at] = value
	}
	return fmt.Sprintf("insert into synapscale_db.%s (%s) select %s from jsonb_populate_record(null::synapscale_db.%s, %s)",
		t.Name, strings.Join(t.Columns, ", "), strings.Join(values, ", "), t.Name, text(t.Rows[n]))
}

func (t *matrixTable) update(n int, column, value string) string {
	return fmt.Sprintf("update synapscale_db.%s set %s = %s where %s", t.Name, column, value, t.where(n))
}

// harmless is a column that can be set to itself: none of the key, which an identity refuses, if there is another.
func (t *matrixTable) harmless() string {
	at := slices.IndexFunc(t.Columns, func(name string) bool { return !slices.Contains(t.Keys, name) && name != "tenant_id" })
	return t.Columns[max(at, 0)]
}

func (t *matrixTable) delete(n int) string {
	return "delete from synapscale_db." + t.Name + " where " + t.where(n)
}

// alone removes the rows that refer to those of the table, for which a delete may be refused. An agent stays, to which its
// configurations belong.
func (t *matrixTable) alone() string {
	var statements []string
	for _, child := range t.Children {
		if child == "synapscale_db.agents" && t.Name == "agent_configurations" {
			statements = append(statements, "update synapscale_db.agents set current_config = null")
			continue
		}
		statements = append(statements, "delete from "+child)
	}
	return strings.Join(statements, "; ")
}

// value is that of a column in a row.
func (t *matrixTable) value(n int, column string) string {
	return fmt.Sprintf("(select %s from jsonb_populate_record(null::synapscale_db.%s, %s))", column, t.Name, text(t.Rows[n]))
}

func text(value string) string { return "'" + strings.ReplaceAll(value, "'", "''") + "'" }

func (m *matrixDatabase) text(t *testing.T, query string) (found string) {
	t.Helper()
	require.NoError(t, m.pool.QueryRowContext(t.Context(), query).Scan(&found), query)
	return found
}
