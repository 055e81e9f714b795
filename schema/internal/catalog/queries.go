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
select c.oid::bigint, n.nspname::text, c.relname::text, c.relkind::text, c.relpersistence = 'u',
       c.relrowsecurity, c.relforcerowsecurity,
       case c.relkind when 'p' then pg_catalog.pg_get_partkeydef(c.oid) else '' end,
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
       a.attidentity::text, a.attgenerated::text,
       case when a.attcollation <> t.typcollation then
         (select case cn.nspname when 'pg_catalog' then l.collname::text else cn.nspname || '.' || l.collname end
          from pg_catalog.pg_collation l join pg_catalog.pg_namespace cn on cn.oid = l.collnamespace where l.oid = a.attcollation)
       end,
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
join pg_catalog.pg_type t on t.oid = a.atttypid
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
       o.confdeltype::text, o.confupdtype::text, o.confmatchtype::text,
       o.condeferrable, o.condeferred, not o.convalidated
from pg_catalog.pg_constraint o
join pg_catalog.pg_class c on c.oid = o.conrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_class rc on rc.oid = o.confrelid
left join pg_catalog.pg_namespace rn on rn.oid = rc.relnamespace
where n.nspname in (select jsonb_array_elements_text($1::jsonb))
  and (o.contype in ('p', 'f', 'c') or o.contype = 'n' and not o.convalidated)
  and o.conparentid = 0
  and coalesce((to_jsonb(o) ->> 'conenforced')::boolean, true)
order by o.conrelid, o.conname`

// An index that is not valid is still being built, or its building has failed: no
// query uses it, and nobody should take it for the one that a model asks for. The
// collation of a key goes without saying if it is that of the column, or of the
// database where the key is an expression.
const indexesQuery = `
select i.indrelid::bigint, x.relname::text, m.amname::text, i.indisunique, i.indisvalid and i.indisready,
       (select json_agg(json_build_object(
                 'column', coalesce(a.attname, ''),
                 'expression', case when a.attname is null then pg_catalog.pg_get_indexdef(i.indexrelid, k.position::integer, false) else '' end,
                 'option', i.indoption[k.position - 1],
                 'class', case when not op.opcdefault then
                   (select case cn.nspname when 'pg_catalog' then op.opcname::text else cn.nspname || '.' || op.opcname end
                    from pg_catalog.pg_namespace cn where cn.oid = op.opcnamespace) else '' end,
                 'default', case when op.opcdefault then op.opcname end,
                 'collation', case when i.indcollation[k.position - 1] <> coalesce(a.attcollation, 100) then
                   (select case cn.nspname when 'pg_catalog' then l.collname::text else cn.nspname || '.' || l.collname end
                    from pg_catalog.pg_collation l join pg_catalog.pg_namespace cn on cn.oid = l.collnamespace
                    where l.oid = i.indcollation[k.position - 1]) end) order by k.position)
        from unnest(i.indkey) with ordinality k (number, position)
        left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and k.number <> 0
        left join pg_catalog.pg_opclass op on op.oid = i.indclass[k.position - 1]
        where k.position <= i.indnkeyatts)::text,
       coalesce((select json_agg(a.attname order by k.position)
        from unnest(i.indkey) with ordinality k (number, position)
        join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
        where k.position > i.indnkeyatts), 'null')::text,
       pg_catalog.pg_get_expr(i.indpred, i.indrelid),
       coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
       coalesce(o.contype::text, ''), coalesce(o.condeferrable, false), coalesce(o.condeferred, false),
       coalesce(pg_catalog.pg_get_indexdef(i.indexrelid), '') -- null if it was dropped since the snapshot
from pg_catalog.pg_index i
left join pg_catalog.pg_constraint o on o.conindid = i.indexrelid and o.contype in ('u', 'x')
join pg_catalog.pg_class x on x.oid = i.indexrelid
join pg_catalog.pg_am m on m.oid = x.relam
join pg_catalog.pg_class c on c.oid = i.indrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname in (select jsonb_array_elements_text($1::jsonb))
  and not i.indisprimary
order by i.indrelid, x.relname`

// Policies are for everybody if they name the role 0. The condition of a trigger is
// read from its definition, because pg_get_expr refuses one with both OLD and NEW.
const attachedQuery = `
select p.polrelid::bigint, 'policy', p.polname::text, json_build_object(
         'command', p.polcmd, 'restrictive', not p.polpermissive,
         'roles', (select json_agg(coalesce(r.rolname, 'public') order by r.rolname) from unnest(p.polroles) g (role)
                   left join pg_catalog.pg_roles r on r.oid = g.role),
         'using', pg_catalog.pg_get_expr(p.polqual, p.polrelid),
         'check', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))::text
from pg_catalog.pg_policy p
join pg_catalog.pg_class c on c.oid = p.polrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname in (select jsonb_array_elements_text($1::jsonb))
union all
select t.tgrelid::bigint, 'trigger', t.tgname::text, json_build_object(
         'type', t.tgtype, 'enabled', t.tgenabled,
         'columns', (select json_agg(a.attname order by a.attname) from pg_catalog.pg_attribute a
                     where a.attrelid = t.tgrelid and a.attnum = any (t.tgattr)),
         'function', json_build_object('Schema', fn.nspname, 'Name', f.proname),
         'arguments', encode(t.tgargs, 'escape'), 'old', t.tgoldtable, 'new', t.tgnewtable,
         'constraint', t.tgconstraint <> 0, 'deferrable', t.tgdeferrable, 'deferred', t.tginitdeferred,
         'definition', pg_catalog.pg_get_triggerdef(t.oid))::text
from pg_catalog.pg_trigger t
join pg_catalog.pg_class c on c.oid = t.tgrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_proc f on f.oid = t.tgfoid
join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
where n.nspname in (select jsonb_array_elements_text($1::jsonb)) and not t.tgisinternal
order by 1, 2, 3`

// What belongs to an extension is none of the schema's.
const objectsQuery = `
with own as (
  select n.oid, n.nspname::text from pg_catalog.pg_namespace n
  where n.nspname in (select jsonb_array_elements_text($1::jsonb))
), extended as (
  select d.classid, d.objid from pg_catalog.pg_depend d where d.deptype = 'e'
)
select 'extension', ''::text, e.extname::text, '{}'::text from pg_catalog.pg_extension e
union all
select 'enum', own.nspname, t.typname::text, json_build_object(
         'labels', (select json_agg(l.enumlabel order by l.enumsortorder) from pg_catalog.pg_enum l where l.enumtypid = t.oid))::text
from pg_catalog.pg_type t join own on own.oid = t.typnamespace
where t.typtype = 'e' and not exists (select from extended where classid = 'pg_catalog.pg_type'::regclass and objid = t.oid)
union all
select 'sequence', own.nspname, c.relname::text, json_build_object(
         'type', pg_catalog.format_type(s.seqtypid, null), 'increment', s.seqincrement, 'minimum', s.seqmin,
         'maximum', s.seqmax, 'cycle', s.seqcycle,
         'last', case when has_sequence_privilege(c.oid, 'usage, select') then pg_catalog.pg_sequence_last_value(c.oid) end,
         'owner', (select json_build_object('Schema', tn.nspname, 'Name', tc.relname, 'column', a.attname)
                   from pg_catalog.pg_depend d
                   join pg_catalog.pg_class tc on tc.oid = d.refobjid
                   join pg_catalog.pg_namespace tn on tn.oid = tc.relnamespace
                   join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
                   where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid
                     and d.refclassid = 'pg_catalog.pg_class'::regclass and d.deptype in ('a', 'i')))::text
from pg_catalog.pg_sequence s
join pg_catalog.pg_class c on c.oid = s.seqrelid
join own on own.oid = c.relnamespace
where not exists (select from extended where classid = 'pg_catalog.pg_class'::regclass and objid = c.oid)
union all
select 'function', own.nspname, p.proname::text, json_build_object(
         'arguments', pg_catalog.pg_get_function_arguments(p.oid), 'types', pg_catalog.oidvectortypes(p.proargtypes),
         'returns', pg_catalog.pg_get_function_result(p.oid), 'language', l.lanname,
         'volatility', p.provolatile, 'strict', p.proisstrict, 'definer', p.prosecdef, 'settings', p.proconfig,
         'body', coalesce(nullif(p.prosrc, ''), pg_catalog.pg_get_functiondef(p.oid)))::text
from pg_catalog.pg_proc p
join own on own.oid = p.pronamespace
join pg_catalog.pg_language l on l.oid = p.prolang
where p.prokind in ('f', 'p')
  and not exists (select from extended where classid = 'pg_catalog.pg_proc'::regclass and objid = p.oid)
union all
select 'view', own.nspname, c.relname::text, json_build_object(
         'materialized', c.relkind = 'm', 'query', pg_catalog.pg_get_viewdef(c.oid))::text
from pg_catalog.pg_class c join own on own.oid = c.relnamespace
where c.relkind in ('v', 'm')
  and not exists (select from extended where classid = 'pg_catalog.pg_class'::regclass and objid = c.oid)
order by 1, 2, 3`
