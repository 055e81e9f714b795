package expression

import (
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// SamePrinted reports whether PostgreSQL certainly prints an expression that a person
// wrote as another that it has printed. It is for what most conditions and keys of indexes
// consist of: it takes away the casts that PostgreSQL adds where a string stands beside a
// column. Whatever it does not know stays, and what differs then is left to the server.
//
// A string has no type of its own. Beside an operator it has the type of the other operand,
// if there is such an operator, as there is where PostgreSQL has printed it.
func SamePrinted(written, printed string, column func(name string) *structure.Column) bool {
	a, b := normalTokens(written), normalTokens(printed)
	if slices.ContainsFunc(a, isAmbiguous) || slices.ContainsFunc(b, isAmbiguous) {
		return false
	}
	e := eraser{column}
	return canonicalTokens(a) == connect(e.plain([]item{{arguments: argumentsOf(b)}})).String()
}

func argumentsOf(tokens []token) [][]item {
	arguments, _ := parse(tokens)
	return arguments
}

// isAmbiguous reports whether AND may belong to something else than the condition, or
// whether a string could be taken for a number.
func isAmbiguous(t token) bool {
	return t.is("case") || t.is("between") || t.is("select") || t.kind == literal && numeral.MatchString(t.text)
}

// An eraser takes from what PostgreSQL printed the casts that it has added.
type eraser struct {
	column func(name string) *structure.Column
}

// plain returns what stands between two parentheses without these casts. PostgreSQL
// prints parentheses around every operator with its operands.
func (e eraser) plain(items []item) []item {
	inner := slices.Clone(items)
	for i := range inner {
		if inner[i].arguments != nil {
			inner[i].arguments = slices.Clone(inner[i].arguments)
			for at, argument := range inner[i].arguments {
				inner[i].arguments[at] = e.plain(argument)
			}
		}
	}
	at := slices.IndexFunc(items, func(i item) bool { return i.kind == symbol && beside(i.text, "jsonb") != "" })
	if at < 1 {
		return inner
	}
	left, of := e.operand(items[:at])
	of = beside(items[at].text, of)
	if text := uncast(items[at+1:], of); text != nil {
		return append(left, items[at], *text)
	}
	if list := listed(items[at], items[at+1:], of); list != nil {
		return append(left, list...)
	}
	return inner
}

// beside is the type of a string behind an operator, of which the other operand has a type.
func beside(operator, of string) string {
	switch operator {
	case "->", "->>", "?":
		if of != "jsonb" {
			return ""
		}
		return "text"
	}
	if !slices.Contains(comparisons, operator) {
		return ""
	}
	return of
}

// operand returns an operand without the casts, and its type if it is known. Of varchar
// PostgreSQL has no operators, so it casts it to text.
func (e eraser) operand(items []item) (plain []item, of string) {
	if len(items) == 0 {
		return nil, ""
	}
	switch first := items[0]; {
	case len(items) == 1 && (first.kind == word || first.kind == quotedWord):
		if column := e.column(structure.Unquote(first.text)); column != nil && !column.Type.Array {
			of = column.Type.Name
		}
		return slices.Clone(items), of
	case len(items) == 3 && len(first.arguments) == 1 && items[1].is("::") && items[2].is("text"):
		if plain, of = e.operand(first.arguments[0]); of == "character varying" {
			return plain, "text"
		}
	case len(items) == 2 && first.is("coalesce") && len(items[1].arguments) == 2:
		column, of := e.operand(items[1].arguments[0])
		if text := uncast(items[1].arguments[1], of); text != nil {
			return []item{first, {arguments: [][]item{column, {*text}}}}, of
		}
	case len(items) == 2 && first.is("jsonb_typeof"):
		return e.plain(items), "text"
	}
	return nil, ""
}

// uncast returns the string that is cast to a type, and to text by way of varchar, else nil.
func uncast(items []item, to string) *item {
	switch {
	case to == "":
		return nil
	case to == "text" && len(items) == 3 && len(items[0].arguments) == 1 && items[1].is("::") && items[2].is("text"):
		return uncast(items[0].arguments[0], "character varying")
	case len(items) > 2 && items[0].kind == literal && items[1].is("::") && printed(items[2:]) == join(tokenize(to)):
		return &items[0]
	}
	return nil
}

// listed returns = ANY and <> ALL of some strings as IN and NOT IN, else nil.
func listed(operator item, items []item, of string) []item {
	isAny := len(items) == 2 && operator.is("=") && items[0].is("any")
	isAll := len(items) == 2 && operator.is("<>") && items[0].is("all")
	if !isAny && !isAll {
		return nil
	}
	var list [][]item
	for _, member := range members(items[1].arguments) {
		text := uncast(member, of)
		if text == nil && of == "text" {
			text = uncast(member, "character varying")
		}
		if text == nil {
			return nil
		}
		list = append(list, []item{*text})
	}
	if list == nil {
		return nil
	}
	in := []item{{token: token{word, "in"}}, {arguments: list}}
	if isAll {
		in = append([]item{{token: token{word, "not"}}}, in...)
	}
	return in
}
