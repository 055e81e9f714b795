package expected_test

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema/internal/catalog"
	"github.com/synapscale/synapscale-go/schema/internal/expected"
	"github.com/synapscale/synapscale-go/schema/internal/expression"
	"github.com/synapscale/synapscale-go/schema/internal/structure"
)

// What the models are said to ask for is what AutoMigrate makes of them, in every
// detail of every table.
func TestModelsAgreeWithAutoMigrate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config gorm.Config
		models []any
	}{
		"types":        {models: []any{&kinds{}}},
		"declarations": {models: []any{&declarations{}}},
		"serials":      {models: []any{&serials{}, &identity{}}},
		"defaults":     {models: []any{&defaults{}}},
		"keys":         {models: []any{&keys{}, &checks{}}},
		"relations":    {models: []any{&author{}, &profile{}, &book{}, &series{}, &shelf{}, &seller{}, &genre{}, &note{}}},
		"prefix": {
			config: gorm.Config{NamingStrategy: schema.NamingStrategy{TablePrefix: "app.t_", SingularTable: true}},
			models: []any{&series{}, &book{}, &shelf{}, &genre{}, &author{}, &profile{}, &seller{}, &note{}},
		},
		"no foreign keys": {
			config: gorm.Config{DisableForeignKeyConstraintWhenMigrating: true},
			models: []any{&author{}, &profile{}, &book{}, &series{}, &shelf{}, &seller{}, &genre{}, &note{}},
		},
		"no relations": {
			config: gorm.Config{IgnoreRelationshipsWhenMigrating: true},
			models: []any{&author{}, &profile{}, &book{}, &series{}, &shelf{}, &seller{}, &genre{}, &note{}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := open(t, &c.config)
			require.NoError(t, db.AutoMigrate(c.models...))
			requireAgreement(t, db, c.models)
		})
	}
}

// open connects to an empty database with a configuration.
func open(t *testing.T, config *gorm.Config) *gorm.DB {
	t.Helper()
	config.Logger = logger.Discard
	db, err := gorm.Open(postgres.Open(pgtest.EmptyDSN(t)), config)
	require.NoError(t, err)
	pool, err := db.DB()
	require.NoError(t, err)
	t.Cleanup(func() { pool.Close() })
	require.NoError(t, db.Exec(structureSQL).Error)
	return db
}

// requireAgreement compares the tables of the models with those of the database.
func requireAgreement(t *testing.T, db *gorm.DB, models []any) {
	t.Helper()
	tables, err := expected.Tables(db, "public", models)
	require.NoError(t, err)
	var needed []string
	for _, table := range tables {
		needed = append(needed, table.Name.Schema)
	}
	schemas, err := expected.Schemas(db, "public", models)
	require.NoError(t, err)
	require.ElementsMatch(t, slices.Compact(slices.Sorted(slices.Values(needed))), schemas)
	tx := db.Begin()
	defer tx.Rollback()
	s := session{tx.Statement.ConnPool}
	live, err := catalog.Read(t.Context(), s, catalog.Server{}, []string{"app", "public"})
	require.NoError(t, err)

	byName := func(a, b *structure.Table) int { return strings.Compare(a.Name.String(), b.Name.String()) }
	slices.SortFunc(tables, byName)
	slices.SortFunc(live.Tables, byName)
	for i, table := range tables {
		require.Less(t, i, len(live.Tables), "%v", table.Name)
		settle(t, s, table, live.Tables[i])
		require.Equal(t, table, live.Tables[i])
	}
	require.Len(t, live.Tables, len(tables))
}

// settle takes the differences away that mean nothing: what one side cannot know,
// and other words for the same expression or type.
func settle(t *testing.T, s session, model, live *structure.Table) {
	t.Helper()
	if model.Join { // Which side AutoMigrate takes it from is left to chance.
		for _, table := range []*structure.Table{model, live} {
			slices.Sort(table.PrimaryKey)
			slices.SortFunc(table.Columns, func(a, b structure.Column) int { return strings.Compare(a.Name, b.Name) })
		}
	}
	require.True(t, model.Join || strings.HasPrefix(model.Model, "github.com/synapscale/synapscale-go/schema/internal/expected_test."), model.Model)
	model.Join, model.Model, live.PrimaryKeyName = false, "", ""
	slices.SortFunc(model.ForeignKeys, func(a, b structure.ForeignKey) int { return strings.Compare(a.Name, b.Name) })
	for i := range live.Checks {
		live.Checks[i].Columns = nil
	}
	for i := range model.Checks {
		model.Checks[i].Columns = nil
		if i < len(live.Checks) {
			settleExpression(t, s, model.Name, &model.Checks[i].Expression, live.Checks[i].Expression, "")
		}
	}
	for i := range model.Columns {
		column := &model.Columns[i]
		if i >= len(live.Columns) {
			return
		}
		actual := live.Columns[i]
		if column.Type.Is(actual.Type) {
			column.Type = actual.Type
		}
		if column.Serial && actual.Serial && column.Default == "" {
			column.Default = actual.Default
		}
		require.NotEmpty(t, column.Field)
		column.AnyDefault, column.Field, column.Increment = false, "", 0
		settleExpression(t, s, model.Name, &column.Default, actual.Default, actual.Type.String())
	}
	for i := range model.Indexes {
		if i >= len(live.Indexes) || len(live.Indexes[i].Keys) != len(model.Indexes[i].Keys) {
			return
		}
		live.Indexes[i].Definition = ""
		settleExpression(t, s, model.Name, &model.Indexes[i].Predicate, live.Indexes[i].Predicate, "")
		for k := range model.Indexes[i].Keys {
			key := &model.Indexes[i].Keys[k]
			if key.OperatorClass == live.Indexes[i].Keys[k].DefaultClass {
				key.OperatorClass = "" // A model may name what goes without saying.
			}
			live.Indexes[i].Keys[k].DefaultClass = ""
			settleExpression(t, s, model.Name, &model.Indexes[i].Keys[k].Expression, live.Indexes[i].Keys[k].Expression, "")
		}
	}
}

func settleExpression(t *testing.T, s session, table structure.Name, model *string, live, columnType string) {
	t.Helper()
	if *model == "" || live == "" {
		return
	}
	question := expression.Question{
		Table: table, Pair: expression.Pair{Expected: *model, Actual: live, Type: columnType}, Outcome: new(expression.Outcome),
	}
	require.NoError(t, expression.Compare(t.Context(), s, []expression.Question{question}))
	if question.Result == expression.Equal {
		*model = live
	}
}

type session struct{ pool gorm.ConnPool }

func (s session) QueryContext(ctx context.Context, query string, arguments ...any) (*sql.Rows, error) {
	return s.pool.QueryContext(ctx, query, arguments...)
}

func (s session) Attempt(ctx context.Context, ask func() error) error {
	if _, err := s.pool.ExecContext(ctx, "savepoint attempt"); err != nil {
		return err
	}
	err := ask()
	_, rollbackErr := s.pool.ExecContext(ctx, "rollback to savepoint attempt")
	return errors.Join(err, rollbackErr)
}
