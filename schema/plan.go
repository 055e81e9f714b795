package schema

import (
	"fmt"
	"slices"
	"strings"
)

// PlanFormat is the version of a plan's JSON. It grows when a field changes its
// meaning or goes away, not when one is added.
const PlanFormat = 1

// PlanOptions say what a plan may contain.
type PlanOptions struct {
	// Allow asks for what loses something: each is a code, such as column-extra, or
	// the fingerprint of one finding. What is lost is a table, a column, a rule that
	// only the database has, or what a value cannot keep in a smaller type.
	Allow []string
}

// A Plan says how a database is brought to what the models ask for. Nothing in this
// package runs it.
type Plan struct {
	// Format is [PlanFormat].
	Format int `json:"format"`
	// Server and Database are those of the report.
	Server   int    `json:"server_version_num"`
	Database string `json:"database"`
	// Steps are in an order in which each needs only those before it. Undone in
	// the opposite order, they lead back.
	Steps []Step `json:"steps"`
	// Unplanned are the findings for which no step stands in the plan.
	Unplanned []Unplanned `json:"unplanned"`
}

// An Unplanned is a finding that the plan leaves as it is.
type Unplanned struct {
	Finding Finding `json:"finding"`
	// Why says why, and what a person can do: decide, ask for it by name, or mend it
	// in Go.
	Why string `json:"why"`
}

// A Step is what is run at once: in a transaction of its own, or as a single
// statement outside of any.
type Step struct {
	// SQL holds the statements, separated by semicolons. There is only one where
	// Transactional is not set.
	SQL string `json:"sql"`
	// Mends are the findings for the sake of which the step is taken.
	Mends []Finding `json:"mends"`
	// Why says what the step is for where the SQL does not.
	Why string `json:"why,omitempty"`
	// Locks are the strongest locks on the relations that exist before the step,
	// those aside that every reader takes. They are held up to the end of the step.
	Locks []Lock `json:"locks"`
	// Blocks says what others cannot do with those relations meanwhile.
	Blocks Blocking `json:"blocks"`
	// Work says how long that is.
	Work Work `json:"work"`
	// Transactional says that the step belongs into a transaction. A step for which
	// it is not set fails inside one.
	Transactional bool `json:"transactional"`
	// LockTimeout and StatementTimeout are set before the step, in PostgreSQL's words.
	// Zero is no limit.
	LockTimeout      string `json:"lock_timeout"`
	StatementTimeout string `json:"statement_timeout"`
	// Preflight finds the rows at which the step would fail.
	Preflight *Preflight `json:"preflight,omitempty"`
	// Undo is the SQL of the way back, Transactional as the step is. It is empty where
	// there is none or none is needed; UndoNote then says which, and else what the way
	// back does not bring back.
	Undo     string `json:"undo,omitempty"`
	UndoNote string `json:"undo_note,omitempty"`
	// Destructive says that something is lost that Undo does not bring back.
	Destructive bool `json:"destructive"`

	phase phase
}

// A Preflight is a question to ask before a step.
type Preflight struct {
	// Query counts the rows that are in the way. Any other answer than 0 says that
	// the step will fail, lose something, or leave behind what it cannot mend.
	Query string `json:"query"`
	// Meaning says what the counted rows are, and what to do with them.
	Meaning string `json:"meaning"`
}

// A Lock is a lock on a relation.
type Lock struct {
	Relation string   `json:"relation"`
	Mode     LockMode `json:"mode"`
}

// A LockMode is a mode of a lock in PostgreSQL's words.
type LockMode string

// The modes that steps need, the strongest first.
const (
	LockAccessExclusive      LockMode = "ACCESS EXCLUSIVE"
	LockShareRowExclusive    LockMode = "SHARE ROW EXCLUSIVE"
	LockShare                LockMode = "SHARE"
	LockShareUpdateExclusive LockMode = "SHARE UPDATE EXCLUSIVE"
	LockRowExclusive         LockMode = "ROW EXCLUSIVE"
	LockRowShare             LockMode = "ROW SHARE"
)

// A Blocking says whom a lock keeps waiting.
type Blocking string

// The kinds of blocking.
const (
	BlocksNothing Blocking = "nothing"
	BlocksWrites  Blocking = "writes"
	BlocksAll     Blocking = "reads and writes"
)

// Work is what a step costs, and so how long it holds its locks.
type Work string

// The kinds of work.
const (
	WorkCatalog Work = "changes the catalog only" // a moment
	WorkScan    Work = "reads the whole table"
	WorkBuild   Work = "builds an index"
	WorkRewrite Work = "rewrites the whole table"
)

// Plan says how the findings of a report are mended, by the way that keeps others
// waiting the least. It plans for all that the report holds: for advice if the check
// was asked for it, and for what is left of a report from which findings were taken.
//
// A step brings back the rule and not the words: a unique constraint that the models
// declare as a unique index comes back as an index, since each satisfies the check.
//
// The locks are those of the relations that the check knows. A statement on a partitioned
// table locks its partitions as well; no step is planned for a partition itself.
//
// What a plan needs beside the findings is not written into a report's JSON: a report
// that was read from a file has none.
func (r *Report) Plan(options PlanOptions) *Plan {
	p := newPlanner(r, options.Allow)
	for _, finding := range r.Findings {
		p.finding = finding
		if refusal := p.mend(); refusal != "" {
			p.unplanned = append(p.unplanned, Unplanned{finding, refusal})
		}
	}
	slices.SortStableFunc(p.steps, func(a, b Step) int { return int(a.phase) - int(b.phase) })
	return &Plan{
		Format: PlanFormat, Server: r.Server, Database: r.Database,
		Steps: append([]Step{}, p.steps...), Unplanned: append([]Unplanned{}, p.unplanned...),
	}
}

// String returns a summary of one line.
func (p *Plan) String() string {
	text := count(len(p.Steps), "step")
	if n := len(p.Unplanned); n > 0 {
		text += fmt.Sprintf(", %s left as it is", count(n, "finding"))
		if n > 1 {
			text = strings.TrimSuffix(text, "it is") + "they are"
		}
	}
	return text
}
