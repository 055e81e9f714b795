-- The check of agent_triggers was a regular expression of its own kind: it refused "0 9 * * *" and "*/5 * * * *", accepted
-- "59 59 59 59 59", and accepted a schedule without any expression, because a NULL passes a check.
--
-- The check now says what a check can: a schedule has an expression, and an event has a name. Whether an expression means
-- anything is for a parser of cron, in the model.
--
-- Triggers that break the new check are counted before the first migration runs, and stop it.

-- +goose NO TRANSACTION

-- +goose Up

set lock_timeout = '500ms';
set statement_timeout = 0;

alter table synapscale_db.agent_triggers
    drop constraint if exists agent_triggers_check,
    add constraint agent_triggers_check check (
        (trigger_type <> 'schedule' or coalesce(cron_expr, '') <> '')
        and (trigger_type <> 'event' or coalesce(event_name, '') <> '')
    ) not valid;
alter table synapscale_db.agent_triggers validate constraint agent_triggers_check;

reset lock_timeout;
reset statement_timeout;

-- +goose Down

set lock_timeout = '500ms';
set statement_timeout = 0;

alter table synapscale_db.agent_triggers
    drop constraint if exists agent_triggers_check,
    add constraint agent_triggers_check check (
        trigger_type <> 'schedule' or cron_expr ~ '^([0-5]?\d\s+){4}[0-5]?\d$'
    ) not valid;
alter table synapscale_db.agent_triggers validate constraint agent_triggers_check;

reset lock_timeout;
reset statement_timeout;
