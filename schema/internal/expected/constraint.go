package expected

import (
	"regexp"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// actionWords matches a referential action, and what ends it.
var actionWords = regexp.MustCompile(`(?i)^\s*(no\s+action|restrict|cascade|set\s+null|set\s+default)\b`)

// actionColumns matches the columns of SET NULL (a, b).
var actionColumns = regexp.MustCompile(`(?i)^\s*set\s+(?:null|default)\s*\(([^)]*)\)`)

// action returns a referential action as SQL names it; without one it is NO ACTION.
func action(text string) string {
	if match := actionWords.FindStringSubmatch(text); match != nil {
		return strings.ToUpper(strings.Join(strings.Fields(match[1]), " "))
	}
	return "NO ACTION"
}

// deleteColumns are those that an action names, nil if it names none.
func deleteColumns(text string) (columns []string) {
	if match := actionColumns.FindStringSubmatch(text); match != nil {
		for column := range strings.SplitSeq(match[1], ",") {
			columns = append(columns, identifier(column))
		}
	}
	return columns
}

const name = `(?:"(?:[^"]|"")*"|[\pL_][\pL\pN_$]*)`

var (
	references = regexp.MustCompile(`^(` + name + `(?:\.` + name + `)?)\s*(?:\(([^)]*)\))?(.*)$`)
	onDelete   = regexp.MustCompile(`(?is)\bon\s+delete\s+(.*)$`)
	onUpdate   = regexp.MustCompile(`(?is)\bon\s+update\s+(.*)$`)
	matching   = regexp.MustCompile(`(?i)\bmatch\s+(full|partial)\b`)
)

// reference adds the foreign key of a column of which the type tag says REFERENCES.
// Without columns it refers to the primary key, which is filled in when all tables are
// read.
func (r *reader) reference(table *structure.Table, column, constraint, text string) {
	match := references.FindStringSubmatch(text)
	if match == nil {
		return
	}
	schema, relation, qualified := strings.Cut(match[1], ".")
	target := structure.Name{Schema: r.defaultSchema, Name: identifier(schema)}
	if qualified {
		target = structure.Name{Schema: identifier(schema), Name: identifier(relation)}
	}
	key := structure.ForeignKey{
		Name: constraint, Columns: []string{column}, References: target,
		OnDelete: action(captured(onDelete, match[3])), OnUpdate: action(captured(onUpdate, match[3])),
		DeleteColumns: deleteColumns(captured(onDelete, match[3])),
		Match:         strings.ToUpper(captured(matching, match[3])), Deferrable: deferrable(match[3]),
	}
	if match[2] != "" {
		key.ReferencedColumns = []string{identifier(match[2])}
	}
	table.ForeignKeys = append(table.ForeignKeys, key)
}

func captured(pattern *regexp.Regexp, text string) string {
	if match := pattern.FindStringSubmatch(text); match != nil {
		return match[1]
	}
	return ""
}

// resolve fills in the columns of the references that name none. Of a table without a
// model nobody knows the key; a reference to it is left out.
func (r *reader) resolve() {
	for _, table := range r.tables {
		table.ForeignKeys = slices.DeleteFunc(table.ForeignKeys, func(key structure.ForeignKey) bool {
			return key.ReferencedColumns == nil && r.byName[key.References] == nil
		})
		for i, key := range table.ForeignKeys {
			if key.ReferencedColumns == nil {
				table.ForeignKeys[i].ReferencedColumns = r.byName[key.References].PrimaryKey
			}
		}
	}
}
