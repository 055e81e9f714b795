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
