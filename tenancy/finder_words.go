package tenancy

// name reads a keyword, or an identifier with the parts that follow it after dots, and reports whether that is a table.
func (f *finder) name(t token, afterDistinct bool) bool {
	if found, qualified := f.qualified(t); qualified {
		f.expected, f.top().with = false, noWith
		return found
	}
	text := folded(&f.buffer, t)
	if t.kind == word && f.keyword(text, afterDistinct) {
		return false
	}
	if f.with(t, text) {
		return false
	}
	if !f.expected {
		return false
	}
	f.expected = false
	if table, isolated := f.tables.bare[string(text)]; isolated && !f.isWithQuery(text) {
		f.found = table
		return true
	}
	return false
}

// qualified reads the parts of a name after dots, if there are any: two that follow each other may be schema and table.
func (f *finder) qualified(t token) (found, qualified bool) {
	for {
		if !f.lexer.dot() {
			return false, qualified
		}
		qualified = true
		tables := f.tables.schemas[string(folded(&f.buffer, t))]
		start := f.lexer.at
		if t = f.lexer.next(); t.kind != word && t.kind != quotedWord {
			f.lexer.at = start
			return false, true
		}
		if table, isolated := tables[string(folded(&f.buffer, t))]; isolated {
			f.found = table
			return true, true
		}
	}
}

// keyword takes note of a keyword that says where tables stand, and reports whether the word is one.
func (f *finder) keyword(text []byte, afterDistinct bool) bool {
	top := f.top()
	switch string(text) {
	case "from":
		f.expected = !afterDistinct && !top.argument
		top.list = top.list || f.expected
	case "using":
		f.expected, top.list = true, true
	case "join", "into", "update", "table":
		f.expected = true
	case "only", "lateral": // FROM ONLY x
	case "where", "group", "order", "having", "limit", "offset", "fetch", "window", "returning", "set", "values",
		"select", "union", "intersect", "except":
		f.expected, top.list, top.argument = false, false, false
		if top.with != withName {
			top.with = noWith
		}
	case "with":
		f.expected = false
		*top = level{with: withName}
	case "distinct":
		f.expected, f.distinct = false, true
	case "extract", "substring", "trim", "overlay":
		f.expected, f.function = false, true
	default:
		return false
	}
	return true
}

// with takes note of a word of WITH name AS (…), and reports whether it is one.
func (f *finder) with(t token, text []byte) bool {
	top := f.top()
	switch {
	case top.with == withName && t.kind == word && string(text) == "recursive":
		top.recursive = true
	case top.with == withName:
		top.query, top.with = string(text), withAs
	case top.with == withAs && t.kind == word && string(text) == "as":
		top.with = withOpen
	case top.with == withOpen && t.kind == word && (string(text) == "not" || string(text) == "materialized"):
	default:
		top.with = noWith
		return false
	}
	f.expected = false
	return true
}

func (f *finder) isWithQuery(name []byte) bool {
	for _, query := range f.queries {
		if query.name == string(name) {
			return true
		}
	}
	return false
}
