package schema_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/synapscale/synapscale-go/schema"
)

var (
	missingColumn = schema.Finding{
		Code: schema.CodeColumnMissing, Severity: schema.SeverityDifference, Table: "shop.customers", Object: "email",
		Expected: "character varying(255) not null", Actual: "nothing",
	}
	extraTable = schema.Finding{
		Code: schema.CodeTableExtra, Severity: schema.SeverityDifference, Table: "shop.invoices", Expected: "nothing", Actual: "a table",
	}
	otherName = schema.Finding{
		Code: schema.CodeIndexName, Severity: schema.SeverityWarning, Table: "shop.orders", Object: "orders_open",
		Expected: "orders_open", Actual: "open_orders",
	}
	unknown = schema.Finding{
		Code: schema.CodeUndetermined, Severity: schema.SeverityUndetermined, Table: "shop.orders", Object: "note",
		Expected: "default a()", Actual: "default b()",
	}
)

func TestFindingString(t *testing.T) {
	t.Parallel()
	require.Equal(t, "shop.customers email column-missing: expected character varying(255) not null, found nothing", missingColumn.String())
	require.Equal(t, "shop.invoices table-extra: expected nothing, found a table", extraTable.String())
}

func TestReportString(t *testing.T) {
	t.Parallel()
	for text, report := range map[string]schema.Report{
		"0 models, 0 columns, 0 differences":                            {},
		"1 model, 1 column, 1 difference":                               {Models: 1, Columns: 1, Findings: []schema.Finding{missingColumn}},
		"999 models, 1,000 columns, 2 differences":                      {Models: 999, Columns: 1000, Findings: []schema.Finding{missingColumn, extraTable}},
		"0 models, 0 columns, 0 differences, 1 ignored":                 {Suppressed: []schema.Suppressed{{Finding: otherName}}},
		"1,000 models, 1,234,567 columns, 0 differences, 1 warning":     {Models: 1000, Columns: 1234567, Findings: []schema.Finding{otherName}},
		"2 models, 3 columns, 0 differences, 1 undetermined":            {Models: 2, Columns: 3, Findings: []schema.Finding{unknown}},
		"2 models, 3 columns, 1 difference, 2 undetermined, 2 warnings": {Models: 2, Columns: 3, Findings: []schema.Finding{unknown, otherName, extraTable, unknown, otherName}},
	} {
		require.Equal(t, text, report.String())
	}
}

func TestFindingsBySeverity(t *testing.T) {
	t.Parallel()
	report := schema.Report{Findings: []schema.Finding{missingColumn, otherName, unknown, extraTable}}
	require.Equal(t, []schema.Finding{missingColumn, extraTable}, report.Differences())
	require.Equal(t, []schema.Finding{otherName}, report.Warnings())
	require.Equal(t, []schema.Finding{unknown}, report.Undetermined())
	require.Empty(t, report.With("another"))
}

func TestReportAsJSON(t *testing.T) {
	t.Parallel()
	report := schema.Report{
		Format: schema.ReportFormat, Server: 180001, Database: "shop", Models: 3, Columns: 9, Advised: true,
		Findings:   []schema.Finding{missingColumn, extraTable},
		Suppressed: []schema.Suppressed{{Finding: otherName, Reason: "known", Owner: "shop", Expires: "2027-01-31"}},
	}
	text, err := json.MarshalIndent(report, "", "  ")
	require.NoError(t, err)
	require.Equal(t, `{
  "format": 1,
  "server_version_num": 180001,
  "database": "shop",
  "models": 3,
  "columns": 9,
  "advised": true,
  "findings": [
    {
      "fingerprint": "6009f1db72a1426d",
      "code": "column-missing",
      "severity": "difference",
      "table": "shop.customers",
      "object": "email",
      "expected": "character varying(255) not null",
      "actual": "nothing"
    },
    {
      "fingerprint": "45953edcd8977d3c",
      "code": "table-extra",
      "severity": "difference",
      "table": "shop.invoices",
      "expected": "nothing",
      "actual": "a table"
    }
  ],
  "suppressed": [
    {
      "finding": {
        "fingerprint": "42957cd0b33fcaf5",
        "code": "index-name",
        "severity": "warning",
        "table": "shop.orders",
        "object": "orders_open",
        "expected": "orders_open",
        "actual": "open_orders"
      },
      "reason": "known",
      "owner": "shop",
      "expires": "2027-01-31"
    }
  ]
}`, string(text))
	var read schema.Report
	require.NoError(t, json.Unmarshal(text, &read))
	require.Equal(t, report, read)
}

// A list is a list also if it is empty, and what the server says survives the round trip.
func TestARealReportAsJSON(t *testing.T) {
	t.Parallel()
	tx := shop(t).Begin()
	defer tx.Rollback()
	for _, statement := range []string{"select", "drop table shop.order_lines; alter table shop.orders drop column note, add more int"} {
		run(t, tx, statement)
		report := check(t, tx, models()...)
		require.NotNil(t, report.Findings)
		text, err := json.Marshal(report)
		require.NoError(t, err)
		var read schema.Report
		require.NoError(t, json.Unmarshal(text, &read))
		again, err := json.Marshal(read)
		require.NoError(t, err)
		require.Equal(t, string(text), string(again))
		require.Equal(t, report.String(), read.String())
	}
}

func TestErrorTexts(t *testing.T) {
	t.Parallel()
	drift := &schema.DriftError{Report: &schema.Report{
		Database: "shop", Findings: []schema.Finding{missingColumn, otherName, unknown, extraTable},
	}}
	require.EqualError(t, drift, `schema: database shop differs from the models: 2 differences
  shop.customers email column-missing: expected character varying(255) not null, found nothing
  shop.invoices table-extra: expected nothing, found a table`)
	require.ErrorIs(t, drift, schema.ErrDrift)
	require.NotErrorIs(t, drift, schema.ErrNotChecked)

	cause := errors.New("connection refused")
	failure := &schema.CheckError{Reason: schema.ReasonConnection, Err: cause}
	require.EqualError(t, failure, "schema: the database cannot be asked: connection refused")
	require.ErrorIs(t, failure, schema.ErrNotChecked)
	require.ErrorIs(t, failure, cause)
}

// The texts of both sides, in SQL's words.
func TestFindingTexts(t *testing.T) {
	t.Parallel()
	db := shop(t)
	for statement, text := range map[string]string{
		"drop table shop.order_lines":                                                                     "shop.order_lines table-missing: expected a table, found nothing",
		"alter table shop.customers drop column country":                                                  "shop.customers country column-missing: expected character(2) not null default 'US', found nothing",
		"alter table shop.labels add rank numeric(5,2) default 0":                                         "shop.labels rank column-extra: expected nothing, found numeric(5,2) default 0",
		"alter table shop.customers drop column id cascade":                                               "shop.customers id column-missing: expected bigint not null, found nothing",
		"alter table shop.customers alter column email type text":                                         "shop.customers email column-type: expected character varying(255), found text",
		"alter table shop.customers alter column email type varchar":                                      "shop.customers email column-length: expected character varying(255), found character varying",
		"alter table shop.customers alter column name drop not null":                                      "shop.customers name column-null: expected not null, found nullable",
		"alter table shop.customers alter column country drop default":                                    "shop.customers country column-default: expected default 'US', found no default",
		"alter table shop.customers alter column id drop default":                                         "shop.customers id column-default: expected the next value of a sequence of its own, found no default",
		"alter table shop.order_lines alter amount drop expression":                                       "shop.order_lines amount column-generated: expected generated as (quantity * price), found no default",
		"alter table shop.order_lines drop constraint order_lines_pkey":                                   "shop.order_lines primary key primary-key: expected (order_id, position), found no primary key",
		"alter table shop.orders drop constraint orders_customer_fkey":                                    "shop.orders orders_customer_fkey foreign-key-missing: expected foreign key (customer_id) references shop.customers (id) on delete CASCADE on update CASCADE, found nothing",
		"alter table shop.orders add constraint more foreign key (customer_id) references shop.customers": "shop.orders more foreign-key-duplicate: expected only orders_customer_fkey, which contradicts it: foreign key (customer_id) references shop.customers (id) on delete CASCADE on update CASCADE, found foreign key (customer_id) references shop.customers (id)",
		"alter table shop.orders rename constraint orders_customer_fkey to other":                         "shop.orders orders_customer_fkey foreign-key-name: expected orders_customer_fkey, found other",
		"alter table shop.labels add constraint named check (name <> '')":                                 "shop.labels named check-extra: expected nothing, found check ((name <> ''::text))",
		"drop index shop.orders_customer":                                                                 "shop.orders orders_customer index-missing: expected index (customer_id, placed_at desc), found nothing",
		"drop index shop.orders_number":                                                                   "shop.orders orders_number unique-missing: expected unique index (number) where cancelled_at IS NULL, found nothing",
		"drop index shop.orders_data":                                                                     "shop.orders orders_data index-missing: expected gin index (data), found nothing",
		"create index more on shop.labels (name desc nulls last, id nulls first)":                         "shop.labels more index-extra: expected nothing, found index (name desc nulls last, id nulls first)",
		"alter table shop.labels add constraint more exclude using hash (name with =)":                    "shop.labels more unique-extra: expected nothing, found hash exclusion constraint (name)",
	} {
		tx := db.Begin()
		run(t, tx, statement)
		findings := check(t, tx, models()...).Findings
		require.Len(t, findings, 1, statement)
		require.Equal(t, text, findings[0].String(), statement)
		tx.Rollback()
	}
}
