with holder as materialized (
    select t.id as tenant_id, t.max_api_calls_per_day, synapscale_db.tenant_plan_id(t.id) as plan_id,
           w.id as workspace_id, w.max_members, w.max_projects
    from synapscale_db.tenants t
    left join synapscale_db.workspaces w on w.id = @workspace and w.tenant_id = t.id
    where t.id = @tenant
), shared as materialized (
    -- What is the same for all features costs more than the rest, and who asks for one feature does not ask for it.
    select l.workspaces as limit_workspaces,
           synapscale_db.smallest_limit(h.max_members, l.members) as limit_members,
           synapscale_db.smallest_limit(h.max_projects, l.projects) as limit_projects,
           l.storage_mb as limit_storage_mb,
           synapscale_db.smallest_limit(p.max_executions_per_month) as limit_executions,
           synapscale_db.smallest_limit(h.max_api_calls_per_day) as limit_api_calls,
           p.allow_collaborative_workspaces, p.allow_custom_domains, p.allow_api_access,
           p.allow_advanced_analytics, p.allow_priority_support
    from holder h
    join synapscale_db.plans p on p.id = h.plan_id
    cross join lateral synapscale_db.tenant_limits(h.tenant_id) l
    where @every
)
select h.workspace_id, h.plan_id, s.*,
       f.id as feature_id, f.key, f.is_active,
       pf.is_enabled as plan_enabled,
       pe.is_unlimited is true as plan_unlimited, pe.limit_value as plan_limit,
       tf.id is not null as tenant_exists,
       tf.is_enabled as tenant_enabled, tf.limit_value as tenant_limit, tf.usage_count as tenant_used,
       coalesce(tf.expires_at > now(), true) as tenant_live,
       wf.id is not null as workspace_exists,
       wf.is_enabled as workspace_enabled, wf.limit_value as workspace_limit, wf.usage_count as workspace_used,
       coalesce(wf.expires_at > now(), true) as workspace_live,
       (
           select min(e) from unnest(array[tf.expires_at, wf.expires_at]) e where e > now() and isfinite(e)
       ) as expires_at,
       -- What is no object cannot be merged.
       case when jsonb_typeof(pf.config) = 'object' then pf.config else '{}' end
           || case when jsonb_typeof(tf.config) = 'object' and coalesce(tf.expires_at > now(), true) then tf.config else '{}' end
           || case when jsonb_typeof(wf.config) = 'object' and coalesce(wf.expires_at > now(), true) then wf.config else '{}' end
           as config
from holder h
left join shared s on true
left join synapscale_db.features f on @every or f.key = any (@keys)
left join synapscale_db.plan_features pf on pf.plan_id = h.plan_id and pf.feature_id = f.id
left join synapscale_db.plan_entitlements pe on pe.plan_id = h.plan_id and pe.feature_id = f.id
left join synapscale_db.tenant_features tf on tf.tenant_id = h.tenant_id and tf.feature_id = f.id
left join synapscale_db.workspace_features wf
    on wf.workspace_id = h.workspace_id and wf.tenant_id = h.tenant_id and wf.feature_id = f.id
