package expression

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// canonical returns one form for all that the server prints for one meaning. Its
// planner leaves differences of which SQL makes none: the order of what AND, OR and
// a list of values connect, a list and the comparisons that it stands for, the type
// of a number in a comparison, and the two notations of some functions.
//
// It relies on how PostgreSQL prints: what AND or OR connects stands between
// parentheses of its own.
func canonical(text string) string { return canonicalTokens(normalTokens(text)) }

func canonicalTokens(tokens []token) string {
	arguments, _ := parse(tokens)
	return connect([]item{{arguments: arguments}}).String()
}

// An item is a token, or a pair of parentheses with the arguments between them.
type item struct {
	token
	arguments [][]item // nil for a token
}

// parse reads the arguments up to a closing parenthesis or the end.
func parse(tokens []token) (arguments [][]item, rest []token) {
	arguments = [][]item{nil}
	for len(tokens) > 0 {
		t := tokens[0]
		tokens = tokens[1:]
		last := &arguments[len(arguments)-1]
		switch {
		case t.is(")"):
			return arguments, tokens
		case t.is(","):
			arguments = append(arguments, nil)
		case t.is("("):
			var inner [][]item
			inner, tokens = parse(tokens)
			*last = enclose(*last, inner)
		default:
			*last = append(*last, item{token: t})
		}
	}
	return arguments, nil
}

// notations are the functions for which SQL has a syntax of its own, by name and
// number of arguments. The server prints the one in which a call was written.
var notations = map[string]string{
	"timezone 2":    "( $2 at time zone $1 )",
	"btrim 1":       "trim ( both from $1 )",
	"btrim 2":       "trim ( both $2 from $1 )",
	"ltrim 1":       "trim ( leading from $1 )",
	"ltrim 2":       "trim ( leading $2 from $1 )",
	"rtrim 1":       "trim ( trailing from $1 )",
	"rtrim 2":       "trim ( trailing $2 from $1 )",
	`"substring" 2`: "substring ( $1 from $2 )",
	`"substring" 3`: "substring ( $1 from $2 for $3 )",
	`"position" 2`:  "position ( ( $2 ) in ( $1 ) )",
	`"overlay" 3`:   "overlay ( $1 placing $2 from $3 )",
	`"overlay" 4`:   "overlay ( $1 placing $2 from $3 for $4 )",
}

// enclose adds a pair of parentheses to what stands before it. If the two are a
// call, it takes the notation of SQL.
func enclose(before []item, arguments [][]item) []item {
	if at := len(before) - 1; at >= 0 {
		if notation, found := notations[fmt.Sprintf("%s %d", before[at].text, len(arguments))]; found {
			template, _ := parse(tokenize(notation))
			return append(before[:at], substitute(template[0], arguments)...)
		}
	}
	return append(before, item{arguments: arguments})
}

// substitute puts arguments in the place of $1, $2 and so on.
func substitute(template []item, arguments [][]item) []item {
	var result []item
	for _, i := range template {
		if number, isParameter := strings.CutPrefix(i.text, "$"); isParameter {
			position, _ := strconv.Atoi(number)
			result = append(result, arguments[position-1]...)
			continue
		}
		for at := range i.arguments {
			i.arguments[at] = substitute(i.arguments[at], arguments)
		}
		result = append(result, i)
	}
	return result
}

// A phrase is one condition, or several and the word that connects them.
type phrase struct {
	connective string // and, or, or empty for a single condition
	parts      []string
}

func (p phrase) String() string { return strings.Join(p.parts, " "+p.connective+" ") }

// add adds a condition, or those of which it consists if the same word connects
// them.
func (p *phrase) add(other phrase) {
	if other.connective == "" || other.connective == p.connective {
		p.parts = append(p.parts, other.parts...)
	} else {
		p.parts = append(p.parts, "( "+other.String()+" )")
	}
}

func connect(items []item) phrase {
	if len(items) == 1 && len(items[0].arguments) == 1 {
		return connect(items[0].arguments[0])
	}
	connective, operands := operands(items)
	if connective == "" {
		return phrase{parts: []string{printed(items)}}
	}
	result := phrase{connective: connective}
	for _, operand := range operands {
		result.add(connect(operand))
	}
	slices.Sort(result.parts)
	result.parts = slices.Compact(result.parts)
	if len(result.parts) == 1 {
		result.connective = ""
	}
	return result
}

// operands returns what OR or AND connects, or one operand. A comparison with any
// or all of a list of constants is one with each of them.
func operands(items []item) (connective string, operands [][]item) {
	for _, connective := range []string{"or", "and"} {
		if operands := split(items, connective); len(operands) > 1 {
			return connective, operands
		}
	}
	at := len(items) - 2
	if at < 0 || len(items[at+1].arguments) != 1 {
		return "", [][]item{items}
	}
	connective = map[string]string{"any": "or", "all": "and"}[items[at].text]
	list := constants(items[at+1].arguments[0])
	if connective == "" || list == nil {
		return "", [][]item{items}
	}
	for _, constant := range list {
		operands = append(operands, slices.Concat(items[:at], constant))
	}
	return connective, operands
}

func split(items []item, connective string) [][]item {
	operands := [][]item{nil}
	for _, i := range items {
		if i.is(connective) {
			operands = append(operands, nil)
			continue
		}
		last := &operands[len(operands)-1]
		*last = append(*last, i)
	}
	return operands
}

// element matches the first element of an array as PostgreSQL prints it and the
// comma or the end behind it. It matches no array in an array.
var element = regexp.MustCompile(`^(?s:"((?:[^"\\]|\\.)*)"|([^",{}\\]+))(,|$)`)

var escape = regexp.MustCompile(`(?s)\\(.)`)

// constants returns the elements of an array as constants of their own: of
// '{a,b}'::text[] it makes 'a'::text and 'b'::text. Of anything else it makes nothing.
func constants(array []item) [][]item {
	end := len(array) - 2
	if end < 3 || array[0].kind != literal || !array[1].is("::") || !array[end].is("[") || !array[end+1].is("]") {
		return nil
	}
	text := array[0].text
	if !strings.HasPrefix(text, "'{") || !strings.HasSuffix(text, "}'") {
		return nil
	}
	text = strings.ReplaceAll(text[2:len(text)-2], "''", "'")
	var constants [][]item
	for more := true; more; {
		match := element.FindStringSubmatch(text)
		if match == nil {
			return nil
		}
		text, more = text[len(match[0]):], match[3] != ""
		value := token{literal, "'" + strings.ReplaceAll(escape.ReplaceAllString(match[1], "$1")+match[2], "'", "''") + "'"}
		if match[2] == "NULL" {
			value = token{word, "null"}
		}
		constants = append(constants, slices.Concat([]item{{token: value}}, array[1:end]))
	}
	return constants
}

// printed returns items as text.
func printed(items []item) string {
	items = plainNumber(items)
	var texts []string
	for _, i := range items {
		if i.arguments == nil {
			texts = append(texts, i.text)
			continue
		}
		arguments := make([]string, len(i.arguments))
		for at, argument := range i.arguments {
			arguments[at] = connect(argument).String()
		}
		texts = append(texts, "( "+strings.Join(arguments, " , ")+" )")
	}
	return strings.Join(texts, " ")
}

var (
	comparisons = []string{"=", "<>", "<", "<=", ">", ">="}
	exactTypes  = []string{"smallint", "integer", "bigint", "numeric"}
	numeral     = regexp.MustCompile(`^'?-?[0-9]+(\.[0-9]+)?'?$`)
)

// plainNumber takes from the number at the end of a comparison what means nothing
// there, its type and the zeros at the end: of = '1.0'::numeric it makes = 1.
func plainNumber(items []item) []item {
	end := len(items) - 1
	if end >= 3 && items[end-1].is("::") && slices.Contains(exactTypes, items[end].text) {
		end -= 2
	}
	if end < 1 || !slices.Contains(comparisons, items[end-1].text) || !numeral.MatchString(items[end].text) {
		return items
	}
	text := withoutZeros(strings.Trim(items[end].text, "'"))
	return append(slices.Clone(items[:end]), item{token: token{number, text}})
}

// withoutZeros takes from a number the zeros at the end that are behind the point.
func withoutZeros(text string) string {
	if !strings.Contains(text, ".") || !numeral.MatchString(text) {
		return text
	}
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}
