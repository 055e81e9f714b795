package synapscale_test

import (
	"context"
	"runtime"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	gormschema "gorm.io/gorm/schema"

	synapscale "github.com/synapscale/synapscale-go"
	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
)

// tablesQuery reads what a check of models reads, as it stands in the catalog and without understanding any of it: numbers
// instead of names, and no expression that a catalog does not hold as one. No check can be faster. Of the shapes that one
// query can have, a value per row is the fastest; json_agg takes half as long again.
const tablesQuery = `
select row(c.oid, c.relname, c.relkind, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions)::text
from pg_class c where c.relnamespace = 'synapscale_db'::regnamespace
union all
select row(a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull, a.attidentity, a.attgenerated, a.attcollation,
	pg_get_expr(d.adbin, case a.attgenerated when '' then 0 else d.adrelid end))::text
from pg_attribute a
join pg_class c on c.oid = a.attrelid and c.relnamespace = 'synapscale_db'::regnamespace and c.relkind in ('r', 'v')
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped
union all
select row(d.objoid, d.objsubid, d.description)::text
from pg_description d join pg_class c on c.oid = d.objoid and c.relnamespace = 'synapscale_db'::regnamespace
where d.classoid = 'pg_class'::regclass and d.objsubid > 0
union all
select row(o.conrelid, o.conname, o.contype, o.conkey, o.confrelid, o.confkey, o.confdeltype, o.confupdtype, o.confmatchtype,
	o.condeferrable, o.condeferred, o.convalidated, o.conindid, pg_get_expr(o.conbin, o.conrelid))::text
from pg_constraint o where o.connamespace = 'synapscale_db'::regnamespace
union all
select row(i.indrelid, i.indexrelid, i.indisunique, i.indisvalid, i.indisready, i.indnkeyatts, i.indkey, i.indoption, i.indclass,
	i.indcollation, pg_get_expr(i.indexprs, i.indrelid), pg_get_expr(i.indpred, i.indrelid))::text
from pg_index i join pg_class c on c.oid = i.indrelid and c.relnamespace = 'synapscale_db'::regnamespace
where not i.indisprimary
union all
select row(t.oid, t.typname)::text from pg_type t where t.typnamespace = 'synapscale_db'::regnamespace and t.typtype = 'e'
union all
select row(e.enumtypid, e.enumsortorder, e.enumlabel)::text from pg_enum e
union all
select row(q.seqrelid, q.seqtypid, q.seqincrement, q.seqmin, q.seqmax, q.seqcycle, pg_sequence_last_value(q.seqrelid))::text
from pg_sequence q join pg_class c on c.oid = q.seqrelid and c.relnamespace = 'synapscale_db'::regnamespace
union all
select row(c.oid, pg_get_viewdef(c.oid))::text
from pg_class c where c.relnamespace = 'synapscale_db'::regnamespace and c.relkind = 'v'`

// structureQuery reads in addition what a check of declarations reads.
const structureQuery = tablesQuery + `
union all
select row(p.polrelid, p.polname, p.polcmd, p.polpermissive, p.polroles, pg_get_expr(p.polqual, p.polrelid),
	pg_get_expr(p.polwithcheck, p.polrelid))::text
from pg_policy p join pg_class c on c.oid = p.polrelid and c.relnamespace = 'synapscale_db'::regnamespace
union all
select row(t.tgrelid, t.tgname, t.tgtype, t.tgenabled, t.tgattr, t.tgfoid, t.tgargs, pg_get_triggerdef(t.oid))::text
from pg_trigger t join pg_class c on c.oid = t.tgrelid and c.relnamespace = 'synapscale_db'::regnamespace
where not t.tgisinternal
union all
select row(p.oid, p.proname, p.proargtypes, p.prorettype, p.prolang, p.provolatile, p.proisstrict, p.prosecdef, p.proconfig, p.prosrc,
	pg_get_function_arguments(p.oid))::text
from pg_proc p where p.pronamespace = 'synapscale_db'::regnamespace`

// BenchmarkCheck measures the check of all models beside the least that it could take, what GORM takes to read the
// models for the first time, and what its own migrator takes for the same questions, on one server in one run.
func BenchmarkCheck(b *testing.B) {
	db, statements := counted(b)
	var check float64
	measure := func(b *testing.B, once func()) (perOp float64) {
		b.ReportAllocs()
		*statements = 0
		for b.Loop() {
			once()
		}
		b.ReportMetric(float64(*statements)/float64(b.N), "statements/op")
		return float64(b.Elapsed()) / float64(b.N)
	}
	for _, of := range []struct {
		floor, check, query string
		checker             schema.Checker
	}{
		{"floor of declarations", "check of declarations", structureQuery, schema.Checker{Declared: synapscale.Structure()}},
		{"floor", "check", tablesQuery, schema.Checker{}},
	} {
		var floor float64
		b.Run(of.floor, func(b *testing.B) {
			floor = measure(b, func() { require.Positive(b, readStructure(b, db, of.query)) })
		})
		b.Run(of.check, func(b *testing.B) {
			check = measure(b, func() {
				report, err := of.checker.Check(b.Context(), db, synapscale.Models()...)
				require.NoError(b, err)
				require.Empty(b, report.Findings)
			})
			b.ReportMetric(check/floor, "times-floor")
			b.ReportMetric(float64(held(b, db)), "held-B")
		})
	}
	b.Run("parse", func(b *testing.B) {
		measure(b, func() {
			var cache sync.Map
			for _, model := range synapscale.Models() {
				_, err := gormschema.Parse(model, &cache, db.NamingStrategy)
				require.NoError(b, err)
			}
		})
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

// readStructure runs a query and returns the size of what it read.
func readStructure(b *testing.B, db *gorm.DB, query string) (size int) {
	b.Helper()
	rows, err := db.Raw(query).Rows()
	require.NoError(b, err)
	defer rows.Close()
	for rows.Next() {
		var row string
		require.NoError(b, rows.Scan(&row))
		size += len(row)
	}
	require.NoError(b, rows.Err())
	return size
}

// held is the memory that the report of a check keeps, with all that it knows of both sides.
func held(b *testing.B, db *gorm.DB) uint64 {
	b.Helper()
	live := func() uint64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before := live()
	report, err := schema.Check(b.Context(), db, synapscale.Models()...)
	require.NoError(b, err)
	after := live()
	runtime.KeepAlive(report)
	return max(after, before) - before
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
