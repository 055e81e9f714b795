    select coalesce(
        (
            select s.plan_id from synapscale_db.subscriptions s
            where s.tenant_id = t.id and synapscale_db.subscription_is_live(s)
            order by s.created_at desc, s.id limit 1
        ),
        t.plan_id
    )
    from synapscale_db.tenants t where t.id = tenant_plan_id.tenant_id
