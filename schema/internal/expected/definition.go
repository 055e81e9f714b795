package expected

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A definition is what stands behind a column's name in CREATE TABLE: a type, and
// clauses by the word that each begins with.
type definition struct {
	typeText string
	clauses  map[string]string
	names    map[string]string // of constraints, by the word of their clause
}

func (d definition) has(word string) bool {
	_, found := d.clauses[word]
	return found
}

// tokensOf splits a text into words, what stands in quotes, and single characters. A
// quote that does not end is a character.
func tokensOf(text string) []string {
	var tokens []string
	for text != "" {
		size := quotedSize(text)
		if size == 0 {
			size = wordSize(text)
		}
		tokens, text = append(tokens, text[:size]), text[size:]
	}
	return tokens
}

// quotedSize returns the length of the quoted text at the beginning, or 0 without one.
func quotedSize(text string) int {
	quote := text[0]
	if quote != '\'' && quote != '"' {
		return 0
	}
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] != quote:
		case i+1 < len(text) && text[i+1] == quote:
			i++ // Doubled, it stands for itself.
		default:
			return i + 1
		}
	}
	return 0
}

// wordSize returns the length of the word at the beginning, or of the character there.
func wordSize(text string) int {
	for i, r := range text {
		isLetter := r == '_' || unicode.IsLetter(r)
		switch {
		case isLetter || i > 0 && (r == '$' || unicode.IsNumber(r)):
		case i > 0:
			return i
		default:
			_, size := utf8.DecodeRuneInString(text)
			return size
		}
	}
	return len(text)
}

// define reads what GORM would write for a field, in which the type of the tag
// stands as it is, with whatever the tag says behind it.
func define(text string) definition {
	d := definition{clauses: map[string]string{}, names: map[string]string{}}
	name := ""
	d.typeText = split(text, beginsClause, func(clause, body string) {
		if clause == "constraint" {
			name = body
			return
		}
		if !d.has(clause) {
			d.clauses[clause] = body
			if name != "" {
				d.names[clause] = identifier(name)
			}
		}
		name = ""
	})
	return d
}

// beginsClause reports whether a word begins a clause of a definition. Some do in one
// place, and belong to another clause in another.
func beginsClause(word, clause, before, following string) bool {
	before = strings.ToLower(strings.TrimSpace(before))
	switch word {
	case "not":
		return following == "null"
	case "null":
		return (before != "" || clause == "") && !strings.HasSuffix(before, "set")
	case "default":
		return !strings.HasSuffix(before, "set") && (clause != "generated" || !strings.HasSuffix(before, "by"))
	case "collate", "generated", "primary", "unique", "check", "references", "constraint":
		return true
	}
	return false
}

// split hands the clauses of a text to clause, and returns what stands before the first.
// The words that begin them stand outside parentheses and quotes.
func split(text string, begins func(word, clause, before, following string) bool, clause func(word, body string)) (head string) {
	tokens := tokensOf(text)
	current, body, depth := "", strings.Builder{}, 0
	end := func() {
		if current == "" {
			head = body.String()
		} else {
			clause(current, strings.TrimSpace(body.String()))
		}
		body.Reset()
	}
	for i, token := range tokens {
		word := strings.ToLower(token)
		switch {
		case word == "(":
			depth++
		case word == ")":
			depth--
		case depth <= 0 && begins(word, current, body.String(), next(tokens[i+1:])):
			end()
			current = word
			continue
		}
		body.WriteString(token)
	}
	end()
	return head
}

// next returns the first word of tokens in lower case.
func next(tokens []string) string {
	for _, token := range tokens {
		if strings.TrimSpace(token) != "" {
			return strings.ToLower(token)
		}
	}
	return ""
}

// A defined is a definition with the column that it makes.
type defined struct {
	definition
	column     structure.Column // without a name
	hasDefault bool             // be it NULL
}

func readColumn(written string) defined {
	d := define(written)
	column := structure.Column{
		Type:      structure.ParseType(d.typeText),
		Default:   d.clauses["default"],
		Serial:    structure.IsSerial(d.typeText),
		Collation: collation(d.clauses["collate"]),
	}
	generate(&column, d.clauses["generated"])
	hasDefault := column.Default != ""
	column.NotNull = d.has("not") || column.Serial
	if text := expression.Normal(column.Default); text == "null" || strings.HasPrefix(text, "null ::") {
		column.Default = ""
	}
	return defined{d, column, hasDefault}
}

// addColumn adds a column, of which GORM would write the definition, and what the
// definition makes of the table.
func (r *reader) addColumn(table *structure.Table, field *schema.Field, written string) {
	known, found := r.columns[written]
	if !found {
		known = readColumn(written)
		r.columns[written] = known
	}
	d, column := known.definition, known.column
	column.Name, column.Field, column.Comment = field.DBName, strings.Join(field.BindNames, "."), field.Comment
	column.AnyDefault = !known.hasDefault && field.DefaultValue == "(-)"
	table.Columns = append(table.Columns, column)
	name := func(clause, suffix string) string {
		if given := d.names[clause]; given != "" {
			return given
		}
		return objectName(table.Name.Name + "_" + column.Name + suffix)
	}
	if d.has("primary") {
		table.PrimaryKey = []string{column.Name} // GORM then leaves its own tags aside.
	}
	if d.has("unique") {
		unique := uniqueColumn(name("unique", "_key"), column.Name)
		words := strings.Fields(strings.ToLower(d.clauses["unique"]))
		unique.NullsNotDistinct = slices.Contains(words, "nulls") && slices.Contains(words, "distinct") && slices.Contains(words, "not")
		unique.Deferrable = deferrable(d.clauses["unique"])
		table.Indexes = append(table.Indexes, unique)
	}
	if d.has("check") {
		table.Checks = append(table.Checks, structure.Check{
			Name: name("check", "_check"), Expression: d.clauses["check"], Columns: []string{column.Name},
		})
	}
	if d.has("references") {
		r.reference(table, column.Name, name("references", "_fkey"), d.clauses["references"])
	}
}

// step matches the step among the options of an identity's sequence.
var step = regexp.MustCompile(`(?i)\bincrement\s+(?:by\s+)?(-?[0-9]+)`)

// generate reads what stands behind GENERATED: an identity, or the expression by which
// the column is computed.
func generate(column *structure.Column, clause string) {
	words := strings.Fields(strings.ToLower(clause))
	open, end := strings.IndexByte(clause, '('), strings.LastIndexByte(clause, ')')
	switch {
	case slices.Contains(words, "identity") || strings.Contains(strings.ToLower(clause), "identity("):
		column.Serial, column.Identity = true, "BY DEFAULT"
		if words[0] == "always" {
			column.Identity = "ALWAYS"
		}
		if match := step.FindStringSubmatch(clause); match != nil {
			column.Increment, _ = strconv.ParseInt(match[1], 10, 64)
		}
	case open >= 0 && open < end:
		column.Generated, column.Default = true, clause[open:end+1]
		// Without a word PostgreSQL 18 computes it when it is read; before, it asks for one.
		column.Virtual = !strings.EqualFold(strings.TrimSpace(clause[end+1:]), "stored")
	}
}

// collation returns the name of a collation as the catalog has it: without a schema if
// it is PostgreSQL's, and nothing for the default.
func collation(text string) string {
	var name structure.Name
	schema, relation, qualified := strings.Cut(strings.TrimSpace(text), ".")
	if name = (structure.Name{Name: identifier(schema)}); qualified {
		name = structure.Name{Schema: identifier(schema), Name: identifier(relation)}
	}
	if name.Schema == "pg_catalog" {
		name.Schema = ""
	}
	if name.String() == "default" {
		return ""
	}
	return name.String()
}

// identifier reads a name as SQL does: folded unless it is quoted.
func identifier(text string) string {
	text = strings.TrimSpace(text)
	if unquoted := structure.Unquote(text); unquoted != text {
		return unquoted
	}
	return structure.Fold(text)
}

// deferrable reads when a constraint is checked from what stands behind it.
func deferrable(text string) structure.Deferrable {
	words := " " + strings.Join(strings.Fields(strings.ToLower(text)), " ") + " "
	switch {
	case strings.Contains(words, " initially deferred "):
		return structure.InitiallyDeferred
	case strings.Contains(words, " deferrable ") && !strings.Contains(words, " not deferrable "):
		return structure.InitiallyNow
	}
	return structure.NotDeferrable
}
