// Package audit holds the audit log: which row was created, changed or deleted, by whom and when.
//
// A [Log] names its row by table and key. In production the trigger fn_audit writes the entries, for seven tables:
// agent_configurations, agent_kbs, agent_models, agent_tools, agent_triggers, knowledge_bases and tools. It reads a
// column id that none of them has, and so makes every write to them fail.
//
// # Tables
//
// audit_log.
//
// # Invariants
//
//   - The operation is INSERT, UPDATE or DELETE, in capitals.
//   - A user whom an entry names cannot be deleted.
//   - An entry outlives its row, and nothing in the database deletes or protects one: it can be changed by whoever may
//     write the table.
//   - There is no tenant and no row security. Whose entry it is follows from its row, if that still exists.
//   - There is no index but that of the primary key: the history of one row is found by reading the whole log.
//   - The trigger takes who it was from the setting app.current_user. Unset is nobody; set to the empty text, as it is
//     after a transaction that set it locally, it makes the write fail.
//
// # Imports
//
// It may import auth. No context below imports audit.
package audit
