package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// keys gives advice about the keys of a table and its references.
func (a *adviser) keys(table *structure.Table) {
	if len(table.PrimaryKey) == 0 {
		a.advice(table, Finding{Code: CodeTableWithoutKey, Expected: "a primary key", Actual: nothing, sides: sides{actual: *table}})
	}
	a.generatedKey(table)
	for i, key := range table.ForeignKeys {
		a.setNull(table, key)
		a.referenceType(table, key)
		before := table.ForeignKeys[:i]
		if at := slices.IndexFunc(before, func(k structure.ForeignKey) bool { return sameReference(k, key) }); at >= 0 {
			a.repeated(table, before[at], key)
		}
		if !slices.ContainsFunc(before, func(k structure.ForeignKey) bool { return sameSet(k.Columns, key.Columns) }) {
			a.unindexed(table, key)
		}
	}
	for _, column := range table.Columns {
		a.reference(table, column)
	}
}

// setNull finds an action that can never be carried out.
func (a *adviser) setNull(table *structure.Table, key structure.ForeignKey) {
	var actions []string
	var breaks []Statement
	column := ""
	for _, action := range []struct {
		does      string
		columns   []string
		statement Statement
	}{{key.OnDelete, deleteColumns(key), StatementDelete}, {key.OnUpdate, key.Columns, StatementUpdate}} {
		at := slices.IndexFunc(action.columns, func(name string) bool { return table.Column(name).NotNull })
		if action.does == "SET NULL" && at >= 0 {
			column = action.columns[at]
			actions, breaks = append(actions, string(action.statement)), append(breaks, action.statement)
		}
	}
	if len(actions) == 0 {
		return
	}
	a.advice(table, Finding{
		Code: CodeSetNullNotNull, Object: key.Name,
		Expected: "an action that can be carried out, or a column that may be null",
		Actual:   foreignKeyText(key),
		Reason: fmt.Sprintf("%s is not null, so every %s of a row of %s that is referenced fails",
			column, strings.Join(actions, " and "), key.References),
		Breaks: breaks, sides: sides{actual: key},
	})
}

// referenceType finds a reference whose two ends need a cast to be compared.
func (a *adviser) referenceType(table *structure.Table, key structure.ForeignKey) {
	referenced := a.live.Table(key.References)
	if referenced == nil {
		return // It is in another schema.
	}
	for i, name := range key.Columns {
		from, to := table.Column(name), referenced.Column(key.ReferencedColumns[i])
		if to == nil || from.Type.Array == to.Type.Array && comparable(from.Type.Name) == comparable(to.Type.Name) {
			continue
		}
		better := *from
		better.Type = to.Type
		a.advice(table, Finding{
			Code: CodeForeignKeyType, Object: key.Name, Expected: name + " " + to.Type.String(), Actual: name + " " + from.Type.String(),
			Reason: fmt.Sprintf("%s.%s, to which it refers, is %s", key.References, to.Name, to.Type),
			sides:  sides{better, *from},
		})
		return // The other columns have to follow together with this one.
	}
}

// comparable returns the type by which a type is compared: a varchar is a text.
func comparable(name string) string {
	if name == "character varying" {
		return "text"
	}
	return name
}

// repeated takes two foreign keys that say the same of the same columns. If a model
// declares one of them there is a warning of the other already.
func (a *adviser) repeated(table *structure.Table, kept, other structure.ForeignKey) {
	if slices.ContainsFunc(a.report.Findings, func(f Finding) bool {
		return f.Code == CodeForeignKeyDuplicate && f.Table == table.Name.String() && (f.Object == other.Name || f.Object == kept.Name)
	}) {
		return
	}
	finding := Finding{
		Code: CodeForeignKeyRepeated, Object: other.Name, Expected: "only " + kept.Name, Actual: foreignKeyText(other),
		Reason: "both are checked at every write", sides: sides{actual: other},
	}
	if !sameActions(kept, other) {
		finding.Code = CodeForeignKeyContradiction
		finding.Reason = fmt.Sprintf("%s says: %s; which of the two acts first follows from the order in which they were made", kept.Name, foreignKeyText(kept))
	}
	a.advice(table, finding)
}

// unindexed finds a reference that the deletion of what it refers to cannot find
// without reading the whole table.
func (a *adviser) unindexed(table *structure.Table, key structure.ForeignKey) {
	if len(serving(table, key)) > 0 {
		return
	}
	index := structure.Index{Name: newIndexName(table, key.Columns), Method: "btree"}
	for _, name := range key.Columns {
		index.Keys = append(index.Keys, structure.IndexKey{Column: name})
	}
	a.advice(table, Finding{
		Code: CodeForeignKeyUnindexed, Object: key.Name,
		Expected: "an index that begins with " + list(key.Columns), Actual: nothing,
		Reason: fmt.Sprintf("each delete from %s reads the whole table%s", key.References, locks(key)),
		sides:  sides{expected: index},
	})
}

func locks(key structure.ForeignKey) string {
	if key.OnDelete == "CASCADE" || strings.HasPrefix(key.OnDelete, "SET") {
		return " to find the rows that it changes"
	}
	return ""
}

// serving returns the indexes that find the rows of a reference. One that leaves
// out the rows without a reference will do.
func serving(table *structure.Table, key structure.ForeignKey) []structure.Index {
	var found []structure.Index
	for _, index := range indexesOf(table) {
		n := len(key.Columns)
		if len(index.Keys) < n || index.Method != "btree" && (index.Method != "hash" || n > 1) || !notNullOnly(index.Predicate, key.Columns) {
			continue
		}
		var leading []string
		for _, k := range index.Keys[:n] {
			leading = append(leading, k.Column)
		}
		if sameSet(leading, key.Columns) {
			found = append(found, index)
		}
	}
	return found
}

// notNullOnly reports whether a predicate, as PostgreSQL prints it, leaves out no
// row whose columns hold something.
func notNullOnly(predicate string, columns []string) bool {
	return predicate == "" || len(columns) == 1 &&
		(predicate == "("+columns[0]+" IS NOT NULL)" || predicate == "("+structure.Quote(columns[0])+" IS NOT NULL)")
}

func sameSet(a, b []string) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(name string) bool { return !slices.Contains(b, name) })
}

// newIndexName names an index much as PostgreSQL would, within its 63 bytes.
func newIndexName(table *structure.Table, columns []string) string {
	name := table.Name.Name + "_" + strings.Join(columns, "_")
	return strings.ToValidUTF8(name[:min(len(name), maximumName-len("_idx"))], "") + "_idx"
}

// generatedKey looks at a key of one column whose values the database makes, or
// should.
func (a *adviser) generatedKey(table *structure.Table) {
	if len(table.PrimaryKey) != 1 {
		return
	}
	column := table.Column(table.PrimaryKey[0])
	refers := slices.ContainsFunc(table.ForeignKeys, func(k structure.ForeignKey) bool { return slices.Contains(k.Columns, column.Name) })
	if column.Type.Name == "uuid" && column.Default == "" && !refers {
		better := *column
		better.Default = "gen_random_uuid()"
		a.advice(table, Finding{
			Code: CodeKeyWithoutDefault, Object: column.Name, Expected: "default gen_random_uuid()", Actual: "no default",
			sides: sides{better, *column},
		})
	}
	sequence, owned := a.sequencesOf[owner{table.Name, column.Name}]
	limit := min(structure.LargestInteger(column.Type.Name), sequence.Maximum)
	// Of one that has used most of its numbers there is a warning.
	full := sequence.Last != nil && float64(*sequence.Last) >= almostFull*float64(limit)
	if !owned || limit <= 0 || full || column.Type.Name == "bigint" {
		return
	}
	better := *column
	better.Type = structure.Type{Name: "bigint"}
	a.advice(table, Finding{
		Code: CodeKeyNarrow, Object: column.Name, Expected: "bigint", Actual: column.Type.String(),
		Reason: fmt.Sprintf("every insert fails after number %d", limit), sides: sides{better, *column},
	})
}
