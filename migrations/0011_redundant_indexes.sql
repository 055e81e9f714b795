-- An index that equals another one, or is the beginning of another one, costs every write and serves no query that the
-- other does not serve. 44 go, among them those that the indexes of the three migrations before have made redundant.
-- Behind each stands the index that serves instead.

-- +goose NO TRANSACTION

-- +goose Up

-- A build waits for the transactions that were there before it, however long they take; it blocks nobody meanwhile.
set lock_timeout = 0;
set statement_timeout = 0;

drop index concurrently if exists synapscale_db.idx_agents_tenant_id; -- idx_agents_tenant_user
drop index concurrently if exists synapscale_db.idx_analytics_exports_status; -- idx_analytics_exports_status_created_at
drop index concurrently if exists synapscale_db.ix_billing_events_status; -- idx_billing_events_status_created_at
drop index concurrently if exists synapscale_db.ix_public_business_metrics_id; -- business_metrics_pkey
drop index concurrently if exists synapscale_db.ix_public_component_ratings_component_id; -- component_ratings_component_id_user_id_key
drop index concurrently if exists synapscale_db.ix_public_component_versions_component_id; -- component_versions_component_id_version_key
drop index concurrently if exists synapscale_db.idx_contacts_tenant_id; -- contacts_tenant_id_email_key
drop index concurrently if exists synapscale_db.ix_synapscale_db_email_verification_tokens_user_id; -- idx_email_verification_tokens_user_id
drop index concurrently if exists synapscale_db.idx_features_key; -- features_key_key
drop index concurrently if exists synapscale_db.idx_files_tenant_id; -- idx_files_tenant_user
drop index concurrently if exists synapscale_db.idx_llms_conversations_tenant_id; -- idx_conversations_tenant_user
drop index concurrently if exists synapscale_db.idx_llms_conversations_user_id; -- idx_llms_conversations_user_status
drop index concurrently if exists synapscale_db.ix_conversation_llms_conversation_id; -- idx_conv_turns_conversation_id
drop index concurrently if exists synapscale_db.idx_llms_messages_conv_id; -- idx_messages_conversation_created
drop index concurrently if exists synapscale_db.ix_usage_logs_conversation_id; -- idx_llms_usage_conv_id
drop index concurrently if exists synapscale_db.idx_feedback_message_id; -- message_feedbacks_message_id_user_id_key
drop index concurrently if exists synapscale_db.ix_message_feedbacks_message_id; -- idx_feedback_message_id
drop index concurrently if exists synapscale_db.ix_public_node_executions_id; -- node_executions_pkey
drop index concurrently if exists synapscale_db.ix_synapscale_db_node_ratings_node_id; -- node_ratings_node_id_user_id_key
drop index concurrently if exists synapscale_db.ix_synapscale_db_password_reset_tokens_user_id; -- idx_password_reset_tokens_user_id
drop index concurrently if exists synapscale_db.idx_payment_customers_provider_id; -- payment_customers_provider_id_external_customer_id_key
drop index concurrently if exists synapscale_db.idx_payment_customers_tenant_id; -- payment_customers_tenant_id_provider_id_key
drop index concurrently if exists synapscale_db.idx_plan_entitlements_plan_id; -- plan_entitlements_plan_id_feature_id_key
drop index concurrently if exists synapscale_db.idx_rbac_permissions_key; -- rbac_permissions_key_key
drop index concurrently if exists synapscale_db.ix_public_system_performance_metrics_id; -- system_performance_metrics_pkey
drop index concurrently if exists synapscale_db.ix_public_template_collections_id; -- template_collections_pkey
drop index concurrently if exists synapscale_db.ix_public_template_downloads_id; -- template_downloads_pkey
drop index concurrently if exists synapscale_db.ix_public_template_favorites_id; -- template_favorites_pkey
drop index concurrently if exists synapscale_db.ix_public_template_reviews_id; -- template_reviews_pkey
drop index concurrently if exists synapscale_db.ix_public_template_usage_id; -- template_usage_pkey
drop index concurrently if exists synapscale_db.idx_tenant_features_tenant_id; -- tenant_features_tenant_id_feature_id_key
drop index concurrently if exists synapscale_db.idx_tenants_slug; -- tenants_slug_key
drop index concurrently if exists synapscale_db.idx_user_tenant_roles_user_id; -- user_tenant_roles_user_id_tenant_id_role_id_key
drop index concurrently if exists synapscale_db.idx_webhook_logs_provider_id; -- webhook_logs_provider_id_event_id_key
drop index concurrently if exists synapscale_db.idx_webhook_logs_status; -- idx_webhook_logs_status_created_at
drop index concurrently if exists synapscale_db.ix_public_execution_metrics_id; -- execution_metrics_pkey
drop index concurrently if exists synapscale_db.ix_public_execution_queue_id; -- execution_queue_pkey
drop index concurrently if exists synapscale_db.ix_public_execution_queue_status; -- idx_workflow_execution_queue_status_scheduled_at
drop index concurrently if exists synapscale_db.idx_workflow_executions_status; -- idx_workflow_executions_status_created_at
drop index concurrently if exists synapscale_db.idx_workflow_executions_tenant_id; -- idx_workflow_executions_tenant_workflow
drop index concurrently if exists synapscale_db.idx_workflows_tenant_id; -- idx_workflows_tenant_user
drop index concurrently if exists synapscale_db.idx_workspace_features_workspace_id; -- workspace_features_workspace_id_feature_id_key
drop index concurrently if exists synapscale_db.ix_public_workspace_members_id; -- workspace_members_pkey
drop index concurrently if exists synapscale_db.ix_public_workspace_members_workspace_id; -- idx_workspace_members_workspace_status

reset lock_timeout;
reset statement_timeout;

-- +goose Down

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

create index concurrently if not exists idx_agents_tenant_id
    on synapscale_db.agents (tenant_id);
create index concurrently if not exists idx_analytics_exports_status
    on synapscale_db.analytics_exports (status);
create index concurrently if not exists ix_billing_events_status
    on synapscale_db.billing_events (status);
create index concurrently if not exists ix_public_business_metrics_id
    on synapscale_db.business_metrics (id);
create index concurrently if not exists ix_public_component_ratings_component_id
    on synapscale_db.component_ratings (component_id);
create index concurrently if not exists ix_public_component_versions_component_id
    on synapscale_db.component_versions (component_id);
create index concurrently if not exists idx_contacts_tenant_id
    on synapscale_db.contacts (tenant_id);
create index concurrently if not exists ix_synapscale_db_email_verification_tokens_user_id
    on synapscale_db.email_verification_tokens (user_id);
create index concurrently if not exists idx_features_key
    on synapscale_db.features (key);
create index concurrently if not exists idx_files_tenant_id
    on synapscale_db.files (tenant_id);
create index concurrently if not exists idx_llms_conversations_tenant_id
    on synapscale_db.llms_conversations (tenant_id);
create index concurrently if not exists idx_llms_conversations_user_id
    on synapscale_db.llms_conversations (user_id);
create index concurrently if not exists ix_conversation_llms_conversation_id
    on synapscale_db.llms_conversations_turns (conversation_id);
create index concurrently if not exists idx_llms_messages_conv_id
    on synapscale_db.llms_messages (conversation_id);
create index concurrently if not exists ix_usage_logs_conversation_id
    on synapscale_db.llms_usage_logs (conversation_id);
create index concurrently if not exists idx_feedback_message_id
    on synapscale_db.message_feedbacks (message_id);
create index concurrently if not exists ix_message_feedbacks_message_id
    on synapscale_db.message_feedbacks (message_id);
create index concurrently if not exists ix_public_node_executions_id
    on synapscale_db.node_executions (id);
create index concurrently if not exists ix_synapscale_db_node_ratings_node_id
    on synapscale_db.node_ratings (node_id);
create index concurrently if not exists ix_synapscale_db_password_reset_tokens_user_id
    on synapscale_db.password_reset_tokens (user_id);
create index concurrently if not exists idx_payment_customers_provider_id
    on synapscale_db.payment_customers (provider_id);
create index concurrently if not exists idx_payment_customers_tenant_id
    on synapscale_db.payment_customers (tenant_id);
create index concurrently if not exists idx_plan_entitlements_plan_id
    on synapscale_db.plan_entitlements (plan_id);
create index concurrently if not exists idx_rbac_permissions_key
    on synapscale_db.rbac_permissions (key);
create index concurrently if not exists ix_public_system_performance_metrics_id
    on synapscale_db.system_performance_metrics (id);
create index concurrently if not exists ix_public_template_collections_id
    on synapscale_db.template_collections (id);
create index concurrently if not exists ix_public_template_downloads_id
    on synapscale_db.template_downloads (id);
create index concurrently if not exists ix_public_template_favorites_id
    on synapscale_db.template_favorites (id);
create index concurrently if not exists ix_public_template_reviews_id
    on synapscale_db.template_reviews (id);
create index concurrently if not exists ix_public_template_usage_id
    on synapscale_db.template_usage (id);
create index concurrently if not exists idx_tenant_features_tenant_id
    on synapscale_db.tenant_features (tenant_id);
create index concurrently if not exists idx_tenants_slug
    on synapscale_db.tenants (slug);
create index concurrently if not exists idx_user_tenant_roles_user_id
    on synapscale_db.user_tenant_roles (user_id);
create index concurrently if not exists idx_webhook_logs_provider_id
    on synapscale_db.webhook_logs (provider_id);
create index concurrently if not exists idx_webhook_logs_status
    on synapscale_db.webhook_logs (status);
create index concurrently if not exists ix_public_execution_metrics_id
    on synapscale_db.workflow_execution_metrics (id);
create index concurrently if not exists ix_public_execution_queue_id
    on synapscale_db.workflow_execution_queue (id);
create index concurrently if not exists ix_public_execution_queue_status
    on synapscale_db.workflow_execution_queue (status);
create index concurrently if not exists idx_workflow_executions_status
    on synapscale_db.workflow_executions (status);
create index concurrently if not exists idx_workflow_executions_tenant_id
    on synapscale_db.workflow_executions (tenant_id);
create index concurrently if not exists idx_workflows_tenant_id
    on synapscale_db.workflows (tenant_id);
create index concurrently if not exists idx_workspace_features_workspace_id
    on synapscale_db.workspace_features (workspace_id);
create index concurrently if not exists ix_public_workspace_members_id
    on synapscale_db.workspace_members (id);
create index concurrently if not exists ix_public_workspace_members_workspace_id
    on synapscale_db.workspace_members (workspace_id);

reset lock_timeout;
reset statement_timeout;
