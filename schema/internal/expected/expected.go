// Package expected says which structure a set of GORM models asks for. It reads
// models as GORM does, through schema.Parse and the dialect, so that it agrees
// with what GORM sends and with what AutoMigrate would create.
package expected

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// reading is held while models are read: GORM writes to a schema that it has cached
// when it is asked for its indexes.
var reading sync.Mutex

// Tables reads the models, in their order, and after them the join tables of
// their many-to-many relations. A table name without a schema is given
// defaultSchema. Two models of one table are one table: the columns of both.
func Tables(db *gorm.DB, defaultSchema string, models []any) (tables []*structure.Table, err error) {
	reading.Lock()
	defer reading.Unlock()
	var model any
	defer func() { err = cmp.Or(err, refusal(model, recover())) }()
	r := reader{migrator: db.Migrator(), defaultSchema: defaultSchema, byName: map[structure.Name]*structure.Table{}, columns: map[string]defined{}}
	var sources []source
	for _, model = range models {
		source, err := parse(db, model)
		if err != nil {
			return nil, err
		}
		sources = append(sources, source)
		r.table(source)
	}
	defer r.resolve()
	if db.IgnoreRelationshipsWhenMigrating {
		return r.tables, nil
	}
	for _, side := range sources {
		model = side.model
		for _, relation := range relationsOf(side.Schema) {
			if relation.JoinTable != nil {
				modelled := r.byName[r.name(relation.JoinTable)]
				join := source{model, relation.JoinTable, relation.JoinTable.ParseIndexes()}
				sources = append(sources, join)
				table := r.table(join)
				table.Join = table.Join || modelled == nil
			}
		}
	}
	if !db.DisableForeignKeyConstraintWhenMigrating {
		for _, source := range sources {
			model = source.model
			r.foreignKeys(source.Schema)
		}
	}
	return r.tables, nil
}

// Schemas lists the schemas of all the tables that [Tables] returns, and reads no more of
// the models than that takes.
func Schemas(db *gorm.DB, defaultSchema string, models []any) (schemas []string, err error) {
	reading.Lock()
	defer reading.Unlock()
	var model any
	defer func() { err = cmp.Or(err, refusal(model, recover())) }()
	r := reader{defaultSchema: defaultSchema}
	add := func(parsed *schema.Schema) {
		if name := r.name(parsed); !slices.Contains(schemas, name.Schema) {
			schemas = append(schemas, name.Schema)
		}
	}
	statement := &gorm.Statement{DB: db}
	for _, model = range models {
		if err := statement.Parse(model); err != nil {
			return nil, fmt.Errorf("model %T: %w", model, err)
		}
		add(statement.Schema)
		if db.IgnoreRelationshipsWhenMigrating {
			continue
		}
		for _, relation := range relationsOf(statement.Schema) {
			if relation.JoinTable != nil {
				add(relation.JoinTable)
			}
		}
	}
	return schemas, nil
}

// A source is a schema that asks for a table, and the model that led to it.
type source struct {
	model any
	*schema.Schema
	indexes []*schema.Index // GORM reads them anew whenever it is asked
}

// Parse reads one model with the naming strategy of db.
func Parse(db *gorm.DB, model any) (parsed *schema.Schema, err error) {
	reading.Lock()
	defer reading.Unlock()
	defer func() { err = cmp.Or(err, refusal(model, recover())) }()
	source, err := parse(db, model)
	return source.Schema, err
}

func parse(db *gorm.DB, model any) (source, error) {
	statement := &gorm.Statement{DB: db}
	if err := statement.Parse(model); err != nil {
		return source{}, fmt.Errorf("model %T: %w", model, err)
	}
	indexes := statement.Schema.ParseIndexes() // It leaves its error to the next Parse.
	if err := statement.Parse(model); err != nil {
		return source{}, fmt.Errorf("model %T: %w", model, err)
	}
	// When GORM panics over a relation, it leaves what it has read until then in its
	// cache, and takes that for the whole the next time.
	for _, field := range statement.Schema.Fields {
		isRelation := field.DataType == "" && field.GORMDataType == "" && (field.Creatable || field.Updatable || field.Readable)
		if isRelation && statement.Schema.Relationships.Relations[field.Name] == nil {
			return source{}, fmt.Errorf("model %T: GORM cannot read its field %s", model, field.Name)
		}
	}
	return source{model, statement.Schema, indexes}, nil
}

// refusal makes an error of a panic, as GORM does on some malformed tags, and as
// the methods of a model may.
func refusal(model, failure any) error {
	if failure == nil {
		return nil
	}
	return fmt.Errorf("model %T: GORM cannot read it: %v", model, failure)
}

type reader struct {
	migrator      gorm.Migrator
	defaultSchema string
	tables        []*structure.Table
	byName        map[structure.Name]*structure.Table
	columns       map[string]defined // by their definitions, which many have in common
}

// name qualifies the table of a model.
func (r *reader) name(parsed *schema.Schema) structure.Name {
	return structure.ParseName(parsed.Table).In(r.defaultSchema)
}

func (r *reader) table(parsed source) *structure.Table {
	name := r.name(parsed.Schema)
	table := r.byName[name]
	if table == nil {
		table = &structure.Table{Name: name, Kind: structure.KindTable}
		if parsed.ModelType.Name() != "" { // GORM makes the type of a join table itself.
			table.Model = parsed.ModelType.PkgPath() + "." + parsed.ModelType.Name()
		}
		r.byName[name] = table
		r.tables = append(r.tables, table)
	}
	if table.PrimaryKey == nil {
		for _, field := range parsed.PrimaryFields {
			table.PrimaryKey = append(table.PrimaryKey, field.DBName)
		}
	}
	table.Columns = slices.Grow(table.Columns, len(parsed.DBNames))
	for _, name := range parsed.DBNames {
		if field := parsed.FieldsByDBName[name]; !field.IgnoreMigration && table.Column(name) == nil {
			r.addColumn(table, field, r.migrator.FullDataTypeOf(field).SQL)
		}
	}
	for _, name := range table.PrimaryKey {
		if column := table.Column(name); column != nil {
			column.NotNull = true
		}
	}
	for _, check := range parsed.ParseCheckConstraints() {
		table.Checks = append(table.Checks, structure.Check{
			Name: objectName(check.Name), Expression: check.Constraint, Columns: []string{check.DBName},
		})
	}
	table.Checks = sortedByName(table.Checks, func(check structure.Check) string { return check.Name })
	table.Indexes = sortedByName(append(table.Indexes, indexes(parsed)...), func(index structure.Index) string { return index.Name })
	return table
}

// sortedByName sorts by name and keeps the first of several with one name, which two
// models of one table have in common.
func sortedByName[T any](objects []T, name func(T) string) []T {
	slices.SortStableFunc(objects, func(a, b T) int { return strings.Compare(name(a), name(b)) })
	return slices.CompactFunc(objects, func(a, b T) bool { return name(a) == name(b) })
}

// objectName cuts a name as PostgreSQL does: to 63 bytes, and no character in two.
func objectName(name string) string {
	for len(name) > 63 {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name
}

// relationsOf lists the relations of a model in a stable order, those included by
// which other models refer to it.
func relationsOf(parsed *schema.Schema) []*schema.Relationship {
	parsed.Relationships.Mux.RLock()
	defer parsed.Relationships.Mux.RUnlock()
	var relations []*schema.Relationship
	for _, name := range slices.Sorted(maps.Keys(parsed.Relationships.Relations)) {
		if relation := parsed.Relationships.Relations[name]; !relation.Field.IgnoreMigration {
			relations = append(relations, relation)
		}
	}
	return relations
}

// foreignKeys adds the foreign keys that a model declares. GORM takes the
// constraint of a relation that both sides declare from the has-many side, which
// it lists among the relations of the other model, too.
func (r *reader) foreignKeys(parsed *schema.Schema) {
	table := r.byName[r.name(parsed)]
	for _, relation := range relationsOf(parsed) {
		// A polymorphic reference leads to a table that its own row names.
		if relation.JoinTable != nil || relation.Polymorphic != nil || !holdsKey(relation, parsed) {
			continue
		}
		constraint := constraintOf(relation)
		if constraint == nil || constraint.Schema != parsed {
			continue
		}
		key := r.foreignKey(constraint)
		// A join table may have a model of its own that declares the same keys.
		if !slices.ContainsFunc(table.ForeignKeys, func(existing structure.ForeignKey) bool {
			return existing.Name == key.Name || existing.References == key.References &&
				slices.Equal(existing.Columns, key.Columns) && slices.Equal(existing.ReferencedColumns, key.ReferencedColumns)
		}) {
			table.ForeignKeys = append(table.ForeignKeys, key)
		}
	}
}

// holdsKey reports whether the columns of a relation are those of a model, which its
// constraint is then part of. To have GORM say so takes many times longer.
func holdsKey(relation *schema.Relationship, parsed *schema.Schema) bool {
	return slices.ContainsFunc(relation.References, func(reference *schema.Reference) bool {
		return reference.ForeignKey.Schema == parsed || relation.Schema == parsed && !reference.OwnPrimaryKey
	})
}

// constraintOf keeps others from adding relations to the model that is referred to
// while GORM looks through them.
func constraintOf(relation *schema.Relationship) *schema.Constraint {
	relation.FieldSchema.Relationships.Mux.RLock()
	defer relation.FieldSchema.Relationships.Mux.RUnlock()
	return relation.ParseConstraint()
}

func (r *reader) foreignKey(constraint *schema.Constraint) structure.ForeignKey {
	key := structure.ForeignKey{
		Name:       objectName(constraint.Name),
		References: r.name(constraint.ReferenceSchema),
		OnDelete:   action(constraint.OnDelete),
		OnUpdate:   action(constraint.OnUpdate),
		// GORM writes the tag as it is, so that more may stand behind an action.
		Deferrable:    deferrable(constraint.OnDelete + " " + constraint.OnUpdate),
		DeleteColumns: deleteColumns(constraint.OnDelete),
	}
	for _, field := range constraint.ForeignKeys {
		key.Columns = append(key.Columns, field.DBName)
	}
	for _, field := range constraint.References {
		key.ReferencedColumns = append(key.ReferencedColumns, field.DBName)
	}
	return key
}
