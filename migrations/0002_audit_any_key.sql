-- Seven tables refused every write, because their trigger fn_audit read a column "id" that none of them has, and
-- applied an operator for jsonb to json: agent_configurations, agent_kbs, agent_models, agent_tools, agent_triggers,
-- knowledge_bases and tools.
--
-- The function now asks the catalog for the primary key, and so serves any table:
--
--   record_id   the key, where it is one uuid; otherwise a UUID of version 3 (RFC 9562) of the table and the key, made
--               by audit_record_id, and in Go by audit.RecordID.
--   diffs       {"new": row} for an INSERT, {"old": row} for a DELETE, and for an UPDATE both, with the changed
--               columns only. An UPDATE that changes nothing, or only updated_at, leaves no entry.
--   changed_by  the setting app.current_user, where it names a user. Unset, empty, malformed, or a user who is just being
--               deleted: NULL, never an error.
--
-- Secrets are recorded as changed, and their values as "[redacted]", also inside of json. Rows of audit_log that
-- exist are left as they are.
--
-- The function runs with the rights of its owner, so that a role may change a tool without being able to write the audit
-- log by hand.

-- +goose Up

set local lock_timeout = '500ms';

-- +goose StatementBegin
create function synapscale_db.audit_record_id(table_name text, key text[]) returns uuid
language sql immutable strict parallel safe as $$
    -- The namespace, then version 3 and the variant of RFC 9562 in their places.
    select overlay(overlay(hash placing '3' from 13)
        placing substr('89ab', (strpos('0123456789abcdef', substr(hash, 17, 1)) - 1) % 4 + 1, 1) from 17)::uuid
    from md5(decode('8b1f2c1e6a5d4f0b9c3e7d2a1b4c5d6e', 'hex')
        || convert_to(table_name || '/' || array_to_string(key, '/', ''), 'UTF8')) hash
$$;
-- +goose StatementEnd

comment on function synapscale_db.audit_record_id(text, text[]) is
    'What audit_log.record_id holds for a row whose key is not a single uuid: the UUID of version 3 of "table/key/key", the columns of the key in their order.';

-- +goose StatementBegin
create function synapscale_db.audit_redact(value jsonb) returns jsonb
language plpgsql immutable strict parallel safe set search_path = '' as $$
begin
    case jsonb_typeof(value)
        when 'object' then
            return (
                select coalesce(jsonb_object_agg(e.key, case
                    when jsonb_typeof(e.value) = 'null' then e.value
                    when e.key ~* '(secret|password|passwd|credential|private_?key|api_?key|access_?key|license_?key|(^|[_-])(token|authorization)$)'
                        then '"[redacted]"'
                    else synapscale_db.audit_redact(e.value)
                end), '{}')
                from jsonb_each(value) e
            );
        when 'array' then
            return (
                select coalesce(jsonb_agg(synapscale_db.audit_redact(e.value) order by e.ordinality), '[]')
                from jsonb_array_elements(value) with ordinality e
            );
        else
            return value;
    end case;
end
$$;
-- +goose StatementEnd

comment on function synapscale_db.audit_redact(jsonb) is
    'Replaces what stands under the name of a secret, at any depth: a password, a token, a key of an API and the like.';

-- +goose StatementBegin
create or replace function synapscale_db.fn_audit() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
    before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    whole jsonb := coalesce(before, after);
    key_values text[];
    key_is_uuid boolean;
    actor text := current_setting('app.current_user', true);
    actor_id uuid;
    diffs jsonb := '{}';
begin
    select array_agg(whole ->> a.attname order by k.place), count(*) = 1 and bool_and(a.atttypid = 'uuid'::regtype)
    into key_values, key_is_uuid
    from pg_catalog.pg_index i
    cross join unnest(i.indkey) with ordinality k (attnum, place)
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
    where i.indrelid = tg_relid and i.indisprimary;

    if tg_op = 'UPDATE' then
        select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, n.value)
        into before, after
        from jsonb_each(before) o
        join jsonb_each(after) n on n.key = o.key and n.value <> o.value;
        if before is null or before - 'updated_at' = '{}' then
            return null;
        end if;
    end if;

    -- The two secrets that their name does not tell.
    if tg_table_name = 'user_variables' then
        before := jsonb_set(before, '{value}', '"[redacted]"', false);
        after := jsonb_set(after, '{value}', '"[redacted]"', false);
    elsif tg_table_name = 'payment_providers' then
        before := jsonb_set(before, '{config}', '"[redacted]"', false);
        after := jsonb_set(after, '{config}', '"[redacted]"', false);
    end if;
    if before is not null then
        diffs := diffs || jsonb_build_object('old', synapscale_db.audit_redact(before));
    end if;
    if after is not null then
        diffs := diffs || jsonb_build_object('new', synapscale_db.audit_redact(after));
    end if;

    -- The lock is the one that the foreign key of changed_by takes. Whoever deletes their own account is gone by now.
    if actor ~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$' then
        select u.id into actor_id from synapscale_db.users u where u.id = actor::uuid for key share;
    end if;

    insert into synapscale_db.audit_log (table_name, record_id, changed_by, operation, diffs)
    values (
        tg_table_name,
        case when key_is_uuid then key_values[1]::uuid
            else synapscale_db.audit_record_id(tg_table_name, coalesce(key_values, array[whole::text])) end,
        actor_id, tg_op, diffs
    );
    return null;
end
$$;
-- +goose StatementEnd

comment on function synapscale_db.fn_audit() is
    'Trigger, after each row: writes the change to audit_log, secrets redacted. Serves any table, whatever its key.';

-- +goose Down

-- +goose StatementBegin
create or replace function synapscale_db.fn_audit() returns trigger language plpgsql as $$
begin
  insert into synapscale_db.audit_log (table_name, record_id, changed_by, operation, diffs)
  values (tg_table_name, coalesce(new.id, old.id), current_setting('app.current_user', true)::uuid, tg_op,
          row_to_json(coalesce(new, old)) #- '{audit_id}');
  return coalesce(new, old);
end $$;
-- +goose StatementEnd

comment on function synapscale_db.fn_audit() is null;

drop function synapscale_db.audit_redact(jsonb);
drop function synapscale_db.audit_record_id(text, text[]);
