package expression

import (
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// An Argument is one argument of a function.
type Argument struct {
	Mode    string // out, inout or variadic; empty for in
	Name    string // empty without one
	Type    structure.Type
	Default string // in its normal form
}

// Arguments reads a list of arguments as CREATE FUNCTION takes it and PostgreSQL
// prints it. It never fails: of what it does not understand it makes a type, which is
// compared by its text. The lengths of types are left out, as PostgreSQL ignores them.
func Arguments(text string) []Argument {
	var arguments []Argument
	for _, tokens := range elements(tokenize(text)) {
		arguments = append(arguments, argument(tokens))
	}
	return arguments
}

// Signature returns the types that tell a function from its namesakes: those of what
// is handed to it.
func Signature(arguments []Argument) string {
	var types []string
	for _, a := range arguments {
		if a.Mode != "out" {
			types = append(types, a.Type.String())
		}
	}
	return strings.Join(types, ", ")
}

// elements splits what commas separate outside of parentheses and brackets.
func elements(tokens []token) [][]token {
	if len(tokens) == 0 {
		return nil
	}
	elements, depth := [][]token{nil}, 0
	for _, t := range tokens {
		switch {
		case t.is("(") || t.is("["):
			depth++
		case t.is(")") || t.is("]"):
			depth--
		case t.is(",") && depth == 0:
			elements = append(elements, nil)
			continue
		}
		last := &elements[len(elements)-1]
		*last = append(*last, t)
	}
	return elements
}

var argumentModes = []string{"in", "out", "inout", "variadic"}

func argument(tokens []token) Argument {
	var a Argument
	if at := slices.IndexFunc(tokens, func(t token) bool { return t.is("default") || t.is("=") }); at >= 0 {
		a.Default = join(tokens[at+1:])
		tokens = tokens[:at]
	}
	if len(tokens) > 1 && slices.ContainsFunc(argumentModes, tokens[0].is) {
		a.Mode, tokens = tokens[0].text, tokens[1:]
	}
	if a.Mode == "in" {
		a.Mode = ""
	}
	if len(tokens) > 1 && tokens[0].isName() && tokens[1].isName() && !slices.Contains(typeWords[tokens[0].text], tokens[1].text) {
		a.Name, tokens = structure.Unquote(tokens[0].text), tokens[1:]
	}
	var typeText strings.Builder
	for i, t := range tokens {
		if i > 0 && t.isName() && (tokens[i-1].isName() || tokens[i-1].is(")")) {
			typeText.WriteByte(' ')
		}
		typeText.WriteString(t.text)
	}
	a.Type = structure.ParseType(typeText.String())
	a.Type.Modifiers = ""
	if strings.HasPrefix(a.Type.Name, "interval ") {
		a.Type.Name = "interval"
	}
	if a.Default != "" {
		a.Default = NormalDefault(a.Default, a.Type.Name)
	}
	return a
}

func (t token) isName() bool { return t.kind == word || t.kind == quotedWord }

// typeWords are the second words of types by their first, which is then no name.
var typeWords = map[string][]string{
	"bit":       {"varying"},
	"char":      {"varying"},
	"character": {"varying"},
	"double":    {"precision"},
	"interval":  {"year", "month", "day", "hour", "minute", "second"},
	"national":  {"char", "character"},
	"time":      {"with", "without"},
	"timestamp": {"with", "without"},
}
