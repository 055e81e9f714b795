package schematest

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// answer answers a query if it is one about the catalog.
func (d *Database) answer(query string, arguments []driver.NamedValue) (answer *rows, ours bool, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	values, ours := d.values(query, schemasIn(arguments))
	if !ours {
		return nil, false, nil
	}
	width := 8 // A query without rows may have any number of columns.
	if len(values) > 0 {
		width = len(values[0])
	}
	return &rows{make([]string, width), values}, true, d.err
}

// schemasIn are the schemas that a query is about; nil for all.
func schemasIn(arguments []driver.NamedValue) []string {
	var schemas []string
	if len(arguments) == 1 {
		text, _ := arguments[0].Value.(string)
		_ = json.Unmarshal([]byte(text), &schemas) // Another argument is for a query of another kind.
	}
	return schemas
}

type table = [][]driver.Value

// values are the rows of the answer to a query.
func (d *Database) values(query string, schemas []string) (values table, ours bool) {
	has := func(part string) bool { return strings.Contains(query, part) }
	s := d.snapshot.Server
	switch {
	case has("hashtextextended"):
		return table{{d.fingerprint()}}, true
	case strings.HasPrefix(query, "explain (verbose, costs off, format json) with q0 "):
		return table{{differentPlans(query)}}, true
	case has("select version(), current_setting('server_version_num')"):
		return table{{s.Product, int64(s.Version), s.Database, s.Role, s.CurrentSchema}}, true
	case has("set_config('search_path', '', true)"):
		return table{{"", "500ms"}}, true
	case query == catalog.SearchPathQuery:
		return table{{s.CurrentSchema}}, true
	case has("from pg_catalog.pg_namespace\nwhere nspname not like"):
		for _, name := range d.schemas() {
			values = append(values, []driver.Value{name})
		}
		return values, true
	}
	return d.structure(query, schemas)
}

// structure answers the queries from which the structure is read.
func (d *Database) structure(query string, schemas []string) (values table, ours bool) {
	var row func(number int64, t *Table) table
	switch has := func(part string) bool { return strings.Contains(query, part) }; {
	case has("pg_catalog.pg_get_partkeydef"):
		row = d.relation
	case has("pg_catalog.format_type(a.atttypid"):
		row = columnRows
	case has("o.confmatchtype"):
		row = constraintRows
	case has("from pg_catalog.pg_index i"):
		row = indexRows
	case has("t.tgtype"):
		row = attachedRows
	case has("select 'extension'"):
		return d.objects(schemas), true
	default:
		return nil, strings.Contains(query, "pg_catalog.pg_stat_user_indexes")
	}
	for i, t := range d.snapshot.Tables {
		if schemas == nil || slices.Contains(schemas, t.Name.Schema) {
			values = append(values, row(int64(16384+i), t)...)
		}
	}
	return values, true
}

func (d *Database) schemas() []string {
	names := []string{d.snapshot.Server.CurrentSchema}
	for _, t := range d.snapshot.Tables {
		names = append(names, t.Name.Schema)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// fingerprint is a hash over all that there is to read.
func (d *Database) fingerprint() string {
	text := asJSON([]any{d.snapshot.Tables, d.snapshot.Sequences, d.snapshot.Unreadable})
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

var question = regexp.MustCompile(`q\d+ as materialized`)

// differentPlans says of each pair of expressions that they differ: those that have
// the same text are not asked about.
func differentPlans(query string) string {
	var plans []any
	for i := range question.FindAllString(query, -1) {
		plans = append(plans, map[string]any{"Subplan Name": fmt.Sprintf("CTE q%d", i), "Output": []string{"expected", "actual"}})
	}
	return asJSON([]any{map[string]any{"Plan": map[string]any{"Plans": plans}}})
}

func asJSON(value any) string {
	text, _ := json.Marshal(value) // Plain values have no way to fail.
	return string(text)
}

var kinds = map[structure.Kind]string{
	structure.KindTable: "r", structure.KindPartitionedTable: "p", structure.KindForeignTable: "f",
	structure.KindView: "v", structure.KindMaterializedView: "m",
}

func (d *Database) relation(number int64, t *Table) table {
	readable := !slices.Contains(d.snapshot.Unreadable, t.Name)
	return table{{
		number, t.Name.Schema, t.Name.Name, kinds[t.Kind], t.Unlogged,
		t.RowSecurity != structure.RowSecurityOff, t.RowSecurity == structure.RowSecurityForced, t.Partition, true, readable,
	}}
}

var identities = map[string]string{"ALWAYS": "a", "BY DEFAULT": "d"}

func columnRows(number int64, t *Table) (values table) {
	for _, c := range t.Columns {
		generated := ""
		if c.Generated {
			generated = map[bool]string{false: "s", true: "v"}[c.Virtual]
		}
		values = append(values, []driver.Value{
			number, c.Name, c.Type.String(), c.NotNull, orNull(c.Default), identities[c.Identity], generated,
			orNull(c.Collation), c.Serial && c.Identity == "", orNull(c.Comment),
		})
	}
	return values
}

func orNull(text string) driver.Value {
	if text == "" {
		return nil
	}
	return text
}

var (
	actions = map[string]string{"NO ACTION": "a", "RESTRICT": "r", "CASCADE": "c", "SET NULL": "n", "SET DEFAULT": "d"}
	matches = map[string]string{"FULL": "f", "PARTIAL": "p"}
)

func constraintRows(number int64, t *Table) (values table) {
	add := func(name, kind string, columns []string, others ...driver.Value) {
		values = append(values, append([]driver.Value{number, name, kind, asJSON(columns)}, others...))
	}
	if t.PrimaryKey != nil {
		add(t.PrimaryKeyName, "p", t.PrimaryKey, nil, nil, nil, "[]", " ", " ", " ", false, false, false)
	}
	for _, c := range t.Columns {
		if c.NotValid {
			add(c.Name+"_not_null", "n", []string{c.Name}, nil, nil, nil, "[]", " ", " ", " ", false, false, true)
		}
	}
	for _, c := range t.Checks {
		add(c.Name, "c", c.Columns, c.Expression, nil, nil, "[]", " ", " ", " ", false, false, c.NotValid)
	}
	for _, k := range t.ForeignKeys {
		add(k.Name, "f", k.Columns, nil, k.References.Schema, k.References.Name, asJSON(k.ReferencedColumns),
			actions[k.OnDelete], actions[k.OnUpdate], matches[k.Match],
			k.Deferrable != structure.NotDeferrable, k.Deferrable == structure.InitiallyDeferred, k.NotValid)
	}
	return values
}

func indexRows(number int64, t *Table) (values table) {
	for i, x := range append(slices.Clone(t.Indexes), t.Unusable...) {
		keys := []any{}
		for _, k := range x.Keys {
			option := 0
			if k.Descending {
				option |= 1
			}
			if k.NullsFirst {
				option |= 2
			}
			keys = append(keys, map[string]any{
				"column": k.Column, "expression": k.Expression, "option": option,
				"class": k.OperatorClass, "default": k.DefaultClass, "collation": k.Collation,
			})
		}
		constraint := ""
		if x.Constraint {
			constraint = map[bool]string{false: "u", true: "x"}[x.Exclusion]
		}
		values = append(values, []driver.Value{
			number, x.Name, x.Method, x.Unique, i < len(t.Indexes), asJSON(keys), asJSON(x.Include), orNull(x.Predicate),
			x.NullsNotDistinct, constraint, x.Deferrable != structure.NotDeferrable, x.Deferrable == structure.InitiallyDeferred,
			x.Definition,
		})
	}
	return values
}

var commands = map[string]string{"SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d", "ALL": "*"}

func attachedRows(number int64, t *Table) (values table) {
	for _, p := range t.Policies {
		values = append(values, []driver.Value{number, "policy", p.Name, asJSON(map[string]any{
			"command": commands[p.Command], "restrictive": p.Restrictive, "roles": p.Roles, "using": p.Using, "check": p.Check,
		})})
	}
	for _, g := range t.Triggers {
		values = append(values, []driver.Value{number, "trigger", g.Name, asJSON(triggerAsCatalog(g))})
	}
	return values
}

// triggerAsCatalog writes a trigger as pg_trigger has it.
func triggerAsCatalog(g Trigger) map[string]any {
	kind := map[string]int{"BEFORE": 1 << 1, "INSTEAD OF": 1 << 6}[g.Time]
	if g.Row {
		kind |= 1
	}
	for _, event := range g.Events {
		kind |= map[string]int{"INSERT": 1 << 2, "DELETE": 1 << 3, "UPDATE": 1 << 4, "TRUNCATE": 1 << 5}[event]
	}
	definition := g.Definition
	if definition == "" && g.Condition != "" {
		definition = " WHEN (" + g.Condition + ") EXECUTE FUNCTION "
	}
	arguments := ""
	for _, argument := range g.Arguments {
		arguments += argument + `\000`
	}
	return map[string]any{
		"type": kind, "enabled": map[string]string{"ORIGIN": "O", "DISABLED": "D", "REPLICA": "R", "ALWAYS": "A"}[g.Enabled],
		"columns": g.Columns, "function": g.Function, "arguments": arguments, "old": g.OldTable, "new": g.NewTable,
		"constraint": g.Constraint, "deferrable": g.Deferrable != structure.NotDeferrable,
		"deferred": g.Deferrable == structure.InitiallyDeferred, "definition": definition,
	}
}

// objects are what schemas hold beside tables.
func (d *Database) objects(schemas []string) (values table) {
	add := func(kind string, name Name, object any) {
		if slices.Contains(schemas, name.Schema) {
			values = append(values, []driver.Value{kind, name.Schema, name.Name, asJSON(object)})
		}
	}
	for _, name := range d.snapshot.Extensions {
		values = append(values, []driver.Value{"extension", "", name, "{}"})
	}
	for _, e := range d.snapshot.Enums {
		add("enum", e.Name, map[string]any{"labels": e.Labels})
	}
	for _, s := range d.snapshot.Sequences {
		add("sequence", s.Name, map[string]any{
			"type": s.Type, "increment": s.Increment, "minimum": s.Minimum, "maximum": s.Maximum, "cycle": s.Cycle, "last": s.Last,
			"owner": map[string]any{"Schema": s.Table.Schema, "Name": s.Table.Name, "column": s.Column},
		})
	}
	for _, f := range d.snapshot.Functions {
		add("function", f.Name, map[string]any{
			"arguments": f.Arguments, "types": f.Types, "returns": f.Returns, "language": f.Language,
			"volatility": f.Volatility[:1], "strict": f.Strict, "definer": f.SecurityDefiner, "settings": f.Settings, "body": f.Body,
		})
	}
	for _, v := range d.snapshot.Views {
		add("view", v.Name, map[string]any{"materialized": v.Materialized, "query": v.Query})
	}
	return values
}
