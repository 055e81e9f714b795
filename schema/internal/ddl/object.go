package ddl

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// Enum returns CREATE TYPE for an enum.
func Enum(enum structure.Enum) string {
	return "create type " + Name(enum.Name) + " as enum (" + literals(enum.Labels) + ")"
}

func literals(texts []string) string {
	written := make([]string, len(texts))
	for i, text := range texts {
		written[i] = Literal(text)
	}
	return strings.Join(written, ", ")
}

// Policy returns CREATE POLICY.
func Policy(table structure.Name, policy structure.Policy) string {
	text := "create policy " + Identifier(policy.Name) + " on " + Name(table)
	if policy.Restrictive {
		text += " as restrictive"
	}
	if command := strings.ToLower(policy.Command); command != "" && command != "all" {
		text += " for " + command
	}
	return text + PolicyRules(policy)
}

// PolicyRules returns the roles and expressions of a policy as CREATE POLICY and
// ALTER POLICY want them.
func PolicyRules(policy structure.Policy) string {
	text := " to " + Roles(policy.Roles)
	if policy.Using != "" {
		text += " using " + Enclosed(policy.Using)
	}
	if policy.Check != "" {
		text += " with check " + Enclosed(policy.Check)
	}
	return text
}

// Roles returns a list of roles, of which public is a word and no name.
func Roles(roles []string) string {
	written := make([]string, len(roles))
	for i, role := range roles {
		written[i] = Identifier(role)
	}
	return cmp.Or(strings.Join(written, ", "), "public")
}

// Trigger returns CREATE TRIGGER, in PostgreSQL's words where it has printed it.
func Trigger(table structure.Name, trigger structure.Trigger) string {
	if trigger.Definition != "" {
		return trigger.Definition
	}
	kind := "create trigger "
	if trigger.Constraint || trigger.Deferrable != structure.NotDeferrable {
		kind = "create constraint trigger "
	}
	text := kind + Identifier(trigger.Name) + " " + strings.ToLower(trigger.Time) + " " +
		events(trigger) + " on " + Name(table) + Deferrable(trigger.Deferrable)
	if trigger.OldTable != "" || trigger.NewTable != "" {
		text += " referencing"
	}
	if trigger.OldTable != "" {
		text += " old table as " + Identifier(trigger.OldTable)
	}
	if trigger.NewTable != "" {
		text += " new table as " + Identifier(trigger.NewTable)
	}
	text += map[bool]string{true: " for each row", false: " for each statement"}[trigger.Row]
	if trigger.Condition != "" {
		text += " when " + Enclosed(trigger.Condition)
	}
	return text + " execute function " + Name(trigger.Function) + "(" + literals(trigger.Arguments) + ")"
}

func events(trigger structure.Trigger) string {
	written := make([]string, len(trigger.Events))
	for i, event := range trigger.Events {
		written[i] = strings.ToLower(event)
		if event == "UPDATE" && len(trigger.Columns) > 0 {
			written[i] += " of " + Identifiers(trigger.Columns)
		}
	}
	return strings.Join(written, " or ")
}

// TriggerState returns the word of ALTER TABLE that makes a trigger fire when it
// should: enable, disable, enable replica, enable always.
func TriggerState(enabled string) string {
	switch enabled {
	case "", "ORIGIN":
		return "enable"
	case "DISABLED":
		return "disable"
	}
	return "enable " + strings.ToLower(enabled)
}

// Function returns CREATE OR REPLACE FUNCTION, or PROCEDURE.
func Function(function structure.Function) string {
	// A body in the SQL standard's form is only known with all that is around it.
	if head := "create or replace "; len(function.Body) > len(head) && strings.EqualFold(function.Body[:len(head)], head) {
		return strings.TrimSpace(function.Body)
	}
	text := "create or replace procedure "
	if function.Returns != "" {
		text = "create or replace function "
	}
	text += Name(function.Name) + "(" + function.Arguments + ")"
	if function.Returns != "" {
		text += " returns " + function.Returns
	}
	text += " language " + Identifier(function.Language)
	if function.Volatility != "" && function.Volatility != "volatile" {
		text += " " + function.Volatility
	}
	if function.Strict {
		text += " strict"
	}
	if function.SecurityDefiner {
		text += " security definer"
	}
	for _, setting := range function.Settings {
		text += " " + Setting(setting)
	}
	return text + " as " + quoted(function.Body, "function")
}

// listSettings are those whose value is a list of names, of which PostgreSQL stores
// each between double quotes.
var listSettings = []string{
	"local_preload_libraries", "search_path", "session_preload_libraries", "shared_preload_libraries", "temp_tablespaces",
}

// Setting returns an entry of pg_proc.proconfig as the SET of a function.
func Setting(entry string) string {
	name, value, _ := strings.Cut(entry, "=")
	if slices.Contains(listSettings, strings.ToLower(name)) {
		var names []string
		for part := range strings.SplitSeq(value, ",") {
			names = append(names, structure.Unquote(strings.TrimSpace(part)))
		}
		return "set " + Identifier(name) + " to " + literals(names)
	}
	return "set " + strings.Join(identifiers(strings.Split(name, ".")), ".") + " to " + Literal(value)
}

func identifiers(names []string) []string {
	written := make([]string, len(names))
	for i, name := range names {
		written[i] = Identifier(name)
	}
	return written
}

// Signature names a function with the types that tell it from its namesakes.
func Signature(function structure.Function) string {
	kind := "procedure "
	if function.Returns != "" {
		kind = "function "
	}
	return kind + Name(function.Name) + "(" + function.Types + ")"
}

// View returns CREATE VIEW, or CREATE MATERIALIZED VIEW.
func View(view structure.View, replace bool) string {
	text := "create view "
	switch {
	case view.Materialized:
		text = "create materialized view "
	case replace:
		text = "create or replace view "
	}
	return text + Name(view.Name) + " as\n" + Ended(strings.TrimRight(strings.TrimSpace(view.Query), ";"))
}

// Sequence returns CREATE SEQUENCE.
func Sequence(sequence structure.Sequence) string {
	text := "create sequence " + Name(sequence.Name)
	if sequence.Type != "" && sequence.Type != "bigint" {
		text += " as " + sequence.Type
	}
	return text + SequenceStep(sequence.Increment)
}

// SequenceStep returns what a sequence says about its step, with a space before it.
func SequenceStep(increment int64) string {
	if increment == 0 || increment == 1 {
		return ""
	}
	return " increment by " + strconv.FormatInt(increment, 10)
}
