package synapscale_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	gormschema "gorm.io/gorm/schema"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/validation"
)

// Every model is written through GORM, read back equal, and its associations are loaded.
func TestEveryModelMakesARoundTrip(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	byTable := map[string]any{}
	var written []any
	for _, model := range synapscale.Models() {
		row, err := schema.Sample(tx, model)
		require.NoError(t, err)
		refer(t, row, byTable)
		require.NoError(t, validation.Struct(t.Context(), row), "%T", row)
		require.NoError(t, tx.Create(row).Error, "%T", row)
		// At once: the triggers of later rows count and touch this one.
		requireEqual(t, tx, row)
		written = append(written, row)
	}
	require.Len(t, written, 101)
	// An agent and its current configuration refer to each other, so that one of the references comes later.
	require.NoError(t, tx.Exec("update synapscale_db.agents set current_config = (select config_id from synapscale_db.agent_configurations)").Error)
	for _, row := range written {
		requireAssociations(t, tx, row)
	}
}

// refer points the columns of a row that refer to other rows to the row that was last made of their table, or to the row
// itself. They are null where there is none yet.
func refer(t *testing.T, row any, byTable map[string]any) {
	t.Helper()
	table := parse(t, row)
	byTable[table.Table] = row
	for _, relation := range table.Relationships.BelongsTo {
		target, found := byTable[relation.FieldSchema.Table]
		for _, reference := range relation.References {
			var key any
			if found {
				key, _ = reference.PrimaryKey.ValueOf(t.Context(), reflect.ValueOf(target))
			}
			require.NoError(t, reference.ForeignKey.Set(t.Context(), reflect.ValueOf(row), key))
		}
	}
}

// requireEqual reads a row by its key and compares every column.
func requireEqual(t *testing.T, tx *gorm.DB, row any) {
	t.Helper()
	table := parse(t, row)
	written, found := reflect.ValueOf(row).Elem(), read(t, tx, row)
	for _, field := range table.Fields {
		if field.DBName != "" {
			require.Equal(t, comparable(column(written, field)), comparable(column(found, field)), "%s.%s", table.Table, field.DBName)
		}
	}
}

// requireAssociations demands the referenced row of each association, or at least one of its rows.
func requireAssociations(t *testing.T, tx *gorm.DB, row any) {
	t.Helper()
	table := parse(t, row)
	found := read(t, tx.Preload(clause.Associations), row)
	for _, relation := range slices.Concat(table.Relationships.BelongsTo, table.Relationships.HasMany) {
		require.NotEmpty(t, found.FieldByName(relation.Name).Interface(), "%s.%s", table.Table, relation.Name)
	}
}

// read is the stored state of a row.
func read(t *testing.T, query *gorm.DB, row any) reflect.Value {
	t.Helper()
	table := parse(t, row)
	for _, key := range table.PrimaryFields {
		query = query.Where(clause.Eq{Column: clause.Column{Name: key.DBName}, Value: column(reflect.ValueOf(row).Elem(), key)})
	}
	found := reflect.New(table.ModelType)
	require.NoError(t, query.Take(found.Interface()).Error, table.Table)
	return found.Elem()
}

func column(row reflect.Value, field *gormschema.Field) any {
	return row.FieldByIndex(field.StructField.Index).Interface()
}

// comparable is a form of a column's value in which equal values look equal.
func comparable(value any) any {
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil
		}
		value = v.Elem().Interface()
	}
	switch value := value.(type) {
	case time.Time:
		return value.UTC()
	case decimal.Decimal:
		return value.String()
	case json.RawMessage:
		var decoded any
		if err := json.Unmarshal(value, &decoded); err != nil {
			return err
		}
		return decoded
	}
	return value
}

var parsed sync.Map

func parse(t *testing.T, model any) *gormschema.Schema {
	t.Helper()
	table, err := gormschema.Parse(model, &parsed, gormschema.NamingStrategy{})
	require.NoError(t, err)
	return table
}
