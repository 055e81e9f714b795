package expression

import (
	"math/big"
	"slices"
	"unicode/utf8"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A Domain is what a condition demands of one column. A value outside violates the
// condition for certain; one inside satisfies it for certain only if the domain is
// exact, because what is not understood is taken to demand nothing.
type Domain struct {
	// Null is set where NULL satisfies the condition, as it does unless there is an
	// IS NOT NULL: a check is violated by false only.
	Null bool
	// Values are the only values besides NULL; nil is no such limit. Numbers are
	// among them as [Numeral] writes them.
	Values []string
	// Range bounds the value as a number, Length its number of characters.
	Range, Length Interval
	Exact         bool
}

// Anything is the domain of a column of which nothing is demanded.
func Anything() Domain { return Domain{Null: true, Exact: true} }

var unread = Domain{Null: true}

// Read returns what a condition demands of a column. It understands lists of values,
// comparisons with constants of the column and of its length, IS NULL, and what AND
// and OR make of them, as PostgreSQL prints them and as people write them.
func Read(condition, column string) Domain {
	arguments, _ := parse(normalTokens(condition))
	return reading{column}.condition([]item{{arguments: arguments}})
}

// And returns what satisfies both.
func (d Domain) And(other Domain) Domain {
	switch {
	case d.Values == nil:
		d.Values = other.Values
	case other.Values != nil:
		d.Values = slices.DeleteFunc(slices.Clone(d.Values), func(value string) bool { return !slices.Contains(other.Values, value) })
	}
	d.Null = d.Null && other.Null
	d.Range, d.Length = d.Range.And(other.Range), d.Length.And(other.Length)
	d.Exact = d.Exact && other.Exact
	return d
}

// or returns the least domain that holds both.
func (d Domain) or(other Domain) Domain {
	null, exact := d.Null || other.Null, d.Exact && other.Exact
	switch {
	case d.isEmpty():
		d = other
	case other.isEmpty():
	default:
		// Two lists have an exact union; of two ranges there may be a gap between.
		exact = exact && d.Values != nil && other.Values != nil && d.Length.IsWhole() && other.Length.IsWhole()
		if d.Values == nil || other.Values == nil {
			d.Values = nil
		} else {
			d.Values = append(slices.Clone(d.Values), other.Values...)
		}
		d.Range, d.Length = d.Range.Or(other.Range), d.Length.Or(other.Length)
	}
	d.Null, d.Exact = null, exact
	return d
}

// Holds reports whether a value, which is not NULL, is inside.
func (d Domain) Holds(value string) bool {
	if number, isNumber := Number(value); isNumber {
		if !d.Range.Contains(number) {
			return false
		}
		if slices.Contains(d.Values, Numeral(number)) {
			return true
		}
	}
	length := new(big.Rat).SetInt64(int64(utf8.RuneCountInString(value)))
	return d.Length.Contains(length) && (d.Values == nil || slices.Contains(d.Values, value))
}

func (d Domain) isEmpty() bool { return d.Values != nil && len(d.Values) == 0 }

// A reading reads conditions for what they demand of one column.
type reading struct{ column string }

func (r reading) condition(items []item) Domain {
	if inner := inside(items); inner != nil {
		return r.condition(inner)
	}
	if slices.ContainsFunc(items, func(i item) bool { return i.is("case") }) {
		return unread // Its own AND and OR stand between no parentheses.
	}
	if operands := split(items, "or"); len(operands) > 1 {
		result := r.condition(operands[0])
		for _, operand := range operands[1:] {
			result = result.or(r.condition(operand))
		}
		return result
	}
	if operands := conjuncts(items); len(operands) > 1 {
		result := Anything()
		for _, operand := range operands {
			result = result.And(r.condition(operand))
		}
		return result
	}
	return r.predicate(items)
}

// inside returns what stands between parentheses that enclose all, else nil.
func inside(items []item) []item {
	if len(items) == 1 && len(items[0].arguments) == 1 {
		return items[0].arguments[0]
	}
	return nil
}

// conjuncts splits at every AND that does not belong to a BETWEEN.
func conjuncts(items []item) [][]item {
	operands, between := [][]item{nil}, false
	for _, i := range items {
		if i.is("and") && !between {
			operands = append(operands, nil)
			continue
		}
		between = i.is("between") || between && !i.is("and")
		last := &operands[len(operands)-1]
		*last = append(*last, i)
	}
	return operands
}

// predicate reads a condition that is made of no others.
func (r reading) predicate(items []item) Domain {
	at := slices.IndexFunc(items, func(i item) bool {
		return i.arguments == nil && i.kind <= word && (slices.Contains(comparisons, i.text) || i.text == "is" || i.text == "in" || i.text == "between")
	})
	if at < 0 || at == len(items)-1 {
		return unread
	}
	left, operator, right := items[:at], items[at].text, items[at+1:]
	switch operator {
	case "is":
		return r.null(left, right)
	case "in":
		if r.of(left) == theValue && len(right) == 1 {
			return oneOf(right[0].arguments)
		}
	case "between":
		and := slices.IndexFunc(right, func(i item) bool { return i.is("and") })
		if and > 0 && !right[0].is("symmetric") {
			return r.compare(left, ">=", right[:and]).And(r.compare(left, "<=", right[and+1:]))
		}
	default:
		if operator == "=" && len(right) == 2 && right[0].is("any") && r.of(left) == theValue {
			return oneOf(members(right[1].arguments))
		}
		return r.compare(left, operator, right)
	}
	return unread
}

// null reads IS NULL and IS NOT NULL, the NOT of which may stand in front.
func (r reading) null(left, right []item) Domain {
	if r.of(left) != theValue {
		return unread
	}
	switch {
	case len(right) == 1 && right[0].is("null"):
		return Domain{Null: true, Values: []string{}, Exact: true}
	case len(right) == 2 && right[0].is("not") && right[1].is("null"):
		return Domain{Exact: true}
	}
	return unread
}

// A subject is what a comparison is about.
type subject int

const (
	somethingElse subject = iota
	theValue
	theLength
)

// widening are the types to which a cast changes no value that it accepts.
var widening = []string{"text", "character varying", "varchar", "bpchar", "numeric", "double precision"}

// of tells what an expression is about.
func (r reading) of(items []item) subject {
	if inner := inside(items); inner != nil {
		return r.of(inner)
	}
	if at := slices.IndexFunc(items, func(i item) bool { return i.is("::") }); at > 0 {
		if slices.Contains(widening, printed(items[at+1:])) {
			return r.of(items[:at])
		}
		return somethingElse
	}
	switch {
	case len(items) == 1 && (items[0].kind == word || items[0].kind == quotedWord) && structure.Unquote(items[0].text) == r.column:
		return theValue
	case len(items) == 2 && len(items[1].arguments) == 1 && slices.Contains([]string{"length", "char_length", "character_length"}, items[0].text):
		if r.of(items[1].arguments[0]) == theValue {
			return theLength
		}
	}
	return somethingElse
}

var mirrored = map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}

// compare reads a comparison with a constant on either side.
func (r reading) compare(left []item, operator string, right []item) Domain {
	about := r.of(left)
	if about == somethingElse {
		left, right, operator = right, left, mirrored[operator]
		about = r.of(left)
	}
	value, ok := constantOf(right)
	if about == somethingElse || !ok {
		return unread
	}
	if operator == "=" && about == theValue {
		return oneOf([][]item{right})
	}
	number, isNumber := Number(value.text)
	if !isNumber || !value.number {
		return unread // Texts have an order of their own.
	}
	interval, known := between(operator, &Bound{Value: number, Open: operator == "<" || operator == ">"})
	if !known {
		return unread
	}
	if about == theLength {
		return Domain{Null: true, Length: interval, Exact: true}
	}
	return Domain{Null: true, Range: interval, Exact: true}
}

func between(operator string, bound *Bound) (interval Interval, known bool) {
	switch operator {
	case "=":
		return Interval{bound, bound}, true
	case ">", ">=":
		return Interval{Low: bound}, true
	case "<", "<=":
		return Interval{High: bound}, true
	}
	return Interval{}, false
}

// oneOf is the domain of some constants. A NULL among them satisfies a check for
// every value, because no comparison with it is false.
func oneOf(list [][]item) Domain {
	if len(list) == 0 {
		return unread
	}
	domain := Domain{Null: true, Exact: true}
	numbers := true
	for _, element := range list {
		value, ok := constantOf(element)
		if !ok {
			return unread
		}
		domain.Values = append(domain.Values, value.text)
		number, _ := Number(value.text)
		if numbers = numbers && value.number; numbers {
			only := Interval{&Bound{Value: number}, &Bound{Value: number}}
			if domain.Range.IsWhole() {
				domain.Range = only
			}
			domain.Range = domain.Range.Or(only)
		}
	}
	if !numbers {
		domain.Range = Interval{}
	}
	return domain
}
