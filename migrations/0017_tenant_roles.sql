-- Nothing but the owner of the tables ever connected, and row security does not bind an owner. The roles that version 18
-- writes policies for, what they are granted beside tables, and the functions that the policies and triggers call:
--
--   synapscale_app       acts for one tenant, named by the setting app.current_tenant
--   synapscale_system    acts for SynapScale: reads and writes the rows of all tenants
--   synapscale_migrator  changes the structure: a member of the owner of the tables, unless that is a superuser or, since
--                        PostgreSQL 16, nobody has given whoever applies this the right to grant it: a notice says so
--   synapscale_checker   reads the structure, and the rows of no tenant
--
-- None of them can log in. They belong to the server, and may be there already; Down leaves them. Whoever applies this
-- needs CREATEROLE, or has to be given the roles by somebody who has:
--
--   create role synapscale_app; create role synapscale_system; create role synapscale_migrator;
--   create role synapscale_checker; grant synapscale_system to <whoever applies this> with admin option;
--
-- current_tenant_id() raised an error for a setting that is no uuid, and now is NULL, as for one that is unset or empty.

-- +goose Up

set local lock_timeout = '500ms';

-- +goose StatementBegin
do $$
declare
    wanted text;
begin
    foreach wanted in array array['synapscale_app', 'synapscale_system', 'synapscale_migrator', 'synapscale_checker'] loop
        begin
            if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
                execute format('create role %I', wanted);
                execute format('comment on role %I is %L', wanted, case wanted
                    when 'synapscale_app' then 'Acts for one tenant of SynapScale, the one that app.current_tenant names.'
                    when 'synapscale_system' then 'Acts for SynapScale and across its tenants.'
                    when 'synapscale_migrator' then 'Changes the structure of the SynapScale database.'
                    else 'Reads the structure of the SynapScale database, and the rows of no tenant.'
                end);
            end if;
        exception
            -- Somebody who migrates another database of this server was faster.
            when duplicate_object or unique_violation then null;
            when insufficient_privilege then
                raise insufficient_privilege using message = format('the role %s is missing, and %s may not create roles', wanted, current_user),
                    hint = format('Apply this as a role with CREATEROLE, or let somebody who has it run: create role %I', wanted);
        end;
    end loop;
    if exists (
        select from pg_catalog.pg_roles
        where rolname in ('synapscale_app', 'synapscale_system', 'synapscale_checker') and (rolsuper or rolbypassrls)
    ) then
        raise 'synapscale_app, synapscale_system or synapscale_checker is a superuser or has BYPASSRLS, and no policy would bind it'
            using hint = 'alter role … nosuperuser nobypassrls';
    end if;
end
$$;
-- +goose StatementEnd

-- +goose StatementBegin
do $$
declare
    owner name := (select relowner::regrole::name from pg_catalog.pg_class where oid = 'synapscale_db.tenants'::regclass);
begin
    if (select rolsuper from pg_catalog.pg_roles where rolname = owner) or pg_has_role('synapscale_migrator', owner, 'member') then
        return;
    end if;
    execute format('grant %I to synapscale_migrator', owner);
exception
    when unique_violation then null; -- Somebody who migrates another database of this server was faster.
    when insufficient_privilege or invalid_grant_operation then
        raise notice 'synapscale_migrator is not a member of %, which % may not grant', owner, current_user;
end
$$;
-- +goose StatementEnd

grant usage on schema synapscale_db to synapscale_app, synapscale_system, synapscale_checker;

-- +goose StatementBegin
create or replace function public.current_tenant_id() returns uuid language sql stable parallel safe as $$
    -- Four hyphens in their places, and else 32 digits. A regular expression that counted them would take twice as long as both.
    -- Without FROM, so that the planner puts the expression in the place of the call.
    select case
        when pg_catalog.current_setting('app.current_tenant', true) operator(pg_catalog.~~) '________-____-____-____-____________'
            and pg_catalog.current_setting('app.current_tenant', true) operator(pg_catalog.~) '^[0-9A-Fa-f]*-[0-9A-Fa-f]*-[0-9A-Fa-f]*-[0-9A-Fa-f]*-[0-9A-Fa-f]*$'
        then pg_catalog.current_setting('app.current_tenant', true)::pg_catalog.uuid
    end
$$;
-- +goose StatementEnd

comment on function public.current_tenant_id() is
    'The tenant that app.current_tenant names, NULL if it is unset, empty or no uuid.';

-- +goose StatementBegin
create function synapscale_db.guests() returns uuid[]
language sql stable parallel safe security definer set search_path = '' as $$
    select array(
        select r.user_id from synapscale_db.user_tenant_roles r
        join synapscale_db.users u on u.id = r.user_id
        where r.tenant_id = public.current_tenant_id() and u.tenant_id is distinct from r.tenant_id
    )
$$;
-- +goose StatementEnd

comment on function synapscale_db.guests() is
    'The users who have a role in the current tenant and are at home elsewhere or nowhere.';

-- +goose StatementBegin
create function synapscale_db.check_references() returns trigger
language plpgsql set search_path = '' as $$
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
$$;
-- +goose StatementEnd

comment on function synapscale_db.check_references() is
    'Trigger, after a statement inserted rows, and after a row got another reference: what it refers to is visible to the current role. A foreign key looks past row security.';

-- +goose Down

set local lock_timeout = '500ms';

drop function synapscale_db.check_references();
drop function synapscale_db.guests();

-- +goose StatementBegin
create or replace function public.current_tenant_id() returns uuid language sql stable parallel unsafe as
$$ select nullif(current_setting('app.current_tenant', true), '')::uuid $$;
-- +goose StatementEnd

comment on function public.current_tenant_id() is null;

revoke usage on schema synapscale_db from synapscale_app, synapscale_system, synapscale_checker;
