package fill

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A table is what the live catalog says of one.
type table struct {
	Schema     string
	Table      string
	Name       string // Table, with its schema if that is not synapscale_db.
	Columns    []column
	References []reference
	Keys       []key
	Checks     []check
}

// A column leaves out those that the database computes from others.
type column struct {
	Name    string
	Type    string // As in a cast.
	Family  string // Type without its parameters.
	Length  int    // Of a varchar or char that has one, else 0.
	Labels  []string
	Default string // Empty for none.
	NotNull bool
	Counted bool // By a sequence.
}

// A reference is a foreign key, or what ought to be one.
type reference struct {
	Columns       []string
	Parent        string
	ParentColumns []string
}

func (r reference) String() string {
	return fmt.Sprintf("(%s) -> %s (%s)", strings.Join(r.Columns, ", "), r.Parent, strings.Join(r.ParentColumns, ", "))
}

// A key is a unique index. A partial one holds for some rows only, as does one over an expression, which is no column.
type key struct {
	Columns []string
	Primary bool
	Partial bool
}

// A check is one over a single column.
type check struct {
	Column     string
	Definition string
}

// Busiest gives the five tables that a running platform writes to most ten thousand rows each, for [Options].More.
var Busiest = map[string]int{
	"analytics_events": 10_000, "llms_messages": 10_000, "llms_usage_logs": 10_000, "node_executions": 10_000, "workflow_executions": 10_000,
}

// RefusedAtVersion1 are the tables that accept no new row in production as it stands, because their triggers fail.
var RefusedAtVersion1 = []string{
	"agent_configurations", "agent_kbs", "agent_models", "agent_tools", "agent_triggers", "files", "knowledge_bases",
	"subscriptions", "tools",
}

// keyless are the columns that reference a table without a foreign key in production.
var keyless = map[string][]reference{
	"analytics_dashboards":       {to("workspace_id", "workspaces")},
	"analytics_events":           {to("workspace_id", "workspaces"), to("workflow_id", "workflows")},
	"knowledge_bases":            {to("tenant_id", "tenants")},
	"node_executions":            {to("node_id", "nodes")},
	"project_collaborators":      {to("project_id", "workspace_projects")},
	"project_comments":           {to("project_id", "workspace_projects")},
	"tools":                      {to("tenant_id", "tenants")},
	"workflow_execution_metrics": {to("workflow_execution_id", "workflow_executions"), to("node_execution_id", "node_executions")},
	"workflow_nodes":             {to("node_id", "nodes")},
}

func to(column, parent string) reference {
	return reference{Columns: []string{column}, Parent: parent, ParentColumns: []string{"id"}}
}

// indexless are the columns that have to be unique together although production has no index that says so. That a
// tenant has one live subscription is a matter of values, see special.
var indexless = map[string][]string{
	"component_ratings":  {"component_id", "user_id"},
	"component_versions": {"component_id", "version"},
	"message_feedbacks":  {"message_id", "user_id"},
	"node_ratings":       {"node_id", "user_id"},
	"payment_methods":    {"customer_id", "external_method_id"},
	"subscriptions":      {"provider_id", "external_subscription_id"},
	"webhook_logs":       {"provider_id", "event_id"},
	"workspace_members":  {"workspace_id", "user_id"},
}

// catalogQuery answers with one JSON document, which no driver has to be taught to read.
const catalogQuery = `
select coalesce(json_agg(json_build_object(
    'Schema', n.nspname,
    'Table', c.relname,
    'Name', case when n.nspname <> 'synapscale_db' then n.nspname || '.' else '' end || c.relname,
    'Columns', (
        select json_agg(json_build_object(
            'Name', a.attname,
            'Type', format_type(a.atttypid, a.atttypmod),
            'Family', format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null),
            'Length', case
                when coalesce(nullif(t.typbasetype, 0), t.oid) in ('varchar'::regtype, 'bpchar'::regtype) and greatest(a.atttypmod, t.typtypmod) > 4
                then greatest(a.atttypmod, t.typtypmod) - 4 else 0
            end,
            'Labels', (select json_agg(e.enumlabel order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = a.atttypid),
            'Default', coalesce(pg_get_expr(d.adbin, d.adrelid), ''),
            'NotNull', a.attnotnull or t.typnotnull,
            'Counted', a.attidentity <> '' or coalesce(pg_get_expr(d.adbin, d.adrelid) like 'nextval(%', false)
        ) order by a.attname)
        from pg_catalog.pg_attribute a
        join pg_catalog.pg_type t on t.oid = a.atttypid
        left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    ),
    'References', (
        select json_agg(json_build_object('Columns', k.columns, 'Parent', k.parent, 'ParentColumns', k.parent_columns) order by k.columns::text, k.parent)
        from (
            select distinct
                (select json_agg(a.attname order by n) from unnest(f.conkey) with ordinality u (attnum, n)
                 join pg_catalog.pg_attribute a on a.attrelid = f.conrelid and a.attnum = u.attnum)::jsonb as columns,
                case when m.nspname <> 'synapscale_db' then m.nspname || '.' else '' end || p.relname as parent,
                (select json_agg(a.attname order by n) from unnest(f.confkey) with ordinality u (attnum, n)
                 join pg_catalog.pg_attribute a on a.attrelid = f.confrelid and a.attnum = u.attnum)::jsonb as parent_columns
            from pg_catalog.pg_constraint f
            join pg_catalog.pg_class p on p.oid = f.confrelid
            join pg_catalog.pg_namespace m on m.oid = p.relnamespace
            where f.conrelid = c.oid and f.contype = 'f'
        ) k
    ),
    'Keys', (
        select json_agg(json_build_object(
            'Columns', coalesce((
                select json_agg(a.attname order by n) from unnest(i.indkey::int2[]) with ordinality u (attnum, n)
                join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = u.attnum
                where n <= i.indnkeyatts
            ), '[]'),
            'Primary', i.indisprimary,
            'Partial', i.indpred is not null or i.indexprs is not null
        ) order by not i.indisprimary, i.indkey::text)
        from pg_catalog.pg_index i
        where i.indrelid = c.oid and i.indisunique
    ),
    'Checks', (
        select json_agg(json_build_object('Column', a.attname, 'Definition', pg_get_expr(k.conbin, k.conrelid)) order by k.conname)
        from pg_catalog.pg_constraint k
        join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
        where k.conrelid = c.oid and k.contype = 'c' and cardinality(k.conkey) = 1
    )
)), '[]')
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where (n.nspname = $1 or $1 = '' and n.nspname !~ '^(pg_|information_schema$)')
  and c.relkind in ('r', 'p')
  and not c.relispartition
  and c.relname not in ('alembic_version', 'goose_db_version')`

// readCatalog returns the tables of a schema by name, those of the migration tools apart, together with the references and
// the keys that production lacks. If no schema is named it returns the tables of all.
func readCatalog(ctx context.Context, tx Conn, schema string) (map[string]*table, error) {
	var document []byte
	if err := tx.QueryRowContext(ctx, catalogQuery, schema).Scan(&document); err != nil {
		return nil, fmt.Errorf("read the catalog: %w", err)
	}
	var list []*table
	if err := json.Unmarshal(document, &list); err != nil {
		return nil, fmt.Errorf("read the catalog: %w", err)
	}
	tables := map[string]*table{}
	for _, t := range list {
		tables[t.Name] = t
		for _, r := range keyless[t.Name] {
			if t.reference(r.Columns[0]) == nil && t.column(r.Columns[0]) != nil {
				t.References = append(t.References, r)
			}
		}
		if columns, found := indexless[t.Name]; found {
			t.Keys = append(t.Keys, key{Columns: columns})
		}
	}
	return tables, nil
}

// quoted is the name for a statement.
func (t *table) quoted() string { return quote(t.Schema, t.Table) }

// column returns nil where there is none of that name.
func (t *table) column(name string) *column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// reference returns the first in which the column takes part, or nil.
func (t *table) reference(column string) *reference {
	for i := range t.References {
		if slices.Contains(t.References[i].Columns, column) {
			return &t.References[i]
		}
	}
	return nil
}

// inKey reports whether the column takes part in a unique index.
func (t *table) inKey(column string) bool {
	return slices.ContainsFunc(t.Keys, func(k key) bool { return slices.Contains(k.Columns, column) })
}

func (t *table) primaryKey() []string {
	for _, k := range t.Keys {
		if k.Primary {
			return k.Columns
		}
	}
	return nil
}
