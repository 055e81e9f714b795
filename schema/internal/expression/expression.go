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
	if len(tokens) > 2 && tokens[0].kind == stringLiteral && tokens[1].text == "::" {
		cast := strings.Builder{}
		for _, t := range tokens[2:] {
			cast.WriteString(t.text)
		}
		if cast.String() == strings.ReplaceAll(typeName, " ", "") {
			tokens = tokens[:1]
		}
	}
	// nextval('a.b'::regclass) and nextval('a.b') are the same call.
	if len(tokens) == 6 && tokens[0].text == "nextval" && tokens[3].text == "::" && tokens[4].text == "regclass" {
		tokens = slices.Delete(tokens, 3, 5)
	}
	return join(tokens)
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
	var tokens []token
	raw := tokenize(text)
	for i := 0; i < len(raw); i++ {
		t := raw[i]
		switch {
		case t.text == "pg_catalog" && i+1 < len(raw) && raw[i+1].text == ".":
			i++
		case t.kind == word && t.text == "current_timestamp" && (i+1 == len(raw) || raw[i+1].text != "("):
			tokens = append(tokens, currentTime...)
		case t.kind == word && t.text == "transaction_timestamp" && i+1 < len(raw) && raw[i+1].text == "(":
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
	if len(tokens) < 2 || tokens[0].text != "(" {
		return false
	}
	depth := 0
	for i, t := range tokens {
		if t.kind != symbol {
			continue
		}
		switch t.text {
		case "(":
			depth++
		case ")":
			depth--
		}
		if depth == 0 {
			return i == len(tokens)-1
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
			words = append(words, strings.Trim(t.text, `"`))
		}
	}
	return words
}
