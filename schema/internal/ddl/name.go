// Package ddl writes what the vocabulary of the check describes as SQL. Every
// function returns the piece of a statement, without a semicolon.
package ddl

import (
	"regexp"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// keywords are those that PostgreSQL 13 to 18 do not take for the name of a column,
// a function or a type unless it is quoted (pg_get_keywords, catcode other than U).
var keywords = strings.Fields(`all analyse analyze and any array as asc asymmetric authorization between bigint binary bit
	boolean both case cast char character check coalesce collate collation column concurrently constraint create cross
	current_catalog current_date current_role current_schema current_time current_timestamp current_user dec decimal default
	deferrable desc distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest
	group grouping having ilike in initially inner inout int integer intersect interval into is isnull join json json_array
	json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value lateral
	leading least left like limit localtime localtimestamp merge_action national natural nchar none normalize not notnull null
	nullif numeric offset on only or order out outer overlaps overlay placing position precision primary real references
	returning right row select session_user setof similar smallint some substring symmetric system_user table tablesample then
	time timestamp to trailing treat trim true union unique user using values varchar variadic verbose when where window with
	xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`)

var plainName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// Identifier returns a name as SQL, quoted where it has to be.
func Identifier(name string) string {
	if plainName.MatchString(name) && !slices.Contains(keywords, name) {
		return name
	}
	return structure.Quote(name)
}

// Name returns a qualified name as SQL.
func Name(name structure.Name) string {
	if name.Schema == "" {
		return Identifier(name.Name)
	}
	return Identifier(name.Schema) + "." + Identifier(name.Name)
}

// Columns returns a list of columns between parentheses.
func Columns(names []string) string { return "(" + Identifiers(names) + ")" }

// Identifiers returns names separated by commas.
func Identifiers(names []string) string {
	written := make([]string, len(names))
	for i, name := range names {
		written[i] = Identifier(name)
	}
	return strings.Join(written, ", ")
}

// Literal returns a text as SQL.
func Literal(text string) string {
	quoted := "'" + strings.ReplaceAll(text, "'", "''") + "'"
	if strings.Contains(text, `\`) { // Whatever standard_conforming_strings says.
		quoted = "E" + strings.ReplaceAll(quoted, `\`, `\\`)
	}
	return quoted
}

// Enclosed puts an expression between parentheses unless one pair already encloses
// all of it.
func Enclosed(expression string) string {
	expression = strings.TrimSpace(expression)
	if strings.HasPrefix(expression, "(") && closes(expression) == len(expression)-1 {
		return expression
	}
	return "(" + Ended(expression) + ")"
}

// Ended ends the line of a text in which a comment may stand, so that what follows is
// not taken for a part of it.
func Ended(text string) string {
	if strings.Contains(text, "--") {
		return text + "\n"
	}
	return text
}

// closes returns where the parenthesis closes with which the text begins.
func closes(text string) int {
	depth, quote := 0, byte(0)
	for i := range len(text) {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// quoted delimits a text with dollar signs, by a tag that it does not hold.
func quoted(text, tag string) string {
	for strings.Contains(text, "$"+tag) {
		tag += "_"
	}
	return "$" + tag + "$" + text + "$" + tag + "$"
}
