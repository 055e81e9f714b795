-- agent_configurations refused every update by accident: its trigger set a column updated_at that the table does not
-- have. Its rows are numbered versions and never change, so the refusal stays and says so.
--
-- One change is let through: created_by becomes NULL, as a foreign key of version 14 has it, once the author is deleted.

-- +goose Up

set local lock_timeout = '500ms';

-- +goose StatementBegin
create function synapscale_db.refuse_configuration_update() returns trigger
language plpgsql set search_path = '' as $$
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
$$;
-- +goose StatementEnd

comment on function synapscale_db.refuse_configuration_update() is
    'Trigger, before each update: a version of a configuration never changes (SQLSTATE SYI01).';

drop trigger trg_updated_at_agent_configurations on synapscale_db.agent_configurations;
create trigger trg_refuse_update_agent_configurations before update on synapscale_db.agent_configurations
    for each row execute function synapscale_db.refuse_configuration_update();

-- +goose Down

set local lock_timeout = '500ms';

drop trigger trg_refuse_update_agent_configurations on synapscale_db.agent_configurations;
create trigger trg_updated_at_agent_configurations before update on synapscale_db.agent_configurations
    for each row execute function synapscale_db.update_timestamp();
drop function synapscale_db.refuse_configuration_update();
