// Package expression decides whether two SQL expressions mean the same, where
// one was written by a person and the other was printed by PostgreSQL, which
// adds casts and parentheses and rewrites IN, BETWEEN and LIKE.
//
// Texts that are equal in a cheap normal form are equal. What still differs is
// put to the server, which is asked to plan a query that reads no row and prints
// both texts in its own words. What the server cannot read stays undetermined.
package expression

import (
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A Result is the outcome of a comparison.
type Result int

// The three outcomes.
const (
	Undetermined Result = iota
	Equal
	Different
)

// Normal returns a cheap normal form: unquoted words in lower case, no
// whitespace and no comment, no parentheses around the whole, and one spelling
// for the functions that have several. Two texts with the same normal form mean
// the same; two that differ in it may still mean the same.
func Normal(text string) string { return join(normalTokens(text)) }

// NormalDefault is Normal for the default of a column whose type is printed as
// typeName, without modifiers. PostgreSQL stores 'active' as
// 'active'::character varying; the cast to the column's own type says nothing.
func NormalDefault(text, typeName string) string {
	tokens := normalTokens(text)
	if len(tokens) > 2 && tokens[0].kind == literal && tokens[1].is("::") && join(tokens[2:]) == join(tokenize(typeName)) {
		tokens = tokens[:1]
	}
	if len(tokens) == 1 && isPlainNumber(tokens[0], typeName) {
		tokens = tokenize(tokens[0].text[1 : len(tokens[0].text)-1])
	}
	if len(tokens) == 1 && tokens[0].kind == number && (typeName == "real" || typeName == "double precision") {
		tokens[0].text = withoutZeros(tokens[0].text)
	}
	// nextval('a.b'::regclass) and nextval('a.b') are the same call.
	if len(tokens) == 6 && tokens[0].is("nextval") && tokens[3].is("::") && tokens[4].is("regclass") {
		tokens = slices.Delete(tokens, 3, 5)
	}
	return join(tokens)
}

// isPlainNumber reports whether a number means the same to a type with quotes and
// without them. A sign before a zero does not.
func isPlainNumber(t token, typeName string) bool {
	if t.kind != literal || !numeral.MatchString(t.text) || strings.HasPrefix(t.text, "'-0") {
		return false
	}
	switch typeName {
	case "smallint", "integer", "bigint":
		return !strings.Contains(t.text, ".")
	case "numeric", "real", "double precision":
		return true
	}
	return false
}

func join(tokens []token) string {
	texts := make([]string, len(tokens))
	for i, t := range tokens {
		texts[i] = t.text
	}
	return strings.Join(texts, " ")
}

// currentTime is the spelling chosen for the functions and the keyword that give
// the time at which the transaction started (documentation, 9.9.5).
var currentTime = []token{{word, "now"}, {symbol, "("}, {symbol, ")"}}

func normalTokens(text string) []token {
	raw := tokenize(text)
	tokens := make([]token, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		following := token{}
		if i+1 < len(raw) {
			following = raw[i+1]
		}
		qualified := len(tokens) > 0 && tokens[len(tokens)-1].is(".")
		switch t := raw[i]; {
		case t.is("pg_catalog") && following.is(".") && !qualified:
			i++
		case t.is("current_timestamp") && !following.is("(") && !qualified:
			tokens = append(tokens, currentTime...)
		case t.is("transaction_timestamp") && following.is("(") && !qualified:
			tokens = append(tokens, currentTime[0])
		default:
			tokens = append(tokens, t)
		}
	}
	for wrapped(tokens) {
		tokens = tokens[1 : len(tokens)-1]
	}
	return tokens
}

// wrapped reports whether one pair of parentheses encloses all the tokens.
func wrapped(tokens []token) bool {
	depth := 0
	for i, t := range tokens {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		}
		if depth <= 0 {
			return i > 0 && i == len(tokens)-1 && t.is(")")
		}
	}
	return false
}

// Words returns the identifiers of an expression as PostgreSQL folds them; a
// column that the expression reads is among them.
func Words(text string) []string {
	var words []string
	for _, t := range tokenize(text) {
		if t.kind == word || t.kind == quotedWord {
			words = append(words, structure.Unquote(t.text))
		}
	}
	return words
}
