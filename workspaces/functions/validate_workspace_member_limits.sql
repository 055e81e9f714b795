declare
    workspace record;
    allowed integer;
    existing bigint;
begin
    if tg_op = 'UPDATE' and new.workspace_id = old.workspace_id then
        return new;
    end if;
    -- OLD is null for an INSERT, and NEW for a DELETE. Two moves at once take the workspaces in the same order. Before
    -- the row exists, so that nobody waits for a row of somebody who waits for the workspace.
    if tg_when = 'BEFORE' then
        perform from synapscale_db.workspaces w where w.id in (old.workspace_id, new.workspace_id)
        order by w.id for no key update;
        return new;
    end if;
    for workspace in
        select w.id, w.tenant_id, w.max_members from synapscale_db.workspaces w
        where w.id in (old.workspace_id, new.workspace_id)
        order by w.id for no key update
    loop
        select count(*) into existing from synapscale_db.workspace_members m where m.workspace_id = workspace.id;
        update synapscale_db.workspaces set member_count = existing, updated_at = now() where id = workspace.id;
        continue when workspace.id is distinct from new.workspace_id;
        allowed := synapscale_db.smallest_limit(workspace.max_members, (synapscale_db.tenant_limits(workspace.tenant_id)).members);
        if existing > allowed then
            raise exception 'workspace % may have % members, and would have %', workspace.id, allowed, existing
                using errcode = 'SYL02', schema = tg_table_schema, table = tg_table_name,
                    hint = 'Remove a member, or raise max_members up to what the plan allows.';
        end if;
    end loop;
    return new;
end
