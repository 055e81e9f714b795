// Package migrations holds the versioned SQL of the SynapScale database and applies it.
//
// Version 1 is the production structure as it stands. An empty database gets it from [Up]; a database that already
// holds it is taken over by [Adopt], which compares the two and records version 1 without touching a row. Every
// later version repairs or improves one thing.
//
// # Guarantees
//
// A version is applied wholly or not at all, and recorded in the same transaction, in the table
// synapscale_db.goose_db_version. What is interrupted is therefore finished by calling [Up] again.
//
// [Up], [Down] and [Adopt] hold one advisory lock per database, so that of two at once the second waits and finds
// the work done. Waiting ends with the context. The lock belongs to the session: connect to PostgreSQL directly or
// through a pooler in session mode, not in transaction mode. One connection is enough, also in a pool limited to
// one.
//
// No name in the SQL depends on the search_path of the session.
//
// # Errors
//
// A database that is ahead of this module is refused with [ErrVersionUnknown]; a structure that is not production's
// with [ErrNotProduction]; a step down that would silently drop rows with [ErrHoldsRows]. A migration that
// PostgreSQL refuses is reported as [*MigrationError], which carries the statement.
package migrations
