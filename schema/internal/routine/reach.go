package routine

import (
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
)

// A frame is a statement of PL/pgSQL that others stand in.
type frame struct {
	kind string // if, case, loop, block; expression for a CASE inside of an expression
	// outside is where the frame stands, and inside where its present branch does.
	outside, inside place
	// left is what no branch has taken so far.
	left place
	// operand is set for a CASE of TG_OP.
	operand bool
	// first is the certainty of the first condition that is not about the event alone:
	// of one about the row, some rows pass it and others do not.
	first certainty
	// gone are the events for which a branch may have left the function.
	gone Events
}

// A place says for which events a line is reached by some row, and for which it
// could be.
type place struct{ sure, possible Events }

// A walk follows PL/pgSQL's statements from the first to the last.
type walk struct {
	reader
	now    place
	frames []frame
	broken bool
}

// reach returns for each token the events for which it is reached. Where it loses
// its way it says that nothing is.
func reach(tokens []expression.Token) []Events {
	w := walk{reader: reader{tokens: tokens}, now: place{Any, Any}}
	reached := make([]Events, len(tokens))
	for i := 0; i < len(tokens) && !w.broken; {
		next := max(w.step(i), i+1)
		for ; i < min(next, len(tokens)); i++ {
			reached[i] = w.now.sure
		}
		if len(w.frames) > 0 {
			w.now = w.top().inside
		}
	}
	if w.broken || len(w.frames) > 0 {
		clear(reached)
	}
	return reached
}

// starts reports whether a statement begins at i.
func (w *walk) starts(i int) bool {
	inExpression := len(w.frames) > 0 && w.top().kind == "expression"
	return !inExpression && (i == 0 || w.is(i-1, ";", "then", "else", "begin", "loop", ">>"))
}

func (w *walk) top() *frame { return &w.frames[len(w.frames)-1] }

func (w *walk) inside(kinds ...string) bool {
	return len(w.frames) > 0 && slices.Contains(kinds, w.top().kind)
}

// step takes the token at i, and what belongs to it, and returns what comes next.
// The tokens in between are reached as things are now.
func (w *walk) step(i int) int {
	switch {
	case w.is(i, "exception") && w.is(i+1, "when"):
		w.broken = true // Whatever fails may be caught.
	case w.is(i, "if") && w.starts(i):
		w.push("if")
		return w.condition(i + 1)
	case w.is(i, "elsif", "elseif") && w.inside("if"), w.is(i, "when") && w.inside("case"):
		w.now = w.top().left
		return w.condition(i + 1)
	case w.is(i, "else") && w.inside("if", "case"):
		w.top().inside = w.top().left
	case w.is(i, "case") && w.starts(i):
		w.push("case")
		w.top().operand = w.is(i+1, "tg_op") && w.is(i+2, "when")
	case w.is(i, "case") && !w.is(i-1, "end"):
		w.push("expression")
	case w.is(i, "begin"):
		w.push("block")
	case w.is(i, "loop") && !w.is(i-1, "end"):
		w.push("loop")
		w.top().inside.sure = 0 // There may be no round.
	case w.is(i, "end"):
		return w.end(i)
	case w.starts(i) && (w.is(i, "return") && !w.is(i+1, "next", "query") || w.exitsFurther(i) || w.raises(i)):
		return w.gone(i)
	}
	return i + 1
}

// raises reports whether the statement at i is a RAISE that is no mere message.
func (w *walk) raises(i int) bool {
	return w.is(i, "raise") && !w.is(i+1, "debug", "log", "info", "notice", "warning")
}

// exitsFurther reports whether the statement at i leaves more than a round of a
// loop, where nothing is sure to be reached anyway.
func (w *walk) exitsFurther(i int) bool {
	loops := slices.ContainsFunc(w.frames, func(f frame) bool { return f.kind == "loop" })
	return w.is(i, "exit", "continue") && (!loops || !w.is(i+1, ";", "when"))
}

// gone takes a statement that ends the function, up to its semicolon.
func (w *walk) gone(i int) int {
	for ; i < len(w.tokens) && !w.is(i, ";"); i++ {
		continue
	}
	w.exits(w.now.possible)
	return i
}

func (w *walk) exits(events Events) {
	if len(w.frames) > 0 {
		w.top().gone |= events
		w.top().inside.sure &^= events
	}
}

func (w *walk) push(kind string) {
	w.frames = append(w.frames, frame{kind: kind, outside: w.now, inside: w.now, left: w.now})
}

// end takes an END and what belongs to it.
func (w *walk) end(i int) int {
	kind, size := "block", 1
	switch {
	case w.inside("expression"):
		kind = "expression"
	case w.is(i+1, "if", "loop", "case"):
		kind, size = w.at(i+1).Text, 2
	}
	if !w.inside(kind) {
		w.broken = true
		return i + 1
	}
	ended := *w.top()
	w.frames = w.frames[:len(w.frames)-1]
	w.now = ended.outside
	if ended.first != data {
		w.exits(ended.gone)
	}
	return i + size
}

// condition takes a condition up to its THEN and opens the branch behind it.
func (w *walk) condition(from int) int {
	to, depth := from, 0
	for ; to < len(w.tokens) && (depth > 0 || !w.is(to, "then")); to++ {
		switch {
		case w.is(to, "case"):
			depth++
		case w.is(to, "end"):
			depth--
		case w.is(to, ";"):
			w.broken = true
			return to
		}
	}
	f := w.top()
	tokens := w.tokens[from:min(to, len(w.tokens))]
	if f.operand {
		tokens = slices.Concat([]expression.Token{{Text: "tg_op", Name: true}, {Text: "in"}, {Text: "("}}, tokens, []expression.Token{{Text: ")"}})
	}
	v := judge(tokens)
	if f.first == exact {
		f.first = v.certainty
	}
	f.inside = place{f.left.sure & v.yes, f.left.possible & v.yes}
	f.left = place{f.left.sure & v.no, f.left.possible & v.no}
	if v.certainty == unknown {
		f.inside.sure, f.left.sure = 0, 0
	}
	return to + 1
}
