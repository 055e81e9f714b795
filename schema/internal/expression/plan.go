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
// plan does not tell is listed at [unplanned].
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
var errUnplanned = errors.New("their plans are the same, but EXPLAIN tells neither of LIMIT, OFFSET and FETCH how many, nor all of OVER, DISTINCT ON, " +
	"FOR UPDATE and UNION; declare the query as pg_get_viewdef prints it")

// unplannedWords begin the clauses that EXPLAIN does not print in full, some of them only
// in front of certain words, and clauseWords the clauses that follow them.
var (
	unplannedWords = map[string][]string{
		"limit": nil, "offset": nil, "fetch": nil, "over": nil, "window": nil, "union": nil,
		"distinct": {"on"}, "for": {"update", "no", "share", "key"},
	}
	clauseWords = []string{"from", "where", "select", "order", "as", "group", "having"}
)

// unplanned returns the clauses of a query of which its plan does not tell all.
func unplanned(query string) string {
	var clauses []token
	depth, inside := 0, false
	tokens := normalTokens(query)
	for i, t := range tokens {
		following := token{}
		if i+1 < len(tokens) {
			following = tokens[i+1]
		}
		before, begins := unplannedWords[t.text]
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
			inside = inside && depth > 0
		case begins && t.kind == word && (before == nil || slices.Contains(before, following.text)):
			if !inside {
				depth = 0
			}
			inside = true
		case depth == 0 && (t.is(",") || t.is(";") || slices.ContainsFunc(clauseWords, t.is)):
			inside = false
		}
		// PostgreSQL adds and leaves out parentheses and what qualifies a column.
		if inside && !t.is("(") && !t.is(")") && !t.is(".") && !following.is(".") {
			clauses = append(clauses, t)
		}
	}
	return join(clauses)
}
