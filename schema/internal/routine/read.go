package routine

import (
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// read finds every use in the body.
func (r *reader) read() {
	r.queries, r.relations = []bool{false}, map[int]named{}
	for i := range r.tokens {
		r.level(i)
		r.field(i)
		r.relation(i)
		r.function(i)
		r.operator(i)
		r.cast(i)
	}
	r.columnsRead()
}

// level follows the parentheses.
func (r *reader) level(i int) {
	last := len(r.queries) - 1
	switch {
	case r.is(i, "("):
		r.queries = append(r.queries, false)
	case r.is(i, ")") && last > 0:
		r.queries = r.queries[:last]
	case r.is(i, ";", "then", "else", "begin", "loop") && last == 0:
		r.queries[0] = false
	case r.is(i, "select", "delete", "update", "perform"):
		r.queries[last] = true
	}
}

// field takes NEW.column and OLD.column.
func (r *reader) field(i int) {
	if r.isField(i) && !r.renamed {
		r.use(i, Use{Kind: Field, Row: r.at(i).Text, Column: nameOf(r.at(i + 2))})
	}
}

func (r *reader) isField(i int) bool {
	return r.is(i, "new", "old") && !r.is(i-1, ".") && r.is(i+1, ".") && r.at(i+2).Name && !r.is(i+3, "(")
}

// name reads the name at i, and returns its length, which is 0 if there is none.
func (r *reader) name(i int) (structure.Name, int) {
	switch {
	case !r.at(i).Name:
		return structure.Name{}, 0
	case !r.is(i+1, "."):
		return structure.Name{Name: nameOf(r.at(i))}, 1
	case r.at(i+2).Name && !r.is(i+3, "."):
		return structure.Name{Schema: nameOf(r.at(i)), Name: nameOf(r.at(i + 2))}, 3
	}
	return structure.Name{}, 0
}

// relation takes the name behind a word that announces a relation, and the columns
// that are written to it.
func (r *reader) relation(i int) {
	at := r.announced(i)
	if at == 0 {
		return
	}
	name, size := r.name(at)
	if size == 0 || name.Schema == "" && (r.local[name.Name] || r.is(at, notRelations...)) {
		return
	}
	behind := at + size
	if r.is(behind, "(") && !r.is(i, "into") {
		return // It is a function.
	}
	r.use(i, Use{Kind: Relation, Name: name})
	r.relations[i] = named{name, behind}
	switch {
	case r.is(i, "into") && r.is(behind, "("):
		r.inserted(name, behind)
	case r.is(i, "update"):
		r.updated(name, behind)
	}
}

// notRelations are the words that may stand where the name of a relation does.
var notRelations = []string{"lateral", "rows", "set", "unnest", "strict", "current", "new", "old"}

// announced returns where the name of a relation is, or 0 if the word at i
// announces none.
func (r *reader) announced(i int) int {
	at := i + 1
	switch {
	case r.is(i, "from"):
		if !r.queries[len(r.queries)-1] || r.is(i-1, "distinct") && r.is(i-2, "is", "not") {
			return 0
		}
	case r.is(i, "join"):
	case r.is(i, "into"):
		if !r.is(i-1, "insert", "merge") {
			return 0
		}
	case r.is(i, "update"):
		if i > 0 && !r.is(i-1, ";", "then", "else", "begin", "loop", "(", ")") {
			return 0
		}
	case r.is(i, "truncate"):
		if r.is(at, "table") {
			at++
		}
	case r.is(i, "view"):
		if !r.is(i-1, "materialized") || !r.is(i-2, "refresh") {
			return 0
		}
		if r.is(at, "concurrently") {
			at++
		}
	default:
		return 0
	}
	if r.is(at, "only") {
		at++
	}
	return at
}

// inserted takes the columns of an INSERT, whose list opens at i.
func (r *reader) inserted(table structure.Name, i int) {
	end := r.closing(i)
	for at := i + 1; at < end; at += 2 {
		if !r.at(at).Name || at+1 != end && !r.is(at+1, ",") {
			return // It is a query.
		}
	}
	for at := i + 1; at < end; at += 2 {
		r.use(i, Use{Kind: Column, Name: table, Column: nameOf(r.at(at))})
	}
}

// updated takes the columns that an UPDATE sets. What is behind the name of the
// table begins at i.
func (r *reader) updated(table structure.Name, i int) {
	for limit := i + 2; i < limit && !r.is(i, "set"); i++ {
		continue // The table may have another name in the statement.
	}
	if !r.is(i, "set") {
		return
	}
	for depth := 0; i < len(r.tokens) && depth >= 0 && !r.is(i, ";", "where", "from", "returning", "update"); i++ {
		switch {
		case r.is(i, "("):
			depth++
		case r.is(i, ")"):
			depth--
		case depth == 0 && r.is(i, "set", ",") && r.at(i+1).Name && r.is(i+2, "="):
			r.use(i, Use{Kind: Column, Name: table, Column: nameOf(r.at(i + 1))})
		}
	}
}

// function takes a name in front of a parenthesis.
func (r *reader) function(i int) {
	if !r.is(i, "(") || !r.at(i-1).Name {
		return
	}
	if !r.is(i-2, ".") {
		if name := nameOf(r.at(i - 1)); r.calls(i-2) && !r.local[name] {
			r.use(i, Use{Kind: Function, Name: structure.Name{Name: name}})
		}
		return
	}
	name, size := r.name(i - 3)
	if size == 3 && !r.is(i-4, append(announcing, ".")...) && !r.is(i-3, "new", "old") {
		r.use(i, Use{Kind: Function, Name: name})
	}
}

// announcing are the words behind which a name in front of a parenthesis is none of
// a function that is called.
var announcing = []string{
	"into", "update", "table", "exists", "references", "on", "view", "index", "only", "copy", "analyze", "vacuum",
	"function", "procedure", "aggregate", "routine", "type", "truncate",
}

// calls reports whether a name behind the token at i, in front of a parenthesis,
// must be that of a function.
func (r *reader) calls(i int) bool {
	t := r.at(i)
	if t.Name {
		return r.is(i, "select", "return", "perform", "and", "or", "not", "where", "when", "then", "else", "if", "elsif", "by", "call", "having", "from", "join")
	}
	return !t.String && t.Text != ")" && t.Text != "]" && t.Text != "." && t.Text != "::" && t.Text != ";" && t.Text != ""
}

// missing are the operators that jsonb has, and json has not.
var missing = []string{"#-", "@>", "<@", "?", "?|", "?&", "@?", "@@"}

// producers are the functions of PostgreSQL whose result is a json.
var producers = []string{
	"row_to_json", "to_json", "array_to_json", "json_build_object", "json_build_array", "json_object", "json_agg",
	"json_object_agg", "json_strip_nulls",
}

// operator takes an operator behind something of which it is sure that it is a
// json, or may be a column that is one.
func (r *reader) operator(i int) {
	if !r.is(i, missing...) {
		return
	}
	use := Use{Kind: Operator, Operator: r.at(i).Text}
	var from int
	switch {
	case r.is(i-1, ")"):
		from = r.opening(i-1) - 1
		if !r.is(from, producers...) {
			return
		}
	case r.is(i-1, "json") && r.is(i-2, "::") && (r.at(i-3).Name || r.at(i-3).String):
		from = i - 3
	case r.isField(i-3) && !r.renamed:
		from = i - 3
		use.Row, use.Column = r.at(from).Text, nameOf(r.at(i-1))
	default:
		return
	}
	// What comes before must not take the operand for itself.
	if before := r.at(from - 1); before.Name || slices.Contains([]string{"", "(", ",", "=", "<>"}, before.Text) {
		r.use(i, use)
	}
}

// texts are the types that an empty text is a value of.
var texts = []string{"text", "character", "varchar", "name", "bpchar", "bytea"}

// cast takes current_setting(…)::type and cast(current_setting(…) as type).
func (r *reader) cast(i int) {
	if !r.is(i, "current_setting") || !r.is(i+1, "(") || r.reached[i] == 0 {
		return
	}
	from, to := i, r.closing(i+1)
	if r.is(from-1, ".") {
		from -= 2
	}
	for r.is(from-1, "(") && r.is(to+1, ")") && (!r.at(from-2).Name || r.is(from-2, operators...)) {
		from, to = from-1, to+1
	}
	casts := r.is(to+1, "::") || r.is(to+1, "as") && r.is(from-1, "(") && r.is(from-2, "cast")
	if setting := r.at(i + 2); casts && setting.String && !r.is(to+2, texts...) && !slices.Contains(r.body.Casts, setting.Text) {
		r.body.Casts = append(r.body.Casts, setting.Text)
	}
}

// operators are the words that a parenthesis may follow that is not theirs.
var operators = []string{"and", "or", "not", "in", "is", "select", "return", "when", "then", "else", "where", "if", "elsif", "on"}
