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
