package schema_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/internal/plantest"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/declare"
)

// A refusal is what a plan says of a break while it may only lose what is allowed.
type refusal struct {
	statement string
	allow     string
	why       string
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	shop := shop(t)
	require.NoError(t, shop.AutoMigrate(&ticket{}))
	declared, pallets := declaredShop(t), pallets(t)
	for _, of := range []struct {
		db       *gorm.DB
		check    func(tb testing.TB, db *gorm.DB) *schema.Report
		refusals []refusal
	}{
		{shop, func(tb testing.TB, db *gorm.DB) *schema.Report { return check(tb, db, allModels()...) }, shopRefusals},
		{declared, checkDeclared, declaredRefusals},
		{pallets, checkPallets, palletRefusals},
	} {
		for _, r := range of.refusals {
			t.Run(r.statement, func(t *testing.T) {
				tx := of.db.Begin()
				defer tx.Rollback()
				run(t, tx, r.statement)
				plan := of.check(t, tx).Plan(schema.PlanOptions{Allow: strings.Fields(r.allow)})
				whys := []string{}
				for _, unplanned := range plan.Unplanned {
					whys = append(whys, unplanned.Why)
				}
				require.Contains(t, strings.Join(whys, "\n"), r.why)
			})
		}
	}
}

var shopRefusals = []refusal{
	{"alter table shop.order_lines alter column amount drop expression", "", "the values that it holds would be lost to the computed ones. To plan it all the same, allow column-generated"},
	{
		"alter table shop.order_lines alter column amount drop expression; create view shop.amounts as select amount from shop.order_lines",
		"column-generated", "The column has to be made anew. PostgreSQL does not change a column that a view reads",
	},
	{
		"alter table shop.order_lines alter column amount drop expression; create index more on shop.order_lines (amount)",
		"column-generated index-extra", "index more reads it: drop the index first",
	},
	{"alter table shop.labels rename to tags; alter table shop.tags drop column name", "", "An index of table shop.tags has the name of one of this table's"},
	{
		"alter table shop.tickets rename to issues; create view shop.tickets as select * from shop.issues",
		"table-kind", "The rows are probably those of table shop.issues: drop the view, and rename that table.",
	},
	{
		"drop table shop.tickets; create materialized view shop.tickets as select 1::bigint id, ''::varchar(20) code, ''::text subject, 1::bigint number, 1::bigint customer_id, 1::bigint line_order_id, 1::smallint line_at",
		"", "In place of the materialized view there would be an empty table",
	},
	{
		"alter table shop.orders add constraint again foreign key (customer_id) references shop.customers",
		"", "The two keys contradict each other",
	},
	{
		"alter table shop.labels add constraint more unique (name); create table shop.others (name text references shop.labels (name))",
		"unique-extra", "Foreign keys stand on the rule",
	},
	{
		replaceIndex("customers_name", "unique index", "customers (name)") + "; create table shop.others (name varchar references shop.customers (name))",
		"", "Foreign keys stand on the unique rule over (name)",
	},
	{
		"drop index shop.orders_number; alter table shop.orders add constraint orders_number exclude using btree (number with =)",
		"unique-extra", "An exclusion constraint is replaced by hand",
	},
	{"select setval('shop.customers_id_seq', 7000000000000000000)", "", "No integer is larger"},
	{
		"alter table shop.labels alter column id type integer; alter sequence shop.labels_id_seq as integer; select setval('shop.labels_id_seq', 2000000000)",
		"", "The column has to hold larger numbers first",
	},
}

var declaredRefusals = []refusal{
	{
		"drop function public.actor(); create function public.actor() returns name language sql stable as $$ select current_setting('shop.actor', true) $$",
		"", "PostgreSQL does not replace a function by one with other names of arguments",
	},
	{"drop view shop.newest; create table shop.newest (id int)", "", "A table has the name of the view"},
	{
		"drop materialized view shop.countries; create materialized view shop.countries as select country, count(*) + 1 as count from shop.customers group by 1",
		"", "The view has to be made anew, without its privileges.",
	},
	{"alter table shop.order_lines enable row level security", "", "Without row security everybody who may read the table sees all rows."},
	{"alter type shop.mood add value 'ecstatic'", "", "names it: drop the function first"},
	{"drop table shop.journal", "", "No model says which columns the table has."},
}

var palletRefusals = []refusal{
	{"alter table shop.pallets add more text; create policy more on shop.pallets using (more = '')", "column-extra", "Policy more reads the column"},
	{
		"alter table shop.pallets drop constraint uni_shop_pallets_code cascade; alter table shop.pallets add primary key (code); alter table shop.pallets add foreign key (inside) references shop.pallets",
		"primary-key", "Foreign keys stand on it",
	},
	{"alter type shop.state add value 'stolen'; create view shop.v as select state from shop.pallets", "", "drop view shop.v first"},
	{
		"alter type shop.state add value 'stolen'; create table shop.others (s shop.state primary key); alter table shop.pallets add foreign key (was) references shop.others",
		"", "a foreign key of table shop.pallets compares its values",
	},
}

// A policy that is changed before a column goes does not keep it.
func TestAColumnGoesAfterItsPolicy(t *testing.T) {
	t.Parallel()
	db := pallets(t)
	run(t, db, "alter table shop.pallets add more text; alter policy opened on shop.pallets using (more = '')")
	mend(t, db, func() *schema.Report { return checkPallets(t, db) }, "column-extra")
}

// mend applies the plan of a report, after which nothing is found any more.
func mend(t *testing.T, db *gorm.DB, check func() *schema.Report, allow ...string) *schema.Plan {
	t.Helper()
	plan := check().Plan(schema.PlanOptions{Allow: allow})
	require.Empty(t, plan.Unplanned)
	plantest.NewSession(t, db).Apply(plan)
	require.Empty(t, check().Findings)
	return plan
}

// What a plan need not touch stays as it is.
func TestWhatAPlanKeeps(t *testing.T) {
	t.Parallel()
	db := declaredShop(t)
	report := func() *schema.Report { return checkDeclared(t, db) }
	run(t, db, "drop materialized view shop.countries; create materialized view shop.countries as select country, count(*) + 1 as count from shop.customers group by 1; "+
		"create unique index countries_country on shop.countries (country)")
	mend(t, db, report, "view-definition")
	require.Equal(t, 1, plantest.NewSession(t, db).Number("select count(*) from pg_indexes where indexname = 'countries_country'"))

	run(t, db, "create or replace view shop.newest as select id, note from shop.orders order by placed_at desc limit 11; grant select on shop.newest to pg_monitor")
	mend(t, db, report)
	require.Equal(t, 1, plantest.NewSession(t, db).Number("select count(*) from information_schema.role_table_grants where table_name = 'newest' and grantee = 'pg_monitor'"))

	run(t, db, "alter table shop.labels alter column name set default 'x', alter column name type varchar(9)") // The model leaves the default to the database.
	mend(t, db, report)
	require.Equal(t, 1, plantest.NewSession(t, db).Number("select count(*) from information_schema.columns where table_name = 'labels' and column_default like '''x''%'"))
}

// What has no way back says what to do.
func TestWhatDoesNotComeBack(t *testing.T) {
	t.Parallel()
	db := shop(t)
	report := func() *schema.Report { return check(t, db, models()...) }
	run(t, db, `create foreign data wrapper elsewhere; create server other foreign data wrapper elsewhere; create foreign table shop.far (id int) server other;
		create table shop.rooms (number int, constraint rooms_once exclude using btree (number with =));
		alter table shop.labels add constraint labels_once exclude using btree (name with =)`)
	plan := mend(t, db, report, "table-extra", "unique-extra")
	notes := map[string]string{}
	for _, step := range plan.Steps {
		notes[step.SQL] = step.Undo + step.UndoNote
	}
	require.Contains(t, notes["drop foreign table shop.far"], "There is none: create the foreign table again")
	require.Contains(t, notes["drop table shop.rooms"], "add constraint rooms_once EXCLUDE USING btree (number WITH =)")
	require.Contains(t, notes["alter table shop.labels drop constraint labels_once"], "add constraint labels_once EXCLUDE USING btree (name WITH =)")
}

type bundle struct {
	ID   int64
	Mood string `gorm:"type:mood;not null"`
	Note string `gorm:"type:text;index:bundles_note"`
}

func (bundle) TableName() string { return "shop.bundles" }

// Labels are added where they belong, and a type that a model names without its schema is
// found.
func TestPlanOfLabels(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	run(t, db, `create schema shop; create type shop.mood as enum ('ok'); create type shop.state as enum ('closed');
		create table shop.bundles (id bigserial primary key, mood text not null, note text); create index bundles_note on shop.bundles (note)`)
	checker := schema.Checker{Declared: []declare.Schema{
		{Name: "shop", Enums: []declare.Enum{{Name: "state", Labels: []string{"open", "closed", "lost"}}, {Name: "mood", Labels: []string{"ok"}}}},
	}}
	report := func() *schema.Report {
		report, err := checker.Check(t.Context(), db, &bundle{})
		require.NoError(t, err)
		return report
	}
	plan := mend(t, db, report, "column-type")
	require.Equal(t, "alter type shop.state add value 'open' before 'closed'", plan.Steps[0].SQL)
	require.Equal(t, "alter type shop.state add value 'lost' after 'closed'", plan.Steps[1].SQL)
	require.Equal(t, `alter table shop.bundles alter column mood type "shop"."mood" using mood::"shop"."mood"`, plan.Steps[2].SQL)

	checker.Declared[0].Tables = []declare.Table{{Name: "bundles", Partition: "range (id)"}}
	require.Contains(t, report().Plan(schema.PlanOptions{}).Unplanned[0].Why, "A table cannot become a partitioned one")
}

// One step can mend several findings, and stands in the plan once.
func TestAViewInPlaceOfATable(t *testing.T) {
	t.Parallel()
	db := pallets(t)
	run(t, db, "alter table shop.pallets set schema public; create view shop.pallets as select * from public.pallets")
	report := checkPallets(t, db)
	plan := report.Plan(schema.PlanOptions{Allow: codesFound(report)})
	steps := map[string]int{}
	for _, step := range plan.Steps {
		steps[step.SQL]++
		require.Equal(t, 1, steps[step.SQL], step.SQL)
	}
	plantest.NewSession(t, db).Apply(plan)
	require.Empty(t, checkPallets(t, db).Findings)
}

// A bale has a computed column with a rule and an index of its own.
type bale struct {
	ID   int64
	Size int64 `gorm:"not null;index"`
	Half int64 `gorm:"->;type:bigint GENERATED ALWAYS AS (size / 2) STORED;index:bales_half;check:bales_half_small,half < 100"`
}

func (bale) TableName() string { return "shop.bales" }

func TestAComputedColumnIsMended(t *testing.T) {
	t.Parallel()
	everyBreakIsMended(t, []breakage{{"alter table shop.bales alter column half drop expression", []string{"column-generated"}}}, func() *gorm.DB {
		db := pgtest.Empty(t)
		run(t, db, "create schema shop")
		require.NoError(t, db.AutoMigrate(&bale{}))
		return db
	}, func(t *testing.T, db *gorm.DB) *schema.Report { return check(t, db, &bale{}) })
}

// A function of a table's rows comes after the table.
func TestAFunctionOfATable(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	run(t, db, "create schema shop")
	checker := schema.Checker{Declared: []declare.Schema{{Name: "shop", Functions: []declare.Function{
		{Name: "half", Arguments: "of bales", Returns: "bigint", Language: "sql", Body: "select of.size / 2"},
	}}}}
	mend(t, db, func() *schema.Report {
		report, err := checker.Check(t.Context(), db, &bale{})
		require.NoError(t, err)
		return report
	})
}
