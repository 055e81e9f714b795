package catalog

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// attached takes a policy or a trigger of a table.
func (r *reader) attached(scan func(...any) error) error {
	var (
		oid              int64
		kind, name, text string
	)
	if err := scan(&oid, &kind, &name, &text); err != nil {
		return err
	}
	table := r.byOID[oid]
	if table == nil {
		return nil
	}
	var err error
	switch kind {
	case "policy":
		var policy structure.Policy
		policy, err = policyOf(name, text)
		table.Policies = append(table.Policies, policy)
	case "trigger":
		var trigger structure.Trigger
		trigger, err = triggerOf(name, text)
		table.Triggers = append(table.Triggers, trigger)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", kind, name, err)
	}
	return nil
}

var commands = map[string]string{"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}

func policyOf(name, text string) (structure.Policy, error) {
	var p struct {
		Command     string   `json:"command"`
		Restrictive bool     `json:"restrictive"`
		Roles       []string `json:"roles"`
		Using       string   `json:"using"`
		Check       string   `json:"check"`
	}
	err := json.Unmarshal([]byte(text), &p)
	return structure.Policy{
		Name: name, Command: commands[p.Command], Roles: p.Roles, Using: p.Using, Check: p.Check, Restrictive: p.Restrictive,
	}, err
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

func triggerOf(name, text string) (structure.Trigger, error) {
	var t struct {
		Type       int            `json:"type"`
		Enabled    string         `json:"enabled"`
		Columns    []string       `json:"columns"`
		Function   structure.Name `json:"function"`
		Arguments  string         `json:"arguments"`
		Old        string         `json:"old"`
		New        string         `json:"new"`
		Constraint bool           `json:"constraint"`
		Deferrable bool           `json:"deferrable"`
		Deferred   bool           `json:"deferred"`
		Definition string         `json:"definition"`
	}
	if err := json.Unmarshal([]byte(text), &t); err != nil {
		return structure.Trigger{}, err
	}
	trigger := structure.Trigger{
		Name: name, Time: "AFTER", Columns: t.Columns, Row: t.Type&triggerRow != 0, Function: t.Function,
		OldTable: t.Old, NewTable: t.New, Constraint: t.Constraint, Deferrable: deferrability(t.Deferrable, t.Deferred),
		Enabled: firing[t.Enabled], Definition: t.Definition, Condition: condition(t.Definition),
	}
	switch {
	case t.Type&triggerBefore != 0:
		trigger.Time = "BEFORE"
	case t.Type&triggerInsteadOf != 0:
		trigger.Time = "INSTEAD OF"
	}
	for _, event := range []struct {
		bit  int
		name string
	}{{triggerInsert, "INSERT"}, {triggerDelete, "DELETE"}, {triggerUpdate, "UPDATE"}, {triggerTruncate, "TRUNCATE"}} {
		if t.Type&event.bit != 0 {
			trigger.Events = append(trigger.Events, event.name)
		}
	}
	if arguments := strings.TrimSuffix(t.Arguments, `\000`); arguments != "" {
		trigger.Arguments = strings.Split(arguments, `\000`)
	}
	return trigger, nil
}

// condition is what stands between WHEN and EXECUTE FUNCTION.
func condition(definition string) string {
	_, after, found := strings.Cut(definition, " WHEN (")
	end := strings.LastIndex(after, ") EXECUTE FUNCTION ")
	if !found || end < 0 {
		return ""
	}
	return after[:end]
}

// object takes what a schema holds beside tables.
func (r *reader) object(scan func(...any) error) error {
	var (
		kind, text string
		name       structure.Name
	)
	if err := scan(&kind, &name.Schema, &name.Name, &text); err != nil {
		return err
	}
	var err error
	switch s := r.snapshot; kind {
	case "extension":
		s.Extensions = append(s.Extensions, name.Name)
	case "enum":
		enum := structure.Enum{Name: name}
		err = json.Unmarshal([]byte(text), &enum)
		s.Enums = append(s.Enums, enum)
	case "sequence":
		var sequence structure.Sequence
		sequence, err = sequenceOf(name, text)
		s.Sequences = append(s.Sequences, sequence)
	case "function":
		var function structure.Function
		function, err = functionOf(name, text)
		s.Functions = append(s.Functions, function)
	case "view":
		view := structure.View{Name: name}
		err = json.Unmarshal([]byte(text), &view)
		s.Views = append(s.Views, view)
	}
	if err != nil {
		return fmt.Errorf("%s %s: %w", kind, name, err)
	}
	return nil
}

func sequenceOf(name structure.Name, text string) (structure.Sequence, error) {
	var owned struct {
		Owner struct {
			structure.Name
			Column string `json:"column"`
		} `json:"owner"`
	}
	sequence := structure.Sequence{Name: name}
	if err := json.Unmarshal([]byte(text), &sequence); err != nil {
		return sequence, err
	}
	err := json.Unmarshal([]byte(text), &owned)
	sequence.Name, sequence.Table, sequence.Column = name, owned.Owner.Name, owned.Owner.Column
	return sequence, err
}

var volatilities = map[string]string{"v": "volatile", "s": "stable", "i": "immutable"}

func functionOf(name structure.Name, text string) (structure.Function, error) {
	var definer struct {
		Definer bool `json:"definer"`
	}
	function := structure.Function{Name: name}
	if err := json.Unmarshal([]byte(text), &function); err != nil {
		return function, err
	}
	err := json.Unmarshal([]byte(text), &definer)
	function.SecurityDefiner, function.Volatility = definer.Definer, volatilities[function.Volatility]
	return function, err
}
