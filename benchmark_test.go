package synapscale_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// structureQuery reads what the check reads, as one value and without understanding any of it: no check can be faster.
const structureQuery = `
select json_build_array(
	(select json_agg(json_build_array(c.relname, c.relkind)) from pg_class c where c.relnamespace = s.oid),
	(select json_agg(json_build_array(a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)))
		from pg_attribute a join pg_class c on c.oid = a.attrelid and c.relnamespace = s.oid and c.relkind = 'r'
		left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
		where a.attnum > 0 and not a.attisdropped),
	(select json_agg(json_build_array(o.conrelid, o.conname, o.contype, o.conkey, o.confrelid, o.confkey, o.confdeltype, o.confupdtype, pg_get_expr(o.conbin, o.conrelid)))
		from pg_constraint o where o.connamespace = s.oid),
	(select json_agg(json_build_array(i.indrelid, i.indexrelid, i.indisunique, i.indkey::text, i.indoption::text, pg_get_expr(i.indexprs, i.indrelid), pg_get_expr(i.indpred, i.indrelid)))
		from pg_index i join pg_class c on c.oid = i.indrelid and c.relnamespace = s.oid)
)::text
from pg_namespace s where s.nspname = 'synapscale_db'`

// BenchmarkCheck measures the check of all models beside the least that it could take and what GORM's own migrator takes
// for the same questions, on one server in one run.
func BenchmarkCheck(b *testing.B) {
	db, statements := counted(b)
	var floor, check float64
	measure := func(b *testing.B, once func()) (perOp float64) {
		*statements = 0
		for b.Loop() {
			once()
		}
		b.ReportMetric(float64(*statements)/float64(b.N), "statements/op")
		return float64(b.Elapsed()) / float64(b.N)
	}
	b.Run("floor", func(b *testing.B) {
		floor = measure(b, func() {
			var structure string
			require.NoError(b, db.Raw(structureQuery).Scan(&structure).Error)
			require.NotEmpty(b, structure)
		})
	})
	b.Run("check", func(b *testing.B) {
		check = measure(b, func() {
			require.NoError(b, schema.Assertion{RequireCheck: true}.Assert(b.Context(), db, synapscale.Models()...))
		})
		b.ReportMetric(check/floor, "times-floor")
	})
	b.Run("migrator", func(b *testing.B) {
		perOp := measure(b, func() { ask(b, db, schema.Migrator(db)) })
		b.ReportMetric(perOp/check, "times-check")
	})
	b.Run("stock", func(b *testing.B) {
		perOp := measure(b, func() { ask(b, db, db.Migrator()) })
		b.ReportMetric(perOp/check, "times-check")
	})
}

// ask puts to a migrator the questions that a check of all models has.
func ask(b *testing.B, db *gorm.DB, m gorm.Migrator) {
	b.Helper()
	for _, model := range synapscale.Models() {
		statement := gorm.Statement{DB: db}
		require.NoError(b, statement.Parse(model))
		require.True(b, m.HasTable(model))
		_, err := m.ColumnTypes(model)
		require.NoError(b, err)
		for _, index := range statement.Schema.ParseIndexes() {
			require.True(b, m.HasIndex(model, index.Name), index.Name)
		}
		for _, unique := range statement.Schema.ParseUniqueConstraints() {
			m.HasConstraint(model, unique.Name) // The production database gives some of them other names.
		}
		for _, check := range statement.Schema.ParseCheckConstraints() {
			require.True(b, m.HasConstraint(model, check.Name), check.Name)
		}
		for _, relation := range statement.Schema.Relationships.Relations {
			if constraint := relation.ParseConstraint(); constraint != nil {
				require.True(b, m.HasConstraint(model, constraint.Name), constraint.Name)
			}
		}
	}
}

// counted is a migrated database and the number of statements that were sent to it.
func counted(tb testing.TB) (*gorm.DB, *int) {
	tb.Helper()
	config, err := pgx.ParseConfig(pgtest.CloneDSN(tb))
	require.NoError(tb, err)
	statements := new(int)
	config.Tracer = tracer{statements}
	pool := stdlib.OpenDB(*config)
	tb.Cleanup(func() { require.NoError(tb, pool.Close()) })
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}), &gorm.Config{Logger: logger.Discard})
	require.NoError(tb, err)
	return db, statements
}

type tracer struct{ statements *int }

func (t tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	*t.statements++
	return ctx
}

func (tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}
