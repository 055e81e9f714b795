package schema

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// A columnType answers GORM's questions about a column. The second result of a
// method says whether the question makes sense for the column.
type columnType struct {
	structure.Column
	table *structure.Table
}

func (c columnType) Name() string { return c.Column.Name }

// DatabaseTypeName returns the name in pg_type: int4, varchar, _text.
func (c columnType) DatabaseTypeName() string { return c.Type.InternalName() }

// ColumnType returns the whole type: character varying(64), numeric(10,2).
func (c columnType) ColumnType() (string, bool) { return c.Type.String(), true }

func (c columnType) PrimaryKey() (isPrimaryKey, ok bool) {
	for _, name := range c.table.PrimaryKey {
		if name == c.Column.Name {
			return true, true
		}
	}
	return false, true
}

func (c columnType) AutoIncrement() (isAutoIncrement, ok bool) { return c.Serial, true }

// Length returns the declared length of a character or bit type, in characters or
// bits.
func (c columnType) Length() (length int64, ok bool) {
	switch c.Type.Name {
	case "character", "character varying", "bit", "bit varying":
		length, err := strconv.ParseInt(c.Type.Modifiers, 10, 64)
		return length, err == nil
	}
	return 0, false
}

// DecimalSize returns the declared precision and scale of a numeric.
func (c columnType) DecimalSize() (precision, scale int64, ok bool) {
	before, after, found := strings.Cut(c.Type.Modifiers, ",")
	if c.Type.Name != "numeric" || !found {
		return 0, 0, false
	}
	precision, precisionErr := strconv.ParseInt(before, 10, 64)
	scale, scaleErr := strconv.ParseInt(after, 10, 64)
	return precision, scale, precisionErr == nil && scaleErr == nil
}

func (c columnType) Nullable() (nullable, ok bool) { return !c.NotNull, true }

// Unique reports whether the column alone is the key of a unique constraint or of
// a unique index over all rows. The primary key is not meant.
func (c columnType) Unique() (unique, ok bool) {
	for _, index := range c.table.Indexes {
		if index.Unique && index.Predicate == "" && len(index.Keys) == 1 && index.Keys[0].Column == c.Column.Name {
			return true, true
		}
	}
	return false, true
}

var scanTypes = map[string]reflect.Type{
	"bool": reflect.TypeFor[bool](), "bytea": reflect.TypeFor[[]byte](),
	"int2": reflect.TypeFor[int16](), "int4": reflect.TypeFor[int32](), "int8": reflect.TypeFor[int64](),
	"float4": reflect.TypeFor[float32](), "float8": reflect.TypeFor[float64](), "numeric": reflect.TypeFor[float64](),
	"date": reflect.TypeFor[time.Time](), "timestamp": reflect.TypeFor[time.Time](), "timestamptz": reflect.TypeFor[time.Time](),
}

// ScanType returns the type that the driver names to database/sql; what it has no
// type for comes as text.
func (c columnType) ScanType() reflect.Type {
	if known, ok := scanTypes[c.DatabaseTypeName()]; ok {
		return known
	}
	return reflect.TypeFor[string]()
}

func (c columnType) Comment() (value string, ok bool) {
	return c.Column.Comment, c.Column.Comment != ""
}

// DefaultValue returns the whole expression of the default, or of a generated
// column.
func (c columnType) DefaultValue() (value string, ok bool) {
	return c.Default, c.Default != ""
}

// readOnly refuses what would change the structure.
type readOnly struct{}

func (readOnly) AutoMigrate(...any) error { return ErrReadOnly }

func (readOnly) CreateTable(...any) error { return ErrReadOnly }

func (readOnly) DropTable(...any) error { return ErrReadOnly }

func (readOnly) RenameTable(_, _ any) error { return ErrReadOnly }

func (readOnly) AddColumn(any, string) error { return ErrReadOnly }

func (readOnly) DropColumn(any, string) error { return ErrReadOnly }

func (readOnly) AlterColumn(any, string) error { return ErrReadOnly }

func (readOnly) MigrateColumn(any, *schema.Field, gorm.ColumnType) error { return ErrReadOnly }

func (readOnly) MigrateColumnUnique(any, *schema.Field, gorm.ColumnType) error { return ErrReadOnly }

func (readOnly) RenameColumn(any, string, string) error { return ErrReadOnly }

func (readOnly) CreateView(string, gorm.ViewOption) error { return ErrReadOnly }

func (readOnly) DropView(string) error { return ErrReadOnly }

func (readOnly) CreateConstraint(any, string) error { return ErrReadOnly }

func (readOnly) DropConstraint(any, string) error { return ErrReadOnly }

func (readOnly) CreateIndex(any, string) error { return ErrReadOnly }

func (readOnly) DropIndex(any, string) error { return ErrReadOnly }

func (readOnly) RenameIndex(any, string, string) error { return ErrReadOnly }
