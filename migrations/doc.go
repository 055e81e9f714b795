// Package migrations holds the versioned SQL of the SynapScale database and applies it.
//
// Version 1 is the production structure as it stands. An empty database gets it from [Up]; a database that already
// holds it is taken over by [Adopt], which compares the two and records version 1 without touching a row. Every
// later version repairs or improves one thing, says so in the header of its file ([State].Why), and can be undone by
// [Down] to exactly the structure before it. [DryRun] shows what [Up] would do.
//
// # Guarantees
//
// What is interrupted, in whatever way, is finished by calling [Up] or [Down] again. Most versions are one transaction,
// applied wholly or not at all. Those that build indexes or change many tables commit statement by statement, each of
// which can be repeated; such a version is recorded when its last statement is done. Finish one before turning round:
// what an interrupted version has done so far is known to nobody but itself.
//
// A database in use stays in use. A lock that stops anybody is asked for only for half a second, which is less than
// PostgreSQL waits before it looks for a deadlock, and then again later, until [Options].Patience ends. It is held for
// the moment of changing the catalog: rows are read, and indexes built, under locks that stop neither readers nor writers.
//
// No row is lost, and none is changed, but for references to what does not exist any more, in columns whose comment
// says so. Rows that a rule to come does not allow are counted before the first version is applied, and stop it.
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
// with [ErrNotProduction]; rows that a migration would stumble over with [ErrRowsInTheWay], and a role that cannot
// count them with [ErrRowsHidden]; a step down that would silently drop rows with [ErrHoldsRows], and one that would undo
// row security past its first stage with [ErrIsolated]. A migration that PostgreSQL refuses is reported as
// [*MigrationError], which carries the statement; around a [*LockedError] where a table stayed in use.
package migrations
