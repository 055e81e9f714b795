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
	write, ok := format.Named("github")
	fmt.Println(ok, format.Names())
	report := found()
	report.Findings[0].File, report.Findings[0].Line = "orders/order.go", 31 // Sources.Locate finds them.
	if err := write(os.Stdout, report, format.Options{}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// true [github json junit markdown sarif text]
	// ::error file=orders/order.go,line=31,title=column-length::shop.orders note: expected character varying(200), found character varying(100); breaks insert, update
	// PostgreSQL 15, database shop: 12 models, 96 columns, 1 difference
}
