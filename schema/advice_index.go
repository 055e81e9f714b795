package schema

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// indexesOf returns the indexes of a table with that of its primary key, which
// comes first.
func indexesOf(table *structure.Table) []structure.Index {
	if len(table.PrimaryKey) == 0 {
		return table.Indexes
	}
	key := structure.Index{Name: table.PrimaryKeyName, Method: "btree", Unique: true, Constraint: true}
	for _, column := range table.PrimaryKey {
		key.Keys = append(key.Keys, structure.IndexKey{Column: column})
	}
	return append([]structure.Index{key}, table.Indexes...)
}

// indexes gives advice about the indexes of a table.
func (a *adviser) indexes(table *structure.Table) {
	all := indexesOf(table)
	superfluous := func(index structure.Index) []structure.Index {
		var instead []structure.Index
		for _, other := range all {
			if a.replaces(table, other, index) {
				instead = append(instead, other)
			}
		}
		return instead
	}
	for _, index := range table.Indexes {
		instead := superfluous(index)
		if len(instead) == 0 {
			a.ignoresDeleted(table, index)
			a.neverUsed(table, index)
			continue
		}
		// The one that stays is named: there is one, because of two that replace each
		// other only one goes.
		kept := instead[slices.IndexFunc(instead, func(i structure.Index) bool { return len(superfluous(i)) == 0 })]
		finding := Finding{
			Code: CodeIndexRedundant, Object: index.Name, Expected: "only " + kept.Name, Actual: indexSQL(index),
			Reason: fmt.Sprintf("%s begins with the same and serves every query that it serves: %s", kept.Name, indexSQL(kept)),
			sides:  sides{actual: index},
		}
		if len(kept.Keys) == len(index.Keys) {
			finding.Code, finding.Reason = CodeIndexDuplicate, kept.Name+" is the same"
			if kept.Unique && !index.Unique {
				finding.Reason += ", and unique"
			}
		}
		a.advice(table, finding)
	}
}

// indexSQL describes an index in SQL's words, its name and its table left out.
func indexSQL(index structure.Index) string {
	if _, definition, found := strings.Cut(index.Definition, " USING "); found {
		if index.Unique {
			return "unique " + definition
		}
		return definition
	}
	var columns []string
	for _, key := range index.Keys {
		columns = append(columns, key.Column)
	}
	return "primary key " + list(columns)
}

// replaces reports whether an index can go because of another one.
func (a *adviser) replaces(table *structure.Table, kept, index structure.Index) bool {
	if kept.Name == index.Name || !covers(kept, index) {
		return false
	}
	return !covers(index, kept) || a.rank(table, kept) < a.rank(table, index) ||
		a.rank(table, kept) == a.rank(table, index) && kept.Name < index.Name
}

// rank orders indexes that are the same: the lower one stays.
func (a *adviser) rank(table *structure.Table, index structure.Index) int {
	switch {
	case index.Name == table.PrimaryKeyName:
		return 0
	case index.Constraint:
		return 1
	case slices.ContainsFunc(a.models[table.Name].Indexes, func(i structure.Index) bool { return i.Name == index.Name }):
		return 2
	}
	return 3
}

// covers reports whether an index does all that another one does.
func covers(kept, index structure.Index) bool {
	switch {
	case kept.Method != index.Method || kept.Predicate != index.Predicate || kept.Exclusion || index.Exclusion:
		return false
	case index.Unique && (!kept.Unique || len(kept.Keys) != len(index.Keys) ||
		kept.NullsNotDistinct != index.NullsNotDistinct || kept.Deferrable != index.Deferrable):
		return false
	case len(kept.Keys) < len(index.Keys) || len(kept.Keys) > len(index.Keys) && index.Method != "btree":
		return false
	}
	carries := func(column string) bool {
		return slices.Contains(kept.Include, column) ||
			slices.ContainsFunc(kept.Keys, func(k structure.IndexKey) bool { return k.Column == column })
	}
	if slices.ContainsFunc(index.Include, func(column string) bool { return !carries(column) }) {
		return false
	}
	return sameOrder(kept.Keys, index.Keys, false) || index.Method == "btree" && sameOrder(kept.Keys, index.Keys, true)
}

// sameOrder reports whether the first keys of one index are those of another,
// read forwards or backwards.
func sameOrder(longer, shorter []structure.IndexKey, backwards bool) bool {
	for i, key := range shorter {
		if backwards {
			key.Descending, key.NullsFirst = !key.Descending, !key.NullsFirst
		}
		key.DefaultClass = longer[i].DefaultClass // It follows from the type.
		if longer[i] != key {
			return false
		}
	}
	return true
}

// deletedColumn is where GORM's soft delete writes when a row was deleted.
const deletedColumn = "deleted_at"

// ignoresDeleted finds a unique index that rows count for which are deleted as far
// as the application can tell.
func (a *adviser) ignoresDeleted(table *structure.Table, index structure.Index) {
	deleted := table.Column(deletedColumn)
	mentions := strings.Contains(index.Predicate, deletedColumn) || slices.ContainsFunc(index.Keys, func(k structure.IndexKey) bool {
		return k.Column == deletedColumn || strings.Contains(k.Expression, deletedColumn) || slices.Equal(table.PrimaryKey, []string{k.Column})
	})
	if deleted == nil || deleted.NotNull || !index.Unique || mentions {
		return
	}
	better := index
	better.Predicate, better.Constraint, better.Definition = "(deleted_at IS NULL)", false, ""
	if index.Predicate != "" {
		better.Predicate = "(" + index.Predicate + " AND (deleted_at IS NULL))"
	}
	a.advice(table, Finding{
		Code: CodeUniqueIgnoresDeleted, Object: index.Name, Expected: "where deleted_at is null", Actual: indexSQL(index),
		Reason: "what a deleted row held cannot be given to a new one",
		sides:  sides{better, index},
	})
}

// An index is unused if the server has counted for as long as this, on a table
// that has as many rows: the planner reads a small table whole.
const (
	unusedAge  = 30 * 24 * time.Hour
	unusedRows = 10_000
)

// neverUsed finds an index that only costs. Those that promise something, and those
// that serve a reference, do so without being read.
func (a *adviser) neverUsed(table *structure.Table, index structure.Index) {
	unused, found := a.unused[tableIndex{table.Name, index.Name}]
	if !found || index.Unique || index.Exclusion || unused.Age < unusedAge || unused.Rows < unusedRows {
		return
	}
	for _, key := range table.ForeignKeys {
		if slices.ContainsFunc(serving(table, key), func(i structure.Index) bool { return i.Name == index.Name }) {
			return
		}
	}
	a.advice(table, Finding{
		Code: CodeIndexUnused, Object: index.Name, Expected: nothing, Actual: indexSQL(index),
		Reason: fmt.Sprintf("no query has used it in the %d days that the server has counted at least, and the table has about %d rows",
			int(unused.Age.Hours()/24), unused.Rows),
		sides: sides{actual: index},
	})
}
