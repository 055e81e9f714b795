package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/internal/pgtest"
	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/declare"
)

// What fails as things are now depends on which side is the stricter one.
func TestWhatADifferenceBreaks(t *testing.T) {
	t.Parallel()
	db := shop(t)
	require.NoError(t, db.AutoMigrate(&ticket{}))
	const writes = "insert update"
	for statement, broken := range map[string]string{
		"drop table shop.tickets":                                           "insert update delete select",
		"create table shop.more (id int)":                                   "",
		"alter table shop.tickets rename to issues":                         "insert update delete select",
		"alter table shop.tickets set unlogged":                             "",
		"alter table shop.labels drop column name":                          "insert update select",
		"alter table shop.labels rename column name to title":               "insert update select",
		"alter table shop.labels add more text":                             "",
		"alter table shop.labels add more text not null":                    "insert",
		"alter table shop.labels add more text not null default ''":         "",
		"alter table shop.labels add more int generated always as identity": "",
		"alter table shop.labels alter name type varchar(9)":                "",
		"alter table shop.labels alter name type int using 1":               "insert update select",
		"alter table shop.labels alter name type text[] using null":         "insert update select",
		"alter table shop.orders alter placed_at type timestamp":            "",
		"alter table shop.customers alter email type varchar(300)":          "",
		"alter table shop.customers alter email type varchar(30)":           writes,
		"alter table shop.customers alter email type varchar":               "",
		"alter table shop.customers alter discount type numeric(5,3)":       "",
		"alter table shop.customers alter discount type numeric(4,3)":       writes,
		"alter table shop.customers alter discount type numeric":            "",
		"alter table shop.orders alter placed_at type timestamptz(3)":       "",
		"alter table shop.customers alter name drop not null":               "",
		"alter table shop.customers alter tax_number set not null":          writes,
		"alter table shop.customers alter country drop default":             "insert",
		"alter table shop.customers alter country set default 'BR'":         "",
		"alter table shop.labels alter id drop default":                     "insert",
		"alter table shop.labels alter name type text collate \"C\"":        "",
		"alter table shop.order_lines alter amount drop expression":         "",
		"alter table shop.orders drop note, add note text generated always as ('') stored; create index orders_note on shop.orders (lower(note))": writes,
		"alter table shop.tickets alter id set generated always":                                                                                  "",
		"alter table shop.tickets alter id drop identity":                                                                                         "insert",
		identity("labels", "always"): "",
		"alter table shop.tickets alter line_order_id set not null, alter line_order_id add generated always as identity": writes,
		"alter sequence shop.labels_id_seq owned by none":                                                                 "",
		"alter sequence shop.labels_id_seq maxvalue 9":                                                                    "",
		"alter sequence shop.labels_id_seq maxvalue 9; select setval('shop.labels_id_seq', 9)":                            "insert",
		"alter table shop.order_lines drop constraint order_lines_pkey cascade":                                           "",
		"alter table shop.order_lines drop constraint order_lines_pkey cascade, add primary key (order_id)":               writes,
		"alter table shop.order_lines drop constraint order_lines_order_fkey":                                             "",
		"alter table shop.tickets add foreign key (id) references shop.labels":                                            writes,
		replaceForeignKey("orders_customer_fkey", "labels"):                                                               writes,
		replaceForeignKey("orders_customer_fkey", "customers on delete cascade"):                                          "update",
		replaceForeignKey("orders_customer_fkey", "customers on update cascade"):                                          "delete",
		replaceForeignKey("orders_customer_fkey", "customers"):                                                            "update delete",
		"alter table shop.tickets drop constraint tickets_customer, add constraint tickets_customer foreign key (customer_id) references shop.customers on delete restrict deferrable initially deferred": "",
		"alter table shop.tickets drop constraint tickets_customer, add constraint tickets_customer foreign key (customer_id) references shop.customers on delete cascade deferrable initially deferred":  "delete",
		replaceForeignKey("orders_customer_fkey", "customers on delete cascade on update cascade not valid"):                                                                                              "",
		"alter table shop.tickets alter constraint tickets_customer not deferrable":                                                                                                                       "insert update delete",
		"alter table shop.orders alter constraint orders_customer_fkey deferrable":                                                                                                                        "",
		"alter table shop.orders add constraint again foreign key (customer_id) references shop.customers on delete cascade on update cascade":                                                            "",
		"alter table shop.orders add constraint again foreign key (customer_id) references shop.customers":                                                                                                "update delete",
		keyTriggers("orders", "orders_customer_fkey", "disable"):                                                                                                                                          "",
		"alter table shop.tickets add constraint more foreign key (id) references shop.labels; " + keyTriggers("tickets", "more", "disable"):                                                              "",
		"alter table shop.customers drop constraint customers_kind":                                                                                                                                       "",
		"alter table shop.customers add check (name <> '')":                                                                                                                                               writes,
		replaceCheck("customers_kind", "customers_kind", "kind in ('person')"):                                                                                                                            writes,
		"alter table shop.customers rename constraint customers_kind to kinds":                                                                                                                            "",
		"drop index shop.orders_number":                                                     "",
		"create unique index more on shop.labels (name)":                                    writes,
		"create index more on shop.labels (name)":                                           "",
		replaceIndex("customers_name", "index", "customers (name)"):                         "",
		replaceIndex("customers_name", "unique index", "customers (name desc)"):             writes,
		replaceIndex("orders_number", "unique index", "orders (number)"):                    writes,
		replaceIndex("orders_number", "index", "orders (number)"):                           "",
		replaceIndex("customers_email", "unique index", "customers (email) include (name)"): "",
		"alter index shop.customers_email rename to more":                                   "",
		invalid("orders_number"):                                                            "",
	} {
		t.Run(statement, func(t *testing.T) {
			tx := db.Begin()
			defer tx.Rollback()
			run(t, tx, statement)
			var breaks []string
			for _, statement := range check(t, tx, allModels()...).Findings[0].Breaks {
				breaks = append(breaks, string(statement))
			}
			require.Equal(t, broken, strings.Join(breaks, " "))
		})
	}
}

// A finding names the Go type and the field that ask for what it is about, and the side that is wrong if that is plain.
func TestWhereAFindingComesFrom(t *testing.T) {
	t.Parallel()
	db := shop(t)
	const model = "github.com/synapscale/synapscale-go/schema_test."
	for statement, from := range map[string][3]string{
		"drop table shop.order_lines":                                           {model + "orderLine", "", ""},
		"create table shop.more (id int)":                                       {"", "", ""},
		"alter table shop.labels drop column name":                              {model + "label", "Name", ""},
		"alter table shop.labels add more int":                                  {model + "label", "", ""},
		"alter sequence shop.labels_id_seq increment 2":                         {model + "label", "ID", "database"},
		"alter table shop.customers drop constraint customers_kind":             {model + "customer", "Kind", ""},
		"alter table shop.orders drop constraint orders_customer_fkey":          {model + "order", "CustomerID", ""},
		"drop index shop.orders_customer":                                       {model + "order", "CustomerID", ""},
		"drop index shop.orders_note":                                           {model + "order", "", ""},
		"alter table shop.customer_labels drop constraint customer_labels_pkey": {"", "", ""},
		invalid("orders_customer"):                                              {model + "order", "CustomerID", "database"},
		"alter table shop.orders set unlogged":                                  {model + "order", "", "database"},
	} {
		tx := db.Begin()
		run(t, tx, strings.ReplaceAll(statement, "shop.orders set", "shop.order_lines set"))
		finding := check(t, tx, models()...).Findings[0]
		if strings.Contains(statement, "unlogged") {
			from[0] = model + "orderLine"
		}
		require.Equal(t, from, [3]string{finding.Model, finding.Field, string(finding.Wrong)}, statement)
		tx.Rollback()
	}
}

type seat struct {
	ID    int64
	Place *string `gorm:"size:10;uniqueIndex:seats_place"`
	Guest *string `gorm:"size:10;check:seats_guest,guest <> ''"`
	Row   string  `gorm:"size:10;not null"`
}

func (seat) TableName() string { return "seats" }

// What newer servers have besides: since 15 nulls may be equal to each other, and since 18 a not null and a check may be
// there without being verified or enforced, and a generated column may be virtual.
func TestWhatNewerServersHave(t *testing.T) {
	t.Parallel()
	db := pgtest.Empty(t)
	require.NoError(t, db.AutoMigrate(&seat{}))
	server := check(t, db, &seat{}).Server
	for _, c := range []struct {
		version             int
		statement, findings string
	}{
		{150000, "drop index seats_place; create unique index seats_place on seats (place) nulls not distinct", "unique-nulls public.seats seats_place"},
		{
			180000, "alter table seats alter column row drop not null; alter table seats add constraint seats_row not null row not valid",
			"column-null public.seats row",
		},
		{
			180000, "alter table seats drop constraint seats_guest, add constraint seats_guest check (guest <> '') not enforced",
			"check-missing public.seats seats_guest",
		},
		{
			180000, "alter table seats drop guest, add guest varchar(10) generated always as ('a') virtual",
			"column-generated public.seats guest,check-missing public.seats seats_guest",
		},
	} {
		if server < c.version {
			continue // There is no such thing to be found.
		}
		tx := db.Begin()
		run(t, tx, c.statement)
		require.Equal(t, c.findings, strings.Join(found(check(t, tx, &seat{})), ","), c.statement)
		tx.Rollback()
	}
}

// Of each schema with hidden tables there is one finding, with the grants that open them.
func TestHiddenTables(t *testing.T) {
	t.Parallel()
	db := shop(t)
	run(t, db, "create schema stock")
	require.NoError(t, db.AutoMigrate(&stockMove{}))
	tx := db.Begin()
	defer tx.Rollback()
	user := role(t, tx)
	run(t, tx, fmt.Sprintf(`grant usage on schema shop to %[1]q; grant select on shop.labels, shop.orders to %[1]q;
		alter table shop.customers drop column name; alter table shop.orders drop column note; set local role %[1]q`, user))
	report := check(t, tx, append(models(), &stockMove{})...)
	require.Equal(t, []string{"hidden", "column-missing orders note", "hidden stock"}, strings.Split(strings.ReplaceAll(strings.Join(found(report), ","), "hidden shop", "hidden"), ","))
	require.Equal(t, "3 tables hidden: shop.customers, shop.order_lines, shop.customer_labels", report.Findings[0].Actual)
	require.Equal(t, fmt.Sprintf(`it needs: grant select on "shop"."customers", "shop"."order_lines", "shop"."customer_labels" to %q`, user), report.Findings[0].Reason)
	require.Equal(t, fmt.Sprintf(`it needs: grant usage on schema "stock" to %[1]q; grant select on "stock"."moves" to %[1]q`, user), report.Findings[2].Reason)
	require.Equal(t, []schema.Finding{report.Findings[0], report.Findings[2]}, report.Undetermined())

	run(t, tx, fmt.Sprintf("reset role; grant select on stock.moves to %[1]q; set local role %[1]q", user))
	report = check(t, tx, append(models(), &stockMove{})...)
	require.Equal(t, fmt.Sprintf(`it needs: grant usage on schema "stock" to %q`, user), report.Findings[2].Reason)
}

// What is declared says how the rows of a table are kept, and that a view stands in its place on purpose.
func TestDeclaredKindsOfTables(t *testing.T) {
	t.Parallel()
	db := shop(t)
	tx := db.Begin()
	defer tx.Rollback()
	run(t, tx, `
		alter table shop.order_lines set unlogged;
		drop table shop.labels cascade;
		create view shop.labels as select 1::bigint as id, ''::text as name`)
	checker := schema.Checker{}
	kinds := func() []string {
		report, err := checker.Check(t.Context(), tx, append(models(), &tagged{})...)
		require.NoError(t, err)
		return found(report)
	}
	require.Equal(t, []string{"table-kind labels", "table-unlogged order_lines"}, kinds())
	checker.Declared = []declare.Schema{{
		Name: "shop", Views: []declare.View{{Name: "labels", Query: "select 1::bigint as id, ''::text as name"}},
		Tables: []declare.Table{{Name: "order_lines", Unlogged: true}, {Name: "orders", Partition: "RANGE (placed_at)"}},
	}}
	require.Equal(t, []string{"table-partition orders"}, kinds())
}

// A tagged is another model of labels, which asks for an index.
type tagged struct {
	ID   int64
	Name string `gorm:"type:text;index"`
}

func (tagged) TableName() string { return "shop.labels" }

// The example of an explanation is a change that the check reports under its code.
func TestExamplesOfExplanations(t *testing.T) {
	t.Parallel()
	db := shop(t)
	require.NoError(t, db.AutoMigrate(&ticket{}))
	broken := brokenCodes()
	broken[string(schema.CodeUniqueNulls)] = check(t, db, allModels()...).Server >= 150000
	broken[string(schema.CodeIndexInvalid)] = false // Its building fails, which no transaction survives.
	for _, explanation := range schema.Explanations() {
		if !broken[string(explanation.Code)] {
			continue
		}
		tx := db.Begin()
		run(t, tx, explanation.Example)
		models := allModels()
		if explanation.Code == schema.CodeTableKind {
			models = append(models, &tagged{})
		}
		var codes []schema.Code
		for _, finding := range check(t, tx, models...).Findings {
			codes = append(codes, finding.Code)
		}
		require.Contains(t, codes, explanation.Code, explanation.Example)
		tx.Rollback()
	}
}
