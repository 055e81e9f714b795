package catalog

import "context"

// Fingerprint returns a hash over the rows of pg_catalog from which [Read] makes the
// structure of the schemas, in one query that sends none of them. Whoever changes what
// Read sees changes it. Writing rows, VACUUM, ANALYZE, REINDEX and TRUNCATE do not;
// what replaces an object by an equal one does, because it has another oid.
//
// It depends on the role, whose rights Read reports, and on the search path of the
// caller.
func Fingerprint(ctx context.Context, q Querier, schemas []string) (string, error) {
	var hash string
	err := each(ctx, q, fingerprintQuery, list(schemas), func(scan func(...any) error) error {
		return scan(&hash)
	})
	return hash, err
}

// Columns that change on their own are left out, and so are those that are printed
// as a setting of the session says: times, floating point and bytes. What lies outside
// the schemas counts with its name where something inside may refer to it; 16384 is the
// first oid that is not PostgreSQL's own. A sum does not depend on the order of rows.
const fingerprintQuery = `
with own as (
  select n.oid, n.nspname from pg_catalog.pg_namespace n
  where n.nspname in (select jsonb_array_elements_text($1::jsonb))
), relation as (
  select c.* from pg_catalog.pg_class c join own on own.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I')
), rows (kind, text) as (
  select 'setting', current_setting('search_path')
  union all
  select 'extension', e.extname from pg_catalog.pg_extension e
  union all
  select 'schema', concat_ws('|', n.oid, n.nspname,
           case when n.oid in (select oid from own) then has_schema_privilege(n.oid, 'usage') end)
  from pg_catalog.pg_namespace n where n.nspname not like 'pg\_%'
  union all
  select 'relation', concat_ws('|', c.oid, c.relname, c.relnamespace, c.relkind, c.relpersistence, c.relrowsecurity,
           c.relforcerowsecurity, c.relispartition, c.relam,
           case when c.relkind not in ('i', 'I') then has_table_privilege(c.oid, 'select') end)
  from relation c
  union all
  select 'target', concat_ws('|', c.oid, c.relname, c.relnamespace)
  from pg_catalog.pg_class c
  where c.oid in (select o.confrelid from pg_catalog.pg_constraint o join own on own.oid = o.connamespace)
  union all
  select 'column', concat_ws('|', a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attidentity,
           a.attgenerated, a.attcollation)
  from pg_catalog.pg_attribute a join relation c on c.oid = a.attrelid
  where a.attnum > 0 and not a.attisdropped
  union all
  select 'default', d::text from pg_catalog.pg_attrdef d join relation c on c.oid = d.adrelid
  union all
  select 'constraint', o::text from pg_catalog.pg_constraint o join own on own.oid = o.connamespace
  union all
  select 'index', i::text from pg_catalog.pg_index i join relation c on c.oid = i.indrelid
  union all
  select 'partition', p::text from pg_catalog.pg_partitioned_table p join relation c on c.oid = p.partrelid
  union all
  select 'policy', concat_ws('|', p, (select string_agg(r.rolname, ',' order by r.rolname)
           from pg_catalog.pg_roles r where r.oid = any (p.polroles)))
  from pg_catalog.pg_policy p join relation c on c.oid = p.polrelid
  union all
  select 'trigger', concat_ws('|', t.tgrelid, t.tgname, t.tgfoid, t.tgtype, t.tgenabled, t.tgconstraint, t.tgdeferrable,
           t.tginitdeferred, t.tgattr, encode(t.tgargs, 'hex'), t.tgqual, t.tgoldtable, t.tgnewtable)
  from pg_catalog.pg_trigger t join relation c on c.oid = t.tgrelid
  where not t.tgisinternal
  union all
  -- Those that enforce keys, of all tables: a key is enforced on both of its sides.
  select 'key trigger', concat_ws('|', t.tgconstraint, t.tgrelid, t.tgname, t.tgenabled)
  from pg_catalog.pg_trigger t where t.tgisinternal and t.tgenabled <> 'O'
  union all
  select 'rule', r::text from pg_catalog.pg_rewrite r join relation c on c.oid = r.ev_class
  union all
  select 'function', (to_jsonb(f) - array['procost', 'prorows', 'proacl', 'prosupport'])::text
  from pg_catalog.pg_proc f join own on own.oid = f.pronamespace
  union all
  select 'sequence', s::text from pg_catalog.pg_sequence s join relation c on c.oid = s.seqrelid
  union all
  select 'owner', concat_ws('|', d.objid, d.refobjid, d.refobjsubid, d.deptype)
  from pg_catalog.pg_depend d join relation c on c.oid = d.objid and c.relkind = 'S'
  where d.classid = 'pg_catalog.pg_class'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
  union all
  -- Not of tables, which have theirs, nor of arrays, which are named after their elements.
  select 'type', concat_ws('|', t.oid, t.typname, t.typnamespace, t.typtype, t.typbasetype, t.typtypmod, t.typnotnull,
           t.typcollation, t.typdefaultbin)
  from pg_catalog.pg_type t where t.oid >= 16384 and t.typtype <> 'c' and t.typelem = 0
  union all
  select 'label', concat_ws('|', l.enumtypid, l.enumsortorder::numeric, l.enumlabel) from pg_catalog.pg_enum l
  union all
  select 'name', concat_ws('|', f.oid, f.proname, f.pronamespace) from pg_catalog.pg_proc f where f.oid >= 16384
  union all
  select 'name', concat_ws('|', o.oid, o.oprname, o.oprnamespace) from pg_catalog.pg_operator o where o.oid >= 16384
  union all
  select 'name', concat_ws('|', o.oid, o.opcname, o.opcnamespace, o.opcdefault) from pg_catalog.pg_opclass o where o.oid >= 16384
  union all
  select 'name', concat_ws('|', l.oid, l.collname, l.collnamespace) from pg_catalog.pg_collation l where l.oid >= 16384
)
select md5(string_agg(concat_ws('=', kind, hash), ',' order by kind))
from (select kind, sum(pg_catalog.hashtextextended(text, 0)) as hash from rows group by kind) parts`
