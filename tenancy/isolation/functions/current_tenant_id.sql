    -- Four hyphens in their places, and else 32 digits. A regular expression that counted them would take twice as long as both.
    -- Without FROM, so that the planner puts the expression in the place of the call.
    select case
        when pg_catalog.current_setting('app.current_tenant', true) operator(pg_catalog.~~) '________-____-____-____-____________'
            and pg_catalog.current_setting('app.current_tenant', true) operator(pg_catalog.~) '^[0-9A-Fa-f]*-[0-9A-Fa-f]*-[0-9A-Fa-f]*-[0-9A-Fa-f]*-[0-9A-Fa-f]*$'
        then pg_catalog.current_setting('app.current_tenant', true)::pg_catalog.uuid
    end
