-- Under agents, tenants, users and workflows stood keys without an action: an agent that had ever run, a workflow in a
-- project, a user who had written a version or appeared in the audit log, a component that was once downloaded, could
-- not be deleted.
--
-- Parts go with their owner, and history and money survive their actors, as in version 12. A user survives the home
-- tenant: an account may have roles in other tenants, and whether it goes too is for the application to say. A reply
-- survives the comment that it answers.
--
-- Kept without an action, because they protect: the current configuration of an agent, the plan of a tenant, a coupon,
-- a payment method and a provider of a subscription, the subscription of an invoice, the source of a contact, the
-- parent of a category.

-- +goose NO TRANSACTION

-- +goose Up

set lock_timeout = '500ms';
set statement_timeout = 0;

-- Parts go with their owner.
alter table synapscale_db.agent_error_logs
    drop constraint if exists agent_error_logs_agent_id_fkey,
    add constraint agent_error_logs_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id) on delete cascade not valid;
alter table synapscale_db.agent_hierarchy
    drop constraint if exists agent_hierarchy_ancestor_fkey,
    add constraint agent_hierarchy_ancestor_fkey foreign key (ancestor) references synapscale_db.agents (id) on delete cascade not valid;
alter table synapscale_db.agent_hierarchy
    drop constraint if exists agent_hierarchy_descendant_fkey,
    add constraint agent_hierarchy_descendant_fkey foreign key (descendant) references synapscale_db.agents (id) on delete cascade not valid;
alter table synapscale_db.agent_quotas
    drop constraint if exists agent_quotas_agent_id_fkey,
    add constraint agent_quotas_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id) on delete cascade not valid;
alter table synapscale_db.agent_quotas
    drop constraint if exists agent_quotas_tenant_id_fkey,
    add constraint agent_quotas_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade not valid;
alter table synapscale_db.agent_usage_metrics
    drop constraint if exists agent_usage_metrics_agent_id_fkey,
    add constraint agent_usage_metrics_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id) on delete cascade not valid;
alter table synapscale_db.component_downloads
    drop constraint if exists component_downloads_component_id_fkey,
    add constraint component_downloads_component_id_fkey foreign key (component_id) references synapscale_db.marketplace_components (id) on delete cascade not valid;
alter table synapscale_db.component_ratings
    drop constraint if exists component_ratings_component_id_fkey,
    add constraint component_ratings_component_id_fkey foreign key (component_id) references synapscale_db.marketplace_components (id) on delete cascade not valid;
alter table synapscale_db.component_versions
    drop constraint if exists component_versions_component_id_fkey,
    add constraint component_versions_component_id_fkey foreign key (component_id) references synapscale_db.marketplace_components (id) on delete cascade not valid;
alter table synapscale_db.template_downloads
    drop constraint if exists template_downloads_template_id_fkey,
    add constraint template_downloads_template_id_fkey foreign key (template_id) references synapscale_db.workflow_templates (id) on delete cascade not valid;
alter table synapscale_db.template_favorites
    drop constraint if exists template_favorites_template_id_fkey,
    add constraint template_favorites_template_id_fkey foreign key (template_id) references synapscale_db.workflow_templates (id) on delete cascade not valid;
alter table synapscale_db.template_reviews
    drop constraint if exists template_reviews_template_id_fkey,
    add constraint template_reviews_template_id_fkey foreign key (template_id) references synapscale_db.workflow_templates (id) on delete cascade not valid;
alter table synapscale_db.template_usage
    drop constraint if exists template_usage_template_id_fkey,
    add constraint template_usage_template_id_fkey foreign key (template_id) references synapscale_db.workflow_templates (id) on delete cascade not valid;
alter table synapscale_db.workspace_projects
    drop constraint if exists workspace_projects_workflow_id_fkey,
    add constraint workspace_projects_workflow_id_fkey foreign key (workflow_id) references synapscale_db.workflows (id) on delete cascade not valid;

-- What survives forgets.
alter table synapscale_db.agent_configurations
    alter column created_by drop not null,
    drop constraint if exists agent_configurations_created_by_fkey,
    add constraint agent_configurations_created_by_fkey foreign key (created_by) references synapscale_db.users (id) on delete set null not valid;
alter table synapscale_db.analytics_events
    alter column project_id drop not null,
    drop constraint if exists analytics_events_project_id_fkey,
    add constraint analytics_events_project_id_fkey foreign key (project_id) references synapscale_db.workspace_projects (id) on delete set null not valid;
alter table synapscale_db.audit_log
    drop constraint if exists audit_log_changed_by_fkey,
    add constraint audit_log_changed_by_fkey foreign key (changed_by) references synapscale_db.users (id) on delete set null not valid;
alter table synapscale_db.component_purchases
    alter column component_id drop not null,
    drop constraint if exists component_purchases_component_id_fkey,
    add constraint component_purchases_component_id_fkey foreign key (component_id) references synapscale_db.marketplace_components (id) on delete set null not valid;
alter table synapscale_db.project_comments
    drop constraint if exists project_comments_parent_id_fkey,
    add constraint project_comments_parent_id_fkey foreign key (parent_id) references synapscale_db.project_comments (id) on delete set null not valid;
alter table synapscale_db.template_usage
    drop constraint if exists template_usage_workflow_id_fkey,
    add constraint template_usage_workflow_id_fkey foreign key (workflow_id) references synapscale_db.workflows (id) on delete set null not valid;
alter table synapscale_db.users
    drop constraint if exists users_tenant_id_fkey,
    add constraint users_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete set null not valid;

comment on column synapscale_db.agent_configurations.created_by is 'Null when the user who wrote the version is deleted. The only change that a version can undergo.';
comment on column synapscale_db.analytics_events.project_id is 'Null when the project is deleted: what happened in it remains.';
comment on column synapscale_db.component_purchases.component_id is 'Null when the component is deleted: what was paid for it remains.';

alter table synapscale_db.agent_error_logs validate constraint agent_error_logs_agent_id_fkey;
alter table synapscale_db.agent_hierarchy validate constraint agent_hierarchy_ancestor_fkey;
alter table synapscale_db.agent_hierarchy validate constraint agent_hierarchy_descendant_fkey;
alter table synapscale_db.agent_quotas validate constraint agent_quotas_agent_id_fkey;
alter table synapscale_db.agent_quotas validate constraint agent_quotas_tenant_id_fkey;
alter table synapscale_db.agent_usage_metrics validate constraint agent_usage_metrics_agent_id_fkey;
alter table synapscale_db.component_downloads validate constraint component_downloads_component_id_fkey;
alter table synapscale_db.component_ratings validate constraint component_ratings_component_id_fkey;
alter table synapscale_db.component_versions validate constraint component_versions_component_id_fkey;
alter table synapscale_db.template_downloads validate constraint template_downloads_template_id_fkey;
alter table synapscale_db.template_favorites validate constraint template_favorites_template_id_fkey;
alter table synapscale_db.template_reviews validate constraint template_reviews_template_id_fkey;
alter table synapscale_db.template_usage validate constraint template_usage_template_id_fkey;
alter table synapscale_db.workspace_projects validate constraint workspace_projects_workflow_id_fkey;
alter table synapscale_db.agent_configurations validate constraint agent_configurations_created_by_fkey;
alter table synapscale_db.analytics_events validate constraint analytics_events_project_id_fkey;
alter table synapscale_db.audit_log validate constraint audit_log_changed_by_fkey;
alter table synapscale_db.component_purchases validate constraint component_purchases_component_id_fkey;
alter table synapscale_db.project_comments validate constraint project_comments_parent_id_fkey;
alter table synapscale_db.template_usage validate constraint template_usage_workflow_id_fkey;
alter table synapscale_db.users validate constraint users_tenant_id_fkey;

reset lock_timeout;
reset statement_timeout;

-- +goose Down

set lock_timeout = '500ms';
set statement_timeout = 0;

alter table synapscale_db.agent_error_logs
    drop constraint if exists agent_error_logs_agent_id_fkey,
    add constraint agent_error_logs_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id) not valid;
alter table synapscale_db.agent_hierarchy
    drop constraint if exists agent_hierarchy_ancestor_fkey,
    add constraint agent_hierarchy_ancestor_fkey foreign key (ancestor) references synapscale_db.agents (id) not valid;
alter table synapscale_db.agent_hierarchy
    drop constraint if exists agent_hierarchy_descendant_fkey,
    add constraint agent_hierarchy_descendant_fkey foreign key (descendant) references synapscale_db.agents (id) not valid;
alter table synapscale_db.agent_quotas
    drop constraint if exists agent_quotas_agent_id_fkey,
    add constraint agent_quotas_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id) not valid;
alter table synapscale_db.agent_quotas
    drop constraint if exists agent_quotas_tenant_id_fkey,
    add constraint agent_quotas_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) not valid;
alter table synapscale_db.agent_usage_metrics
    drop constraint if exists agent_usage_metrics_agent_id_fkey,
    add constraint agent_usage_metrics_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id) not valid;
alter table synapscale_db.component_downloads
    drop constraint if exists component_downloads_component_id_fkey,
    add constraint component_downloads_component_id_fkey foreign key (component_id) references synapscale_db.marketplace_components (id) not valid;
alter table synapscale_db.component_ratings
    drop constraint if exists component_ratings_component_id_fkey,
    add constraint component_ratings_component_id_fkey foreign key (component_id) references synapscale_db.marketplace_components (id) not valid;
alter table synapscale_db.component_versions
    drop constraint if exists component_versions_component_id_fkey,
    add constraint component_versions_component_id_fkey foreign key (component_id) references synapscale_db.marketplace_components (id) not valid;
alter table synapscale_db.template_downloads
    drop constraint if exists template_downloads_template_id_fkey,
    add constraint template_downloads_template_id_fkey foreign key (template_id) references synapscale_db.workflow_templates (id) not valid;
alter table synapscale_db.template_favorites
    drop constraint if exists template_favorites_template_id_fkey,
    add constraint template_favorites_template_id_fkey foreign key (template_id) references synapscale_db.workflow_templates (id) not valid;
alter table synapscale_db.template_reviews
    drop constraint if exists template_reviews_template_id_fkey,
    add constraint template_reviews_template_id_fkey foreign key (template_id) references synapscale_db.workflow_templates (id) not valid;
alter table synapscale_db.template_usage
    drop constraint if exists template_usage_template_id_fkey,
    add constraint template_usage_template_id_fkey foreign key (template_id) references synapscale_db.workflow_templates (id) not valid;
alter table synapscale_db.workspace_projects
    drop constraint if exists workspace_projects_workflow_id_fkey,
    add constraint workspace_projects_workflow_id_fkey foreign key (workflow_id) references synapscale_db.workflows (id) not valid;
alter table synapscale_db.agent_configurations
    drop constraint if exists agent_configurations_created_by_fkey,
    add constraint agent_configurations_created_by_fkey foreign key (created_by) references synapscale_db.users (id) not valid;
alter table synapscale_db.analytics_events
    drop constraint if exists analytics_events_project_id_fkey,
    add constraint analytics_events_project_id_fkey foreign key (project_id) references synapscale_db.workspace_projects (id) not valid;
alter table synapscale_db.audit_log
    drop constraint if exists audit_log_changed_by_fkey,
    add constraint audit_log_changed_by_fkey foreign key (changed_by) references synapscale_db.users (id) not valid;
alter table synapscale_db.component_purchases
    drop constraint if exists component_purchases_component_id_fkey,
    add constraint component_purchases_component_id_fkey foreign key (component_id) references synapscale_db.marketplace_components (id) not valid;
alter table synapscale_db.project_comments
    drop constraint if exists project_comments_parent_id_fkey,
    add constraint project_comments_parent_id_fkey foreign key (parent_id) references synapscale_db.project_comments (id) not valid;
alter table synapscale_db.template_usage
    drop constraint if exists template_usage_workflow_id_fkey,
    add constraint template_usage_workflow_id_fkey foreign key (workflow_id) references synapscale_db.workflows (id) not valid;
alter table synapscale_db.users
    drop constraint if exists users_tenant_id_fkey,
    add constraint users_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) not valid;

alter table synapscale_db.agent_error_logs validate constraint agent_error_logs_agent_id_fkey;
alter table synapscale_db.agent_hierarchy validate constraint agent_hierarchy_ancestor_fkey;
alter table synapscale_db.agent_hierarchy validate constraint agent_hierarchy_descendant_fkey;
alter table synapscale_db.agent_quotas validate constraint agent_quotas_agent_id_fkey;
alter table synapscale_db.agent_quotas validate constraint agent_quotas_tenant_id_fkey;
alter table synapscale_db.agent_usage_metrics validate constraint agent_usage_metrics_agent_id_fkey;
alter table synapscale_db.component_downloads validate constraint component_downloads_component_id_fkey;
alter table synapscale_db.component_ratings validate constraint component_ratings_component_id_fkey;
alter table synapscale_db.component_versions validate constraint component_versions_component_id_fkey;
alter table synapscale_db.template_downloads validate constraint template_downloads_template_id_fkey;
alter table synapscale_db.template_favorites validate constraint template_favorites_template_id_fkey;
alter table synapscale_db.template_reviews validate constraint template_reviews_template_id_fkey;
alter table synapscale_db.template_usage validate constraint template_usage_template_id_fkey;
alter table synapscale_db.workspace_projects validate constraint workspace_projects_workflow_id_fkey;
alter table synapscale_db.agent_configurations validate constraint agent_configurations_created_by_fkey;
alter table synapscale_db.analytics_events validate constraint analytics_events_project_id_fkey;
alter table synapscale_db.audit_log validate constraint audit_log_changed_by_fkey;
alter table synapscale_db.component_purchases validate constraint component_purchases_component_id_fkey;
alter table synapscale_db.project_comments validate constraint project_comments_parent_id_fkey;
alter table synapscale_db.template_usage validate constraint template_usage_workflow_id_fkey;
alter table synapscale_db.users validate constraint users_tenant_id_fkey;

-- Not null is proven by a check first, so that no lock is held while the rows are read.
comment on column synapscale_db.agent_configurations.created_by is null;
alter table synapscale_db.agent_configurations drop constraint if exists agent_configurations_created_by_is_not_null, add constraint agent_configurations_created_by_is_not_null check (created_by is not null) not valid;
alter table synapscale_db.agent_configurations validate constraint agent_configurations_created_by_is_not_null;
alter table synapscale_db.agent_configurations alter column created_by set not null;
alter table synapscale_db.agent_configurations drop constraint agent_configurations_created_by_is_not_null;
comment on column synapscale_db.analytics_events.project_id is null;
alter table synapscale_db.analytics_events drop constraint if exists analytics_events_project_id_is_not_null, add constraint analytics_events_project_id_is_not_null check (project_id is not null) not valid;
alter table synapscale_db.analytics_events validate constraint analytics_events_project_id_is_not_null;
alter table synapscale_db.analytics_events alter column project_id set not null;
alter table synapscale_db.analytics_events drop constraint analytics_events_project_id_is_not_null;
comment on column synapscale_db.component_purchases.component_id is null;
alter table synapscale_db.component_purchases drop constraint if exists component_purchases_component_id_is_not_null, add constraint component_purchases_component_id_is_not_null check (component_id is not null) not valid;
alter table synapscale_db.component_purchases validate constraint component_purchases_component_id_is_not_null;
alter table synapscale_db.component_purchases alter column component_id set not null;
alter table synapscale_db.component_purchases drop constraint component_purchases_component_id_is_not_null;

reset lock_timeout;
reset statement_timeout;
