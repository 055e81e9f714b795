package audit

import "encoding/json"

// Changes is what the trigger fn_audit writes to [Log.Diffs], column by column. Old is nil for an INSERT, New for a
// DELETE; for an UPDATE both hold the columns that changed, and no others. A value that may be a secret is the text
// [Redacted].
type Changes struct {
	Old map[string]json.RawMessage `json:"old,omitempty"`
	New map[string]json.RawMessage `json:"new,omitempty"`
}

// Redacted stands where a secret was.
const Redacted = "[redacted]"
