begin
    if old.created_by is not null and new.created_by is null
        and to_jsonb(new) - 'created_by' = to_jsonb(old) - 'created_by'
        and not exists (select from synapscale_db.users u where u.id = old.created_by) then
        return new;
    end if;
    raise exception 'version % of the configuration of agent % cannot be changed', old.version_num, old.agent_id
        using errcode = 'SYI01', schema = tg_table_schema, table = tg_table_name,
            hint = 'Insert a new version and make it the current one of the agent.';
end
