package catalog

// The queries name every catalog by its schema and are valid on PostgreSQL 13 to
// 18. A list of names travels as JSON text, which every driver and every double
// of one can carry.

// Codes in pg_catalog grow with every major version, so each query lists the
// ones that it understands instead of excluding the ones that it does not: since
// 18, for example, every NOT NULL is a row of pg_constraint with contype 'n'.

const sessionQuery = `
select version(), current_setting('server_version_num')::integer,
       current_database()::text, current_user::text, coalesce(current_schema()::text, '')`

// A question to the planner waits for a table that is being altered, never for long.
// The subquery is computed first, with the caller's search path still in force.
const settingsQuery = `
select set_config('search_path', '', true), set_config('lock_timeout', '500ms', true)
from (select set_config('schema_check.search_path', current_setting('search_path'), true)) caller`

// SearchPathQuery puts the search path back that the caller of Read had, up to the
// end of the transaction or the rollback of a savepoint.
const SearchPathQuery = `select set_config('search_path', current_setting('schema_check.search_path', true), true)`

const schemasQuery = `
select nspname::text from pg_catalog.pg_namespace
where nspname not like 'pg\_%' and nspname <> 'information_schema'
order by nspname`

// Extensions own their tables, and the partitions of a table repeat it.
const relationsQuery = `
select c.oid::bigint, n.nspname::text, c.relname::text, c.relkind::text,
       -- Null is what was dropped since the snapshot: what it was allowed no longer matters.
       coalesce(has_schema_privilege(n.oid, 'usage'), true), coalesce(has_table_privilege(c.oid, 'select'), true)
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname in (select jsonb_array_elements_text($1::jsonb))
  and c.relkind in ('r', 'p', 'f', 'v', 'm')
  and not c.relispartition
  and not exists (
    select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
order by n.nspname, c.relname`

// A sequence that a column owns counts if the column's default takes its values.
const columnsQuery = `
select a.attrelid::bigint, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid),
       a.attidentity <> '', a.attgenerated <> '',
       exists (
         select from pg_catalog.pg_depend o
         join pg_catalog.pg_class s on s.oid = o.objid and s.relkind = 'S'
         join pg_catalog.pg_depend u on u.classid = 'pg_catalog.pg_attrdef'::regclass and u.objid = d.oid
           and u.refclassid = 'pg_catalog.pg_class'::regclass and u.refobjid = s.oid
         where o.classid = 'pg_catalog.pg_class'::regclass and o.refclassid = 'pg_catalog.pg_class'::regclass
           and o.refobjid = a.attrelid and o.refobjsubid = a.attnum and o.deptype = 'a'),
       pg_catalog.col_description(a.attrelid, a.attnum)
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'f', 'v', 'm')
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where n.nspname in (select jsonb_array_elements_text($1::jsonb))
  and a.attnum > 0 and not a.attisdropped
order by a.attrelid, a.attnum`

// A foreign key to a partitioned table is repeated for each of its partitions,
// under a parent constraint. Since 18 a constraint may be there and not be enforced,
// which is as good as not there.
const constraintsQuery = `
select o.conrelid::bigint, o.conname::text, o.contype::text,
       coalesce((select json_agg(a.attname order by k.position)
                 from unnest(o.conkey) with ordinality k (number, position)
                 join pg_catalog.pg_attribute a on a.attrelid = o.conrelid and a.attnum = k.number), '[]')::text,
       pg_catalog.pg_get_expr(o.conbin, o.conrelid),
       rn.nspname::text, rc.relname::text,
       coalesce((select json_agg(a.attname order by k.position)
                 from unnest(o.confkey) with ordinality k (number, position)
                 join pg_catalog.pg_attribute a on a.attrelid = o.confrelid and a.attnum = k.number), '[]')::text,
       o.confdeltype::text, o.confupdtype::text
from pg_catalog.pg_constraint o
join pg_catalog.pg_class c on c.oid = o.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_class rc on rc.oid = o.confrelid
left join pg_catalog.pg_namespace rn on rn.oid = rc.relnamespace
where n.nspname in (select jsonb_array_elements_text($1::jsonb))
  and o.contype in ('p', 'f', 'c')
  and o.conparentid = 0
  and coalesce((to_jsonb(o) ->> 'conenforced')::boolean, true)
order by o.conrelid, o.conname`

// An index that is not valid is still being built, or its building has failed: no
// query uses it, and nobody should take it for the one that a model asks for.
const indexesQuery = `
select i.indrelid::bigint, x.relname::text, m.amname::text, i.indisunique,
       (select json_agg(json_build_object(
                 'column', coalesce(a.attname, ''),
                 'expression', case when a.attname is null then pg_catalog.pg_get_indexdef(i.indexrelid, k.position::integer, false) else '' end,
                 'option', i.indoption[k.position - 1]) order by k.position)
        from unnest(i.indkey) with ordinality k (number, position)
        left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and k.number <> 0
        where k.position <= i.indnkeyatts)::text,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid),
       coalesce(o.contype::text, '')
from pg_catalog.pg_index i
left join pg_catalog.pg_constraint o on o.conindid = i.indexrelid and o.contype in ('u', 'x')
join pg_catalog.pg_class x on x.oid = i.indexrelid
join pg_catalog.pg_am m on m.oid = x.relam
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname in (select jsonb_array_elements_text($1::jsonb))
  and not i.indisprimary
  and i.indisvalid
order by i.indrelid, x.relname`
