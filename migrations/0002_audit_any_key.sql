-- Seven tables refused every write, because their trigger fn_audit read a column "id" that none of them has, and
-- applied an operator for jsonb to json: agent_configurations, agent_kbs, agent_models, agent_tools, agent_triggers,
-- knowledge_bases and tools.
--
-- The function now asks the catalog for the primary key, and so serves any table:
--
--   record_id   the key, where it is one uuid; otherwise a UUID of version 3 (RFC 9562) of the table and the key, made
--               by audit_record_id, and in Go by audit.RecordID. A table without a key has its whole row for one. When a
--               key changes, the entry is under the old one.
--   diffs       {"new": row} for an INSERT, {"old": row} for a DELETE, and for an UPDATE both, with the changed
--               columns only. An UPDATE that changes nothing, or only updated_at, leaves no entry.
--   changed_by  the setting app.current_user, where it names a user. Unset, empty, malformed, or a user who is just being
--               deleted: NULL, never an error.
--
-- Secrets are recorded as changed, and their values as "[redacted]", also inside of json. They are known by their names,
-- and rather too many than too few. Rows of audit_log that exist are left as they are.
--
-- The function runs with the rights of its owner, so that a role may change a tool without being able to write the audit
-- log by hand.

-- +goose Up

set local lock_timeout = '500ms';

-- +goose StatementBegin
create function synapscale_db.audit_record_id(table_name text, key text[]) returns uuid
language sql immutable strict parallel safe set search_path = '' as $$
    select case
        when cardinality(key) = 1 and key[1] ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then key[1]::uuid
        -- Version 3 and the variant of RFC 9562 in their places.
        else overlay(overlay(hash placing '3' from 13)
            placing substr('89ab', (strpos('0123456789abcdef', substr(hash, 17, 1)) - 1) % 4 + 1, 1) from 17)::uuid
    end
    from (
        -- The namespace, then the table and the columns of the key. No text holds a zero byte, so that no two keys join
        -- to the same.
        select md5(decode('8b1f2c1e6a5d4f0b9c3e7d2a1b4c5d6e', 'hex')
            || string_agg(convert_to(part, 'UTF8'), decode('00', 'hex') order by place)) as hash
        from unnest(array[table_name] || key) with ordinality parts (part, place)
    ) hashed
$$;
-- +goose StatementEnd

comment on function synapscale_db.audit_record_id(text, text[]) is
    'What audit_log.record_id holds for the row of a table: its key if that is a single uuid, otherwise the UUID of version 3 of the table and the columns of the key in their order, joined by zero bytes.';

-- +goose StatementBegin
create function synapscale_db.audit_redact(value jsonb, depth integer default 0) returns jsonb
language plpgsql immutable strict parallel safe set search_path = '' as $$
declare
    -- Where a name may end there is its end, or in a text of json its closing quote.
    secret constant text := '(secret|password|passwd|passphrase|credential'
        '|(private|api|access|license|encryption|signing|ssh)[ _-]?key|(token|authorization)(":|$))';
begin
    -- Most documents name no secret, and to see that is much cheaper than to walk through them.
    if jsonb_typeof(value) not in ('object', 'array') or value::text !~* secret then
        return value;
    end if;
    -- Each level takes from the stack, of which there may be 2 MB.
    if depth > 100 then
        return '"[redacted]"';
    end if;
    if jsonb_typeof(value) = 'object' then
        return (
            select coalesce(jsonb_object_agg(e.key, case
                when jsonb_typeof(e.value) in ('null', 'boolean') then e.value
                when e.key ~* secret then '"[redacted]"'
                else synapscale_db.audit_redact(e.value, depth + 1)
            end), '{}')
            from jsonb_each(value) e
        );
    end if;
    return (
        select coalesce(jsonb_agg(synapscale_db.audit_redact(e.value, depth + 1) order by e.ordinality), '[]')
        from jsonb_array_elements(value) with ordinality e
    );
end
$$;
-- +goose StatementEnd

comment on function synapscale_db.audit_redact(jsonb, integer) is
    'Replaces what stands under the name of a secret, at any depth: a password, a token, a key of an API and the like. Beyond 100 levels it replaces all that names one.';

-- +goose StatementBegin
create or replace function synapscale_db.fn_audit() returns trigger
language plpgsql security definer set search_path = '' set timezone = 'UTC' as $$
declare
    before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    whole jsonb := coalesce(before, after);
    key_values text[];
    actor text := current_setting('app.current_user', true);
    actor_id uuid;
    diffs jsonb := '{}';
begin
    select array_agg(whole ->> a.attname order by k.place) into key_values
    from pg_catalog.pg_index i
    cross join unnest(i.indkey) with ordinality k (attnum, place)
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
    where i.indrelid = tg_relid and i.indisprimary and k.place <= i.indnkeyatts;

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
        tg_table_name, synapscale_db.audit_record_id(tg_table_name, coalesce(key_values, array[whole::text])),
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

drop function synapscale_db.audit_redact(jsonb, integer);
drop function synapscale_db.audit_record_id(text, text[]);
