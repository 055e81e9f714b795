package routine

import (
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
)

// certainty says what a condition depends on.
type certainty int

const (
	exact   certainty = iota // on the event alone
	data                     // on the row as well: some rows pass
	unknown                  // on something else, so that perhaps none does
)

// A verdict says for which events a condition can be true and for which it can be
// false.
type verdict struct {
	yes, no   Events
	certainty certainty
}

// judge reads a condition.
func judge(tokens []expression.Token) verdict {
	c := reader{tokens: tokens}
	for c.is(0, "(") && c.closing(0) == len(c.tokens)-1 && len(c.tokens) > 1 {
		c = reader{tokens: c.tokens[1 : len(c.tokens)-1]}
	}
	if parts := c.split("or"); len(parts) > 1 {
		all := verdict{no: Any}
		for _, part := range parts {
			v := judge(part)
			all = verdict{all.yes | v.yes, all.no & v.no, max(all.certainty, v.certainty)}
		}
		return all
	}
	if parts := c.split("and"); len(parts) > 1 {
		all := verdict{yes: Any}
		for _, part := range parts {
			v := judge(part)
			all = verdict{all.yes & v.yes, all.no | v.no, max(all.certainty, v.certainty)}
		}
		return all
	}
	if c.is(0, "not") {
		v := judge(c.tokens[1:])
		v.yes, v.no = v.no, v.yes
		return v
	}
	return c.leaf()
}

// split cuts a condition at a connective that stands in no parentheses.
func (r *reader) split(connective string) (parts [][]expression.Token) {
	depth, from := 0, 0
	for i := range r.tokens {
		switch {
		case r.is(i, "(", "case"):
			depth++
		case r.is(i, ")", "end"):
			depth--
		case depth == 0 && r.is(i, connective):
			parts = append(parts, r.tokens[from:i])
			from = i + 1
		}
	}
	return append(parts, r.tokens[from:])
}

// leaf reads a condition without a connective.
func (r *reader) leaf() verdict {
	if named, found := r.tests(); found {
		return verdict{named, Any &^ named, exact}
	}
	for i, t := range r.tokens {
		ofRow := r.is(i, "new", "old") || r.is(i-1, ".") && r.is(i-2, "new", "old")
		if t.Name && !ofRow && !slices.Contains(plain, t.Text) {
			return verdict{Any, Any, unknown}
		}
	}
	return verdict{Any, Any, data}
}

// plain are the words that compare what a row holds.
var plain = []string{
	"and", "between", "distinct", "false", "from", "ilike", "in", "is", "like", "not", "null", "or", "similar", "tg_op", "to", "true",
}

// tests returns the events for which a comparison of TG_OP holds.
func (r *reader) tests() (named Events, found bool) {
	n := len(r.tokens)
	switch {
	case n == 3 && r.is(0, "tg_op") && r.is(1, "=", "<>") && r.at(2).String:
		named = event(r.at(2))
	case n == 3 && r.is(2, "tg_op") && r.is(1, "=", "<>") && r.at(0).String:
		named = event(r.at(0))
	case n > 3 && r.is(0, "tg_op") && r.is(1, "in") && r.is(2, "(") && r.closing(2) == n-1:
		for _, t := range r.tokens[3 : n-1] {
			if !t.String && t.Text != "," {
				return 0, false
			}
			named |= event(t)
		}
	default:
		return 0, false
	}
	if r.is(1, "<>") {
		named = Any &^ named
	}
	return named, true
}

func event(t expression.Token) Events { return events[strings.Trim(t.Text, "'")] }
