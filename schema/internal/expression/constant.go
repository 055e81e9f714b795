package expression

import (
	"slices"
	"strings"
)

// A constant is a value that an expression spells out.
type constant struct {
	text   string
	number bool // it is compared as a number, and not as a text
}

var numericTypes = []string{"smallint", "integer", "bigint", "numeric", "real", "double precision", "int", "decimal", "float"}

// constantOf reads a constant with its sign and casts. NULL is none, and neither is
// what PostgreSQL takes for a number and [Number] does not.
func constantOf(items []item) (value constant, ok bool) {
	if value, ok = spelled(items); !ok || !value.number {
		return value, ok
	}
	read, ok := Number(value.text)
	if ok {
		value.text = Numeral(read)
	}
	return value, ok
}

func spelled(items []item) (value constant, ok bool) {
	if inner := inside(items); inner != nil {
		return spelled(inner)
	}
	last := len(items) - 1
	for at := last; at > 0; at-- {
		if items[at].is("::") {
			value, ok = spelled(items[:at])
			return value.cast(items[at+1:], ok)
		}
	}
	switch {
	case last == 1 && (items[0].is("-") || items[0].is("+")):
		value, ok = spelled(items[1:])
		if ok = ok && value.number && !strings.HasPrefix(value.text, "-"); items[0].is("-") {
			value.text = "-" + value.text
		}
		return value, ok
	case last != 0 || items[0].arguments != nil:
		return constant{}, false
	case items[0].kind == number:
		return constant{items[0].text, true}, true
	case items[0].kind == literal:
		text, ok := unquoted(items[0].text)
		return constant{text: text}, ok
	}
	return constant{}, false
}

// cast reads the type of a constant. A type with a modifier may change the value.
func (c constant) cast(items []item, ok bool) (constant, bool) {
	if slices.ContainsFunc(items, func(i item) bool { return i.arguments != nil || i.kind != word && i.kind != quotedWord && !i.is(".") }) {
		return c, false
	}
	c.number = slices.Contains(numericTypes, printed(items))
	return c, ok
}

// unquoted returns the text of a string literal. Of those that PostgreSQL prints, one
// that holds a backslash has an E in front and every backslash doubled.
func unquoted(literal string) (text string, ok bool) {
	body, escaped := strings.CutPrefix(literal, "E")
	if len(body) < 2 || body[0] != '\'' || body[len(body)-1] != '\'' {
		return "", false
	}
	body = strings.ReplaceAll(body[1:len(body)-1], "''", "'")
	if !escaped {
		return body, true
	}
	text = strings.ReplaceAll(body, `\\`, "\x00")
	if strings.Contains(text, `\`) {
		return "", false
	}
	return strings.ReplaceAll(text, "\x00", `\`), true
}

// members returns the elements of the argument of ANY: of an array as PostgreSQL
// prints it, in which the commas have parted the argument, or of one that is a
// literal. Of anything else it returns nothing.
func members(arguments [][]item) [][]item {
	if len(arguments) == 0 {
		return nil
	}
	first, last := arguments[0], arguments[len(arguments)-1]
	if len(arguments) == 1 {
		if list := constants(first); list != nil {
			return list
		}
		if len(first) > 0 && first[0].arguments != nil && isArrayCast(first[1:]) {
			return members(first[0].arguments)
		}
	}
	end := slices.IndexFunc(last, func(i item) bool { return i.is("]") })
	if len(first) < 2 || !first[0].is("array") || !first[1].is("[") || end < 0 || !isArrayCast(last[end+1:]) {
		return nil
	}
	list := slices.Clone(arguments)
	list[len(list)-1] = last[:end]
	list[0] = list[0][2:]
	return list
}

// isArrayCast reports whether items are nothing, or a cast to an array that changes no
// element.
func isArrayCast(items []item) bool {
	if len(items) == 0 {
		return true
	}
	end := len(items) - 2
	return end > 1 && items[0].is("::") && items[end].is("[") && items[end+1].is("]") &&
		!slices.ContainsFunc(items[1:end], func(i item) bool { return i.arguments != nil })
}
