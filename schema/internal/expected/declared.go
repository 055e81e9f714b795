package expected

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/declare"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// Declarations are what is declared, in the terms of the check.
type Declarations struct {
	Schemas    []string // those that something is declared of
	Extensions []string
	Enums      []structure.Enum
	Sequences  []structure.Sequence
	Functions  []structure.Function
	Views      []structure.View
	// Tables are those that something is declared of. The table of a model is the
	// one among the models' tables, to which what is declared is added.
	Tables []*structure.Table
}

// Declare reads declarations and adds what they say of the tables of models to those.
// A name without a schema is given defaultSchema. The error names what is malformed, or
// declared twice.
func Declare(declared []declare.Schema, defaultSchema string, tables []*structure.Table) (*Declarations, error) {
	d := declarer{
		Declarations: &Declarations{Schemas: DeclaredSchemas(declared, defaultSchema, nil)}, seen: map[string]bool{},
		models: map[structure.Name]*structure.Table{}, known: map[structure.Name]*structure.Table{},
	}
	for _, table := range tables {
		d.models[table.Name] = table
	}
	for _, schema := range declared {
		d.schema(schema, cmp.Or(schema.Name, defaultSchema))
		if d.err != nil {
			return nil, fmt.Errorf("declared %w", d.err)
		}
	}
	for _, table := range slices.Concat(tables, d.Tables) {
		table.Declared = slices.Contains(d.Schemas, table.Name.Schema)
	}
	return d.Declarations, nil
}

// DeclaredSchemas adds to some schemas those that something is declared of.
func DeclaredSchemas(declared []declare.Schema, defaultSchema string, schemas []string) []string {
	for _, schema := range declared {
		if name := cmp.Or(schema.Name, defaultSchema); !slices.Contains(schemas, name) {
			schemas = append(schemas, name)
		}
	}
	return schemas
}

// A declarer turns declarations into structure up to the first that it cannot.
type declarer struct {
	*Declarations
	models map[structure.Name]*structure.Table
	known  map[structure.Name]*structure.Table // those of Tables
	seen   map[string]bool
	err    error
}

var (
	errTwice  = errors.New("is declared twice")
	errNoName = errors.New("has no name")
)

// fail keeps the first reason, if it is one, with what it is about.
func (d *declarer) fail(kind string, name structure.Name, of string, reason error) {
	if d.err != nil || reason == nil {
		return
	}
	text := kind + " " + name.String()
	if of != "" {
		text = fmt.Sprintf("%s %s of %s", kind, of, name)
	}
	d.err = fmt.Errorf("%s: %w", text, reason)
}

// once fails for what has no name or is declared a second time.
func (d *declarer) once(kind string, name structure.Name, of string) {
	if name.Name == "" || of == "" && (kind == "policy" || kind == "trigger") {
		d.fail(kind, name, of, errNoName)
		return
	}
	key := kind + "\x00" + name.Quoted() + "\x00" + of
	if d.seen[key] {
		d.fail(kind, name, of, errTwice)
	}
	d.seen[key] = true
}

func (d *declarer) schema(schema declare.Schema, name string) {
	for _, extension := range schema.Extensions {
		if !slices.Contains(d.Extensions, extension) {
			d.Extensions = append(d.Extensions, extension)
		}
	}
	for _, enum := range schema.Enums {
		enumName := structure.Name{Schema: name, Name: enum.Name}
		d.once("enum", enumName, "")
		d.Enums = append(d.Enums, structure.Enum{Name: enumName, Labels: enum.Labels})
	}
	for _, sequence := range schema.Sequences {
		sequenceName := structure.Name{Schema: name, Name: sequence.Name}
		d.once("sequence", sequenceName, "")
		d.Sequences = append(d.Sequences, structure.Sequence{
			Name: sequenceName, Type: structure.ParseType(cmp.Or(sequence.Type, "bigint")).Name, Increment: cmp.Or(sequence.Increment, 1),
		})
	}
	for _, function := range schema.Functions {
		d.function(function, name)
	}
	for _, view := range schema.Views {
		viewName := structure.Name{Schema: name, Name: view.Name}
		d.once("view", viewName, "")
		d.Views = append(d.Views, structure.View{Name: viewName, Materialized: view.Materialized, Query: view.Query})
	}
	for _, table := range schema.Tables {
		d.table(table, name)
	}
}

func (d *declarer) function(function declare.Function, schema string) {
	name := structure.Name{Schema: schema, Name: function.Name}
	types := expression.Signature(expression.Arguments(function.Arguments))
	if name.Name == "" {
		d.fail("function", name, "", errNoName)
	}
	d.once("function", structure.Name{Schema: schema, Name: name.Name + "(" + types + ")"}, "")
	volatility := cmp.Or(function.Volatility, declare.Volatile)
	d.fail("function", name, "", oneOf("volatility", volatility, declare.Volatile, declare.Stable, declare.Immutable))
	d.Functions = append(d.Functions, structure.Function{
		Name: name, Arguments: function.Arguments, Types: types, Returns: function.Returns,
		Language: cmp.Or(function.Language, "plpgsql"), Volatility: string(volatility), Strict: function.Strict,
		SecurityDefiner: function.SecurityDefiner, Settings: function.Settings, Body: function.Body,
	})
}

func oneOf[T ~string](what string, value T, values ...T) error {
	if slices.Contains(values, value) {
		return nil
	}
	return fmt.Errorf("%s %q is none of %q", what, value, values)
}

func (d *declarer) table(declared declare.Table, schema string) {
	name := structure.Name{Schema: schema, Name: declared.Name}
	if name.Name == "" {
		d.fail("table", name, "", errNoName)
		return
	}
	table := d.tableOf(name)
	d.fail("table", name, "", oneOf("row security", declared.RowSecurity,
		declare.RowSecurityOff, declare.RowSecurityEnabled, declare.RowSecurityForced))
	if declared.RowSecurity != declare.RowSecurityOff {
		d.once("row security of table", name, "")
		table.RowSecurity = structure.RowSecurity(declared.RowSecurity)
	}
	if declared.Partition != "" {
		d.once("partition of table", name, "")
		table.Partition = declared.Partition
	}
	table.Unlogged, table.Declared = table.Unlogged || declared.Unlogged, true
	for _, policy := range declared.Policies {
		d.once("policy", name, policy.Name)
		read, err := policyOf(policy)
		d.fail("policy", name, policy.Name, err)
		table.Policies = append(table.Policies, read)
	}
	for _, trigger := range declared.Triggers {
		d.once("trigger", name, trigger.Name)
		read, err := triggerOf(trigger, schema)
		d.fail("trigger", name, trigger.Name, err)
		table.Triggers = append(table.Triggers, read)
	}
	table.Policies = sortedByName(table.Policies, func(policy structure.Policy) string { return policy.Name })
	table.Triggers = sortedByName(table.Triggers, func(trigger structure.Trigger) string { return trigger.Name })
}

// tableOf returns a table that something is declared of.
func (d *declarer) tableOf(name structure.Name) *structure.Table {
	if table := d.known[name]; table != nil {
		return table
	}
	table := cmp.Or(d.models[name], &structure.Table{Name: name, Kind: structure.KindTable})
	d.known[name] = table
	d.Tables = append(d.Tables, table)
	return table
}

func policyOf(declared declare.Policy) (structure.Policy, error) {
	policy := structure.Policy{
		Name: declared.Name, Command: strings.ToUpper(cmp.Or(declared.Command, "all")),
		Roles: slices.Sorted(slices.Values(declared.Roles)), Using: declared.Using, Check: declared.Check, Restrictive: declared.Restrictive,
	}
	if len(policy.Roles) == 0 {
		policy.Roles = []string{"public"}
	}
	switch err := oneOf("command", policy.Command, "ALL", "SELECT", "INSERT", "UPDATE", "DELETE"); {
	case err != nil:
		return policy, err
	case policy.Command == "INSERT" && policy.Using != "":
		return policy, errors.New("a policy for insert takes Check only")
	case (policy.Command == "SELECT" || policy.Command == "DELETE") && policy.Check != "":
		return policy, fmt.Errorf("a policy for %s takes Using only", strings.ToLower(policy.Command))
	}
	return policy, nil
}
