package schema

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"strings"
	"time"

	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A differenceError says that a row was read back otherwise than written.
type differenceError struct{ differences []ColumnDifference }

func (e *differenceError) Error() string {
	var columns []string
	for _, d := range e.differences {
		columns = append(columns, fmt.Sprintf("%s was written as %s and read as %s", d.Column, d.Written, d.Read))
	}
	return strings.Join(columns, ", ")
}

// differences compares the named columns of two rows.
func differences(table *schema.Schema, columns []string, written, read reflect.Value) error {
	var all []ColumnDifference
	for _, name := range columns {
		field := table.FieldsByDBName[name]
		if !field.Readable {
			continue
		}
		a := field.ReflectValueOf(context.Background(), written).Interface()
		b := field.ReflectValueOf(context.Background(), read).Interface()
		if !same(field, a, b) {
			all = append(all, ColumnDifference{Column: name, Written: show(a), Read: show(b)})
		}
	}
	if all == nil {
		return nil
	}
	return &differenceError{all}
}

// same compares two values of a field as the type of its column does.
func same(field *schema.Field, a, b any) bool {
	if reflect.DeepEqual(a, b) {
		return true
	}
	a, b = pointee(a), pointee(b)
	if a == nil || b == nil {
		return false
	}
	kind := structure.ParseType(string(field.DataType))
	if x, ok := a.(time.Time); ok {
		y := b.(time.Time)
		if kind.Name == "date" {
			return x.Format(time.DateOnly) == y.Format(time.DateOnly)
		}
		return x.Equal(y)
	}
	if field.Serializer != nil || kind.Name == "json" || kind.Name == "jsonb" {
		return sameDocument(a, b)
	}
	x, y := text(a), text(b)
	if kind.Name == "character" {
		return strings.TrimRight(x, " ") == strings.TrimRight(y, " ")
	}
	p, isNumber := new(big.Rat).SetString(x)
	q, areNumbers := new(big.Rat).SetString(y)
	return x == y || kind.Name == "numeric" && isNumber && areNumbers && p.Cmp(q) == 0
}

// pointee follows a pointer; of one that is nil it is nil.
func pointee(value any) any {
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.Pointer {
		return value
	}
	if v.IsNil() {
		return nil
	}
	return v.Elem().Interface()
}

// sameDocument compares two values as JSON, in which order and space of the text do not count.
func sameDocument(a, b any) bool {
	decode := func(value any) (decoded any, ok bool) {
		encoded, err := json.Marshal(value)
		if v := reflect.ValueOf(value); v.Kind() == reflect.String {
			encoded, err = []byte(v.String()), nil
		} else if isBytes(v) {
			encoded, err = v.Bytes(), nil
		}
		return decoded, err == nil && json.Unmarshal(encoded, &decoded) == nil
	}
	x, first := decode(a)
	y, second := decode(b)
	return first && second && reflect.DeepEqual(x, y)
}

func isBytes(v reflect.Value) bool {
	return v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8
}

// text is what the driver is given for a value.
func text(value any) string {
	if valuer, ok := value.(driver.Valuer); ok {
		if sent, err := valuer.Value(); err == nil {
			value = sent
		}
	}
	if v := reflect.ValueOf(value); isBytes(v) {
		return string(v.Bytes())
	}
	return fmt.Sprint(value)
}

// shown is how much of a value a report repeats.
const shown = 60

func show(value any) string {
	value = pointee(value)
	if value == nil {
		return "null"
	}
	text := []rune(text(value))
	if len(text) > shown {
		text = append(text[:shown], '…')
	}
	return string(text)
}
