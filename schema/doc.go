// Package schema compares GORM models with a live PostgreSQL database, and tries
// whether it accepts what they write.
//
//	models ──▶ expected ─┐
//	                     ├─▶ compare ─▶ Report ─▶ error at start-up; packages policy and format
//	live   ──▶ catalog ──┘
//
// [Check] reports everything that differs, [Assert] and [Assertion] turn what of that
// stops a service from working into an error for its start, [Probe] writes rows that it takes back and reports
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
//     schema of the connection, and is logged. A model without indexes, checks and
//     foreign keys with actions may be mapped to a view or a foreign table;
//   - both have the same columns, with the same type, length, precision and scale,
//     nullability, collation and default, or the same identity, or the same expression
//     that generates them;
//   - a column that is to have numbers of its own takes them from a sequence that it
//     owns, in steps of one, and that does not end before the column does;
//   - the primary key has the same columns in the same order;
//   - every foreign key of the associations exists with the same columns, target,
//     actions, matching and deferral, verified and with its triggers enabled, and no
//     other foreign key does;
//   - every check of the tags exists with the same meaning, verified, and no other
//     check does;
//   - every index of the tags exists with the same keys, directions, operator classes
//     and collations, the same method, uniqueness, included columns and predicate, the
//     same treatment of nulls and the same deferral, and is valid, and no other unique
//     index does. A unique index and a unique constraint satisfy each other. A
//     constraint that is not enforced counts as missing.
//
// A table of a model's schema that has no model is reported too, unless it is known
// to be a migration tool's. A foreign key that repeats another, an index that no
// model declares, a right object under another name and a sequence that has given most
// of its numbers are warnings.
//
// What hangs on something that is missing is not reported again, and a table or a
// column that exists under another name is one finding, if there is no doubt which.
// A table that the role may not read is reported as hidden, and the others are
// compared.
//
// Expressions are compared by meaning: in a normal form first, and where that
// differs by the server, which is asked to print both sides. What it cannot read is
// reported as undetermined, never as equal.
//
// What GORM's tags cannot say, such as row security, policies, triggers, functions,
// views and enums, is compared if it is declared: see [Checker] and package declare.
// Comments and storage are not compared, nor what a unique constraint that waits for
// the end of a transaction does when its triggers are disabled.
//
// # Three statements of a column
//
// What a column takes is said three times: by GORM's tags, by the tag of the validator
// (github.com/go-playground/validator) and by the database. Where the first and the
// last agree, the second is held against them by value: lengths, ranges of checks and
// of types, sets of values one by one, and whether there has to be a value at all. A
// value that passes the tag and that the database refuses is a difference; a tag that
// refuses what has to be possible is a warning; one that is stricter is nobody's fault
// and reported on request. A field without the tag says nothing, and of a rule that an
// application registers itself nothing is known.
//
// A string type with a method Valid or IsValid is asked about every value that the
// database or the tag knows. Which constants it has, reflection does not tell; a method
// Values that returns them closes the gap. The labels of an enum type are known if it
// is in a schema of the models.
//
// The Go type of a field is compared with what the driver makes of the column, and the
// tags with what GORM makes of them: it takes every key and passes over those that it
// does not know, and it inserts a default in place of a zero that somebody may mean.
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
// # At the start of a service
//
// [Assert] fails on what breaks reads or writes now, after a second look, and on nothing
// else: neither on a difference that breaks nothing yet nor because the check could not
// run. An [Assertion] says what else is demanded, and knows a structure that was
// accepted before by its fingerprint. A [Readiness] serves the result to whoever asks over
// HTTP. Package schematest has a database for the unit tests of all that.
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
