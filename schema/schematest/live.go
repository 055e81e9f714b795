package schematest

import (
	"slices"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/expected"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// live fills a snapshot with what models ask for, and with what PostgreSQL adds by
// itself: the names of primary keys, and sequences.
func live(snapshot *catalog.Snapshot, tables []*structure.Table) {
	for _, asked := range tables {
		table := *asked
		table.Model, table.Join = "", false
		if table.PrimaryKey != nil {
			table.PrimaryKeyName = table.Name.Name + "_pkey"
		}
		table.Columns = slices.Clone(asked.Columns)
		for i := range table.Columns {
			column := &table.Columns[i]
			column.Field, column.AnyDefault = "", false
			if column.Serial && column.Identity == "" {
				snapshot.Sequences = append(snapshot.Sequences, ownSequence(&table, column))
			}
		}
		table.Indexes = slices.Clone(asked.Indexes)
		table.ForeignKeys, table.Checks = slices.Clone(asked.ForeignKeys), slices.Clone(asked.Checks)
		for i := range table.Checks {
			table.Checks[i].Columns = slices.Clone(table.Checks[i].Columns)
		}
		snapshot.Tables = append(snapshot.Tables, &table)
	}
}

// declareAll adds what is declared beside the models, of which expected.Declare has
// already added to the tables of models what is theirs.
func declareAll(snapshot *catalog.Snapshot, all *expected.Declarations) {
	snapshot.Extensions = append(snapshot.Extensions, all.Extensions...)
	snapshot.Enums = append(snapshot.Enums, all.Enums...)
	snapshot.Functions = append(snapshot.Functions, all.Functions...)
	snapshot.Views = append(snapshot.Views, all.Views...)
	for _, sequence := range all.Sequences {
		snapshot.Sequences = append(snapshot.Sequences, bounded(sequence))
	}
	for _, view := range all.Views {
		kind := structure.KindView
		if view.Materialized {
			kind = structure.KindMaterializedView
		}
		if at := indexOf(snapshot.Tables, view.Name); at >= 0 {
			snapshot.Tables[at].Kind = kind
		} else {
			snapshot.Tables = append(snapshot.Tables, &structure.Table{Name: view.Name, Kind: kind})
		}
	}
	for _, declared := range all.Tables {
		at := indexOf(snapshot.Tables, declared.Name)
		if at < 0 {
			snapshot.Tables = append(snapshot.Tables, declared)
			continue
		}
		if table := snapshot.Tables[at]; table != declared {
			table.RowSecurity, table.Policies, table.Triggers = declared.RowSecurity, declared.Policies, declared.Triggers
		}
	}
	for _, table := range snapshot.Tables {
		if table.Partition != "" {
			table.Kind = structure.KindPartitionedTable
		}
	}
}

func indexOf(tables []*structure.Table, name structure.Name) int {
	return slices.IndexFunc(tables, func(t *structure.Table) bool { return t.Name == name })
}

// ownSequence gives a serial column the default and the sequence that make it one.
func ownSequence(table *structure.Table, column *structure.Column) structure.Sequence {
	name := structure.Name{Schema: table.Name.Schema, Name: table.Name.Name + "_" + column.Name + "_seq"}
	column.Default = "nextval('" + name.Quoted() + "'::regclass)"
	return bounded(structure.Sequence{
		Name: name, Type: column.Type.Name, Increment: max(column.Increment, 1), Table: table.Name, Column: column.Name,
	})
}

// bounded gives a sequence the bounds of its type.
func bounded(sequence structure.Sequence) structure.Sequence {
	sequence.Minimum = 1
	sequence.Maximum = structure.LargestInteger(sequence.Type)
	return sequence
}

// dropTable removes a table and, as PostgreSQL does, what hangs on it.
func dropTable(snapshot *catalog.Snapshot, t *Table) {
	snapshot.Tables = slices.DeleteFunc(snapshot.Tables, func(other *Table) bool { return other == t })
	snapshot.Sequences = slices.DeleteFunc(snapshot.Sequences, func(s structure.Sequence) bool { return s.Table == t.Name })
	dropReferences(snapshot, t.Name, func(ForeignKey) bool { return true })
}

// dropReferences removes the foreign keys to a table that are chosen.
func dropReferences(snapshot *catalog.Snapshot, to Name, chosen func(ForeignKey) bool) {
	for _, t := range snapshot.Tables {
		t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(k ForeignKey) bool { return k.References == to && chosen(k) })
	}
}

// dropColumn removes a column and what hangs on it.
func dropColumn(snapshot *catalog.Snapshot, t *Table, column string) {
	has := func(names []string) bool { return slices.Contains(names, column) }
	t.Columns = slices.DeleteFunc(t.Columns, func(c Column) bool { return c.Name == column })
	t.ForeignKeys = slices.DeleteFunc(t.ForeignKeys, func(k ForeignKey) bool { return has(k.Columns) })
	dropReferences(snapshot, t.Name, func(k ForeignKey) bool { return has(k.ReferencedColumns) })
	t.Checks = slices.DeleteFunc(t.Checks, func(c Check) bool { return has(c.Columns) })
	t.Indexes = slices.DeleteFunc(t.Indexes, func(x Index) bool {
		return has(x.Include) || slices.ContainsFunc(x.Keys, func(k IndexKey) bool { return k.Column == column })
	})
	snapshot.Sequences = slices.DeleteFunc(snapshot.Sequences, func(s structure.Sequence) bool {
		return s.Table == t.Name && s.Column == column
	})
	if has(t.PrimaryKey) {
		t.PrimaryKey, t.PrimaryKeyName = nil, ""
	}
}
