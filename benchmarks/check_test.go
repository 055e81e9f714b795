// Package benchmarks measures what would be a dependency of the library if it were measured there.
package benchmarks

import (
	"database/sql"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// BenchmarkAtlas measures Atlas inspecting the schema that the check of all models reads and compares, beside that check.
func BenchmarkAtlas(b *testing.B) {
	dsn := pgtest.CloneDSN(b)
	db := pgtest.Open(b, dsn)
	pool, err := sql.Open("pgx", dsn)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, pool.Close()) })
	var check float64
	b.Run("check", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			report, err := schema.Check(b.Context(), db, synapscale.Models()...)
			require.NoError(b, err)
			require.Empty(b, report.Findings)
		}
		check = float64(b.Elapsed()) / float64(b.N)
	})
	b.Run("inspect", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			driver, err := postgres.Open(pool)
			require.NoError(b, err)
			found, err := driver.InspectSchema(b.Context(), "synapscale_db", &atlas.InspectOptions{})
			require.NoError(b, err)
			require.GreaterOrEqual(b, len(found.Tables), len(synapscale.Models()))
		}
		b.ReportMetric(float64(b.Elapsed())/float64(b.N)/check, "times-check")
	})
}

// A thing is the model of one of many tables.
type thing struct {
	ID   int64  `gorm:"primaryKey"`
	Name string `gorm:"type:varchar(100);not null;default:'none'"`
	Kind string `gorm:"type:varchar(20);not null;index;check:kind IN ('a', 'b')"`
}

func (thing) TableName() string { return "many.things_0" }

// BenchmarkTables measures a check of one model in a schema of many tables, all of which it reads.
func BenchmarkTables(b *testing.B) {
	for _, tables := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprint(tables), func(b *testing.B) {
			db := pgtest.Empty(b)
			require.NoError(b, db.Exec("create schema many").Error)
			for i := 0; i < tables; i += 500 {
				var batch strings.Builder
				for j := i; j < min(i+500, tables); j++ {
					fmt.Fprintf(&batch, `create table many.things_%[1]d (id bigserial primary key, name varchar(100) not null default 'none',
						kind varchar(20) not null constraint things_%[1]d_kind check (kind in ('a', 'b')));
						create index things_%[1]d_by_kind on many.things_%[1]d (kind);`, j)
				}
				require.NoError(b, db.Exec(batch.String()).Error)
			}
			require.NoError(b, db.Exec("analyze").Error)
			b.ReportAllocs()
			var report *schema.Report
			for b.Loop() {
				var err error
				report, err = schema.Check(b.Context(), db, &thing{})
				require.NoError(b, err)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*tables), "µs/table")
			var stats runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&stats)
			b.ReportMetric(float64(stats.HeapAlloc)/float64(tables), "heap-B/table")
			runtime.KeepAlive(report)
		})
	}
}
