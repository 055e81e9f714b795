with role as (
    select r.* from pg_catalog.pg_roles r where r.rolname in ('synapscale_app', 'synapscale_system', 'synapscale_migrator', 'synapscale_checker')
), declared as (
    select to_regclass(relation) as relation, privileges.grantee, string_to_array(privileges.granted, ',') as granted
    from unnest(cast(@tables as text[]), cast(@app as text[])) t (relation, app)
    cross join lateral (values ('synapscale_app', app), ('synapscale_system', 'SELECT,INSERT,UPDATE,DELETE'), ('synapscale_checker', 'SELECT'))
        privileges (grantee, granted)
    where to_regclass(relation) is not null
), granted as (
    select c.oid::regclass as relation, coalesce(r.rolname, 'public') as grantee, array_agg(distinct a.privilege_type) as granted
    from pg_catalog.pg_class c
    cross join lateral aclexplode(c.relacl) a
    left join pg_catalog.pg_roles r on r.oid = a.grantee
    where c.oid in (select relation from declared) and (a.grantee = 0 or r.rolname in (select rolname from role)) and a.grantee <> c.relowner
    group by 1, 2
), owner as (
    select distinct r.* from pg_catalog.pg_class c join pg_catalog.pg_roles r on r.oid = c.relowner where c.oid in (select relation from declared)
), breach (place, object, problem, mend) as (
    select 1, 'role ' || name, 'does not exist', 'create role ' || name
    from unnest(array['synapscale_app', 'synapscale_system', 'synapscale_migrator', 'synapscale_checker']) name
    where name not in (select rolname from role)
    union all
    select 2, 'role ' || rolname, 'is bound by no policy', format('alter role %I nosuperuser nobypassrls', rolname)
    from role where rolname <> 'synapscale_migrator' and (rolsuper or rolbypassrls)
    union all
    select 3, 'role ' || rolname, 'can log in', format('alter role %I nologin', rolname) from role where rolcanlogin
    union all
    -- What it may become, it may do.
    select 4, 'role ' || role.rolname, format('is a member of %s, and so not only what it should be', other.rolname),
        format('revoke %I from %I', other.rolname, role.rolname)
    from role join pg_catalog.pg_roles other on other.oid <> role.oid and pg_has_role(role.oid, other.oid, 'member')
        and not role.rolsuper
        and (other.rolname = 'synapscale_system' or other.rolsuper or other.rolbypassrls or other.oid in (select oid from owner))
    where role.rolname in ('synapscale_app', 'synapscale_checker') or role.rolname = 'synapscale_system' and other.oid in (select oid from owner)
    union all
    select 5, 'table ' || c.oid::regclass, format('belongs to %s, who may change its policies', r.rolname), format('alter table %s owner to …', c.oid::regclass)
    from pg_catalog.pg_class c join role r on r.oid = c.relowner
    where c.oid in (select relation from declared) and r.rolname <> 'synapscale_migrator'
    union all
    select 6, 'table ' || g.relation, format('grants %s to %s', lower(extra), g.grantee), format('revoke %s on %s from %s', lower(extra), g.relation, g.grantee)
    from granted g
    left join declared d on d.relation = g.relation and d.grantee = g.grantee
    cross join lateral (select string_agg(p, ', ' order by p) from unnest(g.granted) p where not p = any (coalesce(d.granted, '{}'))) e (extra)
    where extra is not null and g.grantee <> 'synapscale_migrator'
    union all
    select 7, 'table ' || d.relation, format('does not grant %s to %s', lower(missing), d.grantee), format('grant %s on %s to %s', lower(missing), d.relation, d.grantee)
    from declared d
    left join granted g on g.relation = d.relation and g.grantee = d.grantee
    cross join lateral (select string_agg(p, ', ' order by p) from unnest(d.granted) p where p <> '' and not p = any (coalesce(g.granted, '{}'))) m (missing)
    where missing is not null and d.grantee in (select rolname from role)
    union all
    select 8, 'role ' || r.rolname, 'acts for SynapScale in every session, without taking on synapscale_system',
        case when current_setting('server_version_num')::integer >= 160000
            then format('grant synapscale_system to %I with inherit false, set true', r.rolname)
            else format('alter role %I noinherit', r.rolname) end
    from pg_catalog.pg_roles r
    where r.rolcanlogin and not r.rolsuper and pg_has_role(r.oid, (select oid from role where rolname = 'synapscale_system'), 'usage')
        -- Migrations change the rows of all tenants, and have to see them where row security is forced on the owner.
        and pg_has_role(r.oid, (select oid from role where rolname = 'synapscale_migrator'), 'usage') is not true
    union all
    select 9, 'function ' || p.oid::regprocedure, case
            when o.rolname <> 'synapscale_system' then format('looks past policies with the rights of %s', o.rolname)
            else 'finds what it calls by the search_path of its caller'
        end,
        case when o.rolname <> 'synapscale_system' then format('alter function %s owner to synapscale_system', p.oid::regprocedure)
            else format('alter function %s set search_path = %L', p.oid::regprocedure, '') end
    from pg_catalog.pg_proc p join pg_catalog.pg_roles o on o.oid = p.proowner
    where p.pronamespace = to_regnamespace('synapscale_db') and p.prosecdef
        and (o.rolname <> 'synapscale_system' or not coalesce('search_path=""' = any (p.proconfig), false))
)
select object, problem, mend from breach order by place, object, problem
