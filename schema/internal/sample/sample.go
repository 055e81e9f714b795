// Package sample makes valid rows of a model: rows that its tags accept, so that a database that agrees with the model
// has no reason to refuse them. It knows models only as GORM reads them, and of their types only what reflection and
// the interfaces of the standard library tell.
package sample

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"gorm.io/gorm/schema"
)

// Row returns a pointer to a new row with a value in every column that a caller sets, those that refer to other rows
// included. Left out are what the database numbers and the time of a soft delete.
//
// Rows of another variant have other values where there is a choice of few; text and keys are random anyway, so that no
// unique rule is in the way.
func Row(table *schema.Schema, variant int) (row any, err error) {
	made := reflect.New(table.ModelType)
	for _, column := range columns(table) {
		if !column.field.Creatable || column.isNumbered() {
			continue
		}
		v := column.field.ReflectValueOf(context.Background(), made)
		if err := column.fill(v, variant); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", table.Table, column.field.DBName, err)
		}
	}
	return made.Interface(), nil
}

// variants is how many values are tried until one differs from that which a column has.
const variants = 8

// Change gives the named columns of a row, which [Row] has made, other valid values. One for which only a single value
// is valid keeps it.
func Change(row any, table *schema.Schema, names []string) error {
	for _, column := range columns(table) {
		v := column.field.ReflectValueOf(context.Background(), reflect.ValueOf(row))
		before := v.Interface()
		for variant := 1; variant <= variants && slices.Contains(names, column.field.DBName); variant++ {
			if err := column.fill(v, variant); err != nil {
				return fmt.Errorf("%s.%s: %w", table.Table, column.field.DBName, err)
			}
			if !reflect.DeepEqual(before, v.Interface()) {
				break
			}
		}
	}
	return nil
}
