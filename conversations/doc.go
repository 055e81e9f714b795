// Package conversations holds what users and LLMs say to each other, what it cost, and what users thought of it.
//
//	Conversation ─┬─▶ Message ─┬─▶ Feedback
//	              │            └─▶ UsageLog
//	              └─▶ Turn
//
// A [Conversation] is a sequence of messages. Each call to an LLM that a [Message] needed is a [UsageLog], and a [Turn]
// adds them up for one LLM of the conversation. A [Feedback] is a user's opinion of a message.
//
// # Tables
//
// llms_conversations, llms_conversations_turns, llms_messages, llms_usage_logs, message_feedbacks.
//
// # Invariants
//
//   - A conversation has a tenant and a user at every moment and goes with either, whole. It outlives its agent and its
//     workspace.
//   - No trigger keeps the counters: who writes a message adds to the conversation and the turn, in SQL and not in Go,
//     so that two writers do not lose each other's.
//   - A usage log names its message and its conversation apart. Nothing makes the message one of that conversation.
//   - Deleting an LLM deletes its turns. Its usage logs stay, with LLMID nil.
//   - A user has at most one feedback per message.
//   - Every row is one tenant's. In a transaction of a tenant it refers to rows of that tenant only, and to LLMs that are
//     its own or for all (package tenancy/isolation).
//
// # Imports
//
// tenancy, auth, workspaces, llms and agents lie below conversations, and none of them imports it. billing, which lies
// above, refers to messages and usage logs.
package conversations
