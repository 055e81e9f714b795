package sample

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// rules are the validation tags of a field, by name. A tag without a parameter has an empty one.
type rules map[string]string

func parseRules(tag string) rules {
	r := rules{}
	for rule := range strings.SplitSeq(tag, ",") {
		name, parameter, _ := strings.Cut(rule, "=")
		r[name] = parameter
	}
	return r
}

// number is 1, or what comes nearest within the bounds.
func (r rules) number() float64 {
	bound := func(names [2]string, otherwise float64) float64 {
		for _, name := range names {
			if n, err := strconv.ParseFloat(r[name], 64); err == nil {
				return n
			}
		}
		return otherwise
	}
	low := bound([2]string{"gte", "min"}, math.Inf(-1))
	high := bound([2]string{"lte", "max"}, math.Inf(1))
	return max(low, min(high, 1))
}

// formats are the tags that ask for a form of text, with a text of that form.
var formats = map[string]func() string{
	"bcp47_language_tag": func() string { return "pt-BR" },
	"cron_expression":    func() string { return "30 9 1 1 1" },
	"email":              func() string { return random() + "@example.com" },
	"hex_color":          func() string { return "#6B7280" },
	"ip":                 func() string { return "2001:db8::1" },
	"iso3166_1_alpha2":   func() string { return "BR" },
	"iso4217":            func() string { return "BRL" },
	"permission_key":     func() string { return "agents." + letters() },
	"slug":               random,
	"timezone":           func() string { return "America/Sao_Paulo" },
	"url":                func() string { return "https://example.com/" + random() },
}

// text is one of the allowed values, a text of the form that is asked for, or at most size random characters. Size 0
// is no limit.
func (r rules) text(size int) string {
	if values := strings.Fields(r["oneof"]); len(values) > 0 {
		return strings.Trim(values[0], "'")
	}
	for name, sample := range formats {
		if _, asked := r[name]; asked {
			return sample()
		}
	}
	for _, name := range []string{"max", "len"} {
		if n, err := strconv.Atoi(r[name]); err == nil && (size == 0 || n < size) {
			size = n
		}
	}
	text := random()
	if size > 0 && size < len(text) {
		return text[:size]
	}
	return text
}

// random is a lower-case text of 16 characters.
func random() string { return fmt.Sprintf("%016x", rand.Uint64()) }

// letters is a lower-case word without digits.
func letters() string {
	return strings.Map(func(r rune) rune { return 'a' + (r-'0')%26 }, random())
}

// document is a JSON object with an array under each name that the rules ask for.
func (r rules) document() map[string]any {
	document := map[string]any{"key": "value"}
	for _, name := range strings.Fields(r["json_arrays"]) {
		document[name] = []any{}
	}
	return document
}
