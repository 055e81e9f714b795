-- 46 foreign keys led no index: deleting a user, an agent or a workflow read the whole of each table below it, once
-- per deleted row. With the keys that a later migration adds, these are the indexes that were missing. Where a unique
-- key or an index of the next migration leads with the column, that one serves.

-- +goose NO TRANSACTION

-- +goose Up

-- An index that is not valid is the leftover of an interrupted build: it costs every write and serves no query.
-- +goose StatementBegin
do $$
declare
    leftover regclass;
begin
    set local lock_timeout = '500ms';
    for leftover in
        select i.indexrelid from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
        where c.relnamespace = 'synapscale_db'::regnamespace and not i.indisvalid
    loop
        execute 'drop index ' || leftover::text;
    end loop;
end
$$;
-- +goose StatementEnd

-- A build waits for the transactions that were there before it, however long they take; it blocks nobody meanwhile.
set lock_timeout = 0;
set statement_timeout = 0;

create index concurrently if not exists idx_agent_acl_user_id
    on synapscale_db.agent_acl (user_id);
create index concurrently if not exists idx_agent_configurations_created_by
    on synapscale_db.agent_configurations (created_by);
create index concurrently if not exists idx_agent_hierarchy_descendant
    on synapscale_db.agent_hierarchy (descendant);
create index concurrently if not exists idx_agent_kbs_kb_id
    on synapscale_db.agent_kbs (kb_id);
create index concurrently if not exists idx_agent_models_llm_id
    on synapscale_db.agent_models (llm_id);
create index concurrently if not exists idx_agent_quotas_agent_id
    on synapscale_db.agent_quotas (agent_id);
create index concurrently if not exists idx_agent_quotas_tenant_id
    on synapscale_db.agent_quotas (tenant_id);
create index concurrently if not exists idx_agent_tools_tool_id
    on synapscale_db.agent_tools (tool_id);
create index concurrently if not exists idx_agent_triggers_agent_id
    on synapscale_db.agent_triggers (agent_id);
create index concurrently if not exists idx_agents_current_config
    on synapscale_db.agents (current_config);
create index concurrently if not exists idx_analytics_alerts_owner_id
    on synapscale_db.analytics_alerts (owner_id);
create index concurrently if not exists idx_analytics_exports_owner_id
    on synapscale_db.analytics_exports (owner_id);
create index concurrently if not exists idx_analytics_reports_owner_id
    on synapscale_db.analytics_reports (owner_id);
create index concurrently if not exists idx_audit_log_changed_by
    on synapscale_db.audit_log (changed_by);
create index concurrently if not exists idx_billing_events_related_message_id
    on synapscale_db.billing_events (related_message_id);
create index concurrently if not exists idx_billing_events_related_usage_log_id
    on synapscale_db.billing_events (related_usage_log_id);
create index concurrently if not exists idx_campaign_contacts_contact_id
    on synapscale_db.campaign_contacts (contact_id);
create index concurrently if not exists idx_campaigns_created_by
    on synapscale_db.campaigns (created_by);
create index concurrently if not exists idx_contact_list_memberships_added_by
    on synapscale_db.contact_list_memberships (added_by);
create index concurrently if not exists idx_contact_list_memberships_contact_id
    on synapscale_db.contact_list_memberships (contact_id);
create index concurrently if not exists idx_contact_notes_contact_id
    on synapscale_db.contact_notes (contact_id);
create index concurrently if not exists idx_contacts_source_id
    on synapscale_db.contacts (source_id);
create index concurrently if not exists idx_conversion_journeys_contact_id
    on synapscale_db.conversion_journeys (contact_id);
create index concurrently if not exists idx_coupons_created_by
    on synapscale_db.coupons (created_by);
create index concurrently if not exists idx_invoices_subscription_id
    on synapscale_db.invoices (subscription_id);
create index concurrently if not exists idx_knowledge_bases_tenant_id
    on synapscale_db.knowledge_bases (tenant_id);
create index concurrently if not exists idx_llms_usage_logs_message_id
    on synapscale_db.llms_usage_logs (message_id);
create index concurrently if not exists idx_marketplace_components_author_id
    on synapscale_db.marketplace_components (author_id);
create index concurrently if not exists idx_node_categories_parent_id
    on synapscale_db.node_categories (parent_id);
create index concurrently if not exists idx_plan_features_feature_id
    on synapscale_db.plan_features (feature_id);
create index concurrently if not exists idx_plan_provider_mappings_plan_id
    on synapscale_db.plan_provider_mappings (plan_id);
create index concurrently if not exists idx_rbac_permissions_tenant_id
    on synapscale_db.rbac_permissions (tenant_id);
create index concurrently if not exists idx_rbac_role_permissions_permission_id
    on synapscale_db.rbac_role_permissions (permission_id);
create index concurrently if not exists idx_rbac_roles_tenant_id
    on synapscale_db.rbac_roles (tenant_id);
create index concurrently if not exists idx_subscriptions_coupon_id
    on synapscale_db.subscriptions (coupon_id);
create index concurrently if not exists idx_subscriptions_payment_method_id
    on synapscale_db.subscriptions (payment_method_id);
create index concurrently if not exists idx_tools_tenant_id
    on synapscale_db.tools (tenant_id);
create index concurrently if not exists idx_user_subscriptions_plan_id
    on synapscale_db.user_subscriptions (plan_id);
create index concurrently if not exists idx_user_tenant_roles_granted_by
    on synapscale_db.user_tenant_roles (granted_by);
create index concurrently if not exists idx_users_tenant_id
    on synapscale_db.users (tenant_id);
create index concurrently if not exists idx_workflow_connections_source_node_id
    on synapscale_db.workflow_connections (source_node_id);
create index concurrently if not exists idx_workflow_connections_target_node_id
    on synapscale_db.workflow_connections (target_node_id);
create index concurrently if not exists idx_workflow_executions_workflow_id
    on synapscale_db.workflow_executions (workflow_id);
create index concurrently if not exists idx_workflow_templates_author_id
    on synapscale_db.workflow_templates (author_id);
create index concurrently if not exists idx_workspaces_owner_id
    on synapscale_db.workspaces (owner_id);

reset lock_timeout;
reset statement_timeout;

-- +goose Down

-- A build waits for the transactions that were there before it, however long they take; it blocks nobody meanwhile.
set lock_timeout = 0;
set statement_timeout = 0;

drop index concurrently if exists synapscale_db.idx_agent_acl_user_id;
drop index concurrently if exists synapscale_db.idx_agent_configurations_created_by;
drop index concurrently if exists synapscale_db.idx_agent_hierarchy_descendant;
drop index concurrently if exists synapscale_db.idx_agent_kbs_kb_id;
drop index concurrently if exists synapscale_db.idx_agent_models_llm_id;
drop index concurrently if exists synapscale_db.idx_agent_quotas_agent_id;
drop index concurrently if exists synapscale_db.idx_agent_quotas_tenant_id;
drop index concurrently if exists synapscale_db.idx_agent_tools_tool_id;
drop index concurrently if exists synapscale_db.idx_agent_triggers_agent_id;
drop index concurrently if exists synapscale_db.idx_agents_current_config;
drop index concurrently if exists synapscale_db.idx_analytics_alerts_owner_id;
drop index concurrently if exists synapscale_db.idx_analytics_exports_owner_id;
drop index concurrently if exists synapscale_db.idx_analytics_reports_owner_id;
drop index concurrently if exists synapscale_db.idx_audit_log_changed_by;
drop index concurrently if exists synapscale_db.idx_billing_events_related_message_id;
drop index concurrently if exists synapscale_db.idx_billing_events_related_usage_log_id;
drop index concurrently if exists synapscale_db.idx_campaign_contacts_contact_id;
drop index concurrently if exists synapscale_db.idx_campaigns_created_by;
drop index concurrently if exists synapscale_db.idx_contact_list_memberships_added_by;
drop index concurrently if exists synapscale_db.idx_contact_list_memberships_contact_id;
drop index concurrently if exists synapscale_db.idx_contact_notes_contact_id;
drop index concurrently if exists synapscale_db.idx_contacts_source_id;
drop index concurrently if exists synapscale_db.idx_conversion_journeys_contact_id;
drop index concurrently if exists synapscale_db.idx_coupons_created_by;
drop index concurrently if exists synapscale_db.idx_invoices_subscription_id;
drop index concurrently if exists synapscale_db.idx_knowledge_bases_tenant_id;
drop index concurrently if exists synapscale_db.idx_llms_usage_logs_message_id;
drop index concurrently if exists synapscale_db.idx_marketplace_components_author_id;
drop index concurrently if exists synapscale_db.idx_node_categories_parent_id;
drop index concurrently if exists synapscale_db.idx_plan_features_feature_id;
drop index concurrently if exists synapscale_db.idx_plan_provider_mappings_plan_id;
drop index concurrently if exists synapscale_db.idx_rbac_permissions_tenant_id;
drop index concurrently if exists synapscale_db.idx_rbac_role_permissions_permission_id;
drop index concurrently if exists synapscale_db.idx_rbac_roles_tenant_id;
drop index concurrently if exists synapscale_db.idx_subscriptions_coupon_id;
drop index concurrently if exists synapscale_db.idx_subscriptions_payment_method_id;
drop index concurrently if exists synapscale_db.idx_tools_tenant_id;
drop index concurrently if exists synapscale_db.idx_user_subscriptions_plan_id;
drop index concurrently if exists synapscale_db.idx_user_tenant_roles_granted_by;
drop index concurrently if exists synapscale_db.idx_users_tenant_id;
drop index concurrently if exists synapscale_db.idx_workflow_connections_source_node_id;
drop index concurrently if exists synapscale_db.idx_workflow_connections_target_node_id;
drop index concurrently if exists synapscale_db.idx_workflow_executions_workflow_id;
drop index concurrently if exists synapscale_db.idx_workflow_templates_author_id;
drop index concurrently if exists synapscale_db.idx_workspaces_owner_id;

reset lock_timeout;
reset statement_timeout;
