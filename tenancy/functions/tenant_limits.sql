    select synapscale_db.smallest_limit(t.max_workspaces, p.max_workspaces),
           synapscale_db.smallest_limit(t.max_members_per_workspace, p.max_members_per_workspace),
           synapscale_db.smallest_limit(p.max_projects_per_workspace),
           synapscale_db.smallest_limit(t.max_storage_mb, p.max_storage_mb)
    from synapscale_db.tenants t
    left join synapscale_db.subscriptions s on s.tenant_id = t.id and synapscale_db.subscription_is_live(s)
    left join synapscale_db.plans p on p.id = s.plan_id
    where t.id = tenant_limits.tenant_id
    order by s.created_at desc, s.id limit 1
