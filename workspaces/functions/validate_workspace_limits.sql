declare
    allowed record;
    excess text;
begin
    if tg_op = 'UPDATE' and (old.tenant_id, old.max_members, old.max_projects, old.max_storage_mb)
        is not distinct from (new.tenant_id, new.max_members, new.max_projects, new.max_storage_mb) then
        return new;
    end if;
    allowed := synapscale_db.tenant_limits(new.tenant_id);
    -- OLD is null for an INSERT.
    excess := case
        when new.max_members > allowed.members
            and (old.tenant_id, old.max_members) is distinct from (new.tenant_id, new.max_members)
            then format('max_members %s, allowed %s', new.max_members, allowed.members)
        when new.max_projects > allowed.projects
            and (old.tenant_id, old.max_projects) is distinct from (new.tenant_id, new.max_projects)
            then format('max_projects %s, allowed %s', new.max_projects, allowed.projects)
        when new.max_storage_mb > allowed.storage_mb
            and (old.tenant_id, old.max_storage_mb) is distinct from (new.tenant_id, new.max_storage_mb)
            then format('max_storage_mb %s, allowed %s', new.max_storage_mb, allowed.storage_mb)
    end;
    if excess is not null then
        raise exception 'workspace % would be allowed more than its tenant: %', new.id, excess
            using errcode = 'SYL05', schema = tg_table_schema, table = tg_table_name,
                hint = 'Set a smaller limit, or none: NULL leaves it to the tenant.';
    end if;
    return new;
end
