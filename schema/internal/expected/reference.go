package expected

import (
	"cmp"
	"database/sql/driver"
	"reflect"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// A Reference says that some columns of a model hold the key of a row of another, or of its own.
type Reference struct {
	Columns []*schema.Reference // ForeignKey is the column, PrimaryKey that which it refers to
	Target  *schema.Schema
}

// Optional lists the columns of the reference that may be null. A row that leaves them null refers to nothing.
func (r Reference) Optional() []*schema.Field {
	var optional []*schema.Field
	for _, column := range r.Columns {
		if isNullable(column.ForeignKey) {
			optional = append(optional, column.ForeignKey)
		}
	}
	return optional
}

// isNullable reports whether a model writes NULL for the zero value of a field, and says that it may.
func isNullable(field *schema.Field) bool {
	if field.NotNull || field.PrimaryKey {
		return false
	}
	if field.FieldType.Kind() == reflect.Pointer {
		return true
	}
	valuer, ok := reflect.Zero(field.FieldType).Interface().(driver.Valuer)
	if !ok {
		return false
	}
	value, err := valuer.Value()
	return err == nil && value == nil
}

// References are what the rows of some models need: the models read, with the join tables of their many-to-many
// relations behind them, and of each of those, and of each that they refer to, the references.
type References struct {
	Tables []*schema.Schema
	of     map[*schema.Schema][]Reference
}

// Of lists the references of a model.
func (r *References) Of(table *schema.Schema) []Reference { return r.of[table] }

// ReadReferences reads models and how their rows refer to each other. It finds a reference from either side of a
// relation, and from models that the given ones refer to.
func ReadReferences(db *gorm.DB, models []any) (found *References, err error) {
	reading.Lock()
	defer reading.Unlock()
	var model any
	defer func() { err = cmp.Or(err, refusal(model, recover())) }()
	r := &References{of: map[*schema.Schema][]Reference{}}
	for _, model = range models {
		parsed, err := parse(db, model)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(r.Tables, parsed.Schema) {
			r.Tables = append(r.Tables, parsed.Schema)
		}
	}
	given, all := len(r.Tables), slices.Clone(r.Tables)
	add := func(table *schema.Schema) {
		if !slices.Contains(all, table) {
			all = append(all, table)
		}
	}
	for i := 0; i < len(all); i++ {
		for _, relation := range relationsOf(all[i]) {
			switch {
			case relation.JoinTable != nil && i < given && !r.joins(relation.JoinTable):
				r.Tables = append(r.Tables, relation.JoinTable)
				add(relation.JoinTable)
			case relation.JoinTable != nil, relation.Polymorphic != nil:
			case relation.Type == schema.BelongsTo:
				r.add(relation.Schema, Reference{relation.References, relation.FieldSchema})
				add(relation.FieldSchema)
			default: // GORM lists a has-many relation with both models.
				r.add(relation.FieldSchema, Reference{relation.References, relation.Schema})
			}
		}
	}
	return r, nil
}

// joins reports whether a model has the table of a join table, or another relation has led to it.
func (r *References) joins(join *schema.Schema) bool {
	return slices.ContainsFunc(r.Tables, func(table *schema.Schema) bool { return table.Table == join.Table })
}

// add adds a reference unless the other side of its relation has.
func (r *References) add(table *schema.Schema, reference Reference) {
	known := slices.ContainsFunc(r.of[table], func(known Reference) bool {
		return known.Target == reference.Target && slices.EqualFunc(known.Columns, reference.Columns,
			func(a, b *schema.Reference) bool { return a.ForeignKey == b.ForeignKey })
	})
	if !known {
		r.of[table] = append(r.of[table], reference)
	}
}
