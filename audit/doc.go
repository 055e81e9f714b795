// Package audit holds the audit log: which row was created, changed or deleted, by whom and when.
//
// A [Log] names its row by table and key. The trigger fn_audit writes the entries, for seven tables:
// agent_configurations, agent_kbs, agent_models, agent_tools, agent_triggers, knowledge_bases and tools.
//
// # Tables
//
// audit_log.
//
// # Invariants
//
//   - The operation is INSERT, UPDATE or DELETE, in capitals.
//   - An update that changes nothing, or only updated_at, leaves no entry.
//   - Secrets are recorded as changed, with "[redacted]" for their value. A secret is what stands under a name such as
//     password, token, secret or api_key, also inside JSON.
//   - An entry outlives its row and the user whom it names, and nothing in the database deletes or protects one: it can
//     be changed by whoever may write the table, which are the system and the owner.
//   - An entry has no tenant; whose it is follows from its row, if that still exists. So the system alone reads the log
//     (package tenancy/isolation). The trigger writes it with the system's rights: who changes a tool needs none on it.
//   - Indexes serve the history of one row, the entries of one user and those of a span of time.
//   - The trigger takes who it was from the setting app.current_user. Where that is the ID of no user, the entry names
//     nobody, and the write goes on.
//
// # Imports
//
// It may import auth. No context below imports audit.
package audit
