package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A reader puts a snapshot together from the rows of structureQuery.
type reader struct {
	snapshot *Snapshot
	// What rows refer to by its number in the catalog.
	relations       map[int64]*relation
	typeCollations  map[int64]int64 // without those that have none or the default
	operatorClasses map[int64]operatorClass
	roles           map[int64]string
	constraints     map[int64]indexConstraint // by the index that is there for it
}

// A relation is a relation with its columns under the numbers that others know them by.
type relation struct {
	name    structure.Name
	table   *structure.Table // nil outside of what is read
	columns []column
}

type column struct {
	structure.Column
	number    int64
	collation int64
}

// parts are those of structureQuery, in an order in which everything is known before it is
// referred to.
var parts = []struct {
	name string
	take func(*reader, *record)
}{
	{"collated type", func(r *reader, row *record) { r.typeCollations[row.number()] = row.number() }},
	{"operator class", func(r *reader, row *record) {
		r.operatorClasses[row.number()] = operatorClass{row.string(), row.bool()}
	}},
	{"role", func(r *reader, row *record) { r.roles[row.number()] = row.string() }},
	{"relation", (*reader).relation},
	{"column", (*reader).column},
	{"outside", (*reader).outside},
	{"comment", (*reader).comment},
	{"constraint", (*reader).constraint},
	{"disabled", (*reader).disabled},
	{"index", (*reader).index},
	{"policy", (*reader).policy},
	{"trigger", (*reader).trigger},
	{"extension", func(r *reader, row *record) { r.snapshot.Extensions = append(r.snapshot.Extensions, row.string()) }},
	{"enum", (*reader).enum},
	{"sequence", (*reader).sequence},
	{"function", (*reader).function},
}

func newReader(server Server) *reader {
	return &reader{
		snapshot:  &Snapshot{Server: server, byName: map[structure.Name]*structure.Table{}},
		relations: map[int64]*relation{}, typeCollations: map[int64]int64{}, operatorClasses: map[int64]operatorClass{},
		roles: map[int64]string{}, constraints: map[int64]indexConstraint{},
	}
}

// take reads a row of a part.
func (r *reader) take(part int, text string) error {
	row := recordOf(text)
	parts[part].take(r, &row)
	if err := row.end(); err != nil {
		return fmt.Errorf("read pg_catalog: %s %w", parts[part].name, err)
	}
	return nil
}

// A stream reads rows while the server finds the next. It counts on their coming in the
// order of the parts, as they do unless a server has them found by several processes.
type stream struct {
	reader *reader
	rows   []row
	// ordered is set as long as all rows came in order and could be read.
	ordered bool
}

type row struct {
	part int
	text string
}

// add takes a row. What is of a part to come is left aside.
func (s *stream) add(part, text string) {
	// Most rows are of the part of the one before, or of the next.
	at, last := 0, 0
	if len(s.rows) > 0 {
		at = s.rows[len(s.rows)-1].part
		last = at
	}
	for tried := 0; parts[at].name != part; tried++ {
		if at = (at + 1) % len(parts); tried == len(parts) {
			return
		}
	}
	s.rows = append(s.rows, row{at, text})
	s.ordered = s.ordered && at >= last && s.reader.take(at, text) == nil
}

// snapshot puts together what has been read. Where the order was another one, all is read
// again, part by part.
func (s *stream) snapshot() (*Snapshot, error) {
	if !s.ordered {
		s.reader = newReader(s.reader.snapshot.Server)
		slices.SortStableFunc(s.rows, func(a, b row) int { return cmp.Compare(a.part, b.part) })
		for _, row := range s.rows {
			if err := s.reader.take(row.part, row.text); err != nil {
				return nil, err
			}
		}
	}
	s.reader.finish()
	return s.reader.snapshot, nil
}

var kinds = map[string]structure.Kind{
	"r": structure.KindTable, "p": structure.KindPartitionedTable, "f": structure.KindForeignTable,
	"v": structure.KindView, "m": structure.KindMaterializedView,
}

func (r *reader) relation(row *record) {
	number := row.number()
	name := structure.Name{Schema: row.string(), Name: row.string()}
	table := &structure.Table{Name: name, Kind: kinds[row.string()], Unlogged: row.bool()}
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
	r.relations[number] = &relation{name: name, table: table}
}

func (r *reader) outside(row *record) {
	number := row.number()
	name := structure.Name{Schema: row.string(), Name: row.string()}
	if r.relations[number] == nil {
		r.relations[number] = &relation{name: name}
	}
	c := column{number: row.number()}
	c.Name = row.string()
	r.relations[number].columns = append(r.relations[number].columns, c)
}

var identities = map[string]string{"a": "ALWAYS", "d": "BY DEFAULT"}

func (r *reader) column(row *record) {
	of := r.of(row)
	c := column{number: row.number()}
	c.Name = row.string()
	c.Type = structure.ParseType(row.string())
	c.NotNull = row.bool()
	c.Identity = identities[row.string()]
	c.Serial = c.Identity != ""
	generation := row.string()
	c.Generated, c.Virtual = generation != "", generation == "v"
	c.Default = row.string()
	// PostgreSQL stores DEFAULT NULL if the column's type has a length, else nothing.
	if strings.HasPrefix(c.Default, "NULL::") && !c.Generated {
		c.Default = ""
	}
	usual := cmp.Or(r.typeCollations[row.number()], defaultCollation)
	c.collation = row.number()
	collation := row.string()
	if c.collation != noCollation && c.collation != usual {
		c.Collation = cmp.Or(collation, "default")
	}
	if of.columns == nil {
		of.columns = make([]column, 0, 16) // They come one by one; most tables have no more.
	}
	of.columns = append(of.columns, c)
}

// The two collations that PostgreSQL knows by their number.
const (
	noCollation      = 0
	defaultCollation = 100
)

func (r *reader) comment(row *record) {
	of := r.of(row)
	if c := of.column(row.number()); c != nil {
		c.Comment = row.string()
		return
	}
	row.string()
}

// of returns the relation that a row begins with. What belongs to none of those read
// goes to one that nobody sees.
func (r *reader) of(row *record) *relation {
	if of := r.relations[row.number()]; of != nil && of.table != nil {
		return of
	}
	return &relation{table: &structure.Table{}}
}

// column returns the column with a number, or nil.
func (r *relation) column(number int64) *column {
	if r == nil {
		return nil
	}
	// Most columns have the place that their number says.
	if at := number - 1; at >= 0 && at < int64(len(r.columns)) && r.columns[at].number == number {
		return &r.columns[at]
	}
	if at := slices.IndexFunc(r.columns, func(c column) bool { return c.number == number }); at >= 0 {
		return &r.columns[at]
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
		if of.table == nil {
			continue
		}
		slices.SortFunc(of.columns, func(a, b column) int { return cmp.Compare(a.number, b.number) })
		if len(of.columns) > 0 {
			of.table.Columns = make([]structure.Column, 0, len(of.columns))
		}
		for _, c := range of.columns {
			of.table.Columns = append(of.table.Columns, c.Column)
		}
		sortBy(of.table.ForeignKeys, func(k structure.ForeignKey) string { return k.Name })
		for _, key := range of.table.ForeignKeys {
			slices.SortFunc(key.Disabled, func(a, b structure.KeyTrigger) int {
				return cmp.Or(compareNames(a.Table, b.Table), strings.Compare(a.Name, b.Name))
			})
		}
		sortBy(of.table.Checks, func(k structure.Check) string { return k.Name })
		sortBy(of.table.Indexes, func(i structure.Index) string { return i.Name })
		sortBy(of.table.Unusable, func(i structure.Index) string { return i.Name })
		sortBy(of.table.Policies, func(p structure.Policy) string { return p.Name })
		sortBy(of.table.Triggers, func(t structure.Trigger) string { return t.Name })
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
