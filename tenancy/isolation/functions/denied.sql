begin
    -- A transaction that only reads may not draw a number: it is not counted.
    if not pg_catalog.current_setting('transaction_read_only')::pg_catalog.bool then
        perform pg_catalog.nextval(pg_catalog.format('synapscale_isolation.%I', name)::pg_catalog.regclass);
    end if;
    -- What is set locally ends with the transaction. The policies call this only while it is not set.
    perform pg_catalog.set_config(pg_catalog.concat('synapscale_isolation.', name), 'counted', true);
    return true;
end
