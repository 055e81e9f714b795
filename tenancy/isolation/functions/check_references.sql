declare
    -- Three arguments for each reference: its column, the table, with its schema if that is another, and the column there.
    target text;
    missing boolean;
begin
    if not row_security_active(tg_relid) then
        return null;
    end if;
    for i in 0 .. tg_nargs - 1 by 3 loop
        target := case when tg_argv[i + 1] like '%.%' then tg_argv[i + 1] else format('%I.%I', tg_table_schema, tg_argv[i + 1]) end;
        target := format('select from %s parent where parent.%I = ', target, tg_argv[i + 2]);
        if tg_op = 'INSERT' then
            execute format('select exists (select from inserted i where i.%1$I is not null and not exists (%2$s i.%1$I))',
                tg_argv[i], target) into missing;
        else
            execute format('select ($1).%1$I is distinct from ($2).%1$I and ($2).%1$I is not null and not exists (%2$s ($2).%1$I)',
                tg_argv[i], target) into missing using old, new;
        end if;
        if missing then
            raise foreign_key_violation using schema = tg_table_schema, table = tg_table_name, column = tg_argv[i],
                message = format('%s.%s refers to a row of %s that this tenant does not have', tg_table_name, tg_argv[i], tg_argv[i + 1]);
        end if;
    end loop;
    return null;
end
