package expected_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema/declare"
	"github.com/synapscale/synapscale-go/schema/internal/expected"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func TestDeclare(t *testing.T) {
	t.Parallel()
	orders := &structure.Table{Name: structure.Name{Schema: "shop", Name: "orders"}, Kind: structure.KindTable}
	others := &structure.Table{Name: structure.Name{Schema: "other", Name: "orders"}, Kind: structure.KindTable}
	declared, err := expected.Declare([]declare.Schema{
		{
			Extensions: []string{"citext"},
			Tables: []declare.Table{{
				Name: "orders", RowSecurity: declare.RowSecurityForced, Unlogged: true, Partition: "RANGE (at)",
				Policies: []declare.Policy{{Name: "b", Roles: []string{"z", "a"}, Using: "true"}, {Name: "a", Command: "insert", Check: "true", Restrictive: true}},
			}},
			Sequences: []declare.Sequence{{Name: "s"}, {Name: "t", Type: "int4", Increment: -2}},
			Functions: []declare.Function{{Name: "f", Arguments: "a int, out b text"}, {Name: "f"}},
			Views:     []declare.View{{Name: "v", Query: "select 1", Materialized: true}},
			Enums:     []declare.Enum{{Name: "e", Labels: []string{"b", "a"}}},
		},
		{
			Name: "shop", Extensions: []string{"citext", "hstore"},
			Tables: []declare.Table{
				{Name: "orders", Triggers: []declare.Trigger{
					{Name: "t", When: "AFTER Update or INSERT", Function: "audit.f"}, {Name: "s", When: "before delete", Function: "f"},
				}},
				{Name: "journal", Triggers: []declare.Trigger{{Name: "t", When: "before truncate", Statement: true, Function: "f", Arguments: []string{"x"}}}},
			},
		},
	}, "shop", []*structure.Table{others, orders})
	require.NoError(t, err)
	name := func(text string) structure.Name { return structure.Name{Schema: "shop", Name: text} }
	journal := &structure.Table{Name: name("journal"), Kind: structure.KindTable, Declared: true, Triggers: []structure.Trigger{{
		Name: "t", Time: "BEFORE", Events: []string{"TRUNCATE"}, Function: name("f"), Arguments: []string{"x"}, Enabled: "ORIGIN",
	}}}
	require.Equal(t, &expected.Declarations{
		Schemas: []string{"shop"}, Extensions: []string{"citext", "hstore"},
		Enums: []structure.Enum{{Name: name("e"), Labels: []string{"b", "a"}}},
		Sequences: []structure.Sequence{
			{Name: name("s"), Type: "bigint", Increment: 1}, {Name: name("t"), Type: "integer", Increment: -2},
		},
		Functions: []structure.Function{
			{Name: name("f"), Arguments: "a int, out b text", Types: "integer", Language: "plpgsql", Volatility: "volatile"},
			{Name: name("f"), Language: "plpgsql", Volatility: "volatile"},
		},
		Views:  []structure.View{{Name: name("v"), Query: "select 1", Materialized: true}},
		Tables: []*structure.Table{orders, journal},
	}, declared)
	require.Equal(t, &structure.Table{
		Name: name("orders"), Kind: structure.KindTable, Unlogged: true, Partition: "RANGE (at)", Declared: true,
		RowSecurity: structure.RowSecurityForced,
		Policies: []structure.Policy{
			{Name: "a", Command: "INSERT", Roles: []string{"public"}, Check: "true", Restrictive: true},
			{Name: "b", Command: "ALL", Roles: []string{"a", "z"}, Using: "true"},
		},
		Triggers: []structure.Trigger{
			{Name: "s", Time: "BEFORE", Events: []string{"DELETE"}, Row: true, Enabled: "ORIGIN", Function: name("f")},
			{
				Name: "t", Time: "AFTER", Events: []string{"INSERT", "UPDATE"}, Row: true, Enabled: "ORIGIN",
				Function: structure.Name{Schema: "audit", Name: "f"},
			},
		},
	}, orders)
	require.Equal(t, &structure.Table{Name: structure.Name{Schema: "other", Name: "orders"}, Kind: structure.KindTable}, others)
}

func TestDeclareWithoutDeclarations(t *testing.T) {
	t.Parallel()
	table := &structure.Table{Name: structure.Name{Schema: "shop", Name: "orders"}}
	declared, err := expected.Declare(nil, "shop", []*structure.Table{table})
	require.NoError(t, err)
	require.Equal(t, &expected.Declarations{}, declared)
	require.False(t, table.Declared)
}

// What is malformed is named, so that it is found in the source.
func TestMalformedDeclarations(t *testing.T) {
	t.Parallel()
	table := func(tables ...declare.Table) declare.Schema { return declare.Schema{Tables: tables} }
	policy := func(policies ...declare.Policy) declare.Schema {
		return table(declare.Table{Name: "t", Policies: policies})
	}
	trigger := func(trigger declare.Trigger) declare.Schema {
		trigger.Name = "changed"
		return table(declare.Table{Name: "t", Triggers: []declare.Trigger{trigger}})
	}
	for message, schema := range map[string]declare.Schema{
		"declared enum s.: has no name":                            {Enums: []declare.Enum{{}}},
		"declared enum s.e: is declared twice":                     {Enums: []declare.Enum{{Name: "e"}, {Name: "e"}}},
		"declared sequence s.q: is declared twice":                 {Sequences: []declare.Sequence{{Name: "q"}, {Name: "q"}}},
		"declared function s.: has no name":                        {Functions: []declare.Function{{}}},
		"declared function s.f(integer): is declared twice":        {Functions: []declare.Function{{Name: "f", Arguments: "a int"}, {Name: "f", Arguments: "b int4"}}},
		"declared function s.f: volatility \"x\" is none of":       {Functions: []declare.Function{{Name: "f", Volatility: "x"}}},
		"declared view s.v: is declared twice":                     {Views: []declare.View{{Name: "v"}, {Name: "v"}}},
		"declared table s.: has no name":                           table(declare.Table{}),
		"declared table s.t: row security \"on\" is none of":       table(declare.Table{Name: "t", RowSecurity: "on"}),
		"declared row security of table s.t: is declared twice":    table(declare.Table{Name: "t", RowSecurity: "enabled"}, declare.Table{Name: "t", RowSecurity: "forced"}),
		"declared partition of table s.t: is declared twice":       table(declare.Table{Name: "t", Partition: "LIST (a)"}, declare.Table{Name: "t", Partition: "LIST (b)"}),
		"declared policy s.t: has no name":                         policy(declare.Policy{}),
		"declared policy p of s.t: is declared twice":              policy(declare.Policy{Name: "p"}, declare.Policy{Name: "p"}),
		"declared policy p of s.t: command \"WRITE\" is none of":   policy(declare.Policy{Name: "p", Command: "write"}),
		"declared policy p of s.t: a policy for insert takes":      policy(declare.Policy{Name: "p", Command: "insert", Using: "true"}),
		"declared policy p of s.t: a policy for select takes":      policy(declare.Policy{Name: "p", Command: "select", Check: "true"}),
		"declared policy p of s.t: a policy for delete takes":      policy(declare.Policy{Name: "p", Command: "delete", Check: "true"}),
		"declared trigger changed of s.t: it calls no function":    trigger(declare.Trigger{When: "before insert"}),
		`declared trigger changed of s.t: when "insert" is not of`: trigger(declare.Trigger{When: "insert", Function: "f"}),
		`declared trigger changed of s.t: references "x" is not`:   trigger(declare.Trigger{When: "before insert", Function: "f", References: "x"}),
		`declared trigger changed of s.t: deferrable "x" is none`:  trigger(declare.Trigger{When: "before insert", Function: "f", Deferrable: "x"}),
	} {
		_, err := expected.Declare([]declare.Schema{schema}, "s", nil)
		require.ErrorContains(t, err, message)
	}
}

// triggerOf is a trigger as the check reads its declaration.
func triggerOf(trigger declare.Trigger) (structure.Trigger, error) {
	trigger.Name, trigger.Function = "t", "f"
	declared, err := expected.Declare([]declare.Schema{{Name: "s", Tables: []declare.Table{{Name: "t", Triggers: []declare.Trigger{trigger}}}}}, "", nil)
	if err != nil {
		return structure.Trigger{}, err
	}
	return declared.Tables[0].Triggers[0], nil
}

func TestWhenATriggerFires(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]structure.Trigger{
		"before insert":                                {Time: "BEFORE", Events: []string{"INSERT"}},
		"After Truncate Or Update\n or delete":         {Time: "AFTER", Events: []string{"DELETE", "UPDATE", "TRUNCATE"}},
		"instead  of update":                           {Time: "INSTEAD OF", Events: []string{"UPDATE"}},
		"before update of b,a":                         {Time: "BEFORE", Events: []string{"UPDATE"}, Columns: []string{"a", "b"}},
		"before update of a , Odd or insert":           {Time: "BEFORE", Events: []string{"INSERT", "UPDATE"}, Columns: []string{"Odd", "a"}},
		"before insert or update of of, or, update ":   {Time: "BEFORE", Events: []string{"INSERT", "UPDATE"}, Columns: []string{"of", "or", "update"}},
		"before update of insert or insert or delete ": {Time: "BEFORE", Events: []string{"INSERT", "DELETE", "UPDATE"}, Columns: []string{"insert"}},
	} {
		got, err := triggerOf(declare.Trigger{When: text})
		require.NoError(t, err, text)
		require.Equal(t, []any{want.Time, want.Events, want.Columns}, []any{got.Time, got.Events, got.Columns}, text)
	}
	for _, text := range []string{
		"", "before", "insert", "on insert", "before insert or", "before or insert", "before insert insert", "before insert or insert",
		"before insert of a", "before update of", "before update of a,", "before update of , a", "before update of a b", "before merge", "instead insert",
	} {
		_, err := triggerOf(declare.Trigger{When: text})
		require.ErrorContains(t, err, "is not of the form", text)
	}
}

func TestTransitionTables(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"": {}, "old table as a": {"a"}, "NEW TABLE b": {"", "b"}, "new table as b old table as A": {"A", "b"},
	} {
		got, err := triggerOf(declare.Trigger{When: "after update", References: text})
		require.NoError(t, err, text)
		require.Equal(t, want, [2]string{got.OldTable, got.NewTable}, text)
	}
	for _, text := range []string{"old", "old table", "old table as", "old table a b", "old table a old table b", "table a"} {
		_, err := triggerOf(declare.Trigger{When: "after update", References: text})
		require.ErrorContains(t, err, "is not of the form", text)
	}
}

func TestDeferrableTriggers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]structure.Deferrable{
		"not deferrable": structure.NotDeferrable, "deferrable": structure.InitiallyNow, "Initially  Immediate": structure.InitiallyNow,
		"deferrable initially deferred": structure.InitiallyDeferred, "INITIALLY DEFERRED": structure.InitiallyDeferred,
	} {
		got, err := triggerOf(declare.Trigger{When: "after update", Deferrable: text})
		require.NoError(t, err, text)
		require.True(t, got.Constraint)
		require.Equal(t, want, got.Deferrable, text)
	}
	got, err := triggerOf(declare.Trigger{When: "after update"})
	require.NoError(t, err)
	require.False(t, got.Constraint)
	_, err = triggerOf(declare.Trigger{When: "after update", Deferrable: "initially"})
	require.ErrorContains(t, err, "is none of")
}

// Whatever a declaration says, it is read or refused, and what is read says the same when it is written again.
func FuzzTrigger(f *testing.F) {
	for _, when := range []string{"before insert or update of email, status", "instead of delete", "after truncate", "before update of", "or or or"} {
		f.Add(when, "old table as a new table as b", "deferrable initially deferred")
		f.Add(when, "", "")
	}
	f.Fuzz(func(t *testing.T, when, references, deferrable string) {
		trigger, err := triggerOf(declare.Trigger{When: when, References: references, Deferrable: deferrable})
		if err != nil {
			return
		}
		written := trigger.Time + " " + strings.Join(trigger.Events, " OR ")
		if len(trigger.Columns) > 0 {
			written = strings.Replace(written, "UPDATE", "UPDATE OF "+strings.Join(trigger.Columns, ", "), 1)
		}
		again, err := triggerOf(declare.Trigger{When: written, References: references, Deferrable: deferrable})
		require.NoError(t, err, written)
		require.Equal(t, trigger, again)
	})
}
