-- subscriptions refused every insert and update, and plans every update, because refresh_tenant_plan_sync refreshed a
-- materialized view that does not exist. What was meant: the limits of a plan reach the tenants that have it.
--
-- The plan of a tenant is that of its live subscription, else tenants.plan_id. Its limits and enabled features are copied
-- to the tenant when a subscription becomes live, ceases to be, or gets another plan, when the limits of the plan change,
-- and when tenants.plan_id does. Limits of a tenant that were set by hand hold until then. No tenant is changed by this
-- migration itself.
--
-- A subscription is live while its status is trialing, active, past_due, unpaid or paused and it has no end.

-- +goose Up

set local lock_timeout = '500ms';

-- It has no search_path of its own, so that the planner can put its condition in its place.
-- +goose StatementBegin
create function synapscale_db.subscription_is_live(s synapscale_db.subscriptions) returns boolean
language sql immutable parallel safe as $$
    select s.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused') and s.ended_at is null
$$;
-- +goose StatementEnd

comment on function synapscale_db.subscription_is_live(synapscale_db.subscriptions) is
    'Whether the subscription gives its tenant its plan. A tenant has at most one such subscription.';

-- +goose StatementBegin
create function synapscale_db.tenant_plan_id(tenant_id uuid) returns uuid
language sql stable set search_path = '' as $$
    select coalesce(
        (
            select s.plan_id from synapscale_db.subscriptions s
            where s.tenant_id = t.id and synapscale_db.subscription_is_live(s)
            order by s.created_at desc, s.id limit 1
        ),
        t.plan_id
    )
    from synapscale_db.tenants t where t.id = tenant_plan_id.tenant_id
$$;
-- +goose StatementEnd

comment on function synapscale_db.tenant_plan_id(uuid) is
    'The plan that a tenant has now: that of its live subscription, else tenants.plan_id.';

-- +goose StatementBegin
create function synapscale_db.copy_plan_to_tenants(tenant_ids uuid[]) returns void
language sql set search_path = '' as $$
    update synapscale_db.tenants t
    set max_workspaces = p.max_workspaces,
        max_members_per_workspace = p.max_members_per_workspace,
        max_storage_mb = p.max_storage_mb,
        enabled_features = (
            select array_agg(f.key order by f.key)
            from synapscale_db.plan_features pf join synapscale_db.features f on f.id = pf.feature_id
            where pf.plan_id = p.id and pf.is_enabled
        ),
        updated_at = now()
    from synapscale_db.plans p
    where t.id = any (tenant_ids) and p.id = synapscale_db.tenant_plan_id(t.id)
$$;
-- +goose StatementEnd

comment on function synapscale_db.copy_plan_to_tenants(uuid[]) is
    'Copies the limits and the enabled features of the plan that each tenant has now.';

-- +goose StatementBegin
create or replace function synapscale_db.sync_tenant_from_plan() returns trigger
language plpgsql set search_path = '' as $$
declare
    before_tenant uuid;
    before_plan uuid;
    after_tenant uuid;
    after_plan uuid;
begin
    if tg_op <> 'DELETE' and synapscale_db.subscription_is_live(new) then
        after_tenant := new.tenant_id;
        after_plan := new.plan_id;
    end if;
    if tg_op <> 'INSERT' and synapscale_db.subscription_is_live(old) then
        before_tenant := old.tenant_id;
        before_plan := old.plan_id;
    end if;
    if (before_tenant, before_plan) is distinct from (after_tenant, after_plan) then
        perform synapscale_db.copy_plan_to_tenants(array[before_tenant, after_tenant]);
    end if;
    return null;
end
$$;
-- +goose StatementEnd

comment on function synapscale_db.sync_tenant_from_plan() is
    'Trigger on subscriptions, after each row: the tenant gets the limits of the plan that it has now.';

-- +goose StatementBegin
create or replace function synapscale_db.refresh_tenant_plan_sync() returns trigger
language plpgsql set search_path = '' as $$
begin
    perform synapscale_db.copy_plan_to_tenants(array(
        select t.id from synapscale_db.tenants t
        where (t.plan_id = new.id or exists (
            select from synapscale_db.subscriptions s where s.tenant_id = t.id and s.plan_id = new.id
        )) and synapscale_db.tenant_plan_id(t.id) = new.id
    ));
    return null;
end
$$;
-- +goose StatementEnd

comment on function synapscale_db.refresh_tenant_plan_sync() is
    'Trigger on plans, after the limits of a row change: every tenant that has the plan gets them.';

drop trigger trigger_plans_sync on synapscale_db.plans;
create trigger trigger_plans_sync after update on synapscale_db.plans
    for each row when (
        (old.max_workspaces, old.max_members_per_workspace, old.max_storage_mb)
        is distinct from (new.max_workspaces, new.max_members_per_workspace, new.max_storage_mb)
    )
    execute function synapscale_db.refresh_tenant_plan_sync();

-- One trigger does what two did.
drop trigger trigger_subscriptions_sync on synapscale_db.subscriptions;
drop trigger trigger_sync_on_subscription_change on synapscale_db.subscriptions;
create trigger trigger_sync_on_subscription_change after insert or update or delete on synapscale_db.subscriptions
    for each row execute function synapscale_db.sync_tenant_from_plan();

-- +goose StatementBegin
create function synapscale_db.sync_tenant_after_move() returns trigger
language plpgsql set search_path = '' as $$
begin
    perform synapscale_db.copy_plan_to_tenants(array[new.id]);
    return null;
end
$$;
-- +goose StatementEnd

comment on function synapscale_db.sync_tenant_after_move() is
    'Trigger on tenants, after plan_id changes: the tenant gets the limits of the plan that it has now.';

create trigger trigger_sync_on_plan_change after update on synapscale_db.tenants
    for each row when (old.plan_id is distinct from new.plan_id)
    execute function synapscale_db.sync_tenant_after_move();

-- +goose Down

set local lock_timeout = '500ms';

drop trigger trigger_sync_on_plan_change on synapscale_db.tenants;
drop function synapscale_db.sync_tenant_after_move();
drop trigger trigger_sync_on_subscription_change on synapscale_db.subscriptions;
create trigger trigger_sync_on_subscription_change after insert or update on synapscale_db.subscriptions
    for each row execute function synapscale_db.sync_tenant_from_plan();
create trigger trigger_subscriptions_sync after insert or update on synapscale_db.subscriptions
    for each statement execute function synapscale_db.refresh_tenant_plan_sync();
drop trigger trigger_plans_sync on synapscale_db.plans;
create trigger trigger_plans_sync after update on synapscale_db.plans
    for each statement execute function synapscale_db.refresh_tenant_plan_sync();

-- +goose StatementBegin
create or replace function synapscale_db.refresh_tenant_plan_sync() returns trigger language plpgsql as
$$
begin
  refresh materialized view synapscale_db.tenant_plan_sync;
  return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
create or replace function synapscale_db.sync_tenant_from_plan() returns trigger language plpgsql as
$$
begin
  update synapscale_db.tenants t
  set max_workspaces = p.max_workspaces, max_members_per_workspace = p.max_members_per_workspace, max_storage_mb = p.max_storage_mb,
      enabled_features = (select array_agg(f.key) from synapscale_db.plan_features pf
                          join synapscale_db.features f on f.id = pf.feature_id
                          where pf.plan_id = new.plan_id and pf.is_enabled)
  from synapscale_db.plans p where t.id = new.tenant_id and p.id = new.plan_id;
  return new;
end $$;
-- +goose StatementEnd

comment on function synapscale_db.refresh_tenant_plan_sync() is null;
comment on function synapscale_db.sync_tenant_from_plan() is null;
drop function synapscale_db.copy_plan_to_tenants(uuid[]);
drop function synapscale_db.tenant_plan_id(uuid);
drop function synapscale_db.subscription_is_live(synapscale_db.subscriptions);
