package schema

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// A Severity says what a finding means for agreement.
type Severity string

// The severities, the gravest first.
const (
	SeverityDifference   Severity = "difference"   // models and database disagree
	SeverityUndetermined Severity = "undetermined" // whether they do could not be found out
	SeverityWarning      Severity = "warning"      // they agree, and something deserves a look
	SeverityAdvice       Severity = "advice"       // the structure itself could be better; only on request
)

// A Side is one of the three statements of a structure.
type Side string

// The sides.
const (
	SideModel      Side = "model"      // the Go type and its GORM tags
	SideValidation Side = "validation" // the validate tags
	SideDatabase   Side = "database"
)

// A Statement is a kind of SQL statement.
type Statement string

// The statements that a finding can break.
const (
	StatementInsert Statement = "insert"
	StatementUpdate Statement = "update"
	StatementDelete Statement = "delete"
	StatementSelect Statement = "select"
)

// A Finding is one thing that the check has to say. What its code means, and how it
// is mended in general, is told by [Explain].
type Finding struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	// Table is the qualified table, or the qualified object that belongs to no
	// table: a function, a view, an enum, a sequence, an extension.
	Table string `json:"table"`
	// Object is the column, constraint, index, trigger or policy; empty for the
	// table itself.
	Object string `json:"object,omitempty"`
	// Expected is what the models ask for, and Actual what the database has, both
	// in SQL's words. Of advice, Expected is what would be better.
	Expected string `json:"expected"`
	Actual   string `json:"actual"`
	// Reason adds what is particular to this finding and not to its code.
	Reason string `json:"reason,omitempty"`
	// Wrong is the side that is probably wrong; empty if nothing tells.
	Wrong Side `json:"wrong,omitempty"`
	// Breaks lists the statements that fail, or do harm, as things are now. It is
	// empty for a difference that only grows into one.
	Breaks []Statement `json:"breaks,omitempty"`
	// Model is the Go type that asks for the table, qualified by its import path,
	// and Field the field that asks for the column. Both are empty where no model
	// asks.
	Model string `json:"model,omitempty"`
	Field string `json:"field,omitempty"`
	// File and Line are where that type or field is declared, for a finding about a
	// policy file its line. The check leaves them empty: package format finds them
	// where there is source.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`

	sides sides
}

// sides are the two sides of a finding for the plan that mends it: values of the
// package structure, nil for a side that is not there.
type sides struct {
	expected, actual any
}

// String returns the finding on one line.
func (f Finding) String() string {
	return fmt.Sprintf("%s %s: expected %s, found %s", f.Where(), f.Code, f.Expected, f.Actual)
}

// Where names what the finding is about: the table, and the object in it.
func (f Finding) Where() string { return strings.TrimSpace(f.Table + " " + f.Object) }

// Fingerprint identifies the finding from run to run, whatever the version of the
// server and the wording: by its code, its table and its object. It is the first 16
// hexadecimal digits of a SHA-256.
func (f Finding) Fingerprint() string {
	sum := sha256.Sum256([]byte(string(f.Code) + "\x00" + f.Table + "\x00" + f.Object))
	return hex.EncodeToString(sum[:8])
}

// MarshalJSON adds the fingerprint to the fields.
func (f Finding) MarshalJSON() ([]byte, error) {
	type fields Finding // without this method
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // It is for the caller's encoder to decide.
	err := encoder.Encode(struct {
		Fingerprint string `json:"fingerprint"`
		fields
	}{f.Fingerprint(), fields(f)})
	return text.Bytes(), err
}
