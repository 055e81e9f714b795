-- What the tables are asked most had no index that answers it: the history of one row of the audit log, tokens that
-- have expired, the next entry of a queue, and the bytes that a tenant stores.

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

-- The history of one row.
create index concurrently if not exists idx_audit_log_record
    on synapscale_db.audit_log (table_name, record_id, changed_at);
-- A span of time; a log only grows, so a summary per range of pages is enough.
create index concurrently if not exists idx_audit_log_changed_at
    on synapscale_db.audit_log using brin (changed_at);
-- Removing what has expired.
create index concurrently if not exists idx_refresh_tokens_expires_at
    on synapscale_db.refresh_tokens (expires_at);
-- Removing what has expired.
create index concurrently if not exists idx_password_reset_tokens_expires_at
    on synapscale_db.password_reset_tokens (expires_at);
-- Removing what has expired.
create index concurrently if not exists idx_email_verification_tokens_expires_at
    on synapscale_db.email_verification_tokens (expires_at);
-- Removing what has expired.
create index concurrently if not exists idx_workspace_invitations_expires_at
    on synapscale_db.workspace_invitations (expires_at);
-- The next in the queue.
create index concurrently if not exists idx_workflow_execution_queue_status_scheduled_at
    on synapscale_db.workflow_execution_queue (status, scheduled_at);
-- What is in a state, in order of time.
create index concurrently if not exists idx_workflow_executions_status_created_at
    on synapscale_db.workflow_executions (status, created_at);
-- Events still to be processed.
create index concurrently if not exists idx_webhook_logs_status_created_at
    on synapscale_db.webhook_logs (status, created_at);
-- Events still to be processed.
create index concurrently if not exists idx_billing_events_status_created_at
    on synapscale_db.billing_events (status, created_at);
-- Exports still to be made.
create index concurrently if not exists idx_analytics_exports_status_created_at
    on synapscale_db.analytics_exports (status, created_at);
-- The newest errors of an agent.
create index concurrently if not exists idx_agent_error_logs_agent_id_occurred_at
    on synapscale_db.agent_error_logs (agent_id, occurred_at);
-- The sum that a storage limit is compared with.
create index concurrently if not exists idx_files_tenant_id_file_size
    on synapscale_db.files (tenant_id, file_size);

reset lock_timeout;
reset statement_timeout;

-- +goose Down

-- A build waits for the transactions that were there before it, however long they take; it blocks nobody meanwhile.
set lock_timeout = 0;
set statement_timeout = 0;

drop index concurrently if exists synapscale_db.idx_audit_log_record;
drop index concurrently if exists synapscale_db.idx_audit_log_changed_at;
drop index concurrently if exists synapscale_db.idx_refresh_tokens_expires_at;
drop index concurrently if exists synapscale_db.idx_password_reset_tokens_expires_at;
drop index concurrently if exists synapscale_db.idx_email_verification_tokens_expires_at;
drop index concurrently if exists synapscale_db.idx_workspace_invitations_expires_at;
drop index concurrently if exists synapscale_db.idx_workflow_execution_queue_status_scheduled_at;
drop index concurrently if exists synapscale_db.idx_workflow_executions_status_created_at;
drop index concurrently if exists synapscale_db.idx_webhook_logs_status_created_at;
drop index concurrently if exists synapscale_db.idx_billing_events_status_created_at;
drop index concurrently if exists synapscale_db.idx_analytics_exports_status_created_at;
drop index concurrently if exists synapscale_db.idx_agent_error_logs_agent_id_occurred_at;
drop index concurrently if exists synapscale_db.idx_files_tenant_id_file_size;

reset lock_timeout;
reset statement_timeout;
