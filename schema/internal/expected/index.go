package expected

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

func indexes(parsed source) []structure.Index {
	var indexes []structure.Index
	for _, index := range parsed.indexes {
		result := structure.Index{
			Name: objectName(index.Name), Method: strings.ToLower(strings.TrimSpace(index.Type)),
			Unique: strings.EqualFold(strings.TrimSpace(index.Class), "UNIQUE"), Predicate: index.Where,
		}
		describeIndex(&result, index.Option)
		if expression.Normal(result.Predicate) == "true" {
			result.Predicate = "" // PostgreSQL does not keep it.
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
	describeKey(&key, rest)
	if key.Collation == "" && option.Collate != "" {
		key.Collation = collation(option.Collate)
	}
	return key
}

// keyWord matches one word, or quoted name, with what may be qualified by it.
var keyWord = regexp.MustCompile(name + `(?:\.` + name + `)?`)

// describeKey reads what stands behind a key: a collation, an operator class, a direction
// and the place of nulls, each of them or none.
func describeKey(key *structure.IndexKey, text string) {
	words := keyWord.FindAllString(withoutParentheses(text), -1)
	nulls := ""
	for i := 0; i < len(words); i++ {
		word, hasNext := strings.ToLower(words[i]), i+1 < len(words)
		switch {
		case word == "collate" && hasNext:
			i++
			key.Collation = collation(words[i])
		case word == "nulls" && hasNext:
			i++
			nulls = strings.ToLower(words[i])
		case word == "desc":
			key.Descending = true
		case word != "asc":
			key.OperatorClass = collation(words[i])
		}
	}
	// Without a word about nulls, they come first in a descending index and last
	// in an ascending one.
	key.NullsFirst = nulls == "first" || nulls == "" && key.Descending
}

// withoutParentheses takes away the parameters of an operator class.
func withoutParentheses(text string) string {
	for {
		open, end := strings.IndexByte(text, '('), strings.IndexByte(text, ')')
		if open < 0 || end < open {
			return text
		}
		text = text[:open] + text[end+1:]
	}
}

// describeIndex reads what GORM writes behind the keys of an index: the columns that it
// carries, how it treats nulls, and its storage, which means nothing.
func describeIndex(index *structure.Index, option string) {
	split(option, func(word, clause, _, _ string) bool {
		return clause != "where" && slices.Contains([]string{"include", "nulls", "with", "tablespace", "where"}, word)
	}, func(word, body string) {
		switch word {
		case "include":
			for column := range strings.SplitSeq(strings.Trim(body, "() "), ",") {
				index.Include = append(index.Include, identifier(column))
			}
		case "nulls":
			index.NullsNotDistinct = strings.HasPrefix(strings.ToLower(body), "not")
		case "where":
			index.Predicate = body
		}
	})
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
