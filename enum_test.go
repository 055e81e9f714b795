package synapscale_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"
	"gorm.io/gorm/schema"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
)

// An enum of the models agrees with the database: its constants, its Valid and its validation tag name the same values
// that an enum type or a check does, and every column whose values the database enforces has such a type.
func TestEnumsAgreeWithTheDatabase(t *testing.T) {
	t.Parallel()
	enforced := enforcedValues(t, pgtest.Tx(t))
	require.Len(t, enforced, 12, "10 checks and 2 enum types; no column has the third, agent_scope")
	for _, model := range synapscale.Models() {
		table := parse(t, model)
		for _, field := range table.Fields {
			column := table.Table + "." + field.DBName
			values, found := enforced[column]
			delete(enforced, column)
			enum, isEnum := reflect.New(field.IndirectFieldType).Interface().(interface{ Valid() bool })
			if field.DBName == "" || !isEnum || field.IndirectFieldType.Kind() != reflect.String {
				require.False(t, found, "the database enforces the values of %s: give it a type with Valid", column)
				continue
			}
			require.True(t, found, "%s has an enum type, and the database takes any value", column)
			require.Equal(t, values, constants(t, table, field.IndirectFieldType.Name()), "constants of %s", column)
			require.Equal(t, values, allowed(field), "validate tag of %s", column)
			for _, value := range append(slices.Clone(values), "", "no such value") {
				reflect.ValueOf(enum).Elem().SetString(value)
				require.Equal(t, slices.Contains(values, value), enum.Valid(), "%q of %s", value, column)
			}
		}
	}
	require.Empty(t, enforced, "columns of no model")
}

// enforcedValues are the values, sorted, of the columns that an enum type or a check of a value set guards.
func enforcedValues(t *testing.T, db *gorm.DB) map[string][]string {
	t.Helper()
	var rows []struct{ Column, Values string }
	require.NoError(t, db.Raw(`
select format('synapscale_db.%s.%s', c.relname, a.attname) as column,
       coalesce((select string_agg(quote_literal(e.enumlabel), ',') from pg_enum e where e.enumtypid = a.atttypid),
                (select pg_get_constraintdef(k.oid) from pg_constraint k
                 where k.conrelid = c.oid and k.contype = 'c' and k.conkey = array[a.attnum] and pg_get_constraintdef(k.oid) ~ '= ANY \(.*ARRAY')) as values
from pg_attribute a
join pg_class c on c.oid = a.attrelid and c.relkind = 'r'
where c.relnamespace = 'synapscale_db'::regnamespace and a.attnum > 0`).Scan(&rows).Error)
	literal := regexp.MustCompile(`'([^']*)'`)
	enforced := map[string][]string{}
	for _, row := range rows {
		for _, match := range literal.FindAllStringSubmatch(row.Values, -1) {
			enforced[row.Column] = append(enforced[row.Column], match[1])
		}
		slices.Sort(enforced[row.Column])
	}
	maps.DeleteFunc(enforced, func(_ string, values []string) bool { return len(values) == 0 })
	return enforced
}

// constants are the values, sorted, that the package of a model declares with a type.
func constants(t *testing.T, table *schema.Schema, typeName string) []string {
	t.Helper()
	folder := strings.TrimPrefix(table.ModelType.PkgPath(), module+"/")
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	var values []string
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(parsed, func(node ast.Node) bool {
			spec, isValue := node.(*ast.ValueSpec)
			if !isValue {
				return true
			}
			if name, named := spec.Type.(*ast.Ident); named && name.Name == typeName {
				value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				require.NoError(t, err)
				values = append(values, value)
			}
			return true
		})
	}
	slices.Sort(values)
	return values
}

// allowed are the values, sorted, of the oneof in a field's validate tag.
func allowed(field *schema.Field) []string {
	for rule := range strings.SplitSeq(field.Tag.Get("validate"), ",") {
		if values, found := strings.CutPrefix(rule, "oneof="); found {
			return slices.Sorted(slices.Values(strings.Fields(values)))
		}
	}
	return nil
}
