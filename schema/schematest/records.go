package schematest

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A writer writes a snapshot as the rows from which package catalog reads one: texts of
// records that begin with the name of a part. It gives numbers to what they refer to.
type writer struct {
	rows      table
	relations map[structure.Name]relation
	numbers   map[string]int64 // of roles, collations and operator classes
	last      int64
}

// A relation is a table with its number.
type relation struct {
	*Table
	number int64
}

// recordsOf writes what is in the schemas.
func recordsOf(snapshot *catalog.Snapshot, schemas []string) table {
	w := writer{relations: map[structure.Name]relation{}, numbers: map[string]int64{}, last: 16383}
	inside := func(name Name) bool { return slices.Contains(schemas, name.Schema) }
	var read []relation
	for _, t := range snapshot.Tables {
		if inside(t.Name) {
			read = append(read, relation{t, w.next()})
			w.relations[t.Name] = read[len(read)-1]
		}
	}
	for _, r := range read {
		w.relation(r, snapshot)
		w.columns(r)
		w.constraints(r)
		w.attached(r)
		for i, x := range append(slices.Clone(r.Indexes), r.Unusable...) {
			w.index(r, x, i < len(r.Indexes))
		}
	}
	for _, name := range snapshot.Extensions {
		w.add("extension", name)
	}
	for _, e := range snapshot.Enums {
		if inside(e.Name) {
			w.add("enum", e.Name.Schema, e.Name.Name, asJSON(e.Labels))
		}
	}
	for _, s := range snapshot.Sequences {
		if inside(s.Name) {
			w.sequence(s)
		}
	}
	for _, f := range snapshot.Functions {
		if inside(f.Name) {
			w.add("function", f.Name.Schema, f.Name.Name, f.Arguments, f.Types, f.Returns, f.Language,
				f.Volatility[:1], f.Strict, f.SecurityDefiner, asJSON(f.Settings), f.Body)
		}
	}
	return w.rows
}

func (w *writer) next() int64 { w.last++; return w.last }

// number returns the number of a name, and whether it is the first time.
func (w *writer) number(kind, name string) (number int64, isNew bool) {
	key := kind + " " + name
	if number, known := w.numbers[key]; known {
		return number, false
	}
	w.numbers[key] = w.next()
	return w.last, true
}

// add writes a record as PostgreSQL does: null as nothing, and quoted what is not plain.
func (w *writer) add(part string, fields ...any) {
	texts := make([]string, len(fields)+1)
	texts[0] = part
	for i, field := range fields {
		switch value := field.(type) {
		case nil:
		case bool:
			texts[i+1] = map[bool]string{true: "t", false: "f"}[value]
		case []int64:
			texts[i+1] = quote("{" + strings.Trim(strings.ReplaceAll(fmt.Sprint(value), " ", ","), "[]") + "}")
		default:
			texts[i+1] = quote(fmt.Sprint(value))
		}
	}
	w.rows = append(w.rows, []driver.Value{"(" + strings.Join(texts, ",") + ")"})
}

func quote(text string) string {
	if text != "" && !strings.ContainsAny(text, "\"\\,() \t\n\r") {
		return text
	}
	return `"` + strings.NewReplacer(`"`, `""`, `\`, `\\`).Replace(text) + `"`
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

var kinds = map[structure.Kind]string{
	structure.KindTable: "r", structure.KindPartitionedTable: "p", structure.KindForeignTable: "f",
	structure.KindView: "v", structure.KindMaterializedView: "m",
}

func (w *writer) relation(r relation, snapshot *catalog.Snapshot) {
	query := ""
	if at := slices.IndexFunc(snapshot.Views, func(v structure.View) bool { return v.Name == r.Name }); at >= 0 {
		query = snapshot.Views[at].Query
	}
	w.add("relation", r.number, len(r.Columns), r.Name.Schema, r.Name.Name, kinds[r.Kind], r.Unlogged,
		r.RowSecurity != structure.RowSecurityOff, r.RowSecurity == structure.RowSecurityForced,
		orNull(r.Partition), orNull(query), true, !slices.Contains(snapshot.Unreadable, r.Name))
}

// The number of the collation that goes without saying.
const defaultCollation = 100

func (w *writer) columns(r relation) {
	for i, c := range r.Columns {
		generated := ""
		if c.Generated {
			generated = map[bool]string{false: "s", true: "v"}[c.Virtual]
		}
		identity := map[string]string{"ALWAYS": "a", "BY DEFAULT": "d"}[c.Identity]
		w.add("column", r.number, i+1, c.Name, c.Type.String(), c.NotNull, identity, generated, orNull(c.Default),
			25, w.collation(c.Collation), orNull(c.Collation))
		if c.Comment != "" {
			w.add("comment", r.number, i+1, c.Comment)
		}
		if c.NotValid {
			w.add("constraint", r.number, c.Name+"_not_null", "n", []int64{int64(i + 1)}, nil, 0, nil, " ", " ", " ", false, false, true, 0, nil)
		}
	}
}

func (w *writer) collation(name string) int64 {
	if name == "" {
		return defaultCollation
	}
	number, _ := w.number("collation", name)
	return number
}

// place returns the number of a column, 0 for one that is none.
func (r relation) place(column string) int64 {
	return int64(slices.IndexFunc(r.Columns, func(c Column) bool { return c.Name == column }) + 1)
}

func (r relation) places(columns []string) []int64 {
	places := make([]int64, len(columns))
	for i, column := range columns {
		places[i] = r.place(column)
	}
	return places
}

var (
	actions = map[string]string{"NO ACTION": "a", "RESTRICT": "r", "CASCADE": "c", "SET NULL": "n", "SET DEFAULT": "d"}
	matches = map[string]string{"": "s", "FULL": "f", "PARTIAL": "p"}
	states  = map[string]string{"ORIGIN": "O", "DISABLED": "D", "REPLICA": "R", "ALWAYS": "A"}
)

func deferrability(d structure.Deferrable) (deferrable, deferred bool) {
	return d != structure.NotDeferrable, d == structure.InitiallyDeferred
}

func (w *writer) constraints(r relation) {
	if r.PrimaryKey != nil {
		w.add("constraint", r.number, r.PrimaryKeyName, "p", r.places(r.PrimaryKey), nil, 0, nil, " ", " ", " ", false, false, false, 0, nil)
	}
	for _, c := range r.Checks {
		w.add("constraint", r.number, c.Name, "c", r.places(c.Columns), c.Expression, 0, nil, " ", " ", " ", false, false, c.NotValid, 0, nil)
	}
	for _, k := range r.ForeignKeys {
		target, places := w.target(k)
		deferrable, deferred := deferrability(k.Deferrable)
		w.add("constraint", r.number, k.Name, "f", r.places(k.Columns), nil, target, places,
			actions[k.OnDelete], actions[k.OnUpdate], matches[k.Match], deferrable, deferred, k.NotValid, 0, r.places(k.DeleteColumns))
		for _, t := range k.Disabled {
			w.add("disabled", r.number, k.Name, t.Table.Schema, t.Table.Name, t.Name, states[t.Enabled])
		}
	}
}

// target returns the numbers of what a foreign key refers to, which may lie outside of
// what is read.
func (w *writer) target(k ForeignKey) (number int64, places []int64) {
	if r, found := w.relations[k.References]; found {
		return r.number, r.places(k.ReferencedColumns)
	}
	number = w.next()
	for i, column := range k.ReferencedColumns {
		w.add("outside", number, k.References.Schema, k.References.Name, i+1, column)
		places = append(places, int64(i+1))
	}
	return number, places
}

func (w *writer) index(r relation, x Index, usable bool) {
	number := w.next()
	if x.Constraint {
		kind := map[bool]string{false: "u", true: "x"}[x.Exclusion]
		deferrable, deferred := deferrability(x.Deferrable)
		w.add("constraint", r.number, x.Name, kind, nil, nil, 0, nil, " ", " ", " ", deferrable, deferred, false, number, nil)
	}
	var columns, options, classes, collations []int64
	expressions, names := []string{}, make([]string, len(x.Keys))
	for i, k := range x.Keys {
		option, collation := int64(0), int64(defaultCollation)
		if k.Descending {
			option |= 1
		}
		if k.NullsFirst {
			option |= 2
		}
		if k.Column == "" {
			expressions = append(expressions, k.Expression)
		} else if c := r.Column(k.Column); c != nil {
			collation = w.collation(c.Collation)
		}
		if names[i] = k.Collation; k.Collation != "" {
			collation, _ = w.number("collation of a key", k.Collation)
		}
		columns, options = append(columns, r.place(k.Column)), append(options, option)
		classes, collations = append(classes, w.class(k)), append(collations, collation)
	}
	columns = append(columns, r.places(x.Include)...)
	w.add("index", r.number, number, x.Name, x.Method, x.Unique, usable, x.NullsNotDistinct, len(x.Keys),
		columns, options, classes, collations, orNull(x.Predicate), asJSON(expressions), asJSON(names), orNull(x.Definition))
}

// class returns the number of the operator class of a key, 0 if nobody knows it.
func (w *writer) class(k IndexKey) int64 {
	name, isDefault := k.OperatorClass, false
	if name == "" {
		name, isDefault = k.DefaultClass, true
	}
	if name == "" {
		return 0
	}
	number, isNew := w.number(fmt.Sprint("operator class ", isDefault), name)
	if isNew {
		w.add("operator class", number, name, isDefault)
	}
	return number
}

// attached writes the policies and the triggers of a table.
func (w *writer) attached(r relation) {
	for _, p := range r.Policies {
		var roles []int64
		for _, name := range p.Roles {
			number := int64(0)
			if isNew := false; name != "public" {
				if number, isNew = w.number("role", name); isNew {
					w.add("role", number, name)
				}
			}
			roles = append(roles, number)
		}
		command := map[string]string{"SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d", "ALL": "*"}[p.Command]
		w.add("policy", r.number, p.Name, command, p.Restrictive, roles, orNull(p.Using), orNull(p.Check))
	}
	for _, t := range r.Triggers {
		w.trigger(r, t)
	}
}

func (w *writer) trigger(r relation, t Trigger) {
	kind := map[string]int{"BEFORE": 1 << 1, "INSTEAD OF": 1 << 6}[t.Time]
	if t.Row {
		kind |= 1
	}
	for _, event := range t.Events {
		kind |= map[string]int{"INSERT": 1 << 2, "DELETE": 1 << 3, "UPDATE": 1 << 4, "TRUNCATE": 1 << 5}[event]
	}
	definition, arguments := t.Definition, ""
	if definition == "" && t.Condition != "" {
		definition = " WHEN (" + t.Condition + ") EXECUTE FUNCTION "
	}
	for _, argument := range t.Arguments {
		arguments += argument + `\000`
	}
	deferrable, deferred := deferrability(t.Deferrable)
	w.add("trigger", r.number, t.Name, kind, states[t.Enabled], r.places(t.Columns), t.Function.Schema, t.Function.Name, arguments,
		orNull(t.OldTable), orNull(t.NewTable), t.Constraint, deferrable, deferred, definition)
}

func (w *writer) sequence(s structure.Sequence) {
	var last any
	if s.Last != nil {
		last = *s.Last
	}
	owner := w.relations[s.Table]
	if owner.Table == nil { // No column owns it.
		w.add("sequence", s.Name.Schema, s.Name.Name, s.Type, s.Increment, s.Minimum, s.Maximum, s.Cycle, last, nil, nil, nil, nil, nil, false)
		return
	}
	w.add("sequence", s.Name.Schema, s.Name.Name, s.Type, s.Increment, s.Minimum, s.Maximum, s.Cycle, last,
		s.Table.Schema, s.Table.Name, s.Column, owner.number, owner.place(s.Column), true)
}
