package schema

import (
	"database/sql/driver"
	"reflect"
	"slices"
	"unicode/utf8"

	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/rule"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A kind is what the validator compares of a value.
type kind int

const (
	kindOther  kind = iota
	kindText        // the number of its characters
	kindNumber      // itself
	kindBool
)

// kindOf tells what the validator compares of a field. Of a type with a method Value
// it compares what has been registered for it: what the column holds, if anything.
func kindOf(field *schema.Field, column structure.Type) kind {
	t := field.IndirectFieldType
	if field.Serializer != nil {
		return kindOther
	}
	if column.Array && t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String:
		return kindText
	case reflect.Bool:
		return kindBool
	case reflect.Struct:
		_, values := reflect.New(t).Interface().(driver.Valuer)
		switch _, isInteger := integers[column.Name]; {
		case !values:
		case column.Name == "numeric" || isInteger || column.Name == "double precision":
			return kindNumber
		case column.Name == "character varying" || column.Name == "character" || column.Name == "text":
			return kindText
		}
		return kindOther
	}
	if isNumber(t) {
		return kindNumber
	}
	return kindOther
}

func isNumber(t reflect.Type) bool {
	return isInteger(t) || t.Kind() == reflect.Float32 || t.Kind() == reflect.Float64
}

func isInteger(t reflect.Type) bool {
	return reflect.Int <= t.Kind() && t.Kind() <= reflect.Uint64
}

// tagOf is the validate tag of what a column holds: of its elements, if that is a
// slice in an array.
func tagOf(field *schema.Field, column structure.Type) rule.Tag {
	tag := rule.Parse(field.Tag.Get("validate"))
	if !column.Array {
		return tag
	}
	if tag.Elements == nil {
		return rule.Tag{}
	}
	return *tag.Elements
}

// allowed is what a validate tag lets through.
type allowed struct {
	rule.Tag
	// values are the only ones; nil is no such limit.
	values []string
	// stated is what the tag bounds in figures, of a text its length and of a number
	// itself. form is the length of a text of the form that it asks for.
	stated, form expression.Interval
	// open is set where it has a rule of which only the application knows what it lets
	// through.
	open bool
}

// states reports whether there is a tag at all.
func (a allowed) states() bool { return len(a.Rules) > 0 }

// bounds is what passes, as far as the tag alone tells.
func (a allowed) bounds() expression.Interval {
	interval := a.stated.And(a.form)
	if a.Has("required") && interval.Low == nil {
		interval.Low = number(1) // The least text that is not empty. Numbers do not come here.
	}
	return interval
}

func allow(tag rule.Tag, of kind) allowed {
	a := allowed{Tag: tag, values: tag.Values()}
	for _, alternatives := range tag.Rules {
		form, known := formOf(alternatives)
		switch {
		case known && of == kindText:
			a.form = a.form.And(form)
		case known, len(alternatives) == 1 && (rule.IsSilent(alternatives[0].Name) || a.bound(alternatives[0], of)):
		default:
			a.open = true
		}
	}
	if of == kindText {
		a.lengthsOfValues()
	}
	return a
}

// formOf is the length of the texts that a rule accepts, if it asks for forms of text
// of which that is known.
func formOf(alternatives rule.Rule) (form expression.Interval, known bool) {
	for i, term := range alternatives {
		format, known := rule.FormatOf(term.Name)
		if !known {
			return form, false
		}
		interval := expression.Interval{Low: number(int64(format.Shortest))}
		if format.Longest > 0 {
			interval.High = number(int64(format.Longest))
		}
		if i == 0 {
			form = interval
		}
		form = form.Or(interval)
	}
	return form, true
}

// bound takes the bound that a rule states, and reports whether it is such a rule.
func (a *allowed) bound(term rule.Term, of kind) bool {
	value, isNumber := expression.Number(term.Parameter)
	bound := &expression.Bound{Value: value, Open: term.Name == "gt" || term.Name == "lt"}
	var interval expression.Interval
	switch term.Name {
	case "oneof", "ne":
		return true
	case "gt", "gte", "min":
		interval.Low = bound
	case "lt", "lte", "max":
		interval.High = bound
	case "len", "eq":
		if term.Name == "eq" && of == kindText {
			a.values = []string{term.Parameter}
			return true
		}
		interval = expression.Interval{Low: bound, High: bound}
	default:
		return false
	}
	if !isNumber || of != kindText && of != kindNumber {
		return false // As max=1h of a duration, or of a time, which is compared with now.
	}
	a.stated = a.stated.And(interval)
	return true
}

// lengthsOfValues adds the lengths of the only values to what is stated.
func (a *allowed) lengthsOfValues() {
	var lengths []int
	for _, value := range a.values {
		lengths = append(lengths, utf8.RuneCountInString(value))
	}
	if len(lengths) > 0 {
		a.stated = a.stated.And(expression.Interval{
			Low: number(int64(slices.Min(lengths))), High: number(int64(slices.Max(lengths))),
		})
	}
}
