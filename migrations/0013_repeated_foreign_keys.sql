-- Nine foreign keys existed twice, so that every write was checked twice. One pair contradicted itself: deleting a
-- model took its usage logs with it (fk_usage_llm) and was to keep them (usage_logs_llm_id_fkey). What a use cost
-- survives the model, so the first goes. Behind each stands the key that remains.

-- +goose NO TRANSACTION

-- +goose Up

set lock_timeout = '500ms';
set statement_timeout = 0;

alter table synapscale_db.llms_conversations drop constraint if exists fk_llms_conversations_agent; -- conversations_agent_id_fkey
alter table synapscale_db.llms_conversations_turns drop constraint if exists fk_conv_turns_conv; -- conversation_llms_conversation_id_fkey
alter table synapscale_db.llms_conversations_turns drop constraint if exists fk_conv_turns_llm; -- conversation_llms_llm_id_fkey
alter table synapscale_db.llms_messages drop constraint if exists fk_messages_conv; -- messages_conversation_id_fkey
alter table synapscale_db.llms_usage_logs drop constraint if exists fk_usage_conv; -- usage_logs_conversation_id_fkey
alter table synapscale_db.llms_usage_logs drop constraint if exists fk_usage_llm; -- usage_logs_llm_id_fkey
alter table synapscale_db.llms_usage_logs drop constraint if exists fk_usage_msg; -- usage_logs_message_id_fkey
alter table synapscale_db.message_feedbacks drop constraint if exists fk_feedback_msg; -- message_feedbacks_message_id_fkey
alter table synapscale_db.message_feedbacks drop constraint if exists fk_feedback_user; -- message_feedbacks_user_id_fkey

reset lock_timeout;
reset statement_timeout;

-- +goose Down

set lock_timeout = '500ms';
set statement_timeout = 0;

alter table synapscale_db.llms_conversations
    drop constraint if exists fk_llms_conversations_agent,
    add constraint fk_llms_conversations_agent foreign key (agent_id) references synapscale_db.agents (id) on update cascade on delete set null not valid;
alter table synapscale_db.llms_conversations_turns
    drop constraint if exists fk_conv_turns_conv,
    add constraint fk_conv_turns_conv foreign key (conversation_id) references synapscale_db.llms_conversations (id) on delete cascade not valid;
alter table synapscale_db.llms_conversations_turns
    drop constraint if exists fk_conv_turns_llm,
    add constraint fk_conv_turns_llm foreign key (llm_id) references synapscale_db.llms (id) on delete cascade not valid;
alter table synapscale_db.llms_messages
    drop constraint if exists fk_messages_conv,
    add constraint fk_messages_conv foreign key (conversation_id) references synapscale_db.llms_conversations (id) on update cascade on delete cascade not valid;
alter table synapscale_db.llms_usage_logs
    drop constraint if exists fk_usage_conv,
    add constraint fk_usage_conv foreign key (conversation_id) references synapscale_db.llms_conversations (id) on delete cascade not valid;
alter table synapscale_db.llms_usage_logs
    drop constraint if exists fk_usage_llm,
    add constraint fk_usage_llm foreign key (llm_id) references synapscale_db.llms (id) on delete cascade not valid;
alter table synapscale_db.llms_usage_logs
    drop constraint if exists fk_usage_msg,
    add constraint fk_usage_msg foreign key (message_id) references synapscale_db.llms_messages (id) on delete cascade not valid;
alter table synapscale_db.message_feedbacks
    drop constraint if exists fk_feedback_msg,
    add constraint fk_feedback_msg foreign key (message_id) references synapscale_db.llms_messages (id) on delete cascade not valid;
alter table synapscale_db.message_feedbacks
    drop constraint if exists fk_feedback_user,
    add constraint fk_feedback_user foreign key (user_id) references synapscale_db.users (id) on delete cascade not valid;

alter table synapscale_db.llms_conversations validate constraint fk_llms_conversations_agent;
alter table synapscale_db.llms_conversations_turns validate constraint fk_conv_turns_conv;
alter table synapscale_db.llms_conversations_turns validate constraint fk_conv_turns_llm;
alter table synapscale_db.llms_messages validate constraint fk_messages_conv;
alter table synapscale_db.llms_usage_logs validate constraint fk_usage_conv;
alter table synapscale_db.llms_usage_logs validate constraint fk_usage_llm;
alter table synapscale_db.llms_usage_logs validate constraint fk_usage_msg;
alter table synapscale_db.message_feedbacks validate constraint fk_feedback_msg;
alter table synapscale_db.message_feedbacks validate constraint fk_feedback_user;

reset lock_timeout;
reset statement_timeout;
