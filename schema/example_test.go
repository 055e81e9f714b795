package schema_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/DATA-DOG/go-sqlmock"
	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/synapscale/synapscale-go/schema"
)

// A Country is the one model of a service.
type Country struct {
	Code string `gorm:"type:char(2);primaryKey"`
	Name string `gorm:"not null"`
}

// startService is what the service does before it takes requests. A database that cannot be asked does not keep it
// from starting; a difference does, also one that breaks nothing yet.
func startService(ctx context.Context, db *gorm.DB) error {
	outcome := schema.Assertion{Fail: schema.FailOnDifferences, SecondLook: -1}.Run(ctx, db, &Country{})
	switch {
	case outcome.Err != nil:
		return fmt.Errorf("not starting: %w", outcome.Err)
	case outcome.Unchecked != nil:
		fmt.Println("starting unchecked:", outcome.Unchecked)
	}
	return nil
}

// A column is one as the server describes it.
type column struct {
	name, kind string
	notNull    bool
}

// databaseWith is a connection on which the table countries has the columns given: each query of the check, in turn,
// gets the rows that PostgreSQL would return.
func databaseWith(columns ...column) *gorm.DB {
	pool, mock, err := sqlmock.New()
	if err != nil {
		panic(err)
	}
	answer := func(query string, columns int, rows ...[]any) {
		result := sqlmock.NewRows(make([]string, columns))
		for _, row := range rows {
			values := make([]driver.Value, columns)
			for i, value := range row {
				values[i] = value
			}
			result.AddRow(values...)
		}
		mock.ExpectQuery(query).WillReturnRows(result)
	}
	const table = 16384 // its oid
	var attributes [][]any
	for _, c := range columns {
		attributes = append(attributes, []any{table, c.name, c.kind, c.notNull, nil, "", "", nil, false, nil})
	}
	mock.ExpectBegin()
	answer("version", 5, []any{"PostgreSQL 18.1", 180001, "atlas", "service", "public"})
	answer("set_config", 2, []any{"", "500ms"})
	answer("pg_class", 10, []any{table, "public", "countries", "r", false, false, false, "", true, true})
	answer("pg_attribute", 10, attributes...)
	answer("pg_constraint", 14,
		[]any{table, "countries_pkey", "p", `["code"]`, nil, nil, nil, "[]", " ", " ", " ", false, false, false})
	answer("pg_index", 13)
	answer("pg_trigger", 4)
	answer("pg_extension", 4)
	mock.ExpectRollback()

	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}))
	if err != nil {
		panic(err)
	}
	return db
}

// The table is what the model says, so the service starts.
func ExampleAssertion() {
	db := databaseWith(
		column{name: "code", kind: "character(2)", notNull: true},
		column{name: "name", kind: "text", notNull: true},
	)
	fmt.Println(startService(context.Background(), db))
	// Output: <nil>
}

// Somebody has changed the table: the error names every difference.
func ExampleAssertion_drift() {
	db := databaseWith(
		column{name: "code", kind: "character(3)", notNull: true},
		column{name: "title", kind: "text", notNull: true},
	)
	fmt.Println(startService(context.Background(), db))
	// Output:
	// not starting: schema: database atlas differs from the models: 2 differences
	//   public.countries code column-length: expected character(2), found character(3)
	//   public.countries name column-name: expected name, found title (breaks insert update select)
}

// That the check could not run says nothing about the database; whether the service starts is its own choice.
func ExampleAssertion_unchecked() {
	db := databaseWith()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	fmt.Println(startService(ctx, db))
	// Output:
	// starting unchecked: schema: the database cannot be asked: context canceled
	// <nil>
}

// A report holds all that there is to say, and the caller decides what it means.
func ExampleCheck() {
	db := databaseWith(
		column{name: "code", kind: "character(2)", notNull: true},
		column{name: "name", kind: "text"},
	)
	report, err := schema.Check(context.Background(), db, &Country{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report)
	for _, finding := range report.Findings {
		fmt.Println(finding.Severity, finding.Code, finding.Table, finding.Object)
	}
	// Output:
	// 1 model, 2 columns, 1 difference
	// difference column-null public.countries name
}

// refusingDatabase is a connection to a database on which a trigger refuses every row of the table countries.
func refusingDatabase() *gorm.DB {
	pool, mock, err := sqlmock.New()
	if err != nil {
		panic(err)
	}
	done := func(statements ...string) {
		for _, statement := range statements {
			mock.ExpectExec("^" + statement).WillReturnResult(driver.ResultNoRows)
		}
	}
	mock.ExpectBegin()
	mock.ExpectQuery("version").WillReturnRows(sqlmock.NewRows(make([]string, 5)).AddRow("PostgreSQL 18.1", 180001, "atlas", "service", "public"))
	mock.ExpectQuery("app.environment").WillReturnRows(sqlmock.NewRows(make([]string, 5)).AddRow(false, false, false, "2s", "30s"))
	done("savepoint", "set constraints", "rollback to savepoint", "savepoint", "savepoint")
	mock.ExpectQuery("^INSERT").WillReturnError(&pgconn.PgError{
		Code: "42703", Message: `record "new" has no field "id"`, Where: "PL/pgSQL function audit() line 3 at SQL statement",
	})
	done("rollback to savepoint")
	mock.ExpectQuery("pg_trigger").WillReturnRows(sqlmock.NewRows([]string{"name"}).AddRow("countries_audit"))
	done("rollback to savepoint")
	mock.ExpectRollback()

	db, err := gorm.Open(postgres.New(postgres.Config{Conn: pool}))
	if err != nil {
		panic(err)
	}
	return db
}

// Models and database may agree, and the database still refuse every row. A probe finds that out in a test environment,
// and leaves nothing behind.
func ExampleProbe() {
	report, err := schema.Probe(context.Background(), refusingDatabase(), &Country{})
	switch {
	case errors.Is(err, schema.ErrProduction), errors.Is(err, schema.ErrReadOnlyDatabase):
		fmt.Println("not the place for a probe:", err)
	case err != nil:
		fmt.Println("nothing is known:", err)
	default:
		fmt.Println(report)
		fmt.Println(report.Err())
	}
	// Output:
	// 1 table, 1 refused
	// schema: database atlas does not take what the models write: 1 table, 1 refused
	//   public.countries insert: record "new" has no field "id" (SQLSTATE 42703), function audit() of trigger countries_audit
}
