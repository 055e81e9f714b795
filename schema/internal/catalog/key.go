package catalog

import (
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

var actions = map[string]string{
	"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT",
}

var matches = map[string]string{"f": "FULL", "p": "PARTIAL"}

// An operatorClass says how an index compares what a key holds.
type operatorClass struct {
	name      string
	isDefault bool // for the type of the key
}

// An indexConstraint is what an index needs to know of the constraint that it is there for.
type indexConstraint struct {
	exclusion  bool
	deferrable structure.Deferrable
}

func (r *reader) constraint(row *record) {
	of := r.of(row)
	name, kind := row.string(), row.string()
	columns := of.names(row.numbers())
	expression := row.string()
	target := r.relations[row.number()]
	referenced := target.names(row.numbers())
	onDelete, onUpdate, matching := actions[row.string()], actions[row.string()], matches[row.string()]
	deferrable := deferrability(row.bool(), row.bool())
	notValid := row.bool()
	index := row.number()
	deleted := of.names(row.numbers())
	switch table := of.Table; kind {
	case "p":
		table.PrimaryKey, table.PrimaryKeyName = columns, name
	case "u", "x":
		r.constraints[index] = indexConstraint{exclusion: kind == "x", deferrable: deferrable}
	case "n":
		for _, name := range columns {
			of.Column(name).NotValid = true
		}
	case "c":
		table.Checks = append(table.Checks, structure.Check{Name: name, Expression: expression, Columns: columns, NotValid: notValid})
	case "f":
		key := structure.ForeignKey{
			Name: name, Columns: columns, ReferencedColumns: referenced,
			OnDelete: onDelete, OnUpdate: onUpdate, Match: matching, Deferrable: deferrable, NotValid: notValid,
		}
		if target != nil {
			key.References = target.Name
		}
		if len(deleted) > 0 {
			key.DeleteColumns = deleted
		}
		table.ForeignKeys = append(table.ForeignKeys, key)
	}
}

func (r *reader) disabled(row *record) {
	of, name := r.of(row), row.string()
	trigger := structure.KeyTrigger{
		Table: structure.Name{Schema: row.string(), Name: row.string()}, Name: row.string(), Enabled: firing[row.string()],
	}
	for i, key := range of.ForeignKeys {
		if key.Name == name {
			of.ForeignKeys[i].Disabled = append(key.Disabled, trigger)
		}
	}
}

func deferrability(deferrable, deferred bool) structure.Deferrable {
	switch {
	case deferred:
		return structure.InitiallyDeferred
	case deferrable:
		return structure.InitiallyNow
	}
	return structure.NotDeferrable
}

func (r *reader) index(row *record) {
	of := r.of(row)
	number := row.number()
	index := structure.Index{Name: row.string(), Method: row.string(), Unique: row.bool()}
	usable := row.bool()
	index.NullsNotDistinct = row.bool()
	size := int(row.number())
	k := indexKeys{of: of, known: r.operatorClasses}
	k.columns, k.options, k.classes, k.collations = row.numbers(), row.numbers(), row.numbers(), row.numbers()
	index.Predicate = row.string()
	k.expressions, k.collationNames = row.strings(), row.strings()
	index.Definition = row.string()
	if row.err != nil || !k.has(size) {
		row.fail("its %d keys are incomplete", size)
		return
	}
	for i := range size {
		index.Keys = append(index.Keys, k.key(i))
	}
	if included := of.names(k.columns[size:]); len(included) > 0 {
		index.Include = included
	}
	if constraint, found := r.constraints[number]; found {
		index.Constraint, index.Exclusion, index.Deferrable = true, constraint.exclusion, constraint.deferrable
	}
	if usable {
		of.Indexes = append(of.Indexes, index)
	} else {
		of.Unusable = append(of.Unusable, index)
	}
}

// An indexKeys is what the catalog has on the keys of an index, one list for each
// aspect of them. The columns that the index includes follow behind those of the keys.
type indexKeys struct {
	of                                    *relation
	known                                 map[int64]operatorClass
	columns, options, classes, collations []int64
	expressions                           []string // in the places of the keys without a column
	collationNames                        []string // nil if there are none but the default one
}

func (k *indexKeys) has(size int) bool {
	expressions := 0
	for _, column := range k.columns {
		if column == 0 {
			expressions++
		}
	}
	return size >= 0 && len(k.columns) >= size && len(k.options) >= size && len(k.classes) >= size && len(k.collations) >= size &&
		len(k.expressions) >= expressions && (k.collationNames == nil || len(k.collationNames) >= size)
}

// key returns the key at i. The keys have to be taken in turn.
func (k *indexKeys) key(i int) structure.IndexKey {
	// pg_index.indoption: bit 0 is DESC, bit 1 is NULLS FIRST.
	key := structure.IndexKey{
		Descending: k.options[i]&1 != 0, NullsFirst: k.options[i]&2 != 0,
	}
	if class := k.known[k.classes[i]]; class.isDefault {
		key.DefaultClass = class.name
	} else {
		key.OperatorClass = class.name
	}
	// The collation goes without saying if it is that of the column, or of the database
	// where the key is an expression.
	usual := int64(defaultCollation)
	if k.columns[i] == 0 {
		key.Expression, k.expressions = k.expressions[0], k.expressions[1:]
	} else if at := k.of.at(k.columns[i]); at >= 0 {
		key.Column, usual = k.of.Columns[at].Name, k.of.places[at].collation
	}
	if collation := k.collations[i]; collation != noCollation && collation != usual {
		key.Collation = "default"
		if k.collationNames != nil {
			key.Collation = k.collationNames[i]
		}
	}
	return key
}
