package schema_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/plantest"
	"github.com/synapscale/synapscale-go/schema"
)

// Whatever is broken, the plan mends: the check then finds nothing, and the catalog is
// what it was. The ways back lead to the broken one, and the plan holds again.
func TestEveryBreakIsMended(t *testing.T) {
	t.Parallel()
	everyBreakIsMended(t, slices.Concat(breakages, moreBreakages), func() *gorm.DB {
		db := shop(t)
		require.NoError(t, db.AutoMigrate(&ticket{}))
		return db
	}, func(t *testing.T, db *gorm.DB) *schema.Report { return check(t, db, allModels()...) })
}

func TestEveryBreakBesideTheTablesIsMended(t *testing.T) {
	t.Parallel()
	everyBreakIsMended(t, slices.Concat(besides, moreBesides), func() *gorm.DB { return declaredShop(t) },
		func(t *testing.T, db *gorm.DB) *schema.Report { return checkDeclared(t, db) })
}

// everyBreakIsMended makes one database for all breaks, and another one after a failure.
func everyBreakIsMended(t *testing.T, breaks []breakage, database func() *gorm.DB, check func(*testing.T, *gorm.DB) *schema.Report) {
	t.Helper()
	db := database()
	conn := plantest.NewSession(t, db)
	healthy := conn.Structure()
	for _, b := range breaks {
		if b.findings == nil || slices.ContainsFunc(notMended, func(part string) bool { return strings.Contains(b.statement, part) }) {
			continue
		}
		ok := t.Run(b.statement, func(t *testing.T) {
			s := plantest.Session{TB: t, Conn: conn.Conn}
			s.Exec(b.statement)
			broken := s.Structure()
			report := check(t, db)
			plan := report.Plan(schema.PlanOptions{Allow: codesFound(report)})
			require.Empty(t, plan.Unplanned)
			require.NotEmpty(t, plan.Steps)
			s.Apply(plan)
			require.Empty(t, check(t, db).Findings)
			s.Exec("drop sequence if exists public.numbers") // No part of the shop.
			require.Equal(t, healthy, s.Structure())
			if strings.Contains(b.statement, "public.numbers") || !reversible(plan) {
				return
			}
			s.Undo(plan)
			require.Equal(t, broken, s.Structure())
			s.Apply(plan)
			require.Equal(t, healthy, s.Structure())
		})
		if !ok {
			db = database()
			conn = plantest.NewSession(t, db)
		}
	}
}

// notMended are parts of the breaks for which there is no statement, or after which the
// catalog says the same in other words.
var notMended = []string{
	// It has the right meaning under another name, and keeps its words when it is renamed.
	"kind = 'company' or kind = 'person'",
	// The check agrees, with its words in another order.
	"kind in ('company', 'person')) not valid",
	// The rows are elsewhere, and a person has to see to it.
	"create view shop.tickets as select * from shop.issues",
	// A function names the type, which is not made anew under it.
	"alter type shop.mood add value 'ecstatic'", "where enumlabel = 'happy'",
	// A table stands in the way, and nobody says which columns one would have.
	"create table shop.newest", "drop table shop.journal",
	// No integer is larger than bigint.
	"setval('shop.labels_id_seq', 7000000000000000000)",
}

// moreBreakages are breaks that agree in their words.
var moreBreakages = []breakage{
	{
		"alter table shop.customers drop constraint customers_kind, add constraint customers_kind check (kind in ('person', 'company')) not valid",
		[]string{"check-not-valid customers customers_kind"},
	},
	{replaceCheck("customers_kind", "customers_kind", "kind in ('person')") + " not valid", []string{"check-expression"}},
	{replaceForeignKey("orders_customer_fkey", "customers on update cascade not valid"), []string{"foreign-key-action"}},
	{"alter table shop.order_lines drop column amount", []string{"column-missing"}},
	{"alter table shop.tickets drop column line_order_id, drop column line_at", []string{"column-missing"}},
	{"alter table shop.labels drop constraint labels_pkey cascade; alter table shop.labels alter column id drop not null", []string{"primary-key", "column-null"}},
	{"alter table shop.labels alter column id drop default; drop sequence shop.labels_id_seq", []string{"column-default"}},
	{"alter table shop.order_lines alter column quantity drop default, alter column quantity add generated always as identity", []string{"column-identity"}},
	{"alter table shop.customers alter column country type char(3)", []string{"column-length"}},
	{"alter table shop.tickets alter column code type varchar(30)", []string{"column-length"}},
	{"create table shop.zz (id int primary key, label_id bigint references shop.labels); create table shop.aa (id int references shop.zz, name text); create index aa_name on shop.aa (lower(name)) with (fillfactor = 70)", []string{"table-extra"}},
	{"alter sequence shop.labels_id_seq as integer; select setval('shop.labels_id_seq', 2000000000)", []string{"sequence-type", "sequence-headroom"}},
}

// moreBesides are more breaks of what the shop has beside its tables.
var moreBesides = []breakage{
	{"drop type shop.mood cascade", []string{"enum-missing", "function-missing"}},
	{"create trigger more before insert on shop.orders for each row execute function shop.touch(); alter table shop.orders disable trigger more", []string{"trigger-extra"}},
	{"alter table shop.labels rename to tags", []string{"table-name"}},
	{"create sequence shop.more; select nextval('shop.more')", []string{"sequence-extra"}},
}

func codesFound(report *schema.Report) (codes []string) {
	for _, finding := range report.Findings {
		codes = append(codes, string(finding.Code))
	}
	return codes
}

// reversible reports whether all steps of a plan have a way back, or need none.
func reversible(plan *schema.Plan) bool {
	return !slices.ContainsFunc(plan.Steps, func(step schema.Step) bool {
		return step.Undo == "" && !strings.HasPrefix(step.UndoNote, "Nothing has to be undone: ")
	})
}
