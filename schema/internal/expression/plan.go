package expression

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A plan is a node of a plan with those below it, as EXPLAIN prints it.
type plan map[string]any

func (p plan) text(key string) string {
	text, _ := p[key].(string)
	return text
}

// output lists what the rows of the node consist of.
func (p plan) output() []string {
	values, _ := p["Output"].([]any)
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = fmt.Sprint(value)
	}
	return texts
}

func (p plan) inner() []plan {
	values, _ := p["Plans"].([]any)
	var plans []plan
	for _, value := range values {
		if node, ok := value.(map[string]any); ok {
			plans = append(plans, node)
		}
	}
	return plans
}

// columns lists the names of the columns that a node takes from the one table below
// it.
func (p plan) columns() []string {
	names := p.output()
	for i, name := range names {
		_, names[i], _ = strings.Cut(name, ".")
	}
	return names
}

// canonical returns one form for all plans of one query. Two queries with the same are
// answered the same way, as long as tables and constraints stay what they are: what a
// plan does not tell is in [limits] and [windows].
func (p plan) canonical() string {
	r := renaming{}
	var text strings.Builder
	r.write(&text, map[string]any(p))
	return text.String()
}

// A renaming gives numbers of its own to what EXPLAIN numbers through a whole
// statement: subplans, their results, and tables of the same name.
type renaming map[string]string

func (r renaming) rename(name string) string {
	if r[name] == "" {
		r[name] = fmt.Sprintf("n%d", len(r))
	}
	return r[name]
}

// leading is written first of each node, because it says what the others are about.
var leading = []string{"Alias", "Subplan Name"}

func (r renaming) write(text *strings.Builder, value any) {
	switch value := value.(type) {
	case map[string]any:
		keys := slices.Concat(leading, slices.Sorted(maps.Keys(value)))
		for i, key := range keys {
			if value[key] != nil && slices.Index(keys, key) == i {
				text.WriteString(key + ": ")
				r.entry(text, key, value[key])
			}
		}
		text.WriteString("end\n")
	case []any:
		for _, element := range value {
			r.write(text, element)
		}
	case string:
		text.WriteString(r.expression(value) + "\n")
	default:
		fmt.Fprintln(text, value)
	}
}

func (r renaming) entry(text *strings.Builder, key string, value any) {
	name, isText := value.(string)
	switch {
	case key == "Alias" && isText:
		text.WriteString(r.rename(alias(name)) + "\n")
	case key == "Subplan Name" && strings.HasPrefix(name, "CTE q"):
		text.WriteString("\n") // Our own name for the whole, unlike others that a query has itself.
	default:
		r.write(text, value)
	}
}

// alias writes a name as it stands in front of a column.
func alias(name string) string {
	tokens := tokenize(name)
	if len(tokens) == 1 && tokens[0].kind == word && tokens[0].text == name {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// expression renames what stands in front of a column, and the numbers of subplans.
func (r renaming) expression(text string) string {
	tokens := normalTokens(text)
	for i, t := range tokens {
		follows := func(distance int, text string) bool { return i+distance < len(tokens) && tokens[i+distance].is(text) }
		behind := func(texts ...string) bool { return i > 0 && slices.ContainsFunc(texts, tokens[i-1].is) }
		operator := i > 1 && tokens[i-1].is("(") && tokens[i-2].is("operator")
		switch {
		case t.kind == number && (strings.HasPrefix(t.text, "$") || behind("subplan", "initplan")):
			tokens[i].text = r.rename("$" + strings.TrimPrefix(t.text, "$"))
		// A name before a function, a type or an operator is that of its schema.
		case t.isName() && follows(1, ".") && !follows(3, "(") && !behind(".", "::", "collate") && !operator:
			tokens[i].text = r.rename(t.text)
		}
	}
	return canonicalTokens(tokens)
}

// errUnplanned says what EXPLAIN does not.
var errUnplanned = errors.New("their plans are the same, but EXPLAIN does not print all of OVER, WINDOW, DISTINCT ON, FOR UPDATE and UNION; " +
	"declare the query as pg_get_viewdef prints it")

// A clauses is a set of words that begin clauses of which a plan does not tell all, some
// of them only in front of certain words.
type clauses map[string][]string

var (
	// Of these a plan does not tell how many. Others have no second spelling that matters.
	limits = clauses{"limit": nil, "offset": nil, "fetch": nil}
	// To these PostgreSQL adds casts that a person leaves out.
	windows = clauses{"over": nil, "window": nil, "union": nil, "distinct": {"on"}, "for": {"update", "no", "share", "key"}, "skip": {"locked"}, "nowait": nil}
)

var (
	clauseWords = []string{"from", "where", "select", "order", "as", "group", "having", "of"}
	// noise is what may be added to, or left out of, a clause that means the same.
	noise = []string{"(", ")", ".", "row", "rows", "only", "first", "next"}
)

// of returns the clauses in a query, in whatever order it has them.
func (c clauses) of(query string) string {
	var found []string
	depth, inside := 0, false
	tokens := normalTokens(query)
	for i, t := range tokens {
		following := token{}
		if i+1 < len(tokens) {
			following = tokens[i+1]
		}
		before, begins := c[t.text]
		begins = begins && t.kind == word && (before == nil || slices.Contains(before, following.text))
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
			inside = inside && depth > 0
		case begins:
			if !inside {
				depth = 0
			}
			inside, found = true, append(found, "")
		case depth == 0 && (t.is(",") || t.is(";") || slices.ContainsFunc(clauseWords, t.is)):
			inside = false
		}
		if t.is("fetch") {
			t.text = "limit"
		}
		// What qualifies a column is added, too.
		if inside && !slices.ContainsFunc(noise, t.is) && !following.is(".") {
			found[len(found)-1] += " " + t.text
		}
	}
	slices.Sort(found)
	return strings.Join(found, ",")
}
