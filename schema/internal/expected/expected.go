// Package expected says which structure a set of GORM models asks for. It reads
// models as GORM does, through schema.Parse and the dialect, so that it agrees
// with what GORM sends and with what AutoMigrate would create.
package expected

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// Tables reads the models, in their order, and after them the join tables of
// their many-to-many relations. A table name without a schema is given
// defaultSchema. Two models of one table are one table: the columns of both.
func Tables(db *gorm.DB, defaultSchema string, models []any) ([]*structure.Table, error) {
	r := reader{db: db, defaultSchema: defaultSchema, byName: map[structure.Name]*structure.Table{}}
	var schemas []*schema.Schema
	for _, model := range models {
		parsed, err := Parse(db, model)
		if err != nil {
			return nil, err
		}
		schemas = append(schemas, parsed)
		r.table(parsed)
	}
	for _, parsed := range schemas {
		for _, relation := range relationsOf(parsed) {
			if relation.JoinTable != nil {
				schemas = append(schemas, relation.JoinTable)
				r.table(relation.JoinTable).Join = true
			}
		}
	}
	for _, parsed := range schemas {
		r.foreignKeys(parsed)
	}
	return r.tables, nil
}

// Parse reads one model with the naming strategy of db. GORM panics on some
// malformed tags; Parse returns an error that names the model.
func Parse(db *gorm.DB, model any) (parsed *schema.Schema, err error) {
	defer func() {
		if failure := recover(); failure != nil {
			err = fmt.Errorf("model %T: GORM cannot read it: %v", model, failure)
		}
	}()
	statement := &gorm.Statement{DB: db}
	if err := statement.Parse(model); err != nil {
		return nil, fmt.Errorf("model %T: %w", model, err)
	}
	return statement.Schema, nil
}

// TableName qualifies the table of a model.
func TableName(parsed *schema.Schema, defaultSchema string) structure.Name {
	name := structure.ParseName(parsed.Table)
	if name.Schema == "" {
		name.Schema = defaultSchema
	}
	return name
}

type reader struct {
	db            *gorm.DB
	defaultSchema string
	tables        []*structure.Table
	byName        map[structure.Name]*structure.Table
}

func (r *reader) table(parsed *schema.Schema) *structure.Table {
	name := TableName(parsed, r.defaultSchema)
	table := r.byName[name]
	if table == nil {
		table = &structure.Table{Name: name, Kind: structure.KindTable}
		for _, field := range parsed.PrimaryFields {
			table.PrimaryKey = append(table.PrimaryKey, field.DBName)
		}
		r.byName[name] = table
		r.tables = append(r.tables, table)
	}
	for _, name := range parsed.DBNames {
		field := parsed.FieldsByDBName[name]
		if field.IgnoreMigration || table.Column(name) != nil {
			continue
		}
		table.Columns = append(table.Columns, r.column(field))
	}
	for _, check := range parsed.ParseCheckConstraints() {
		table.Checks = append(table.Checks, structure.Check{
			Name: check.Name, Expression: check.Constraint, Columns: []string{check.DBName},
		})
	}
	table.Checks = sortedByName(table.Checks, func(check structure.Check) string { return check.Name })
	table.Indexes = sortedByName(append(table.Indexes, indexes(parsed)...), func(index structure.Index) string { return index.Name })
	return table
}

// sortedByName sorts by name and keeps the first of several with one name, which two
// models of one table have in common.
func sortedByName[T any](objects []T, name func(T) string) []T {
	slices.SortStableFunc(objects, func(a, b T) int { return strings.Compare(name(a), name(b)) })
	return slices.CompactFunc(objects, func(a, b T) bool { return name(a) == name(b) })
}

func (r *reader) column(field *schema.Field) structure.Column {
	declared := r.db.Dialector.DataTypeOf(field)
	typeText, generation, isGenerated := strings.Cut(declared, " GENERATED ")
	column := structure.Column{
		Name:    field.DBName,
		Type:    structure.ParseType(typeText),
		Serial:  structure.IsSerial(typeText) || strings.HasSuffix(generation, "AS IDENTITY"),
		Comment: field.Comment,
	}
	column.NotNull = field.NotNull || field.PrimaryKey || column.Serial
	if isGenerated && !column.Serial {
		column.Generated = true
		expression := strings.TrimPrefix(generation, "ALWAYS AS ")
		column.Default = strings.TrimSuffix(expression, " STORED")
		return column
	}
	column.Default = defaultOf(field)
	if column.Default == "(-)" {
		column.Default, column.AnyDefault = "", true
	}
	return column
}

// defaultOf returns the expression that GORM would put behind DEFAULT: a text
// field's value is a literal whether the tag quotes it or not, and every other
// field's is SQL.
func defaultOf(field *schema.Field) string {
	if !field.HasDefaultValue || strings.EqualFold(field.DefaultValue, "null") {
		return ""
	}
	if text, isText := field.DefaultValueInterface.(string); isText {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return field.DefaultValue
}

func indexes(parsed *schema.Schema) []structure.Index {
	var indexes []structure.Index
	for _, index := range parsed.ParseIndexes() {
		result := structure.Index{
			Name: index.Name, Method: strings.ToLower(index.Type),
			Unique: strings.EqualFold(index.Class, "UNIQUE"), Predicate: index.Where,
		}
		if result.Method == "" {
			result.Method = "btree"
		}
		for _, option := range index.Fields {
			result.Keys = append(result.Keys, indexKey(parsed, option))
		}
		indexes = append(indexes, result)
	}
	for _, unique := range parsed.ParseUniqueConstraints() {
		indexes = append(indexes, structure.Index{
			Name: unique.Name, Method: "btree", Unique: true, Constraint: true,
			Keys: []structure.IndexKey{{Column: unique.Field.DBName}},
		})
	}
	return indexes
}

// indexKey reads one key of an index. GORM writes the expression of a tag into
// CREATE INDEX as it is, so it may be a column, and an operator class and a
// direction may follow it.
func indexKey(parsed *schema.Schema, option schema.IndexOption) structure.IndexKey {
	key := structure.IndexKey{Column: option.DBName}
	sorting := option.Sort
	if option.Expression != "" {
		expression, more := firstWord(option.Expression)
		sorting = more + " " + sorting
		key.Column, key.Expression = "", expression
		if column := structure.Unquote(expression); parsed.FieldsByDBName[column] != nil {
			key.Column, key.Expression = column, ""
		}
	}
	sorting = strings.ToLower(strings.Join(strings.Fields(sorting), " "))
	key.Descending = strings.Contains(sorting, "desc")
	// Without a word about nulls, they come first in a descending index and last
	// in an ascending one.
	key.NullsFirst = strings.Contains(sorting, "nulls first") || key.Descending && !strings.Contains(sorting, "nulls last")
	return key
}

// firstWord splits a text at the first space that stands between neither quotes nor
// parentheses.
func firstWord(text string) (word, rest string) {
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
		case depth == 0 && unicode.IsSpace(r):
			return text[:i], text[i:]
		}
	}
	return text, ""
}

// relationsOf lists the relations of a model in a stable order.
func relationsOf(parsed *schema.Schema) []*schema.Relationship {
	var relations []*schema.Relationship
	for _, relation := range parsed.Relationships.Relations {
		if !relation.Field.IgnoreMigration {
			relations = append(relations, relation)
		}
	}
	sort.Slice(relations, func(i, j int) bool { return relations[i].Name < relations[j].Name })
	return relations
}

// foreignKeys adds the foreign keys that a model declares. GORM takes the
// constraint of a relation that both sides declare from the has-many side, so a
// foreign key may belong to another table than the one whose model names it.
// One whose table has no model among those read is nobody's to check.
func (r *reader) foreignKeys(parsed *schema.Schema) {
	if r.db.DisableForeignKeyConstraintWhenMigrating || r.db.IgnoreRelationshipsWhenMigrating {
		return
	}
	for _, relation := range relationsOf(parsed) {
		// A polymorphic reference leads to a table that its own row names.
		if relation.JoinTable != nil || relation.Polymorphic != nil {
			continue
		}
		constraint := relation.ParseConstraint()
		if constraint == nil || constraint.Schema == nil {
			continue
		}
		table := r.byName[TableName(constraint.Schema, r.defaultSchema)]
		if table == nil {
			continue
		}
		key := r.foreignKey(constraint)
		if !slices.ContainsFunc(table.ForeignKeys, func(existing structure.ForeignKey) bool {
			return existing.Name == key.Name
		}) {
			table.ForeignKeys = append(table.ForeignKeys, key)
		}
	}
}

func (r *reader) foreignKey(constraint *schema.Constraint) structure.ForeignKey {
	key := structure.ForeignKey{
		Name:       constraint.Name,
		References: TableName(constraint.ReferenceSchema, r.defaultSchema),
		OnDelete:   action(constraint.OnDelete),
		OnUpdate:   action(constraint.OnUpdate),
	}
	for _, field := range constraint.ForeignKeys {
		key.Columns = append(key.Columns, field.DBName)
	}
	for _, field := range constraint.References {
		key.ReferencedColumns = append(key.ReferencedColumns, field.DBName)
	}
	return key
}

// action returns a referential action as SQL names it; without one it is NO ACTION.
func action(text string) string {
	if text = strings.ToUpper(strings.TrimSpace(text)); text != "" {
		return text
	}
	return "NO ACTION"
}
