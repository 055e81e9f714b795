package schema

import (
	"fmt"
	"strings"
)

// A Code identifies a kind of finding. Codes are stable: scripts and ignore lists
// may rely on them.
type Code string

// The codes of tables and columns.
const (
	CodeTableMissing  Code = "table-missing"  // a model has no table
	CodeTableExtra    Code = "table-extra"    // a table has no model
	CodeColumnMissing Code = "column-missing" // every insert and select of the model fails
	CodeColumnExtra   Code = "column-extra"   // the database has a column that no model knows
	CodeColumnType    Code = "column-type"    // another type
	CodeColumnLength  Code = "column-length"  // the same type with another length, precision or scale
	CodeColumnNull    Code = "column-null"    // nullable on one side only
	CodeColumnDefault Code = "column-default" // another default, or one on one side only
)

// The codes of keys and constraints.
const (
	CodePrimaryKey          Code = "primary-key"           // missing, extra, other columns or another order
	CodeForeignKeyMissing   Code = "foreign-key-missing"   // nothing holds the reference
	CodeForeignKeyExtra     Code = "foreign-key-extra"     // a reference that no model declares
	CodeForeignKeyTarget    Code = "foreign-key-target"    // another table or other columns are referenced
	CodeForeignKeyAction    Code = "foreign-key-action"    // ON DELETE or ON UPDATE differ
	CodeForeignKeyName      Code = "foreign-key-name"      // a warning: the same key under another name
	CodeForeignKeyDuplicate Code = "foreign-key-duplicate" // a warning: it repeats another one
	CodeCheckMissing        Code = "check-missing"         // nothing enforces the rule
	CodeCheckExtra          Code = "check-extra"           // a rule that no model declares
	CodeCheckExpression     Code = "check-expression"      // another rule under the same name
	CodeCheckName           Code = "check-name"            // a warning: the same rule under another name
)

// The codes of indexes. A unique index and a unique constraint count as the same
// rule; the codes that begin with "unique" are about such rules.
const (
	CodeIndexMissing   Code = "index-missing"
	CodeIndexExtra     Code = "index-extra" // a warning: it costs writes and breaks nothing
	CodeIndexKeys      Code = "index-keys"  // other columns, another order or direction
	CodeIndexMethod    Code = "index-method"
	CodeIndexPredicate Code = "index-predicate"
	CodeIndexUnique    Code = "index-unique" // unique on one side only
	CodeIndexName      Code = "index-name"   // a warning: the same index under another name
	CodeUniqueMissing  Code = "unique-missing"
	CodeUniqueExtra    Code = "unique-extra" // a rule that no model declares: inserts may fail
)

// CodeUndetermined marks a comparison that could not be decided, with the reason
// in Actual. It is neither agreement nor difference.
const CodeUndetermined Code = "undetermined"

// A Severity says what a finding means for agreement.
type Severity string

// The severities, the gravest first.
const (
	Difference   Severity = "difference"   // models and database disagree
	Undecided    Severity = "undetermined" // whether they do could not be found out
	WarningLevel Severity = "warning"      // they agree, and something deserves a look
)

// A Finding is one thing that the check has to say.
type Finding struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	// Table is the qualified table.
	Table string `json:"table"`
	// Object is the column, constraint or index; empty for the table itself.
	Object string `json:"object,omitempty"`
	// Expected is what the models ask for, and Actual what the database has, both
	// in SQL's words.
	Expected string `json:"expected"`
	Actual   string `json:"actual"`
}

// String returns the finding on one line.
func (f Finding) String() string {
	object := f.Table
	if f.Object != "" {
		object += " " + f.Object
	}
	return fmt.Sprintf("%s %s: expected %s, found %s", object, f.Code, f.Expected, f.Actual)
}

// A Report is the outcome of a check. It is a value: nothing in it refers to the
// database any more.
type Report struct {
	// Server is the version of PostgreSQL as server_version_num: 150004.
	Server int `json:"server_version_num"`
	// Database is the name of the database that was checked.
	Database string `json:"database"`
	// Models and Columns count what was compared.
	Models  int `json:"models"`
	Columns int `json:"columns"`
	// Findings are ordered by table, and within it as the check makes them:
	// columns, keys, checks, indexes.
	Findings []Finding `json:"findings"`
}

// With returns the findings of one severity.
func (r *Report) With(severity Severity) []Finding {
	var findings []Finding
	for _, finding := range r.Findings {
		if finding.Severity == severity {
			findings = append(findings, finding)
		}
	}
	return findings
}

// Differences returns the findings in which models and database disagree.
func (r *Report) Differences() []Finding { return r.With(Difference) }

// Warnings returns the findings that are no disagreement.
func (r *Report) Warnings() []Finding { return r.With(WarningLevel) }

// Undetermined returns the comparisons that could not be decided.
func (r *Report) Undetermined() []Finding { return r.With(Undecided) }

// String returns a summary of one line.
func (r *Report) String() string {
	parts := []string{
		count(r.Models, "model"), count(r.Columns, "column"), count(len(r.Differences()), "difference"),
	}
	if n := len(r.Undetermined()); n > 0 {
		parts = append(parts, fmt.Sprintf("%d undetermined", n))
	}
	if n := len(r.Warnings()); n > 0 {
		parts = append(parts, count(n, "warning"))
	}
	return strings.Join(parts, ", ")
}

// count writes a number with its noun, thousands separated: "1,447 columns".
func count(n int, noun string) string {
	digits := fmt.Sprint(n)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	if n != 1 {
		noun += "s"
	}
	return digits + " " + noun
}
