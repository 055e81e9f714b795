-- Nine rules of "one per" stood nowhere: an event of a payment provider could be recorded twice, a user could rate a
-- component, a node or a message twice and be a member of a workspace twice, a component could have a version twice, a
-- customer a payment method twice, a provider's subscription could exist twice, and a tenant could have two
-- subscriptions at once. A subscription is live while its status is trialing, active, past_due, unpaid or paused and
-- it has no end.
--
-- Rows that break a rule are counted before the first migration runs, and stop it: nothing is deleted here.

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

create unique index concurrently if not exists component_ratings_component_id_user_id_key
    on synapscale_db.component_ratings (component_id, user_id);
create unique index concurrently if not exists component_versions_component_id_version_key
    on synapscale_db.component_versions (component_id, version);
create unique index concurrently if not exists message_feedbacks_message_id_user_id_key
    on synapscale_db.message_feedbacks (message_id, user_id);
create unique index concurrently if not exists node_ratings_node_id_user_id_key
    on synapscale_db.node_ratings (node_id, user_id);
create unique index concurrently if not exists payment_methods_customer_id_external_method_id_key
    on synapscale_db.payment_methods (customer_id, external_method_id);
create unique index concurrently if not exists subscriptions_provider_id_external_subscription_id_key
    on synapscale_db.subscriptions (provider_id, external_subscription_id);
create unique index concurrently if not exists webhook_logs_provider_id_event_id_key
    on synapscale_db.webhook_logs (provider_id, event_id);
create unique index concurrently if not exists workspace_members_workspace_id_user_id_key
    on synapscale_db.workspace_members (workspace_id, user_id);
create unique index concurrently if not exists subscriptions_live_tenant_id_key
    on synapscale_db.subscriptions (tenant_id) where status in ('trialing', 'active', 'past_due', 'unpaid', 'paused') and ended_at is null;

reset lock_timeout;
reset statement_timeout;

-- +goose Down

-- A build waits for the transactions that were there before it, however long they take; it blocks nobody meanwhile.
set lock_timeout = 0;
set statement_timeout = 0;

drop index concurrently if exists synapscale_db.component_ratings_component_id_user_id_key;
drop index concurrently if exists synapscale_db.component_versions_component_id_version_key;
drop index concurrently if exists synapscale_db.message_feedbacks_message_id_user_id_key;
drop index concurrently if exists synapscale_db.node_ratings_node_id_user_id_key;
drop index concurrently if exists synapscale_db.payment_methods_customer_id_external_method_id_key;
drop index concurrently if exists synapscale_db.subscriptions_provider_id_external_subscription_id_key;
drop index concurrently if exists synapscale_db.webhook_logs_provider_id_event_id_key;
drop index concurrently if exists synapscale_db.workspace_members_workspace_id_user_id_key;
drop index concurrently if exists synapscale_db.subscriptions_live_tenant_id_key;

reset lock_timeout;
reset statement_timeout;
