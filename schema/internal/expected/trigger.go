package expected

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/declare"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// triggerOf reads what a declaration says in SQL's words.
func triggerOf(declared declare.Trigger, schema string) (structure.Trigger, error) {
	trigger := structure.Trigger{
		Name: declared.Name, Row: !declared.Statement, Condition: declared.Condition,
		Function: structure.ParseName(declared.Function).In(schema), Arguments: declared.Arguments, Enabled: "ORIGIN",
	}
	var errs [3]error
	trigger.Time, trigger.Events, trigger.Columns, errs[0] = when(declared.When)
	trigger.OldTable, trigger.NewTable, errs[1] = transitions(declared.References)
	trigger.Constraint = declared.Deferrable != ""
	trigger.Deferrable, errs[2] = deferral(declared.Deferrable)
	if trigger.Function.Name == "" {
		return trigger, errors.New("it calls no function")
	}
	return trigger, errors.Join(errs[:]...)
}

// triggerTimes are the words with which a trigger begins, as a person and as
// PostgreSQL writes them.
var triggerTimes = []string{"BEFORE", "AFTER", "INSTEAD OF"}

// triggerEvents are in the order of the vocabulary.
var triggerEvents = []string{"INSERT", "DELETE", "UPDATE", "TRUNCATE"}

// when reads the time and the events of a trigger: before insert or update of email,
// status. The names of columns are as PostgreSQL stores them.
func when(text string) (time string, events, columns []string, err error) {
	malformed := fmt.Errorf(`when %q is not of the form "before insert or update of a, b"`, text)
	words := strings.Fields(strings.ReplaceAll(text, ",", " , "))
	for _, known := range triggerTimes {
		if rest, found := keywords(words, strings.Fields(known)); found {
			time, words = known, rest
		}
	}
	if time == "" {
		return "", nil, nil, malformed
	}
	for more := true; more; {
		if len(words) == 0 {
			return "", nil, nil, malformed
		}
		event := strings.ToUpper(words[0])
		if !slices.Contains(triggerEvents, event) || slices.Contains(events, event) {
			return "", nil, nil, malformed
		}
		events, words = append(events, event), words[1:]
		if rest, found := keywords(words, []string{"OF"}); found && event == "UPDATE" {
			if columns, words = columnList(rest); columns == nil {
				return "", nil, nil, malformed
			}
		}
		words, more = keywords(words, []string{"OR"})
	}
	if len(words) > 0 {
		return "", nil, nil, malformed
	}
	slices.SortFunc(events, func(a, b string) int { return slices.Index(triggerEvents, a) - slices.Index(triggerEvents, b) })
	slices.Sort(columns)
	return time, events, columns, nil
}

// keywords returns what comes after some keywords, in whatever case, and whether they
// are there.
func keywords(words, expected []string) (rest []string, found bool) {
	if len(words) < len(expected) || !slices.EqualFunc(words[:len(expected)], expected, strings.EqualFold) {
		return words, false
	}
	return words[len(expected):], true
}

// columnList reads names with commas between them. It returns none if one is missing.
func columnList(words []string) (columns, rest []string) {
	for {
		if len(words) == 0 || words[0] == "," {
			return nil, words
		}
		columns, words = append(columns, words[0]), words[1:]
		if len(words) == 0 || words[0] != "," {
			return columns, words
		}
		words = words[1:]
	}
}

// transitions reads the names of transition tables: old table as before new table as
// after.
func transitions(text string) (oldTable, newTable string, err error) {
	words := strings.Fields(text)
	for len(words) > 0 {
		rest, isOld := keywords(words, []string{"OLD", "TABLE"})
		name, isNew := &newTable, false
		if isOld {
			name = &oldTable
		} else {
			rest, isNew = keywords(words, []string{"NEW", "TABLE"})
		}
		rest, _ = keywords(rest, []string{"AS"})
		if !isOld && !isNew || len(rest) == 0 || *name != "" {
			return "", "", fmt.Errorf(`references %q is not of the form "old table as a new table as b"`, text)
		}
		*name, words = rest[0], rest[1:]
	}
	return oldTable, newTable, nil
}

// deferral reads when a constraint trigger fires.
func deferral(text string) (structure.Deferrable, error) {
	words := strings.Fields(text)
	words, _ = keywords(words, []string{"DEFERRABLE"})
	switch strings.ToUpper(strings.Join(words, " ")) {
	case "NOT DEFERRABLE":
		return structure.NotDeferrable, nil
	case "INITIALLY DEFERRED":
		return structure.InitiallyDeferred, nil
	case "", "INITIALLY IMMEDIATE":
		if text == "" {
			return structure.NotDeferrable, nil
		}
		return structure.InitiallyNow, nil
	}
	return "", fmt.Errorf("deferrable %q is none of initially immediate, initially deferred and not deferrable", text)
}
