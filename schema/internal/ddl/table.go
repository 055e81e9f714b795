package ddl

import (
	"strings"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// Table returns CREATE TABLE with columns, primary key and checks. Indexes and
// foreign keys are statements of their own.
func Table(table *structure.Table) string {
	lines := make([]string, 0, len(table.Columns)+len(table.Checks)+1)
	for _, column := range table.Columns {
		lines = append(lines, Column(column))
	}
	if len(table.PrimaryKey) > 0 {
		lines = append(lines, PrimaryKey(table))
	}
	for _, check := range table.Checks {
		lines = append(lines, Check(check))
	}
	create := "create table "
	if table.Unlogged {
		create = "create unlogged table "
	}
	text := create + Name(table.Name) + " (\n    " + strings.Join(lines, ",\n    ") + "\n)"
	if table.Partition != "" {
		text += " partition by " + table.Partition
	}
	return text
}

// Column returns a column as CREATE TABLE and ADD COLUMN want it.
func Column(column structure.Column) string {
	text := Identifier(column.Name) + " " + columnType(column)
	if column.Collation != "" {
		text += " collate " + Collation(column.Collation)
	}
	switch {
	case column.Identity != "":
		text += " " + Identity(column.Identity)
	case column.Generated:
		text += " " + Generation(column)
	case column.Default != "" && !column.Serial:
		text += " default " + Ended(column.Default)
	}
	if column.NotNull && !column.Serial {
		text += " not null"
	}
	return text
}

var serials = map[string]string{"smallint": "smallserial", "integer": "serial", "bigint": "bigserial"}

// columnType is the type, or the pseudo-type that brings a sequence with it.
func columnType(column structure.Column) string {
	if serial, found := serials[column.Type.Name]; found && column.Serial && column.Identity == "" {
		return serial
	}
	return column.Type.String()
}

// Identity returns what makes a column an identity.
func Identity(when string) string {
	return "generated " + strings.ToLower(when) + " as identity"
}

// Generation returns what makes a column computed.
func Generation(column structure.Column) string {
	stored := " stored"
	if column.Virtual {
		stored = " virtual"
	}
	return "generated always as " + Enclosed(column.Default) + stored
}

// Collation returns the name of a collation, which the catalog writes with a dot and
// without quotes.
func Collation(name string) string { return Name(structure.ParseName(name)) }

// PrimaryKeyName is the name of the primary key of a table, that which PostgreSQL
// gives if none is known.
func PrimaryKeyName(table *structure.Table) string {
	if table.PrimaryKeyName != "" {
		return table.PrimaryKeyName
	}
	return Cut(table.Name.Name, "_pkey")
}

// PrimaryKey returns the constraint of a primary key.
func PrimaryKey(table *structure.Table) string {
	return "constraint " + Identifier(PrimaryKeyName(table)) + " primary key " + Columns(table.PrimaryKey)
}

// Cut appends a suffix to a name of which it cuts off what has no room in 63 bytes.
func Cut(name, suffix string) string {
	if room := 63 - len(suffix); len(name) > room {
		name = strings.ToValidUTF8(name[:room], "")
	}
	return name + suffix
}

// Check returns the constraint of a check.
func Check(check structure.Check) string {
	return "constraint " + Identifier(check.Name) + " check " + Enclosed(check.Expression)
}

// ForeignKey returns the constraint of a foreign key.
func ForeignKey(key structure.ForeignKey) string {
	text := "constraint " + Identifier(key.Name) + " foreign key " + Columns(key.Columns) +
		" references " + Name(key.References) + " " + Columns(key.ReferencedColumns)
	if key.Match != "" {
		text += " match " + strings.ToLower(key.Match)
	}
	if key.OnUpdate != "NO ACTION" && key.OnUpdate != "" {
		text += " on update " + strings.ToLower(key.OnUpdate)
	}
	if key.OnDelete != "NO ACTION" && key.OnDelete != "" {
		text += " on delete " + strings.ToLower(key.OnDelete)
		if key.DeleteColumns != nil {
			text += " " + Columns(key.DeleteColumns)
		}
	}
	return text + Deferrable(key.Deferrable)
}

// Deferrable returns what a constraint says about waiting, with a space before it.
func Deferrable(when structure.Deferrable) string {
	if when == structure.NotDeferrable {
		return ""
	}
	return " " + strings.ToLower(string(when))
}
