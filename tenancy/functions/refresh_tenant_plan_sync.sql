begin
    perform synapscale_db.copy_plan_to_tenants(array(
        select t.id from synapscale_db.tenants t
        where (t.plan_id = new.id or exists (
            select from synapscale_db.subscriptions s where s.tenant_id = t.id and s.plan_id = new.id
        )) and synapscale_db.tenant_plan_id(t.id) = new.id
    ));
    return null;
end
