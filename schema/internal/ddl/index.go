package ddl

import (
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// Index returns CREATE INDEX for an index of a table.
func Index(table structure.Name, index structure.Index, concurrently bool) string {
	text := "create "
	if index.Unique {
		text += "unique "
	}
	text += "index "
	if concurrently {
		text += "concurrently "
	}
	text += Identifier(index.Name) + " on " + Name(table)
	if index.Method != "btree" && index.Method != "" {
		text += " using " + Identifier(index.Method)
	}
	keys := make([]string, len(index.Keys))
	for i, key := range index.Keys {
		keys[i] = indexKey(key)
	}
	text += " (" + strings.Join(keys, ", ") + ")"
	if len(index.Include) > 0 {
		text += " include " + Columns(index.Include)
	}
	if index.NullsNotDistinct {
		text += " nulls not distinct"
	}
	if index.Predicate != "" {
		text += " where " + Ended(index.Predicate)
	}
	return text
}

func indexKey(key structure.IndexKey) string {
	text := Identifier(key.Column)
	if key.Column == "" {
		text = Enclosed(key.Expression)
	}
	if key.Collation != "" {
		text += " collate " + Collation(key.Collation)
	}
	if key.OperatorClass != "" {
		text += " " + Collation(key.OperatorClass)
	}
	if key.Descending {
		text += " desc"
	}
	if key.NullsFirst != key.Descending {
		text += map[bool]string{true: " nulls first", false: " nulls last"}[key.NullsFirst]
	}
	return text
}

// UsingIndex returns the unique constraint that takes an index over.
func UsingIndex(index structure.Index, builtAs string) string {
	return "constraint " + Identifier(index.Name) + " unique using index " + Identifier(builtAs) + Deferrable(index.Deferrable)
}
