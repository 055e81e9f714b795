package plantest

import (
	"regexp"
	"strings"
)

// Structure lists the structure of all schemas, a line for each object, from pg_catalog
// and by no code of the check.
//
// Left aside is the order of columns, because a column that is added goes to the end;
// the values that sequences have given; comments, owners and privileges; the white
// space around bodies; and how an expression is spelt, because PostgreSQL spells some
// otherwise when it reads what it has printed.
func (s Session) Structure() string {
	s.Helper()
	s.Exec("begin; set local search_path = ''; set local quote_all_identifiers = off")
	facts := s.texts(structureQuery)
	s.Exec("rollback")
	for i, fact := range facts {
		fact = strings.Join(strings.Fields(respelt.ReplaceAllString(fact, " ")), " ")
		fact = numbers.ReplaceAllString(fact, "$1")
		facts[i] = spaced.ReplaceAllString(fact, "$1")
	}
	return strings.Join(facts, "\n")
}

// respelt are parentheses and casts to strings, which come and go.
var respelt = regexp.MustCompile(`[()]|::(text|character varying)(\[\])?`)

var spaced = regexp.MustCompile(` ?([\[\],;]) ?`)

// numbers are constants that GORM puts between quotes.
var numbers = regexp.MustCompile(`'(-?[0-9.]+)'::(?:numeric|integer|bigint|smallint|double precision|real)`)

// FORCE means nothing as long as row security is off.
const structureQuery = `
with own as (
    select c.*, n.nspname || '.' || c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
), facts (fact) as (
    select 'relation ' || name || ' ' || relkind::text || relpersistence::text
        || case when relrowsecurity then ' row security' else '' end || case when relrowsecurity and relforcerowsecurity then ' forced' else '' end
        || coalesce(' ' || pg_get_partkeydef(oid), '')
    from own where relkind in ('r', 'p', 'f', 'v', 'm')
    union all
    select 'column ' || own.name || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
        || case when a.attcollation <> t.typcollation then ' collate ' || a.attcollation::regcollation else '' end
        || case when a.attnotnull then ' not null' else '' end
        || coalesce((select ' not valid' from pg_constraint o
                     where o.conrelid = own.oid and o.contype = 'n' and o.conkey = array[a.attnum] and not o.convalidated), '')
        || ' ' || a.attidentity::text || a.attgenerated::text || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
    from own
    join pg_attribute a on a.attrelid = own.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where own.relkind in ('r', 'p', 'f')
    union all
    select 'constraint ' || own.name || '.' || o.conname || ' ' || pg_get_constraintdef(o.oid)
    from own join pg_constraint o on o.conrelid = own.oid and o.contype in ('p', 'u', 'f', 'c', 'x')
        -- What a unique constraint demands is said by its index, which a model cannot tell from it.
        and not (o.contype = 'u' and not o.condeferrable)
    union all
    select 'index ' || own.name || ' ' || pg_get_indexdef(i.indexrelid) || case when i.indisvalid then '' else ' invalid' end
    from own join pg_index i on i.indrelid = own.oid
    union all
    select 'trigger ' || own.name || ' ' || t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid)
    from own join pg_trigger t on t.tgrelid = own.oid and not t.tgisinternal
    union all
    select 'key trigger ' || own.name || ' ' || t.tgenabled::text || ' ' || t.tgfoid::regproc || ' ' || o.conname
    from own join pg_trigger t on t.tgrelid = own.oid and t.tgisinternal and t.tgenabled <> 'O'
    join pg_constraint o on o.oid = t.tgconstraint
    union all
    select 'policy ' || own.name || '.' || p.polname || ' ' || p.polcmd::text || p.polpermissive || ' '
        || (select string_agg(r::regrole::text, ', ' order by r::regrole::text) from unnest(p.polroles) r)
        || coalesce(' using ' || pg_get_expr(p.polqual, p.polrelid), '')
        || coalesce(' check ' || pg_get_expr(p.polwithcheck, p.polrelid), '')
    from own join pg_policy p on p.polrelid = own.oid
    union all
    select 'sequence ' || own.name || ' ' || format_type(s.seqtypid, null) || ' by ' || s.seqincrement || ' from ' || s.seqmin
        || ' to ' || s.seqmax || case when s.seqcycle then ' cycle' else '' end
        || coalesce(' owned by ' || d.refobjid::regclass || '.' || a.attname, '')
    from own
    join pg_sequence s on s.seqrelid = own.oid
    left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = own.oid and d.refclassid = 'pg_class'::regclass
        and d.refobjsubid > 0 and d.deptype in ('a', 'i')
    left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    union all
    select 'view ' || name || ' ' || pg_get_viewdef(oid) from own where relkind in ('v', 'm')
    union all
    select 'function ' || n.nspname || '.' || p.proname || ' ' || pg_get_function_arguments(p.oid) || ' '
        || coalesce(pg_get_function_result(p.oid), '') || ' ' || l.lanname || ' ' || p.provolatile::text || p.proisstrict || p.prosecdef || ' '
        || coalesce(array_to_string(p.proconfig, ', '), '') || ' ' || p.prosrc
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    join pg_language l on l.oid = p.prolang
    where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    union all
    select 'enum ' || t.typnamespace::regnamespace || '.' || t.typname || ' '
        || coalesce((select string_agg(e.enumlabel, ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid), '')
    from pg_type t where t.typtype = 'e'
    union all
    select 'extension ' || extname from pg_extension
)
select fact from facts order by fact collate "C"`
