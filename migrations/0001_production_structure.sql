-- The production structure as it stands, its defects included.
--
-- A database that already holds this structure is adopted: compared with it, then recorded as migrated, untouched.
-- So this file states facts. What is wrong is named where it stands and repaired by a later migration, never here.
-- For the same reason it has no "comment on": production has none, and the two catalogs must stay equal.
--
-- Not ours and therefore absent: alembic_version, the table of the Python backend's migration tool.
--
-- Order: per bounded context its types, tables and indexes; then foreign keys, functions, the view, triggers and
-- row security. Names are qualified throughout, so that no search_path of the session matters.

-- +goose Up

-- The version table of goose lives in the same schema, which therefore usually exists by now.
create schema if not exists synapscale_db;

-- -----------------------------------------------------------------------------
-- tenancy: What a customer is and what its plan entitles it to. Everything below belongs to a tenant.
-- -----------------------------------------------------------------------------

create table synapscale_db.tenants (
    id uuid not null default gen_random_uuid(),
    name varchar(255) not null,
    slug varchar(100) not null,
    domain varchar(255),
    status varchar(50) not null default 'active',
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    plan_id uuid not null,
    theme varchar(20) default 'light',
    default_language varchar(10) default 'en',
    timezone varchar(50) default 'UTC',
    mfa_required boolean default false,
    session_timeout integer default 3600,
    ip_whitelist jsonb default '[]',
    max_storage_mb integer,
    max_workspaces integer,
    max_api_calls_per_day integer,
    max_members_per_workspace integer,
    enabled_features text[],
    constraint tenants_pkey primary key (id),
    constraint tenants_slug_key unique (slug)
);

create index idx_tenants_enabled_features on synapscale_db.tenants using gin (enabled_features);
create index idx_tenants_language on synapscale_db.tenants (default_language);
create index idx_tenants_max_api_calls_per_day on synapscale_db.tenants (max_api_calls_per_day);
create index idx_tenants_max_storage_mb on synapscale_db.tenants (max_storage_mb);
create index idx_tenants_max_workspaces on synapscale_db.tenants (max_workspaces);
create index idx_tenants_mfa_required on synapscale_db.tenants (mfa_required);
create index idx_tenants_plan_id on synapscale_db.tenants (plan_id);
create index idx_tenants_slug on synapscale_db.tenants (slug);
create index idx_tenants_status on synapscale_db.tenants (status);
create index idx_tenants_theme on synapscale_db.tenants (theme);

create table synapscale_db.plans (
    id uuid not null,
    name varchar(100) not null,
    slug varchar(50) not null,
    description text,
    price_monthly double precision not null default 0.0,
    price_yearly double precision not null default 0.0,
    max_workspaces integer not null default 1,
    max_members_per_workspace integer not null default 1,
    max_projects_per_workspace integer not null default 10,
    max_storage_mb integer not null default 100,
    max_executions_per_month integer not null default 100,
    allow_collaborative_workspaces boolean not null default false,
    allow_custom_domains boolean not null default false,
    allow_api_access boolean not null default false,
    allow_advanced_analytics boolean not null default false,
    allow_priority_support boolean not null default false,
    is_active boolean not null default true,
    is_public boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    status varchar(20) default 'active',
    version varchar(20) default '1.0.0',
    sort_order integer default 0,
    constraint plans_pkey primary key (id),
    constraint plans_slug_key unique (slug),
    constraint plans_status_check check (status::text = any (array[
        'active'::varchar::text,
        'inactive'::varchar::text,
        'deprecated'::varchar::text,
        'coming_soon'::varchar::text
    ]))
);

create index idx_plans_is_active on synapscale_db.plans (is_active);

create table synapscale_db.features (
    id uuid not null default gen_random_uuid(),
    key varchar(100) not null,
    name varchar(255) not null,
    description text,
    category varchar(100),
    is_active boolean default true,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint features_pkey primary key (id),
    constraint features_key_key unique (key)
);

create index idx_features_category on synapscale_db.features (category);
create index idx_features_key on synapscale_db.features (key);

create table synapscale_db.plan_features (
    id uuid not null default gen_random_uuid(),
    plan_id uuid not null,
    feature_id uuid not null,
    is_enabled boolean default true,
    config jsonb default '{}',
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint plan_features_pkey primary key (id),
    constraint plan_features_plan_id_feature_id_key unique (plan_id, feature_id)
);

create table synapscale_db.plan_entitlements (
    id uuid not null default gen_random_uuid(),
    plan_id uuid not null,
    feature_id uuid not null,
    limit_value integer,
    is_unlimited boolean default false,
    metadata jsonb default '{}',
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint plan_entitlements_pkey primary key (id),
    constraint plan_entitlements_plan_id_feature_id_key unique (plan_id, feature_id)
);

create index idx_plan_entitlements_feature_id on synapscale_db.plan_entitlements (feature_id);
create index idx_plan_entitlements_plan_id on synapscale_db.plan_entitlements (plan_id);

create table synapscale_db.tenant_features (
    id uuid not null default gen_random_uuid(),
    tenant_id uuid not null,
    feature_id uuid not null,
    is_enabled boolean default true,
    usage_count integer default 0,
    limit_value integer,
    config jsonb default '{}',
    expires_at timestamptz,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint tenant_features_pkey primary key (id),
    constraint tenant_features_tenant_id_feature_id_key unique (tenant_id, feature_id)
);

create index idx_tenant_features_feature_id on synapscale_db.tenant_features (feature_id);
create index idx_tenant_features_tenant_id on synapscale_db.tenant_features (tenant_id);

-- -----------------------------------------------------------------------------
-- auth: The people who sign in, their sessions, their one-time tokens and their variables.
-- -----------------------------------------------------------------------------

create table synapscale_db.users (
    id uuid not null,
    email varchar(255) not null,
    username varchar(255) not null,
    hashed_password varchar(255) not null,
    full_name varchar(200) not null,
    is_active boolean default true,
    is_verified boolean default false,
    is_superuser boolean default false,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    status varchar(20) default 'active',
    metadata jsonb default '{}',
    last_login_at timestamptz,
    login_count integer default 0,
    failed_login_attempts integer default 0,
    account_locked_until timestamptz,
    tenant_id uuid,
    profile_image_url varchar(500),
    bio varchar(1000),
    constraint users_pkey primary key (id),
    constraint users_status_check check (status::text = any (array[
        'active'::varchar::text,
        'inactive'::varchar::text,
        'suspended'::varchar::text,
        'pending_verification'::varchar::text,
        'deleted'::varchar::text
    ]))
);

create index idx_users_failed_attempts on synapscale_db.users (failed_login_attempts) where failed_login_attempts > 0;
create index idx_users_last_login on synapscale_db.users (last_login_at);
create index idx_users_status on synapscale_db.users (status) where status::text <> 'deleted';
create unique index ix_synapscale_db_users_email on synapscale_db.users (email);
create unique index ix_synapscale_db_users_username on synapscale_db.users (username);

create table synapscale_db.refresh_tokens (
    id uuid not null,
    token varchar(500) not null,
    user_id uuid not null,
    expires_at timestamptz not null,
    is_revoked boolean,
    created_at timestamptz default now(),
    updated_at timestamptz default current_timestamp,
    constraint refresh_tokens_pkey primary key (id)
);

create unique index ix_synapscale_db_refresh_tokens_token on synapscale_db.refresh_tokens (token);
create index ix_synapscale_db_refresh_tokens_user_id on synapscale_db.refresh_tokens (user_id);

create table synapscale_db.password_reset_tokens (
    id uuid not null,
    token varchar(500) not null,
    user_id uuid not null,
    expires_at timestamptz not null,
    is_used boolean,
    created_at timestamptz default now(),
    updated_at timestamptz default current_timestamp,
    constraint password_reset_tokens_pkey primary key (id)
);

create index idx_password_reset_tokens_user_id on synapscale_db.password_reset_tokens (user_id);
create unique index ix_synapscale_db_password_reset_tokens_token on synapscale_db.password_reset_tokens (token);
create index ix_synapscale_db_password_reset_tokens_user_id on synapscale_db.password_reset_tokens (user_id);

create table synapscale_db.email_verification_tokens (
    id uuid not null,
    token varchar(500) not null,
    user_id uuid not null,
    expires_at timestamptz not null,
    is_used boolean,
    created_at timestamptz default now(),
    updated_at timestamptz default current_timestamp,
    constraint email_verification_tokens_pkey primary key (id)
);

create index idx_email_verification_tokens_user_id on synapscale_db.email_verification_tokens (user_id);
create unique index ix_synapscale_db_email_verification_tokens_token on synapscale_db.email_verification_tokens (token);
create index ix_synapscale_db_email_verification_tokens_user_id on synapscale_db.email_verification_tokens (user_id);

create table synapscale_db.user_variables (
    id uuid not null,
    key varchar(255) not null,
    value text not null,
    is_secret boolean not null default false,
    user_id uuid not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    category varchar(100),
    description text,
    is_encrypted boolean not null default false,
    is_active boolean not null default true,
    tenant_id uuid,
    constraint user_variables_pkey primary key (id)
);

create index idx_user_variables_tenant_id on synapscale_db.user_variables (tenant_id);
create index idx_user_variables_user_id on synapscale_db.user_variables (user_id);

-- -----------------------------------------------------------------------------
-- rbac: Permissions, the roles that bundle them, and who holds which role in which tenant.
-- -----------------------------------------------------------------------------

create table synapscale_db.rbac_permissions (
    id uuid not null default gen_random_uuid(),
    key varchar(100) not null,
    description text,
    category varchar(100),
    resource varchar(100),
    action varchar(100),
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    tenant_id uuid,
    constraint rbac_permissions_pkey primary key (id),
    constraint rbac_permissions_key_key unique (key)
);

create index idx_rbac_permissions_category on synapscale_db.rbac_permissions (category);
create index idx_rbac_permissions_key on synapscale_db.rbac_permissions (key);

create table synapscale_db.rbac_roles (
    id uuid not null default gen_random_uuid(),
    name varchar(100) not null,
    description text,
    is_system boolean default false,
    metadata jsonb default '{}',
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    tenant_id uuid,
    constraint rbac_roles_pkey primary key (id),
    constraint rbac_roles_name_key unique (name)
);

create table synapscale_db.rbac_role_permissions (
    id uuid not null default gen_random_uuid(),
    role_id uuid not null,
    permission_id uuid not null,
    granted boolean default true,
    conditions jsonb default '{}',
    created_at timestamptz default current_timestamp,
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint rbac_role_permissions_pkey primary key (id),
    constraint rbac_role_permissions_role_id_permission_id_key unique (role_id, permission_id)
);

create index idx_rbac_role_permissions_tenant_id on synapscale_db.rbac_role_permissions (tenant_id);

create table synapscale_db.user_tenant_roles (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    tenant_id uuid not null,
    role_id uuid not null,
    granted_by uuid,
    granted_at timestamptz default current_timestamp,
    expires_at timestamptz,
    is_active boolean default true,
    conditions jsonb default '{}',
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint user_tenant_roles_pkey primary key (id),
    constraint user_tenant_roles_user_id_tenant_id_role_id_key unique (user_id, tenant_id, role_id)
);

create index idx_user_tenant_roles_role_id on synapscale_db.user_tenant_roles (role_id);
create index idx_user_tenant_roles_tenant_id on synapscale_db.user_tenant_roles (tenant_id);
create index idx_user_tenant_roles_user_id on synapscale_db.user_tenant_roles (user_id);

-- -----------------------------------------------------------------------------
-- workspaces: Where the people of a tenant work together: members, invitations, activity, features.
-- -----------------------------------------------------------------------------

create type synapscale_db.workspacetype as enum ('individual', 'collaborative');

create table synapscale_db.workspaces (
    id uuid not null,
    name varchar(255) not null,
    slug varchar(120) not null,
    description text,
    avatar_url varchar(500),
    color varchar(7),
    owner_id uuid not null,
    is_public boolean not null default false,
    is_template boolean not null default false,
    allow_guest_access boolean not null default false,
    require_approval boolean not null,
    max_members integer,
    max_projects integer,
    max_storage_mb integer,
    enable_real_time_editing boolean not null,
    enable_comments boolean not null,
    enable_chat boolean not null,
    enable_video_calls boolean not null,
    member_count integer not null,
    project_count integer not null,
    activity_count integer not null,
    storage_used_mb double precision not null,
    status varchar(20) not null default 'active',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    last_activity_at timestamptz not null,
    tenant_id uuid not null,
    email_notifications boolean default true,
    push_notifications boolean default false,
    api_calls_today integer default 0,
    api_calls_this_month integer default 0,
    last_api_reset_daily timestamptz default current_timestamp,
    last_api_reset_monthly timestamptz default current_timestamp,
    feature_usage_count jsonb default '{}',
    type synapscale_db.workspacetype not null default 'individual',
    constraint workspaces_pkey primary key (id)
);

create index idx_workspaces_api_calls_today on synapscale_db.workspaces (api_calls_today);
create index idx_workspaces_email_notifications on synapscale_db.workspaces (email_notifications);
create index idx_workspaces_last_api_reset_daily on synapscale_db.workspaces (last_api_reset_daily);
create index idx_workspaces_status on synapscale_db.workspaces (status);
create index idx_workspaces_tenant_id on synapscale_db.workspaces (tenant_id);
create unique index ix_public_workspaces_slug on synapscale_db.workspaces (slug);

create sequence synapscale_db.workspace_members_id_seq as integer;

create table synapscale_db.workspace_members (
    id integer not null default nextval('synapscale_db.workspace_members_id_seq'),
    workspace_id uuid not null,
    user_id uuid not null,
    custom_permissions jsonb,
    status varchar(20) not null default 'active',
    is_favorite boolean not null default false,
    notification_preferences jsonb,
    last_seen_at timestamptz not null,
    joined_at timestamptz not null,
    left_at timestamptz,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    tenant_id uuid not null,
    role varchar(50) not null default 'member',
    constraint workspace_members_pkey primary key (id)
);
alter sequence synapscale_db.workspace_members_id_seq owned by synapscale_db.workspace_members.id;

create index idx_workspace_members_status on synapscale_db.workspace_members (status);
create index idx_workspace_members_tenant_id on synapscale_db.workspace_members (tenant_id);
create index idx_workspace_members_workspace_status on synapscale_db.workspace_members (workspace_id, status);
create index ix_public_workspace_members_id on synapscale_db.workspace_members (id);
create index ix_public_workspace_members_user_id on synapscale_db.workspace_members (user_id);
create index ix_public_workspace_members_workspace_id on synapscale_db.workspace_members (workspace_id);

create table synapscale_db.workspace_invitations (
    id uuid not null,
    workspace_id uuid not null,
    inviter_id uuid not null,
    invited_user_id uuid,
    email varchar(255) not null,
    message text,
    token varchar(100) not null,
    status varchar(20) not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    responded_at timestamptz,
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint workspace_invitations_pkey primary key (id)
);

create index idx_workspace_invitations_status on synapscale_db.workspace_invitations (status);
create index idx_workspace_invitations_tenant_id on synapscale_db.workspace_invitations (tenant_id);
create index ix_public_workspace_invitations_email on synapscale_db.workspace_invitations (email);
create index ix_public_workspace_invitations_invited_user_id on synapscale_db.workspace_invitations (invited_user_id);
create index ix_public_workspace_invitations_inviter_id on synapscale_db.workspace_invitations (inviter_id);
create unique index ix_public_workspace_invitations_token on synapscale_db.workspace_invitations (token);
create index ix_public_workspace_invitations_workspace_id on synapscale_db.workspace_invitations (workspace_id);

create table synapscale_db.workspace_activities (
    id uuid not null,
    workspace_id uuid not null,
    user_id uuid not null,
    action varchar(50) not null,
    resource_type varchar(50) not null,
    resource_id varchar(255),
    description varchar(500) not null,
    metadata jsonb,
    ip_address varchar(45),
    user_agent varchar(500),
    created_at timestamptz not null,
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    meta_data jsonb default '{}',
    constraint workspace_activities_pkey primary key (id)
);

create index idx_workspace_activities_tenant_id on synapscale_db.workspace_activities (tenant_id);
create index ix_public_workspace_activities_action on synapscale_db.workspace_activities (action);
create index ix_public_workspace_activities_user_id on synapscale_db.workspace_activities (user_id);
create index ix_public_workspace_activities_workspace_id on synapscale_db.workspace_activities (workspace_id);

create table synapscale_db.workspace_features (
    id uuid not null default gen_random_uuid(),
    workspace_id uuid not null,
    feature_id uuid not null,
    is_enabled boolean default true,
    config jsonb default '{}',
    usage_count integer default 0,
    limit_value integer,
    expires_at timestamptz,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    tenant_id uuid,
    constraint workspace_features_pkey primary key (id),
    constraint workspace_features_workspace_id_feature_id_key unique (workspace_id, feature_id)
);

create index idx_workspace_features_feature_id on synapscale_db.workspace_features (feature_id);
create index idx_workspace_features_is_enabled on synapscale_db.workspace_features (is_enabled);
create index idx_workspace_features_tenant_id on synapscale_db.workspace_features (tenant_id);
create index idx_workspace_features_workspace_id on synapscale_db.workspace_features (workspace_id);

-- -----------------------------------------------------------------------------
-- workflows: Workflows as graphs of nodes, and every execution of one.
-- -----------------------------------------------------------------------------

create table synapscale_db.workflows (
    id uuid not null,
    name varchar(255) not null,
    description text,
    definition jsonb not null,
    is_active boolean not null default true,
    user_id uuid not null,
    workspace_id uuid,
    is_public boolean default false,
    category varchar(100),
    tags jsonb,
    version varchar(20),
    thumbnail_url varchar(500),
    downloads_count integer,
    rating_average integer,
    rating_count integer,
    execution_count integer,
    last_executed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    tenant_id uuid not null,
    status varchar(20) default 'draft',
    priority integer default 1,
    timeout_seconds integer default 3600,
    retry_count integer default 3,
    constraint workflows_pkey primary key (id),
    constraint check_workflow_definition_structure check (
        (definition ? 'nodes')
        and (definition ? 'connections')
        and (jsonb_typeof((definition -> 'nodes')) = 'array')
        and (jsonb_typeof((definition -> 'connections')) = 'array')
    ),
    constraint workflows_priority_check check ((priority >= 1) and (priority <= 10)),
    constraint workflows_status_check check (status::text = any (array[
        'draft'::varchar::text,
        'active'::varchar::text,
        'paused'::varchar::text,
        'completed'::varchar::text,
        'failed'::varchar::text,
        'archived'::varchar::text
    ]))
);

create index idx_workflows_definition_connections on synapscale_db.workflows using gin ((definition -> 'connections'));
create index idx_workflows_definition_nodes on synapscale_db.workflows using gin ((definition -> 'nodes'));
create index idx_workflows_name on synapscale_db.workflows (name);
create index idx_workflows_priority on synapscale_db.workflows (priority);
create index idx_workflows_status on synapscale_db.workflows (status);
create index idx_workflows_tenant_id on synapscale_db.workflows (tenant_id);
create index idx_workflows_tenant_user on synapscale_db.workflows (tenant_id, user_id);
create index idx_workflows_tenant_workspace on synapscale_db.workflows (tenant_id, workspace_id);
create index idx_workflows_user_id on synapscale_db.workflows (user_id);
create index ix_public_workflows_workspace_id on synapscale_db.workflows (workspace_id);

create table synapscale_db.workflow_nodes (
    id uuid not null,
    workflow_id uuid not null,
    node_id uuid not null,
    instance_name varchar(200),
    position_x integer not null,
    position_y integer not null,
    configuration jsonb,
    created_at timestamptz default now(),
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint workflow_nodes_pkey primary key (id)
);

create index idx_workflow_nodes_tenant_id on synapscale_db.workflow_nodes (tenant_id);
create index ix_public_workflow_nodes_node_id on synapscale_db.workflow_nodes (node_id);
create index ix_public_workflow_nodes_workflow_id on synapscale_db.workflow_nodes (workflow_id);

create table synapscale_db.workflow_connections (
    id uuid not null,
    workflow_id uuid not null,
    source_node_id uuid not null,
    target_node_id uuid not null,
    source_port varchar(100),
    target_port varchar(100),
    created_at timestamptz default now(),
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint workflow_connections_pkey primary key (id)
);

create index idx_workflow_connections_tenant_id on synapscale_db.workflow_connections (tenant_id);
create index ix_public_workflow_connections_workflow_id on synapscale_db.workflow_connections (workflow_id);

create table synapscale_db.workflow_executions (
    id uuid not null,
    execution_id varchar(36),
    workflow_id uuid not null,
    user_id uuid not null,
    status varchar(20) not null default 'pending',
    priority integer,
    input_data jsonb,
    output_data jsonb,
    context_data jsonb,
    variables jsonb,
    total_nodes integer,
    completed_nodes integer,
    failed_nodes integer,
    progress_percentage integer,
    started_at timestamptz not null default now(),
    completed_at timestamptz,
    timeout_at timestamptz,
    estimated_duration integer,
    actual_duration integer,
    execution_log text,
    error_message text,
    error_details jsonb,
    debug_info jsonb,
    retry_count integer,
    max_retries integer,
    auto_retry boolean,
    notify_on_completion boolean,
    notify_on_failure boolean,
    tags jsonb,
    metadata json,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    tenant_id uuid,
    constraint workflow_executions_pkey primary key (id)
);

create index idx_workflow_executions_created_at on synapscale_db.workflow_executions (created_at);
create index idx_workflow_executions_status on synapscale_db.workflow_executions (status);
create index idx_workflow_executions_tenant_id on synapscale_db.workflow_executions (tenant_id);
create index idx_workflow_executions_tenant_workflow on synapscale_db.workflow_executions (tenant_id, workflow_id);
create unique index ix_public_workflow_executions_execution_id on synapscale_db.workflow_executions (execution_id);
create index ix_public_workflow_executions_priority on synapscale_db.workflow_executions (priority);
create index ix_public_workflow_executions_user_id on synapscale_db.workflow_executions (user_id);

create sequence synapscale_db.execution_metrics_id_seq as integer;

create table synapscale_db.workflow_execution_metrics (
    id integer not null default nextval('synapscale_db.execution_metrics_id_seq'),
    workflow_execution_id uuid not null,
    node_execution_id integer,
    metric_type varchar(100) not null,
    metric_name varchar(255) not null,
    value_numeric integer,
    value_float varchar(50),
    value_text text,
    value_json jsonb,
    context varchar(255),
    tags jsonb,
    measured_at timestamptz default now(),
    created_at timestamptz default now(),
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint execution_metrics_pkey primary key (id)
);
alter sequence synapscale_db.execution_metrics_id_seq owned by synapscale_db.workflow_execution_metrics.id;

create index idx_workflow_execution_metrics_tenant_id on synapscale_db.workflow_execution_metrics (tenant_id);
create index ix_public_execution_metrics_context on synapscale_db.workflow_execution_metrics (context);
create index ix_public_execution_metrics_id on synapscale_db.workflow_execution_metrics (id);
create index ix_public_execution_metrics_measured_at on synapscale_db.workflow_execution_metrics (measured_at);
create index ix_public_execution_metrics_metric_name on synapscale_db.workflow_execution_metrics (metric_name);
create index ix_public_execution_metrics_metric_type on synapscale_db.workflow_execution_metrics (metric_type);
create index ix_public_execution_metrics_node_execution_id on synapscale_db.workflow_execution_metrics (node_execution_id);
create index ix_public_execution_metrics_workflow_execution_id on synapscale_db.workflow_execution_metrics (workflow_execution_id);

create sequence synapscale_db.execution_queue_id_seq as integer;

create table synapscale_db.workflow_execution_queue (
    id integer not null default nextval('synapscale_db.execution_queue_id_seq'),
    queue_id varchar(36),
    workflow_execution_id uuid not null,
    user_id uuid not null,
    priority integer,
    scheduled_at timestamptz,
    started_at timestamptz,
    completed_at timestamptz,
    status varchar(50),
    worker_id varchar(100),
    max_execution_time integer,
    retry_count integer,
    max_retries integer,
    meta_data jsonb,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    tenant_id uuid,
    constraint execution_queue_pkey primary key (id)
);
alter sequence synapscale_db.execution_queue_id_seq owned by synapscale_db.workflow_execution_queue.id;

create index idx_workflow_execution_queue_tenant_id on synapscale_db.workflow_execution_queue (tenant_id);
create index ix_public_execution_queue_id on synapscale_db.workflow_execution_queue (id);
create index ix_public_execution_queue_priority on synapscale_db.workflow_execution_queue (priority);
create unique index ix_public_execution_queue_queue_id on synapscale_db.workflow_execution_queue (queue_id);
create index ix_public_execution_queue_scheduled_at on synapscale_db.workflow_execution_queue (scheduled_at);
create index ix_public_execution_queue_status on synapscale_db.workflow_execution_queue (status);
create index ix_public_execution_queue_user_id on synapscale_db.workflow_execution_queue (user_id);
create index ix_public_execution_queue_worker_id on synapscale_db.workflow_execution_queue (worker_id);
create index ix_public_execution_queue_workflow_execution_id on synapscale_db.workflow_execution_queue (workflow_execution_id);

create sequence synapscale_db.node_executions_id_seq as integer;

create table synapscale_db.node_executions (
    id integer not null default nextval('synapscale_db.node_executions_id_seq'),
    execution_id varchar(36),
    workflow_execution_id uuid not null,
    node_id uuid not null,
    node_key varchar(255) not null,
    node_type varchar(100) not null,
    node_name varchar(255),
    execution_order integer not null,
    input_data jsonb,
    output_data jsonb,
    config_data jsonb,
    started_at timestamptz,
    completed_at timestamptz,
    timeout_at timestamptz,
    duration_ms integer,
    execution_log text,
    error_message text,
    error_details jsonb,
    debug_info jsonb,
    retry_count integer,
    max_retries integer,
    retry_delay integer,
    dependencies jsonb,
    dependents jsonb,
    metadata jsonb,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    tenant_id uuid,
    constraint node_executions_pkey primary key (id)
);
alter sequence synapscale_db.node_executions_id_seq owned by synapscale_db.node_executions.id;

create index idx_node_executions_tenant_id on synapscale_db.node_executions (tenant_id);
create index ix_public_node_executions_execution_id on synapscale_db.node_executions (execution_id);
create index ix_public_node_executions_execution_order on synapscale_db.node_executions (execution_order);
create index ix_public_node_executions_id on synapscale_db.node_executions (id);
create index ix_public_node_executions_node_id on synapscale_db.node_executions (node_id);
create index ix_public_node_executions_node_key on synapscale_db.node_executions (node_key);
create index ix_public_node_executions_node_type on synapscale_db.node_executions (node_type);
create index ix_public_node_executions_workflow_execution_id on synapscale_db.node_executions (workflow_execution_id);

create table synapscale_db.nodes (
    id uuid not null,
    name varchar(255) not null,
    category varchar(100) not null,
    description text,
    version varchar(50) not null default '1.0.0',
    definition jsonb not null,
    is_public boolean not null default false,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    code_template text not null,
    input_schema jsonb not null,
    output_schema jsonb not null,
    parameters_schema jsonb,
    icon varchar(10),
    color varchar(7),
    documentation text,
    examples jsonb,
    downloads_count integer,
    usage_count integer,
    rating_average integer,
    rating_count integer,
    user_id uuid not null,
    workspace_id uuid,
    tenant_id uuid,
    status varchar(20) default 'active',
    timeout_seconds integer default 300,
    retry_count integer default 3,
    constraint nodes_pkey primary key (id)
);

create index idx_nodes_status on synapscale_db.nodes (status);
create index idx_nodes_tenant_id on synapscale_db.nodes (tenant_id);
create index ix_public_nodes_user_id on synapscale_db.nodes (user_id);
create index ix_public_nodes_workspace_id on synapscale_db.nodes (workspace_id);

create table synapscale_db.node_categories (
    id uuid not null,
    name varchar(100) not null,
    description text,
    icon varchar(10),
    color varchar(7),
    parent_id uuid,
    sort_order integer,
    is_active boolean,
    created_at timestamptz default now(),
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint node_categories_pkey primary key (id),
    constraint node_categories_name_key unique (name)
);

create index idx_node_categories_tenant_id on synapscale_db.node_categories (tenant_id);

create table synapscale_db.node_ratings (
    id uuid not null,
    node_id uuid not null,
    user_id uuid not null,
    rating integer not null,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    tenant_id uuid,
    constraint node_ratings_pkey primary key (id)
);

create index idx_node_ratings_tenant_id on synapscale_db.node_ratings (tenant_id);
create index ix_synapscale_db_node_ratings_node_id on synapscale_db.node_ratings (node_id);
create index ix_synapscale_db_node_ratings_user_id on synapscale_db.node_ratings (user_id);

create table synapscale_db.node_templates (
    id uuid not null,
    name varchar(200) not null,
    description text,
    category varchar(100),
    code_template text not null,
    input_schema jsonb not null,
    output_schema jsonb not null,
    parameters_schema jsonb,
    icon varchar(10),
    color varchar(7),
    documentation text,
    examples jsonb,
    is_system boolean,
    is_active boolean,
    created_at timestamptz default now(),
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint node_templates_pkey primary key (id)
);

create index idx_node_templates_tenant_id on synapscale_db.node_templates (tenant_id);

-- -----------------------------------------------------------------------------
-- projects: A workflow shared in a workspace: versions, collaborators, comments.
-- -----------------------------------------------------------------------------

create table synapscale_db.workspace_projects (
    id uuid not null,
    workspace_id uuid not null,
    workflow_id uuid not null,
    name varchar(100) not null,
    description text,
    color varchar(7),
    allow_concurrent_editing boolean not null,
    auto_save_interval integer,
    version_control_enabled boolean not null,
    status varchar(20) not null,
    is_template boolean not null,
    is_public boolean not null,
    collaborator_count integer not null,
    edit_count integer not null,
    comment_count integer not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    last_edited_at timestamptz not null,
    tenant_id uuid not null,
    constraint workspace_projects_pkey primary key (id)
);

create index idx_workspace_projects_status on synapscale_db.workspace_projects (status);
create index idx_workspace_projects_tenant_id on synapscale_db.workspace_projects (tenant_id);
create index ix_public_workspace_projects_workflow_id on synapscale_db.workspace_projects (workflow_id);
create index ix_public_workspace_projects_workspace_id on synapscale_db.workspace_projects (workspace_id);

create table synapscale_db.project_versions (
    id uuid not null,
    project_id uuid not null,
    user_id uuid not null,
    version_number integer not null,
    version_name varchar(100),
    description text,
    workflow_data jsonb not null,
    changes_summary jsonb,
    file_size integer,
    checksum varchar(64),
    is_major boolean not null,
    is_auto_save boolean not null,
    created_at timestamptz not null,
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint project_versions_pkey primary key (id)
);

create index idx_project_versions_tenant_id on synapscale_db.project_versions (tenant_id);
create index ix_public_project_versions_project_id on synapscale_db.project_versions (project_id);
create index ix_public_project_versions_user_id on synapscale_db.project_versions (user_id);

create table synapscale_db.project_collaborators (
    id uuid not null,
    project_id uuid not null,
    user_id uuid not null,
    can_edit boolean not null,
    can_comment boolean not null,
    can_share boolean not null,
    can_delete boolean not null,
    is_online boolean not null,
    current_cursor_position jsonb,
    last_edit_at timestamptz,
    added_at timestamptz not null,
    last_seen_at timestamptz not null,
    tenant_id uuid,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint project_collaborators_pkey primary key (id)
);

create index idx_project_collaborators_tenant_id on synapscale_db.project_collaborators (tenant_id);
create index ix_public_project_collaborators_project_id on synapscale_db.project_collaborators (project_id);
create index ix_public_project_collaborators_user_id on synapscale_db.project_collaborators (user_id);

create table synapscale_db.project_comments (
    id uuid not null,
    project_id uuid not null,
    user_id uuid not null,
    parent_id uuid,
    content text not null,
    content_type varchar(20) not null,
    node_id varchar(36),
    position_x double precision,
    position_y double precision,
    is_resolved boolean not null,
    is_edited boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    resolved_at timestamptz,
    tenant_id uuid,
    constraint project_comments_pkey primary key (id)
);

create index idx_project_comments_node_id on synapscale_db.project_comments (node_id);
create index idx_project_comments_tenant_id on synapscale_db.project_comments (tenant_id);
create index ix_public_project_comments_parent_id on synapscale_db.project_comments (parent_id);
create index ix_public_project_comments_project_id on synapscale_db.project_comments (project_id);
create index ix_public_project_comments_user_id on synapscale_db.project_comments (user_id);

-- -----------------------------------------------------------------------------
-- marketplace: Components and workflow templates that are published, rated, bought and downloaded.
-- -----------------------------------------------------------------------------

create table synapscale_db.marketplace_components (
    id uuid not null,
    name varchar(255) not null,
    description text,
    category varchar(100) not null,
    component_type varchar(50) not null,
    tags text[],
    price numeric(10,2) not null default 0.00,
    is_free boolean not null default true,
    author_id uuid not null,
    version varchar(50) not null default '1.0.0',
    content text,
    component_metadata text,
    downloads_count integer not null default 0,
    rating_average double precision not null,
    rating_count integer not null,
    is_featured boolean not null default false,
    is_approved boolean not null default false,
    status varchar(20) not null default 'pending',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    title varchar(200) not null,
    short_description varchar(500),
    subcategory varchar(50),
    organization varchar(100),
    configuration_schema jsonb,
    dependencies jsonb,
    compatibility jsonb,
    documentation text,
    readme text,
    changelog text,
    examples jsonb,
    icon_url varchar(500),
    screenshots jsonb,
    demo_url varchar(500),
    video_url varchar(500),
    currency varchar(3),
    license_type varchar(50),
    install_count integer not null,
    view_count integer not null,
    like_count integer not null,
    is_verified boolean not null,
    moderation_notes text,
    keywords jsonb,
    search_vector text,
    popularity_score double precision not null,
    published_at timestamptz,
    last_download_at timestamptz,
    tenant_id uuid,
    constraint marketplace_components_pkey primary key (id)
);

create index idx_marketplace_components_name on synapscale_db.marketplace_components (name);
create index idx_marketplace_components_status on synapscale_db.marketplace_components (status);
create index idx_marketplace_components_tenant_id on synapscale_db.marketplace_components (tenant_id);
create index ix_public_marketplace_components_subcategory on synapscale_db.marketplace_components (subcategory);

create table synapscale_db.component_downloads (
    id uuid not null,
    component_id uuid not null,
    user_id uuid not null,
    version varchar(20) not null,
    download_type varchar(20) not null,
    ip_address varchar(45),
    user_agent varchar(500),
    referrer varchar(500),
    status varchar(20) not null,
    file_size integer,
    created_at timestamptz not null,
    completed_at timestamptz,
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint component_downloads_pkey primary key (id)
);

create index idx_component_downloads_status on synapscale_db.component_downloads (status);
create index idx_component_downloads_tenant_id on synapscale_db.component_downloads (tenant_id);
create index ix_public_component_downloads_component_id on synapscale_db.component_downloads (component_id);
create index ix_public_component_downloads_user_id on synapscale_db.component_downloads (user_id);

create table synapscale_db.component_purchases (
    id uuid not null,
    component_id uuid not null,
    user_id uuid not null,
    amount double precision not null,
    currency varchar(3) not null,
    payment_method varchar(50),
    transaction_id varchar(100) not null,
    payment_provider varchar(50),
    provider_transaction_id varchar(100),
    status varchar(20) not null,
    license_key varchar(100),
    license_expires_at timestamptz,
    created_at timestamptz not null,
    completed_at timestamptz,
    refunded_at timestamptz,
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint component_purchases_pkey primary key (id),
    constraint component_purchases_license_key_key unique (license_key),
    constraint component_purchases_transaction_id_key unique (transaction_id)
);

create index idx_component_purchases_status on synapscale_db.component_purchases (status);
create index idx_component_purchases_tenant_id on synapscale_db.component_purchases (tenant_id);
create index ix_public_component_purchases_component_id on synapscale_db.component_purchases (component_id);
create index ix_public_component_purchases_user_id on synapscale_db.component_purchases (user_id);

create table synapscale_db.component_ratings (
    id uuid not null,
    component_id uuid not null,
    user_id uuid not null,
    rating integer not null,
    title varchar(200),
    review text,
    ease_of_use integer,
    documentation_quality integer,
    performance integer,
    reliability integer,
    support_quality integer,
    version_used varchar(20),
    use_case varchar(100),
    experience_level varchar(20),
    helpful_count integer not null,
    reported_count integer not null,
    is_verified_purchase boolean not null,
    is_featured boolean not null,
    status varchar(20) not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    tenant_id uuid,
    constraint component_ratings_pkey primary key (id)
);

create index idx_component_ratings_status on synapscale_db.component_ratings (status);
create index idx_component_ratings_tenant_id on synapscale_db.component_ratings (tenant_id);
create index ix_public_component_ratings_component_id on synapscale_db.component_ratings (component_id);
create index ix_public_component_ratings_user_id on synapscale_db.component_ratings (user_id);

create table synapscale_db.component_versions (
    id uuid not null,
    component_id uuid not null,
    version varchar(20) not null,
    is_latest boolean not null,
    is_stable boolean not null,
    changelog text,
    breaking_changes text,
    migration_guide text,
    component_data jsonb not null,
    file_size integer,
    min_platform_version varchar(20),
    max_platform_version varchar(20),
    dependencies jsonb,
    download_count integer not null,
    status varchar(20) not null,
    created_at timestamptz not null,
    deprecated_at timestamptz,
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint component_versions_pkey primary key (id)
);

create index idx_component_versions_status on synapscale_db.component_versions (status);
create index idx_component_versions_tenant_id on synapscale_db.component_versions (tenant_id);
create index ix_public_component_versions_component_id on synapscale_db.component_versions (component_id);

create table synapscale_db.workflow_templates (
    id uuid not null,
    name varchar(255) not null,
    description text,
    category varchar(100) not null,
    tags jsonb,
    workflow_definition jsonb not null,
    preview_image varchar(500),
    author_id uuid not null,
    version varchar(50) not null default '1.0.0',
    is_public boolean not null default false,
    is_featured boolean not null default false,
    downloads_count integer not null default 0,
    rating_average numeric(3,2) not null default 0.00,
    rating_count integer not null default 0,
    price numeric(10,2) not null default 0.00,
    is_free boolean not null default true,
    license varchar(50) not null default 'MIT',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    title varchar(255) not null,
    short_description varchar(500),
    original_workflow_id uuid,
    status varchar(20),
    is_verified boolean,
    license_type varchar(20),
    workflow_data jsonb not null,
    nodes_data jsonb not null,
    connections_data jsonb,
    required_variables jsonb,
    optional_variables jsonb,
    default_config jsonb,
    compatibility_version varchar(20),
    estimated_duration integer,
    complexity_level integer,
    download_count integer,
    usage_count integer,
    view_count integer,
    keywords jsonb,
    use_cases jsonb,
    industries jsonb,
    thumbnail_url varchar(500),
    preview_images jsonb,
    demo_video_url varchar(500),
    documentation text,
    setup_instructions text,
    changelog jsonb,
    support_email varchar(255),
    repository_url varchar(500),
    documentation_url varchar(500),
    published_at timestamptz,
    last_used_at timestamptz,
    tenant_id uuid,
    constraint workflow_templates_pkey primary key (id)
);

create index idx_workflow_templates_tenant_id on synapscale_db.workflow_templates (tenant_id);
create index ix_public_workflow_templates_download_count on synapscale_db.workflow_templates (download_count);
create index ix_public_workflow_templates_is_verified on synapscale_db.workflow_templates (is_verified);
create index ix_public_workflow_templates_license_type on synapscale_db.workflow_templates (license_type);
create index ix_public_workflow_templates_original_workflow_id on synapscale_db.workflow_templates (original_workflow_id);
create index ix_public_workflow_templates_published_at on synapscale_db.workflow_templates (published_at);
create index ix_public_workflow_templates_status on synapscale_db.workflow_templates (status);

create sequence synapscale_db.template_collections_id_seq as integer;

create table synapscale_db.template_collections (
    id integer not null default nextval('synapscale_db.template_collections_id_seq'),
    collection_id varchar(36),
    name varchar(255) not null,
    description text,
    creator_id uuid not null,
    is_public boolean,
    is_featured boolean,
    template_ids jsonb not null,
    tags jsonb,
    thumbnail_url varchar(500),
    view_count integer,
    follow_count integer,
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    tenant_id uuid,
    constraint template_collections_pkey primary key (id)
);
alter sequence synapscale_db.template_collections_id_seq owned by synapscale_db.template_collections.id;

create index idx_template_collections_tenant_id on synapscale_db.template_collections (tenant_id);
create unique index ix_public_template_collections_collection_id on synapscale_db.template_collections (collection_id);
create index ix_public_template_collections_creator_id on synapscale_db.template_collections (creator_id);
create index ix_public_template_collections_id on synapscale_db.template_collections (id);

create sequence synapscale_db.template_downloads_id_seq as integer;

create table synapscale_db.template_downloads (
    id integer not null default nextval('synapscale_db.template_downloads_id_seq'),
    template_id uuid not null,
    user_id uuid not null,
    download_type varchar(20),
    ip_address varchar(45),
    user_agent varchar(500),
    template_version varchar(20),
    downloaded_at timestamptz default now(),
    tenant_id uuid,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint template_downloads_pkey primary key (id)
);
alter sequence synapscale_db.template_downloads_id_seq owned by synapscale_db.template_downloads.id;

create index idx_template_downloads_tenant_id on synapscale_db.template_downloads (tenant_id);
create index ix_public_template_downloads_downloaded_at on synapscale_db.template_downloads (downloaded_at);
create index ix_public_template_downloads_id on synapscale_db.template_downloads (id);
create index ix_public_template_downloads_template_id on synapscale_db.template_downloads (template_id);
create index ix_public_template_downloads_user_id on synapscale_db.template_downloads (user_id);

create sequence synapscale_db.template_favorites_id_seq as integer;

create table synapscale_db.template_favorites (
    id integer not null default nextval('synapscale_db.template_favorites_id_seq'),
    template_id uuid not null,
    user_id uuid not null,
    notes text,
    created_at timestamptz default now(),
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint template_favorites_pkey primary key (id)
);
alter sequence synapscale_db.template_favorites_id_seq owned by synapscale_db.template_favorites.id;

create index idx_template_favorites_tenant_id on synapscale_db.template_favorites (tenant_id);
create index ix_public_template_favorites_id on synapscale_db.template_favorites (id);
create index ix_public_template_favorites_template_id on synapscale_db.template_favorites (template_id);
create index ix_public_template_favorites_user_id on synapscale_db.template_favorites (user_id);

create sequence synapscale_db.template_reviews_id_seq as integer;

create table synapscale_db.template_reviews (
    id integer not null default nextval('synapscale_db.template_reviews_id_seq'),
    template_id uuid not null,
    user_id uuid not null,
    rating integer not null,
    title varchar(255),
    comment text,
    ease_of_use integer,
    documentation_quality integer,
    performance integer,
    value_for_money integer,
    is_verified_purchase boolean,
    is_helpful_count integer,
    is_reported boolean,
    version_reviewed varchar(20),
    created_at timestamptz default now(),
    updated_at timestamptz default now(),
    tenant_id uuid,
    constraint template_reviews_pkey primary key (id)
);
alter sequence synapscale_db.template_reviews_id_seq owned by synapscale_db.template_reviews.id;

create index idx_template_reviews_tenant_id on synapscale_db.template_reviews (tenant_id);
create index ix_public_template_reviews_id on synapscale_db.template_reviews (id);
create index ix_public_template_reviews_template_id on synapscale_db.template_reviews (template_id);
create index ix_public_template_reviews_user_id on synapscale_db.template_reviews (user_id);

create sequence synapscale_db.template_usage_id_seq as integer;

create table synapscale_db.template_usage (
    id integer not null default nextval('synapscale_db.template_usage_id_seq'),
    template_id uuid not null,
    user_id uuid not null,
    workflow_id uuid,
    usage_type varchar(20) not null,
    success boolean,
    template_version varchar(20),
    modifications_made jsonb,
    execution_time integer,
    ip_address varchar(45),
    user_agent varchar(500),
    used_at timestamptz default now(),
    tenant_id uuid,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint template_usage_pkey primary key (id)
);
alter sequence synapscale_db.template_usage_id_seq owned by synapscale_db.template_usage.id;

create index idx_template_usage_tenant_id on synapscale_db.template_usage (tenant_id);
create index ix_public_template_usage_id on synapscale_db.template_usage (id);
create index ix_public_template_usage_template_id on synapscale_db.template_usage (template_id);
create index ix_public_template_usage_used_at on synapscale_db.template_usage (used_at);
create index ix_public_template_usage_user_id on synapscale_db.template_usage (user_id);
create index ix_public_template_usage_workflow_id on synapscale_db.template_usage (workflow_id);

-- -----------------------------------------------------------------------------
-- llms: The language models that agents and conversations can use.
-- -----------------------------------------------------------------------------

create table synapscale_db.llms (
    id uuid not null default gen_random_uuid(),
    name varchar(100) not null,
    provider varchar(50) not null,
    model_version varchar(50),
    max_tokens_supported integer,
    supports_function_calling boolean default false,
    supports_vision boolean default false,
    supports_streaming boolean default true,
    context_window integer,
    is_active boolean default true,
    llm_metadata jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    tenant_id uuid,
    status varchar(20) default 'active',
    health_status varchar(20) default 'unknown',
    response_time_avg_ms integer default 0,
    availability_percentage numeric(5,2) default 99.9,
    cost_per_token_input double precision,
    cost_per_token_output double precision,
    constraint llms_pkey primary key (id),
    constraint llms_health_status_check check (health_status::text = any (array[
        'healthy'::varchar::text,
        'degraded'::varchar::text,
        'unhealthy'::varchar::text,
        'unknown'::varchar::text
    ])),
    constraint llms_status_check check (status::text = any (array[
        'active'::varchar::text,
        'inactive'::varchar::text,
        'maintenance'::varchar::text,
        'deprecated'::varchar::text
    ]))
);

create index idx_llms_status on synapscale_db.llms (status);
create index idx_llms_tenant_id on synapscale_db.llms (tenant_id);
create index ix_llms_is_active on synapscale_db.llms (is_active);
create index ix_llms_name on synapscale_db.llms (name);
create index ix_llms_provider on synapscale_db.llms (provider);

-- -----------------------------------------------------------------------------
-- knowledge: The knowledge bases that agents can read.
-- -----------------------------------------------------------------------------

create table synapscale_db.knowledge_bases (
    kb_id uuid not null default gen_random_uuid(),
    title text not null,
    content jsonb not null,
    tenant_id uuid,
    updated_at timestamptz not null default now(),
    constraint knowledge_bases_pkey primary key (kb_id)
);

create index idx_kbs_content on synapscale_db.knowledge_bases using gin (content);

-- -----------------------------------------------------------------------------
-- tools: The tools that agents can call.
-- -----------------------------------------------------------------------------

create table synapscale_db.tools (
    tool_id uuid not null default gen_random_uuid(),
    name text not null,
    category text,
    base_config jsonb not null default '{}',
    tenant_id uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint tools_pkey primary key (tool_id)
);

create index idx_tools_base_config on synapscale_db.tools using gin (base_config);

-- -----------------------------------------------------------------------------
-- agents: Agents: configurations, access, hierarchy, quotas, triggers, usage and errors.
-- -----------------------------------------------------------------------------

create type synapscale_db.trigger_type_en as enum ('schedule', 'event');

-- No column has this type in production; the Python backend declares it.
create type synapscale_db.agent_scope as enum ('global', 'tenant');

create table synapscale_db.agents (
    id uuid not null,
    name varchar(255) not null,
    description text,
    is_active boolean not null default true,
    user_id uuid not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    workspace_id uuid,
    tenant_id uuid not null,
    status varchar(20) default 'active',
    priority integer default 1,
    version varchar(20) default '1.0.0',
    environment varchar(20) default 'development',
    current_config uuid,
    constraint agents_pkey primary key (id),
    constraint agents_environment_check check (environment::text = any (array[
        'development'::varchar::text,
        'staging'::varchar::text,
        'production'::varchar::text
    ])),
    constraint agents_priority_check check ((priority >= 1) and (priority <= 10)),
    constraint agents_status_check check (status::text = any (array[
        'active'::varchar::text,
        'inactive'::varchar::text,
        'draft'::varchar::text,
        'archived'::varchar::text,
        'error'::varchar::text
    ]))
);

create index idx_agents_name on synapscale_db.agents (name);
create index idx_agents_priority on synapscale_db.agents (priority);
create index idx_agents_status on synapscale_db.agents (status) where status::text <> 'archived';
create index idx_agents_tenant_id on synapscale_db.agents (tenant_id);
create index idx_agents_tenant_user on synapscale_db.agents (tenant_id, user_id);
create index idx_agents_tenant_workspace on synapscale_db.agents (tenant_id, workspace_id);
create index idx_agents_user_id on synapscale_db.agents (user_id);
create index ix_public_agents_workspace_id on synapscale_db.agents (workspace_id);

create table synapscale_db.agent_acl (
    agent_id uuid not null,
    user_id uuid not null,
    can_read boolean not null default true,
    can_write boolean not null default false,
    constraint agent_acl_pkey primary key (agent_id, user_id)
);

create table synapscale_db.agent_configurations (
    config_id uuid not null default gen_random_uuid(),
    agent_id uuid not null,
    version_num integer not null,
    params jsonb not null,
    created_by uuid not null,
    created_at timestamptz not null default now(),
    constraint agent_configurations_pkey primary key (config_id),
    constraint agent_configurations_agent_id_version_num_key unique (agent_id, version_num)
);

create table synapscale_db.agent_error_logs (
    error_id uuid not null default gen_random_uuid(),
    agent_id uuid not null,
    occurred_at timestamptz not null default now(),
    error_code text,
    payload jsonb,
    constraint agent_error_logs_pkey primary key (error_id)
);

create table synapscale_db.agent_hierarchy (
    ancestor uuid not null,
    descendant uuid not null,
    depth integer not null,
    constraint agent_hierarchy_pkey primary key (ancestor, descendant)
);

create table synapscale_db.agent_kbs (
    agent_id uuid not null,
    kb_id uuid not null,
    config jsonb not null default '{}',
    constraint agent_kbs_pkey primary key (agent_id, kb_id)
);

create index idx_agent_kbs_config on synapscale_db.agent_kbs using gin (config);

create table synapscale_db.agent_models (
    agent_id uuid not null,
    llm_id uuid not null,
    override jsonb not null default '{}',
    constraint agent_models_pkey primary key (agent_id, llm_id)
);

create table synapscale_db.agent_quotas (
    quota_id uuid not null default gen_random_uuid(),
    agent_id uuid not null,
    tenant_id uuid not null,
    max_calls bigint not null,
    max_tokens bigint not null,
    period interval not null,
    created_at timestamptz not null default now(),
    constraint agent_quotas_pkey primary key (quota_id)
);

create table synapscale_db.agent_tools (
    agent_id uuid not null,
    tool_id uuid not null,
    config jsonb not null default '{}',
    constraint agent_tools_pkey primary key (agent_id, tool_id)
);

create index idx_agent_tools_config on synapscale_db.agent_tools using gin (config);

create table synapscale_db.agent_triggers (
    trigger_id uuid not null default gen_random_uuid(),
    agent_id uuid not null,
    trigger_type synapscale_db.trigger_type_en not null,
    cron_expr text,
    event_name text,
    active boolean not null default true,
    last_run_at timestamptz,
    constraint agent_triggers_pkey primary key (trigger_id),
    constraint agent_triggers_check check (
        (trigger_type <> 'schedule'::synapscale_db.trigger_type_en)
        or (cron_expr ~ '^([0-5]?\d\s+){4}[0-5]?\d$')
    )
);

create table synapscale_db.agent_usage_metrics (
    metric_id uuid not null default gen_random_uuid(),
    agent_id uuid not null,
    period_start timestamptz not null,
    period_end timestamptz not null,
    calls_count bigint not null,
    tokens_used bigint not null,
    cost_est numeric(12,4) not null,
    created_at timestamptz not null default now(),
    constraint agent_usage_metrics_pkey primary key (metric_id),
    constraint agent_usage_metrics_agent_id_period_start_key unique (agent_id, period_start)
);

-- -----------------------------------------------------------------------------
-- conversations: What is said to an agent and what it costs: turns, messages, usage, feedback.
-- -----------------------------------------------------------------------------

create table synapscale_db.llms_conversations (
    id uuid not null,
    user_id uuid not null,
    agent_id uuid,
    workspace_id uuid,
    title varchar(255),
    status varchar(50),
    message_count integer,
    total_tokens_used integer,
    context jsonb,
    settings jsonb,
    last_message_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    tenant_id uuid not null,
    constraint conversations_pkey primary key (id)
);

create index idx_conversations_tenant_user on synapscale_db.llms_conversations (tenant_id, user_id);
create index idx_llms_conversations_agent_id on synapscale_db.llms_conversations (agent_id);
create index idx_llms_conversations_status on synapscale_db.llms_conversations (status);
create index idx_llms_conversations_tenant_id on synapscale_db.llms_conversations (tenant_id);
create index idx_llms_conversations_user_id on synapscale_db.llms_conversations (user_id);
create index idx_llms_conversations_user_status on synapscale_db.llms_conversations (user_id, status);
create index idx_llms_conversations_workspace_id on synapscale_db.llms_conversations (workspace_id);

create table synapscale_db.llms_conversations_turns (
    id uuid not null default gen_random_uuid(),
    conversation_id uuid not null,
    llm_id uuid not null,
    first_used_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    message_count integer default 0,
    total_input_tokens integer default 0,
    total_output_tokens integer default 0,
    total_cost_usd double precision default 0.0,
    tenant_id uuid,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint conversation_llms_pkey primary key (id)
);

create index idx_conv_turns_conversation_id on synapscale_db.llms_conversations_turns (conversation_id);
create index idx_llms_conversations_turns_tenant_id on synapscale_db.llms_conversations_turns (tenant_id);
create index ix_conversation_llms_conversation_id on synapscale_db.llms_conversations_turns (conversation_id);
create index ix_conversation_llms_llm_id on synapscale_db.llms_conversations_turns (llm_id);

create table synapscale_db.llms_messages (
    id uuid not null,
    conversation_id uuid not null,
    role varchar(20) not null,
    content text not null,
    attachments jsonb,
    model_used varchar(100),
    model_provider varchar(50),
    tokens_used integer,
    processing_time_ms integer,
    temperature double precision,
    max_tokens integer,
    status varchar(50),
    error_message text,
    created_at timestamptz not null default now(),
    updated_at timestamptz default now(),
    tenant_id uuid,
    constraint messages_pkey primary key (id)
);

create index idx_llms_messages_conv_id on synapscale_db.llms_messages (conversation_id);
create index idx_llms_messages_created_at on synapscale_db.llms_messages (created_at);
create index idx_llms_messages_status on synapscale_db.llms_messages (status);
create index idx_llms_messages_tenant_id on synapscale_db.llms_messages (tenant_id);
create index idx_messages_conversation_created on synapscale_db.llms_messages (conversation_id, created_at);

create table synapscale_db.llms_usage_logs (
    id uuid not null default gen_random_uuid(),
    message_id uuid not null,
    user_id uuid not null,
    conversation_id uuid not null,
    llm_id uuid not null,
    workspace_id uuid,
    input_tokens integer not null default 0,
    output_tokens integer not null default 0,
    total_tokens integer not null default 0,
    cost_usd double precision not null default 0.0,
    latency_ms integer,
    api_status_code integer,
    api_request_payload jsonb,
    api_response_metadata jsonb,
    user_api_key_used boolean default false,
    model_settings jsonb,
    error_message text,
    status varchar(20) default 'success',
    created_at timestamptz not null default now(),
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint usage_logs_pkey primary key (id)
);

create index idx_llms_usage_conv_id on synapscale_db.llms_usage_logs (conversation_id);
create index idx_llms_usage_logs_status on synapscale_db.llms_usage_logs (status);
create index idx_llms_usage_logs_tenant_id on synapscale_db.llms_usage_logs (tenant_id);
create index ix_usage_logs_conversation_id on synapscale_db.llms_usage_logs (conversation_id);
create index ix_usage_logs_created_at on synapscale_db.llms_usage_logs (created_at);
create index ix_usage_logs_llm_id on synapscale_db.llms_usage_logs (llm_id);
create index ix_usage_logs_user_id on synapscale_db.llms_usage_logs (user_id);
create index ix_usage_logs_workspace_id on synapscale_db.llms_usage_logs (workspace_id);

create table synapscale_db.message_feedbacks (
    id uuid not null default gen_random_uuid(),
    message_id uuid not null,
    user_id uuid not null,
    rating_type varchar(20) not null,
    rating_value integer,
    feedback_text text,
    feedback_category varchar(50),
    improvement_suggestions text,
    is_public boolean default false,
    feedback_metadata jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    tenant_id uuid,
    constraint message_feedbacks_pkey primary key (id)
);

create index idx_feedback_message_id on synapscale_db.message_feedbacks (message_id);
create index idx_llms_message_feedbacks_tenant_id on synapscale_db.message_feedbacks (tenant_id);
create index ix_message_feedbacks_message_id on synapscale_db.message_feedbacks (message_id);
create index ix_message_feedbacks_rating_type on synapscale_db.message_feedbacks (rating_type);
create index ix_message_feedbacks_user_id on synapscale_db.message_feedbacks (user_id);

-- -----------------------------------------------------------------------------
-- billing: Payment providers and everything that is charged through them.
-- -----------------------------------------------------------------------------

create table synapscale_db.payment_providers (
    id uuid not null default gen_random_uuid(),
    name varchar(100) not null,
    display_name varchar(255) not null,
    is_active boolean default true,
    config jsonb default '{}',
    webhook_secret varchar(255),
    api_version varchar(50),
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint payment_providers_pkey primary key (id),
    constraint payment_providers_name_key unique (name)
);

create table synapscale_db.payment_customers (
    id uuid not null default gen_random_uuid(),
    tenant_id uuid not null,
    provider_id uuid not null,
    external_customer_id varchar(255) not null,
    customer_data jsonb default '{}',
    is_active boolean default true,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint payment_customers_pkey primary key (id),
    constraint payment_customers_provider_id_external_customer_id_key unique (provider_id, external_customer_id),
    constraint payment_customers_tenant_id_provider_id_key unique (tenant_id, provider_id)
);

create index idx_payment_customers_provider_id on synapscale_db.payment_customers (provider_id);
create index idx_payment_customers_tenant_id on synapscale_db.payment_customers (tenant_id);

create table synapscale_db.payment_methods (
    id uuid not null default gen_random_uuid(),
    customer_id uuid not null,
    external_method_id varchar(255) not null,
    type varchar(50) not null,
    last4 varchar(4),
    brand varchar(50),
    exp_month integer,
    exp_year integer,
    is_default boolean default false,
    is_active boolean default true,
    metadata jsonb default '{}',
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    tenant_id uuid,
    constraint payment_methods_pkey primary key (id)
);

create index idx_payment_methods_tenant_id on synapscale_db.payment_methods (tenant_id);

create table synapscale_db.invoices (
    id uuid not null default gen_random_uuid(),
    tenant_id uuid not null,
    subscription_id uuid,
    invoice_number varchar(100) not null,
    status varchar(50) not null default 'draft',
    currency varchar(3) not null default 'USD',
    subtotal numeric(12,2) not null default 0,
    tax_amount numeric(12,2) not null default 0,
    discount_amount numeric(12,2) not null default 0,
    total_amount numeric(12,2) not null default 0,
    due_date date,
    paid_at timestamptz,
    items jsonb default '[]',
    metadata jsonb default '{}',
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint invoices_pkey primary key (id),
    constraint invoices_invoice_number_key unique (invoice_number)
);

create index idx_invoices_due_date on synapscale_db.invoices (due_date);
create index idx_invoices_status on synapscale_db.invoices (status);
create index idx_invoices_tenant_id on synapscale_db.invoices (tenant_id);

create table synapscale_db.subscriptions (
    id uuid not null default gen_random_uuid(),
    tenant_id uuid not null,
    plan_id uuid not null,
    provider_id uuid,
    external_subscription_id varchar(255),
    status varchar(50) not null default 'active',
    current_period_start timestamptz,
    current_period_end timestamptz,
    trial_start timestamptz,
    trial_end timestamptz,
    cancel_at_period_end boolean default false,
    canceled_at timestamptz,
    ended_at timestamptz,
    payment_method_id uuid,
    coupon_id uuid,
    quantity integer default 1,
    discount_amount numeric(10,2) default 0,
    tax_percent numeric(5,2) default 0,
    metadata jsonb default '{}',
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint subscriptions_pkey primary key (id)
);

create index idx_subscriptions_current_period_end on synapscale_db.subscriptions (current_period_end);
create index idx_subscriptions_plan_id on synapscale_db.subscriptions (plan_id);
create index idx_subscriptions_status on synapscale_db.subscriptions (status);
create index idx_subscriptions_tenant_id on synapscale_db.subscriptions (tenant_id);

create table synapscale_db.coupons (
    id uuid not null default gen_random_uuid(),
    code varchar(100) not null,
    name varchar(255),
    description text,
    type varchar(50) not null default 'percentage',
    value numeric(10,2) not null,
    currency varchar(3) default 'USD',
    max_uses integer,
    used_count integer default 0,
    min_amount numeric(10,2),
    max_discount numeric(10,2),
    valid_from timestamptz default current_timestamp,
    valid_until timestamptz,
    is_active boolean default true,
    is_stackable boolean default false,
    applicable_plans jsonb default '[]',
    restrictions jsonb default '{}',
    metadata jsonb default '{}',
    created_by uuid,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    tenant_id uuid,
    constraint coupons_pkey primary key (id),
    constraint coupons_code_key unique (code)
);

create index idx_coupons_tenant_id on synapscale_db.coupons (tenant_id);

create table synapscale_db.user_subscriptions (
    id uuid not null,
    user_id uuid not null,
    plan_id uuid not null,
    started_at timestamptz not null default now(),
    expires_at timestamptz,
    cancelled_at timestamptz,
    payment_method varchar(50),
    payment_provider varchar(50),
    external_subscription_id varchar(255),
    billing_cycle varchar(20) default 'monthly',
    current_period_start timestamptz,
    current_period_end timestamptz,
    current_workspaces integer not null default 0,
    current_storage_mb double precision not null default 0.0,
    current_executions_this_month integer not null default 0,
    subscription_metadata jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    tenant_id uuid,
    status varchar(50) default 'active',
    constraint user_subscriptions_pkey primary key (id)
);

create index idx_user_subscriptions_tenant_id on synapscale_db.user_subscriptions (tenant_id);
create index idx_user_subscriptions_user_id on synapscale_db.user_subscriptions (user_id);

create table synapscale_db.plan_provider_mappings (
    id uuid not null default gen_random_uuid(),
    plan_id uuid not null,
    provider_id uuid not null,
    external_plan_id varchar(255) not null,
    external_price_id varchar(255),
    is_active boolean default true,
    config jsonb default '{}',
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint plan_provider_mappings_pkey primary key (id),
    constraint plan_provider_mappings_provider_id_external_plan_id_external_pr unique (provider_id, external_plan_id, external_price_id)
);

create table synapscale_db.billing_events (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    workspace_id uuid,
    event_type varchar(50) not null,
    amount_usd double precision not null,
    description text,
    related_usage_log_id uuid,
    related_message_id uuid,
    invoice_id varchar(100),
    payment_provider varchar(50),
    payment_transaction_id varchar(100),
    billing_metadata jsonb,
    status varchar(20) default 'pending',
    processed_at timestamptz,
    created_at timestamptz not null default now(),
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint billing_events_pkey primary key (id)
);

create index idx_billing_events_tenant_id on synapscale_db.billing_events (tenant_id);
create index ix_billing_events_created_at on synapscale_db.billing_events (created_at);
create index ix_billing_events_event_type on synapscale_db.billing_events (event_type);
create index ix_billing_events_status on synapscale_db.billing_events (status);
create index ix_billing_events_user_id on synapscale_db.billing_events (user_id);
create index ix_billing_events_workspace_id on synapscale_db.billing_events (workspace_id);

-- -----------------------------------------------------------------------------
-- crm: The contacts of a tenant, the lists they are on and the campaigns sent to them.
-- -----------------------------------------------------------------------------

create table synapscale_db.contacts (
    id uuid not null default gen_random_uuid(),
    tenant_id uuid not null,
    email varchar(255) not null,
    first_name varchar(100),
    last_name varchar(100),
    phone varchar(50),
    company varchar(255),
    job_title varchar(255),
    status varchar(50) default 'active',
    lead_score integer default 0,
    source_id uuid,
    custom_fields jsonb default '{}',
    tags text[],
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint contacts_pkey primary key (id),
    constraint contacts_tenant_id_email_key unique (tenant_id, email)
);

create index idx_contacts_email on synapscale_db.contacts (email);
create index idx_contacts_status on synapscale_db.contacts (status);
create index idx_contacts_tenant_id on synapscale_db.contacts (tenant_id);

create table synapscale_db.contact_lists (
    id uuid not null default gen_random_uuid(),
    tenant_id uuid not null,
    name varchar(255) not null,
    description text,
    type varchar(50) default 'static',
    filters jsonb default '{}',
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint contact_lists_pkey primary key (id)
);

create index idx_contact_lists_tenant_id on synapscale_db.contact_lists (tenant_id);

create table synapscale_db.contact_list_memberships (
    id uuid not null default gen_random_uuid(),
    list_id uuid not null,
    contact_id uuid not null,
    added_by uuid,
    added_at timestamptz default current_timestamp,
    status varchar(50) default 'active',
    tenant_id uuid,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint contact_list_memberships_pkey primary key (id),
    constraint contact_list_memberships_list_id_contact_id_key unique (list_id, contact_id)
);

create index idx_contact_list_memberships_status on synapscale_db.contact_list_memberships (status);
create index idx_contact_list_memberships_tenant_id on synapscale_db.contact_list_memberships (tenant_id);

create table synapscale_db.contact_events (
    id uuid not null default gen_random_uuid(),
    contact_id uuid not null,
    event_type varchar(100) not null,
    event_data jsonb default '{}',
    occurred_at timestamptz default current_timestamp,
    created_at timestamptz default current_timestamp,
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint contact_events_pkey primary key (id)
);

create index idx_contact_events_contact_id on synapscale_db.contact_events (contact_id);
create index idx_contact_events_tenant_id on synapscale_db.contact_events (tenant_id);

create table synapscale_db.contact_interactions (
    id uuid not null default gen_random_uuid(),
    contact_id uuid not null,
    user_id uuid,
    type varchar(50) not null,
    channel varchar(50),
    subject varchar(255),
    content text,
    direction varchar(20) default 'outbound',
    status varchar(50) default 'completed',
    scheduled_at timestamptz,
    completed_at timestamptz,
    metadata jsonb default '{}',
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    tenant_id uuid,
    constraint contact_interactions_pkey primary key (id)
);

create index idx_contact_interactions_contact_id on synapscale_db.contact_interactions (contact_id);
create index idx_contact_interactions_created_at on synapscale_db.contact_interactions (created_at);
create index idx_contact_interactions_status on synapscale_db.contact_interactions (status);
create index idx_contact_interactions_tenant_id on synapscale_db.contact_interactions (tenant_id);
create index idx_contact_interactions_user_id on synapscale_db.contact_interactions (user_id);

create table synapscale_db.contact_notes (
    id uuid not null default gen_random_uuid(),
    contact_id uuid not null,
    user_id uuid not null,
    content text not null,
    type varchar(50) default 'note',
    is_private boolean default false,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    tenant_id uuid,
    constraint contact_notes_pkey primary key (id)
);

create index idx_contact_notes_tenant_id on synapscale_db.contact_notes (tenant_id);
create index idx_contact_notes_user_id on synapscale_db.contact_notes (user_id);

create table synapscale_db.contact_sources (
    id uuid not null default gen_random_uuid(),
    tenant_id uuid not null,
    name varchar(100) not null,
    description text,
    integration_type varchar(50),
    config jsonb default '{}',
    is_active boolean default true,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint contact_sources_pkey primary key (id),
    constraint contact_sources_tenant_id_name_key unique (tenant_id, name)
);

create table synapscale_db.contact_tags (
    id uuid not null default gen_random_uuid(),
    tenant_id uuid not null,
    name varchar(100) not null,
    color varchar(7) default '#6B7280',
    description text,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint contact_tags_pkey primary key (id),
    constraint contact_tags_tenant_id_name_key unique (tenant_id, name)
);

create table synapscale_db.campaigns (
    id uuid not null default gen_random_uuid(),
    tenant_id uuid not null,
    name varchar(255) not null,
    description text,
    type varchar(50) not null,
    status varchar(50) default 'draft',
    subject varchar(255),
    content text,
    template_id uuid,
    scheduled_at timestamptz,
    sent_at timestamptz,
    stats jsonb default '{}',
    settings jsonb default '{}',
    created_by uuid not null,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint campaigns_pkey primary key (id)
);

create index idx_campaigns_status on synapscale_db.campaigns (status);
create index idx_campaigns_tenant_id on synapscale_db.campaigns (tenant_id);

create table synapscale_db.campaign_contacts (
    id uuid not null default gen_random_uuid(),
    campaign_id uuid not null,
    contact_id uuid not null,
    status varchar(50) default 'pending',
    sent_at timestamptz,
    opened_at timestamptz,
    clicked_at timestamptz,
    bounced_at timestamptz,
    unsubscribed_at timestamptz,
    error_message text,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    tenant_id uuid,
    constraint campaign_contacts_pkey primary key (id),
    constraint campaign_contacts_campaign_id_contact_id_key unique (campaign_id, contact_id)
);

create index idx_campaign_contacts_status on synapscale_db.campaign_contacts (status);
create index idx_campaign_contacts_tenant_id on synapscale_db.campaign_contacts (tenant_id);

create table synapscale_db.conversion_journeys (
    id uuid not null default gen_random_uuid(),
    contact_id uuid not null,
    tenant_id uuid not null,
    journey_name varchar(255),
    current_stage varchar(100),
    stages_completed jsonb default '[]',
    conversion_probability numeric(5,2),
    last_interaction_at timestamptz,
    converted_at timestamptz,
    conversion_value numeric(12,2),
    metadata jsonb default '{}',
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint conversion_journeys_pkey primary key (id)
);

create index idx_conversion_journeys_tenant_id on synapscale_db.conversion_journeys (tenant_id);

-- -----------------------------------------------------------------------------
-- webhooks: Events that payment providers send to us.
-- -----------------------------------------------------------------------------

create table synapscale_db.webhook_logs (
    id uuid not null default gen_random_uuid(),
    provider_id uuid not null,
    event_type varchar(100) not null,
    event_id varchar(255),
    payload jsonb not null,
    headers jsonb default '{}',
    status varchar(50) default 'pending',
    processed_at timestamptz,
    error_message text,
    retry_count integer default 0,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    tenant_id uuid,
    constraint webhook_logs_pkey primary key (id)
);

create index idx_webhook_logs_event_type on synapscale_db.webhook_logs (event_type);
create index idx_webhook_logs_provider_id on synapscale_db.webhook_logs (provider_id);
create index idx_webhook_logs_status on synapscale_db.webhook_logs (status);
create index idx_webhook_logs_tenant_id on synapscale_db.webhook_logs (tenant_id);

-- -----------------------------------------------------------------------------
-- analytics: Events, metrics and what is made of them: dashboards, reports, alerts, exports, insights.
-- -----------------------------------------------------------------------------

create table synapscale_db.analytics_alerts (
    id uuid not null,
    name varchar(255) not null,
    description text,
    condition jsonb not null,
    notification_config jsonb not null,
    is_active boolean not null default true,
    owner_id uuid not null,
    last_triggered_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    tenant_id uuid,
    constraint analytics_alerts_pkey primary key (id)
);

create index idx_analytics_alerts_tenant_id on synapscale_db.analytics_alerts (tenant_id);

create table synapscale_db.analytics_dashboards (
    id uuid not null,
    name varchar(255) not null,
    description text,
    icon varchar(50),
    color varchar(7),
    user_id uuid not null,
    layout jsonb not null,
    widgets jsonb not null,
    filters jsonb,
    auto_refresh boolean not null,
    refresh_interval integer,
    is_public boolean not null default false,
    shared_with jsonb,
    is_default boolean not null,
    status varchar(20) not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    last_viewed_at timestamptz,
    workspace_id uuid,
    tenant_id uuid,
    constraint analytics_dashboards_pkey primary key (id)
);

create index idx_analytics_dashboards_status on synapscale_db.analytics_dashboards (status);
create index idx_analytics_dashboards_tenant_id on synapscale_db.analytics_dashboards (tenant_id);
create index ix_public_analytics_dashboards_user_id on synapscale_db.analytics_dashboards (user_id);
create index ix_public_analytics_dashboards_workspace_id on synapscale_db.analytics_dashboards (workspace_id);

create table synapscale_db.analytics_events (
    id uuid not null,
    event_id varchar(36) not null,
    event_type varchar(100) not null,
    category varchar(50) not null,
    action varchar(100) not null,
    label varchar(200),
    user_id uuid,
    session_id varchar(255),
    anonymous_id varchar(100),
    ip_address text,
    user_agent text,
    referrer varchar(1000),
    page_url varchar(1000),
    properties jsonb not null default '{}',
    value double precision,
    workspace_id uuid,
    project_id uuid not null,
    workflow_id uuid,
    country varchar(2),
    region varchar(100),
    city varchar(100),
    timezone varchar(50),
    device_type varchar(20),
    os varchar(50),
    browser varchar(50),
    screen_resolution varchar(20),
    "timestamp" timestamptz not null default now(),
    tenant_id uuid,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint analytics_events_pkey primary key (id)
);

create index idx_analytics_events_tenant_id on synapscale_db.analytics_events (tenant_id);
create index idx_analytics_events_user_id on synapscale_db.analytics_events (user_id);
create index ix_public_analytics_events_action on synapscale_db.analytics_events (action);
create index ix_public_analytics_events_anonymous_id on synapscale_db.analytics_events (anonymous_id);
create index ix_public_analytics_events_category on synapscale_db.analytics_events (category);
create unique index ix_public_analytics_events_event_id on synapscale_db.analytics_events (event_id);
create index ix_public_analytics_events_label on synapscale_db.analytics_events (label);
create index ix_public_analytics_events_project_id on synapscale_db.analytics_events (project_id);
create index ix_public_analytics_events_workflow_id on synapscale_db.analytics_events (workflow_id);
create index ix_public_analytics_events_workspace_id on synapscale_db.analytics_events (workspace_id);

create table synapscale_db.analytics_exports (
    id uuid not null,
    name varchar(255) not null,
    export_type varchar(50) not null,
    query jsonb not null,
    file_path varchar(500),
    status varchar(20) not null default 'pending',
    owner_id uuid not null,
    created_at timestamptz not null default now(),
    completed_at timestamptz,
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint analytics_exports_pkey primary key (id)
);

create index idx_analytics_exports_status on synapscale_db.analytics_exports (status);
create index idx_analytics_exports_tenant_id on synapscale_db.analytics_exports (tenant_id);

create table synapscale_db.analytics_metrics (
    id uuid not null,
    metric_name varchar(100) not null,
    metric_value numeric(15,4) not null,
    dimensions jsonb not null default '{}',
    "timestamp" timestamptz not null default now(),
    created_at timestamptz not null default now(),
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint analytics_metrics_pkey primary key (id)
);

create index idx_analytics_metrics_tenant_id on synapscale_db.analytics_metrics (tenant_id);

create table synapscale_db.analytics_reports (
    id uuid not null,
    name varchar(255) not null,
    description text,
    query jsonb not null,
    schedule varchar(50),
    owner_id uuid not null,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    tenant_id uuid,
    constraint analytics_reports_pkey primary key (id)
);

create index idx_analytics_reports_tenant_id on synapscale_db.analytics_reports (tenant_id);

create sequence synapscale_db.business_metrics_id_seq as integer;

create table synapscale_db.business_metrics (
    id integer not null default nextval('synapscale_db.business_metrics_id_seq'),
    date timestamptz not null,
    period_type varchar(20) not null,
    total_users integer not null,
    new_users integer not null,
    active_users integer not null,
    churned_users integer not null,
    total_sessions integer not null,
    avg_session_duration double precision not null,
    total_page_views integer not null,
    bounce_rate double precision not null,
    workflows_created integer not null,
    workflows_executed integer not null,
    components_published integer not null,
    components_downloaded integer not null,
    workspaces_created integer not null,
    teams_formed integer not null,
    collaborative_sessions integer not null,
    total_revenue double precision not null,
    recurring_revenue double precision not null,
    marketplace_revenue double precision not null,
    avg_revenue_per_user double precision not null,
    error_rate double precision not null,
    avg_response_time double precision not null,
    uptime_percentage double precision not null,
    customer_satisfaction double precision not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    tenant_id uuid,
    constraint business_metrics_pkey primary key (id)
);
alter sequence synapscale_db.business_metrics_id_seq owned by synapscale_db.business_metrics.id;

create index idx_business_metrics_tenant_id on synapscale_db.business_metrics (tenant_id);
create index ix_public_business_metrics_date on synapscale_db.business_metrics (date);
create index ix_public_business_metrics_id on synapscale_db.business_metrics (id);

create table synapscale_db.custom_reports (
    id uuid not null,
    user_id uuid not null,
    workspace_id uuid,
    name varchar(200) not null,
    description text,
    category varchar(50),
    query_config jsonb not null,
    visualization_config jsonb,
    filters jsonb,
    is_scheduled boolean not null,
    schedule_config jsonb,
    last_run_at timestamptz,
    next_run_at timestamptz,
    is_public boolean not null,
    shared_with jsonb,
    cached_data jsonb,
    cache_expires_at timestamptz,
    status varchar(20) not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    tenant_id uuid,
    constraint custom_reports_pkey primary key (id)
);

create index idx_custom_reports_status on synapscale_db.custom_reports (status);
create index idx_custom_reports_tenant_id on synapscale_db.custom_reports (tenant_id);
create index ix_public_custom_reports_category on synapscale_db.custom_reports (category);
create index ix_public_custom_reports_user_id on synapscale_db.custom_reports (user_id);
create index ix_public_custom_reports_workspace_id on synapscale_db.custom_reports (workspace_id);

create table synapscale_db.report_executions (
    id uuid not null,
    report_id uuid not null,
    user_id uuid,
    execution_type varchar(20) not null,
    parameters json,
    status varchar(20) not null,
    result_data json,
    error_message text,
    execution_time_ms integer,
    rows_processed integer,
    data_size_bytes integer,
    started_at timestamptz not null,
    completed_at timestamptz,
    tenant_id uuid,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint report_executions_pkey primary key (id)
);

create index idx_report_executions_status on synapscale_db.report_executions (status);
create index idx_report_executions_tenant_id on synapscale_db.report_executions (tenant_id);
create index ix_public_report_executions_report_id on synapscale_db.report_executions (report_id);
create index ix_public_report_executions_user_id on synapscale_db.report_executions (user_id);

create table synapscale_db.user_behavior_metrics (
    id uuid not null,
    user_id uuid not null,
    date timestamptz not null,
    period_type varchar(20) not null,
    session_count integer not null,
    total_session_duration integer not null,
    avg_session_duration double precision not null,
    page_views integer not null,
    unique_pages_visited integer not null,
    workflows_created integer not null,
    workflows_executed integer not null,
    components_used integer not null,
    collaborations_initiated integer not null,
    marketplace_purchases integer not null,
    revenue_generated double precision not null,
    components_published integer not null,
    error_count integer not null,
    support_tickets integer not null,
    feature_requests integer not null,
    engagement_score double precision not null,
    satisfaction_score double precision not null,
    value_score double precision not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    tenant_id uuid,
    constraint user_behavior_metrics_pkey primary key (id)
);

create index idx_user_behavior_metrics_tenant_id on synapscale_db.user_behavior_metrics (tenant_id);
create index ix_public_user_behavior_metrics_date on synapscale_db.user_behavior_metrics (date);
create index ix_public_user_behavior_metrics_user_id on synapscale_db.user_behavior_metrics (user_id);

create table synapscale_db.user_insights (
    id uuid not null,
    user_id uuid not null,
    insight_type varchar(50) not null,
    category varchar(50) not null,
    priority varchar(20) not null,
    title varchar(200) not null,
    description text not null,
    recommendation text,
    supporting_data jsonb,
    confidence_score double precision not null,
    suggested_action varchar(100),
    action_url varchar(500),
    action_data jsonb,
    is_read boolean not null,
    is_dismissed boolean not null,
    is_acted_upon boolean not null,
    user_feedback varchar(20),
    expires_at timestamptz,
    is_evergreen boolean not null,
    created_at timestamptz not null,
    read_at timestamptz,
    acted_at timestamptz,
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint user_insights_pkey primary key (id)
);

create index idx_user_insights_tenant_id on synapscale_db.user_insights (tenant_id);
create index ix_public_user_insights_category on synapscale_db.user_insights (category);
create index ix_public_user_insights_insight_type on synapscale_db.user_insights (insight_type);
create index ix_public_user_insights_user_id on synapscale_db.user_insights (user_id);

create sequence synapscale_db.system_performance_metrics_id_seq as integer;

create table synapscale_db.system_performance_metrics (
    id integer not null default nextval('synapscale_db.system_performance_metrics_id_seq'),
    metric_name varchar(100) not null,
    metric_type varchar(20) not null,
    service varchar(50) not null,
    environment varchar(20) not null,
    value double precision not null,
    unit varchar(20),
    tags jsonb,
    "timestamp" timestamptz not null,
    tenant_id uuid,
    created_at timestamptz default current_timestamp,
    updated_at timestamptz default current_timestamp,
    constraint system_performance_metrics_pkey primary key (id)
);
alter sequence synapscale_db.system_performance_metrics_id_seq owned by synapscale_db.system_performance_metrics.id;

create index idx_system_performance_metrics_tenant_id on synapscale_db.system_performance_metrics (tenant_id);
create index ix_public_system_performance_metrics_id on synapscale_db.system_performance_metrics (id);
create index ix_public_system_performance_metrics_metric_name on synapscale_db.system_performance_metrics (metric_name);
create index ix_public_system_performance_metrics_service on synapscale_db.system_performance_metrics (service);
create index ix_public_system_performance_metrics_timestamp on synapscale_db.system_performance_metrics ("timestamp");

-- -----------------------------------------------------------------------------
-- audit: The audit log.
-- -----------------------------------------------------------------------------

create table synapscale_db.audit_log (
    audit_id uuid not null default gen_random_uuid(),
    table_name text not null,
    record_id uuid not null,
    changed_by uuid,
    changed_at timestamptz not null default now(),
    operation text not null,
    diffs jsonb,
    constraint audit_log_pkey primary key (audit_id),
    constraint audit_log_operation_check check (operation = any (array['INSERT', 'UPDATE', 'DELETE']))
);

-- -----------------------------------------------------------------------------
-- files: Uploaded files.
-- -----------------------------------------------------------------------------

create table synapscale_db.files (
    id uuid not null,
    filename varchar(255) not null,
    original_name varchar(255) not null,
    file_path varchar(500) not null,
    file_size integer not null,
    mime_type varchar(100) not null,
    category varchar(50) not null,
    is_public boolean not null default false,
    user_id uuid not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    tags jsonb,
    description text,
    tenant_id uuid,
    status varchar(20) default 'active',
    scan_status varchar(20) default 'pending',
    access_count integer default 0,
    last_accessed_at timestamptz,
    constraint files_pkey primary key (id),
    constraint files_scan_status_check check (scan_status::text = any (array[
        'pending'::varchar::text,
        'scanning'::varchar::text,
        'clean'::varchar::text,
        'infected'::varchar::text,
        'quarantined'::varchar::text
    ])),
    constraint files_status_check check (status::text = any (array[
        'active'::varchar::text,
        'processing'::varchar::text,
        'completed'::varchar::text,
        'failed'::varchar::text,
        'archived'::varchar::text,
        'deleted'::varchar::text
    ]))
);

create index idx_file_created_at on synapscale_db.files (created_at);
create index idx_file_filename on synapscale_db.files (filename);
create index idx_files_scan_status on synapscale_db.files (scan_status) where scan_status::text <> 'clean';
create index idx_files_status on synapscale_db.files (status);
create index idx_files_tenant_id on synapscale_db.files (tenant_id);
create index idx_files_tenant_user on synapscale_db.files (tenant_id, user_id);
create index idx_files_user_id on synapscale_db.files (user_id);

-- -----------------------------------------------------------------------------
-- tags: Labels that can be put on anything.
-- -----------------------------------------------------------------------------

create table synapscale_db.tags (
    id uuid not null default gen_random_uuid(),
    target_type varchar(50) not null,
    target_id uuid not null,
    tag_name varchar(100) not null,
    tag_value text,
    tag_category varchar(50),
    is_system_tag boolean default false,
    created_by_user_id uuid,
    auto_generated boolean default false,
    confidence_score double precision,
    tag_metadata jsonb,
    created_at timestamptz not null default now(),
    tenant_id uuid,
    updated_at timestamptz default current_timestamp,
    constraint tags_pkey primary key (id)
);

create index idx_tags_tenant_id on synapscale_db.tags (tenant_id);
create index ix_tags_created_by_user_id on synapscale_db.tags (created_by_user_id);
create index ix_tags_is_system_tag on synapscale_db.tags (is_system_tag);
create index ix_tags_tag_category on synapscale_db.tags (tag_category);
create index ix_tags_tag_name on synapscale_db.tags (tag_name);
create index ix_tags_target_id on synapscale_db.tags (target_id);
create index ix_tags_target_type on synapscale_db.tags (target_type);

-- -----------------------------------------------------------------------------
-- Foreign keys, after every table, because some tables refer to each other (agents and agent_configurations).
--
-- Known to be broken: 12 say "on delete set null" on a column that is not null, so the delete fails;
-- 9 repeat another one, and the two on llms_usage_logs.llm_id contradict each other.
-- -----------------------------------------------------------------------------

-- tenancy
alter table synapscale_db.tenants
    add constraint fk_tenants_plan_id foreign key (plan_id) references synapscale_db.plans (id) on update cascade on delete restrict;
alter table synapscale_db.plan_features
    add constraint plan_features_feature_id_fkey foreign key (feature_id) references synapscale_db.features (id) on delete cascade,
    add constraint plan_features_plan_id_fkey foreign key (plan_id) references synapscale_db.plans (id) on delete restrict;
alter table synapscale_db.plan_entitlements
    add constraint plan_entitlements_feature_id_fkey foreign key (feature_id) references synapscale_db.features (id) on delete cascade,
    add constraint plan_entitlements_plan_id_fkey foreign key (plan_id) references synapscale_db.plans (id) on delete restrict;
alter table synapscale_db.tenant_features
    add constraint tenant_features_feature_id_fkey foreign key (feature_id) references synapscale_db.features (id) on delete cascade,
    add constraint tenant_features_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade;

-- auth
alter table synapscale_db.users
    add constraint users_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id);
alter table synapscale_db.refresh_tokens
    add constraint refresh_tokens_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.password_reset_tokens
    add constraint password_reset_tokens_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.email_verification_tokens
    add constraint email_verification_tokens_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.user_variables
    add constraint user_variables_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint user_variables_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on update cascade on delete cascade;

-- rbac
alter table synapscale_db.rbac_permissions
    add constraint rbac_permissions_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.rbac_roles
    add constraint rbac_roles_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.rbac_role_permissions
    add constraint rbac_role_permissions_permission_id_fkey foreign key (permission_id) references synapscale_db.rbac_permissions (id) on delete cascade,
    add constraint rbac_role_permissions_role_id_fkey foreign key (role_id) references synapscale_db.rbac_roles (id) on delete cascade,
    add constraint rbac_role_permissions_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.user_tenant_roles
    add constraint user_tenant_roles_granted_by_fkey foreign key (granted_by) references synapscale_db.users (id) on delete set null,
    add constraint user_tenant_roles_role_id_fkey foreign key (role_id) references synapscale_db.rbac_roles (id) on delete cascade,
    add constraint user_tenant_roles_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint user_tenant_roles_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;

-- workspaces
alter table synapscale_db.workspaces
    add constraint workspaces_owner_id_fkey foreign key (owner_id) references synapscale_db.users (id) on update cascade on delete cascade,
    add constraint workspaces_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade;
alter table synapscale_db.workspace_members
    add constraint workspace_members_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint workspace_members_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade,
    add constraint workspace_members_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null;
alter table synapscale_db.workspace_invitations
    add constraint workspace_invitations_invited_user_id_fkey foreign key (invited_user_id) references synapscale_db.users (id) on delete cascade,
    add constraint workspace_invitations_inviter_id_fkey foreign key (inviter_id) references synapscale_db.users (id) on delete set null,
    add constraint workspace_invitations_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint workspace_invitations_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null;
alter table synapscale_db.workspace_activities
    add constraint workspace_activities_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint workspace_activities_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade,
    add constraint workspace_activities_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null;
alter table synapscale_db.workspace_features
    add constraint workspace_features_feature_id_fkey foreign key (feature_id) references synapscale_db.features (id) on delete cascade,
    add constraint workspace_features_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint workspace_features_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete cascade;

-- workflows
alter table synapscale_db.workflows
    add constraint workflows_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint workflows_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on update cascade on delete cascade,
    add constraint workflows_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete cascade;
alter table synapscale_db.workflow_nodes
    add constraint workflow_nodes_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint workflow_nodes_workflow_id_fkey foreign key (workflow_id) references synapscale_db.workflows (id) on delete cascade;
alter table synapscale_db.workflow_connections
    add constraint workflow_connections_source_node_id_fkey foreign key (source_node_id) references synapscale_db.workflow_nodes (id) on delete cascade,
    add constraint workflow_connections_target_node_id_fkey foreign key (target_node_id) references synapscale_db.workflow_nodes (id) on delete cascade,
    add constraint workflow_connections_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint workflow_connections_workflow_id_fkey foreign key (workflow_id) references synapscale_db.workflows (id) on delete cascade;
alter table synapscale_db.workflow_executions
    add constraint workflow_executions_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint workflow_executions_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on update cascade on delete cascade,
    add constraint workflow_executions_workflow_id_fkey foreign key (workflow_id) references synapscale_db.workflows (id) on update cascade on delete cascade;
alter table synapscale_db.workflow_execution_metrics
    add constraint workflow_execution_metrics_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.workflow_execution_queue
    add constraint execution_queue_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on update cascade on delete cascade,
    add constraint execution_queue_workflow_execution_id_fkey foreign key (workflow_execution_id) references synapscale_db.workflow_executions (id) on delete set null,
    add constraint workflow_execution_queue_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.node_executions
    add constraint node_executions_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint node_executions_workflow_execution_id_fkey foreign key (workflow_execution_id) references synapscale_db.workflow_executions (id) on delete set null;
alter table synapscale_db.nodes
    add constraint nodes_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint nodes_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on update cascade on delete cascade,
    add constraint nodes_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null;
alter table synapscale_db.node_categories
    add constraint node_categories_parent_id_fkey foreign key (parent_id) references synapscale_db.node_categories (id),
    add constraint node_categories_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.node_ratings
    add constraint node_ratings_node_id_fkey foreign key (node_id) references synapscale_db.nodes (id) on delete cascade,
    add constraint node_ratings_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint node_ratings_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.node_templates
    add constraint fk_node_templates_tenant_id foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade;

-- projects
alter table synapscale_db.workspace_projects
    add constraint workspace_projects_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint workspace_projects_workflow_id_fkey foreign key (workflow_id) references synapscale_db.workflows (id),
    add constraint workspace_projects_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null;
alter table synapscale_db.project_versions
    add constraint project_versions_project_id_fkey foreign key (project_id) references synapscale_db.workspace_projects (id) on delete set null,
    add constraint project_versions_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint project_versions_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.project_collaborators
    add constraint project_collaborators_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint project_collaborators_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.project_comments
    add constraint project_comments_parent_id_fkey foreign key (parent_id) references synapscale_db.project_comments (id),
    add constraint project_comments_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint project_comments_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;

-- marketplace
alter table synapscale_db.marketplace_components
    add constraint marketplace_components_author_id_fkey foreign key (author_id) references synapscale_db.users (id) on update cascade on delete cascade,
    add constraint marketplace_components_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade;
alter table synapscale_db.component_downloads
    add constraint component_downloads_component_id_fkey foreign key (component_id) references synapscale_db.marketplace_components (id),
    add constraint component_downloads_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint component_downloads_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.component_purchases
    add constraint component_purchases_component_id_fkey foreign key (component_id) references synapscale_db.marketplace_components (id),
    add constraint component_purchases_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint component_purchases_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.component_ratings
    add constraint component_ratings_component_id_fkey foreign key (component_id) references synapscale_db.marketplace_components (id),
    add constraint component_ratings_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint component_ratings_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.component_versions
    add constraint component_versions_component_id_fkey foreign key (component_id) references synapscale_db.marketplace_components (id),
    add constraint component_versions_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.workflow_templates
    add constraint fk_workflow_templates_tenant_id foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint workflow_templates_author_id_fkey foreign key (author_id) references synapscale_db.users (id) on update cascade on delete cascade,
    add constraint workflow_templates_original_workflow_id_fkey foreign key (original_workflow_id) references synapscale_db.workflows (id) on delete set null;
alter table synapscale_db.template_collections
    add constraint fk_template_collections_tenant_id foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint template_collections_creator_id_fkey foreign key (creator_id) references synapscale_db.users (id) on delete set null;
alter table synapscale_db.template_downloads
    add constraint fk_template_downloads_tenant_id foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint template_downloads_template_id_fkey foreign key (template_id) references synapscale_db.workflow_templates (id),
    add constraint template_downloads_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.template_favorites
    add constraint fk_template_favorites_tenant_id foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint template_favorites_template_id_fkey foreign key (template_id) references synapscale_db.workflow_templates (id),
    add constraint template_favorites_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.template_reviews
    add constraint fk_template_reviews_tenant_id foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint template_reviews_template_id_fkey foreign key (template_id) references synapscale_db.workflow_templates (id),
    add constraint template_reviews_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.template_usage
    add constraint fk_template_usage_tenant_id foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint template_usage_template_id_fkey foreign key (template_id) references synapscale_db.workflow_templates (id),
    add constraint template_usage_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade,
    add constraint template_usage_workflow_id_fkey foreign key (workflow_id) references synapscale_db.workflows (id);

-- llms
alter table synapscale_db.llms
    add constraint llms_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;

-- knowledge

-- tools

-- agents
alter table synapscale_db.agents
    add constraint agents_current_config_fkey foreign key (current_config) references synapscale_db.agent_configurations (config_id),
    add constraint agents_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint agents_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on update cascade on delete cascade,
    add constraint agents_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete cascade;
alter table synapscale_db.agent_acl
    add constraint agent_acl_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id) on delete cascade,
    add constraint agent_acl_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.agent_configurations
    add constraint agent_configurations_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id) on delete cascade,
    add constraint agent_configurations_created_by_fkey foreign key (created_by) references synapscale_db.users (id);
alter table synapscale_db.agent_error_logs
    add constraint agent_error_logs_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id);
alter table synapscale_db.agent_hierarchy
    add constraint agent_hierarchy_ancestor_fkey foreign key (ancestor) references synapscale_db.agents (id),
    add constraint agent_hierarchy_descendant_fkey foreign key (descendant) references synapscale_db.agents (id);
alter table synapscale_db.agent_kbs
    add constraint agent_kbs_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id) on delete cascade,
    add constraint agent_kbs_kb_id_fkey foreign key (kb_id) references synapscale_db.knowledge_bases (kb_id) on delete cascade;
alter table synapscale_db.agent_models
    add constraint agent_models_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id) on delete cascade,
    add constraint agent_models_llm_id_fkey foreign key (llm_id) references synapscale_db.llms (id) on delete cascade;
alter table synapscale_db.agent_quotas
    add constraint agent_quotas_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id),
    add constraint agent_quotas_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id);
alter table synapscale_db.agent_tools
    add constraint agent_tools_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id) on delete cascade,
    add constraint agent_tools_tool_id_fkey foreign key (tool_id) references synapscale_db.tools (tool_id) on delete cascade;
alter table synapscale_db.agent_triggers
    add constraint agent_triggers_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id) on delete cascade;
alter table synapscale_db.agent_usage_metrics
    add constraint agent_usage_metrics_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id);

-- conversations
alter table synapscale_db.llms_conversations
    add constraint conversations_agent_id_fkey foreign key (agent_id) references synapscale_db.agents (id) on update cascade on delete set null,
    add constraint conversations_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on update cascade on delete cascade,
    add constraint fk_llms_conversations_agent foreign key (agent_id) references synapscale_db.agents (id) on update cascade on delete set null,
    add constraint fk_llms_conversations_tenant_id foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint llms_conversations_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null;
alter table synapscale_db.llms_conversations_turns
    add constraint conversation_llms_conversation_id_fkey foreign key (conversation_id) references synapscale_db.llms_conversations (id) on delete cascade,
    add constraint conversation_llms_llm_id_fkey foreign key (llm_id) references synapscale_db.llms (id) on delete cascade,
    add constraint fk_conv_turns_conv foreign key (conversation_id) references synapscale_db.llms_conversations (id) on delete cascade,
    add constraint fk_conv_turns_llm foreign key (llm_id) references synapscale_db.llms (id) on delete cascade,
    add constraint fk_llms_conversations_turns_tenant_id foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade;
alter table synapscale_db.llms_messages
    add constraint fk_llms_messages_tenant_id foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint fk_messages_conv foreign key (conversation_id) references synapscale_db.llms_conversations (id) on update cascade on delete cascade,
    add constraint messages_conversation_id_fkey foreign key (conversation_id) references synapscale_db.llms_conversations (id) on update cascade on delete cascade;
alter table synapscale_db.llms_usage_logs
    add constraint fk_llms_usage_logs_tenant_id foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint fk_usage_conv foreign key (conversation_id) references synapscale_db.llms_conversations (id) on delete cascade,
    add constraint fk_usage_llm foreign key (llm_id) references synapscale_db.llms (id) on delete cascade,
    add constraint fk_usage_msg foreign key (message_id) references synapscale_db.llms_messages (id) on delete cascade,
    add constraint usage_logs_conversation_id_fkey foreign key (conversation_id) references synapscale_db.llms_conversations (id) on delete cascade,
    add constraint usage_logs_llm_id_fkey foreign key (llm_id) references synapscale_db.llms (id) on delete set null,
    add constraint usage_logs_message_id_fkey foreign key (message_id) references synapscale_db.llms_messages (id) on delete cascade,
    add constraint usage_logs_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade,
    add constraint usage_logs_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null;
alter table synapscale_db.message_feedbacks
    add constraint fk_feedback_msg foreign key (message_id) references synapscale_db.llms_messages (id) on delete cascade,
    add constraint fk_feedback_user foreign key (user_id) references synapscale_db.users (id) on delete cascade,
    add constraint fk_llms_message_feedbacks_tenant_id foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint message_feedbacks_message_id_fkey foreign key (message_id) references synapscale_db.llms_messages (id) on delete cascade,
    add constraint message_feedbacks_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;

-- billing
alter table synapscale_db.payment_customers
    add constraint payment_customers_provider_id_fkey foreign key (provider_id) references synapscale_db.payment_providers (id) on delete cascade,
    add constraint payment_customers_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade;
alter table synapscale_db.payment_methods
    add constraint payment_methods_customer_id_fkey foreign key (customer_id) references synapscale_db.payment_customers (id) on delete cascade,
    add constraint payment_methods_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.invoices
    add constraint invoices_subscription_id_fkey foreign key (subscription_id) references synapscale_db.subscriptions (id),
    add constraint invoices_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade;
alter table synapscale_db.subscriptions
    add constraint subscriptions_coupon_id_fkey foreign key (coupon_id) references synapscale_db.coupons (id),
    add constraint subscriptions_payment_method_id_fkey foreign key (payment_method_id) references synapscale_db.payment_methods (id),
    add constraint subscriptions_plan_id_fkey foreign key (plan_id) references synapscale_db.plans (id) on delete restrict,
    add constraint subscriptions_provider_id_fkey foreign key (provider_id) references synapscale_db.payment_providers (id),
    add constraint subscriptions_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade;
alter table synapscale_db.coupons
    add constraint coupons_created_by_fkey foreign key (created_by) references synapscale_db.users (id) on delete set null,
    add constraint coupons_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.user_subscriptions
    add constraint user_subscriptions_plan_id_fkey foreign key (plan_id) references synapscale_db.plans (id) on delete restrict,
    add constraint user_subscriptions_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint user_subscriptions_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.plan_provider_mappings
    add constraint plan_provider_mappings_plan_id_fkey foreign key (plan_id) references synapscale_db.plans (id) on delete restrict,
    add constraint plan_provider_mappings_provider_id_fkey foreign key (provider_id) references synapscale_db.payment_providers (id) on delete cascade;
alter table synapscale_db.billing_events
    add constraint billing_events_related_message_id_fkey foreign key (related_message_id) references synapscale_db.llms_messages (id) on delete set null,
    add constraint billing_events_related_usage_log_id_fkey foreign key (related_usage_log_id) references synapscale_db.llms_usage_logs (id) on delete set null,
    add constraint billing_events_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint billing_events_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade,
    add constraint billing_events_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null;

-- crm
alter table synapscale_db.contacts
    add constraint contacts_source_id_fkey foreign key (source_id) references synapscale_db.contact_sources (id),
    add constraint contacts_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade;
alter table synapscale_db.contact_lists
    add constraint contact_lists_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade;
alter table synapscale_db.contact_list_memberships
    add constraint contact_list_memberships_added_by_fkey foreign key (added_by) references synapscale_db.users (id) on delete set null,
    add constraint contact_list_memberships_contact_id_fkey foreign key (contact_id) references synapscale_db.contacts (id) on delete cascade,
    add constraint contact_list_memberships_list_id_fkey foreign key (list_id) references synapscale_db.contact_lists (id) on delete cascade,
    add constraint contact_list_memberships_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.contact_events
    add constraint contact_events_contact_id_fkey foreign key (contact_id) references synapscale_db.contacts (id) on delete cascade,
    add constraint contact_events_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.contact_interactions
    add constraint contact_interactions_contact_id_fkey foreign key (contact_id) references synapscale_db.contacts (id) on delete cascade,
    add constraint contact_interactions_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint contact_interactions_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.contact_notes
    add constraint contact_notes_contact_id_fkey foreign key (contact_id) references synapscale_db.contacts (id) on delete cascade,
    add constraint contact_notes_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint contact_notes_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.contact_sources
    add constraint contact_sources_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade;
alter table synapscale_db.contact_tags
    add constraint contact_tags_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade;
alter table synapscale_db.campaigns
    add constraint campaigns_created_by_fkey foreign key (created_by) references synapscale_db.users (id) on delete set null,
    add constraint campaigns_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade;
alter table synapscale_db.campaign_contacts
    add constraint campaign_contacts_campaign_id_fkey foreign key (campaign_id) references synapscale_db.campaigns (id) on delete cascade,
    add constraint campaign_contacts_contact_id_fkey foreign key (contact_id) references synapscale_db.contacts (id) on delete cascade,
    add constraint campaign_contacts_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.conversion_journeys
    add constraint conversion_journeys_contact_id_fkey foreign key (contact_id) references synapscale_db.contacts (id) on delete cascade,
    add constraint conversion_journeys_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade;

-- webhooks
alter table synapscale_db.webhook_logs
    add constraint webhook_logs_provider_id_fkey foreign key (provider_id) references synapscale_db.payment_providers (id) on delete cascade,
    add constraint webhook_logs_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;

-- analytics
alter table synapscale_db.analytics_alerts
    add constraint analytics_alerts_owner_id_fkey foreign key (owner_id) references synapscale_db.users (id) on update cascade on delete cascade,
    add constraint analytics_alerts_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.analytics_dashboards
    add constraint analytics_dashboards_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint analytics_dashboards_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.analytics_events
    add constraint analytics_events_project_id_fkey foreign key (project_id) references synapscale_db.workspace_projects (id),
    add constraint analytics_events_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint analytics_events_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on update cascade on delete set null;
alter table synapscale_db.analytics_exports
    add constraint analytics_exports_owner_id_fkey foreign key (owner_id) references synapscale_db.users (id) on update cascade on delete cascade,
    add constraint analytics_exports_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.analytics_metrics
    add constraint analytics_metrics_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.analytics_reports
    add constraint analytics_reports_owner_id_fkey foreign key (owner_id) references synapscale_db.users (id) on update cascade on delete cascade,
    add constraint analytics_reports_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.business_metrics
    add constraint business_metrics_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;
alter table synapscale_db.custom_reports
    add constraint custom_reports_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint custom_reports_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade,
    add constraint custom_reports_workspace_id_fkey foreign key (workspace_id) references synapscale_db.workspaces (id) on delete set null;
alter table synapscale_db.report_executions
    add constraint report_executions_report_id_fkey foreign key (report_id) references synapscale_db.custom_reports (id) on delete set null,
    add constraint report_executions_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint report_executions_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.user_behavior_metrics
    add constraint user_behavior_metrics_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint user_behavior_metrics_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.user_insights
    add constraint user_insights_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade,
    add constraint user_insights_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on delete cascade;
alter table synapscale_db.system_performance_metrics
    add constraint system_performance_metrics_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;

-- audit
alter table synapscale_db.audit_log
    add constraint audit_log_changed_by_fkey foreign key (changed_by) references synapscale_db.users (id);

-- files
alter table synapscale_db.files
    add constraint files_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on delete cascade,
    add constraint files_user_id_fkey foreign key (user_id) references synapscale_db.users (id) on update cascade on delete cascade;

-- tags
alter table synapscale_db.tags
    add constraint tags_created_by_user_id_fkey foreign key (created_by_user_id) references synapscale_db.users (id) on delete set null,
    add constraint tags_tenant_id_fkey foreign key (tenant_id) references synapscale_db.tenants (id) on update cascade on delete cascade;

-- -----------------------------------------------------------------------------
-- Functions. Their bodies are those of production to the byte, because a body is part of the catalog.
-- -----------------------------------------------------------------------------

-- The tenant of this session, null where none is set. The policies depend on it.
-- +goose StatementBegin
create function public.current_tenant_id() returns uuid language sql stable as
$$ select nullif(current_setting('app.current_tenant', true), '')::uuid $$;
-- +goose StatementEnd

-- Null, hence "no", for a row without tenant and for a session without tenant.
-- +goose StatementBegin
create function public.is_authorized_tenant(tenant uuid) returns boolean language sql stable as
$$ select tenant = public.current_tenant_id() $$;
-- +goose StatementEnd

-- Broken on agent_configurations, which has no updated_at: every update of it fails.
-- +goose StatementBegin
create function synapscale_db.update_timestamp() returns trigger language plpgsql as
$$ begin new.updated_at := now(); return new; end $$;
-- +goose StatementEnd

-- Broken on all seven audited tables: none has a column id, and "#-" does not exist for json, so every write fails.
-- It also casts app.current_user directly, which raises where that is ''.
-- +goose StatementBegin
create function synapscale_db.fn_audit() returns trigger language plpgsql as
$$
begin
  insert into synapscale_db.audit_log (table_name, record_id, changed_by, operation, diffs)
  values (tg_table_name, coalesce(new.id, old.id), current_setting('app.current_user', true)::uuid, tg_op,
          row_to_json(coalesce(new, old)) #- '{audit_id}');
  return coalesce(new, old);
end $$;
-- +goose StatementEnd

-- Broken: files has neither file_size_bytes nor workspace_id, so every write to files fails.
-- +goose StatementBegin
create function synapscale_db.sync_storage_usage() returns trigger language plpgsql as
$$
declare used numeric;
begin
  select coalesce(sum(file_size_bytes), 0) / (1024 * 1024) into used
  from synapscale_db.files where workspace_id = coalesce(new.workspace_id, old.workspace_id);
  update synapscale_db.workspaces set storage_used_mb = used where id = coalesce(new.workspace_id, old.workspace_id);
  return coalesce(new, old);
end $$;
-- +goose StatementEnd

-- Broken: there is no materialized view tenant_plan_sync, so every insert and update of subscriptions and every
-- update of plans fails.
-- +goose StatementBegin
create function synapscale_db.refresh_tenant_plan_sync() returns trigger language plpgsql as
$$
begin
  refresh materialized view synapscale_db.tenant_plan_sync;
  return null;
end $$;
-- +goose StatementEnd

-- Copies the limits and the enabled features of the plan to the tenant that subscribed to it.
-- +goose StatementBegin
create function synapscale_db.sync_tenant_from_plan() returns trigger language plpgsql as
$$
begin
  update synapscale_db.tenants t
  set max_workspaces = p.max_workspaces, max_members_per_workspace = p.max_members_per_workspace, max_storage_mb = p.max_storage_mb,
      enabled_features = (select array_agg(f.key) from synapscale_db.plan_features pf
                          join synapscale_db.features f on f.id = pf.feature_id
                          where pf.plan_id = new.plan_id and pf.is_enabled)
  from synapscale_db.plans p where t.id = new.tenant_id and p.id = new.plan_id;
  return new;
end $$;
-- +goose StatementEnd

-- Broken: takes -1, unlimited, as a number, so that such a tenant cannot create its first workspace.
-- Two concurrent inserts can both pass, because nothing is locked between count and insert.
-- +goose StatementBegin
create function synapscale_db.check_workspace_limits() returns trigger language plpgsql as
$$
declare n integer; allowed integer;
begin
  select count(*) into n from synapscale_db.workspaces where tenant_id = new.tenant_id;
  select max_workspaces into allowed from synapscale_db.tenants where id = new.tenant_id;
  if n >= allowed then
    raise exception 'workspace limit reached for this tenant: %', allowed;
  end if;
  return new;
end $$;
-- +goose StatementEnd

-- Caps workspaces, storage, members and projects by the plan of the subscription; -1 means unlimited.
-- Two concurrent inserts can both pass.
-- +goose StatementBegin
create function synapscale_db.validate_workspace_limits() returns trigger language plpgsql as
$$
declare p record; n integer;
begin
  select pl.* into p from synapscale_db.subscriptions s join synapscale_db.plans pl on pl.id = s.plan_id
  where s.tenant_id = new.tenant_id;
  if not found then return new; end if;
  if tg_op = 'INSERT' or new.tenant_id <> old.tenant_id then
    select count(*) into n from synapscale_db.workspaces where tenant_id = new.tenant_id and (tg_op = 'INSERT' or id <> new.id);
    if p.max_workspaces <> -1 and n >= p.max_workspaces then raise exception 'workspace limit of plan % reached', p.name; end if;
  end if;
  if p.max_storage_mb <> -1 and new.max_storage_mb > p.max_storage_mb then raise exception 'storage limit of plan % exceeded', p.name; end if;
  if p.max_members_per_workspace <> -1 and new.max_members > p.max_members_per_workspace then raise exception 'member limit of plan % exceeded', p.name; end if;
  if p.max_projects_per_workspace <> -1 and new.max_projects > p.max_projects_per_workspace then raise exception 'project limit of plan % exceeded', p.name; end if;
  return new;
end $$;
-- +goose StatementEnd

-- Keeps workspaces.member_count and caps it at max_members, where null means no cap.
-- Two concurrent inserts can both pass.
-- +goose StatementBegin
create function synapscale_db.validate_workspace_member_limits() returns trigger language plpgsql as
$$
declare n integer; cap integer;
begin
  if tg_op = 'INSERT' then
    select max_members into cap from synapscale_db.workspaces where id = new.workspace_id;
    select count(*) into n from synapscale_db.workspace_members where workspace_id = new.workspace_id;
    if cap is not null and n >= cap then raise exception 'member limit of the workspace reached: %', cap; end if;
    update synapscale_db.workspaces set member_count = n + 1, updated_at = now() where id = new.workspace_id;
    return new;
  end if;
  update synapscale_db.workspaces set member_count = greatest(0, member_count - 1), updated_at = now() where id = old.workspace_id;
  return old;
end $$;
-- +goose StatementEnd

-- Keeps workspaces.project_count and caps it at max_projects, where null means no cap.
-- Two concurrent inserts can both pass.
-- +goose StatementBegin
create function synapscale_db.validate_workspace_project_limits() returns trigger language plpgsql as
$$
declare n integer; cap integer;
begin
  if tg_op = 'INSERT' then
    select max_projects into cap from synapscale_db.workspaces where id = new.workspace_id;
    select count(*) into n from synapscale_db.workspace_projects where workspace_id = new.workspace_id;
    if cap is not null and n >= cap then raise exception 'project limit of the workspace reached: %', cap; end if;
    update synapscale_db.workspaces set project_count = n + 1, updated_at = now() where id = new.workspace_id;
    return new;
  end if;
  update synapscale_db.workspaces set project_count = greatest(0, project_count - 1), updated_at = now() where id = old.workspace_id;
  return old;
end $$;
-- +goose StatementEnd

-- A one-row overview for dashboards. Its counts are those of the owner of the view, over all tenants.
create view synapscale_db.system_health as
select 'database'::text as component, 'healthy'::text as status, now() as last_check,
       json_build_object('total_tenants', (select count(*) from synapscale_db.tenants),
                         'total_users', (select count(*) from synapscale_db.users),
                         'total_workflows', (select count(*) from synapscale_db.workflows)) as metrics;

-- -----------------------------------------------------------------------------
-- Triggers.
-- -----------------------------------------------------------------------------

create trigger trigger_plans_sync
    after update on synapscale_db.plans
    for each statement execute function synapscale_db.refresh_tenant_plan_sync();

create trigger trigger_check_workspace_limits
    before insert on synapscale_db.workspaces
    for each row execute function synapscale_db.check_workspace_limits();

create trigger trigger_validate_workspace_limits
    before insert or update on synapscale_db.workspaces
    for each row execute function synapscale_db.validate_workspace_limits();

create trigger trigger_validate_member_limits
    before insert or delete on synapscale_db.workspace_members
    for each row execute function synapscale_db.validate_workspace_member_limits();

create trigger trigger_validate_project_limits
    before insert or delete on synapscale_db.workspace_projects
    for each row execute function synapscale_db.validate_workspace_project_limits();

create trigger trg_audit_knowledge_bases
    after insert or delete or update on synapscale_db.knowledge_bases
    for each row execute function synapscale_db.fn_audit();

create trigger trg_updated_at_knowledge_bases
    before update on synapscale_db.knowledge_bases
    for each row execute function synapscale_db.update_timestamp();

create trigger trg_audit_tools
    after insert or delete or update on synapscale_db.tools
    for each row execute function synapscale_db.fn_audit();

create trigger trg_updated_at_tools
    before update on synapscale_db.tools
    for each row execute function synapscale_db.update_timestamp();

create trigger trg_audit_agent_configurations
    after insert or delete or update on synapscale_db.agent_configurations
    for each row execute function synapscale_db.fn_audit();

create trigger trg_updated_at_agent_configurations
    before update on synapscale_db.agent_configurations
    for each row execute function synapscale_db.update_timestamp();

create trigger trg_audit_agent_kbs
    after insert or delete or update on synapscale_db.agent_kbs
    for each row execute function synapscale_db.fn_audit();

create trigger trg_audit_agent_models
    after insert or delete or update on synapscale_db.agent_models
    for each row execute function synapscale_db.fn_audit();

create trigger trg_audit_agent_tools
    after insert or delete or update on synapscale_db.agent_tools
    for each row execute function synapscale_db.fn_audit();

create trigger trg_audit_agent_triggers
    after insert or delete or update on synapscale_db.agent_triggers
    for each row execute function synapscale_db.fn_audit();

create trigger trigger_subscriptions_sync
    after insert or update on synapscale_db.subscriptions
    for each statement execute function synapscale_db.refresh_tenant_plan_sync();

create trigger trigger_sync_on_subscription_change
    after insert or update on synapscale_db.subscriptions
    for each row execute function synapscale_db.sync_tenant_from_plan();

create trigger trigger_sync_storage_usage
    after insert or delete or update on synapscale_db.files
    for each row execute function synapscale_db.sync_storage_usage();

-- -----------------------------------------------------------------------------
-- Row security: a session sees the rows of the tenant in app.current_tenant.
--
-- Known to be broken: it is enabled but not forced, so the owner, which is the role the backend connects as, sees
-- every tenant. A row whose tenant_id is null is visible to nobody, because the policies compare with "=".
-- llms_conversations and llms_messages have no policy at all: only the owner sees a row.
-- On agents, tenant_isolation raises where app.current_tenant is '', which a local setting leaves behind.
-- -----------------------------------------------------------------------------

alter table synapscale_db.rbac_permissions enable row level security;
create policy tenant_isolation_rbac_permissions on synapscale_db.rbac_permissions
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_rbac_permissions_insert on synapscale_db.rbac_permissions
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.rbac_roles enable row level security;
create policy tenant_isolation_rbac_roles on synapscale_db.rbac_roles
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_rbac_roles_insert on synapscale_db.rbac_roles
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.user_tenant_roles enable row level security;
create policy tenant_isolation_user_tenant_roles_delete on synapscale_db.user_tenant_roles
    for delete using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_user_tenant_roles_insert on synapscale_db.user_tenant_roles
    for insert with check (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_user_tenant_roles_select on synapscale_db.user_tenant_roles
    for select using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_user_tenant_roles_update on synapscale_db.user_tenant_roles
    for update using (public.is_authorized_tenant(tenant_id)) with check (public.is_authorized_tenant(tenant_id));

alter table synapscale_db.workspaces enable row level security;
create policy tenant_isolation_workspaces_delete on synapscale_db.workspaces
    for delete using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_workspaces_insert on synapscale_db.workspaces
    for insert with check (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_workspaces_select on synapscale_db.workspaces
    for select using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_workspaces_update on synapscale_db.workspaces
    for update using (public.is_authorized_tenant(tenant_id)) with check (public.is_authorized_tenant(tenant_id));

alter table synapscale_db.workspace_members enable row level security;
create policy tenant_isolation_workspace_members_delete on synapscale_db.workspace_members
    for delete using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_workspace_members_insert on synapscale_db.workspace_members
    for insert with check (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_workspace_members_select on synapscale_db.workspace_members
    for select using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_workspace_members_update on synapscale_db.workspace_members
    for update using (public.is_authorized_tenant(tenant_id)) with check (public.is_authorized_tenant(tenant_id));

alter table synapscale_db.workflows enable row level security;
create policy tenant_isolation_workflows_delete on synapscale_db.workflows
    for delete using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_workflows_insert on synapscale_db.workflows
    for insert with check (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_workflows_select on synapscale_db.workflows
    for select using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_workflows_update on synapscale_db.workflows
    for update using (public.is_authorized_tenant(tenant_id)) with check (public.is_authorized_tenant(tenant_id));

alter table synapscale_db.workflow_nodes enable row level security;
create policy tenant_isolation_workflow_nodes on synapscale_db.workflow_nodes
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_workflow_nodes_insert on synapscale_db.workflow_nodes
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.workflow_connections enable row level security;
create policy tenant_isolation_workflow_connections on synapscale_db.workflow_connections
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_workflow_connections_insert on synapscale_db.workflow_connections
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.workflow_executions enable row level security;
create policy tenant_isolation_workflow_executions_delete on synapscale_db.workflow_executions
    for delete using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_workflow_executions_insert on synapscale_db.workflow_executions
    for insert with check (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_workflow_executions_select on synapscale_db.workflow_executions
    for select using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_workflow_executions_update on synapscale_db.workflow_executions
    for update using (public.is_authorized_tenant(tenant_id)) with check (public.is_authorized_tenant(tenant_id));

alter table synapscale_db.nodes enable row level security;
create policy tenant_isolation_nodes_delete on synapscale_db.nodes
    for delete using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_nodes_insert on synapscale_db.nodes
    for insert with check (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_nodes_select on synapscale_db.nodes
    for select using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_nodes_update on synapscale_db.nodes
    for update using (public.is_authorized_tenant(tenant_id)) with check (public.is_authorized_tenant(tenant_id));

alter table synapscale_db.node_templates enable row level security;
create policy tenant_isolation_node_templates on synapscale_db.node_templates
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_node_templates_insert on synapscale_db.node_templates
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.workspace_projects enable row level security;
create policy tenant_isolation_workspace_projects on synapscale_db.workspace_projects
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_workspace_projects_insert on synapscale_db.workspace_projects
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.marketplace_components enable row level security;
create policy tenant_isolation_marketplace_components on synapscale_db.marketplace_components
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_marketplace_components_insert on synapscale_db.marketplace_components
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.llms enable row level security;
create policy tenant_isolation_llms on synapscale_db.llms
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_llms_insert on synapscale_db.llms
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.knowledge_bases enable row level security;
create policy tenant_isolation_knowledge_bases on synapscale_db.knowledge_bases
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_knowledge_bases_insert on synapscale_db.knowledge_bases
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.tools enable row level security;
create policy tenant_isolation_tools on synapscale_db.tools
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_tools_insert on synapscale_db.tools
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.agents enable row level security;
create policy tenant_isolation on synapscale_db.agents
    for all using (tenant_id = current_setting('app.current_tenant')::uuid);
create policy tenant_isolation_agents on synapscale_db.agents
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_agents_insert on synapscale_db.agents
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.llms_conversations enable row level security;

alter table synapscale_db.llms_messages enable row level security;

alter table synapscale_db.invoices enable row level security;
create policy tenant_isolation_invoices on synapscale_db.invoices
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_invoices_insert on synapscale_db.invoices
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.subscriptions enable row level security;
create policy tenant_isolation_subscriptions on synapscale_db.subscriptions
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_subscriptions_insert on synapscale_db.subscriptions
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.billing_events enable row level security;
create policy tenant_isolation_billing_events on synapscale_db.billing_events
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_billing_events_insert on synapscale_db.billing_events
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.contacts enable row level security;
create policy tenant_isolation_contacts_delete on synapscale_db.contacts
    for delete using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_contacts_insert on synapscale_db.contacts
    for insert with check (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_contacts_select on synapscale_db.contacts
    for select using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_contacts_update on synapscale_db.contacts
    for update using (public.is_authorized_tenant(tenant_id)) with check (public.is_authorized_tenant(tenant_id));

alter table synapscale_db.contact_lists enable row level security;
create policy tenant_isolation_contact_lists on synapscale_db.contact_lists
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_contact_lists_insert on synapscale_db.contact_lists
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.campaigns enable row level security;
create policy tenant_isolation_campaigns_delete on synapscale_db.campaigns
    for delete using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_campaigns_insert on synapscale_db.campaigns
    for insert with check (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_campaigns_select on synapscale_db.campaigns
    for select using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_campaigns_update on synapscale_db.campaigns
    for update using (public.is_authorized_tenant(tenant_id)) with check (public.is_authorized_tenant(tenant_id));

alter table synapscale_db.analytics_events enable row level security;
create policy tenant_isolation_analytics_events on synapscale_db.analytics_events
    for all using (tenant_id = public.current_tenant_id());
create policy tenant_isolation_analytics_events_insert on synapscale_db.analytics_events
    for insert with check (tenant_id = public.current_tenant_id());

alter table synapscale_db.files enable row level security;
create policy tenant_isolation_files_delete on synapscale_db.files
    for delete using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_files_insert on synapscale_db.files
    for insert with check (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_files_select on synapscale_db.files
    for select using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_files_update on synapscale_db.files
    for update using (public.is_authorized_tenant(tenant_id)) with check (public.is_authorized_tenant(tenant_id));

alter table synapscale_db.tags enable row level security;
create policy tenant_isolation_tags_delete on synapscale_db.tags
    for delete using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_tags_insert on synapscale_db.tags
    for insert with check (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_tags_select on synapscale_db.tags
    for select using (public.is_authorized_tenant(tenant_id));
create policy tenant_isolation_tags_update on synapscale_db.tags
    for update using (public.is_authorized_tenant(tenant_id)) with check (public.is_authorized_tenant(tenant_id));

-- +goose Down

-- Everything above goes, rows included. The schema stays: it holds the version table of goose, and perhaps tables
-- that are not ours. Without "cascade" PostgreSQL refuses where something that is not ours depends on ours.

drop view synapscale_db.system_health;

drop table
    synapscale_db.agent_acl,
    synapscale_db.agent_configurations,
    synapscale_db.agent_error_logs,
    synapscale_db.agent_hierarchy,
    synapscale_db.agent_kbs,
    synapscale_db.agent_models,
    synapscale_db.agent_quotas,
    synapscale_db.agent_tools,
    synapscale_db.agent_triggers,
    synapscale_db.agent_usage_metrics,
    synapscale_db.agents,
    synapscale_db.analytics_alerts,
    synapscale_db.analytics_dashboards,
    synapscale_db.analytics_events,
    synapscale_db.analytics_exports,
    synapscale_db.analytics_metrics,
    synapscale_db.analytics_reports,
    synapscale_db.audit_log,
    synapscale_db.billing_events,
    synapscale_db.business_metrics,
    synapscale_db.campaign_contacts,
    synapscale_db.campaigns,
    synapscale_db.component_downloads,
    synapscale_db.component_purchases,
    synapscale_db.component_ratings,
    synapscale_db.component_versions,
    synapscale_db.contact_events,
    synapscale_db.contact_interactions,
    synapscale_db.contact_list_memberships,
    synapscale_db.contact_lists,
    synapscale_db.contact_notes,
    synapscale_db.contact_sources,
    synapscale_db.contact_tags,
    synapscale_db.contacts,
    synapscale_db.conversion_journeys,
    synapscale_db.coupons,
    synapscale_db.custom_reports,
    synapscale_db.email_verification_tokens,
    synapscale_db.features,
    synapscale_db.files,
    synapscale_db.invoices,
    synapscale_db.knowledge_bases,
    synapscale_db.llms,
    synapscale_db.llms_conversations,
    synapscale_db.llms_conversations_turns,
    synapscale_db.llms_messages,
    synapscale_db.llms_usage_logs,
    synapscale_db.marketplace_components,
    synapscale_db.message_feedbacks,
    synapscale_db.node_categories,
    synapscale_db.node_executions,
    synapscale_db.node_ratings,
    synapscale_db.node_templates,
    synapscale_db.nodes,
    synapscale_db.password_reset_tokens,
    synapscale_db.payment_customers,
    synapscale_db.payment_methods,
    synapscale_db.payment_providers,
    synapscale_db.plan_entitlements,
    synapscale_db.plan_features,
    synapscale_db.plan_provider_mappings,
    synapscale_db.plans,
    synapscale_db.project_collaborators,
    synapscale_db.project_comments,
    synapscale_db.project_versions,
    synapscale_db.rbac_permissions,
    synapscale_db.rbac_role_permissions,
    synapscale_db.rbac_roles,
    synapscale_db.refresh_tokens,
    synapscale_db.report_executions,
    synapscale_db.subscriptions,
    synapscale_db.system_performance_metrics,
    synapscale_db.tags,
    synapscale_db.template_collections,
    synapscale_db.template_downloads,
    synapscale_db.template_favorites,
    synapscale_db.template_reviews,
    synapscale_db.template_usage,
    synapscale_db.tenant_features,
    synapscale_db.tenants,
    synapscale_db.tools,
    synapscale_db.user_behavior_metrics,
    synapscale_db.user_insights,
    synapscale_db.user_subscriptions,
    synapscale_db.user_tenant_roles,
    synapscale_db.user_variables,
    synapscale_db.users,
    synapscale_db.webhook_logs,
    synapscale_db.workflow_connections,
    synapscale_db.workflow_execution_metrics,
    synapscale_db.workflow_execution_queue,
    synapscale_db.workflow_executions,
    synapscale_db.workflow_nodes,
    synapscale_db.workflow_templates,
    synapscale_db.workflows,
    synapscale_db.workspace_activities,
    synapscale_db.workspace_features,
    synapscale_db.workspace_invitations,
    synapscale_db.workspace_members,
    synapscale_db.workspace_projects,
    synapscale_db.workspaces;

drop function synapscale_db.check_workspace_limits();
drop function synapscale_db.fn_audit();
drop function synapscale_db.refresh_tenant_plan_sync();
drop function synapscale_db.sync_storage_usage();
drop function synapscale_db.sync_tenant_from_plan();
drop function synapscale_db.update_timestamp();
drop function synapscale_db.validate_workspace_limits();
drop function synapscale_db.validate_workspace_member_limits();
drop function synapscale_db.validate_workspace_project_limits();
drop function public.is_authorized_tenant(uuid);
drop function public.current_tenant_id();
drop type synapscale_db.agent_scope;
drop type synapscale_db.trigger_type_en;
drop type synapscale_db.workspacetype;
