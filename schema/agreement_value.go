package schema

import (
	"math/big"
	"reflect"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
)

// valueSets compares the values that a column may have one by one: those of oneof,
// those that the Go type calls valid, and those of an enum type or a check.
func (t triple) valueSets(h holder) []Finding {
	if t.kind != kindText && t.kind != kindNumber || strings.HasSuffix(h.column.Type.Name, "citext") || h.column.Collation != "" {
		return nil
	}
	tag, enum := t.numerals(t.allowed.values), enumOf(t.field.IndirectFieldType)
	var findings []Finding
	admitted := expression.Anything()
	for _, limit := range h.limits {
		admitted = admitted.And(limit.domain)
		values := limit.domain.Values
		switch {
		case values == nil:
		case len(surplusOf(tag, values)) > 0:
			finding := t.validation(CodeValidateValues, limit.text, "the database refuses "+quotedValues(surplusOf(tag, values)),
				StatementInsert, StatementUpdate)
			if enum != nil && !slices.ContainsFunc(tag, func(value string) bool { return !enum(value) }) {
				finding.Wrong = SideDatabase // The Go type and the tag are of one mind.
			}
			findings = append(findings, finding)
		case tag == nil && enum == nil && t.kind == kindText && !t.allowed.open:
			findings = append(findings, t.validation(CodeValidateUnbounded, limit.text,
				"the database accepts "+quotedValues(values)+" only, the tag other values as well"))
		}
	}
	if lost := surplusOf(admitted.Values, tag); tag != nil && admitted.Exact && len(lost) > 0 {
		findings = append(findings, t.validation(CodeValidateValuesExtra, "the database admits "+quotedValues(lost),
			"a row that has such a value cannot be saved again once it is validated"))
	}
	return findings
}

// constants compares the values that the Go type calls valid with all others.
func (t triple) constants(h holder) []Finding {
	valid := enumOf(t.field.IndirectFieldType)
	if valid == nil {
		return nil
	}
	refused := func(values []string) []string {
		return slices.DeleteFunc(slices.Clone(values), valid)
	}
	var findings []Finding
	expected := t.goName() + ".Valid"
	for _, limit := range h.limits {
		if unknown := refused(limit.domain.Values); limit.domain.Exact && len(unknown) > 0 {
			findings = append(findings, t.finding(CodeTypeValues, SideModel, expected, limit.text,
				"Valid refuses "+quotedValues(unknown)+", which the database admits"))
		}
		listed := valuesOf(t.field.IndirectFieldType)
		if lost := surplusOf(listed, limit.domain.Values); limit.domain.Values != nil && len(lost) > 0 {
			finding := t.finding(CodeTypeValues, SideDatabase, t.goName()+".Values", limit.text, "the database refuses "+quotedValues(lost))
			finding.Breaks = []Statement{StatementInsert, StatementUpdate}
			findings = append(findings, finding)
		}
	}
	if unknown := refused(t.allowed.values); len(unknown) > 0 {
		findings = append(findings, t.finding(CodeTypeValues, SideModel, expected, t.tagText(),
			"Valid refuses "+quotedValues(unknown)+", which the tag lets pass"))
	}
	return findings
}

// numerals writes numbers in the one way that the limits of a column have.
func (t triple) numerals(values []string) []string {
	if t.kind != kindNumber {
		return values
	}
	values = slices.Clone(values)
	for i, value := range values {
		if number, ok := expression.Number(value); ok {
			values[i] = expression.Numeral(number)
		}
	}
	return values
}

// surplusOf returns the values that the other side lacks.
func surplusOf(values, others []string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(value string) bool { return slices.Contains(others, value) })
}

func quotedValues(values []string) string {
	return "'" + strings.Join(values, "', '") + "'"
}

// enumOf returns what a named string type says of a value with its method Valid or
// IsValid, nil for a type without. Which constants a type has, reflection does not
// tell.
func enumOf(t reflect.Type) func(value string) bool {
	if t.Kind() != reflect.String || t == reflect.TypeFor[string]() {
		return nil
	}
	of := func(value string) any {
		v := reflect.New(t)
		v.Elem().SetString(value)
		return v.Interface()
	}
	switch of("").(type) {
	case interface{ Valid() bool }:
		return func(value string) bool { return of(value).(interface{ Valid() bool }).Valid() }
	case interface{ IsValid() bool }:
		return func(value string) bool { return of(value).(interface{ IsValid() bool }).IsValid() }
	}
	return nil
}

// valuesOf returns the values that a named string type lists with a method Values, nil
// for a type without.
func valuesOf(t reflect.Type) []string {
	method := reflect.New(t).MethodByName("Values")
	if !method.IsValid() || method.Type().NumIn() > 0 || method.Type().NumOut() != 1 {
		return nil
	}
	if list := method.Type().Out(0); list.Kind() != reflect.Slice || list.Elem().Kind() != reflect.String {
		return nil
	}
	var values []string
	for _, value := range method.Call(nil)[0].Seq2() {
		values = append(values, value.String())
	}
	return values
}

var zero = new(big.Rat)
