package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A reader puts a snapshot together from the rows of a query.
type reader struct {
	snapshot *Snapshot
	row      record // that is being read
	// What rows refer to by its number in the catalog.
	relations       map[int64]*relation
	types           map[string]structure.Type // as they are printed
	typeCollations  map[int64]int64           // without those that have none or the default
	operatorClasses map[int64]operatorClass
	roles           map[int64]string
	constraints     map[int64]indexConstraint // by the index that is there for it
}

// A relation is a relation with the numbers by which others know its columns.
type relation struct {
	*structure.Table
	outside bool    // of what is read, so that no more than names is known of it
	places  []place // of its columns, in their order
}

type place struct{ number, collation int64 }

// parts are those of the queries, in an order in which everything is known before it is
// referred to.
var parts = []struct {
	name string
	take func(*reader, *record)
}{
	{"collated type", func(r *reader, row *record) { r.typeCollations[row.number()] = row.number() }},
	{"operator class", func(r *reader, row *record) {
		r.operatorClasses[row.number()] = operatorClass{row.string(), row.bool()}
	}},
	{"relation", (*reader).relation},
	{"column", (*reader).column},
	{"outside", (*reader).outside},
	{"comment", (*reader).comment},
	{"constraint", (*reader).constraint},
	{"disabled", (*reader).disabled},
	{"index", (*reader).index},
	{"enum", (*reader).enum},
	{"sequence", (*reader).sequence},
	{"role", func(r *reader, row *record) { r.roles[row.number()] = row.string() }},
	{"policy", (*reader).policy},
	{"trigger", (*reader).trigger},
	{"extension", func(r *reader, row *record) { r.snapshot.Extensions = append(r.snapshot.Extensions, row.string()) }},
	{"function", (*reader).function},
}

func newReader(server Server) *reader {
	return &reader{
		snapshot:  &Snapshot{Server: server, byName: map[structure.Name]*structure.Table{}},
		relations: map[int64]*relation{}, types: map[string]structure.Type{}, typeCollations: map[int64]int64{}, operatorClasses: map[int64]operatorClass{},
		roles: map[int64]string{}, constraints: map[int64]indexConstraint{},
	}
}

// begin reads the name of the part that a row belongs to. Most rows are of the part of the
// one before, or of the next. One of a part to come has none.
func begin(text string, before int) (row record, part int, known bool) {
	row = recordOf(text)
	name := row.string()
	for i := range parts {
		if part = (before + i) % len(parts); parts[part].name == name {
			return row, part, true
		}
	}
	return row, 0, false
}

// take reads the rest of a row.
func (r *reader) take(row record, part int) error {
	r.row = row
	parts[part].take(r, &r.row)
	if err := r.row.end(); err != nil {
		return fmt.Errorf("read pg_catalog: %s %w", parts[part].name, err)
	}
	return nil
}

// A stream reads rows while the server finds the next. It counts on their coming in the
// order of the parts, as they do unless a server has them found by several processes.
type stream struct {
	reader *reader
	rows   []string
	part   int // of the last row
	// ordered is set as long as all rows came in order and could be read.
	ordered bool
}

func newStream(server Server) *stream { return &stream{reader: newReader(server), ordered: true} }

// add takes a row.
func (s *stream) add(text string) {
	s.rows = append(s.rows, text)
	row, part, known := begin(text, s.part)
	if s.ordered && (known || row.err != nil) {
		s.ordered = part >= s.part && s.reader.take(row, part) == nil
		s.part = part
	}
}

// snapshot puts together what has been read. Where the order was another one, all is read
// again, part by part.
func (s *stream) snapshot() (*Snapshot, error) {
	if s.ordered {
		s.reader.finish()
		return s.reader.snapshot, nil
	}
	s.reader = newReader(s.reader.snapshot.Server)
	if err := s.reader.takeAll(s.rows); err != nil {
		return nil, err
	}
	return s.reader.snapshot, nil
}

// takeAll reads rows in any order. What is of a part to come is left aside.
func (r *reader) takeAll(rows []string) error {
	sorted := make([][]record, len(parts))
	for _, text := range rows {
		row, part, known := begin(text, 0)
		if row.err != nil {
			return fmt.Errorf("read pg_catalog: %w", row.end())
		}
		if known {
			sorted[part] = append(sorted[part], row)
		}
	}
	for part, rows := range sorted {
		for _, row := range rows {
			if err := r.take(row, part); err != nil {
				return err
			}
		}
	}
	r.finish()
	return nil
}

var kinds = map[string]structure.Kind{
	"r": structure.KindTable, "p": structure.KindPartitionedTable, "f": structure.KindForeignTable,
	"v": structure.KindView, "m": structure.KindMaterializedView,
}

func (r *reader) relation(row *record) {
	number := row.number()
	columns := slices.Grow([]structure.Column(nil), int(min(max(row.number(), 0), 1600))) // PostgreSQL allows no more.
	name := structure.Name{Schema: row.string(), Name: row.string()}
	table := &structure.Table{Name: name, Columns: columns, Kind: kinds[row.string()], Unlogged: row.bool()}
	secured, forced := row.bool(), row.bool()
	switch {
	case secured && forced:
		table.RowSecurity = structure.RowSecurityForced
	case secured:
		table.RowSecurity = structure.RowSecurityEnabled
	}
	table.Partition = row.string()
	s := r.snapshot
	if query := row.string(); table.Kind.IsView() {
		s.Views = append(s.Views, structure.View{Name: name, Materialized: table.Kind == structure.KindMaterializedView, Query: query})
	}
	if usable := row.bool(); !usable && !slices.Contains(s.Unusable, name.Schema) {
		s.Unusable = append(s.Unusable, name.Schema)
	}
	if selectable := row.bool(); !selectable {
		s.Unreadable = append(s.Unreadable, name)
	}
	s.Tables = append(s.Tables, table)
	s.byName[name] = table
	r.relations[number] = &relation{Table: table, places: make([]place, 0, cap(table.Columns))}
}

func (r *reader) outside(row *record) {
	number := row.number()
	name := structure.Name{Schema: row.string(), Name: row.string()}
	if r.relations[number] == nil {
		r.relations[number] = &relation{Table: &structure.Table{Name: name}, outside: true}
	}
	at := place{number: row.number()}
	r.relations[number].add(structure.Column{Name: row.string()}, at)
}

// add puts a column where its number says, which is behind those that came before, unless
// the server has another order.
func (r *relation) add(column structure.Column, p place) {
	at := len(r.places)
	for at > 0 && r.places[at-1].number > p.number {
		at--
	}
	r.Columns, r.places = slices.Insert(r.Columns, at, column), slices.Insert(r.places, at, p)
}

// typed reads a type, of which most columns have one of a few.
func (r *reader) typed(text string) structure.Type {
	known, found := r.types[text]
	if !found {
		known = structure.ParseType(text)
		r.types[text] = known
	}
	return known
}

var identities = map[string]string{"a": "ALWAYS", "d": "BY DEFAULT"}

func (r *reader) column(row *record) {
	of, p := r.of(row), place{number: row.number()}
	c := structure.Column{Name: row.string(), Type: r.typed(row.string()), NotNull: row.bool(), Identity: identities[row.string()]}
	c.Serial = c.Identity != ""
	generation := row.string()
	c.Generated, c.Virtual = generation != "", generation == "v"
	c.Default = row.string()
	// PostgreSQL stores DEFAULT NULL if the column's type has a length, else nothing.
	if strings.HasPrefix(c.Default, "NULL::") && !c.Generated {
		c.Default = ""
	}
	usual := cmp.Or(r.typeCollations[row.number()], defaultCollation)
	p.collation = row.number()
	collation := row.string()
	if p.collation != noCollation && p.collation != usual {
		c.Collation = cmp.Or(collation, "default")
	}
	of.add(c, p)
}

// The two collations that PostgreSQL knows by their number.
const (
	noCollation      = 0
	defaultCollation = 100
)

func (r *reader) comment(row *record) {
	c, comment := r.of(row).column(row.number()), row.string()
	if c != nil {
		c.Comment = comment
	}
}

// of returns the relation that a row begins with. What belongs to none of those read
// goes to one that nobody sees.
func (r *reader) of(row *record) *relation {
	if of := r.relations[row.number()]; of != nil && !of.outside {
		return of
	}
	return &relation{Table: &structure.Table{}}
}

// at returns the place of the column with a number, or -1.
func (r *relation) at(number int64) int {
	if r == nil {
		return -1
	}
	// Most columns have the place that their number says.
	if at := number - 1; at >= 0 && at < int64(len(r.places)) && r.places[at].number == number {
		return int(at)
	}
	return slices.IndexFunc(r.places, func(p place) bool { return p.number == number })
}

// column returns the column with a number, or nil.
func (r *relation) column(number int64) *structure.Column {
	if at := r.at(number); at >= 0 {
		return &r.Columns[at]
	}
	return nil
}

// names returns the names of some columns in their order, leaving out what is none.
func (r *relation) names(numbers []int64) []string {
	names := make([]string, 0, len(numbers))
	for _, number := range numbers {
		if c := r.column(number); c != nil {
			names = append(names, c.Name)
		}
	}
	return names
}

// finish puts everything into the order that a snapshot has.
func (r *reader) finish() {
	for _, of := range r.relations {
		sortBy(of.ForeignKeys, func(k structure.ForeignKey) string { return k.Name })
		for _, key := range of.ForeignKeys {
			slices.SortFunc(key.Disabled, func(a, b structure.KeyTrigger) int {
				return cmp.Or(compareNames(a.Table, b.Table), strings.Compare(a.Name, b.Name))
			})
		}
		sortBy(of.Checks, func(k structure.Check) string { return k.Name })
		sortBy(of.Indexes, func(i structure.Index) string { return i.Name })
		sortBy(of.Unusable, func(i structure.Index) string { return i.Name })
		sortBy(of.Policies, func(p structure.Policy) string { return p.Name })
		sortBy(of.Triggers, func(t structure.Trigger) string { return t.Name })
	}
	s := r.snapshot
	slices.SortFunc(s.Tables, func(a, b *structure.Table) int { return compareNames(a.Name, b.Name) })
	slices.SortFunc(s.Enums, func(a, b structure.Enum) int { return compareNames(a.Name, b.Name) })
	slices.SortFunc(s.Sequences, func(a, b structure.Sequence) int { return compareNames(a.Name, b.Name) })
	slices.SortFunc(s.Views, func(a, b structure.View) int { return compareNames(a.Name, b.Name) })
	slices.SortFunc(s.Functions, func(a, b structure.Function) int {
		return cmp.Or(compareNames(a.Name, b.Name), cmp.Compare(a.Types, b.Types))
	})
	slices.SortFunc(s.Unreadable, compareNames)
	slices.Sort(s.Unusable)
	slices.Sort(s.Extensions)
}

func sortBy[T any](list []T, key func(T) string) {
	slices.SortFunc(list, func(a, b T) int { return strings.Compare(key(a), key(b)) })
}

func compareNames(a, b structure.Name) int {
	return cmp.Or(strings.Compare(a.Schema, b.Schema), strings.Compare(a.Name, b.Name))
}
