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
