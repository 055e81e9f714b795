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
