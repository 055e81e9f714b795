package synapscale_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// Where GORM's own migrator does not say what PostgreSQL has, and how often over the 101 models. Where it does, the two
// agree.
const (
	lengthOfAnyType    = "it gives a length to a type that has none: 128 to uuid"
	precisionOfAnyType = "it gives a precision to a type that has none: 53 to double precision"
	arrayByWholeType   = "it names an array by its type instead of by the name in pg_type"
	literalCut         = "it cuts a default at the first :: and takes the quotes off, so that a text and an expression look alike"
	sequenceHidden     = "it hides the default of a column that has a sequence"
	notSaid            = "it does not say that a column has no sequence"
	uniqueIndexIgnored = "it takes a column for unique by a constraint and not by a unique index"
	constraintIndex    = "it leaves out the indexes behind constraints"
	expressionIndex    = "it leaves out an index whose keys are all expressions"
	noPredicate        = "it does not give the predicate of an index"
	noMethod           = "it does not give the method of an index"
	noTableType        = "it cannot tell the kind of a table"
)

var stockDeviations = map[string]int{
	lengthOfAnyType:    1004,
	precisionOfAnyType: 493,
	arrayByWholeType:   3,
	literalCut:         83,
	sequenceHidden:     11,
	notSaid:            1436,
	uniqueIndexIgnored: 11,
	constraintIndex:    128,
	expressionIndex:    2,
	noPredicate:        5,
	noMethod:           6,
	noTableType:        101,
}

// A comparison of the two migrators over one model.
type migrators struct {
	*testing.T
	model        any
	table        string
	stock, exact gorm.Migrator
	deviations   map[string]int
}

func TestMigratorAgreesWithTheStockOneWhereThatIsRight(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	exact, deviations := schema.Migrator(tx), map[string]int{}
	for _, model := range synapscale.Models() {
		m := migrators{t, model, parse(t, model).Table, tx.Migrator(), exact, deviations}
		require.True(t, m.stock.HasTable(model), m.table)
		require.True(t, m.exact.HasTable(model), m.table)
		m.columns()
		m.indexes()
		m.constraints(tx)

		_, err := m.stock.TableType(model)
		require.ErrorContains(t, err, "not support")
		kind, err := m.exact.TableType(model)
		require.NoError(t, err)
		require.Equal(t, "BASE TABLE", kind.Type())
		m.deviations[noTableType]++
	}
	require.Equal(t, stockDeviations, deviations)
	require.Equal(t, tx.Migrator().CurrentDatabase(), exact.CurrentDatabase())
}

func TestMigratorListsTheTablesOfTheStockOne(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	require.NoError(t, tx.Exec("set local search_path to synapscale_db").Error)
	stock, err := tx.Migrator().GetTables()
	require.NoError(t, err)
	exact, err := schema.Migrator(tx).GetTables()
	require.NoError(t, err)
	require.Subset(t, exact, stock)
	for _, model := range synapscale.Models() {
		require.Contains(t, exact, strings.TrimPrefix(parse(t, model).Table, "synapscale_db."))
	}
}

func (m migrators) columns() {
	stock, err := m.stock.ColumnTypes(m.model)
	require.NoError(m, err, m.table)
	exact, err := m.exact.ColumnTypes(m.model)
	require.NoError(m, err, m.table)
	require.Len(m, exact, len(stock), m.table)
	for _, field := range parse(m.T, m.model).Fields {
		if field.DBName == "" {
			continue
		}
		for _, name := range []string{field.Name, field.DBName} {
			require.True(m, m.stock.HasColumn(m.model, name), "%s.%s", m.table, name)
			require.True(m, m.exact.HasColumn(m.model, name), "%s.%s", m.table, name)
		}
		named := func(column gorm.ColumnType) bool { return column.Name() == field.DBName }
		m.column(stock[slices.IndexFunc(stock, named)], exact[slices.IndexFunc(exact, named)])
	}
	require.False(m, m.stock.HasColumn(m.model, "nothing"))
	require.False(m, m.exact.HasColumn(m.model, "nothing"))
}

func (m migrators) column(stock, exact gorm.ColumnType) {
	name := m.table + "." + exact.Name()
	for question, ask := range map[string]func(gorm.ColumnType) []any{
		"type":     func(c gorm.ColumnType) []any { return answer(c.ColumnType()) },
		"primary":  func(c gorm.ColumnType) []any { return answer(c.PrimaryKey()) },
		"nullable": func(c gorm.ColumnType) []any { return answer(c.Nullable()) },
		"comment":  func(c gorm.ColumnType) []any { return answer(c.Comment()) },
		"scan":     func(c gorm.ColumnType) []any { return []any{c.ScanType()} },
	} {
		require.Equal(m, ask(stock), ask(exact), "%s of %s", question, name)
	}
	whole, _ := exact.ColumnType()
	if stock.DatabaseTypeName() != exact.DatabaseTypeName() {
		require.True(m, strings.HasSuffix(whole, "[]"), name)
		require.Equal(m, whole, stock.DatabaseTypeName(), name)
		m.deviations[arrayByWholeType]++
	}
	m.size(name, whole, stock, exact)
	m.defaultValue(name, stock, exact)

	if unique, _ := exact.Unique(); !reflect.DeepEqual(answer(stock.Unique()), answer(exact.Unique())) {
		require.True(m, unique, name)
		m.deviations[uniqueIndexIgnored]++
	}
}

func answer[T any](value T, ok bool) []any { return []any{value, ok} }

// size compares what stands in parentheses behind a type, which only the exact one tells from what does not.
func (m migrators) size(name, whole string, stock, exact gorm.ColumnType) {
	length, hasLength := exact.Length()
	if !reflect.DeepEqual(answer(stock.Length()), []any{length, hasLength}) {
		require.False(m, hasLength, name)
		require.NotContains(m, whole, "character varying(", name)
		m.deviations[lengthOfAnyType]++
	}
	precision, scale, hasPrecision := exact.DecimalSize()
	stockPrecision, stockScale, stockHas := stock.DecimalSize()
	if stockPrecision != precision || stockScale != scale || stockHas != hasPrecision {
		require.False(m, hasPrecision, name)
		require.NotContains(m, whole, "(", name)
		m.deviations[precisionOfAnyType]++
	}
	require.Equal(m, strings.Contains(whole, "("), hasLength || hasPrecision, name)
}

func (m migrators) defaultValue(name string, stock, exact gorm.ColumnType) {
	increments, _ := exact.AutoIncrement()
	stockIncrements, said := stock.AutoIncrement()
	require.Equal(m, increments, stockIncrements, name)
	if !said {
		m.deviations[notSaid]++
	}
	text, has := exact.DefaultValue()
	stockText, stockHas := stock.DefaultValue()
	switch {
	case increments:
		require.False(m, stockHas, name)
		require.Contains(m, text, "nextval(", name)
		m.deviations[sequenceHidden]++
	case text != stockText:
		require.True(m, strings.HasPrefix(text, "'"+stockText+"'::"), "%s: %s, %s", name, text, stockText)
		m.deviations[literalCut]++
	default:
		require.Equal(m, stockHas, has, name)
	}
}

func (m migrators) indexes() {
	stock, err := m.stock.GetIndexes(m.model)
	require.NoError(m, err, m.table)
	exact, err := m.exact.GetIndexes(m.model)
	require.NoError(m, err, m.table)
	for _, index := range exact {
		require.True(m, m.stock.HasIndex(m.model, index.Name()), index.Name())
		require.True(m, m.exact.HasIndex(m.model, index.Name()), index.Name())
		at := slices.IndexFunc(stock, func(other gorm.Index) bool { return other.Name() == index.Name() })
		switch {
		case at >= 0:
			m.index(stock[at], index)
			stock = slices.Delete(stock, at, at+1)
		case m.exact.HasConstraint(m.model, index.Name()):
			m.deviations[constraintIndex]++
		default:
			for _, key := range index.Columns() {
				require.False(m, m.exact.HasColumn(m.model, key), index.Name())
			}
			m.deviations[expressionIndex]++
		}
	}
	require.Empty(m, stock, "indexes that only the stock migrator has")
	require.False(m, m.stock.HasIndex(m.model, "nothing"))
	require.False(m, m.exact.HasIndex(m.model, "nothing"))

	for _, declared := range parse(m.T, m.model).ParseIndexes() {
		at := slices.IndexFunc(exact, func(index gorm.Index) bool { return index.Name() == declared.Name })
		require.GreaterOrEqual(m, at, 0, declared.Name)
		for i, field := range declared.Fields {
			if field.Expression == "" {
				require.Equal(m, field.DBName, exact[at].Columns()[i], declared.Name)
			}
		}
	}
}

// index compares two descriptions of an index. The stock one lists the columns in whatever order they come.
func (m migrators) index(stock, exact gorm.Index) {
	require.ElementsMatch(m, stock.Columns(), exact.Columns(), exact.Name())
	require.Equal(m, stock.Table(), exact.Table(), exact.Name())
	require.Equal(m, answer(stock.PrimaryKey()), answer(exact.PrimaryKey()), exact.Name())
	require.Equal(m, answer(stock.Unique()), answer(exact.Unique()), exact.Name())
	require.Empty(m, stock.Option(), exact.Name())
	switch {
	case strings.HasPrefix(exact.Option(), "where "):
		m.deviations[noPredicate]++
	case strings.HasPrefix(exact.Option(), "using "):
		m.deviations[noMethod]++
	default:
		require.Empty(m, exact.Option(), exact.Name())
	}
}

func (m migrators) constraints(tx *gorm.DB) {
	var names []string
	require.NoError(m, tx.Raw("select conname from pg_constraint where conrelid = ?::regclass and contype in ('p', 'u', 'f', 'c')", m.table).
		Scan(&names).Error)
	require.NotEmpty(m, names, m.table)
	for _, name := range names {
		require.True(m, m.stock.HasConstraint(m.model, name), "%s %s", m.table, name)
		require.True(m, m.exact.HasConstraint(m.model, name), "%s %s", m.table, name)
	}
	for _, relation := range parse(m.T, m.model).Relationships.Relations {
		require.Equal(m, m.stock.HasConstraint(m.model, relation.Name), m.exact.HasConstraint(m.model, relation.Name), "%s %s", m.table, relation.Name)
	}
	require.False(m, m.stock.HasConstraint(m.model, "nothing"))
	require.False(m, m.exact.HasConstraint(m.model, "nothing"))
}

// To a role that may only read, the stock migrator shows a database without constraints.
func TestMigratorNeedsOnlyToRead(t *testing.T) {
	t.Parallel()
	tx := pgtest.Tx(t)
	owner := schema.Migrator(tx)
	becomeReader(t, tx, "synapscale_test_onlooker")
	stock, exact := tx.Migrator(), schema.Migrator(tx)
	for _, model := range synapscale.Models() {
		table := parse(t, model).Table
		require.True(t, stock.HasTable(model), table)
		require.True(t, exact.HasTable(model), table)
		expected, err := owner.ColumnTypes(model)
		require.NoError(t, err)
		found, err := exact.ColumnTypes(model)
		require.NoError(t, err)
		require.Equal(t, expected, found, table)
		for _, relation := range parse(t, model).Relationships.BelongsTo {
			require.False(t, stock.HasConstraint(model, relation.Name), "%s %s", table, relation.Name)
			require.Equal(t, owner.HasConstraint(model, relation.Name), exact.HasConstraint(model, relation.Name), "%s %s", table, relation.Name)
		}
	}
}
