package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// reference finds a column that by its name and its type refers to a table and
// that nothing keeps from referring to nowhere.
func (a *adviser) reference(table *structure.Table, column structure.Column) {
	stem, isReference := strings.CutSuffix(column.Name, "_id")
	switch {
	case !isReference || table.Column(stem+"_type") != nil && slices.Contains(anything, stem):
		return
	case slices.Equal(table.PrimaryKey, []string{column.Name}): // It is what others refer to.
		return
	case slices.ContainsFunc(table.ForeignKeys, func(k structure.ForeignKey) bool { return slices.Contains(k.Columns, column.Name) }):
		return
	}
	referenced := a.namesake(table.Name.Schema, stem)
	if referenced == nil || len(referenced.PrimaryKey) != 1 {
		return
	}
	id := referenced.Column(referenced.PrimaryKey[0])
	if id.Type != column.Type || id.Type.Array || !slices.Contains([]string{"uuid", "bigint", "integer", "smallint"}, id.Type.Name) {
		return
	}
	key := structure.ForeignKey{
		Columns: []string{column.Name}, References: referenced.Name, ReferencedColumns: []string{id.Name},
		OnDelete: "NO ACTION", OnUpdate: "NO ACTION",
	}
	a.advice(table, Finding{
		Code: CodeReferenceWithoutKey, Object: column.Name, Expected: foreignKeyText(key), Actual: nothing,
		Reason: fmt.Sprintf("what it refers to in %s can be deleted, or never have been there", referenced.Name),
		sides:  sides{key, column},
	})
}

// anything are the words for what can be a row of any table. With a type beside it
// such a column says to which of several it refers.
var anything = []string{
	"entity", "item", "object", "owner", "parent", "record", "ref", "reference", "resource", "source", "subject", "target",
}

// namesake returns the table that holds what the stem of a column names: the one
// with the plural for a name, or the only one whose name ends in it.
func (a *adviser) namesake(schema, stem string) *structure.Table {
	names := append(plurals(stem), stem)
	for _, name := range names {
		if table := a.live.Table(structure.Name{Schema: schema, Name: name}); table != nil && isOwnTable(table) {
			return table
		}
	}
	var found []*structure.Table
	for _, name := range names {
		found = append(found, a.endings[structure.Name{Schema: schema, Name: name}]...)
	}
	if len(found) != 1 {
		return nil // Of two, neither is meant for sure.
	}
	return found[0]
}

// plurals are the words that may be the plural of an English word.
func plurals(word string) []string {
	forms := []string{word + "s"}
	if strings.HasSuffix(word, "y") {
		forms = append(forms, strings.TrimSuffix(word, "y")+"ies")
	}
	for _, sibilant := range []string{"s", "x", "z", "ch", "sh"} {
		if strings.HasSuffix(word, sibilant) {
			forms = append(forms, word+"es")
		}
	}
	return forms
}
