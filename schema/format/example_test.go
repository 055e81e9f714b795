package format_test

import (
	"fmt"
	"os"

	"github.com/synapscale/synapscale-go/schema"
	"github.com/synapscale/synapscale-go/schema/format"
)

// A report comes from schema.Check.
func found() *schema.Report {
	return &schema.Report{
		Format: schema.ReportFormat, Server: 150004, Database: "shop", Models: 12, Columns: 96,
		Findings: []schema.Finding{{
			Code: schema.CodeColumnLength, Severity: schema.SeverityDifference, Table: "shop.orders", Object: "note",
			Expected: "character varying(200)", Actual: "character varying(100)",
			Breaks: []schema.Statement{schema.StatementInsert, schema.StatementUpdate},
			Model:  "example.com/shop.Order", Field: "Note",
		}},
	}
}

func ExampleText() {
	if err := format.Text(os.Stdout, found(), format.Options{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Differences
	//   shop.orders
	//     column-length  note  expected character varying(200), found character varying(100)
	//         breaks insert, update
	//
	// PostgreSQL 15, database shop: 12 models, 96 columns, 1 difference
}

func ExampleNamed() {
	fmt.Println(format.Names())
	write, ok := format.Named("junit")
	fmt.Println(ok)
	if err := write(os.Stdout, found(), format.Options{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// [github json junit markdown sarif text]
	// true
	// <?xml version="1.0" encoding="UTF-8"?>
	// <testsuites name="models and database" tests="1" failures="1" errors="0">
	//   <testsuite name="database shop, PostgreSQL 15" tests="1" failures="1" errors="0">
	//     <testcase classname="shop" name="orders">
	//       <failure message="column-length: shop.orders note: expected character varying(200), found character varying(100); breaks insert, update" type="column-length">column-length: shop.orders note: expected character varying(200), found character varying(100); breaks insert, update</failure>
	//     </testcase>
	//   </testsuite>
	// </testsuites>
}
