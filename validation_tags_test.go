package synapscale_test

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gorm.io/gorm/schema"

	synapscale "github.com/synapscale/synapscale-go"
)

// The validate tags say of a column what its GORM tags say of it: a value that passes them is not refused for its
// length or its absence, and one that the database takes is not refused by them.
func TestValidationTagsAgreeWithColumns(t *testing.T) {
	t.Parallel()
	for _, model := range synapscale.Models() {
		table := parse(t, model)
		for _, field := range table.Fields {
			if field.DBName == "" {
				continue
			}
			name := table.Table + "." + field.DBName
			rules := rulesOf(field)
			if mayBeNil(field) && rules[0] != "" && rules[0] != "omitempty" && !strings.HasPrefix(rules[0], "required_if=") {
				t.Errorf("%s may be nil: its tag has to begin with omitempty or required_if, not %s", name, rules[0])
			}
			if required := slices.Contains(rules, "required"); required != mustBeGiven(field) {
				t.Errorf("%s: required is %t, and that a row is refused without it %t", name, required, !required)
			}
			if length := varcharLength(field); length != "" && !slices.ContainsFunc(rules, boundsLength(length)) {
				t.Errorf("%s is varchar(%s): its tag has to keep it within", name, length)
			}
		}
	}
}

func rulesOf(field *schema.Field) []string {
	return strings.Split(field.Tag.Get("validate"), ",")
}

// mayBeNil reports whether a field can be nil, which means NULL or the database's default.
func mayBeNil(field *schema.Field) bool {
	switch field.FieldType.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice:
		return !field.NotNull || field.HasDefaultValue
	}
	return false
}

// mustBeGiven reports whether a row without the field is refused: its zero value stands for nothing, GORM does not fill
// it, and neither does the database.
func mustBeGiven(field *schema.Field) bool {
	if field.HasDefaultValue || field.AutoCreateTime > 0 || field.AutoUpdateTime > 0 || !field.NotNull && !field.PrimaryKey {
		return false
	}
	switch field.FieldType.Kind() {
	case reflect.Bool, reflect.Int32, reflect.Int64, reflect.Float64:
		return false // Zero is a value.
	}
	return field.FieldType.Name() != "Decimal"
}

// boundsLength tells the rules that keep a text within a length.
func boundsLength(length string) func(rule string) bool {
	return func(rule string) bool {
		return rule == "max="+length || strings.HasPrefix(rule, "len=") || strings.HasPrefix(rule, "oneof=")
	}
}

// varcharLength is the length of a varchar column, empty for any other.
func varcharLength(field *schema.Field) string {
	inner, isVarchar := strings.CutPrefix(field.TagSettings["TYPE"], "varchar(")
	length := strings.TrimSuffix(inner, ")")
	if _, err := strconv.Atoi(length); !isVarchar || err != nil {
		return ""
	}
	return length
}
