// Package schema compares GORM models with a live PostgreSQL database, and tries
// whether it accepts what they write.
//
//	models ──▶ expected ─┐
//	                     ├─▶ compare ─▶ Report ─▶ error at start-up, text, JSON
//	live   ──▶ catalog ──┘
//
// [Check] reports everything that differs, [Assert] turns differences into an
// error for start-up and tests, [Probe] writes rows that it takes back and reports
// which of them were refused, and [Migrator] answers the questions of GORM's own
// interface from the same snapshot of the catalog.
//
// The package knows nothing of SynapScale: any application that uses GORM on
// PostgreSQL 13 or later can hand it its models.
//
// # What is compared
//
// A model agrees with its table if
//
//   - the table exists in the schema that TableName names, or else in the current
//     schema of the connection;
//   - both have the same columns, with the same type, length, precision and scale,
//     nullability and default;
//   - the primary key has the same columns in the same order;
//   - every foreign key of the associations exists with the same columns, target and
//     actions, and no other foreign key does;
//   - every check of the tags exists with the same meaning, and no other check does;
//   - every index of the tags exists with the same keys, directions, method,
//     uniqueness and predicate, and no other unique index does. A unique index and a
//     unique constraint satisfy each other. An index whose building has failed, and a
//     constraint that is not enforced, count as missing.
//
// A table of a model's schema that has no model is reported too, unless it is known
// to be a migration tool's. A foreign key that repeats another, an index that no
// model declares and a right object under another name are warnings.
//
// Expressions are compared by meaning: in a normal form first, and where that
// differs by the server, which is asked to print both sides. What it cannot read is
// reported as undetermined, never as equal.
//
// Not compared: triggers, policies, functions, views, sequences, collations,
// comments, storage; of a foreign key whether it is deferrable or validated; of an
// index its operator classes, its included columns and NULLS NOT DISTINCT.
//
// # What is advised
//
// With [Checker].Advice the check also says what the structure itself makes
// difficult, whether or not models and database agree: actions of foreign keys that
// cannot be carried out or contradict each other, references without a key or without
// an index, indexes that are duplicate, redundant or unused, tables of tenants without
// row security, triggers and functions that cannot run, types that lose something.
// Each has a code that [Explain] explains. It asks three queries more, whatever the
// number of tables. Views, foreign tables, partitions, what belongs to extensions and
// the tables of migration tools get no advice.
//
// A trigger or a function that cannot run is found by reading its body, in SQL or
// PL/pgSQL, for columns, relations, functions and operators that do not exist. What a
// condition on something else than the row, a loop or a handler of exceptions may keep
// from being reached is left out, and so is what is put together as text.
//
// # What is tried
//
// Structures that agree say nothing of what triggers, policies and rules do with a
// row. [Probe] finds that out: for each table it writes a valid row, reads it back
// and compares it, changes every column that is no key and no reference, compares
// again and deletes the row, through GORM, in a transaction that is always rolled
// back. Each table has one of three results: it accepted all that, it refused a step
// or stored something else, or it was not reached, because a row that it needs could
// not be written or another session held a lock.
//
// What is valid is read from the model: its Go types, its relations, its GORM tags
// with the simple forms of checks (column IN (…), BETWEEN, comparisons with numbers),
// and its tags for the validator. A table with other rules of its own, such as one
// that compares two columns, may refuse the row for these.
//
// A probe writes, and is no part of a start: it belongs to CI, to a staging database
// and to the hour after a migration.
package schema
