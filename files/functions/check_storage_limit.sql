declare
    allowed bigint;
    stored bigint;
begin
    if tg_op = 'UPDATE' and new.tenant_id is not distinct from old.tenant_id and new.file_size <= old.file_size then
        return new;
    end if;
    allowed := (synapscale_db.tenant_limits(new.tenant_id)).storage_mb::bigint * 1024 * 1024;
    if allowed is null then
        return new;
    end if;
    if tg_when = 'BEFORE' then
        -- Changed, not only locked, for those who do not see what others have added since.
        update synapscale_db.tenants set updated_at = updated_at where id = new.tenant_id;
        return new;
    end if;
    select sum(f.file_size) into stored from synapscale_db.files f where f.tenant_id = new.tenant_id;
    if stored > allowed then
        raise exception 'tenant % may store % bytes, and would store %', new.tenant_id, allowed, stored
            using errcode = 'SYL04', schema = tg_table_schema, table = tg_table_name,
                hint = 'Delete files, or move the tenant to a larger plan.';
    end if;
    return new;
end
