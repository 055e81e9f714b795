-- Functions that earlier repairs left behind, if the database has them: one-off scripts (rollback_task8, rollback_task10
-- and the like) and validate_json_references. Nothing calls them, and run by mistake the first kind would undo work. A
-- function that something depends on stays, and the migration stops.
--
-- Down does not bring them back: production's structure does not include them.

-- +goose Up

set local lock_timeout = '500ms';

-- +goose StatementBegin
do $$
declare
    leftover regprocedure;
begin
    for leftover in
        select p.oid from pg_catalog.pg_proc p
        where p.pronamespace = 'synapscale_db'::regnamespace and p.prokind in ('f', 'p')
          and (p.proname ~ '^rollback_task\d' or p.proname = 'validate_json_references')
    loop
        raise notice 'dropping %', leftover;
        execute 'drop routine ' || leftover;
    end loop;
end
$$;
-- +goose StatementEnd

-- +goose Down

select 1;
