// Package rule reads the validate tags of github.com/go-playground/validator, as far
// as a struct tag alone tells what they mean. It knows nothing of what an
// application has registered: a name that it does not know is a rule that may
// accept anything.
package rule

import (
	"regexp"
	"strings"
)

// A Term is one name with what stands behind its equals sign.
type Term struct {
	Name      string
	Parameter string
}

// A Rule is satisfied if one of its alternatives is. Most have only one.
type Rule []Term

// A Tag is what the validator does with a value, rule by rule, until one fails.
type Tag struct {
	Rules []Rule
	// Elements is what stands behind dive: the rules of the elements of a slice, an
	// array or a map. Keys are those of a map's keys. Both are nil without a dive.
	Elements, Keys *Tag
}

// The separators of a tag, which a parameter spells in hexadecimal.
var unescape = strings.NewReplacer("0x2C", ",", "0x7C", "|")

// Parse reads a tag. It never fails: the validator panics on what is malformed, the
// first time that it sees the struct, so there is nothing to find out about it here.
func Parse(tag string) Tag {
	if tag == "" || tag == "-" {
		return Tag{}
	}
	parsed, _ := parse(strings.Split(tag, ","))
	return parsed
}

// parse reads the rules up to the end, or up to endkeys and what is behind it.
func parse(texts []string) (tag Tag, rest []string) {
	for i, text := range texts {
		switch text {
		case "endkeys":
			return tag, texts[i+1:]
		case "dive":
			rest = texts[i+1:]
			if len(rest) > 0 && rest[0] == "keys" {
				var keys Tag
				keys, rest = parse(rest[1:])
				tag.Keys = &keys
			}
			var elements Tag
			elements, rest = parse(rest)
			tag.Elements = &elements
			return tag, rest
		}
		var alternatives Rule
		for alternative := range strings.SplitSeq(text, "|") {
			name, parameter, _ := strings.Cut(alternative, "=")
			alternatives = append(alternatives, Term{name, unescape.Replace(parameter)})
		}
		tag.Rules = append(tag.Rules, alternatives)
	}
	return tag, nil
}

// Terms returns the rules that leave no choice.
func (t Tag) Terms() []Term {
	var terms []Term
	for _, rule := range t.Rules {
		if len(rule) == 1 {
			terms = append(terms, rule[0])
		}
	}
	return terms
}

// Parameter returns the parameter of the first rule of a name that leaves no choice.
func (t Tag) Parameter(name string) (parameter string, found bool) {
	for _, rule := range t.Rules {
		if len(rule) == 1 && rule[0].Name == name {
			return rule[0].Parameter, true
		}
	}
	return "", false
}

// Has reports whether one of the names is a rule that leaves no choice.
func (t Tag) Has(names ...string) bool {
	for _, name := range names {
		if _, found := t.Parameter(name); found {
			return true
		}
	}
	return false
}

// Optional reports whether a zero value passes whatever the rules behind it say. The
// validator skips those behind omitempty only, so it has to come first.
func (t Tag) Optional() bool { return t.begins("omitempty", "omitzero") }

// AcceptsNil reports whether a nil pointer passes, or may pass where it depends on
// another field.
func (t Tag) AcceptsNil() bool {
	return len(t.Rules) == 0 || t.begins("omitempty", "omitzero", "omitnil", "isdefault") || t.Conditional()
}

// Conditional reports whether the tag begins with a rule that depends on another
// field, and that the validator asks about a nil pointer as well.
func (t Tag) Conditional() bool {
	return t.begins("required_if", "required_unless", "required_with", "required_with_all", "required_without",
		"required_without_all", "excluded_if", "excluded_unless", "excluded_with", "excluded_with_all",
		"excluded_without", "excluded_without_all", "skip_unless")
}

func (t Tag) begins(names ...string) bool {
	if len(t.Rules) == 0 {
		return false
	}
	for _, name := range names {
		if t.Rules[0][0].Name == name {
			return true
		}
	}
	return false
}

// words splits the parameter of oneof, in which single quotes keep spaces together.
var words = regexp.MustCompile(`'[^']*'|\S+`)

// Values returns the values that a parameter of oneof lists.
func Values(parameter string) []string {
	values := words.FindAllString(parameter, -1)
	for i, value := range values {
		values[i] = strings.ReplaceAll(value, "'", "")
	}
	return values
}

// Values returns the only values that the tag accepts, nil if it lists none.
func (t Tag) Values() []string {
	if parameter, found := t.Parameter("oneof"); found {
		return Values(parameter)
	}
	return nil
}
