package plantest

import (
	"regexp"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
)

// A rule is one of those by which a linter of migrations refuses a statement: what it
// matches keeps others waiting without need, or fails where it stands.
type rule struct {
	name    string
	matches *regexp.Regexp
	unless  *regexp.Regexp
}

var rules = []rule{
	{"require-concurrent-index-creation", regexp.MustCompile(`(?i)\bcreate (unique )?index (?:[^c]|c[^o])`), nil},
	{"require-concurrent-index-deletion", regexp.MustCompile(`(?i)\bdrop index (?:[^c]|c[^o])`), nil},
	{"require-concurrent-reindex", regexp.MustCompile(`(?i)\breindex \w+ (?:[^c]|c[^o])`), nil},
	{"adding-foreign-key-constraint", regexp.MustCompile(`(?i)\badd constraint \S+ foreign key`), regexp.MustCompile(`(?i)not valid`)},
	{"constraint-missing-not-valid", regexp.MustCompile(`(?i)\badd constraint \S+ check`), regexp.MustCompile(`(?i)not valid`)},
	{"disallowed-unique-constraint", regexp.MustCompile(`(?i)\badd constraint \S+ (unique|primary key)`), regexp.MustCompile(`(?i)using index`)},
	{"adding-not-nullable-field", regexp.MustCompile(`(?i)\bset not null`), nil},
	{"ban-concurrent-index-creation-in-transaction", regexp.MustCompile(`(?i)\bconcurrently\b`), nil},
	{"ban-truncate-cascade", regexp.MustCompile(`(?i)\btruncate\b|\bcascade\s*$`), nil},
	{"ban-drop", regexp.MustCompile(`(?i)\bdrop (table|column|database|schema)\b`), nil},
	{"require-table-schema", regexp.MustCompile(`(?i)^alter table [^\s.]+ `), nil},
}

// refuseUnsafe holds a step against the rules. A table that the step itself makes is
// nobody's yet, so on it everything is allowed; what follows its creation in the same
// step is about it.
func (s Session) refuseUnsafe(step schema.Step) {
	s.Helper()
	statements := strings.Split(step.SQL, ";\n")
	if at := slices.IndexFunc(statements, isCreation); at >= 0 {
		statements = statements[:at]
	}
	for _, statement := range statements {
		for _, r := range rules {
			if r.matches.MatchString(statement) && (r.unless == nil || !r.unless.MatchString(statement)) {
				require.True(s, excused(r.name, step, statement), "%s: %s", r.name, statement)
			}
		}
	}
}

func isCreation(statement string) bool {
	return regexp.MustCompile(`(?i)^create (unlogged )?(table|materialized view|view|type|(or replace )?(function|procedure))\b`).MatchString(statement)
}

// excused says what a step has to be, or to say, for breaking a rule.
func excused(name string, step schema.Step, statement string) bool {
	switch name {
	case "require-concurrent-index-creation", "require-concurrent-index-deletion":
		// An index goes with the constraint whose place another takes.
		return step.Transactional && (strings.Contains(step.Why, "partitioned") || strings.Contains(step.SQL, "drop constraint"))
	case "adding-not-nullable-field":
		// A constraint that the same step drops has proven it.
		return strings.Contains(step.SQL, "_is_set")
	case "ban-concurrent-index-creation-in-transaction":
		return !step.Transactional
	case "ban-drop":
		return step.Destructive || strings.Contains(statement, "add column") // A computed column is computed anew.
	case "constraint-missing-not-valid", "disallowed-unique-constraint", "adding-foreign-key-constraint":
		return step.Work == schema.WorkRewrite || step.Work == schema.WorkScan
	}
	return false
}
