package synapscale_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
)

// The models say all that GORM can say: a database that GORM creates from them alone has the structure of
// the newest version but for what no tag can ask for, which is stated first.
func TestModelsAloneMakeTheStructure(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	for _, statement := range []string{
		"create schema synapscale_db",
		"create type synapscale_db.trigger_type_en as enum ('schedule', 'event')",
		"create type synapscale_db.workspacetype as enum ('individual', 'collaborative')",
	} {
		require.NoError(t, db.Exec(statement).Error)
	}
	nextValue := regexp.MustCompile(`^nextval\('(.*)'\)$`)
	for _, model := range synapscale.Models() {
		for _, field := range parse(t, model).Fields {
			if match := nextValue.FindStringSubmatch(field.DefaultValue); match != nil {
				require.NoError(t, db.Exec("create sequence "+match[1]+" as integer").Error)
			}
		}
	}
	// Agents and their configurations refer to each other, so tables come first and foreign keys second.
	for _, tablesOnly := range []bool{true, false} {
		creator, err := gorm.Open(postgres.New(postgres.Config{Conn: db.ConnPool}), &gorm.Config{
			Logger: logger.Discard, DisableForeignKeyConstraintWhenMigrating: tablesOnly,
		})
		require.NoError(t, err)
		require.NoError(t, creator.AutoMigrate(synapscale.Models()...))
	}
	report := check(t, db)
	require.Empty(t, report.Findings)
	require.Equal(t, 1447, report.Columns)
}
