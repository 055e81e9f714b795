-- 42 tables left it to every writer to invent the key of a row, while 43 others let the database do it. Every key of
-- type uuid now has gen_random_uuid() as its default, as the tables have that were made later.
--
-- A default concerns future rows only. Each statement is one change of the catalog, and its own transaction.

-- +goose NO TRANSACTION

-- +goose Up

set lock_timeout = '500ms';
set statement_timeout = 0;

alter table synapscale_db.agents alter column id set default gen_random_uuid();
alter table synapscale_db.analytics_alerts alter column id set default gen_random_uuid();
alter table synapscale_db.analytics_dashboards alter column id set default gen_random_uuid();
alter table synapscale_db.analytics_events alter column id set default gen_random_uuid();
alter table synapscale_db.analytics_exports alter column id set default gen_random_uuid();
alter table synapscale_db.analytics_metrics alter column id set default gen_random_uuid();
alter table synapscale_db.analytics_reports alter column id set default gen_random_uuid();
alter table synapscale_db.component_downloads alter column id set default gen_random_uuid();
alter table synapscale_db.component_purchases alter column id set default gen_random_uuid();
alter table synapscale_db.component_ratings alter column id set default gen_random_uuid();
alter table synapscale_db.component_versions alter column id set default gen_random_uuid();
alter table synapscale_db.custom_reports alter column id set default gen_random_uuid();
alter table synapscale_db.email_verification_tokens alter column id set default gen_random_uuid();
alter table synapscale_db.files alter column id set default gen_random_uuid();
alter table synapscale_db.llms_conversations alter column id set default gen_random_uuid();
alter table synapscale_db.llms_messages alter column id set default gen_random_uuid();
alter table synapscale_db.marketplace_components alter column id set default gen_random_uuid();
alter table synapscale_db.node_categories alter column id set default gen_random_uuid();
alter table synapscale_db.node_ratings alter column id set default gen_random_uuid();
alter table synapscale_db.node_templates alter column id set default gen_random_uuid();
alter table synapscale_db.nodes alter column id set default gen_random_uuid();
alter table synapscale_db.password_reset_tokens alter column id set default gen_random_uuid();
alter table synapscale_db.plans alter column id set default gen_random_uuid();
alter table synapscale_db.project_collaborators alter column id set default gen_random_uuid();
alter table synapscale_db.project_comments alter column id set default gen_random_uuid();
alter table synapscale_db.project_versions alter column id set default gen_random_uuid();
alter table synapscale_db.refresh_tokens alter column id set default gen_random_uuid();
alter table synapscale_db.report_executions alter column id set default gen_random_uuid();
alter table synapscale_db.user_behavior_metrics alter column id set default gen_random_uuid();
alter table synapscale_db.user_insights alter column id set default gen_random_uuid();
alter table synapscale_db.user_subscriptions alter column id set default gen_random_uuid();
alter table synapscale_db.user_variables alter column id set default gen_random_uuid();
alter table synapscale_db.users alter column id set default gen_random_uuid();
alter table synapscale_db.workflow_connections alter column id set default gen_random_uuid();
alter table synapscale_db.workflow_executions alter column id set default gen_random_uuid();
alter table synapscale_db.workflow_nodes alter column id set default gen_random_uuid();
alter table synapscale_db.workflow_templates alter column id set default gen_random_uuid();
alter table synapscale_db.workflows alter column id set default gen_random_uuid();
alter table synapscale_db.workspace_activities alter column id set default gen_random_uuid();
alter table synapscale_db.workspace_invitations alter column id set default gen_random_uuid();
alter table synapscale_db.workspace_projects alter column id set default gen_random_uuid();
alter table synapscale_db.workspaces alter column id set default gen_random_uuid();

reset lock_timeout;
reset statement_timeout;

-- +goose Down

set lock_timeout = '500ms';
set statement_timeout = 0;

alter table synapscale_db.agents alter column id drop default;
alter table synapscale_db.analytics_alerts alter column id drop default;
alter table synapscale_db.analytics_dashboards alter column id drop default;
alter table synapscale_db.analytics_events alter column id drop default;
alter table synapscale_db.analytics_exports alter column id drop default;
alter table synapscale_db.analytics_metrics alter column id drop default;
alter table synapscale_db.analytics_reports alter column id drop default;
alter table synapscale_db.component_downloads alter column id drop default;
alter table synapscale_db.component_purchases alter column id drop default;
alter table synapscale_db.component_ratings alter column id drop default;
alter table synapscale_db.component_versions alter column id drop default;
alter table synapscale_db.custom_reports alter column id drop default;
alter table synapscale_db.email_verification_tokens alter column id drop default;
alter table synapscale_db.files alter column id drop default;
alter table synapscale_db.llms_conversations alter column id drop default;
alter table synapscale_db.llms_messages alter column id drop default;
alter table synapscale_db.marketplace_components alter column id drop default;
alter table synapscale_db.node_categories alter column id drop default;
alter table synapscale_db.node_ratings alter column id drop default;
alter table synapscale_db.node_templates alter column id drop default;
alter table synapscale_db.nodes alter column id drop default;
alter table synapscale_db.password_reset_tokens alter column id drop default;
alter table synapscale_db.plans alter column id drop default;
alter table synapscale_db.project_collaborators alter column id drop default;
alter table synapscale_db.project_comments alter column id drop default;
alter table synapscale_db.project_versions alter column id drop default;
alter table synapscale_db.refresh_tokens alter column id drop default;
alter table synapscale_db.report_executions alter column id drop default;
alter table synapscale_db.user_behavior_metrics alter column id drop default;
alter table synapscale_db.user_insights alter column id drop default;
alter table synapscale_db.user_subscriptions alter column id drop default;
alter table synapscale_db.user_variables alter column id drop default;
alter table synapscale_db.users alter column id drop default;
alter table synapscale_db.workflow_connections alter column id drop default;
alter table synapscale_db.workflow_executions alter column id drop default;
alter table synapscale_db.workflow_nodes alter column id drop default;
alter table synapscale_db.workflow_templates alter column id drop default;
alter table synapscale_db.workflows alter column id drop default;
alter table synapscale_db.workspace_activities alter column id drop default;
alter table synapscale_db.workspace_invitations alter column id drop default;
alter table synapscale_db.workspace_projects alter column id drop default;
alter table synapscale_db.workspaces alter column id drop default;

reset lock_timeout;
reset statement_timeout;
