-- Eleven columns referred to another table without a foreign key, so that rows could be left without their tenant,
-- project, workflow or execution.
--
-- Where the column says in which surroundings something was measured or shown, a reference to a row that is gone is
-- cleared, and the comment on the column says so. Everywhere else such rows are counted before the first migration
-- runs, and stop it. A knowledge base or tool whose tenant is gone is never cleared: NULL is how one is offered to
-- every tenant.
--
-- Down does not bring back what was cleared: it referred to nothing.

-- +goose NO TRANSACTION

-- +goose Up

set lock_timeout = '500ms';
set statement_timeout = 0;

alter table synapscale_db.analytics_dashboards
    drop constraint if exists analytics_dashboards_workspace_id_fkey,
    add constraint analytics_dashboards_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null not valid;
alter table synapscale_db.analytics_events
    drop constraint if exists analytics_events_workspace_id_fkey,
    add constraint analytics_events_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null not valid;
alter table synapscale_db.analytics_events
    drop constraint if exists analytics_events_workflow_id_fkey,
    add constraint analytics_events_workflow_id_fkey foreign key (workflow_id) references synapscale_db.workflows (id) on delete set null not valid;
alter table synapscale_db.knowledge_bases
    drop constraint if exists knowledge_bases_tenant_id_fkey,
    add constraint knowledge_bases_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade not valid;
alter table synapscale_db.node_executions
    alter column node_id drop not null,
    drop constraint if exists node_executions_node_id_fkey,
    add constraint node_executions_node_id_fkey foreign key (node_id) references synapscale_db.nodes (id) on delete set null not valid;
alter table synapscale_db.project_collaborators
    drop constraint if exists project_collaborators_project_id_fkey,
    add constraint project_collaborators_project_id_fkey foreign key (project_id) references synapscale_db.workspace_projects (id) on delete cascade not valid;
alter table synapscale_db.project_comments
    drop constraint if exists project_comments_project_id_fkey,
    add constraint project_comments_project_id_fkey foreign key (project_id) references synapscale_db.workspace_projects (id) on delete cascade not valid;
alter table synapscale_db.tools
    drop constraint if exists tools_tenant_id_fkey,
    add constraint tools_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade not valid;
alter table synapscale_db.workflow_execution_metrics
    drop constraint if exists workflow_execution_metrics_workflow_execution_id_fkey,
    add constraint workflow_execution_metrics_workflow_execution_id_fkey foreign key (workflow_execution_id) references synapscale_db.workflow_executions (id) on delete cascade not valid;
alter table synapscale_db.workflow_execution_metrics
    drop constraint if exists workflow_execution_metrics_node_execution_id_fkey,
    add constraint workflow_execution_metrics_node_execution_id_fkey foreign key (node_execution_id) references synapscale_db.node_executions (id) on delete set null not valid;
alter table synapscale_db.workflow_nodes
    alter column node_id drop not null,
    drop constraint if exists workflow_nodes_node_id_fkey,
    add constraint workflow_nodes_node_id_fkey foreign key (node_id) references synapscale_db.nodes (id) on delete set null not valid;

-- From here on no reference can lose its row, so what is cleared now stays clear.
update synapscale_db.analytics_dashboards referencing_row set workspace_id = null
where workspace_id is not null and not exists (select from synapscale_db.workspaces where id = referencing_row.workspace_id);
update synapscale_db.analytics_events referencing_row set workspace_id = null
where workspace_id is not null and not exists (select from synapscale_db.workspaces where id = referencing_row.workspace_id);
update synapscale_db.analytics_events referencing_row set workflow_id = null
where workflow_id is not null and not exists (select from synapscale_db.workflows where id = referencing_row.workflow_id);
update synapscale_db.workflow_execution_metrics referencing_row set node_execution_id = null
where node_execution_id is not null and not exists (select from synapscale_db.node_executions where id = referencing_row.node_execution_id);

comment on column synapscale_db.analytics_dashboards.workspace_id is 'Null when the workspace is deleted. Version 15 cleared what referred to a workspace that no longer existed.';
comment on column synapscale_db.analytics_events.workspace_id is 'Null when the workspace is deleted. Version 15 cleared what referred to a workspace that no longer existed.';
comment on column synapscale_db.analytics_events.workflow_id is 'Null when the workflow is deleted. Version 15 cleared what referred to a workflow that no longer existed.';
comment on column synapscale_db.workflow_execution_metrics.node_execution_id is 'Null when the node execution is deleted. Version 15 cleared what referred to a node execution that no longer existed.';
comment on column synapscale_db.node_executions.node_id is 'Null when the node is deleted: node_key, node_type and node_name say what ran.';
comment on column synapscale_db.workflow_nodes.node_id is 'Null when the node is deleted: its place in the workflow remains, to be filled with another one.';

alter table synapscale_db.analytics_dashboards validate constraint analytics_dashboards_workspace_id_fkey;
alter table synapscale_db.analytics_events validate constraint analytics_events_workspace_id_fkey;
alter table synapscale_db.analytics_events validate constraint analytics_events_workflow_id_fkey;
alter table synapscale_db.knowledge_bases validate constraint knowledge_bases_tenant_id_fkey;
alter table synapscale_db.node_executions validate constraint node_executions_node_id_fkey;
alter table synapscale_db.project_collaborators validate constraint project_collaborators_project_id_fkey;
alter table synapscale_db.project_comments validate constraint project_comments_project_id_fkey;
alter table synapscale_db.tools validate constraint tools_tenant_id_fkey;
alter table synapscale_db.workflow_execution_metrics validate constraint workflow_execution_metrics_workflow_execution_id_fkey;
alter table synapscale_db.workflow_execution_metrics validate constraint workflow_execution_metrics_node_execution_id_fkey;
alter table synapscale_db.workflow_nodes validate constraint workflow_nodes_node_id_fkey;

reset lock_timeout;
reset statement_timeout;

-- +goose Down

set lock_timeout = '500ms';
set statement_timeout = 0;

alter table synapscale_db.analytics_dashboards drop constraint if exists analytics_dashboards_workspace_id_fkey;
alter table synapscale_db.analytics_events drop constraint if exists analytics_events_workspace_id_fkey;
alter table synapscale_db.analytics_events drop constraint if exists analytics_events_workflow_id_fkey;
alter table synapscale_db.knowledge_bases drop constraint if exists knowledge_bases_tenant_id_fkey;
alter table synapscale_db.node_executions drop constraint if exists node_executions_node_id_fkey;
alter table synapscale_db.project_collaborators drop constraint if exists project_collaborators_project_id_fkey;
alter table synapscale_db.project_comments drop constraint if exists project_comments_project_id_fkey;
alter table synapscale_db.tools drop constraint if exists tools_tenant_id_fkey;
alter table synapscale_db.workflow_execution_metrics drop constraint if exists workflow_execution_metrics_workflow_execution_id_fkey;
alter table synapscale_db.workflow_execution_metrics drop constraint if exists workflow_execution_metrics_node_execution_id_fkey;
alter table synapscale_db.workflow_nodes drop constraint if exists workflow_nodes_node_id_fkey;

comment on column synapscale_db.analytics_dashboards.workspace_id is null;
comment on column synapscale_db.analytics_events.workspace_id is null;
comment on column synapscale_db.analytics_events.workflow_id is null;
comment on column synapscale_db.workflow_execution_metrics.node_execution_id is null;

-- Not null is proven by a check first, so that no lock is held while the rows are read.
comment on column synapscale_db.node_executions.node_id is null;
alter table synapscale_db.node_executions drop constraint if exists node_executions_node_id_is_not_null, add constraint node_executions_node_id_is_not_null check (node_id is not null) not valid;
alter table synapscale_db.node_executions validate constraint node_executions_node_id_is_not_null;
alter table synapscale_db.node_executions alter column node_id set not null;
alter table synapscale_db.node_executions drop constraint node_executions_node_id_is_not_null;
comment on column synapscale_db.workflow_nodes.node_id is null;
alter table synapscale_db.workflow_nodes drop constraint if exists workflow_nodes_node_id_is_not_null, add constraint workflow_nodes_node_id_is_not_null check (node_id is not null) not valid;
alter table synapscale_db.workflow_nodes validate constraint workflow_nodes_node_id_is_not_null;
alter table synapscale_db.workflow_nodes alter column node_id set not null;
alter table synapscale_db.workflow_nodes drop constraint workflow_nodes_node_id_is_not_null;

reset lock_timeout;
reset statement_timeout;
