package catalog

import (
	"context"
	"time"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// An Unused is an index that no query has used since the statistics began.
type Unused struct {
	Table structure.Name
	Index string
	Rows  int64 // of the table, as the planner estimates them; negative if it never counted
	// Age is how long the server has counted at least.
	Age time.Duration
}

// ReadUnused asks the statistics for the indexes that were never used.
func ReadUnused(ctx context.Context, q Querier, schemas []string) ([]Unused, error) {
	var unused []Unused
	err := each(ctx, q, unusedQuery, list(schemas), func(scan func(...any) error) error {
		var u Unused
		var seconds int64
		err := scan(&u.Table.Schema, &u.Table.Name, &u.Index, &u.Rows, &seconds)
		u.Age = time.Duration(seconds) * time.Second
		unused = append(unused, u)
		return err
	})
	return unused, err
}

// ReadCallees reads the functions of other schemas that triggers on tables of the
// named ones call.
func ReadCallees(ctx context.Context, q Querier, schemas []string) ([]structure.Function, error) {
	var functions []structure.Function
	err := each(ctx, q, calleesQuery, list(schemas), func(scan func(...any) error) error {
		function := structure.Function{Returns: "trigger"}
		err := scan(&function.Name.Schema, &function.Name.Name, &function.Language, &function.Body)
		functions = append(functions, function)
		return err
	})
	return functions, err
}

// A Reference is a name in the text of a function.
type Reference struct {
	Kind   string `json:"kind"`   // relation, function, operator on a json, or attribute of a row: a function of it
	Schema string `json:"schema"` // empty where the text gives none: any schema will do
	Name   string `json:"name"`
}

// ReadMissing returns those of some references that lead nowhere.
func ReadMissing(ctx context.Context, q Querier, references []Reference) (map[Reference]bool, error) {
	missing := map[Reference]bool{}
	err := each(ctx, q, missingQuery, list(references), func(scan func(...any) error) error {
		var r Reference
		err := scan(&r.Kind, &r.Schema, &r.Name)
		missing[r] = true
		return err
	})
	return missing, err
}

// Statistics outlive a restart, but when they began is only known if they were
// reset since; the start of the server is never earlier than that.
const unusedQuery = `
select s.schemaname::text, s.relname::text, s.indexrelname::text, c.reltuples::bigint,
       extract(epoch from now() - coalesce(
         (select d.stats_reset from pg_catalog.pg_stat_database d where d.datname = current_database()),
         pg_catalog.pg_postmaster_start_time()))::bigint
from pg_catalog.pg_stat_user_indexes s
join pg_catalog.pg_class c on c.oid = s.relid
where s.schemaname in (select jsonb_array_elements_text($1::jsonb)) and s.idx_scan = 0
order by 1, 2, 3`

const calleesQuery = `
select distinct n.nspname::text, f.proname::text, l.lanname::text, f.prosrc
from pg_catalog.pg_trigger t
join pg_catalog.pg_class c on c.oid = t.tgrelid
join pg_catalog.pg_namespace cn on cn.oid = c.relnamespace
join pg_catalog.pg_proc f on f.oid = t.tgfoid
join pg_catalog.pg_namespace n on n.oid = f.pronamespace
join pg_catalog.pg_language l on l.oid = f.prolang
where cn.nspname in (select jsonb_array_elements_text($1::jsonb)) and not t.tgisinternal
  and n.nspname not in (select jsonb_array_elements_text($1::jsonb))
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = f.oid and d.deptype = 'e')
order by 1, 2`

// A name in front of a parenthesis may be that of a type, and one without a schema
// a key word.
const missingQuery = `
select r.kind, r.schema, r.name
from jsonb_to_recordset($1::jsonb) r (kind text, schema text, name text)
where not case r.kind
  when 'relation' then exists (
    select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relname = r.name and r.schema in ('', n.nspname))
  when 'function' then exists (
    select from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where p.proname = r.name and r.schema in ('', n.nspname))
    or exists (
    select from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
    where t.typname = r.name and r.schema in ('', n.nspname))
    or r.schema = '' and exists (select from pg_catalog.pg_get_keywords() k where k.word = r.name)
  when 'attribute' then exists (
    select from pg_catalog.pg_proc p join pg_catalog.pg_type t on t.oid = p.proargtypes[0]
    where p.proname = r.name and t.typtype in ('c', 'p'))
  else exists (
    select from pg_catalog.pg_operator o
    where o.oprname = r.name and (o.oprleft in ('json'::regtype, 'anyelement'::regtype, 'anynonarray'::regtype)
      or exists (select from pg_catalog.pg_cast k where k.castsource = 'json'::regtype and k.casttarget = o.oprleft and k.castcontext = 'i')))
end
order by 1, 2, 3`
