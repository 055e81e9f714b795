    select array(
        select r.user_id from synapscale_db.user_tenant_roles r
        join synapscale_db.users u on u.id = r.user_id
        where r.tenant_id = public.current_tenant_id() and u.tenant_id is distinct from r.tenant_id
    )
