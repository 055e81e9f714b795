package tenancy

import (
	"slices"

	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// isolatedTables are the tables whose rows belong to tenants.
type isolatedTables struct {
	schemas map[string]map[string]*isolation.Table
	bare    map[string]*isolation.Table // by the name alone, which a search path may complete
	own     string                      // the condition of what a tenant writes where the column tenant_id has to say it
}

func newIsolatedTables(tables []isolation.Table) *isolatedTables {
	t := &isolatedTables{own: isolation.OwnedTable("").Write, schemas: map[string]map[string]*isolation.Table{}, bare: map[string]*isolation.Table{}}
	for _, table := range tables {
		if !table.Isolated() {
			continue
		}
		if t.schemas[table.Schema] == nil {
			t.schemas[table.Schema] = map[string]*isolation.Table{}
		}
		t.schemas[table.Schema][table.Name] = &table
		t.bare[table.Name] = &table
	}
	return t
}

// named returns the isolated table whose name stands first in the SQL, with or without its schema, nil if it is none.
func (t *isolatedTables) named(sql string) *isolation.Table {
	l, buffer := lexer{text: sql}, [64]byte{}
	first := l.next()
	if l.next().kind != '.' {
		return t.bare[string(folded(&buffer, first))]
	}
	tables := t.schemas[string(folded(&buffer, first))]
	return tables[string(folded(&buffer, l.next()))]
}

// in returns the first isolated table of which the SQL reads or writes rows, nil if its text names none. What a view, a
// function or a string of SQL inside of it does cannot be told.
//
// A name with its schema is found wherever it stands, one without where a table can stand. A WITH query of that name is
// known. Statements that touch no rows, such as those that change the structure or the session, are passed over.
func (t *isolatedTables) in(sql string) *isolation.Table {
	var room [8]level
	f := finder{tables: t, lexer: lexer{text: sql}, levels: room[:0]}
	for {
		next := f.lexer.next()
		if next.kind == endOfText {
			return nil
		}
		if next.kind != ';' && f.statement(next) {
			return f.found
		}
	}
}

// A level is what is known between two parentheses, or outside all of them.
type level struct {
	list      bool // after FROM: a comma leads to the next table
	argument  bool // of a function that has a FROM of its own, as extract(year from x)
	with      withState
	recursive bool
	query     string // the name of the WITH query that is being read
}

// withState is how far a level is in WITH name AS (…), name AS (…).
type withState byte

const (
	noWith withState = iota
	withName
	withAs
	withOpen
	withBody
	withComma
)

// A finder reads statements. It stops at the first table that it finds.
type finder struct {
	tables *isolatedTables
	lexer  lexer
	found  *isolation.Table

	levels   []level
	queries  []withQuery
	expected bool // a table is, next
	distinct bool // the last word was DISTINCT, after which FROM compares
	function bool // the last word was a function that has a FROM of its own
	buffer   [64]byte
}

// A withQuery is known in its level and those below.
type withQuery struct {
	name  string
	level int
}

// statement reads one statement, whose first token is there, and reports whether it found a table.
func (f *finder) statement(first token) bool {
	f.levels, f.queries = append(f.levels[:0], level{}), f.queries[:0]
	f.expected, f.distinct, f.function = false, false, false
	if first.kind == word {
		switch string(folded(&f.buffer, first)) {
		case "begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "set", "reset", "show", "discard", "lock",
			"listen", "unlisten", "notify", "deallocate", "close", "checkpoint", "load", "vacuum", "analyze", "analyse", "reindex", "cluster",
			"drop", "alter", "comment", "grant", "revoke", "security", "reassign", "import":
			return f.passOver()
		case "create":
			return f.create()
		case "explain":
			return f.explain()
		case "truncate":
			f.expected, f.top().list = true, true
			first = f.lexer.next()
		case "copy":
			f.expected = true
			first = f.lexer.next()
		}
	}
	return f.scan(first)
}

// passOver goes to the end of a statement that touches no rows.
func (f *finder) passOver() bool {
	for {
		if kind := f.lexer.next().kind; kind == endOfText || kind == ';' {
			return false
		}
	}
}

// create reads what follows CREATE. Rows are read by the query after AS, of a table and of a materialized view.
func (f *finder) create() bool {
	for {
		t := f.lexer.next()
		switch string(folded(&f.buffer, t)) {
		case "global", "local", "temp", "temporary", "unlogged":
			continue
		case "table", "materialized":
		default:
			if t.kind == ';' || t.kind == endOfText {
				return false
			}
			return f.passOver()
		}
		break
	}
	for depth := 0; ; {
		switch t := f.lexer.next(); {
		case t.kind == endOfText || t.kind == ';':
			return false
		case t.kind == '(':
			depth++
		case t.kind == ')':
			depth--
		case depth == 0 && t.kind == word && string(folded(&f.buffer, t)) == "as":
			return f.statement(f.lexer.next())
		}
	}
}

// explain reads what follows EXPLAIN, which executes the statement only if ANALYZE stands before it.
func (f *finder) explain() bool {
	executed := false
	for depth := 0; ; {
		t := f.lexer.next()
		text := string(folded(&f.buffer, t))
		switch {
		case t.kind == endOfText || t.kind == ';':
			return false
		case t.kind == '(':
			depth++
		case t.kind == ')':
			depth--
		case t.kind == word && (text == "analyze" || text == "analyse"):
			executed = true
		case depth > 0 || t.kind == word && text == "verbose":
		case executed:
			return f.statement(t)
		default:
			return f.passOver()
		}
	}
}

func (f *finder) top() *level { return &f.levels[len(f.levels)-1] }

// scan reads to the end of a statement, or to a table.
func (f *finder) scan(t token) bool {
	for ; ; t = f.lexer.next() {
		distinct, function := f.distinct, f.function
		f.distinct, f.function = false, false
		switch t.kind {
		case endOfText, ';':
			return false
		case word, quotedWord:
			if f.name(t, distinct) {
				return true
			}
			continue
		case unicodeWord: // Its escapes may spell any name.
			f.found = &isolation.Table{Schema: "U&", Name: t.text}
			return true
		case '(':
			f.open(function)
			continue // FROM (a JOIN b …): a table is expected still.
		case ')':
			f.close()
		case ',':
			if top := f.top(); top.with == withComma {
				top.with = withName
			}
			f.expected = f.top().list
			continue
		}
		f.expected = false
	}
}

func (f *finder) open(function bool) {
	top := f.top()
	if top.with == withOpen {
		top.with = withBody
		if top.recursive {
			f.queries = append(f.queries, withQuery{top.query, len(f.levels)})
		}
	}
	f.levels = append(f.levels, level{list: f.expected, argument: function})
}

func (f *finder) close() {
	if len(f.levels) == 1 {
		return
	}
	f.levels = f.levels[:len(f.levels)-1]
	f.queries = slices.DeleteFunc(f.queries, func(q withQuery) bool { return q.level > len(f.levels) })
	if top := f.top(); top.with == withBody {
		top.with = withComma
		if !top.recursive { // Only now: in its own body the name is the table's.
			f.queries = append(f.queries, withQuery{top.query, len(f.levels)})
		}
	}
}
