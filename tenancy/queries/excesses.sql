with allowed as materialized (
    select t.id as tenant_id, l.* from synapscale_db.tenants t
    cross join lateral synapscale_db.tenant_limits(t.id) l where t.id = @tenant
), inside as materialized (
    select w.id as workspace_id,
           synapscale_db.smallest_limit(w.max_members, a.members) as members,
           (select count(*) from synapscale_db.workspace_members m where m.workspace_id = w.id) as has_members,
           synapscale_db.smallest_limit(w.max_projects, a.projects) as projects,
           (select count(*) from synapscale_db.workspace_projects p where p.workspace_id = w.id) as has_projects
    from allowed a join synapscale_db.workspaces w on w.tenant_id = a.tenant_id
), used as (
    select 'SYL01' as state, null::uuid as workspace_id, a.workspaces::bigint as allowed, (select count(*) from inside) as used from allowed a
    union all
    select 'SYL02', i.workspace_id, i.members, i.has_members from inside i
    union all
    select 'SYL03', i.workspace_id, i.projects, i.has_projects from inside i
    union all
    select 'SYL04', null, a.storage_mb::bigint * 1024 * 1024,
           (select sum(f.file_size) from synapscale_db.files f where f.tenant_id = a.tenant_id)::bigint
    from allowed a
)
select state, workspace_id, allowed, used from used where used > allowed order by state, workspace_id
