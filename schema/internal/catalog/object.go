package catalog

import (
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

var commands = map[string]string{"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}

func (r *reader) policy(row *record) {
	of := r.of(row)
	policy := structure.Policy{Name: row.string(), Command: commands[row.string()], Restrictive: row.bool()}
	for _, role := range row.numbers() {
		name, found := r.roles[role]
		if !found {
			name = "public" // which has the number 0
		}
		policy.Roles = append(policy.Roles, name)
	}
	slices.Sort(policy.Roles)
	policy.Using, policy.Check = row.string(), row.string()
	of.Policies = append(of.Policies, policy)
}

// The bits of pg_trigger.tgtype.
const (
	triggerRow       = 1 << 0
	triggerBefore    = 1 << 1
	triggerInsert    = 1 << 2
	triggerDelete    = 1 << 3
	triggerUpdate    = 1 << 4
	triggerTruncate  = 1 << 5
	triggerInsteadOf = 1 << 6
)

var firing = map[string]string{"O": "ORIGIN", "D": "DISABLED", "R": "REPLICA", "A": "ALWAYS"}

func (r *reader) trigger(row *record) {
	of := r.of(row)
	trigger := structure.Trigger{Name: row.string(), Time: "AFTER"}
	kind := row.number()
	trigger.Enabled = firing[row.string()]
	if columns := of.names(row.numbers()); len(columns) > 0 {
		slices.Sort(columns)
		trigger.Columns = columns
	}
	trigger.Function = structure.Name{Schema: row.string(), Name: row.string()}
	if arguments := strings.TrimSuffix(row.string(), `\000`); arguments != "" {
		trigger.Arguments = strings.Split(arguments, `\000`)
	}
	trigger.OldTable, trigger.NewTable, trigger.Constraint = row.string(), row.string(), row.bool()
	trigger.Deferrable = deferrability(row.bool(), row.bool())
	trigger.Definition = row.string()
	trigger.Condition = condition(trigger.Definition)
	trigger.Row = kind&triggerRow != 0
	switch {
	case kind&triggerBefore != 0:
		trigger.Time = "BEFORE"
	case kind&triggerInsteadOf != 0:
		trigger.Time = "INSTEAD OF"
	}
	for _, event := range []struct {
		bit  int64
		name string
	}{{triggerInsert, "INSERT"}, {triggerDelete, "DELETE"}, {triggerUpdate, "UPDATE"}, {triggerTruncate, "TRUNCATE"}} {
		if kind&event.bit != 0 {
			trigger.Events = append(trigger.Events, event.name)
		}
	}
	of.Triggers = append(of.Triggers, trigger)
}

// condition is what stands between WHEN and EXECUTE FUNCTION. It is read from the
// definition, because pg_get_expr refuses an expression with both OLD and NEW.
func condition(definition string) string {
	_, after, found := strings.Cut(definition, " WHEN (")
	end := strings.LastIndex(after, ") EXECUTE FUNCTION ")
	if !found || end < 0 {
		return ""
	}
	return after[:end]
}

func (r *reader) enum(row *record) {
	name := structure.Name{Schema: row.string(), Name: row.string()}
	r.snapshot.Enums = append(r.snapshot.Enums, structure.Enum{Name: name, Labels: row.strings()})
}

func (r *reader) sequence(row *record) {
	sequence := structure.Sequence{
		Name: structure.Name{Schema: row.string(), Name: row.string()}, Type: row.string(),
		Increment: row.number(), Minimum: row.number(), Maximum: row.number(), Cycle: row.bool(), Last: row.pointer(),
		Table: structure.Name{Schema: row.string(), Name: row.string()}, Column: row.string(),
	}
	owner, number, feeds := r.relations[row.number()], row.number(), row.bool()
	// A column is serial if it takes its values from a sequence that it owns.
	if c := owner.column(number); c != nil && feeds && strings.HasPrefix(c.Default, "nextval(") {
		c.Serial = true
	}
	r.snapshot.Sequences = append(r.snapshot.Sequences, sequence)
}

var volatilities = map[string]string{"v": "volatile", "s": "stable", "i": "immutable"}

func (r *reader) function(row *record) {
	r.snapshot.Functions = append(r.snapshot.Functions, structure.Function{
		Name:      structure.Name{Schema: row.string(), Name: row.string()},
		Arguments: row.string(), Types: row.string(), Returns: row.string(), Language: row.string(),
		Volatility: volatilities[row.string()], Strict: row.bool(), SecurityDefiner: row.bool(), Settings: row.strings(),
		Body: row.string(),
	})
}
