package schema

import (
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A form is what the driver makes of values of a type: those that it hands to
// database/sql, in a few samples of which a type that reads values at all reads one.
type form struct {
	name    string
	samples []any
}

var moment = time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC)

// formOfType is the form of the values of a type, empty for one that has several.
func formOfType(t structure.Type) form {
	if t.Array {
		return form{name: "array"}
	}
	switch t.Name {
	case "smallint", "integer", "bigint":
		return form{"integer", []any{int64(1), int64(0), int64(2), int64(100)}}
	case "real", "double precision":
		return form{"float", []any{1.5, 0.0, 1.0}}
	case "numeric":
		return form{"numeric", []any{"1.5", "0", "1"}}
	case "boolean":
		return form{"boolean", []any{true, false}}
	case "uuid":
		return form{"uuid", []any{"5ac0a9e3-2b1d-4c5e-8f60-9d7b3a1e2c4f"}}
	case "date", "timestamp with time zone", "timestamp without time zone":
		return form{"moment", []any{moment}}
	case "json", "jsonb":
		return form{"document", []any{[]byte(`{"a": 1}`), []byte(`[1]`), []byte(`["a"]`), []byte(`[]`), []byte(`"a"`), []byte(`1`), []byte(`true`)}}
	case "bytea":
		return form{name: "bytes"}
	case "text", "character varying", "character", "name":
		return form{name: "text"}
	}
	return form{}
}

// A fit says how a Go type goes with the type of a column.
type fit struct {
	form          string // of the column's values
	reads, writes bool
	isScanner     bool
}

func fitOf(goType reflect.Type, of structure.Type) fit {
	column := formOfType(of)
	f := fit{form: column.name, isScanner: isScanner(goType)}
	if f.form != "" {
		f.reads, f.writes = canRead(goType, column, of), canWrite(goType, column)
	}
	return f
}

// goType compares the Go type of a field with the values that its column has. What the
// other side of the column has, may be of another type than what t was made for.
func (t triple) goType(h holder) []Finding {
	goType := t.field.IndirectFieldType
	if h.column.Type != t.column {
		t.fit = fitOf(goType, h.column.Type)
	}
	if t.field.Serializer != nil || t.fit.form == "" {
		return nil
	}
	if !t.fit.reads || !t.fit.writes {
		f := t.finding(CodeGoType, SideModel, t.goName(), h.column.Type.String(), fmt.Sprintf("a value of %s is no %s", t.fit.form, goType))
		if !t.fit.writes {
			f.Breaks = []Statement{StatementInsert, StatementUpdate}
		}
		if !t.fit.reads {
			f.Breaks = append(f.Breaks, StatementSelect)
		}
		return []Finding{f}
	}
	if t.fit.isScanner || t.fit.form != "integer" || !isInteger(goType) {
		return nil
	}
	return t.goRange(h, goType)
}

// goRange compares the numbers that a Go type holds with those of its column.
func (t triple) goRange(h holder, goType reflect.Type) []Finding {
	bits, width := integers[h.column.Type.Name], goType.Bits()
	if bits <= 16 || !isUnsigned(goType) && bits <= width {
		return nil
	}
	holds := wholeNumbers(width)
	if isUnsigned(goType) {
		width *= 2 // It takes a column of twice the width to hold it.
		holds = expression.Interval{Low: number(0), High: number(int64(1)<<goType.Bits() - 1)}
	}
	kept := slices.ContainsFunc(h.limits, func(l *limit) bool {
		return l.check && !l.domain.Range.ReachesAbove(holds) && !l.domain.Range.ReachesBelow(holds)
	})
	if bits <= max(width, 16) || kept {
		return nil
	}
	return []Finding{t.finding(CodeGoRange, SideModel, t.goName(), h.column.Type.String(),
		fmt.Sprintf("it has %d bits, the column %d", goType.Bits(), bits))}
}

func isScanner(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[sql.Scanner]())
}

// canRead reports whether a Go type can take the values of a column from the driver.
func canRead(goType reflect.Type, column form, of structure.Type) bool {
	if isScanner(goType) {
		return column.samples == nil || slices.ContainsFunc(column.samples, func(sample any) bool {
			return reflect.New(goType).Interface().(sql.Scanner).Scan(sample) == nil
		})
	}
	switch kind := goType.Kind(); {
	case goType == reflect.TypeFor[string]() || kind == reflect.Interface:
		return true // database/sql makes a text of everything.
	case kind == reflect.String: // But not for a type of another name.
		return !slices.Contains([]string{"integer", "float", "boolean", "moment"}, column.name)
	case goType == reflect.TypeFor[[]byte]():
		return true
	case kind == reflect.Slice && goType.Elem().Kind() == reflect.Uint8:
		return column.name == "document" || column.name == "bytes" // The driver gives bytes for these.
	case kind == reflect.Bool:
		return column.name == "boolean" || column.name == "text"
	case isInteger(goType):
		return column.name == "integer" || column.name == "text" || column.name == "numeric" && !hasScale(of)
	case kind == reflect.Float32 || kind == reflect.Float64:
		return slices.Contains([]string{"integer", "float", "numeric", "text"}, column.name)
	case goType.ConvertibleTo(schema.TimeReflectType):
		return column.name == "moment"
	}
	return false
}

// canWrite reports whether the driver sends values of a Go type to a column. Of a type with
// methods of its own only those know.
func canWrite(goType reflect.Type, column form) bool {
	is := func(names ...string) bool { return slices.Contains(names, column.name) }
	switch kind := goType.Kind(); {
	case isScanner(goType) || kind == reflect.String || kind == reflect.Interface:
		return true
	case kind == reflect.Bool:
		return is("boolean", "document")
	case isNumber(goType):
		return is("integer", "float", "numeric", "document")
	case goType.ConvertibleTo(schema.TimeReflectType):
		return is("moment", "text", "bytes")
	case kind == reflect.Slice && goType.Elem().Kind() == reflect.Uint8:
		return true
	}
	return is("document")
}

// hasScale reports whether numbers of a type are printed with a point.
func hasScale(t structure.Type) bool {
	_, scale, _ := strings.Cut(t.Modifiers, ",")
	return scale != "" && scale != "0"
}
