package tenancy_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/tenancy"
	"github.com/synapscale/synapscale-go/tenancy/isolation"
)

// configurations are those of GORM that send statements in different ways.
var configurations = map[string]gorm.Config{
	"default":                {},
	"prepared":               {PrepareStmt: true},
	"no default transaction": {SkipDefaultTransaction: true},
	"both":                   {PrepareStmt: true, SkipDefaultTransaction: true},
}

// guarded opens a database with the plugin.
func guarded(tb testing.TB, dsn string, config gorm.Config, tables ...isolation.Table) *gorm.DB {
	tb.Helper()
	config.Logger = logger.Discard
	db, err := gorm.Open(postgres.Open(dsn), &config)
	require.NoError(tb, err)
	pool, err := db.DB()
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, pool.Close()) })
	require.NoError(tb, db.Use(tenancy.Plugin{Tables: tables}))
	return db
}

// rowsOf are the ways to the rows of agents, in both of GORM's APIs.
var rowsOf = map[string]func(ctx context.Context, db *gorm.DB) error{
	"find":  func(_ context.Context, db *gorm.DB) error { return db.Find(&[]agents.Agent{}).Error },
	"first": func(_ context.Context, db *gorm.DB) error { return db.First(&agents.Agent{}).Error },
	"pluck": func(_ context.Context, db *gorm.DB) error {
		return db.Model(&agents.Agent{}).Pluck("name", &[]string{}).Error
	},
	"batches": func(_ context.Context, db *gorm.DB) error {
		return db.FindInBatches(&[]agents.Agent{}, 1, func(*gorm.DB, int) error { return nil }).Error
	},
	"table": func(_ context.Context, db *gorm.DB) error {
		return db.Table("synapscale_db.agents").Find(&[]map[string]any{}).Error
	},
	"subquery": func(_ context.Context, db *gorm.DB) error {
		return db.Model(&tenancy.Plan{}).Where("id in (?)", db.Model(&agents.Agent{}).Select("id")).Find(&[]tenancy.Plan{}).Error
	},
	"table of a query": func(_ context.Context, db *gorm.DB) error {
		return db.Table("(?) as x", db.Model(&agents.Agent{})).Find(&[]map[string]any{}).Error
	},
	"join": func(_ context.Context, db *gorm.DB) error {
		return db.Model(&tenancy.Plan{}).Joins("join synapscale_db.agents a on true").Find(&[]tenancy.Plan{}).Error
	},
	"count": func(_ context.Context, db *gorm.DB) error {
		var n int64
		return db.Model(&agents.Agent{}).Count(&n).Error
	},
	"raw": func(_ context.Context, db *gorm.DB) error {
		return db.Raw("select name from synapscale_db.agents").Scan(&[]string{}).Error
	},
	"exec": func(_ context.Context, db *gorm.DB) error {
		return db.Exec("update synapscale_db.agents set name = name").Error
	},
	"row": func(_ context.Context, db *gorm.DB) error {
		var name string
		return db.Model(&agents.Agent{}).Select("name").Row().Scan(&name)
	},
	"raw row": func(_ context.Context, db *gorm.DB) error {
		return db.Raw("select 1 from synapscale_db.agents").Row().Scan(new(int))
	},
	"rows": func(_ context.Context, db *gorm.DB) error { return readRows(db.Model(&agents.Agent{})) },
	"save": func(_ context.Context, db *gorm.DB) error {
		return db.Where("false").Save(&agents.Agent{ID: uuid.New(), Name: "x"}).Error
	},
	"update": func(_ context.Context, db *gorm.DB) error {
		return db.Model(&agents.Agent{}).Where("false").Update("name", "x").Error
	},
	"columns": func(_ context.Context, db *gorm.DB) error {
		return db.Model(&agents.Agent{}).Where("false").UpdateColumn("name", "x").Error
	},
	"delete": func(_ context.Context, db *gorm.DB) error { return db.Where("false").Delete(&agents.Agent{}).Error },
	"preload": func(_ context.Context, db *gorm.DB) error {
		return db.Preload("TenantFeatures").Find(&[]tenancy.Feature{}).Error
	},
	"transaction": func(_ context.Context, db *gorm.DB) error {
		return db.Transaction(func(tx *gorm.DB) error { return tx.Find(&[]agents.Agent{}).Error })
	},
	"connection": func(_ context.Context, db *gorm.DB) error {
		return db.Connection(func(tx *gorm.DB) error { return tx.Model(&agents.Agent{}).Select("1").Row().Scan(new(int)) })
	},
	"prepared session": func(_ context.Context, db *gorm.DB) error {
		return db.Session(&gorm.Session{PrepareStmt: true}).Find(&[]agents.Agent{}).Error
	},
	"prepared transaction": func(_ context.Context, db *gorm.DB) error {
		return db.Session(&gorm.Session{PrepareStmt: true}).Transaction(func(tx *gorm.DB) error { return tx.Find(&[]agents.Agent{}).Error })
	},
	"generic find": func(ctx context.Context, db *gorm.DB) error {
		_, err := gorm.G[agents.Agent](db).Find(ctx)
		return err
	},
	"generic raw": func(ctx context.Context, db *gorm.DB) error {
		_, err := gorm.G[string](db).Raw("select name from synapscale_db.agents").Find(ctx)
		return err
	},
	"generic exec": func(ctx context.Context, db *gorm.DB) error {
		return gorm.G[tenancy.Plan](db).Exec(ctx, "delete from synapscale_db.agents where false")
	},
	"generic update": func(ctx context.Context, db *gorm.DB) error {
		_, err := gorm.G[agents.Agent](db).Where("false").Update(ctx, "name", "x")
		return err
	},
	"generic delete": func(ctx context.Context, db *gorm.DB) error {
		_, err := gorm.G[agents.Agent](db).Where("false").Delete(ctx)
		return err
	},
	"generic count": func(ctx context.Context, db *gorm.DB) error {
		_, err := gorm.G[agents.Agent](db).Count(ctx, "*")
		return err
	},
}

func readRows(db *gorm.DB) error {
	rows, err := db.Rows()
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

// Without a tenant nothing reaches the rows; a statement that the plugin let pass would succeed here, as a superuser.
func TestPluginRefusesWithoutATenant(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	require.NoError(t, c.admin.Create(&tenancy.Feature{ID: uuid.New(), Key: "sso", Name: "Single sign-on"}).Error)
	for configuration, config := range configurations {
		db := guarded(t, c.dsn, config)
		// The prepared statements of a tenant are not those of others.
		require.NoError(t, tenancy.Within(t.Context(), db, c.a.tenant, func(ctx context.Context, tx *gorm.DB) error {
			for _, name := range []string{"find", "raw", "count"} {
				require.NoError(t, rowsOf[name](ctx, tx.Session(&gorm.Session{PrepareStmt: true})))
			}
			return nil
		}))
		for name, way := range rowsOf {
			err := way(t.Context(), db)
			require.ErrorIs(t, err, tenancy.ErrNoTenant, "%s, %s", configuration, name)
			var refused *tenancy.NoTenantError
			require.ErrorAs(t, err, &refused)
			require.Contains(t, []string{"synapscale_db.agents", "synapscale_db.tenant_features"}, refused.Table)
		}
		require.ErrorIs(t, db.Create(newAgent(c.a)).Error, tenancy.ErrNoTenant)
		require.ErrorIs(t, gorm.G[agents.Agent](db).Create(t.Context(), newAgent(c.a)), tenancy.ErrNoTenant)
		pool, err := db.DB()
		require.NoError(t, err)
		require.Zero(t, pool.Stats().InUse, configuration)
	}
	require.EqualValues(t, 2, count(t, c.admin))
}

// What is refused does not reach the database, not even to begin a transaction.
func TestPluginRefusesBeforeTheDatabase(t *testing.T) {
	t.Parallel()
	db, mock := mocked(t)
	for name, way := range rowsOf {
		if name == "transaction" || name == "prepared transaction" || name == "connection" || name == "preload" {
			continue // These ask the database for something else before.
		}
		require.ErrorIs(t, way(t.Context(), db), tenancy.ErrNoTenant, name)
	}
	require.ErrorIs(t, db.Create(&agents.Agent{}).Error, tenancy.ErrNoTenant)
	mock.ExpectExec("create index").WillReturnResult(sqlmock.NewResult(0, 0))
	require.NoError(t, db.Exec("create index on synapscale_db.agents (name)").Error)
	require.NoError(t, mock.ExpectationsWereMet())
}

func mocked(tb testing.TB) (*gorm.DB, sqlmock.Sqlmock) {
	tb.Helper()
	pool, mock, err := sqlmock.New()
	require.NoError(tb, err)
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), &gorm.Config{Logger: logger.Discard})
	require.NoError(tb, err)
	require.NoError(tb, db.Use(tenancy.Plugin{}))
	return db, mock
}

// Within and AsSystem nothing is refused that the database does not refuse.
func TestPluginLetsPassWithin(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	for configuration, config := range configurations {
		db := guarded(t, c.dsn, config)
		pass := func(ctx context.Context, tx *gorm.DB) error {
			for name, way := range rowsOf {
				if name == "connection" {
					require.ErrorIs(t, way(ctx, tx), tenancy.ErrNoTenant, "%s: another connection has no tenant", configuration)
					continue
				}
				err := tx.Transaction(func(tx *gorm.DB) error { return way(ctx, tx) })
				if name == "save" {
					require.ErrorContains(t, err, "23503", configuration) // It has no user.
					continue
				}
				require.NoError(t, err, "%s, %s", configuration, name)
			}
			return errGivenUp
		}
		require.ErrorIs(t, tenancy.Within(t.Context(), db, c.a.tenant, pass), errGivenUp)
	}
}

// What GORM can do beside statements goes on.
func TestPluginLeavesTheRest(t *testing.T) {
	t.Parallel()
	dsn := pgtest.CloneDSN(t)
	require.NoError(t, pgtest.Open(t, dsn).Exec("create schema desk").Error)
	for configuration, config := range configurations {
		db := guarded(t, dsn, config)
		require.ErrorIs(t, db.Use(tenancy.Plugin{}), gorm.ErrRegistered)
		pool, err := db.DB()
		require.NoError(t, err)
		require.NoError(t, pool.PingContext(t.Context()))

		plan := tenancy.Plan{ID: uuid.New(), Name: "Plan", Slug: configuration}
		require.NoError(t, db.Create(&plan).Error)
		require.ErrorIs(t, db.Transaction(func(tx *gorm.DB) error {
			require.ErrorIs(t, tx.Transaction(func(tx *gorm.DB) error {
				require.NoError(t, tx.Model(&plan).Update("name", "Changed").Error)
				return errGivenUp
			}), errGivenUp)
			require.NoError(t, tx.First(&plan, "slug = ? and name = 'Plan'", configuration).Error)
			return tx.Delete(&plan).Error
		}, &sql.TxOptions{Isolation: sql.LevelSerializable}), nil)
		require.NoError(t, readRows(db.Model(&tenancy.Feature{})))
		require.NoError(t, db.Connection(func(tx *gorm.DB) error { return tx.Exec("select 1").Error }))

		dry := db.Session(&gorm.Session{DryRun: true})
		require.NotEmpty(t, dry.Find(&[]agents.Agent{}).Statement.SQL.String())
		require.NotEmpty(t, dry.Create(&agents.Agent{}).Statement.SQL.String())
		require.NotEmpty(t, db.ToSQL(func(tx *gorm.DB) *gorm.DB { return tx.Delete(&agents.Agent{ID: uuid.New()}) }))

		migrator := db.Migrator()
		require.True(t, migrator.HasTable(&agents.Agent{}))
		require.True(t, migrator.HasColumn(&agents.Agent{}, "name"))
		require.True(t, migrator.HasIndex(&agents.Agent{}, "idx_agents_name"))
		require.NoError(t, migrator.CreateTable(&Ticket{}))
		require.NoError(t, migrator.AutoMigrate(&Ticket{}))
		_, err = migrator.ColumnTypes(&agents.Agent{})
		require.ErrorIs(t, err, tenancy.ErrNoTenant)
		require.NoError(t, migrator.DropTable(&Ticket{}))

		require.NoError(t, schema.Assert(t.Context(), db, synapscale.Models()...))
		_, err = schema.Check(t.Context(), db, synapscale.Models()...)
		require.NoError(t, err)
	}
}

// A Ticket is a row of a service's own table.
type Ticket struct {
	ID       int64 `gorm:"primaryKey"`
	Title    string
	TenantID *uuid.UUID `gorm:"type:uuid"`
}

func (Ticket) TableName() string { return "desk.tickets" }

func TestPluginKnowsTheTablesOfAService(t *testing.T) {
	t.Parallel()
	c := newCustomers(t)
	for _, statement := range []string{
		"create schema desk", "create table desk.tickets (id bigserial primary key, title text, tenant_id uuid not null)",
		"grant usage on schema desk to synapscale_app", "grant all on desk.tickets, desk.tickets_id_seq to synapscale_app",
	} {
		require.NoError(t, c.admin.Exec(statement).Error)
	}
	db := guarded(t, c.dsn, gorm.Config{}, isolation.OwnedTable("desk.tickets"))
	require.ErrorIs(t, db.Find(&[]Ticket{}).Error, tenancy.ErrNoTenant)
	require.ErrorIs(t, db.Create(&Ticket{}).Error, tenancy.ErrNoTenant)
	require.NoError(t, tenancy.Within(t.Context(), db, c.a.tenant, func(_ context.Context, tx *gorm.DB) error {
		ticket := Ticket{Title: "broken"}
		require.NoError(t, tx.Create(&ticket).Error)
		require.Equal(t, c.a.tenant, *ticket.TenantID)
		return nil
	}))
}
