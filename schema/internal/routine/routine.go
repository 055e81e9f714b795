// Package routine reads the body of a function as far as it takes to tell which
// names it relies on: columns of the rows that a trigger gets, relations,
// functions, operators. PostgreSQL looks at these names when a line is reached and
// not when the function is made, so that a function which cannot run looks as
// healthy as any other.
//
// It would rather miss a name than take something else for one, and it leaves out
// what a condition, a loop or a handler of exceptions may keep from being reached.
package routine

import (
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// Events are kinds of change to a row, one bit each.
type Events uint8

// The events of a trigger.
const (
	Insert Events = 1 << iota
	Update
	Delete
	Truncate
	Any = Insert | Update | Delete | Truncate
)

var events = map[string]Events{"INSERT": Insert, "UPDATE": Update, "DELETE": Delete, "TRUNCATE": Truncate}

// EventsOf returns the events that have these names in SQL.
func EventsOf(names []string) Events {
	var all Events
	for _, name := range names {
		all |= events[name]
	}
	return all
}

// A Kind tells what a name is the name of.
type Kind int

// The kinds of use.
const (
	Field    Kind = iota // Column of Row
	Relation             // Name
	Column               // Column of the relation Name
	Function             // Name, a function or a type
	Operator             // Operator on a json, or on Column of Row if there is one
)

// A Use is a name that a body relies on.
type Use struct {
	Kind     Kind
	Row      string // new or old
	Column   string
	Name     structure.Name // without a schema where the body gives none
	Operator string
	// Alias is the name in front of a Column that is read; empty for one that is
	// written. An argument of the function may have the same.
	Alias string
	// Events are those for which a trigger gets there.
	Events Events
}

// A Body is what has been understood of a function.
type Body struct {
	Uses []Use
	// Casts are the settings, as current_setting reads them, that are cast to a type
	// which an empty text is no value of.
	Casts []string
}

// Read reads a body in SQL or PL/pgSQL; of another language it understands
// nothing.
func Read(language, body string) Body {
	r := reader{tokens: expression.Scan(body), used: map[Use]bool{}}
	switch language {
	case "plpgsql":
		r.reached = reach(r.tokens)
	case "sql":
		r.reached = slices.Repeat([]Events{Any}, len(r.tokens))
	default:
		return Body{}
	}
	r.names()
	r.read()
	return r.body
}

// Casts returns the settings that an expression casts to a type which an empty
// text is no value of.
func Casts(text string) []string { return Read("sql", text).Casts }

// A reader looks for names in tokens.
type reader struct {
	tokens  []expression.Token
	reached []Events
	body    Body
	used    map[Use]bool // those of the body
	// partners are the parentheses that belong together, by the positions of both.
	partners map[int]int
	// local are the names that the body itself makes: of common table expressions and
	// of tables.
	local map[string]bool
	// renamed is set if the body uses NEW or OLD as a name for something else.
	renamed bool
	// queries says for each open parenthesis whether a query stands in it, for FROM is
	// also a word of extract and of substring.
	queries []bool
	// relations are those that the body names, by the positions of the words that
	// announce them.
	relations map[int]named
}

// at returns the token at a position, and an empty one outside the text.
func (r *reader) at(i int) expression.Token {
	if i < 0 || i >= len(r.tokens) {
		return expression.Token{}
	}
	return r.tokens[i]
}

// is reports whether the token at a position is one of some words and symbols.
func (r *reader) is(i int, texts ...string) bool {
	t := r.at(i)
	return !t.Quoted && !t.String && slices.Contains(texts, t.Text)
}

// closing returns the position of the parenthesis that closes the one at i.
func (r *reader) closing(i int) int { return r.partner(i, len(r.tokens)) }

// opening returns the position of the parenthesis that the one at i closes.
func (r *reader) opening(i int) int { return r.partner(i, -1) }

func (r *reader) partner(i, otherwise int) int {
	if r.partners == nil {
		r.partners = map[int]int{}
		var open []int
		for at := range r.tokens {
			last := len(open) - 1
			switch {
			case r.is(at, "("):
				open = append(open, at)
			case r.is(at, ")") && last >= 0:
				r.partners[open[last]], r.partners[at] = at, open[last]
				open = open[:last]
			}
		}
	}
	if at, found := r.partners[i]; found {
		return at
	}
	return otherwise
}

func (r *reader) use(i int, use Use) {
	if use.Events = r.reached[i]; use.Events != 0 && !r.used[use] {
		r.used[use] = true
		r.body.Uses = append(r.body.Uses, use)
	}
}

// names finds the names that the body makes.
func (r *reader) names() {
	r.local = map[string]bool{}
	for i := range r.tokens {
		switch {
		case r.is(i, "new", "old") && r.is(i-1, "as"):
			r.renamed = true
		case r.is(i, "as"):
			next := i + 1
			for r.is(next, "not", "materialized") {
				next++
			}
			if name := i - 1; r.is(next, "(") {
				if r.is(name, ")") {
					name = r.opening(name) - 1
				}
				r.local[nameOf(r.at(name))] = true
			}
		case r.is(i, "table") || r.is(i, "view"):
			if name := i + 1; r.creates(i) {
				for r.is(name, "if", "not", "exists") {
					name++
				}
				r.local[nameOf(r.at(name))] = true
			}
		case r.at(i).String:
			r.executed(r.at(i).Text)
		}
	}
}

// executed takes a text, which may be a statement that makes a table.
func (r *reader) executed(text string) {
	tokens := expression.Scan(strings.Trim(text, "'"))
	if slices.ContainsFunc(tokens, func(t expression.Token) bool { return t.Text == "create" }) {
		for _, t := range tokens {
			r.local[nameOf(t)] = true
		}
	}
}

// creates reports whether the word at i is part of CREATE TABLE or the like.
func (r *reader) creates(i int) bool {
	for i--; r.is(i, "temp", "temporary", "unlogged", "global", "local", "materialized", "recursive", "replace", "or"); i-- {
		continue
	}
	return r.is(i, "create")
}

func nameOf(t expression.Token) string {
	if t.Quoted {
		return structure.Unquote(t.Text)
	}
	return t.Text
}
