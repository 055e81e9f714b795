package schema

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	stock "gorm.io/gorm/migrator"
	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/expected"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// Migrator returns a [gorm.Migrator] that answers every question from one snapshot
// of the catalog, taken at the first question with the context of db, and kept:
// four queries in all, where GORM's own PostgreSQL migrator asks several for each
// call. Its answers are exact where the stock ones are lossy: defaults are whole
// expressions, lengths and precisions are the declared ones, an index counts with
// its expressions, and rights on a table do not decide what is seen.
//
// It is read-only: methods that would change the structure return [ErrReadOnly].
// A table that does not exist gives [ErrNoTable]. The methods that return a bool
// have no way to tell an error; they log it with the logger of db and say false.
// A Migrator is safe for concurrent use.
func Migrator(db *gorm.DB) gorm.Migrator {
	m := &migrator{db: db}
	m.snapshot = sync.OnceValues(m.read)
	return m
}

// ErrNoTable is returned for a model or a name that has no table.
var ErrNoTable = errors.New("schema: no such table")

type migrator struct {
	readOnly
	db       *gorm.DB
	snapshot func() (*catalog.Snapshot, error)
	// indexed are models parsed apart from those that db keeps: GORM writes to a
	// model when it looks for an index.
	indexed sync.Map
	lookUps sync.Mutex
}

func (m *migrator) read() (*catalog.Snapshot, error) {
	ctx := m.db.Statement.Context
	var live *catalog.Snapshot
	err := inSnapshot(ctx, m.db, func(s *session) error {
		server, err := identify(ctx, s)
		if err != nil {
			return err
		}
		schemas, err := catalog.Schemas(ctx, s)
		if err != nil {
			return err
		}
		live, _, err = catalog.ReadTables(ctx, s, server, schemas)
		return err
	})
	return live, err
}

// A subject is what a question is about: a table, and the model that led to it.
type subject struct {
	live  *catalog.Snapshot
	table *structure.Table // nil if there is none
	name  structure.Name
	model *gorm.Statement // its Schema is nil for a table given by name
}

func (m *migrator) find(dst any) (subject, error) {
	live, err := m.snapshot()
	if err != nil {
		return subject{}, err
	}
	s := subject{live: live, model: &gorm.Statement{DB: m.db}}
	if name, isName := dst.(string); isName {
		s.model.Table = name
	} else {
		parsed, err := expected.Parse(m.db, dst)
		if err != nil {
			return subject{}, &CheckError{Reason: ReasonModel, Err: err}
		}
		s.model.Schema, s.model.Table = parsed, parsed.Table
	}
	s.name = structure.ParseName(s.model.Table).In(live.Server.CurrentSchema)
	s.table = live.Table(s.name)
	return s, nil
}

// existing is find for a question that makes no sense without a table.
func (m *migrator) existing(dst any) (subject, error) {
	s, err := m.find(dst)
	if err == nil && s.table == nil {
		err = fmt.Errorf("%w: %s", ErrNoTable, s.name)
	}
	return s, err
}

// has answers a question that can only be answered by yes or no.
func (m *migrator) has(dst any, question func(subject) bool) bool {
	s, err := m.find(dst)
	if err != nil {
		m.db.Logger.Error(m.db.Statement.Context, "%v", err)
		return false
	}
	return s.table != nil && question(s)
}

// CurrentDatabase returns the name of the database, empty if it cannot be asked.
func (m *migrator) CurrentDatabase() string {
	live, err := m.snapshot()
	if err != nil {
		m.db.Logger.Error(m.db.Statement.Context, "%v", err)
		return ""
	}
	return live.Server.Database
}

// FullDataTypeOf returns what GORM would write behind a column's name.
func (m *migrator) FullDataTypeOf(field *schema.Field) clause.Expr {
	return m.db.Dialector.Migrator(m.db).FullDataTypeOf(field)
}

// GetTypeAliases returns the other names of a type, as GORM knows them.
func (m *migrator) GetTypeAliases(databaseTypeName string) []string {
	return m.db.Dialector.Migrator(m.db).GetTypeAliases(databaseTypeName)
}

// HasTable reports whether a model or a name has a table. A view is none.
func (m *migrator) HasTable(dst any) bool {
	return m.has(dst, func(s subject) bool { return !s.table.Kind.IsView() })
}

// GetTables lists all tables outside PostgreSQL's own schemas, those of the
// current schema without it.
func (m *migrator) GetTables() ([]string, error) {
	live, err := m.snapshot()
	if err != nil {
		return nil, err
	}
	var names []string
	for _, table := range live.Tables {
		name := table.Name
		if table.Kind.IsView() {
			continue
		}
		if name.Schema == live.Server.CurrentSchema {
			name.Schema = ""
		}
		names = append(names, name.String())
	}
	return names, nil
}

// TableType says what kind of relation a model's table is, in the words of
// information_schema.
func (m *migrator) TableType(dst any) (gorm.TableType, error) {
	s, err := m.existing(dst)
	if err != nil {
		return nil, err
	}
	kind := map[structure.Kind]string{
		structure.KindTable: "BASE TABLE", structure.KindPartitionedTable: "BASE TABLE",
		structure.KindForeignTable: "FOREIGN", structure.KindView: "VIEW", structure.KindMaterializedView: "MATERIALIZED VIEW",
	}[s.table.Kind]
	return stock.TableType{SchemaValue: s.name.Schema, NameValue: s.name.Name, TypeValue: kind}, nil
}

// HasColumn reports whether a table has a column, which may be given by the name
// of the model's field.
func (m *migrator) HasColumn(dst any, field string) bool {
	return m.has(dst, func(s subject) bool {
		if s.model.Schema != nil {
			if known := s.model.Schema.LookUpField(field); known != nil {
				field = known.DBName
			}
		}
		return s.table.Column(field) != nil
	})
}

// ColumnTypes describes the columns of a table in their order.
func (m *migrator) ColumnTypes(dst any) ([]gorm.ColumnType, error) {
	s, err := m.existing(dst)
	if err != nil {
		return nil, err
	}
	types := make([]gorm.ColumnType, len(s.table.Columns))
	for i, column := range s.table.Columns {
		types[i] = columnType{Column: column, table: s.table}
	}
	return types, nil
}

// HasConstraint reports whether a table has a primary key, unique, exclusion,
// foreign key or check constraint, which may be given by the model's relation or
// field.
func (m *migrator) HasConstraint(dst any, name string) bool {
	return m.has(dst, func(s subject) bool {
		// The constraint of a has-many relation stands on the other table.
		constraint, text := stock.Migrator{}.GuessConstraintInterfaceAndTable(s.model, name)
		if constraint != nil {
			name = constraint.GetName()
		}
		table := s.live.Table(structure.ParseName(text).In(s.live.Server.CurrentSchema))
		return table != nil && hasConstraint(table, name)
	})
}

func hasConstraint(table *structure.Table, name string) bool {
	return name == table.PrimaryKeyName && name != "" ||
		slices.ContainsFunc(table.ForeignKeys, func(k structure.ForeignKey) bool { return k.Name == name }) ||
		slices.ContainsFunc(table.Checks, func(k structure.Check) bool { return k.Name == name }) ||
		slices.ContainsFunc(table.Indexes, func(x structure.Index) bool { return x.Constraint && x.Name == name })
}

// HasIndex reports whether a table has an index, which may be given by the name of
// the model's field.
func (m *migrator) HasIndex(dst any, name string) bool {
	return m.has(dst, func(s subject) bool {
		if s.model.Schema != nil {
			name = m.indexName(dst, name)
		}
		return name == s.table.PrimaryKeyName && name != "" ||
			slices.ContainsFunc(s.table.Indexes, func(x structure.Index) bool { return x.Name == name })
	})
}

// indexName returns the name of the index of a field, or what it is given.
func (m *migrator) indexName(model any, name string) string {
	m.lookUps.Lock()
	defer m.lookUps.Unlock()
	if parsed, err := schema.Parse(model, &m.indexed, m.db.NamingStrategy); err == nil {
		if index := parsed.LookIndex(name); index != nil {
			return index.Name
		}
	}
	return name
}

// GetIndexes lists all indexes of a table: the primary key's first, then by name.
// The columns of an index are its keys in order; an expression stands for itself.
func (m *migrator) GetIndexes(dst any) ([]gorm.Index, error) {
	s, err := m.existing(dst)
	if err != nil {
		return nil, err
	}
	var indexes []gorm.Index
	if s.table.PrimaryKey != nil {
		indexes = append(indexes, newIndex(s.table, structure.Index{Name: s.table.PrimaryKeyName, Unique: true}, s.table.PrimaryKey))
	}
	for _, index := range s.table.Indexes {
		keys := make([]string, len(index.Keys))
		for i, key := range index.Keys {
			keys[i] = key.Column + key.Expression
		}
		indexes = append(indexes, newIndex(s.table, index, keys))
	}
	return indexes, nil
}

func newIndex(table *structure.Table, index structure.Index, keys []string) gorm.Index {
	var options []string
	if index.Method != "" && index.Method != "btree" {
		options = append(options, "using "+index.Method)
	}
	if index.Predicate != "" {
		options = append(options, "where "+index.Predicate)
	}
	result := stock.Index{
		TableName: table.Name.Name, NameValue: index.Name, ColumnList: keys, OptionValue: strings.Join(options, " "),
	}
	result.PrimaryKeyValue.Bool, result.PrimaryKeyValue.Valid = index.Name == table.PrimaryKeyName, true
	result.UniqueValue.Bool, result.UniqueValue.Valid = index.Unique, true
	return result
}
