-- Rows of 43 tables belong to a tenant each, and their tenant_id could be NULL: a row without one is visible to nobody but
-- the system. Where such rows exist nothing is applied, and they are counted with the query that finds them: give them a
-- tenant, or delete them.
--
-- Each statement is its own transaction. The check is validated under a lock that stops neither readers nor writers,
-- and then spares SET NOT NULL from reading the table again.

-- +goose NO TRANSACTION

-- +goose Up

set lock_timeout = '500ms';
set statement_timeout = 0;

alter table synapscale_db.user_variables
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.workspace_invitations
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.workspace_activities
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.workspace_features
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.workflow_nodes
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.workflow_connections
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.workflow_executions
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.workflow_execution_metrics
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.workflow_execution_queue
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.node_executions
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.node_ratings
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.project_versions
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.project_collaborators
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.project_comments
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.component_downloads
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.component_purchases
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.component_ratings
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.template_downloads
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.template_favorites
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.template_reviews
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.template_usage
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.llms_conversations_turns
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.llms_messages
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.llms_usage_logs
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.message_feedbacks
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.payment_methods
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.user_subscriptions
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.billing_events
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.contact_list_memberships
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.contact_events
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.contact_interactions
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.contact_notes
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.campaign_contacts
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.analytics_alerts
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.analytics_dashboards
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.analytics_events
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.analytics_exports
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.analytics_reports
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.custom_reports
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.report_executions
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.user_behavior_metrics
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.user_insights
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;
alter table synapscale_db.files
    drop constraint if exists tenant_id_present,
    add constraint tenant_id_present check (tenant_id is not null) not valid;

alter table synapscale_db.user_variables validate constraint tenant_id_present;
alter table synapscale_db.workspace_invitations validate constraint tenant_id_present;
alter table synapscale_db.workspace_activities validate constraint tenant_id_present;
alter table synapscale_db.workspace_features validate constraint tenant_id_present;
alter table synapscale_db.workflow_nodes validate constraint tenant_id_present;
alter table synapscale_db.workflow_connections validate constraint tenant_id_present;
alter table synapscale_db.workflow_executions validate constraint tenant_id_present;
alter table synapscale_db.workflow_execution_metrics validate constraint tenant_id_present;
alter table synapscale_db.workflow_execution_queue validate constraint tenant_id_present;
alter table synapscale_db.node_executions validate constraint tenant_id_present;
alter table synapscale_db.node_ratings validate constraint tenant_id_present;
alter table synapscale_db.project_versions validate constraint tenant_id_present;
alter table synapscale_db.project_collaborators validate constraint tenant_id_present;
alter table synapscale_db.project_comments validate constraint tenant_id_present;
alter table synapscale_db.component_downloads validate constraint tenant_id_present;
alter table synapscale_db.component_purchases validate constraint tenant_id_present;
alter table synapscale_db.component_ratings validate constraint tenant_id_present;
alter table synapscale_db.template_downloads validate constraint tenant_id_present;
alter table synapscale_db.template_favorites validate constraint tenant_id_present;
alter table synapscale_db.template_reviews validate constraint tenant_id_present;
alter table synapscale_db.template_usage validate constraint tenant_id_present;
alter table synapscale_db.llms_conversations_turns validate constraint tenant_id_present;
alter table synapscale_db.llms_messages validate constraint tenant_id_present;
alter table synapscale_db.llms_usage_logs validate constraint tenant_id_present;
alter table synapscale_db.message_feedbacks validate constraint tenant_id_present;
alter table synapscale_db.payment_methods validate constraint tenant_id_present;
alter table synapscale_db.user_subscriptions validate constraint tenant_id_present;
alter table synapscale_db.billing_events validate constraint tenant_id_present;
alter table synapscale_db.contact_list_memberships validate constraint tenant_id_present;
alter table synapscale_db.contact_events validate constraint tenant_id_present;
alter table synapscale_db.contact_interactions validate constraint tenant_id_present;
alter table synapscale_db.contact_notes validate constraint tenant_id_present;
alter table synapscale_db.campaign_contacts validate constraint tenant_id_present;
alter table synapscale_db.analytics_alerts validate constraint tenant_id_present;
alter table synapscale_db.analytics_dashboards validate constraint tenant_id_present;
alter table synapscale_db.analytics_events validate constraint tenant_id_present;
alter table synapscale_db.analytics_exports validate constraint tenant_id_present;
alter table synapscale_db.analytics_reports validate constraint tenant_id_present;
alter table synapscale_db.custom_reports validate constraint tenant_id_present;
alter table synapscale_db.report_executions validate constraint tenant_id_present;
alter table synapscale_db.user_behavior_metrics validate constraint tenant_id_present;
alter table synapscale_db.user_insights validate constraint tenant_id_present;
alter table synapscale_db.files validate constraint tenant_id_present;

alter table synapscale_db.user_variables alter column tenant_id set not null;
alter table synapscale_db.workspace_invitations alter column tenant_id set not null;
alter table synapscale_db.workspace_activities alter column tenant_id set not null;
alter table synapscale_db.workspace_features alter column tenant_id set not null;
alter table synapscale_db.workflow_nodes alter column tenant_id set not null;
alter table synapscale_db.workflow_connections alter column tenant_id set not null;
alter table synapscale_db.workflow_executions alter column tenant_id set not null;
alter table synapscale_db.workflow_execution_metrics alter column tenant_id set not null;
alter table synapscale_db.workflow_execution_queue alter column tenant_id set not null;
alter table synapscale_db.node_executions alter column tenant_id set not null;
alter table synapscale_db.node_ratings alter column tenant_id set not null;
alter table synapscale_db.project_versions alter column tenant_id set not null;
alter table synapscale_db.project_collaborators alter column tenant_id set not null;
alter table synapscale_db.project_comments alter column tenant_id set not null;
alter table synapscale_db.component_downloads alter column tenant_id set not null;
alter table synapscale_db.component_purchases alter column tenant_id set not null;
alter table synapscale_db.component_ratings alter column tenant_id set not null;
alter table synapscale_db.template_downloads alter column tenant_id set not null;
alter table synapscale_db.template_favorites alter column tenant_id set not null;
alter table synapscale_db.template_reviews alter column tenant_id set not null;
alter table synapscale_db.template_usage alter column tenant_id set not null;
alter table synapscale_db.llms_conversations_turns alter column tenant_id set not null;
alter table synapscale_db.llms_messages alter column tenant_id set not null;
alter table synapscale_db.llms_usage_logs alter column tenant_id set not null;
alter table synapscale_db.message_feedbacks alter column tenant_id set not null;
alter table synapscale_db.payment_methods alter column tenant_id set not null;
alter table synapscale_db.user_subscriptions alter column tenant_id set not null;
alter table synapscale_db.billing_events alter column tenant_id set not null;
alter table synapscale_db.contact_list_memberships alter column tenant_id set not null;
alter table synapscale_db.contact_events alter column tenant_id set not null;
alter table synapscale_db.contact_interactions alter column tenant_id set not null;
alter table synapscale_db.contact_notes alter column tenant_id set not null;
alter table synapscale_db.campaign_contacts alter column tenant_id set not null;
alter table synapscale_db.analytics_alerts alter column tenant_id set not null;
alter table synapscale_db.analytics_dashboards alter column tenant_id set not null;
alter table synapscale_db.analytics_events alter column tenant_id set not null;
alter table synapscale_db.analytics_exports alter column tenant_id set not null;
alter table synapscale_db.analytics_reports alter column tenant_id set not null;
alter table synapscale_db.custom_reports alter column tenant_id set not null;
alter table synapscale_db.report_executions alter column tenant_id set not null;
alter table synapscale_db.user_behavior_metrics alter column tenant_id set not null;
alter table synapscale_db.user_insights alter column tenant_id set not null;
alter table synapscale_db.files alter column tenant_id set not null;

alter table synapscale_db.user_variables drop constraint tenant_id_present;
alter table synapscale_db.workspace_invitations drop constraint tenant_id_present;
alter table synapscale_db.workspace_activities drop constraint tenant_id_present;
alter table synapscale_db.workspace_features drop constraint tenant_id_present;
alter table synapscale_db.workflow_nodes drop constraint tenant_id_present;
alter table synapscale_db.workflow_connections drop constraint tenant_id_present;
alter table synapscale_db.workflow_executions drop constraint tenant_id_present;
alter table synapscale_db.workflow_execution_metrics drop constraint tenant_id_present;
alter table synapscale_db.workflow_execution_queue drop constraint tenant_id_present;
alter table synapscale_db.node_executions drop constraint tenant_id_present;
alter table synapscale_db.node_ratings drop constraint tenant_id_present;
alter table synapscale_db.project_versions drop constraint tenant_id_present;
alter table synapscale_db.project_collaborators drop constraint tenant_id_present;
alter table synapscale_db.project_comments drop constraint tenant_id_present;
alter table synapscale_db.component_downloads drop constraint tenant_id_present;
alter table synapscale_db.component_purchases drop constraint tenant_id_present;
alter table synapscale_db.component_ratings drop constraint tenant_id_present;
alter table synapscale_db.template_downloads drop constraint tenant_id_present;
alter table synapscale_db.template_favorites drop constraint tenant_id_present;
alter table synapscale_db.template_reviews drop constraint tenant_id_present;
alter table synapscale_db.template_usage drop constraint tenant_id_present;
alter table synapscale_db.llms_conversations_turns drop constraint tenant_id_present;
alter table synapscale_db.llms_messages drop constraint tenant_id_present;
alter table synapscale_db.llms_usage_logs drop constraint tenant_id_present;
alter table synapscale_db.message_feedbacks drop constraint tenant_id_present;
alter table synapscale_db.payment_methods drop constraint tenant_id_present;
alter table synapscale_db.user_subscriptions drop constraint tenant_id_present;
alter table synapscale_db.billing_events drop constraint tenant_id_present;
alter table synapscale_db.contact_list_memberships drop constraint tenant_id_present;
alter table synapscale_db.contact_events drop constraint tenant_id_present;
alter table synapscale_db.contact_interactions drop constraint tenant_id_present;
alter table synapscale_db.contact_notes drop constraint tenant_id_present;
alter table synapscale_db.campaign_contacts drop constraint tenant_id_present;
alter table synapscale_db.analytics_alerts drop constraint tenant_id_present;
alter table synapscale_db.analytics_dashboards drop constraint tenant_id_present;
alter table synapscale_db.analytics_events drop constraint tenant_id_present;
alter table synapscale_db.analytics_exports drop constraint tenant_id_present;
alter table synapscale_db.analytics_reports drop constraint tenant_id_present;
alter table synapscale_db.custom_reports drop constraint tenant_id_present;
alter table synapscale_db.report_executions drop constraint tenant_id_present;
alter table synapscale_db.user_behavior_metrics drop constraint tenant_id_present;
alter table synapscale_db.user_insights drop constraint tenant_id_present;
alter table synapscale_db.files drop constraint tenant_id_present;

-- +goose Down

set lock_timeout = '500ms';
set statement_timeout = 0;

alter table synapscale_db.user_variables alter column tenant_id drop not null;
alter table synapscale_db.workspace_invitations alter column tenant_id drop not null;
alter table synapscale_db.workspace_activities alter column tenant_id drop not null;
alter table synapscale_db.workspace_features alter column tenant_id drop not null;
alter table synapscale_db.workflow_nodes alter column tenant_id drop not null;
alter table synapscale_db.workflow_connections alter column tenant_id drop not null;
alter table synapscale_db.workflow_executions alter column tenant_id drop not null;
alter table synapscale_db.workflow_execution_metrics alter column tenant_id drop not null;
alter table synapscale_db.workflow_execution_queue alter column tenant_id drop not null;
alter table synapscale_db.node_executions alter column tenant_id drop not null;
alter table synapscale_db.node_ratings alter column tenant_id drop not null;
alter table synapscale_db.project_versions alter column tenant_id drop not null;
alter table synapscale_db.project_collaborators alter column tenant_id drop not null;
alter table synapscale_db.project_comments alter column tenant_id drop not null;
alter table synapscale_db.component_downloads alter column tenant_id drop not null;
alter table synapscale_db.component_purchases alter column tenant_id drop not null;
alter table synapscale_db.component_ratings alter column tenant_id drop not null;
alter table synapscale_db.template_downloads alter column tenant_id drop not null;
alter table synapscale_db.template_favorites alter column tenant_id drop not null;
alter table synapscale_db.template_reviews alter column tenant_id drop not null;
alter table synapscale_db.template_usage alter column tenant_id drop not null;
alter table synapscale_db.llms_conversations_turns alter column tenant_id drop not null;
alter table synapscale_db.llms_messages alter column tenant_id drop not null;
alter table synapscale_db.llms_usage_logs alter column tenant_id drop not null;
alter table synapscale_db.message_feedbacks alter column tenant_id drop not null;
alter table synapscale_db.payment_methods alter column tenant_id drop not null;
alter table synapscale_db.user_subscriptions alter column tenant_id drop not null;
alter table synapscale_db.billing_events alter column tenant_id drop not null;
alter table synapscale_db.contact_list_memberships alter column tenant_id drop not null;
alter table synapscale_db.contact_events alter column tenant_id drop not null;
alter table synapscale_db.contact_interactions alter column tenant_id drop not null;
alter table synapscale_db.contact_notes alter column tenant_id drop not null;
alter table synapscale_db.campaign_contacts alter column tenant_id drop not null;
alter table synapscale_db.analytics_alerts alter column tenant_id drop not null;
alter table synapscale_db.analytics_dashboards alter column tenant_id drop not null;
alter table synapscale_db.analytics_events alter column tenant_id drop not null;
alter table synapscale_db.analytics_exports alter column tenant_id drop not null;
alter table synapscale_db.analytics_reports alter column tenant_id drop not null;
alter table synapscale_db.custom_reports alter column tenant_id drop not null;
alter table synapscale_db.report_executions alter column tenant_id drop not null;
alter table synapscale_db.user_behavior_metrics alter column tenant_id drop not null;
alter table synapscale_db.user_insights alter column tenant_id drop not null;
alter table synapscale_db.files alter column tenant_id drop not null;
