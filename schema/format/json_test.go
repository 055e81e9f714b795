package format_test

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/format"
)

// jsonSchema validates as much of JSON Schema as docs/report.schema.json uses, and
// refuses what it does not know.
type jsonSchema struct{ root object }

func reportSchema(t *testing.T) jsonSchema {
	t.Helper()
	text, err := os.ReadFile("../../docs/report.schema.json")
	require.NoError(t, err)
	return jsonSchema{decoded(t, string(text))}
}

func (s jsonSchema) validate(value any) error { return s.check(s.root, value, "$") }

func (s jsonSchema) check(rule object, value any, at string) error {
	for keyword, want := range rule {
		ok := true
		switch keyword {
		case "$schema", "$id", "$defs", "title", "description":
		case "$ref":
			target := s.root["$defs"].(object)[strings.TrimPrefix(want.(string), "#/$defs/")]
			if err := s.check(target.(object), value, at); err != nil {
				return err
			}
		case "const":
			ok = reflect.DeepEqual(want, value)
		case "enum":
			ok = slices.Contains(want.([]any), value)
		case "pattern":
			ok = regexp.MustCompile(want.(string)).MatchString(value.(string))
		case "type":
			ok = typeOf(value) == want
		case "required":
			for _, name := range want.([]any) {
				if _, there := value.(object)[name.(string)]; !there {
					return fmt.Errorf("%s: %s is missing", at, name)
				}
			}
		case "additionalProperties":
			for name := range value.(object) {
				if _, there := rule["properties"].(object)[name]; !there {
					return fmt.Errorf("%s: %s is not described", at, name)
				}
			}
		case "properties":
			for name, one := range want.(object) {
				if part, there := value.(object)[name]; there {
					if err := s.check(one.(object), part, at+"."+name); err != nil {
						return err
					}
				}
			}
		case "items":
			for i, part := range value.([]any) {
				if err := s.check(want.(object), part, fmt.Sprintf("%s[%d]", at, i)); err != nil {
					return err
				}
			}
		default:
			return fmt.Errorf("%s: this test does not know %q", at, keyword)
		}
		if !ok {
			return fmt.Errorf("%s: %v is not %s %v", at, value, keyword, want)
		}
	}
	return nil
}

func typeOf(value any) string {
	switch v := value.(type) {
	case object:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case bool:
		return "boolean"
	case float64:
		if v == float64(int64(v)) {
			return "integer"
		}
	}
	return "other"
}

func TestJSONIsAsDescribed(t *testing.T) {
	t.Parallel()
	described := reportSchema(t)
	for _, report := range []*schema.Report{example(), healthy()} {
		text := written(t, "json", report, format.Options{})
		require.NoError(t, described.validate(decoded(t, text)))
		var read schema.Report
		require.NoError(t, json.Unmarshal([]byte(text), &read))
		require.Equal(t, report, &read)
	}
	require.Contains(t, written(t, "json", example(), format.Options{}), "answer <`odd`> &", "SQL stays readable")
}

// What the description demands is demanded.
func TestJSONThatIsNotAsDescribed(t *testing.T) {
	t.Parallel()
	described := reportSchema(t)
	for says, change := range map[string]func(report, finding object){
		"$: database is missing":                     func(report, _ object) { delete(report, "database") },
		"$: extra is not described":                  func(report, _ object) { report["extra"] = 1.0 },
		"$.format: 2 is not const 1":                 func(report, _ object) { report["format"] = 2.0 },
		"$.models: 1.5 is not type integer":          func(report, _ object) { report["models"] = 1.5 },
		"$.findings[0]: fingerprint is missing":      func(_, finding object) { delete(finding, "fingerprint") },
		"$.findings[0].severity: bad is not enum":    func(_, finding object) { finding["severity"] = "bad" },
		"$.findings[0].fingerprint: X is not patter": func(_, finding object) { finding["fingerprint"] = "X" },
	} {
		report := decoded(t, written(t, "json", example(), format.Options{}))
		change(report, report["findings"].([]any)[0].(object))
		require.ErrorContains(t, described.validate(report), says)
	}
}

// Every field of a report is described, also one that the example leaves empty.
func TestEveryFieldIsDescribed(t *testing.T) {
	t.Parallel()
	root := reportSchema(t).root
	definitions := root["$defs"].(object)
	for _, c := range []struct {
		value     any
		described any
		more      []string
	}{
		{schema.Report{}, root, nil},
		{schema.Finding{}, definitions["finding"], []string{"fingerprint"}},
		{schema.Suppressed{}, definitions["suppressed"], nil},
	} {
		names := c.more
		for field := range reflect.TypeOf(c.value).Fields() {
			if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); field.IsExported() {
				names = append(names, name)
			}
		}
		described := []string{}
		for name := range c.described.(object)["properties"].(object) {
			described = append(described, name)
		}
		require.ElementsMatch(t, names, described)
	}
}
