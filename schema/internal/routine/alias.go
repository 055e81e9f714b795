package routine

import "github.com/synapscale/synapscale-go/schema/internal/structure"

// columnsRead takes alias.column in each statement, where alias is surely a name of
// one relation.
func (r *reader) columnsRead() {
	variables := r.variables()
	for from := 0; from < len(r.tokens); {
		to := from
		for to < len(r.tokens) && !r.is(to, ";") {
			to++
		}
		aliases := r.aliases(from, to)
		for i := from; i < to; i++ {
			alias := nameOf(r.at(i))
			name, found := aliases[alias]
			if !found || variables[alias] || r.is(i-1, ".") || !r.is(i+1, ".") || !r.at(i+2).Name || r.is(i+3, "(", ".") {
				continue
			}
			r.use(i, Use{Kind: Column, Name: name, Column: nameOf(r.at(i + 2)), Alias: alias})
		}
		from = to + 1
	}
}

// variables are the names that a body declares for something of its own: variables,
// and the labels of its blocks.
func (r *reader) variables() map[string]bool {
	names := map[string]bool{"new": true, "old": true, "excluded": true}
	for i := range r.tokens {
		declares := r.is(i-1, "declare", ";") && r.at(i+1).Name
		if r.at(i).Name && (declares || r.is(i-1, "<<", "for", "into")) {
			names[nameOf(r.at(i))] = true
		}
	}
	return names
}

// aliases are the names of relations between two positions. A name of two things is
// none.
func (r *reader) aliases(from, to int) map[string]structure.Name {
	aliases, others := map[string]structure.Name{}, map[string]bool{}
	for i := from; i < to; i++ {
		if relation, known := r.relations[i]; known {
			alias, end := r.alias(relation.name.Name, relation.behind)
			before, twice := aliases[alias]
			if r.is(end, "(") || twice && before != relation.name {
				others[alias] = true // Its columns have other names as well.
			}
			aliases[alias] = relation.name
			r.listed(end, others)
		}
		if r.is(i, ")", "ordinality") { // A subquery or a function has a name, too.
			alias, _ := r.alias("", i+1)
			others[alias] = true
		}
	}
	for alias := range others {
		delete(aliases, alias)
	}
	return aliases
}

// listed takes the names of what stands behind commas in FROM, from the first comma
// on: what else they are names of is not known.
func (r *reader) listed(i int, others map[string]bool) {
	for r.is(i, ",") {
		name, size := r.name(i + 1)
		alias, end := r.alias(name.Name, i+1+size)
		others[alias] = true
		i = end
	}
}

// A named is a relation where a body names it.
type named struct {
	name   structure.Name
	behind int // where what follows the name begins
}

// alias returns the name that something gets behind its own name, which ends at i, or
// else its own, and where that ends.
func (r *reader) alias(name string, i int) (alias string, end int) {
	if r.is(i, "as") {
		i++
	}
	if !r.at(i).Name || r.is(i, following...) {
		return name, i
	}
	return nameOf(r.at(i)), i + 1
}

// following are the words that may stand behind the name of a relation and are not
// another name for it.
var following = []string{
	"cross", "default", "except", "fetch", "for", "full", "group", "having", "inner", "intersect", "into", "join", "left", "limit",
	"loop", "natural", "offset", "on", "order", "overriding", "returning", "right", "select", "set", "tablesample", "then", "union",
	"using", "values", "when", "where", "window", "with",
}
