-- 12 foreign keys said ON DELETE SET NULL on a column that is NOT NULL, so that a workspace, user, model, report,
-- project or workflow execution could not be deleted while such a row existed.
--
-- Parts go with their owner: the members of a workspace, the versions of a project, the executions of a report.
-- History and money survive: who created a campaign, a collection or an invitation, and which model was used, becomes
-- NULL.
--
-- Each statement is its own transaction: an exclusive lock on two tables for the moment of changing the catalog, and
-- at the end a look at the rows that were there, under a lock that stops neither readers nor writers.
--
-- Down refuses while a row has outlived its actor, because the column that would be NOT NULL again holds a NULL.

-- +goose NO TRANSACTION

-- +goose Up

set lock_timeout = '500ms';
set statement_timeout = 0;

-- Parts go with their owner.
alter table synapscale_db.node_executions
    drop constraint if exists node_executions_workflow_execution_id_fkey,
    add constraint node_executions_workflow_execution_id_fkey foreign key (workflow_execution_id) references synapscale_db.workflow_executions (id) on delete cascade not valid;
alter table synapscale_db.project_versions
    drop constraint if exists project_versions_project_id_fkey,
    add constraint project_versions_project_id_fkey foreign key (project_id) references synapscale_db.workspace_projects (id) on delete cascade not valid;
alter table synapscale_db.report_executions
    drop constraint if exists report_executions_report_id_fkey,
    add constraint report_executions_report_id_fkey foreign key (report_id) references synapscale_db.custom_reports (id) on delete cascade not valid;
alter table synapscale_db.workflow_execution_queue
    drop constraint if exists execution_queue_workflow_execution_id_fkey,
    add constraint execution_queue_workflow_execution_id_fkey foreign key (workflow_execution_id) references synapscale_db.workflow_executions (id) on delete cascade not valid;
alter table synapscale_db.workspace_activities
    drop constraint if exists workspace_activities_workspace_id_fkey,
    add constraint workspace_activities_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete cascade not valid;
alter table synapscale_db.workspace_invitations
    drop constraint if exists workspace_invitations_workspace_id_fkey,
    add constraint workspace_invitations_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete cascade not valid;
alter table synapscale_db.workspace_members
    drop constraint if exists workspace_members_workspace_id_fkey,
    add constraint workspace_members_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete cascade not valid;
alter table synapscale_db.workspace_projects
    drop constraint if exists workspace_projects_workspace_id_fkey,
    add constraint workspace_projects_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete cascade not valid;

-- What survives forgets.
alter table synapscale_db.campaigns
    alter column created_by drop not null,
    drop constraint if exists campaigns_created_by_fkey,
    add constraint campaigns_created_by_fkey foreign key (created_by) references synapscale_db.users (id) on delete set null not valid;
alter table synapscale_db.llms_usage_logs
    alter column llm_id drop not null,
    drop constraint if exists usage_logs_llm_id_fkey,
    add constraint usage_logs_llm_id_fkey foreign key (llm_id) references synapscale_db.llms (id) on delete set null not valid;
alter table synapscale_db.template_collections
    alter column creator_id drop not null,
    drop constraint if exists template_collections_creator_id_fkey,
    add constraint template_collections_creator_id_fkey foreign key (creator_id) references synapscale_db.users (id) on delete set null not valid;
alter table synapscale_db.workspace_invitations
    alter column inviter_id drop not null,
    drop constraint if exists workspace_invitations_inviter_id_fkey,
    add constraint workspace_invitations_inviter_id_fkey foreign key (inviter_id) references synapscale_db.users (id) on delete set null not valid;

comment on column synapscale_db.campaigns.created_by is 'Null when the user who created the campaign is deleted.';
comment on column synapscale_db.llms_usage_logs.llm_id is 'Null when the model is deleted: what its use cost remains.';
comment on column synapscale_db.template_collections.creator_id is 'Null when the user who created the collection is deleted.';
comment on column synapscale_db.workspace_invitations.inviter_id is 'Null when the user who sent the invitation is deleted.';

alter table synapscale_db.node_executions validate constraint node_executions_workflow_execution_id_fkey;
alter table synapscale_db.project_versions validate constraint project_versions_project_id_fkey;
alter table synapscale_db.report_executions validate constraint report_executions_report_id_fkey;
alter table synapscale_db.workflow_execution_queue validate constraint execution_queue_workflow_execution_id_fkey;
alter table synapscale_db.workspace_activities validate constraint workspace_activities_workspace_id_fkey;
alter table synapscale_db.workspace_invitations validate constraint workspace_invitations_workspace_id_fkey;
alter table synapscale_db.workspace_members validate constraint workspace_members_workspace_id_fkey;
alter table synapscale_db.workspace_projects validate constraint workspace_projects_workspace_id_fkey;
alter table synapscale_db.campaigns validate constraint campaigns_created_by_fkey;
alter table synapscale_db.llms_usage_logs validate constraint usage_logs_llm_id_fkey;
alter table synapscale_db.template_collections validate constraint template_collections_creator_id_fkey;
alter table synapscale_db.workspace_invitations validate constraint workspace_invitations_inviter_id_fkey;

reset lock_timeout;
reset statement_timeout;

-- +goose Down

set lock_timeout = '500ms';
set statement_timeout = 0;

alter table synapscale_db.node_executions
    drop constraint if exists node_executions_workflow_execution_id_fkey,
    add constraint node_executions_workflow_execution_id_fkey foreign key (workflow_execution_id) references synapscale_db.workflow_executions (id) on delete set null not valid;
alter table synapscale_db.project_versions
    drop constraint if exists project_versions_project_id_fkey,
    add constraint project_versions_project_id_fkey foreign key (project_id) references synapscale_db.workspace_projects (id) on delete set null not valid;
alter table synapscale_db.report_executions
    drop constraint if exists report_executions_report_id_fkey,
    add constraint report_executions_report_id_fkey foreign key (report_id) references synapscale_db.custom_reports (id) on delete set null not valid;
alter table synapscale_db.workflow_execution_queue
    drop constraint if exists execution_queue_workflow_execution_id_fkey,
    add constraint execution_queue_workflow_execution_id_fkey foreign key (workflow_execution_id) references synapscale_db.workflow_executions (id) on delete set null not valid;
alter table synapscale_db.workspace_activities
    drop constraint if exists workspace_activities_workspace_id_fkey,
    add constraint workspace_activities_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null not valid;
alter table synapscale_db.workspace_invitations
    drop constraint if exists workspace_invitations_workspace_id_fkey,
    add constraint workspace_invitations_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null not valid;
alter table synapscale_db.workspace_members
    drop constraint if exists workspace_members_workspace_id_fkey,
    add constraint workspace_members_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null not valid;
alter table synapscale_db.workspace_projects
    drop constraint if exists workspace_projects_workspace_id_fkey,
    add constraint workspace_projects_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null not valid;
alter table synapscale_db.campaigns
    drop constraint if exists campaigns_created_by_fkey,
    add constraint campaigns_created_by_fkey foreign key (created_by) references synapscale_db.users (id) on delete set null not valid;
alter table synapscale_db.llms_usage_logs
    drop constraint if exists usage_logs_llm_id_fkey,
    add constraint usage_logs_llm_id_fkey foreign key (llm_id) references synapscale_db.llms (id) on delete set null not valid;
alter table synapscale_db.template_collections
    drop constraint if exists template_collections_creator_id_fkey,
    add constraint template_collections_creator_id_fkey foreign key (creator_id) references synapscale_db.users (id) on delete set null not valid;
alter table synapscale_db.workspace_invitations
    drop constraint if exists workspace_invitations_inviter_id_fkey,
    add constraint workspace_invitations_inviter_id_fkey foreign key (inviter_id) references synapscale_db.users (id) on delete set null not valid;

alter table synapscale_db.node_executions validate constraint node_executions_workflow_execution_id_fkey;
alter table synapscale_db.project_versions validate constraint project_versions_project_id_fkey;
alter table synapscale_db.report_executions validate constraint report_executions_report_id_fkey;
alter table synapscale_db.workflow_execution_queue validate constraint execution_queue_workflow_execution_id_fkey;
alter table synapscale_db.workspace_activities validate constraint workspace_activities_workspace_id_fkey;
alter table synapscale_db.workspace_invitations validate constraint workspace_invitations_workspace_id_fkey;
alter table synapscale_db.workspace_members validate constraint workspace_members_workspace_id_fkey;
alter table synapscale_db.workspace_projects validate constraint workspace_projects_workspace_id_fkey;
alter table synapscale_db.campaigns validate constraint campaigns_created_by_fkey;
alter table synapscale_db.llms_usage_logs validate constraint usage_logs_llm_id_fkey;
alter table synapscale_db.template_collections validate constraint template_collections_creator_id_fkey;
alter table synapscale_db.workspace_invitations validate constraint workspace_invitations_inviter_id_fkey;

-- Not null is proven by a check first, so that no lock is held while the rows are read.
comment on column synapscale_db.campaigns.created_by is null;
alter table synapscale_db.campaigns drop constraint if exists campaigns_created_by_is_not_null, add constraint campaigns_created_by_is_not_null check (created_by is not null) not valid;
alter table synapscale_db.campaigns validate constraint campaigns_created_by_is_not_null;
alter table synapscale_db.campaigns alter column created_by set not null;
alter table synapscale_db.campaigns drop constraint campaigns_created_by_is_not_null;
comment on column synapscale_db.llms_usage_logs.llm_id is null;
alter table synapscale_db.llms_usage_logs drop constraint if exists llms_usage_logs_llm_id_is_not_null, add constraint llms_usage_logs_llm_id_is_not_null check (llm_id is not null) not valid;
alter table synapscale_db.llms_usage_logs validate constraint llms_usage_logs_llm_id_is_not_null;
alter table synapscale_db.llms_usage_logs alter column llm_id set not null;
alter table synapscale_db.llms_usage_logs drop constraint llms_usage_logs_llm_id_is_not_null;
comment on column synapscale_db.template_collections.creator_id is null;
alter table synapscale_db.template_collections drop constraint if exists template_collections_creator_id_is_not_null, add constraint template_collections_creator_id_is_not_null check (creator_id is not null) not valid;
alter table synapscale_db.template_collections validate constraint template_collections_creator_id_is_not_null;
alter table synapscale_db.template_collections alter column creator_id set not null;
alter table synapscale_db.template_collections drop constraint template_collections_creator_id_is_not_null;
comment on column synapscale_db.workspace_invitations.inviter_id is null;
alter table synapscale_db.workspace_invitations drop constraint if exists workspace_invitations_inviter_id_is_not_null, add constraint workspace_invitations_inviter_id_is_not_null check (inviter_id is not null) not valid;
alter table synapscale_db.workspace_invitations validate constraint workspace_invitations_inviter_id_is_not_null;
alter table synapscale_db.workspace_invitations alter column inviter_id set not null;
alter table synapscale_db.workspace_invitations drop constraint workspace_invitations_inviter_id_is_not_null;

reset lock_timeout;
reset statement_timeout;
