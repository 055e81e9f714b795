package schema

import (
	"database/sql/driver"
	"reflect"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/rule"
)

// presence compares whether there has to be a value.
func (t triple) presence(h holder) []Finding {
	tag, isPointer := t.allowed, t.field.FieldType.Kind() == reflect.Pointer
	var findings []Finding
	switch {
	case isPointer && h.column.NotNull && !h.filled() && !t.fills() && tag.AcceptsNil() && !tag.Conditional():
		findings = append(findings, t.validation(CodeValidateRequired, "not null",
			"nil passes the tag, and the database has no default for it", StatementInsert))
	case isPointer && (!h.column.NotNull || h.filled()) && !tag.AcceptsNil() && refusesNil(tag.Tag):
		findings = append(findings, t.validation(CodeOmitemptyMissing, tells(h), "the tag refuses nil, which stands for that"))
	case !h.column.NotNull && tag.Has("required"):
		findings = append(findings, t.validation(CodeValidateStricter, "nullable", "the tag refuses to leave out what may be NULL"))
	}
	if tag.Has("required") && t.refusesZero(h) {
		findings = append(findings, t.validation(CodeRequiredZero, describe(*h.column), "required refuses "+t.zeroText()+", which is a value like any other"))
	}
	if tag.Optional() && !t.fills() && !hasOwnNull(t.field) {
		for _, limit := range h.limits {
			if t.kind == kindText && !limit.domain.Holds("") || t.kind == kindNumber && !limit.domain.Holds("0") {
				findings = append(findings, t.validation(CodeOmitemptyZero, limit.text,
					t.zeroText()+" passes the tag and is written as it is", StatementInsert, StatementUpdate))
			}
		}
	}
	return findings
}

// tells says what nil stands for.
func tells(h holder) string {
	if h.filled() {
		return valueText(*h.column)
	}
	return nullability(*h.column)
}

// fills reports whether GORM writes a value in place of a zero one: a time, or the
// default that the tag names.
func (t triple) fills() bool {
	return t.field.HasDefaultValue || t.field.AutoCreateTime > 0 || t.field.AutoUpdateTime > 0
}

// refusesNil reports whether the first rule of a tag is known to refuse a nil pointer.
// A caller may say required of what the database would fill.
func refusesNil(tag rule.Tag) bool {
	return !tag.Has("required") && !slices.ContainsFunc(tag.Rules[0], func(term rule.Term) bool { return !rule.RefusesNil(term.Name) })
}

// refusesZero reports whether required keeps out a zero or a false that the column
// may well have. A zero is no key of anything.
func (t triple) refusesZero(h holder) bool {
	if t.field.FieldType.Kind() == reflect.Pointer || h.key || t.field.PrimaryKey || t.field.IndirectFieldType.Kind() == reflect.Struct {
		return false
	}
	if t.kind == kindBool {
		return true
	}
	excluded := slices.ContainsFunc(h.limits, func(l *limit) bool { return !l.domain.Holds("0") })
	return t.kind == kindNumber && !excluded && !strings.HasSuffix(t.field.DBName, "_id") &&
		t.allowed.values == nil && t.allowed.stated.Contains(zero)
}

func (t triple) zeroText() string {
	switch t.kind {
	case kindBool:
		return "false"
	case kindNumber:
		return "0"
	}
	return "the empty text"
}

// nullText is what NULL becomes in the field.
func (t triple) nullText() string {
	switch reflect.Zero(t.field.FieldType).Interface().(type) {
	case time.Time:
		return "the year 1"
	case string, bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return t.zeroText()
	}
	return "the zero value of " + t.goName()
}

// zeros compares what a zero value of the Go type means with what the column can hold.
func (t triple) zeros(h holder) []Finding {
	var findings []Finding
	stamped := t.field.AutoCreateTime > 0 || t.field.AutoUpdateTime > 0 // GORM never writes a zero.
	if !h.column.NotNull && !t.field.PrimaryKey && !hasOwnNull(t.field) && !stamped {
		findings = append(findings, t.finding(CodeNullablePointer, SideModel, t.goName(), "nullable",
			"NULL is read as "+t.nullText()+" and written back as that"))
	}
	if t.losesZero(h) {
		findings = append(findings, t.finding(CodeDefaultZeroValue, SideModel, "default:"+t.field.DefaultValue, t.goName(),
			"GORM inserts the default in place of "+t.zeroText()))
	}
	return findings
}

// losesZero reports whether GORM inserts a default in place of a zero value that the
// column may well have. Of a default that is an expression it knows no value.
func (t triple) losesZero(h holder) bool {
	isBool, fallback := t.field.FieldType.Kind() == reflect.Bool, t.field.DefaultValueInterface
	if !isBool && !isNumber(t.field.FieldType) || !t.field.Creatable || fallback == nil || reflect.ValueOf(fallback).IsZero() {
		return false
	}
	return isBool || !slices.ContainsFunc(h.limits, func(l *limit) bool { return !l.domain.Holds("0") })
}

// hasOwnNull reports whether a type can say NULL: by nil, or by a method Value that
// returns it.
func hasOwnNull(field *schema.Field) bool {
	if field.Serializer != nil {
		return true
	}
	switch field.FieldType.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return true
	}
	valuer, values := reflect.New(field.FieldType).Interface().(driver.Valuer)
	if !values {
		return false
	}
	value, err := valuer.Value()
	return value == nil && err == nil
}
