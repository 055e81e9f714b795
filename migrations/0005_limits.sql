-- Five rules about limits disagreed: -1 was unlimited in one and a number in the others, NULL was unlimited in three, two
-- inserts at once both passed each of them, moving a row to another workspace or tenant passed unseen, the counters of a
-- workspace stopped the deletion of its tenant, and after a plan had become smaller no workspace above it could be
-- changed at all. files refused every write, because its trigger summed a column that files does not have by a
-- workspace that files does not carry.
--
-- One rule now, everywhere: NULL and every negative number mean unlimited; of several limits the smallest holds.
--
--   SYL01  workspaces of a tenant    tenants.max_workspaces, and that of the plan of its live subscription
--   SYL02  members of a workspace    workspaces.max_members, tenants.max_members_per_workspace, and that plan's
--   SYL03  projects of a workspace   workspaces.max_projects, and that plan's max_projects_per_workspace
--   SYL04  storage of a tenant       tenants.max_storage_mb, and that plan's: MiB, the sum of files.file_size
--   SYL05  a limit of a workspace    may be set only up to that of its tenant
--
-- Whoever adds takes the row that carries the limit before, and counts after the row is written. So additions at once
-- queue up; in REPEATABLE READ and SERIALIZABLE the second fails with 40001 instead of counting what it cannot see; and
-- what an INSERT … ON CONFLICT leaves out counts for nothing. Nothing that exists is refused: a tenant above its limit
-- keeps what it has, and a workspace its own limits.
--
-- A file belongs to a tenant, so its bytes count there; one without a tenant counts nowhere. workspaces.storage_used_mb
-- has no source and stays what it is. member_count and project_count follow inserts, deletes and moves, each time by
-- counting, and are not touched by this migration.

-- +goose Up

set local lock_timeout = '500ms';

-- +goose StatementBegin
create function synapscale_db.smallest_limit(variadic limits integer[]) returns integer
language sql immutable parallel safe set search_path = '' as $$
    select min(l) from unnest(limits) l where l >= 0
$$;
-- +goose StatementEnd

comment on function synapscale_db.smallest_limit(integer[]) is
    'The limit that holds of several, where NULL and negative numbers mean unlimited. NULL if none limits.';

-- +goose StatementBegin
create function synapscale_db.tenant_limits(
    tenant_id uuid, out workspaces integer, out members integer, out projects integer, out storage_mb integer
)
language sql stable set search_path = '' as $$
    select synapscale_db.smallest_limit(t.max_workspaces, p.max_workspaces),
           synapscale_db.smallest_limit(t.max_members_per_workspace, p.max_members_per_workspace),
           synapscale_db.smallest_limit(p.max_projects_per_workspace),
           synapscale_db.smallest_limit(t.max_storage_mb, p.max_storage_mb)
    from synapscale_db.tenants t
    left join synapscale_db.subscriptions s on s.tenant_id = t.id and synapscale_db.subscription_is_live(s)
    left join synapscale_db.plans p on p.id = s.plan_id
    where t.id = tenant_limits.tenant_id
    order by s.created_at desc, s.id limit 1
$$;
-- +goose StatementEnd

comment on function synapscale_db.tenant_limits(uuid) is
    'The limits of a tenant: its own and those of the plan of its live subscription, whichever is smaller. NULL is unlimited.';

-- +goose StatementBegin
create or replace function synapscale_db.check_workspace_limits() returns trigger
language plpgsql set search_path = '' as $$
declare
    allowed integer;
    existing bigint;
begin
    if tg_op = 'UPDATE' and new.tenant_id = old.tenant_id then
        return new;
    end if;
    allowed := (synapscale_db.tenant_limits(new.tenant_id)).workspaces;
    if allowed is null then
        return new;
    end if;
    if tg_when = 'BEFORE' then
        -- Changed, not only locked, for those who do not see what others have added since.
        update synapscale_db.tenants set updated_at = updated_at where id = new.tenant_id;
        return new;
    end if;
    select count(*) into existing from synapscale_db.workspaces w where w.tenant_id = new.tenant_id;
    if existing > allowed then
        raise exception 'tenant % may have % workspaces, and would have %', new.tenant_id, allowed, existing
            using errcode = 'SYL01', schema = tg_table_schema, table = tg_table_name,
                hint = 'Delete a workspace, or move the tenant to a larger plan.';
    end if;
    return new;
end
$$;
-- +goose StatementEnd

comment on function synapscale_db.check_workspace_limits() is
    'Trigger on workspaces, before and after a row is added to a tenant: the limit of the tenant (SQLSTATE SYL01).';

drop trigger trigger_check_workspace_limits on synapscale_db.workspaces;
create trigger trigger_lock_workspace_limits before insert or update on synapscale_db.workspaces
    for each row execute function synapscale_db.check_workspace_limits();
create trigger trigger_check_workspace_limits after insert or update on synapscale_db.workspaces
    for each row execute function synapscale_db.check_workspace_limits();

-- +goose StatementBegin
create or replace function synapscale_db.validate_workspace_limits() returns trigger
language plpgsql set search_path = '' as $$
declare
    allowed record;
    excess text;
begin
    if tg_op = 'UPDATE' and (old.tenant_id, old.max_members, old.max_projects, old.max_storage_mb)
        is not distinct from (new.tenant_id, new.max_members, new.max_projects, new.max_storage_mb) then
        return new;
    end if;
    allowed := synapscale_db.tenant_limits(new.tenant_id);
    -- OLD is null for an INSERT.
    excess := case
        when new.max_members > allowed.members
            and (old.tenant_id, old.max_members) is distinct from (new.tenant_id, new.max_members)
            then format('max_members %s, allowed %s', new.max_members, allowed.members)
        when new.max_projects > allowed.projects
            and (old.tenant_id, old.max_projects) is distinct from (new.tenant_id, new.max_projects)
            then format('max_projects %s, allowed %s', new.max_projects, allowed.projects)
        when new.max_storage_mb > allowed.storage_mb
            and (old.tenant_id, old.max_storage_mb) is distinct from (new.tenant_id, new.max_storage_mb)
            then format('max_storage_mb %s, allowed %s', new.max_storage_mb, allowed.storage_mb)
    end;
    if excess is not null then
        raise exception 'workspace % would be allowed more than its tenant: %', new.id, excess
            using errcode = 'SYL05', schema = tg_table_schema, table = tg_table_name,
                hint = 'Set a smaller limit, or none: NULL leaves it to the tenant.';
    end if;
    return new;
end
$$;
-- +goose StatementEnd

comment on function synapscale_db.validate_workspace_limits() is
    'Trigger on workspaces, after a limit is set: not above that of the tenant (SQLSTATE SYL05).';

drop trigger trigger_validate_workspace_limits on synapscale_db.workspaces;
create trigger trigger_validate_workspace_limits after insert or update on synapscale_db.workspaces
    for each row execute function synapscale_db.validate_workspace_limits();

-- +goose StatementBegin
create or replace function synapscale_db.validate_workspace_member_limits() returns trigger
language plpgsql set search_path = '' as $$
declare
    workspace record;
    allowed integer;
    existing bigint;
begin
    if tg_op = 'UPDATE' and new.workspace_id = old.workspace_id then
        return new;
    end if;
    -- OLD is null for an INSERT, and NEW for a DELETE. Two moves at once take the workspaces in the same order. Before
    -- the row exists, so that nobody waits for a row of somebody who waits for the workspace.
    if tg_when = 'BEFORE' then
        perform from synapscale_db.workspaces w where w.id in (old.workspace_id, new.workspace_id)
        order by w.id for no key update;
        return new;
    end if;
    for workspace in
        select w.id, w.tenant_id, w.max_members from synapscale_db.workspaces w
        where w.id in (old.workspace_id, new.workspace_id)
        order by w.id for no key update
    loop
        select count(*) into existing from synapscale_db.workspace_members m where m.workspace_id = workspace.id;
        update synapscale_db.workspaces set member_count = existing, updated_at = now() where id = workspace.id;
        continue when workspace.id is distinct from new.workspace_id;
        allowed := synapscale_db.smallest_limit(workspace.max_members, (synapscale_db.tenant_limits(workspace.tenant_id)).members);
        if existing > allowed then
            raise exception 'workspace % may have % members, and would have %', workspace.id, allowed, existing
                using errcode = 'SYL02', schema = tg_table_schema, table = tg_table_name,
                    hint = 'Remove a member, or raise max_members up to what the plan allows.';
        end if;
    end loop;
    return new;
end
$$;
-- +goose StatementEnd

comment on function synapscale_db.validate_workspace_member_limits() is
    'Trigger on workspace_members, before and after each row: the limit of the workspace (SQLSTATE SYL02), and workspaces.member_count.';

drop trigger trigger_validate_member_limits on synapscale_db.workspace_members;
create trigger trigger_lock_member_limits before insert or update on synapscale_db.workspace_members
    for each row execute function synapscale_db.validate_workspace_member_limits();
create trigger trigger_validate_member_limits after insert or update or delete on synapscale_db.workspace_members
    for each row execute function synapscale_db.validate_workspace_member_limits();

-- +goose StatementBegin
create or replace function synapscale_db.validate_workspace_project_limits() returns trigger
language plpgsql set search_path = '' as $$
declare
    workspace record;
    allowed integer;
    existing bigint;
begin
    if tg_op = 'UPDATE' and new.workspace_id = old.workspace_id then
        return new;
    end if;
    -- OLD is null for an INSERT, and NEW for a DELETE. Two moves at once take the workspaces in the same order. Before
    -- the row exists, so that nobody waits for a row of somebody who waits for the workspace.
    if tg_when = 'BEFORE' then
        perform from synapscale_db.workspaces w where w.id in (old.workspace_id, new.workspace_id)
        order by w.id for no key update;
        return new;
    end if;
    for workspace in
        select w.id, w.tenant_id, w.max_projects from synapscale_db.workspaces w
        where w.id in (old.workspace_id, new.workspace_id)
        order by w.id for no key update
    loop
        select count(*) into existing from synapscale_db.workspace_projects m where m.workspace_id = workspace.id;
        update synapscale_db.workspaces set project_count = existing, updated_at = now() where id = workspace.id;
        continue when workspace.id is distinct from new.workspace_id;
        allowed := synapscale_db.smallest_limit(workspace.max_projects, (synapscale_db.tenant_limits(workspace.tenant_id)).projects);
        if existing > allowed then
            raise exception 'workspace % may have % projects, and would have %', workspace.id, allowed, existing
                using errcode = 'SYL03', schema = tg_table_schema, table = tg_table_name,
                    hint = 'Delete a project, or raise max_projects up to what the plan allows.';
        end if;
    end loop;
    return new;
end
$$;
-- +goose StatementEnd

comment on function synapscale_db.validate_workspace_project_limits() is
    'Trigger on workspace_projects, before and after each row: the limit of the workspace (SQLSTATE SYL03), and workspaces.project_count.';

drop trigger trigger_validate_project_limits on synapscale_db.workspace_projects;
create trigger trigger_lock_project_limits before insert or update on synapscale_db.workspace_projects
    for each row execute function synapscale_db.validate_workspace_project_limits();
create trigger trigger_validate_project_limits after insert or update or delete on synapscale_db.workspace_projects
    for each row execute function synapscale_db.validate_workspace_project_limits();

-- +goose StatementBegin
create function synapscale_db.check_storage_limit() returns trigger
language plpgsql set search_path = '' as $$
declare
    allowed bigint;
    stored bigint;
begin
    if tg_op = 'UPDATE' and new.tenant_id is not distinct from old.tenant_id and new.file_size <= old.file_size then
        return new;
    end if;
    allowed := (synapscale_db.tenant_limits(new.tenant_id)).storage_mb::bigint * 1024 * 1024;
    if allowed is null then
        return new;
    end if;
    if tg_when = 'BEFORE' then
        -- Changed, not only locked, for those who do not see what others have added since.
        update synapscale_db.tenants set updated_at = updated_at where id = new.tenant_id;
        return new;
    end if;
    select sum(f.file_size) into stored from synapscale_db.files f where f.tenant_id = new.tenant_id;
    if stored > allowed then
        raise exception 'tenant % may store % bytes, and would store %', new.tenant_id, allowed, stored
            using errcode = 'SYL04', schema = tg_table_schema, table = tg_table_name,
                hint = 'Delete files, or move the tenant to a larger plan.';
    end if;
    return new;
end
$$;
-- +goose StatementEnd

comment on function synapscale_db.check_storage_limit() is
    'Trigger on files, before and after a row is added to a tenant or grows: the storage limit of the tenant (SQLSTATE SYL04).';

drop trigger trigger_sync_storage_usage on synapscale_db.files;
drop function synapscale_db.sync_storage_usage();
create trigger trigger_lock_storage_limit before insert or update on synapscale_db.files
    for each row execute function synapscale_db.check_storage_limit();
create trigger trigger_check_storage_limit after insert or update on synapscale_db.files
    for each row execute function synapscale_db.check_storage_limit();

-- +goose Down

set local lock_timeout = '500ms';

drop trigger trigger_lock_storage_limit on synapscale_db.files;
drop trigger trigger_check_storage_limit on synapscale_db.files;
drop function synapscale_db.check_storage_limit();

-- +goose StatementBegin
create function synapscale_db.sync_storage_usage() returns trigger language plpgsql as
$$
declare used numeric;
begin
  select coalesce(sum(file_size_bytes), 0) / (1024 * 1024) into used
  from synapscale_db.files where workspace_id = coalesce(new.workspace_id, old.workspace_id);
  update synapscale_db.workspaces set storage_used_mb = used where id = coalesce(new.workspace_id, old.workspace_id);
  return coalesce(new, old);
end $$;
-- +goose StatementEnd

create trigger trigger_sync_storage_usage after insert or delete or update on synapscale_db.files
    for each row execute function synapscale_db.sync_storage_usage();

drop trigger trigger_lock_project_limits on synapscale_db.workspace_projects;
drop trigger trigger_validate_project_limits on synapscale_db.workspace_projects;
create trigger trigger_validate_project_limits before insert or delete on synapscale_db.workspace_projects
    for each row execute function synapscale_db.validate_workspace_project_limits();
drop trigger trigger_lock_member_limits on synapscale_db.workspace_members;
drop trigger trigger_validate_member_limits on synapscale_db.workspace_members;
create trigger trigger_validate_member_limits before insert or delete on synapscale_db.workspace_members
    for each row execute function synapscale_db.validate_workspace_member_limits();
drop trigger trigger_validate_workspace_limits on synapscale_db.workspaces;
create trigger trigger_validate_workspace_limits before insert or update on synapscale_db.workspaces
    for each row execute function synapscale_db.validate_workspace_limits();
drop trigger trigger_lock_workspace_limits on synapscale_db.workspaces;
drop trigger trigger_check_workspace_limits on synapscale_db.workspaces;
create trigger trigger_check_workspace_limits before insert on synapscale_db.workspaces
    for each row execute function synapscale_db.check_workspace_limits();

-- +goose StatementBegin
create or replace function synapscale_db.check_workspace_limits() returns trigger language plpgsql as
$$
declare n integer; allowed integer;
begin
  select count(*) into n from synapscale_db.workspaces where tenant_id = new.tenant_id;
  select max_workspaces into allowed from synapscale_db.tenants where id = new.tenant_id;
  if n >= allowed then
    raise exception 'workspace limit reached for this tenant: %', allowed;
  end if;
  return new;
end $$;
-- +goose StatementEnd

comment on function synapscale_db.check_workspace_limits() is null;

-- +goose StatementBegin
create or replace function synapscale_db.validate_workspace_limits() returns trigger language plpgsql as
$$
declare p record; n integer;
begin
  select pl.* into p from synapscale_db.subscriptions s join synapscale_db.plans pl on pl.id = s.plan_id
  where s.tenant_id = new.tenant_id;
  if not found then return new; end if;
  if tg_op = 'INSERT' or new.tenant_id <> old.tenant_id then
    select count(*) into n from synapscale_db.workspaces where tenant_id = new.tenant_id and (tg_op = 'INSERT' or id <> new.id);
    if p.max_workspaces <> -1 and n >= p.max_workspaces then raise exception 'workspace limit of plan % reached', p.name; end if;
  end if;
  if p.max_storage_mb <> -1 and new.max_storage_mb > p.max_storage_mb then raise exception 'storage limit of plan % exceeded', p.name; end if;
  if p.max_members_per_workspace <> -1 and new.max_members > p.max_members_per_workspace then raise exception 'member limit of plan % exceeded', p.name; end if;
  if p.max_projects_per_workspace <> -1 and new.max_projects > p.max_projects_per_workspace then raise exception 'project limit of plan % exceeded', p.name; end if;
  return new;
end $$;
-- +goose StatementEnd

comment on function synapscale_db.validate_workspace_limits() is null;

-- +goose StatementBegin
create or replace function synapscale_db.validate_workspace_member_limits() returns trigger language plpgsql as
$$
declare n integer; cap integer;
begin
  if tg_op = 'INSERT' then
    select max_members into cap from synapscale_db.workspaces where id = new.workspace_id;
    select count(*) into n from synapscale_db.workspace_members where workspace_id = new.workspace_id;
    if cap is not null and n >= cap then raise exception 'member limit of the workspace reached: %', cap; end if;
    update synapscale_db.workspaces set member_count = n + 1, updated_at = now() where id = new.workspace_id;
    return new;
  end if;
  update synapscale_db.workspaces set member_count = greatest(0, member_count - 1), updated_at = now() where id = old.workspace_id;
  return old;
end $$;
-- +goose StatementEnd

comment on function synapscale_db.validate_workspace_member_limits() is null;

-- +goose StatementBegin
create or replace function synapscale_db.validate_workspace_project_limits() returns trigger language plpgsql as
$$
declare n integer; cap integer;
begin
  if tg_op = 'INSERT' then
    select max_projects into cap from synapscale_db.workspaces where id = new.workspace_id;
    select count(*) into n from synapscale_db.workspace_projects where workspace_id = new.workspace_id;
    if cap is not null and n >= cap then raise exception 'project limit of the workspace reached: %', cap; end if;
    update synapscale_db.workspaces set project_count = n + 1, updated_at = now() where id = new.workspace_id;
    return new;
  end if;
  update synapscale_db.workspaces set project_count = greatest(0, project_count - 1), updated_at = now() where id = old.workspace_id;
  return old;
end $$;
-- +goose StatementEnd

comment on function synapscale_db.validate_workspace_project_limits() is null;

drop function synapscale_db.tenant_limits(uuid);
drop function synapscale_db.smallest_limit(integer[]);
