package tenancy_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/synapscale/synapscale-go/agents"
	"github.com/synapscale/synapscale-go/tenancy"
)

// instant is a database that answers at once and knows nothing, so that what GORM does with a statement is measured and
// nothing else.
type instant struct{}

func (instant) Connect(context.Context) (driver.Conn, error) { return instant{}, nil }
func (instant) Driver() driver.Driver                        { return nil }
func (instant) Prepare(string) (driver.Stmt, error)          { return instant{}, nil }
func (instant) Close() error                                 { return nil }
func (instant) Begin() (driver.Tx, error)                    { return instant{}, nil }

func (instant) BeginTx(context.Context, driver.TxOptions) (driver.Tx, error) { return instant{}, nil }
func (instant) Commit() error                                                { return nil }
func (instant) Rollback() error                                              { return nil }
func (instant) NumInput() int                                                { return -1 }
func (instant) Exec([]driver.Value) (driver.Result, error)                   { return driver.RowsAffected(1), nil }

func (instant) Query([]driver.Value) (driver.Rows, error) { return instant{}, nil }
func (instant) Columns() []string                         { return nil }
func (instant) Next([]driver.Value) error                 { return io.EOF }
func (instant) ExecContext(context.Context, string, []driver.NamedValue) (driver.Result, error) {
	return driver.RowsAffected(1), nil
}

func (instant) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	return instant{}, nil
}

func instantDB(tb testing.TB, plugin bool) *gorm.DB {
	tb.Helper()
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: sql.OpenDB(instant{})}), &gorm.Config{Logger: logger.Discard, SkipDefaultTransaction: true})
	require.NoError(tb, err)
	if plugin {
		require.NoError(tb, db.Use(tenancy.Plugin{}))
	}
	return db
}

// benchmarked are statements on tables of all tenants, which pass everywhere, and on those of one.
var benchmarked = []struct {
	name   string
	global bool
	run    func(tx *gorm.DB) error
}{
	{"find", true, func(tx *gorm.DB) error { return tx.Where("slug = ?", "x").Limit(1).Find(&tenancy.Plan{}).Error }},
	{"raw", true, func(tx *gorm.DB) error {
		return tx.Exec(`update synapscale_db.plans set name = ? where id in (select f.plan_id from synapscale_db.plan_features f
			join synapscale_db.features g on g.id = f.feature_id where g.key = ?)`, "x", "y").Error
	}},
	{"create", true, func(tx *gorm.DB) error { return tx.Create(&tenancy.Plan{Name: "x", Slug: "x"}).Error }},
	{"update", true, func(tx *gorm.DB) error { return tx.Where("slug = ?", "x").Updates(tenancy.Plan{Name: "x"}).Error }},
	{"tenant's find", false, func(tx *gorm.DB) error {
		return tx.Where("status = ?", "active").Limit(9).Find(&[]agents.Agent{}).Error
	}},
	{"tenant's create", false, func(tx *gorm.DB) error { return tx.Create(&agents.Agent{Name: "x"}).Error }},
	{"tenant's update", false, func(tx *gorm.DB) error { return tx.Where("name = ?", "x").Updates(agents.Agent{Name: "y"}).Error }},
}

// What the plugin adds to a statement of GORM, outside and within the transaction of a tenant. Each turn runs the statement
// without the plugin and with it, so that both meet the same load; the medians of the turns are compared.
//
//	go test -run '^$' -bench BenchmarkPlugin -benchtime 20000x ./tenancy
func BenchmarkPlugin(b *testing.B) {
	for _, statement := range benchmarked {
		if statement.global {
			b.Run("outside/"+statement.name, func(b *testing.B) { compare(b, instantDB(b, false), instantDB(b, true), statement.run) })
		}
		b.Run("within/"+statement.name, func(b *testing.B) {
			tenant := uuid.New()
			require.NoError(b, tenancy.Within(b.Context(), instantDB(b, false), tenant, func(_ context.Context, without *gorm.DB) error {
				return tenancy.Within(b.Context(), instantDB(b, true), tenant, func(_ context.Context, with *gorm.DB) error {
					compare(b, without, with, statement.run)
					return nil
				})
			}))
		})
	}
}

func compare(b *testing.B, without, with *gorm.DB, run func(tx *gorm.DB) error) {
	var took [2][]time.Duration
	for b.Loop() {
		for i, db := range []*gorm.DB{without, with} {
			start := time.Now()
			err := run(db)
			took[i] = append(took[i], time.Since(start))
			require.NoError(b, err)
		}
	}
	var median [2]float64
	for i := range took {
		slices.Sort(took[i])
		median[i] = float64(took[i][len(took[i])/2].Nanoseconds())
	}
	allocations := func(db *gorm.DB) float64 { return testing.AllocsPerRun(20, func() { _ = run(db) }) }
	b.ReportMetric(0, "ns/op") // Both together say nothing.
	b.ReportMetric(median[0], "without-ns")
	b.ReportMetric(median[1]-median[0], "added-ns")
	b.ReportMetric(allocations(with)-allocations(without), "added-allocs")
}
