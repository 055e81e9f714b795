package schema_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/declare"
)

// What a finding says, and which statements fail or do harm while it stands.
func TestFindingsBesideTheTables(t *testing.T) {
	t.Parallel()
	const insert, update, remove, sel = schema.StatementInsert, schema.StatementUpdate, schema.StatementDelete, schema.StatementSelect
	db := declaredShop(t)
	for _, c := range []struct {
		statement string
		finding   schema.Finding
	}{
		{
			"alter type shop.mood rename value 'ok' to 'fine'",
			schema.Finding{
				Code: schema.CodeEnumLabels, Table: "shop.mood", Expected: "enum (sad, ok, happy)", Actual: "enum (sad, fine, happy)",
				Reason: "missing (ok), extra (fine)", Breaks: []schema.Statement{insert, update},
			},
		},
		{
			"alter type shop.mood add value 'ecstatic'",
			schema.Finding{
				Code: schema.CodeEnumLabels, Table: "shop.mood", Expected: "enum (sad, ok, happy)", Actual: "enum (sad, ok, happy, ecstatic)",
				Reason: "extra (ecstatic)",
			},
		},
		{
			"create or replace function shop.touch() returns trigger language plpgsql as 'begin\n    return null;\nend'",
			schema.Finding{
				Code: schema.CodeFunctionBody, Table: "shop.touch()", Expected: "return new;", Actual: "return null;",
				Reason: "line 2 of the body is the first that differs",
			},
		},
		{
			"alter function shop.total(bigint, numeric[]) volatile; alter function shop.total(bigint, numeric[]) set work_mem = '1MB'",
			schema.Finding{
				Code: schema.CodeFunctionDefinition, Table: "shop.total(bigint, numeric[])",
				Expected: "immutable, no settings", Actual: "volatile, work_mem=1MB",
			},
		},
		{
			"drop procedure shop.clean(timestamptz)",
			schema.Finding{
				Code: schema.CodeFunctionMissing, Table: "shop.clean(timestamp with time zone)", Expected: "a procedure in sql", Actual: "nothing",
				Breaks: []schema.Statement{sel},
			},
		},
		{
			"drop view shop.newest; create table shop.newest (id int)",
			schema.Finding{
				Code: schema.CodeViewMissing, Table: "shop.newest", Actual: "a table",
				Expected: "view as select id, note from shop.orders order by placed_at desc limit 10",
			},
		},
		{
			"alter table shop.customers disable row level security",
			schema.Finding{
				Code: schema.CodeRowSecurity, Table: "shop.customers", Expected: "row security forced on the owner, too", Actual: "no row security",
				Breaks: []schema.Statement{insert, update, remove, sel}, Model: "github.com/synapscale/synapscale-go/schema_test.customer",
			},
		},
		{
			"alter policy writers on shop.customers to public",
			schema.Finding{
				Code: schema.CodePolicyRoles, Table: "shop.customers", Object: "writers", Breaks: []schema.Statement{update},
				Expected: "policy for update to pg_monitor, pg_signal_backend using (id in (select o.customer_id from shop.orders o where o.note is null)) with check (true)",
				Actual:   "policy for update to public using (id IN ( SELECT o.customer_id\n   FROM shop.orders o\n  WHERE (o.note IS NULL))) with check (true)",
				Model:    "github.com/synapscale/synapscale-go/schema_test.customer",
			},
		},
		{
			"create policy more on shop.orders as restrictive using (true)", // Nobody asks it.
			schema.Finding{
				Code: schema.CodePolicyExtra, Table: "shop.orders", Object: "more", Expected: "nothing", Actual: "restrictive policy for all to public using (true)",
				Model: "github.com/synapscale/synapscale-go/schema_test.order",
			},
		},
		{
			"alter table shop.orders disable trigger touch",
			schema.Finding{
				Code: schema.CodeTriggerDisabled, Table: "shop.orders", Object: "touch", Expected: "a trigger that fires", Actual: "a disabled trigger",
				Wrong: schema.SideDatabase, Model: "github.com/synapscale/synapscale-go/schema_test.order",
			},
		},
		{
			"drop trigger late on shop.labels",
			schema.Finding{
				Code: schema.CodeTriggerMissing, Table: "shop.labels", Object: "late", Actual: "nothing",
				Expected: "constraint trigger after insert deferrable initially deferred for each row execute function shop.log()",
				Model:    "github.com/synapscale/synapscale-go/schema_test.label",
			},
		},
		{
			"create trigger more after update on shop.labels referencing old table as before new table as after for each statement execute function shop.touch('x')",
			schema.Finding{
				Code: schema.CodeTriggerExtra, Table: "shop.labels", Object: "more", Expected: "nothing",
				Actual: "after update referencing old table as before new table as after for each statement execute function shop.touch(x)",
				Model:  "github.com/synapscale/synapscale-go/schema_test.label",
			},
		},
	} {
		t.Run(c.statement, func(t *testing.T) {
			tx := db.Begin()
			defer tx.Rollback()
			run(t, tx, c.statement)
			findings := checkDeclared(t, tx).Findings
			at := slices.IndexFunc(findings, func(f schema.Finding) bool { return f.Code == c.finding.Code })
			require.GreaterOrEqual(t, at, 0)
			c.finding.Severity = schema.SeverityDifference
			require.Equal(t, c.finding.String(), findings[at].String())
			require.Equal(t, c.finding.Breaks, findings[at].Breaks)
			require.Equal(t, c.finding.Reason, findings[at].Reason)
			require.Equal(t, c.finding.Wrong, findings[at].Wrong)
			require.Equal(t, c.finding.Model, findings[at].Model)
		})
	}
}

// The declarations of a program are part of the program: what is malformed keeps the check from running.
func TestMalformedDeclarationsAreNoFinding(t *testing.T) {
	t.Parallel()
	checker := schema.Checker{Declared: []declare.Schema{{
		Name: "shop", Tables: []declare.Table{{Name: "orders", Triggers: []declare.Trigger{{Name: "touch", When: "sometimes", Function: "touch"}}}},
	}}}
	_, err := checker.Check(t.Context(), shop(t), models()...)
	failure, ok := errors.AsType[*schema.CheckError](err)
	require.True(t, ok)
	require.Equal(t, schema.ReasonModel, failure.Reason)
	require.ErrorContains(t, err, `declared trigger touch of shop.orders: when "sometimes" is not of the form`)
}

// What is declared of a schema without models is compared, and what else is there is others'.
func TestDeclarationsOfASchemaWithoutModels(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, `
		create schema ledger;
		create table ledger.entries (id int);
		create table ledger.others (id int);
		create function ledger.others() returns trigger language plpgsql as 'begin end';
		create trigger noticed before insert on ledger.entries for each row execute function ledger.others();
		create trigger noticed before insert on ledger.others for each row execute function ledger.others();
		create type ledger.others_too as enum ();
		create sequence ledger.more_of_others;
		create view ledger.seen_by_others as select 1 as one`)
	checker := schema.Checker{Declared: []declare.Schema{{
		Name:   "ledger",
		Tables: []declare.Table{{Name: "entries"}, {Name: "gone"}},
		Enums:  []declare.Enum{{Name: "kind", Labels: []string{"in", "out"}}},
	}}}
	report, err := checker.Check(t.Context(), db, models()...)
	require.NoError(t, err)
	findings := []string{"trigger-extra ledger.entries noticed", "table-missing ledger.gone", "enum-missing ledger.kind"}
	require.Equal(t, findings, found(report))

	tx := db.Begin()
	defer tx.Rollback()
	becomeShopReader(t, tx)
	report, err = checker.Check(t.Context(), tx, models()...)
	require.NoError(t, err, "the role may not use the other schema")
	require.Equal(t, findings, found(report))
}

// Where nothing is declared of the schema of the models, nothing of it is in excess.
func TestDeclarationsOfAnotherSchemaOnly(t *testing.T) {
	t.Parallel()
	checker := schema.Checker{Declared: []declare.Schema{{Name: "public", Functions: []declare.Function{{
		Name: "actor", Returns: "text", Language: "sql", Volatility: declare.Stable, Body: "select current_setting('shop.actor', true)",
	}}}}}
	report, err := checker.Check(t.Context(), declaredShop(t), models()...)
	require.NoError(t, err)
	require.Equal(t, []string{"table-extra journal"}, found(report))
}

// A view may be a model's, with or without its query.
func TestViewsOfModels(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, "create view shop.carriers as select id, name from shop.labels")
	checker := schema.Checker{Declared: []declare.Schema{{Name: "shop"}}}
	all := append(models(), &carrier{})
	findings := func() []string {
		report, err := checker.Check(t.Context(), db, all...)
		require.NoError(t, err)
		return found(report)
	}
	require.Empty(t, findings())
	checker.Declared[0].Views = []declare.View{{Name: "carriers", Query: "select id, name from shop.labels where id > 0"}}
	require.Equal(t, []string{"view-definition carriers"}, findings())
	run(t, db, "drop view shop.carriers")
	require.Equal(t, []string{"table-missing carriers"}, findings())
}

type carrier struct {
	ID   int64  `gorm:"autoIncrement:false"`
	Name string `gorm:"type:text"`
}

func (carrier) TableName() string { return "shop.carriers" }

// What is persisted in another way, or in parts, is declared.
type invoice struct {
	ID     int64
	Number int64 `gorm:"type:bigint;not null;default:nextval('shop.invoice_numbers')"`
}

func (invoice) TableName() string { return "shop.invoices" }

// The default of a model names a sequence. Where sequences are declared and it is not
// among them, it is one that the column should own.
func TestASequenceThatADefaultNames(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	run(t, db, "create schema shop; create sequence shop.invoice_numbers; create sequence shop.more")
	require.NoError(t, db.AutoMigrate(&invoice{}))
	sequences := func(names ...string) []declare.Schema {
		declared := declare.Schema{Name: "shop"}
		for _, name := range names {
			declared.Sequences = append(declared.Sequences, declare.Sequence{Name: name})
		}
		return []declare.Schema{declared}
	}
	for _, c := range []struct {
		declared []declare.Schema
		found    []string
	}{
		{nil, []string{}},
		{sequences("more", "invoice_numbers"), []string{}},
		{sequences("more"), []string{"sequence-owner invoices number"}},
	} {
		report, err := schema.Checker{Declared: c.declared}.Check(t.Context(), db, &invoice{})
		require.NoError(t, err)
		require.Equal(t, c.found, found(report))
	}
}

func TestDeclaredPersistence(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, `
		create unlogged table shop.carriers (id bigint primary key, name text);
		create table shop.shipments (id bigint primary key, name text) partition by range (id)`)
	checker := schema.Checker{Declared: []declare.Schema{{Name: "shop", Tables: []declare.Table{
		{Name: "carriers", Unlogged: true}, {Name: "shipments", Partition: "range (id)"},
	}}}}
	findings := func() []string {
		report, err := checker.Check(t.Context(), db, append(models(), &carrier{}, &shipment{})...)
		require.NoError(t, err)
		return found(report)
	}
	require.Empty(t, findings())
	checker.Declared[0].Tables = []declare.Table{{Name: "labels", Unlogged: true}, {Name: "shipments", Partition: "range (name)"}}
	require.Equal(t, []string{"table-unlogged carriers", "table-unlogged labels", "table-partition shipments"}, findings())
	checker.Declared[0].Tables = []declare.Table{{Name: "carriers", Unlogged: true}}
	require.Equal(t, []string{"table-partition shipments"}, findings(), "a table without a declared key is no partitioned one")
}

type shipment struct {
	ID   int64  `gorm:"autoIncrement:false"`
	Name string `gorm:"type:text"`
}

func (shipment) TableName() string { return "shop.shipments" }

// What only the server can compare, and it cannot, is undetermined; the rest is compared.
func TestWhatIsDeclaredMayBeUndetermined(t *testing.T) {
	t.Parallel()
	declared := shopDeclarations()
	shop := &declared[1]
	shop.Views[1].Query = "select no_such(id) as id, note from shop.orders"
	shop.Tables[0].Policies[0].Using = "no_such(email)"
	shop.Tables[0].Policies[1].Name = "authors"
	shop.Tables[0].Policies[1].Using = "no_such(id)"
	shop.Tables[3].Triggers[0].Condition = "no_such(new.note)"
	shop.Tables[3].Triggers[1].Name = "recorded"
	shop.Tables[3].Triggers[1].Condition = "no_such(old.status)"
	report, err := schema.Checker{Declared: declared}.Check(t.Context(), declaredShop(t), models()...)
	require.NoError(t, err)
	require.ElementsMatch(t, []string{
		"undetermined newest", "undetermined customers own", "undetermined customers authors",
		"undetermined orders touch", "undetermined orders recorded",
	}, found(report))
	for _, finding := range report.Findings {
		require.Contains(t, finding.Actual, "does not exist")
	}
}

// A role that may only read gets the result of the owner.
func TestWhatIsDeclaredNeedsOnlyToRead(t *testing.T) {
	t.Parallel()
	tx := declaredShop(t).Begin()
	defer tx.Rollback()
	becomeShopReader(t, tx)
	require.Empty(t, checkDeclared(t, tx).Findings)
}

// becomeShopReader goes on in the transaction as a role that may read the shop and nothing else.
func becomeShopReader(t *testing.T, tx *gorm.DB) {
	t.Helper()
	run(t, tx, `
		create role shop_declared_reader;
		grant usage on schema shop to shop_declared_reader;
		grant select on all tables in schema shop to shop_declared_reader;
		set local role shop_declared_reader`)
}

// What is declared is asked about with everything else, in the same question.
func TestOneQuestionForDeclarations(t *testing.T) {
	t.Parallel()
	dsn := pgtest.EmptyDSN(t)
	var statements int
	db := traced(t, dsn, func() { statements++ })
	openShop(t, db)
	run(t, db, shopBesideSQL)
	statements = 0
	require.Len(t, check(t, db, models()...).Findings, 1)
	without := statements - 1 // What a plan for the finding may need.
	statements = 0
	require.Empty(t, checkDeclared(t, db).Findings)
	require.Equal(t, without, statements)
}
