declare
    allowed integer;
    existing bigint;
begin
    if tg_op = 'UPDATE' and new.tenant_id = old.tenant_id then
        return new;
    end if;
    allowed := (synapscale_db.tenant_limits(new.tenant_id)).workspaces;
    if allowed is null then
        return new;
    end if;
    if tg_when = 'BEFORE' then
        -- Changed, not only locked, for those who do not see what others have added since.
        update synapscale_db.tenants set updated_at = updated_at where id = new.tenant_id;
        return new;
    end if;
    select count(*) into existing from synapscale_db.workspaces w where w.tenant_id = new.tenant_id;
    if existing > allowed then
        raise exception 'tenant % may have % workspaces, and would have %', new.tenant_id, allowed, existing
            using errcode = 'SYL01', schema = tg_table_schema, table = tg_table_name,
                hint = 'Delete a workspace, or move the tenant to a larger plan.';
    end if;
    return new;
end
