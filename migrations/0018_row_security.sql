-- Row security stood on 28 of the tables that carry a tenant. Its policies hid rows that all tenants share from all of
-- them, two tables had none and showed nobody a row, and a reference could point to another tenant's row everywhere.
--
-- Now it stands on every table whose rows belong to tenants, as tenancy/isolation declares them: one policy for each
-- command, for synapscale_app; a policy for synapscale_system, which sees all; and triggers by which a reference cannot
-- leave the tenant. The two roles, and synapscale_checker, are granted what they need. Nothing changes for the owner of
-- the tables, whom row security binds only when it is forced.
--
-- The triggers that lock a tenant's row, copy its plan to it and write the audit log run with the rights of
-- synapscale_system: who adds a workspace or a tool may write neither tenants nor audit_log. Since PostgreSQL 15 the
-- view system_health counts what its reader may see; before, it stays with its owner, and no role here may read it.
--
-- Each statement is its own transaction, with an exclusive lock on one table for the moment of changing the catalog.
-- What is done already is passed over.

-- +goose NO TRANSACTION

-- +goose Up

set lock_timeout = '500ms';
set statement_timeout = 0;

-- What tenancy/isolation derives from a declaration, in SQL. A reference is written "column table" or "column table.key".
-- +goose StatementBegin
create or replace function synapscale_db.isolate_table(
    name text, kind text, refs text[] default '{}', reads text default null, writes text default null
) returns void language plpgsql as $$
declare
    target regclass := format('synapscale_db.%I', name)::regclass;
    own constant text := 'tenant_id = (select public.current_tenant_id())';
    privileges text := 'select';
    -- One element for each reference: column, table, key.
    parts text[] := array(select r[1] || '|' || r[2] || '|' || coalesce(r[3], 'id')
        from unnest(refs) with ordinality u (ref, place), regexp_match(ref, '^(\w+) (\w+)(?:\.(\w+))?$') r order by place);
    arguments text := (select string_agg(quote_literal(a), ', ' order by place, n)
        from unnest(parts) with ordinality p (part, place), regexp_split_to_table(part, '\|') with ordinality s (a, n));
    changed text := (select string_agg(format('old.%1$I is distinct from new.%1$I', split_part(part, '|', 1)), ' or ' order by place)
        from unnest(parts) with ordinality p (part, place));
    existing record;
begin
    if exists (select from pg_catalog.pg_policy where polrelid = target and polname = 'system') then
        return;
    end if;
    case kind
        when 'owned' then reads := own; writes := own;
        when 'shared' then reads := own || ' or tenant_id is null and (select public.current_tenant_id()) is not null'; writes := own;
        when 'part' then
            reads := format('exists (select from synapscale_db.%I parent where parent.%I = %I.%I and parent.%s)',
                split_part(parts[1], '|', 2), split_part(parts[1], '|', 3), name, split_part(parts[1], '|', 1), own);
            writes := reads;
        else null;
    end case;
    if kind <> 'global' then
        for existing in select polname from pg_catalog.pg_policy where polrelid = target loop
            execute format('drop policy %I on %s', existing.polname, target);
        end loop;
        execute format('alter table %s enable row level security', target);
        execute format('create policy system on %s to synapscale_system using (true) with check (true)', target);
    end if;
    if reads is not null then
        execute format('create policy app_select on %s for select to synapscale_app using (%s)', target, reads);
    end if;
    if writes is not null then
        privileges := 'select, insert, update, delete';
        execute format('create policy app_insert on %s for insert to synapscale_app with check (%s)', target, writes);
        execute format('create policy app_update on %s for update to synapscale_app using (%s) with check (%2$s)', target, writes);
        execute format('create policy app_delete on %s for delete to synapscale_app using (%s)', target, writes);
        if arguments is not null then
            execute format('create trigger trigger_references_inserted after insert on %s referencing new table as inserted '
                'for each statement execute function synapscale_db.check_references(%s)', target, arguments);
            execute format('create trigger trigger_references_updated after update on %s '
                'for each row when (%s) execute function synapscale_db.check_references(%s)', target, changed, arguments);
        end if;
    end if;
    if reads is not null or kind = 'global' then
        execute format('grant %s on %s to synapscale_app', privileges, target);
    end if;
    execute format('grant select, insert, update, delete on %s to synapscale_system', target);
    execute format('grant select on %s to synapscale_checker', target);
    for existing in
        select d.objid::regclass as sequence from pg_catalog.pg_depend d join pg_catalog.pg_class s on s.oid = d.objid and s.relkind = 'S'
        where d.refobjid = target and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
    loop
        execute format('grant usage on sequence %s to synapscale_app, synapscale_system', existing.sequence);
        execute format('grant select on sequence %s to synapscale_checker', existing.sequence);
    end loop;
end
$$;
-- +goose StatementEnd

-- tenancy
select synapscale_db.isolate_table('tenants', 'special', '{}', 'id = (select public.current_tenant_id())', null);
select synapscale_db.isolate_table('plans', 'global');
select synapscale_db.isolate_table('features', 'global');
select synapscale_db.isolate_table('plan_features', 'global');
select synapscale_db.isolate_table('plan_entitlements', 'global');
select synapscale_db.isolate_table('tenant_features', 'owned');
-- auth
select synapscale_db.isolate_table('users', 'special', '{}', 'tenant_id = (select public.current_tenant_id()) or id = any ((select synapscale_db.guests())::uuid[])', 'tenant_id = (select public.current_tenant_id())');
select synapscale_db.isolate_table('refresh_tokens', 'part', '{user_id users}');
select synapscale_db.isolate_table('password_reset_tokens', 'part', '{user_id users}');
select synapscale_db.isolate_table('email_verification_tokens', 'part', '{user_id users}');
select synapscale_db.isolate_table('user_variables', 'owned', '{user_id users}');
-- rbac
select synapscale_db.isolate_table('rbac_permissions', 'shared');
select synapscale_db.isolate_table('rbac_roles', 'shared');
select synapscale_db.isolate_table('rbac_role_permissions', 'shared', '{permission_id rbac_permissions, role_id rbac_roles}');
select synapscale_db.isolate_table('user_tenant_roles', 'special', '{granted_by users, role_id rbac_roles, user_id users}', 'tenant_id = (select public.current_tenant_id())', 'tenant_id = (select public.current_tenant_id()) and exists (select from synapscale_db.users u where u.id = user_tenant_roles.user_id)');
-- workspaces
select synapscale_db.isolate_table('workspaces', 'owned', '{owner_id users}');
select synapscale_db.isolate_table('workspace_members', 'owned', '{user_id users, workspace_id workspaces}');
select synapscale_db.isolate_table('workspace_invitations', 'owned', '{invited_user_id users, inviter_id users, workspace_id workspaces}');
select synapscale_db.isolate_table('workspace_activities', 'owned', '{user_id users, workspace_id workspaces}');
select synapscale_db.isolate_table('workspace_features', 'owned', '{workspace_id workspaces}');
-- workflows
select synapscale_db.isolate_table('workflows', 'owned', '{user_id users, workspace_id workspaces}');
select synapscale_db.isolate_table('workflow_nodes', 'owned', '{node_id nodes, workflow_id workflows}');
select synapscale_db.isolate_table('workflow_connections', 'owned', '{source_node_id workflow_nodes, target_node_id workflow_nodes, workflow_id workflows}');
select synapscale_db.isolate_table('workflow_executions', 'owned', '{user_id users, workflow_id workflows}');
select synapscale_db.isolate_table('workflow_execution_metrics', 'owned', '{node_execution_id node_executions, workflow_execution_id workflow_executions}');
select synapscale_db.isolate_table('workflow_execution_queue', 'owned', '{user_id users, workflow_execution_id workflow_executions}');
select synapscale_db.isolate_table('node_executions', 'owned', '{node_id nodes, workflow_execution_id workflow_executions}');
select synapscale_db.isolate_table('nodes', 'shared', '{user_id users, workspace_id workspaces}');
select synapscale_db.isolate_table('node_categories', 'shared', '{parent_id node_categories}');
select synapscale_db.isolate_table('node_ratings', 'owned', '{node_id nodes, user_id users}');
select synapscale_db.isolate_table('node_templates', 'shared');
-- projects
select synapscale_db.isolate_table('workspace_projects', 'owned', '{workflow_id workflows, workspace_id workspaces}');
select synapscale_db.isolate_table('project_versions', 'owned', '{project_id workspace_projects, user_id users}');
select synapscale_db.isolate_table('project_collaborators', 'owned', '{project_id workspace_projects, user_id users}');
select synapscale_db.isolate_table('project_comments', 'owned', '{parent_id project_comments, project_id workspace_projects, user_id users}');
-- marketplace
select synapscale_db.isolate_table('marketplace_components', 'shared', '{author_id users}');
select synapscale_db.isolate_table('component_downloads', 'owned', '{component_id marketplace_components, user_id users}');
select synapscale_db.isolate_table('component_purchases', 'owned', '{component_id marketplace_components, user_id users}');
select synapscale_db.isolate_table('component_ratings', 'owned', '{component_id marketplace_components, user_id users}');
select synapscale_db.isolate_table('component_versions', 'shared', '{component_id marketplace_components}');
select synapscale_db.isolate_table('workflow_templates', 'shared', '{author_id users, original_workflow_id workflows}');
select synapscale_db.isolate_table('template_collections', 'shared', '{creator_id users}');
select synapscale_db.isolate_table('template_downloads', 'owned', '{template_id workflow_templates, user_id users}');
select synapscale_db.isolate_table('template_favorites', 'owned', '{template_id workflow_templates, user_id users}');
select synapscale_db.isolate_table('template_reviews', 'owned', '{template_id workflow_templates, user_id users}');
select synapscale_db.isolate_table('template_usage', 'owned', '{template_id workflow_templates, user_id users, workflow_id workflows}');
-- llms
select synapscale_db.isolate_table('llms', 'shared');
-- knowledge
select synapscale_db.isolate_table('knowledge_bases', 'shared');
-- tools
select synapscale_db.isolate_table('tools', 'shared');
-- agents
select synapscale_db.isolate_table('agents', 'owned', '{current_config agent_configurations.config_id, user_id users, workspace_id workspaces}');
select synapscale_db.isolate_table('agent_acl', 'part', '{agent_id agents, user_id users}');
select synapscale_db.isolate_table('agent_configurations', 'part', '{agent_id agents, created_by users}');
select synapscale_db.isolate_table('agent_error_logs', 'part', '{agent_id agents}');
select synapscale_db.isolate_table('agent_hierarchy', 'part', '{ancestor agents, descendant agents}');
select synapscale_db.isolate_table('agent_kbs', 'part', '{agent_id agents, kb_id knowledge_bases.kb_id}');
select synapscale_db.isolate_table('agent_models', 'part', '{agent_id agents, llm_id llms}');
select synapscale_db.isolate_table('agent_quotas', 'owned', '{agent_id agents}');
select synapscale_db.isolate_table('agent_tools', 'part', '{agent_id agents, tool_id tools.tool_id}');
select synapscale_db.isolate_table('agent_triggers', 'part', '{agent_id agents}');
select synapscale_db.isolate_table('agent_usage_metrics', 'part', '{agent_id agents}');
-- conversations
select synapscale_db.isolate_table('llms_conversations', 'owned', '{agent_id agents, user_id users, workspace_id workspaces}');
select synapscale_db.isolate_table('llms_conversations_turns', 'owned', '{conversation_id llms_conversations, llm_id llms}');
select synapscale_db.isolate_table('llms_messages', 'owned', '{conversation_id llms_conversations}');
select synapscale_db.isolate_table('llms_usage_logs', 'owned', '{conversation_id llms_conversations, llm_id llms, message_id llms_messages, user_id users, workspace_id workspaces}');
select synapscale_db.isolate_table('message_feedbacks', 'owned', '{message_id llms_messages, user_id users}');
-- billing
select synapscale_db.isolate_table('payment_providers', 'global');
select synapscale_db.isolate_table('payment_customers', 'owned');
select synapscale_db.isolate_table('payment_methods', 'owned', '{customer_id payment_customers}');
select synapscale_db.isolate_table('invoices', 'owned', '{subscription_id subscriptions}');
select synapscale_db.isolate_table('subscriptions', 'special', '{}', 'tenant_id = (select public.current_tenant_id())');
select synapscale_db.isolate_table('coupons', 'shared', '{created_by users}');
select synapscale_db.isolate_table('user_subscriptions', 'owned', '{user_id users}');
select synapscale_db.isolate_table('plan_provider_mappings', 'global');
select synapscale_db.isolate_table('billing_events', 'owned', '{related_message_id llms_messages, related_usage_log_id llms_usage_logs, user_id users, workspace_id workspaces}');
-- crm
select synapscale_db.isolate_table('contacts', 'owned', '{source_id contact_sources}');
select synapscale_db.isolate_table('contact_lists', 'owned');
select synapscale_db.isolate_table('contact_list_memberships', 'owned', '{added_by users, contact_id contacts, list_id contact_lists}');
select synapscale_db.isolate_table('contact_events', 'owned', '{contact_id contacts}');
select synapscale_db.isolate_table('contact_interactions', 'owned', '{contact_id contacts, user_id users}');
select synapscale_db.isolate_table('contact_notes', 'owned', '{contact_id contacts, user_id users}');
select synapscale_db.isolate_table('contact_sources', 'owned');
select synapscale_db.isolate_table('contact_tags', 'owned');
select synapscale_db.isolate_table('campaigns', 'owned', '{created_by users}');
select synapscale_db.isolate_table('campaign_contacts', 'owned', '{campaign_id campaigns, contact_id contacts}');
select synapscale_db.isolate_table('conversion_journeys', 'owned', '{contact_id contacts}');
-- webhooks
select synapscale_db.isolate_table('webhook_logs', 'special', '{}', 'tenant_id = (select public.current_tenant_id())', 'tenant_id = (select public.current_tenant_id())');
-- analytics
select synapscale_db.isolate_table('analytics_alerts', 'owned', '{owner_id users}');
select synapscale_db.isolate_table('analytics_dashboards', 'owned', '{user_id users, workspace_id workspaces}');
select synapscale_db.isolate_table('analytics_events', 'owned', '{project_id workspace_projects, user_id users, workflow_id workflows, workspace_id workspaces}');
select synapscale_db.isolate_table('analytics_exports', 'owned', '{owner_id users}');
select synapscale_db.isolate_table('analytics_metrics', 'special', '{}', 'tenant_id = (select public.current_tenant_id())', 'tenant_id = (select public.current_tenant_id())');
select synapscale_db.isolate_table('analytics_reports', 'owned', '{owner_id users}');
select synapscale_db.isolate_table('business_metrics', 'special', '{}', 'tenant_id = (select public.current_tenant_id())', 'tenant_id = (select public.current_tenant_id())');
select synapscale_db.isolate_table('custom_reports', 'owned', '{user_id users, workspace_id workspaces}');
select synapscale_db.isolate_table('report_executions', 'owned', '{report_id custom_reports, user_id users}');
select synapscale_db.isolate_table('user_behavior_metrics', 'owned', '{user_id users}');
select synapscale_db.isolate_table('user_insights', 'owned', '{user_id users}');
select synapscale_db.isolate_table('system_performance_metrics', 'special', '{}', 'tenant_id = (select public.current_tenant_id())', 'tenant_id = (select public.current_tenant_id())');
-- audit
select synapscale_db.isolate_table('audit_log', 'special', '{}', null, null);
-- files
select synapscale_db.isolate_table('files', 'owned', '{user_id users}');
-- tags
select synapscale_db.isolate_table('tags', 'shared', '{created_by_user_id users}');

drop function synapscale_db.isolate_table(text, text, text[], text, text);

-- +goose StatementBegin
do $$
declare
    join_it boolean := not case
        when current_setting('server_version_num')::integer >= 160000 then pg_has_role(current_user, 'synapscale_system', 'set')
        else pg_has_role(current_user, 'synapscale_system', 'member')
    end;
    routine regprocedure;
begin
    if join_it then
        execute format('grant synapscale_system to %I', current_user);
    end if;
    grant create on schema synapscale_db to synapscale_system;
    foreach routine in array array[
        'synapscale_db.guests()', 'synapscale_db.fn_audit()', 'synapscale_db.check_workspace_limits()',
        'synapscale_db.check_storage_limit()', 'synapscale_db.sync_tenant_from_plan()',
        'synapscale_db.refresh_tenant_plan_sync()', 'synapscale_db.sync_tenant_after_move()'
    ]::regprocedure[] loop
        execute format('alter function %s security definer', routine);
        execute format('alter function %s owner to synapscale_system', routine);
    end loop;
    revoke create on schema synapscale_db from synapscale_system;
    if join_it then
        execute format('revoke synapscale_system from %I', current_user);
    end if;
exception when insufficient_privilege then
    raise insufficient_privilege using message = format('%s cannot give functions to synapscale_system: %s', current_user, sqlerrm),
        hint = format('Let somebody who may run: grant synapscale_system to %I', current_user);
end
$$;
-- +goose StatementEnd

-- +goose StatementBegin
do $$
begin
    if current_setting('server_version_num')::integer >= 150000 then
        alter view synapscale_db.system_health set (security_invoker = true);
        grant select on synapscale_db.system_health to synapscale_system;
    end if;
end
$$;
-- +goose StatementEnd

-- +goose StatementBegin
create or replace function synapscale_db.isolation_stage() returns text language sql immutable parallel safe as $$
    select 'policies'
$$;
-- +goose StatementEnd

comment on function synapscale_db.isolation_stage() is
    'How far the isolation of tenants has come: policies, report or forced. The command "synapscale isolation" moves it.';

-- +goose Down

set lock_timeout = '500ms';
set statement_timeout = 0;

-- +goose StatementBegin
do $$
begin
    if synapscale_db.isolation_stage() <> 'policies' then
        raise 'the isolation of tenants is at the stage "%"', synapscale_db.isolation_stage()
            using hint = 'Go back before: synapscale isolation policies';
    end if;
exception when undefined_function then null;
end
$$;
-- +goose StatementEnd

drop function if exists synapscale_db.isolation_stage();

-- +goose StatementBegin
do $$
begin
    if current_setting('server_version_num')::integer >= 150000 then
        alter view synapscale_db.system_health reset (security_invoker);
        revoke all on synapscale_db.system_health from synapscale_system;
    end if;
end
$$;
-- +goose StatementEnd

-- +goose StatementBegin
do $$
declare
    join_it boolean := not case
        when current_setting('server_version_num')::integer >= 160000 then pg_has_role(current_user, 'synapscale_system', 'set')
        else pg_has_role(current_user, 'synapscale_system', 'member')
    end;
    owner name := (select relowner::regrole::name from pg_catalog.pg_class where oid = 'synapscale_db.tenants'::regclass);
    routine regprocedure;
begin
    if join_it then
        execute format('grant synapscale_system to %I', current_user);
    end if;
    foreach routine in array array[
        'synapscale_db.guests()', 'synapscale_db.fn_audit()', 'synapscale_db.check_workspace_limits()',
        'synapscale_db.check_storage_limit()', 'synapscale_db.sync_tenant_from_plan()',
        'synapscale_db.refresh_tenant_plan_sync()', 'synapscale_db.sync_tenant_after_move()'
    ]::regprocedure[] loop
        execute format('alter function %s owner to %I', routine, owner);
        if routine <> 'synapscale_db.fn_audit()'::regprocedure and routine <> 'synapscale_db.guests()'::regprocedure then
            execute format('alter function %s security invoker', routine);
        end if;
    end loop;
    if join_it then
        execute format('revoke synapscale_system from %I', current_user);
    end if;
end
$$;
-- +goose StatementEnd

-- The opposite of isolate_table. Production had no row security, or one of four sets of policies.
-- +goose StatementBegin
create or replace function synapscale_db.expose_table(name text, policies text default null) returns void language plpgsql as $$
declare
    target regclass := format('synapscale_db.%I', name)::regclass;
    prefix text := 'tenant_isolation_' || name;
    whole constant text := 'tenant_id = public.current_tenant_id()';
    single constant text := 'public.is_authorized_tenant(tenant_id)';
    existing record;
begin
    execute format('revoke all on %s from synapscale_app, synapscale_system, synapscale_checker', target);
    for existing in
        select d.objid::regclass as sequence from pg_catalog.pg_depend d join pg_catalog.pg_class s on s.oid = d.objid and s.relkind = 'S'
        where d.refobjid = target and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
    loop
        execute format('revoke all on sequence %s from synapscale_app, synapscale_system, synapscale_checker', existing.sequence);
    end loop;
    for existing in
        select polname from pg_catalog.pg_policy where polrelid = target and polname ~ '^(app_(select|insert|update|delete)|system)$'
    loop
        execute format('drop policy %I on %s', existing.polname, target);
    end loop;
    execute format('drop trigger if exists trigger_references_inserted on %s', target);
    execute format('drop trigger if exists trigger_references_updated on %s', target);
    if policies is null then
        execute format('alter table %s disable row level security', target);
    elsif policies = 'none' or exists (select from pg_catalog.pg_policy where polrelid = target) then
        null;
    elsif policies = 'per command' then
        execute format('create policy %I on %s for select using (%s)', prefix || '_select', target, single);
        execute format('create policy %I on %s for insert with check (%s)', prefix || '_insert', target, single);
        execute format('create policy %I on %s for update using (%s) with check (%3$s)', prefix || '_update', target, single);
        execute format('create policy %I on %s for delete using (%s)', prefix || '_delete', target, single);
    else
        execute format('create policy %I on %s using (%s)', prefix, target, whole);
        execute format('create policy %I on %s for insert with check (%s)', prefix || '_insert', target, whole);
        if policies = 'agents' then
            execute format('create policy tenant_isolation on %s using (%s)', target,
                $check$tenant_id = current_setting('app.current_tenant')::uuid$check$);
        end if;
    end if;
end
$$;
-- +goose StatementEnd

select synapscale_db.expose_table('tenants');
select synapscale_db.expose_table('plans');
select synapscale_db.expose_table('features');
select synapscale_db.expose_table('plan_features');
select synapscale_db.expose_table('plan_entitlements');
select synapscale_db.expose_table('tenant_features');
select synapscale_db.expose_table('users');
select synapscale_db.expose_table('refresh_tokens');
select synapscale_db.expose_table('password_reset_tokens');
select synapscale_db.expose_table('email_verification_tokens');
select synapscale_db.expose_table('user_variables');
select synapscale_db.expose_table('rbac_permissions', 'whole');
select synapscale_db.expose_table('rbac_roles', 'whole');
select synapscale_db.expose_table('rbac_role_permissions');
select synapscale_db.expose_table('user_tenant_roles', 'per command');
select synapscale_db.expose_table('workspaces', 'per command');
select synapscale_db.expose_table('workspace_members', 'per command');
select synapscale_db.expose_table('workspace_invitations');
select synapscale_db.expose_table('workspace_activities');
select synapscale_db.expose_table('workspace_features');
select synapscale_db.expose_table('workflows', 'per command');
select synapscale_db.expose_table('workflow_nodes', 'whole');
select synapscale_db.expose_table('workflow_connections', 'whole');
select synapscale_db.expose_table('workflow_executions', 'per command');
select synapscale_db.expose_table('workflow_execution_metrics');
select synapscale_db.expose_table('workflow_execution_queue');
select synapscale_db.expose_table('node_executions');
select synapscale_db.expose_table('nodes', 'per command');
select synapscale_db.expose_table('node_categories');
select synapscale_db.expose_table('node_ratings');
select synapscale_db.expose_table('node_templates', 'whole');
select synapscale_db.expose_table('workspace_projects', 'whole');
select synapscale_db.expose_table('project_versions');
select synapscale_db.expose_table('project_collaborators');
select synapscale_db.expose_table('project_comments');
select synapscale_db.expose_table('marketplace_components', 'whole');
select synapscale_db.expose_table('component_downloads');
select synapscale_db.expose_table('component_purchases');
select synapscale_db.expose_table('component_ratings');
select synapscale_db.expose_table('component_versions');
select synapscale_db.expose_table('workflow_templates');
select synapscale_db.expose_table('template_collections');
select synapscale_db.expose_table('template_downloads');
select synapscale_db.expose_table('template_favorites');
select synapscale_db.expose_table('template_reviews');
select synapscale_db.expose_table('template_usage');
select synapscale_db.expose_table('llms', 'whole');
select synapscale_db.expose_table('knowledge_bases', 'whole');
select synapscale_db.expose_table('tools', 'whole');
select synapscale_db.expose_table('agents', 'agents');
select synapscale_db.expose_table('agent_acl');
select synapscale_db.expose_table('agent_configurations');
select synapscale_db.expose_table('agent_error_logs');
select synapscale_db.expose_table('agent_hierarchy');
select synapscale_db.expose_table('agent_kbs');
select synapscale_db.expose_table('agent_models');
select synapscale_db.expose_table('agent_quotas');
select synapscale_db.expose_table('agent_tools');
select synapscale_db.expose_table('agent_triggers');
select synapscale_db.expose_table('agent_usage_metrics');
select synapscale_db.expose_table('llms_conversations', 'none');
select synapscale_db.expose_table('llms_conversations_turns');
select synapscale_db.expose_table('llms_messages', 'none');
select synapscale_db.expose_table('llms_usage_logs');
select synapscale_db.expose_table('message_feedbacks');
select synapscale_db.expose_table('payment_providers');
select synapscale_db.expose_table('payment_customers');
select synapscale_db.expose_table('payment_methods');
select synapscale_db.expose_table('invoices', 'whole');
select synapscale_db.expose_table('subscriptions', 'whole');
select synapscale_db.expose_table('coupons');
select synapscale_db.expose_table('user_subscriptions');
select synapscale_db.expose_table('plan_provider_mappings');
select synapscale_db.expose_table('billing_events', 'whole');
select synapscale_db.expose_table('contacts', 'per command');
select synapscale_db.expose_table('contact_lists', 'whole');
select synapscale_db.expose_table('contact_list_memberships');
select synapscale_db.expose_table('contact_events');
select synapscale_db.expose_table('contact_interactions');
select synapscale_db.expose_table('contact_notes');
select synapscale_db.expose_table('contact_sources');
select synapscale_db.expose_table('contact_tags');
select synapscale_db.expose_table('campaigns', 'per command');
select synapscale_db.expose_table('campaign_contacts');
select synapscale_db.expose_table('conversion_journeys');
select synapscale_db.expose_table('webhook_logs');
select synapscale_db.expose_table('analytics_alerts');
select synapscale_db.expose_table('analytics_dashboards');
select synapscale_db.expose_table('analytics_events', 'whole');
select synapscale_db.expose_table('analytics_exports');
select synapscale_db.expose_table('analytics_metrics');
select synapscale_db.expose_table('analytics_reports');
select synapscale_db.expose_table('business_metrics');
select synapscale_db.expose_table('custom_reports');
select synapscale_db.expose_table('report_executions');
select synapscale_db.expose_table('user_behavior_metrics');
select synapscale_db.expose_table('user_insights');
select synapscale_db.expose_table('system_performance_metrics');
select synapscale_db.expose_table('audit_log');
select synapscale_db.expose_table('files', 'per command');
select synapscale_db.expose_table('tags', 'per command');

drop function synapscale_db.expose_table(text, text);
