package catalog

import "strings"

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
// Compiling the queries would take longer than running them, however large the
// catalog. The subquery is computed first, with the caller's search path still in force.
const settingsQuery = `
select set_config('search_path', '', true), set_config('lock_timeout', '500ms', true), set_config('jit', 'off', true)
from (select set_config('schema_check.search_path', current_setting('search_path'), true)) caller`

// SearchPathQuery puts the search path back that the caller of Read had, up to the
// end of the transaction or the rollback of a savepoint.
const SearchPathQuery = `select set_config('search_path', current_setting('schema_check.search_path', true), true)`

const schemasQuery = `
select nspname::text from pg_catalog.pg_namespace
where nspname not like 'pg\_%' and nspname <> 'information_schema'
order by nspname`

// forVersion makes of a query for 18 that for an older version. What it does not have yet is
// as it was before there was a choice.
func forVersion(query string, version int) string {
	if version < 180000 {
		query = strings.Replace(query, "o.conenforced", "true", 1)
	}
	if version < 150000 {
		query = strings.Replace(query, "i.indnullsnotdistinct", "false", 1)
		query = strings.Replace(query, "o.confdelsetcols", "null", 1)
	}
	if version < 140000 {
		query = strings.Replace(query, "p.prosqlbody is null", "true", 1)
	}
	return query
}

// Every part of the query has rows of its own shape, so a row is the text of a record that
// begins with the name of its part. A part reads one catalog and leaves numbers as they are: to
// resolve them here, row by row, takes PostgreSQL many times longer than Go. Names
// are joined where there are few rows, and PostgreSQL prints only what nobody else can.
//
// Extensions own their objects, and the partitions of a table repeat it.
const relations = `
with own as materialized (
  -- Null is what was dropped since the snapshot: what it was allowed no longer matters.
  select n.oid, n.nspname, coalesce(has_schema_privilege(n.oid, 'usage'), true) as usable
  from pg_catalog.pg_namespace n
  where n.nspname in (select jsonb_array_elements_text($1::jsonb))
), extended as materialized (
  select d.classid, d.objid from pg_catalog.pg_depend d
  where d.refclassid = 'pg_catalog.pg_extension'::regclass and d.deptype = 'e'
), relation as materialized (
  select own.nspname, own.usable, c.oid, c.relname, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.relnatts
  from pg_catalog.pg_class c
  join own on own.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f', 'v', 'm') and not c.relispartition
    and c.oid not in (select objid from extended where classid = 'pg_catalog.pg_class'::regclass)
)`

const unionAll = `
union all`

// tables are the parts that tags say something of.
const tables = `
select row('collated type', t.oid, t.typcollation)::text
from pg_catalog.pg_type t where t.typcollation not in (0, 100)
union all
select row('operator class',
         op.oid, case cn.nspname when 'pg_catalog' then op.opcname::text else cn.nspname || '.' || op.opcname end, op.opcdefault)::text
from pg_catalog.pg_opclass op
join pg_catalog.pg_namespace cn on cn.oid = op.opcnamespace
union all
select row('relation',
         r.oid, r.relnatts, r.nspname, r.relname, r.relkind, r.relpersistence = 'u', r.relrowsecurity, r.relforcerowsecurity,
         case r.relkind when 'p' then pg_catalog.pg_get_partkeydef(r.oid) end,
         case when r.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(r.oid) end,
         r.usable, coalesce(has_table_privilege(r.oid, 'select'), true))::text
from relation r
union all
-- A default reads no column, and without the table PostgreSQL prints it much faster and
-- without waiting for whoever alters the table.
select row('column',
         a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
         pg_catalog.pg_get_expr(d.adbin, case a.attgenerated when '' then 0 else d.adrelid end),
         a.atttypid, a.attcollation,
         -- 0 is none and 100 the default.
         case when a.attcollation not in (0, 100) then (
           select case cn.nspname when 'pg_catalog' then l.collname::text else cn.nspname || '.' || l.collname end
           from pg_catalog.pg_collation l join pg_catalog.pg_namespace cn on cn.oid = l.collnamespace
           where l.oid = a.attcollation) end)::text
from relation r
join pg_catalog.pg_attribute a on a.attrelid = r.oid
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped
union all
-- What foreign keys refer to outside of what is read.
select row('outside', a.attrelid, n.nspname, c.relname, a.attnum, a.attname)::text
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = c.oid
where c.oid in (
    select o.confrelid from relation r join pg_catalog.pg_constraint o on o.conrelid = r.oid
    where o.contype = 'f' and o.confrelid not in (select oid from relation))
  and a.attnum > 0 and not a.attisdropped
union all
select row('comment', d.objoid, d.objsubid, d.description)::text
from relation r
-- OFFSET 0 has PostgreSQL look up what it would else read all of: here, the descriptions of
-- its own functions.
cross join lateral (
  select * from pg_catalog.pg_description d
  where d.classoid = 'pg_catalog.pg_class'::regclass and d.objoid = r.oid and d.objsubid > 0 offset 0) d
union all
-- A foreign key to a partitioned table is repeated for each of its partitions, under a
-- parent constraint. Since 18 a constraint may be there and not be enforced, which is
-- as good as not there, and a NOT NULL may be there without having been verified.
select row('constraint',
         o.conrelid, o.conname, o.contype, o.conkey, pg_catalog.pg_get_expr(o.conbin, o.conrelid),
         o.confrelid, o.confkey, o.confdeltype, o.confupdtype, o.confmatchtype,
         o.condeferrable, o.condeferred, not o.convalidated, o.conindid, o.confdelsetcols)::text
from relation r
join pg_catalog.pg_constraint o on o.conrelid = r.oid
where (o.contype in ('p', 'f', 'c', 'u', 'x') or o.contype = 'n' and not o.convalidated) and o.conparentid = 0 and o.conenforced
union all
-- A foreign key is enforced by triggers, which a superuser can switch off. Those of a
-- partition belong to the key of the table that it is a partition of.
select row('disabled', k.conrelid, k.conname, tn.nspname, tc.relname, t.tgname, t.tgenabled)::text
from pg_catalog.pg_trigger t
join pg_catalog.pg_class tc on tc.oid = t.tgrelid
join pg_catalog.pg_namespace tn on tn.oid = tc.relnamespace
cross join lateral (
  with recursive key as (
    select o.conrelid, o.conname, o.conparentid from pg_catalog.pg_constraint o where o.oid = t.tgconstraint and o.contype = 'f'
    union all
    select o.conrelid, o.conname, o.conparentid from key join pg_catalog.pg_constraint o on o.oid = key.conparentid)
  select conrelid, conname from key where conparentid = 0) k
where t.tgisinternal and t.tgenabled in ('D', 'R') and k.conrelid in (select oid from relation)
union all
-- An index that is not valid is still being built, or its building has failed: no query
-- uses it, and nobody should take it for the one that a model asks for.
select row('index',
         i.indrelid, i.indexrelid, x.relname, m.amname, i.indisunique, i.indisvalid and i.indisready, i.indnullsnotdistinct,
         i.indnkeyatts, i.indkey, i.indoption, i.indclass, i.indcollation, pg_catalog.pg_get_expr(i.indpred, i.indrelid),
         case when i.indexprs is not null then (
           select json_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k.position, false) order by k.position)
           from generate_series(1, i.indnkeyatts) k (position) where i.indkey[k.position - 1] = 0) end,
         case when not i.indcollation::oid[] <@ '{0,100}'::oid[] then (
           select json_agg(case cn.nspname when 'pg_catalog' then l.collname::text else cn.nspname || '.' || l.collname end order by k.position)
           from unnest(i.indcollation) with ordinality k (number, position)
           left join pg_catalog.pg_collation l on l.oid = k.number
           left join pg_catalog.pg_namespace cn on cn.oid = l.collnamespace) end,
         case when i.indisexclusion then (
             select pg_catalog.pg_get_constraintdef(o.oid) from pg_catalog.pg_constraint o where o.conindid = i.indexrelid and o.contype = 'x')
           when x.reloptions is not null or x.reltablespace <> 0 or m.amname not in ('btree', 'hash') and (
             select bool_or(a.attoptions is not null) from pg_catalog.pg_attribute a where a.attrelid = i.indexrelid)
           then pg_catalog.pg_get_indexdef(i.indexrelid) end)::text
from relation r
join pg_catalog.pg_index i on i.indrelid = r.oid
join pg_catalog.pg_class x on x.oid = i.indexrelid
join pg_catalog.pg_am m on m.oid = x.relam
where not i.indisprimary
union all
select row('enum', own.nspname, t.typname, (
         select json_agg(l.enumlabel order by l.enumsortorder) from pg_catalog.pg_enum l where l.enumtypid = t.oid))::text
from pg_catalog.pg_type t
join own on own.oid = t.typnamespace
where t.typtype = 'e' and t.oid not in (select objid from extended where classid = 'pg_catalog.pg_type'::regclass)
union all
-- To look at a sequence's value locks it up to the end of the transaction, and the room for
-- locks is limited, so no more than the thousand are looked at that can end the soonest.
select row('sequence',
         s.nspname, s.relname, pg_catalog.format_type(s.seqtypid, null), s.seqincrement, s.seqmin, s.seqmax, s.seqcycle,
         case when s.place <= 1000 and has_sequence_privilege(s.seqrelid, 'usage, select') then pg_catalog.pg_sequence_last_value(s.seqrelid) end,
         tn.nspname, tc.relname, a.attname, a.attrelid, a.attnum,
         -- Whether its owner takes its values; a scalar, because PostgreSQL would read all
         -- that depends on anything to answer EXISTS.
         coalesce((
           select true from pg_catalog.pg_depend u
           join pg_catalog.pg_attrdef f on f.oid = u.objid
           where u.refclassid = 'pg_catalog.pg_class'::regclass and u.refobjid = s.seqrelid and u.classid = 'pg_catalog.pg_attrdef'::regclass
             and f.adrelid = a.attrelid and f.adnum = a.attnum limit 1), false))::text
from (
  select own.nspname, c.relname, q.*, row_number() over (order by q.seqmax, q.seqrelid) as place
  from pg_catalog.pg_sequence q
  join pg_catalog.pg_class c on c.oid = q.seqrelid
  join own on own.oid = c.relnamespace
  where c.oid not in (select objid from extended where classid = 'pg_catalog.pg_class'::regclass)
) s
left join lateral (
  select d.refobjid, d.refobjsubid from pg_catalog.pg_depend d
  where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = s.seqrelid
    and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i') offset 0) d on true
left join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
left join pg_catalog.pg_class tc on tc.oid = a.attrelid
left join pg_catalog.pg_namespace tn on tn.oid = tc.relnamespace`

// attached are the parts that tags say nothing of. To print several policies of each table
// takes PostgreSQL as long as all the rest.
const attached = `
select row('role', g.oid, g.rolname)::text
from pg_catalog.pg_roles g
where g.oid in (select unnest(p.polroles) from relation r join pg_catalog.pg_policy p on p.polrelid = r.oid)
union all
select row('policy',
         p.polrelid, p.polname, p.polcmd, not p.polpermissive, p.polroles,
         pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))::text
from relation r
join pg_catalog.pg_policy p on p.polrelid = r.oid
union all
select row('trigger',
         t.tgrelid, t.tgname, t.tgtype, t.tgenabled, t.tgattr, fn.nspname, f.proname, encode(t.tgargs, 'escape'),
         t.tgoldtable, t.tgnewtable, t.tgconstraint <> 0, t.tgdeferrable, t.tginitdeferred,
         pg_catalog.pg_get_triggerdef(t.oid))::text
from relation r
join pg_catalog.pg_trigger t on t.tgrelid = r.oid
join pg_catalog.pg_proc f on f.oid = t.tgfoid
join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
where not t.tgisinternal
union all
select row('extension', e.extname)::text from pg_catalog.pg_extension e
union all
select row('function',
         p.nspname, p.proname, pg_catalog.pg_get_function_arguments(p.oid), pg_catalog.oidvectortypes(p.proargtypes),
         pg_catalog.pg_get_function_result(p.oid), l.lanname, p.provolatile, p.proisstrict, p.prosecdef, to_json(p.proconfig),
         case when p.prosqlbody is null then p.prosrc else pg_catalog.pg_get_functiondef(p.oid) end)::text
-- Most functions are PostgreSQL's own, and are not to be looked at any further.
from (
  select own.nspname, p.* from own join pg_catalog.pg_proc p on p.pronamespace = own.oid offset 0) p
join pg_catalog.pg_language l on l.oid = p.prolang
where p.prokind in ('f', 'p') and p.oid not in (select objid from extended where classid = 'pg_catalog.pg_proc'::regclass)
  -- A range type brings its constructors with it.
  and not exists (select from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'i')`
