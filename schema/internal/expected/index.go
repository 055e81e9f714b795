package expected

import (
	"slices"
	"strings"
	"unicode"

	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func indexes(parsed *schema.Schema) []structure.Index {
	var indexes []structure.Index
	for _, index := range parsed.ParseIndexes() {
		result := structure.Index{
			Name: objectName(index.Name), Method: strings.ToLower(strings.TrimSpace(index.Type)),
			Unique: strings.EqualFold(strings.TrimSpace(index.Class), "UNIQUE"), Predicate: index.Where,
		}
		if result.Method == "" {
			result.Method = "btree"
		}
		for _, option := range index.Fields {
			result.Keys = append(result.Keys, indexKey(option))
		}
		indexes = append(indexes, result)
	}
	for _, unique := range parsed.ParseUniqueConstraints() {
		indexes = append(indexes, uniqueColumn(unique.Name, unique.Field.DBName))
	}
	return indexes
}

// uniqueColumn is the index behind a unique constraint.
func uniqueColumn(name, column string) structure.Index {
	return structure.Index{
		Name: objectName(name), Method: "btree", Unique: true, Constraint: true,
		Keys: []structure.IndexKey{{Column: column}},
	}
}

// indexKey reads one key of an index. GORM writes the expression of a tag into
// CREATE INDEX as it is, so it may be a column, and an operator class and a
// direction may follow it.
func indexKey(option schema.IndexOption) structure.IndexKey {
	key := structure.IndexKey{Column: option.DBName}
	rest := option.Sort
	if option.Expression != "" {
		expression, more := indexed(option.Expression)
		rest = more + " " + rest
		key = structure.IndexKey{Expression: expression}
		if !strings.HasSuffix(expression, ")") { // An expression is a call or stands between parentheses.
			key = structure.IndexKey{Column: structure.Unquote(expression)}
			if key.Column == expression {
				key.Column = structure.Fold(expression)
			}
		}
	}
	words := strings.Fields(strings.ToLower(rest))
	key.Descending = slices.Contains(words, "desc")
	// Without a word about nulls, they come first in a descending index and last
	// in an ascending one.
	nulls := slices.Index(words, "nulls")
	key.NullsFirst = key.Descending
	if nulls >= 0 {
		key.NullsFirst = slices.Contains(words[nulls:], "first")
	}
	return key
}

// indexed splits what a key of an index is from what follows it: at the first space
// that stands between neither quotes nor parentheses, nor before any.
func indexed(text string) (key, rest string) {
	text = strings.TrimSpace(text)
	depth, quote := 0, rune(0)
	for i, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '\'' || r == '"':
			quote = r
		case r == '(':
			depth++
		case r == ')':
			depth--
		case depth == 0 && unicode.IsSpace(r) && !strings.HasPrefix(strings.TrimSpace(text[i:]), "("):
			return text[:i], text[i:]
		}
	}
	return text, ""
}
