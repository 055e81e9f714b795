// Package sample makes a valid row of a model: one that its validation tags accept and that has no reason to be refused
// by the database that the model describes.
package sample

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/shopspring/decimal"
	"gorm.io/gorm/schema"
)

// Rows makes rows of several models that refer to each other. Its zero value is ready to use, by one goroutine.
type Rows struct {
	byTable map[string]reflect.Value
	parsed  sync.Map
}

// Make returns a new row, as a pointer to a struct of the model's type, with a value in every column but those that
// the database numbers. Where a column refers to another row, that is the one last made of its table, or the row
// itself; the reference stays nil where there is none yet.
//
// Text and keys are random, so that no unique rule is in the way.
func (r *Rows) Make(model any) (row any, err error) {
	table, err := schema.Parse(model, &r.parsed, schema.NamingStrategy{})
	if err != nil {
		return nil, err
	}
	made := reflect.New(table.ModelType)
	for _, field := range table.Fields {
		if field.DBName == "" || isNumbered(field) {
			continue
		}
		v := made.Elem().FieldByIndex(field.StructField.Index)
		if v.Kind() == reflect.Pointer {
			v.Set(reflect.New(v.Type().Elem()))
			v = v.Elem()
		}
		if err := set(v, field); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", table.Table, field.DBName, err)
		}
	}
	if r.byTable == nil {
		r.byTable = map[string]reflect.Value{}
	}
	r.byTable[table.Table] = made
	for _, relation := range table.Relationships.BelongsTo {
		r.refer(made, relation)
	}
	return made.Interface(), nil
}

// refer points the columns of a relation at the row that they are to reference.
func (r *Rows) refer(made reflect.Value, relation *schema.Relationship) {
	target, found := r.byTable[relation.FieldSchema.Table]
	for _, reference := range relation.References {
		column := made.Elem().FieldByIndex(reference.ForeignKey.StructField.Index)
		if !found {
			column.SetZero()
			continue
		}
		key := target.Elem().FieldByIndex(reference.PrimaryKey.StructField.Index)
		if column.Kind() == reflect.Pointer {
			column.Set(reflect.New(column.Type().Elem()))
			column = column.Elem()
		}
		column.Set(key.Convert(column.Type()))
	}
}

// isNumbered reports whether the database fills the column from a sequence.
func isNumbered(field *schema.Field) bool {
	switch field.FieldType.Kind() {
	case reflect.Int, reflect.Int32, reflect.Int64:
		return field.PrimaryKey && (field.AutoIncrement || field.HasDefaultValue)
	}
	return false
}

// set gives v, which is no pointer, a value that field allows.
func set(v reflect.Value, field *schema.Field) error {
	rules := parseRules(field.Tag.Get("validate"))
	switch value := v.Addr().Interface().(type) {
	case *uuid.UUID:
		*value = uuid.New()
		return nil
	case *time.Time:
		precision := time.Microsecond // PostgreSQL's.
		if field.DataType == "date" {
			precision = 24 * time.Hour
		}
		*value = time.Now().UTC().Truncate(precision)
		return nil
	case *decimal.Decimal:
		*value = decimal.New(int64(rules.number()*100+25), -2)
		return nil
	case *pgtype.Interval:
		*value = pgtype.Interval{Microseconds: 90_000_000, Valid: true}
		return nil
	case *json.RawMessage:
		*value, _ = json.Marshal(rules.document()) // Text and empty slices always have a form.
		return nil
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(rules.text(field.Size))
	case reflect.Bool:
		// The opposite of the default, which GORM would write in place of a zero.
		v.SetBool(field.DefaultValue != "true")
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(rules.number()))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(rules.number())
	case reflect.Slice:
		return fillSlice(v)
	case reflect.Map:
		v.Set(reflect.ValueOf(rules.document()).Convert(v.Type()))
	default:
		return fmt.Errorf("no sample of type %s", v.Type())
	}
	return nil
}

// fillSlice makes a slice of one text.
func fillSlice(v reflect.Value) error {
	text := reflect.ValueOf(random())
	if element := v.Type().Elem(); !text.CanConvert(element) {
		return fmt.Errorf("no sample of type %s", v.Type())
	}
	v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	v.Index(0).Set(text.Convert(v.Type().Elem()))
	return nil
}
